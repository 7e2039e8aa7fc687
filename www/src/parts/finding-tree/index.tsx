/**
 * The list of findings: grouped by kind, only the visible lines are in the document, and still a
 * tree to keyboard and screen reader (`treegrid`, `aria-activedescendant`, `aria-rowcount`).
 */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Row } from '../../state/findings.ts';
import { count } from '../../state/format.ts';
import { words } from '../../state/words.ts';
import { Icon, SeverityIcon } from '../icons/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import './style.css';

interface Props {
  rows: readonly Row[];
  active: number;
  titleOf: (code: string) => string;
  onActive: (row: number) => void;
  onToggle: (row: number) => void;
  onOpen: () => void;
}

/** Lines outside the visible part that are drawn as well, so that scrolling never shows a gap. */
const MARGIN = 8;

export function FindingTree({ rows, active, titleOf, onActive, onToggle, onOpen }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const sizer = useRef<HTMLDivElement>(null);
  const scroll = useSignal(0);
  const height = useSignal(600);
  const line = useSignal(36);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      height.value = element.clientHeight;
      // The height of a line is given in `rem` and grows with the reader's font size.
      const probe = element.querySelector<HTMLElement>('.tree-row');
      if (probe !== null && probe.offsetHeight > 0) line.value = probe.offsetHeight;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  const range = useComputed(() => ({
    from: Math.max(0, Math.floor(scroll.value / line.value) - MARGIN),
    to: Math.ceil((scroll.value + height.value) / line.value) + MARGIN,
  }));
  useEffect(() => {
    if (sizer.current !== null) sizer.current.style.height = `${rows.length * line.value}px`;
  }, [rows.length, line.value]);
  // The active line stays in sight.
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const top = active * line.value;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + line.value > element.scrollTop + element.clientHeight)
      element.scrollTop = top + line.value - element.clientHeight;
  }, [active]);

  const onKey = (event: KeyboardEvent) => {
    const row = rows[active];
    const page = Math.max(1, Math.floor(height.value / line.value) - 1);
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) onActive(Math.min(rows.length - 1, Math.max(0, to)));
    else if (row?.kind === 'group' && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      if (row.open === (event.key === 'ArrowLeft')) onToggle(active);
      else if (row.open && active + 1 < rows.length) onActive(active + 1);
    } else if (event.key === 'ArrowLeft') {
      const group = rows.findLastIndex((each, at) => at < active && each.kind === 'group');
      if (group >= 0) onActive(group);
    } else if (event.key === 'Enter' || event.key === ' ') {
      if (row?.kind === 'group') onToggle(active);
      else onOpen();
    } else return;
    event.preventDefault();
  };

  const { from, to } = range.value;
  // The active line is always in the document: `aria-activedescendant` points to it.
  const shown = rows.map((_, at) => at).slice(from, to);
  if (active < rows.length && (active < from || active >= to)) shown.push(active);
  return (
    <div
      class="tree"
      ref={box}
      role="treegrid"
      tabIndex={0}
      aria-label={words.findings.list}
      aria-rowcount={rows.length}
      aria-activedescendant={`finding-row-${active}`}
      aria-readonly="true"
      onScroll={(event) => (scroll.value = event.currentTarget.scrollTop)}
      onKeyDown={onKey}
    >
      <div ref={sizer} class="tree-sizer" role="presentation">
        {shown.map((at) => (
          <TreeRow
            key={at}
            row={rows[at] as Row}
            at={at}
            line={line.value}
            active={at === active}
            titleOf={titleOf}
            onActive={onActive}
            onToggle={onToggle}
          />
        ))}
      </div>
    </div>
  );
}

function TreeRow({
  row,
  at,
  line,
  active,
  titleOf,
  onActive,
  onToggle,
}: { row: Row; at: number; line: number; active: boolean } & Pick<
  Props,
  'titleOf' | 'onActive' | 'onToggle'
>) {
  const place = (element: HTMLElement | null) => {
    if (element !== null) element.style.translate = `0 ${at * line}px`;
  };
  const common = {
    id: `finding-row-${at}`,
    role: 'row',
    'aria-rowindex': at + 1,
    'aria-selected': active,
    ref: place,
  } as const;
  if (row.kind === 'group') {
    return (
      <div
        {...common}
        class={`tree-row tree-group severity-${row.group.severity}${active ? ' active' : ''}`}
        aria-level={1}
        aria-expanded={row.open}
        onClick={() => {
          onActive(at);
          onToggle(at);
        }}
      >
        <span role="gridcell" class="tree-main">
          <Icon name={row.open ? 'open' : 'closed'} />
          <SeverityIcon severity={row.group.severity} />
          <span class="visually-hidden">{words.severities[row.group.severity].one}: </span>
          <span class="tree-text">{titleOf(row.group.code)}</span>
        </span>
        <span role="gridcell" class="tree-end">
          {count(row.group.total)}
        </span>
      </div>
    );
  }
  if (row.kind === 'more') {
    return (
      <div
        {...common}
        class={`tree-row tree-item${active ? ' active' : ''}`}
        aria-level={2}
        onClick={() => onActive(at)}
      >
        <span role="gridcell" class="tree-main muted">
          <span class="tree-text">{words.findings.more(row.more)}</span>
        </span>
      </div>
    );
  }
  const { finding } = row;
  return (
    <div
      {...common}
      class={`tree-row tree-item severity-${finding.severity}${active ? ' active' : ''}`}
      aria-level={2}
      aria-posinset={row.at + 1}
      aria-setsize={row.group.findings.length}
      onClick={() => onActive(at)}
    >
      <span role="gridcell" class="tree-main">
        <span class="tree-text">
          <SafeText text={finding.message} />
        </span>
      </span>
      <span role="gridcell" class="tree-end mono">
        {finding.event_index === null ? (
          finding.entry === null ? (
            ''
          ) : (
            <SafeText text={finding.entry.split('/').at(-1) ?? ''} />
          )
        ) : (
          `#${count(finding.event_index)}`
        )}
      </span>
    </div>
  );
}
