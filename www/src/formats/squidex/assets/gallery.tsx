/** The gallery: tiles of which only those in sight are in the document, so that any number of assets is at hand. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { bytes } from '../../../state/format.ts';
import { rowsOf, tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Pages, type Source } from '../../../parts/table/pages.ts';
import { inside } from '../inside-words.ts';
import { openThing } from '../state/inside.ts';
import { Looking } from '../contents/looking.tsx';
import { linesFor, tilesInRow } from './grid.ts';
import { Thumbnail } from './thumbnail.tsx';

const text = inside.assets;

interface Tile {
  id: string;
  name: string;
  kind: string;
  folder: string;
  file_version: number;
  versions: number;
  bytes: number;
  state: keyof typeof text.states;
  deleted: boolean;
  used_by: number | null;
}

type Part = keyof typeof text.parts;
type Order = keyof typeof text.sorts;

/** Longest side of a picture, in CSS pixels. */
const SIDE = 132;
/** Typing goes on: the search waits for so long, in ms. */
const TYPING_MS = 200;

function Words({ tile }: { tile: Tile }) {
  const bad = tile.state === 'wrong' || tile.state === 'lost';
  return (
    <>
      <span class="asset-name">
        <SafeText text={tile.name === '' ? tile.id : tile.name} />
      </span>
      <span class="asset-facts">
        {bytes(tile.bytes)}
        {tile.versions > 1 && `, ${text.versions(tile.versions)}`}
        {tile.used_by !== null && `, ${text.usedBy(tile.used_by)}`}
        {', '}
        <span class={bad ? 'object-lost' : undefined}>{text.states[tile.state]}</span>
      </span>
    </>
  );
}

function Grid({
  inspection,
  source,
  wanted,
  order,
  total,
}: {
  inspection: Inspection;
  source: Source<Tile>;
  wanted: string;
  order: Order;
  total: Signal<number | null>;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const drawn = useSignal(0);
  const size = useSignal({ width: 0, height: 0, line: 1, top: 0 });
  const active = useSignal(0);
  const redraw = () => {
    drawn.value += 1;
  };
  const pages = useMemo(() => {
    const made: Pages<Tile> = new Pages(
      source,
      {
        text: wanted,
        sort: { column: order.replace(/^-/, ''), descending: order.startsWith('-') },
      },
      (error) => {
        if (error !== null) tell(error);
        else redraw();
      },
    );
    made.want(0, 1);
    return made;
  }, [source, wanted, order]);
  useEffect(() => () => pages.close(), [pages]);
  void drawn.value;
  const count = pages.total ?? 0;
  useEffect(() => {
    total.value = pages.total;
  }, [pages, pages.total]);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const measure = () => {
      const line = element.querySelector<HTMLElement>('.asset-probe')?.offsetHeight ?? 1;
      size.value = {
        width: element.clientWidth,
        height: element.clientHeight,
        line: Math.max(1, line),
        top: element.scrollTop,
      };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const { width, height, line, top } = size.value;
  const inRow = tilesInRow(width, rem());
  const { from, to, before, after } = linesFor({ count, inRow, line, height, top });
  pages.want(from, Math.max(1, to));
  const at = Math.max(0, Math.min(active.value, count - 1));
  const go = (next: number) => {
    active.value = Math.max(0, Math.min(next, count - 1));
    const element = box.current;
    if (element === null) return;
    const place = Math.floor(active.value / inRow) * line;
    if (place < element.scrollTop) element.scrollTop = place;
    else if (place + line > element.scrollTop + element.clientHeight)
      element.scrollTop = place + line - element.clientHeight;
  };
  const open = (tile: Tile | undefined) => {
    if (tile !== undefined)
      openThing({ kind: 'assets', id: tile.id, name: tile.name === '' ? tile.id : tile.name });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(1, Math.floor(height / line)) * inRow;
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at + inRow,
      ArrowUp: at - inRow,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) go(next);
    else if (event.key === 'Enter' || event.key === ' ') open(pages.get(at));
    else return;
    event.preventDefault();
  };
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, place) => from + place);
  const inSight = at >= from && at < to && count > 0;
  return (
    <div
      ref={box}
      class="asset-box"
      role="listbox"
      aria-label={text.gallery}
      aria-busy={pages.total === null}
      tabIndex={0}
      {...(inSight ? { 'aria-activedescendant': `${id}-${at}` } : {})}
      onKeyDown={onKey}
      onClick={(event) => {
        const tile = (event.target as Element).closest<HTMLElement>('[data-at]');
        if (tile === null) return;
        active.value = Number(tile.dataset.at);
        open(pages.get(active.value));
      }}
      onScroll={(event) => {
        size.value = { ...size.value, top: event.currentTarget.scrollTop };
      }}
    >
      <div class="asset-probe" aria-hidden="true" />
      <div role="presentation" style={{ height: `${before}px` }} />
      <div role="presentation" class="asset-grid" style={{ '--in-row': inRow }}>
        {shown.map((place) => {
          const tile = pages.get(place);
          return (
            <div
              key={place}
              id={`${id}-${place}`}
              role="option"
              class={`asset-tile${place === at ? ' active' : ''}`}
              aria-selected={place === at}
              aria-posinset={place + 1}
              aria-setsize={count}
              data-at={place}
            >
              {tile === undefined ? (
                '…'
              ) : (
                <>
                  <Thumbnail
                    inspection={inspection}
                    wanted={{
                      id: tile.id,
                      version: tile.file_version,
                      name: tile.name,
                      kind: tile.kind,
                      state: tile.state,
                    }}
                    side={SIDE}
                    alt={null}
                  />
                  <Words tile={tile} />
                </>
              )}
            </div>
          );
        })}
      </div>
      <div role="presentation" style={{ height: `${after}px` }} />
    </div>
  );
}

