/**
 * The one list of the page: any number of rows, of which only those in sight are in the document,
 * fetched by the page; sorted, searched, walked through by keyboard; a grid, or a tree of groups, to
 * a screen reader (`aria-rowcount`, `aria-rowindex`, `aria-activedescendant`).
 */
import { useSignal, type Signal } from '@preact/signals';
import type { ComponentChild, ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { words } from '../../state/words.ts';
import { Icon } from '../icons/index.tsx';
import { Pages, type Sort, type Source } from './pages.ts';
import { Scroller } from './scroller.ts';
import './style.css';

export type { Query, Rows, Sort, Source } from './pages.ts';

export interface Column<Row> {
  id: string;
  head: string;
  /** Least width in `rem`. */
  min: number;
  /** Share of what is left over; 1 if it isn't said. */
  grow?: number;
  /** Says what the row is; one of the columns should. */
  name?: boolean;
  look?: 'number' | 'mono';
  sortable?: boolean;
  cell: (row: Row) => ComponentChildren;
}

/** Rows that are groups and their members. */
export interface Tree<Row> {
  level(row: Row): number;
  /** `null`: has nothing below it. */
  expanded(row: Row): boolean | null;
  toggle(row: Row): void;
  /** Place among its neighbours, from 1, and how many they are. */
  position?(row: Row): { at: number; of: number } | null;
}

interface Props<Row> {
  label: string;
  columns: ReadonlyArray<Column<Row>>;
  /** Another source is another list. */
  source: Source<Row>;
  /** The row that has the focus; told in both directions. */
  active?: Signal<number>;
  tree?: Tree<Row>;
  /** Another number: more rows were found of the same list. */
  found?: Signal<number>;
  /** Shows a search field of its own. */
  search?: string;
  sort?: Sort | null;
  /** No head is drawn; it is there for screen readers. */
  bare?: boolean;
  rowClass?: (row: Row) => string | undefined;
  /** Enter, or a click. */
  onOpen?: (row: Row) => void;
  /** A click chooses a row; only Enter and a double click open it. */
  chooseFirst?: boolean;
  onActive?: (row: Row | undefined) => void;
  onError: (error: unknown) => void;
  /** Takes the focus when it is drawn for the first time. */
  autoFocus?: boolean;
}

/** Rows outside the visible part that are drawn as well, so that scrolling never shows a gap. */
const MARGIN = 8;
/** Typing goes on: the search waits for so long, in ms. */
const TYPING_MS = 150;
/** The hand is off the scroll bar after so long, in ms. */
const SETTLE_MS = 180;

export function Table<Row>(props: Props<Row>) {
  const { label, columns, source, tree, search, bare = false, onOpen, onError } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const scroller = useMemo(() => new Scroller(), []);
  const drawn = useSignal(0);
  const own = useSignal(0);
  const active = props.active ?? own;
  const typed = useSignal('');
  const text = useSignal('');
  const sort = useSignal<Sort | null>(props.sort ?? null);
  const redraw = () => {
    drawn.value += 1;
  };
  const { value: what } = text;
  const { value: order } = sort;
  const pages = useMemo(() => {
    const made: Pages<Row> = new Pages(source, { text: what, sort: order }, (error) => {
      // Drawn anew, it would ask again at once for what could not be had.
      if (error !== null) onError(error);
      else redraw();
    });
    made.want(0, 1);
    return made;
  }, [source, what, order]);
  useEffect(() => () => pages.close(), [pages]);
  const found = props.found?.value;
  useEffect(() => pages.renew(), [pages, found]);
  // What was known before stays until the new total is there: the box doesn't jump.
  const total = useRef(0);
  total.current = pages.total ?? total.current;
  const lines = total.current;
  void drawn.value;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      // The height of a line is given in `rem` and grows with the reader's font size.
      const line = element.querySelector<HTMLElement>('.table-probe')?.offsetHeight ?? 36;
      const head = element.querySelector<HTMLElement>('.table-head')?.offsetHeight ?? 0;
      element.scrollTop = scroller.measure(total.current, line, Math.max(0, element.clientHeight - head));
      redraw();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [lines]);
  useEffect(() => {
    // A dialog gives the focus to its first field when it opens, unless something in it asks for it.
    if (props.autoFocus) box.current?.focus();
  }, []);

  const { from, to } = scroller.range(MARGIN);
  pages.want(from, Math.max(to, 1));
  const at = Math.max(0, Math.min(active.value, lines - 1));
  const row = pages.get(at);
  useEffect(() => props.onActive?.(row), [row]);

  // Who looks at the list from outside may choose a row that is not in sight.
  const revealed = useRef(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || revealed.current === at || lines === 0) return;
    revealed.current = at;
    element.scrollTop = scroller.reveal(at);
    redraw();
  }, [at, lines]);

  const go = (next: number) => {
    const element = box.current;
    active.value = Math.max(0, Math.min(next, total.current - 1));
    if (element !== null) element.scrollTop = scroller.reveal(active.value);
    redraw();
  };
  const parent = (): number => {
    const level = row === undefined || tree === undefined ? 1 : tree.level(row);
    for (let above = at - 1; above >= 0; above -= 1) {
      const found = pages.get(above);
      if (found === undefined || tree === undefined) break;
      if (tree.level(found) < level) return above;
    }
    return at;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== box.current) return;
    const page = Math.max(1, scroller.linesInSight - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: lines - 1,
    };
    const next = moves[event.key];
    const expanded = row === undefined ? null : (tree?.expanded(row) ?? null);
    if (next !== undefined) go(next);
    else if (row === undefined) return;
    else if (event.key === 'ArrowRight' && expanded === false) tree?.toggle(row);
    else if (event.key === 'ArrowRight' && expanded === true) go(at + 1);
    else if (event.key === 'ArrowLeft' && expanded === true) tree?.toggle(row);
    else if (event.key === 'ArrowLeft' && tree !== undefined) go(parent());
    else if ((event.key === 'Enter' || event.key === ' ') && expanded !== null) tree?.toggle(row);
    else if (event.key === 'Enter' || event.key === ' ') onOpen?.(row);
    else return;
    event.preventDefault();
  };

  const settle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    scroller.scrolled(element.scrollTop);
    redraw();
    clearTimeout(settle.current);
    settle.current = setTimeout(() => {
      const place = scroller.settle();
      if (Math.abs(place - element.scrollTop) > 1) element.scrollTop = place;
      redraw();
    }, SETTLE_MS);
  };
  useEffect(() => () => clearTimeout(settle.current), []);

  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  const find = (value: string) => {
    typed.value = value;
    clearTimeout(typing.current);
    typing.current = setTimeout(() => {
      text.value = value.trim();
      go(0);
    }, TYPING_MS);
  };
  useEffect(() => () => clearTimeout(typing.current), []);

  const click = useRef<(line: number, twice: boolean) => void>(() => undefined);
  click.current = (line, twice) => {
    const clicked = pages.get(line);
    if (!twice) go(line);
    if (clicked === undefined) return;
    const group = tree?.expanded(clicked) ?? null;
    if (twice) {
      if (props.chooseFirst) onOpen?.(clicked);
    } else if (group !== null) tree?.toggle(clicked);
    else if (!props.chooseFirst) onOpen?.(clicked);
  };

  // The row with the focus is always in the document: `aria-activedescendant` points to it.
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
  if (at < lines && (at < from || at >= to)) shown.push(at);
  // A line that is as it was is handed over as the very thing it was: nothing of it is compared or drawn while others scroll.
  const kept = useRef<ReadonlyMap<number, Kept>>(new Map());
  const lineKeeper = new Map<number, Kept>();
  const rows = new Map<number, ComponentChild>();
  for (const each of shown) {
    const line = pages.get(each);
    const position = line === undefined ? null : (tree?.position?.(line) ?? null);
    const means = [
      line,
      columns,
      each === at,
      scroller.place(each),
      line === undefined ? undefined : props.rowClass?.(line),
      line === undefined || tree === undefined ? null : tree.level(line),
      line === undefined ? null : (tree?.expanded(line) ?? null),
      position?.at,
      position?.of,
    ] as const;
    const before = kept.current.get(each);
    const same = before?.means.every((value, index) => Object.is(value, means[index])) === true;
    const drawnLine =
      before !== undefined && same ? (
        before.drawn
      ) : (
        <Line
          key={each}
          id={`${id}-${each}`}
          at={each}
          line={line}
          columns={columns}
          active={means[2]}
          place={means[3]}
          look={means[4]}
          level={means[5]}
          expanded={means[6]}
          position={position}
          click={click}
        />
      );
    lineKeeper.set(each, { means, drawn: drawnLine });
    rows.set(each, drawnLine);
  }
  kept.current = lineKeeper;
  const tracks = columns.map(({ min, grow = 1 }) => `minmax(${min}rem, ${grow}fr)`).join(' ');
  const least = columns.reduce((sum, { min }) => sum + min + 0.75, 1.5);
  return (
    <div class="table">
      {search !== undefined && (
        <div class="table-search no-print">
          <label class="visually-hidden" for={`${id}-search`}>
            {search}
          </label>
          <input
            id={`${id}-search`}
            type="search"
            placeholder={search}
            value={typed.value}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => find(event.currentTarget.value)}
          />
        </div>
      )}
      {search !== undefined && (
        <p class="small muted" role="status">
          {pages.total === null ? words.table.looking : words.table.rows(pages.total, text.value)}
        </p>
      )}
      <div
        class="table-box"
        ref={box}
        autofocus={props.autoFocus}
        role={tree === undefined ? 'grid' : 'treegrid'}
        tabIndex={0}
        aria-label={label}
        aria-rowcount={pages.total === null || pages.atLeast ? -1 : lines + 1}
        aria-colcount={columns.length}
        aria-busy={pages.total === null}
        aria-readonly="true"
        {...(lines > 0 ? { 'aria-activedescendant': `${id}-${at}` } : {})}
        onScroll={onScroll}
        onKeyDown={onKey}
      >
        <div class="table-whole" role="presentation" style={{ '--tracks': tracks, minWidth: `${least}rem` }}>
          <div class={bare ? 'visually-hidden' : 'table-head'} role="row" aria-rowindex={1}>
            {columns.map((column) => (
              <Head key={column.id} column={column} sort={sort} onSort={() => go(0)} />
            ))}
          </div>
          <div class="table-probe" aria-hidden="true" />
          <div class="table-sizer" role="presentation" style={{ height: `${scroller.height}px` }}>
            {shown.map((each) => rows.get(each))}
          </div>
        </div>
      </div>
    </div>
  );
}

