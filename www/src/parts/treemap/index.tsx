/**
 * Where the bytes are: a map whose surfaces are sizes, and the same as a table beside it. A cell that holds more opens;
 * what its content mostly is shows in pattern and colour. Whatever stands in it comes from outside.
 */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { bytes, count } from '../../state/format.ts';
import { pieces } from '../../state/visible.ts';
import { words } from '../../state/words.ts';
import { SafeText } from '../safe-text/index.tsx';
import { Scroll } from '../scroll/index.tsx';
import { squarify } from './layout.ts';
import './style.css';

const text = words.treemap;

export interface MapNode {
  id: string;
  name: string;
  bytes: number;
  /** Shown in the table beside the map. */
  files?: number;
  /** Which of the looks, by its place in the legend; `null`: none. */
  look: number | null;
  /** Whether there is more in it. */
  opens: boolean;
}

/** So many looks can be told apart; further ones are like the last. */
export const LOOKS = 9;
/** More cells than these would be too small to be seen: the rest is one. */
const MOST_CELLS = 60;
const HEIGHT = 340;
const REST = ' rest';

/** The largest, and one cell for all others. */
function cellsOf(nodes: readonly MapNode[]): MapNode[] {
  const sorted = [...nodes].filter((node) => node.bytes > 0).sort((a, b) => b.bytes - a.bytes);
  if (sorted.length <= MOST_CELLS) return sorted;
  const rest = sorted.slice(MOST_CELLS - 1);
  return [
    ...sorted.slice(0, MOST_CELLS - 1),
    {
      id: REST,
      name: text.rest(rest.length),
      bytes: rest.reduce((all, node) => all + node.bytes, 0),
      files: rest.reduce((all, node) => all + (node.files ?? 0), 0),
      look: null,
      opens: false,
    },
  ];
}

/** A name where no markup can stand: hidden characters are named in it. */
function plain(name: string): string {
  return pieces(name)
    .map((piece) => (piece.named ? `[${piece.text}]` : piece.text))
    .join('');
}

function Patterns({ id }: { id: string }) {
  const marks = [
    null,
    <path key="a" d="M-2 10L10 -2M4 16L16 4" />,
    <path key="b" d="M0 6h12" />,
    <circle key="c" cx="6" cy="6" r="1.800" class="dot" />,
    <path key="d" d="M-2 2L10 14M4 -4L16 8" />,
    <path key="e" d="M6 0v12" />,
    <path key="f" d="M0 6h12M6 0v12" />,
    <path key="g" d="M-2 10L10 -2M4 16L16 4M-2 2L10 14M4 -4L16 8" />,
    <circle key="h" cx="6" cy="6" r="3.200" />,
  ];
  return (
    <defs>
      {marks.map((mark, at) => (
        <pattern
          // The patterns are told apart by their place.
          key={at}
          id={`${id}-${at}`}
          class={`treemap-look look-${at}`}
          width="12"
          height="12"
          patternUnits="userSpaceOnUse"
        >
          <rect width="12" height="12" class="ground" />
          {mark}
        </pattern>
      ))}
    </defs>
  );
}

function fillOf(id: string, look: number | null): string {
  return look === null ? 'none' : `url(#${id}-${Math.min(look, LOOKS - 1)})`;
}

