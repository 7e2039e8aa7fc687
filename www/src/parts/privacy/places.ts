/** Which columns a list of places needs: those that at least one of them fills. */
import type { PrivatePlace } from '../../engine/protocol.ts';

export type PlaceColumn = 'file' | 'event' | 'entry' | 'path' | 'value';

const COLUMNS: readonly PlaceColumn[] = ['file', 'event', 'entry', 'path', 'value'];

export function columnsOf(places: readonly PrivatePlace[]): readonly PlaceColumn[] {
  const has = (column: PlaceColumn) =>
    places.some((place) => (column === 'event' ? place.event_index : place[column]) !== null);
  return COLUMNS.filter(has);
}
