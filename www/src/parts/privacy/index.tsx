/**
 * Personal data and secrets of a set: each kind with its number, what others could do with it, and the first places
 * where it stands. Values are masked until somebody asks for those of one kind.
 */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId } from 'preact/hooks';
import type { PrivateKind, PrivatePlace } from '../../engine/protocol.ts';
import { bytes, count, sentence } from '../../state/format.ts';
import { tell } from '../../state/inspect.ts';
import { words } from '../../state/words.ts';
import { Empty } from '../empty/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import { Scroll } from '../scroll/index.tsx';
import { columnsOf, type PlaceColumn } from './places.ts';
import './style.css';

const text = words.privacy;

function cellOf(column: PlaceColumn, place: PrivatePlace, value: string | null) {
  switch (column) {
    case 'event':
      return place.event_index === null ? '' : count(place.event_index);
    case 'value':
      return value === null ? '' : <SafeText text={value} />;
    default:
      return <SafeText text={place[column] ?? ''} />;
  }
}

function Places({
  kind,
  shown,
}: {
  kind: PrivateKind;
  /** The values, once they were asked for; one for each place. */
  shown: ReadonlyArray<string | null> | null;
}) {
  const columns = columnsOf(kind.places);
  return (
    <Scroll label={text.places(kind.title)} tall>
      <table class="private-places">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" class={column === 'event' ? 'number' : undefined}>
                {text.column[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kind.places.map((place, at) => (
            // A place has no other name than its own place in the list.
            <tr key={at}>
              {columns.map((column) => (
                <td key={column} class={column === 'event' ? 'number' : `mono private-${column}`}>
                  {cellOf(column, place, shown === null ? place.value : (shown[at] ?? text.gone))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Kind({
  kind,
  reveal,
  choice,
}: {
  kind: PrivateKind;
  reveal: (kind: PrivateKind) => Promise<ReadonlyArray<string | null>>;
  choice: ComponentChildren;
}) {
  const id = useId();
  const shown = useSignal<ReadonlyArray<string | null> | null>(null);
  // Counted anew, the places may be others.
  useEffect(() => {
    shown.value = null;
  }, [kind]);
  const hasValues = kind.places.some(({ value }) => value !== null);
  const toggle = () => {
    if (shown.value !== null) {
      shown.value = null;
      return;
    }
    reveal(kind).then((values) => {
      shown.value = values;
    }, tell);
  };
  return (
    <li class="private-kind" aria-labelledby={id}>
      <div class="private-head">
        <h3 id={id}>{kind.title}</h3>
        <span class="private-number">
          {count(kind.count)}
          {kind.bytes !== null && kind.bytes > 0 && (
            <span class="muted">
              {' '}
              <span aria-hidden="true">· </span>
              {bytes(kind.bytes)}
            </span>
          )}
        </span>
      </div>
      <p>{sentence(kind.text)}</p>
      <p class="private-risk">
        <strong>{text.risk}</strong> {sentence(kind.risk)}
      </p>
      {choice}
      {kind.places.length > 0 && (
        <details>
          <summary>{text.where(kind.places.length, kind.count)}</summary>
          <div class="private-body">
            {hasValues && (
              <div class="button-row">
                <button
                  type="button"
                  class="button small"
                  aria-pressed={shown.value !== null}
                  aria-describedby={id}
                  onClick={toggle}
                >
                  {shown.value === null ? text.show : text.hide}
                </button>
                <span class="small muted">{text.showHint}</span>
              </div>
            )}
            <Places kind={kind} shown={shown.value} />
          </div>
        </details>
      )}
    </li>
  );
}

export function PrivacyPart({
  kinds,
  reveal,
  choice,
  label,
}: {
  kinds: readonly PrivateKind[];
  /** The values at the places of a kind, in their order. */
  reveal: (kind: PrivateKind) => Promise<ReadonlyArray<string | null>>;
  /** What can be chosen of a kind. */
  choice?: (kind: PrivateKind) => ComponentChildren;
  label: string;
}) {
  const some = kinds.filter(({ count: number }) => number > 0);
  if (some.length === 0) return <Empty title={text.none} />;
  return (
    <section class="panel" aria-label={label}>
      <ul class="private-kinds">
        {some.map((kind) => (
          <Kind key={kind.kind} kind={kind} reveal={reveal} choice={choice?.(kind)} />
        ))}
      </ul>
    </section>
  );
}
