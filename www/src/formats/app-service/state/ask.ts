/** What only App Service can be asked, of a set that is open or (`null`) of nothing but what was typed. */
import {
  EngineFailure,
  type AppServiceAnswer,
  type AppServiceQuestion,
  type Form,
  type Task,
  type Typed,
  type TypedField,
} from '../../../engine/protocol.ts';
import { ask as askEngine } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';

type AnswerOf<Kind extends AppServiceAnswer['kind']> = Extract<AppServiceAnswer, { kind: Kind }>;

export type ScheduleAnswer = AnswerOf<'schedule'>;
export type ComposedAnswer = AnswerOf<'composed'>;
export type FormsAnswer = AnswerOf<'forms'>;

async function ask<Kind extends AppServiceAnswer['kind']>(
  kind: Kind,
  inspection: Inspection | null,
  question: AppServiceQuestion,
): Promise<AnswerOf<Kind>> {
  const found = await askEngine(inspection, { system: 'app-service', question });
  if (found.system === 'app-service' && found.answer.kind === kind) return found.answer as AnswerOf<Kind>;
  throw new EngineFailure('protocol', `expected "${kind}"`);
}

/** Runs a schedule: `project` takes dropped records in and simulates from now on. */
export function runSchedule(
  inspection: Inspection | null,
  typed: Typed,
  project: boolean,
): Promise<ScheduleAnswer> {
  return ask('schedule', inspection, { kind: 'schedule', typed, project });
}

/** What can be composed. */
export function composeForms(inspection: Inspection | null): Promise<FormsAnswer> {
  return ask('forms', inspection, { kind: 'forms' });
}

export function composeTask(
  inspection: Inspection | null,
  task: Task,
  form: Form,
  fields: TypedField[],
  secrets: boolean,
): Promise<ComposedAnswer> {
  return ask('composed', inspection, {
    kind: 'compose',
    task,
    form,
    fields,
    include_secrets: secrets,
  });
}
