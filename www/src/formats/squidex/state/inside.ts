/** What the app holds: asked of the engine piece by piece, and which of it somebody looks at. */
import { signal } from '@preact/signals';
import {
  EngineFailure,
  type AssetView,
  type Columns,
  type ContentView,
  type FilePlace,
  type FolderView,
  type Gathered,
  type HistoryLine,
  type Looked,
  type Query,
  type SquidexAnswer,
  type SquidexQuestion,
  type Use,
} from '../../../engine/protocol.ts';
import { opened } from '../../../state/inspect.ts';
import { options } from '../../../state/options.ts';
import type { Inspection } from '../../../state/store.ts';
import { blobOf, type Piece } from './picture.ts';

type AnswerOf<Kind extends SquidexAnswer['kind']> = Extract<SquidexAnswer, { kind: Kind }>;

async function ask<Kind extends SquidexAnswer['kind']>(
  kind: Kind,
  inspection: Inspection,
  question: SquidexQuestion,
): Promise<AnswerOf<Kind>> {
  const { session, index } = opened(inspection);
  const found = await session.ask(index, options.peek(), { system: 'squidex', question });
  if (found.system === 'squidex' && found.answer.kind === kind) return found.answer as AnswerOf<Kind>;
  throw new EngineFailure('protocol', `expected "${kind}"`);
}

/** Goes on until the engine is ready, a moment's worth at a time; `null`: it was stopped. */
export async function lookInside(
  inspection: Inspection,
  uses: boolean,
  onProgress: (looked: Looked) => void,
  stop: AbortSignal,
): Promise<Looked | null> {
  for (;;) {
    const { looked } = await ask('looked', inspection, { kind: 'look', uses });
    if (stop.aborted) return null;
    if (looked.ready) return looked;
    onProgress(looked);
  }
}

export async function columnsOf(inspection: Inspection, schema: string): Promise<Columns> {
  return (await ask('columns', inspection, { kind: 'columns', schema })).columns;
}

/**
 * Looks through all contents of a schema for what a query searches and sorts by, a moment's worth at a time, so that others
 * are heard in between. Its rows can be asked for then.
 */
export async function gather(
  inspection: Inspection,
  query: Query,
  onProgress: (gathered: Gathered) => void,
  stop: AbortSignal,
): Promise<void> {
  for (;;) {
    const { gathered } = await ask('gathered', inspection, { kind: 'gather', query });
    if (stop.aborted || gathered.ready) return;
    onProgress(gathered);
  }
}

/** `at`: an earlier event whose data shall stand beside what there is now. */
export async function contentOf(inspection: Inspection, id: string, at: number | null): Promise<ContentView> {
  return (await ask('content', inspection, { kind: 'content', id, at })).content;
}

/** The events of a content, the latest first. */
export async function historyOf(
  inspection: Inspection,
  id: string,
): Promise<{ events: readonly HistoryLine[]; at_least: boolean }> {
  return ask('versions', inspection, { kind: 'versions', id });
}

export async function assetOf(inspection: Inspection, id: string): Promise<AssetView> {
  return (await ask('asset', inspection, { kind: 'asset', id })).asset;
}

export async function foldersOf(inspection: Inspection): Promise<readonly FolderView[]> {
  return (await ask('folders', inspection, { kind: 'folders' })).folders;
}

export async function usedBy(
  inspection: Inspection,
  id: string,
): Promise<{ total: number; uses: readonly Use[] }> {
  return ask('usedBy', inspection, { kind: 'usedBy', id });
}

export async function placeOf(inspection: Inspection, id: string, version: number): Promise<FilePlace> {
  return (await ask('file', inspection, { kind: 'file', id, version })).place;
}

/** The compressed bytes of a file, sliced out of what was dropped: nothing is read before it is used. */
export function pieceOf(inspection: Inspection, place: FilePlace): Piece {
  const { session, index } = opened(inspection);
  const file = session.files(index)[0]?.file;
  if (file === undefined) throw new EngineFailure('protocol', 'the set has no file');
  const slice = file.slice(place.offset, place.offset + place.compressed_bytes);
  return { slice, method: place.method, bytes: place.bytes };
}

/** A file of the archive, whole. */
export async function fileOf(inspection: Inspection, place: FilePlace): Promise<Blob> {
  return blobOf(pieceOf(inspection, place), place.picture?.mime ?? 'application/octet-stream', place.bytes);
}

/** The schema whose contents are shown, by id; `null`: none. */
export const openSchema = signal<string | null>(null);

/** An object that is looked at in a dialog. */
export type Thing =
  | { kind: 'contents'; id: string; name: string; at: number | null }
  | { kind: 'assets'; id: string; name: string };

/** What is looked at, behind what it was opened from. */
export const things = signal<readonly Thing[]>([]);

export function openThing(thing: Thing): void {
  things.value = [...things.value, thing];
}

/** Another version of the content that is shown. */
export function replaceThing(thing: Thing): void {
  things.value = [...things.value.slice(0, -1), thing];
}

export function backToThing(): void {
  things.value = things.value.slice(0, -1);
}

export function closeThings(): void {
  things.value = [];
}