/** The reader's font size, in CSS pixels. */
function rem(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

export function Gallery({ inspection, folder }: { inspection: Inspection; folder: string | null }) {
  const part = useSignal<Part | null>(null);
  const order = useSignal<Order>('name');
  const typed = useSignal('');
  const wanted = useSignal('');
  const uses = useSignal(false);
  const known = useSignal(false);
  const total = useSignal<number | null>(null);
  const report = inspection.report.value;
  const source = useMemo<Source<Tile>>(
    () =>
      async ({ text: search, sort, from, limit }) => {
        const page = await rowsOf(inspection, {
          table: 'gallery',
          within: folder,
          part: part.value,
          text: search === '' ? null : search,
          sort: sort === null ? null : `${sort.descending ? '-' : ''}${sort.column}`,
          from,
          limit,
        });
        return { total: page.total, rows: page.rows as unknown as Tile[] };
      },
    [inspection, folder, part.value, report, known.value],
  );
  const typing = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(typing.current), []);
  const parts = (Object.keys(text.parts) as Part[]).filter(
    (each) => known.value || (each !== 'used' && each !== 'unused'),
  );
  const orders = (Object.keys(text.sorts) as Order[]).filter((each) => known.value || each !== '-used_by');
  return (
    <section class="panel" aria-labelledby="assets-gallery">
      <div class="panel-head">
        <h3 id="assets-gallery">{text.gallery}</h3>
        <span class="small muted" role="status">
          {total.value === null ? '' : text.total(total.value)}
        </span>
      </div>
      <div class="inside-choices no-print">
        <label>
          <span class="small muted">{text.search}</span>
          <input
            type="search"
            value={typed.value}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
              clearTimeout(typing.current);
              typing.current = setTimeout(() => (wanted.value = typed.value.trim()), TYPING_MS);
            }}
          />
        </label>
        <label>
          <span class="small muted">{text.which}</span>
          <select
            value={part.value ?? 'present'}
            onChange={(event) => {
              const { value } = event.currentTarget;
              part.value = value === 'present' ? null : (value as Part);
            }}
          >
            {parts.map((each) => (
              <option key={each} value={each}>
                {text.parts[each]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="small muted">{text.sort}</span>
          <select
            value={order.value}
            onChange={(event) => (order.value = event.currentTarget.value as Order)}
          >
            {orders.map((each) => (
              <option key={each} value={each}>
                {text.sorts[each]}
              </option>
            ))}
          </select>
        </label>
        {!uses.value && (
          <button type="button" class="button" onClick={() => (uses.value = true)}>
            {text.findUses}
          </button>
        )}
      </div>
      {!uses.value && <p class="small muted no-print">{text.findUsesHint}</p>}
      {uses.value && (
        <Looking inspection={inspection} uses>
          {() => <UsesKnown known={known} />}
        </Looking>
      )}
      {total.value === 0 && <p class="muted">{text.none}</p>}
      <Grid
        key={`${part.value} ${folder}`}
        inspection={inspection}
        source={source}
        wanted={wanted.value}
        order={order.value}
        total={total}
      />
    </section>
  );
}

/** Says so once: the tiles are asked for anew. */
function UsesKnown({ known }: { known: Signal<boolean> }) {
  useEffect(() => {
    known.value = true;
  }, []);
  return <p class="small muted">{text.usesKnown}</p>;
}