/** A line as it was drawn, and all that it was drawn from. */
interface Kept {
  means: readonly unknown[];
  drawn: ComponentChild;
}

/** One row of the list. */
function Line<Row>({
  id,
  at,
  line,
  columns,
  active,
  place,
  look,
  level,
  expanded,
  position,
  click,
}: {
  id: string;
  at: number;
  /** `undefined`: on its way. */
  line: Row | undefined;
  columns: ReadonlyArray<Column<Row>>;
  active: boolean;
  /** In pixels from the top. */
  place: number;
  look: string | undefined;
  level: number | null;
  expanded: boolean | null;
  position: { at: number; of: number } | null;
  click: { readonly current: (line: number, twice: boolean) => void };
}) {
  return (
    <div
      id={id}
      role="row"
      class={`table-row${active ? ' active' : ''} ${look ?? ''}`}
      style={{ translate: `0 ${place}px` }}
      aria-rowindex={at + 2}
      aria-selected={active}
      {...(level === null ? {} : { 'aria-level': level })}
      {...(expanded === null ? {} : { 'aria-expanded': expanded })}
      {...(position === null ? {} : { 'aria-posinset': position.at, 'aria-setsize': position.of })}
      onClick={() => click.current(at, false)}
      onDblClick={() => click.current(at, true)}
    >
      {columns.map((column) => (
        <span
          key={column.id}
          role={column.name ? 'rowheader' : 'gridcell'}
          class={`table-cell${column.look === undefined ? '' : ` ${column.look}`}`}
        >
          {line === undefined ? '…' : column.cell(line)}
        </span>
      ))}
    </div>
  );
}

function Head<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Signal<Sort | null>;
  onSort: () => void;
}) {
  const chosen = sort.value?.column === column.id ? sort.value : null;
  const look = column.look === 'number' ? ' number' : '';
  if (column.sortable !== true)
    return (
      <span role="columnheader" class={`table-cell${look}`}>
        {column.head}
      </span>
    );
  return (
    <span
      role="columnheader"
      class={`table-cell${look}`}
      aria-sort={chosen === null ? 'none' : chosen.descending ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        class="table-sort"
        onClick={() => {
          sort.value = { column: column.id, descending: chosen !== null && !chosen.descending };
          onSort();
        }}
      >
        {column.head}
        <span
          class={`table-order${chosen === null ? '' : chosen.descending ? ' down' : ' up'}`}
          aria-hidden="true"
        >
          <Icon name="open" />
        </span>
      </button>
    </span>
  );
}
