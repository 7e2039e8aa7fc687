/** What only App Service can be asked, of a set that is open or (`null`) of nothing but what was typed. */
import {
  EngineFailure,
  type AppServiceAnswer,
  type AppServiceQuestion,
  type ArchiveSummary,
  type Form,
  type PrivateKind,
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

/** What the archive is made of. */
export async function archiveOf(inspection: Inspection): Promise<ArchiveSummary> {
  return (await ask('archive', inspection, { kind: 'archive' })).summary;
}

/** What is personal or secret in the set; the values of the kind `show` are not masked. */
export async function privacyOf(
  inspection: Inspection,
  show: string | null,
): Promise<readonly PrivateKind[]> {
  return (await ask('privacy', inspection, { kind: 'privacy', show })).kinds;
}

/** A document of the set without its secrets, and what is in it all the same. */
export async function redactedOf(
  inspection: Inspection,
  file: string,
): Promise<{ text: string; leaks: readonly string[] }> {
  return ask('redacted', inspection, { kind: 'redact', file });
}
