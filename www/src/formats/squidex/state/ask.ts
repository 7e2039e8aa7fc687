/** What only Squidex can be asked about a report that is open. */
import type { Calibration, Explanation, ObjectPage, ObjectQuery } from '../../../engine/protocol.ts';
import { opened } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';

/** The objects behind a number of the restored app. */
export async function objectsOf(inspection: Inspection, query: ObjectQuery): Promise<ObjectPage | null> {
  const { session, index } = opened(inspection);
  return session.rows(index, options.peek(), query);
}

/** What a log that Squidex showed means for this archive. */
export async function explainLog(inspection: Inspection, pasted: string): Promise<Explanation> {
  const { session, index } = opened(inspection);
  return (await session.ask('explained', index, options.peek(), { kind: 'explain', pasted })).explanation;
}

/** What a restore of this backup that once ran says about the server. */
export async function calibrateWith(inspection: Inspection, pasted: string): Promise<Calibration> {
  const { session, index } = opened(inspection);
  return (await session.ask('calibrated', index, options.peek(), { kind: 'calibrate', pasted })).calibration;
}
