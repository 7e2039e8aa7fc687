/** What only SharePoint can be asked about a report that is open. */
import {
  EngineFailure,
  type Holding,
  type SharePointAnswer,
  type SharePointQuestion,
} from '../../../engine/protocol.ts';
import { opened } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';

type AnswerOf<Kind extends SharePointAnswer['kind']> = Extract<SharePointAnswer, { kind: Kind }>;

export async function ask<Kind extends SharePointAnswer['kind']>(
  kind: Kind,
  inspection: Inspection,
  question: SharePointQuestion,
): Promise<AnswerOf<Kind>> {
  const { session, index } = opened(inspection);
  const found = await session.ask(index, options.peek(), { system: 'sharepoint', question });
  if (found.system === 'sharepoint' && found.answer.kind === kind) return found.answer as AnswerOf<Kind>;
  throw new EngineFailure('protocol', `expected "${kind}"`);
}

/** What is personal or confidential in the files. */
export async function holdingsOf(inspection: Inspection): Promise<readonly Holding[]> {
  return (await ask('privacy', inspection, { kind: 'privacy' })).holdings;
}
