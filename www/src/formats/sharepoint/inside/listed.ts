/** Rows of the engine's lists, and why there are none. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Query, Rows } from '../../../engine/protocol.ts';
import type { Query as TableQuery } from '../../../parts/table/index.tsx';
import { refusalOf, rowsOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';

/** Which list, and of what. */
export type Wanted = Pick<Query, 'table' | 'within' | 'part'>;

/** At most as many come in one answer. */
const ONE_ANSWER = 1000;

/** A part of a list, as somebody looks at it. */
export function pageOf(
  inspection: Inspection,
  wanted: Wanted,
  { text, sort, from, limit }: TableQuery,
): Promise<Rows> {
  return rowsOf(inspection, {
    ...wanted,
    text: text === '' ? null : text,
    sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
    from,
    limit,
  });
}

export type Listed = { rows: Rows } | { refused: string };

/** The first rows of a list in an order; asked for again when `again` is another. `null`: not there yet. */
export function useListed(
  inspection: Inspection,
  wanted: Wanted,
  sort: string | null,
  again: unknown,
): Signal<Listed | null> {
  const listed = useSignal<Listed | null>(null);
  useEffect(() => {
    let isWanted = true;
    rowsOf(inspection, { ...wanted, text: null, sort, from: 0, limit: ONE_ANSWER }).then(
      (rows) => {
        if (isWanted) listed.value = { rows };
      },
      (error: unknown) => {
        if (!isWanted) return;
        const refused = refusalOf(error);
        if (refused !== null) listed.value = { refused };
      },
    );
    return () => {
      isWanted = false;
    };
  }, [inspection, wanted.table, wanted.within, wanted.part, sort, again]);
  return listed;
}
