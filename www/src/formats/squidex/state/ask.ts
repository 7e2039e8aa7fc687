/** What only Squidex can be asked about a report that is open. */
import {
  EngineFailure,
  type ArchiveSummary,
  type Calibration,
  type Explanation,
  type PrivatePlace,
  type Recipe,
  type SquidexAnswer,
  type SquidexQuestion,
  type UserMapping,
} from '../../../engine/protocol.ts';
import { opened } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';

type AnswerOf<Kind extends SquidexAnswer['kind']> = Extract<SquidexAnswer, { kind: Kind }>;

/** Asks, and takes the answer of the kind that the question has. */
export async function ask<Kind extends SquidexAnswer['kind']>(
  kind: Kind,
  inspection: Inspection,
  question: SquidexQuestion,
): Promise<AnswerOf<Kind>> {
  const { session, index } = opened(inspection);
  const found = await session.ask(index, options.peek(), { system: 'squidex', question });
  if (found.system === 'squidex' && found.answer.kind === kind) return found.answer as AnswerOf<Kind>;
  throw new EngineFailure('protocol', `expected "${kind}"`);
}

/** What a log that Squidex showed means for this archive. */
export async function explainLog(inspection: Inspection, pasted: string): Promise<Explanation> {
  return (await ask('explained', inspection, { kind: 'explain', pasted })).explanation;
}

/** What a restore of this backup that once ran says about the server. */
export async function calibrateWith(inspection: Inspection, pasted: string): Promise<Calibration> {
  return (await ask('calibrated', inspection, { kind: 'calibrate', pasted })).calibration;
}

/** What is wrong with a new name, in words; `null` if nothing is. */
export async function faultOfName(inspection: Inspection, name: string): Promise<string | null> {
  return (await ask('name', inspection, { kind: 'name', name })).fault;
}

/** A recipe from a file's text, or what is wrong with it. */
export async function readRecipe(
  inspection: Inspection,
  text: string,
): Promise<{ recipe: Recipe | null; fault: string | null }> {
  return ask('recipe', inspection, { kind: 'recipe', text });
}

/** Pairs of addresses from a pasted table, as far as it could be read. */
export async function readMappings(
  inspection: Inspection,
  text: string,
): Promise<{ mappings: UserMapping[]; fault: string | null }> {
  return ask('mappings', inspection, { kind: 'mappings', text });
}

/** What the archive is made of. */
export async function archiveOf(inspection: Inspection): Promise<ArchiveSummary> {
  return (await ask('archive', inspection, { kind: 'archive' })).summary;
}

/** The values at places that were counted, as they stand in the archive; `null` where one can't be read again. */
export async function revealAt(
  inspection: Inspection,
  places: PrivatePlace[],
): Promise<ReadonlyArray<string | null>> {
  return (await ask('revealed', inspection, { kind: 'reveal', places })).values;
}
