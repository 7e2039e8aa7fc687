/** What only SharePoint can be asked about a report that is open. */
import {
  EngineFailure,
  type ArchiveSummary,
  type PrivateKind,
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

/** What is personal or confidential in the files; the values of the kind `show` are not masked. */
export async function privacyOf(
  inspection: Inspection,
  show: string | null,
): Promise<readonly PrivateKind[]> {
  return (await ask('privacy', inspection, { kind: 'privacy', show })).kinds;
}

/** What the set is made of. */
export async function archiveOf(inspection: Inspection): Promise<ArchiveSummary> {
  return (await ask('archive', inspection, { kind: 'archive' })).summary;
}