export function Treemap({
  label,
  nodes,
  legend,
  trail,
  hint = text.hint,
  alone = false,
  onOpen,
  onUp,
}: {
  label: string;
  nodes: readonly MapNode[];
  /** Words for the looks, in their order. */
  legend: readonly string[];
  /** From the whole to here: names of what was opened, the last of them shown. */
  trail: ReadonlyArray<{ id: string; name: string }>;
  /** What the keys do. */
  hint?: string;
  /** Without the table beside it: for a view that lists the same. */
  alone?: boolean;
  onOpen: (id: string) => void;
  /** Out of what was opened, to the one of that id; `null`: the whole. */
  onUp: (id: string | null) => void;
}) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  const active = useSignal(0);
  /** The cell below the pointer. */
  const hovered = useSignal<string | null>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      width.value = element.clientWidth;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const total = nodes.reduce((all, node) => all + node.bytes, 0);
  const shown = cellsOf(nodes);
  const places = squarify(
    shown.map((node) => node.bytes),
    width.value,
    HEIGHT,
  );
  const at = Math.max(0, Math.min(active.value, shown.length - 1));
  const shareOf = (value: number) => text.shareOf(total === 0 ? 0 : value / total);
  const here = trail.at(-1)?.id ?? null;
  const open = (node: MapNode) => {
    if (!node.opens) return;
    active.value = 0;
    onOpen(node.id);
    box.current?.focus();
  };
  const up = () => {
    if (here === null) return;
    active.value = 0;
    onUp(trail.at(-2)?.id ?? null);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: shown.length - 1,
    };
    const next = moves[event.key];
    const node = shown[at];
    if (next !== undefined) active.value = Math.max(0, Math.min(shown.length - 1, next));
    else if ((event.key === 'Enter' || event.key === ' ') && node !== undefined) open(node);
    else if (event.key === 'Backspace') up();
    else return;
    event.preventDefault();
  };
  const lookWord = (node: MapNode) => (node.look === null ? null : (legend[node.look] ?? null));
  const wordsOf = (node: MapNode) =>
    text.cell(plain(node.name), bytes(node.bytes), shareOf(node.bytes), lookWord(node));
  const told = shown.find((node) => node.id === hovered.value) ?? shown[at];
  return (
    <div class="treemap">
      <nav class="treemap-trail" aria-label={label}>
        {here === null ? (
          <span>{text.whole}</span>
        ) : (
          <button type="button" class="link" onClick={() => onUp(null)}>
            {text.whole}
          </button>
        )}
        {trail.map((step, index) => (
          <span key={step.id}>
            <span aria-hidden="true"> / </span>
            {index === trail.length - 1 ? (
              <SafeText text={step.name} />
            ) : (
              <button type="button" class="link" onClick={() => onUp(step.id)}>
                <SafeText text={step.name} />
              </button>
            )}
          </span>
        ))}
      </nav>
      <div class={alone ? undefined : 'treemap-both'}>
        <div class="treemap-side">
          <div
            class="treemap-box"
            ref={box}
            role="listbox"
            aria-label={label}
            aria-describedby={`${id}-hint`}
            aria-activedescendant={shown.length === 0 ? undefined : `${id}-cell-${at}`}
            tabIndex={0}
            onKeyDown={onKey}
          >
            <svg width={width.value} height={HEIGHT} role="presentation">
              <Patterns id={id} />
              {shown.map((node, index) => {
                const cell = places[index];
                if (cell === undefined) return null;
                return (
                  <g
                    key={node.id}
                    id={`${id}-cell-${index}`}
                    class={`treemap-cell${index === at ? ' active' : ''}${node.opens ? ' opens' : ''}`}
                    role="option"
                    aria-selected={index === at}
                    aria-label={wordsOf(node)}
                    onPointerEnter={() => {
                      hovered.value = node.id;
                    }}
                    onPointerLeave={() => {
                      hovered.value = null;
                    }}
                    onClick={() => {
                      active.value = index;
                      open(node);
                    }}
                  >
                    <rect
                      x={cell.x + 1}
                      y={cell.y + 1}
                      width={Math.max(0, cell.width - 2)}
                      height={Math.max(0, cell.height - 2)}
                      fill={fillOf(id, node.look)}
                    />
                  </g>
                );
              })}
            </svg>
            {/* Above the cells, for the eye: what they are called is said of each. */}
            <svg class="treemap-words" width={width.value} height={HEIGHT} aria-hidden="true">
              {shown.map((node, index) => {
                const cell = places[index];
                if (cell === undefined || cell.width <= 56 || cell.height <= 24) return null;
                return (
                  <svg
                    key={node.id}
                    role="presentation"
                    x={cell.x}
                    y={cell.y}
                    width={cell.width - 2}
                    height={cell.height}
                  >
                    <text x="8" y="19" class={node.opens ? 'treemap-opens' : undefined}>
                      {plain(node.name)}
                    </text>
                    {cell.height > 44 && (
                      <text x="8" y="36" class="treemap-size">
                        {bytes(node.bytes)}
                      </text>
                    )}
                  </svg>
                );
              })}
            </svg>
          </div>
          <p class="treemap-now" aria-hidden="true">
            {told === undefined ? '' : wordsOf(told)}
          </p>
          <ul class="treemap-legend small">
            {legend.map((word, look) => (
              <li key={word}>
                <svg width="16" height="16" aria-hidden="true">
                  <rect x="0.500" y="0.500" width="15" height="15" fill={fillOf(id, look)} />
                </svg>
                {word}
              </li>
            ))}
          </ul>
          <p id={`${id}-hint`} class="small muted no-print">
            {hint}
          </p>
        </div>
        {!alone && (
          <Scroll label={label} tall>
            <table class="treemap-table">
              <thead>
                <tr>
                  <th scope="col">{text.name}</th>
                  <th scope="col" class="number">
                    {text.files}
                  </th>
                  <th scope="col" class="number">
                    {text.bytes}
                  </th>
                  <th scope="col" class="number">
                    {text.share}
                  </th>
                </tr>
              </thead>
              <tbody>
                {[...nodes]
                  .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
                  .map((node) => (
                    <tr key={node.id}>
                      <th scope="row">
                        {node.opens ? (
                          <button type="button" class="link" onClick={() => open(node)}>
                            <SafeText text={node.name} />
                          </button>
                        ) : (
                          <SafeText text={node.name} />
                        )}
                      </th>
                      <td class="number">{count(node.files ?? 0)}</td>
                      <td class="number">{bytes(node.bytes)}</td>
                      <td class="number">{shareOf(node.bytes)}</td>
                    </tr>
                  ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </div>
    </div>
  );
}
