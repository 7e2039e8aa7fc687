import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Finding, Severity } from '../../../engine/protocol.ts';
import { CODES } from '../../../engine/generated/codes.ts';
import { copyText } from '../../../state/clipboard.ts';
import { commands } from '../../../state/commands.ts';
import {
  effectInWords,
  groupFindings,
  rowsOf,
  SEVERITIES,
  severityCounts,
  type Group,
  type Row,
} from '../../../state/findings.ts';
import { count, percent, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { goTo, hrefOf, isPartial, isRunning, place, shareRead } from '../../../state/store.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import { Icon, SeverityIcon } from '../../../parts/icons/index.tsx';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { words } from '../../../state/words.ts';
import { GuideLink } from '../../guide/link.tsx';
import type { System, ViewProps } from '../../../formats/contract.ts';
import './style.css';

const text = words.findings;

function titleOf(code: string): string {
  return CODES[code]?.title ?? code;
}

const COLUMNS: ReadonlyArray<Column<Row>> = [
  {
    id: 'what',
    head: text.column.what,
    min: 12,
    grow: 4,
    name: true,
    cell: (row) =>
      row.kind === 'group' ? (
        <>
          <Icon name={row.open ? 'open' : 'closed'} />{' '}
          <span class={`severity-${row.group.severity}`}>
            <SeverityIcon severity={row.group.severity} />
          </span>
          <span class="visually-hidden">{words.severities[row.group.severity].one}:</span>{' '}
          {titleOf(row.group.code)}
        </>
      ) : (
        <span class="finding-member">
          {row.kind === 'more' ? text.more(row.more) : <SafeText text={row.finding.message} />}
        </span>
      ),
  },
  {
    id: 'where',
    head: text.column.where,
    min: 4,
    look: 'number',
    cell: (row) => {
      if (row.kind === 'group') return <span class="muted">{count(row.group.total)}</span>;
      if (row.kind === 'more') return null;
      const { event_index: event, entry } = row.finding;
      if (event !== null) return <span class="mono muted">#{count(event)}</span>;
      return entry === null ? null : (
        <span class="mono muted">
          <SafeText text={entry.split('/').at(-1) ?? ''} />
        </span>
      );
    },
  },
];

function plainText(finding: Finding): string {
  return [
    `${words.severities[finding.severity].one}: ${titleOf(finding.code)} (${finding.code})`,
    `${text.what}: ${finding.message}`,
    `${text.where}: ${finding.entry ?? text.archive}`,
    `${text.effect}: ${finding.effect}`,
    `${text.fix}: ${CODES[finding.code]?.advice ?? text.applyNone}`,
  ].join('\n');
}

/** An event, and the way to it where its system shows events. */
function EventLink({ index, system }: { index: number; system: System | null }) {
  const where = system?.eventPlace?.(index);
  const name = text.event(index);
  if (where === undefined) return <>{name}</>;
  const to = { severity: null, code: null, ...where };
  return (
    <a
      href={hrefOf(to)}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        goTo(to);
      }}
    >
      {name}
    </a>
  );
}

function Detail({ finding, system }: { finding: Finding; system: System | null }) {
  const code = CODES[finding.code];
  return (
    <article class="detail panel" aria-labelledby="detail-title">
      <p class={`detail-severity severity-${finding.severity}`}>
        <SeverityIcon severity={finding.severity} /> <strong>{words.severities[finding.severity].one}</strong>
        <span class="muted">: {words.severities[finding.severity].meaning}</span>
      </p>
      <h3 id="detail-title" tabIndex={-1}>
        {titleOf(finding.code)}
      </h3>
      <dl>
        <dt>{text.what}</dt>
        <dd>
          <SafeText text={sentence(finding.message)} />
        </dd>
        <dt>{text.where}</dt>
        <dd>
          {finding.event_index !== null && (
            <>
              <EventLink index={finding.event_index} system={system} />
              {finding.entry !== null && ', '}
            </>
          )}
          {finding.entry !== null ? (
            <Entry text={finding.entry} />
          ) : (
            finding.event_index === null && text.archive
          )}
        </dd>
        <dt>{text.effect}</dt>
        <dd>
          <SafeText text={effectInWords(finding.effect)} />
        </dd>
        {code !== undefined && (
          <>
            <dt>{text.why}</dt>
            <dd>{sentence(code.cause)}</dd>
            <dt>{text.fix}</dt>
            <dd>{sentence(code.advice)}</dd>
          </>
        )}
        <dt>{text.code}</dt>
        <dd>
          <code>{finding.code}</code>
        </dd>
      </dl>
      <div class="button-row no-print">
        {finding.action !== null && system?.mend !== undefined ? (
          <button type="button" class="button primary" onClick={() => system?.mend?.(finding.action ?? '')}>
            {text.apply}
          </button>
        ) : (
          finding.severity !== 'note' && (
            <span class="small muted">
              {finding.action === null || system !== null ? text.applyNone : text.applySaved}
            </span>
          )
        )}
        <button type="button" class="button" onClick={() => void copyText(plainText(finding))}>
          {text.copy}
        </button>
      </div>
    </article>
  );
}

function GroupDetail({ group, system }: { group: Group; system: System | null }) {
  const code = CODES[group.code];
  const [only] = group.findings;
  // A kind with one finding has no more to say than that one, which knows better what to do.
  if (group.total === 1 && only !== undefined) return <Detail finding={only} system={system} />;
  return (
    <article class="detail panel">
      <p class={`detail-severity severity-${group.severity}`}>
        <SeverityIcon severity={group.severity} /> <strong>{words.severities[group.severity].one}</strong>
        <span class="muted">: {words.severities[group.severity].meaning}</span>
      </p>
      <h3>
        {titleOf(group.code)} <span class="muted">× {count(group.total)}</span>
      </h3>
      {code !== undefined && (
        <dl>
          <dt>{text.why}</dt>
          <dd>{sentence(code.cause)}</dd>
          <dt>{text.effect}</dt>
          <dd>{sentence(code.effect)}</dd>
          <dt>{text.fix}</dt>
          <dd>{sentence(code.advice)}</dd>
        </dl>
      )}
      <dl>
        <dt>{text.code}</dt>
        <dd>
          <code>{group.code}</code>
        </dd>
      </dl>
    </article>
  );
}

export function FindingsView({ inspection, system: its }: ViewProps & { system: System | null }) {
  // Of a saved report nothing can be opened or mended.
  const system = inspection.saved === null ? its : null;
  const report = inspection.report.value;
  const search = useSignal('');
  /** What the person opened or closed; otherwise small kinds are open. */
  const toggled = useSignal<ReadonlyMap<string, boolean>>(new Map());
  const active = useSignal(0);
  const input = useRef<HTMLInputElement>(null);
  const { severity, code } = place.value;
  const groups = useComputed(() => {
    const now = inspection.report.value;
    return now === null
      ? []
      : groupFindings(
          now,
          { severity: place.value.severity, code: place.value.code, text: search.value },
          titleOf,
        );
  });
  const rows = useComputed(() => {
    const few = groups.value.reduce((sum, group) => sum + group.findings.length, 0) <= 12;
    return rowsOf(
      groups.value,
      (group) =>
        toggled.value.get(group.code) ??
        (few || search.value !== '' || place.value.code !== null || group.findings.length === 1),
    );
  });
  useEffect(
    () =>
      commands.add([
        { id: 'find', label: words.commands.find, hotkey: '/', run: () => input.current?.focus() },
      ]),
    [],
  );
  // Who comes for one kind sees the first of it, with cause and remedy, not the kind as a whole.
  useEffect(() => {
    active.value = place.value.code === null ? 0 : 1;
  }, [severity, code, search.value]);
  const source = useMemo<Source<Row>>(
    () =>
      ({ from, limit }) => ({ total: rows.value.length, rows: rows.value.slice(from, from + limit) }),
    [rows.value],
  );
  if (report === null) return null;

  const running = isRunning(inspection);
  const counts = severityCounts(report);
  const all = SEVERITIES.reduce((sum, each) => sum + counts[each], 0);
  if (all === 0) {
    if (running)
      return (
        <Empty title={text.emptyYet}>
          <p>{text.emptyYetHint}</p>
        </Empty>
      );
    if (isPartial(inspection))
      return (
        <Empty title={text.emptyPartial(percent(shareRead(inspection)))}>
          <p>{text.emptyPartialHint}</p>
          <ReadOn inspection={inspection} />
        </Empty>
      );
    return (
      <Empty title={text.empty}>
        <p>{text.emptyHint}</p>
        <GuideLink format={report.format} outcome={report.verdict.outcome} />
      </Empty>
    );
  }
  const shown = groups.value.reduce((sum, group) => sum + group.total, 0);
  const choices: Array<[Severity | null, string, number]> = [
    [null, text.all, all],
    ...SEVERITIES.filter((each) => counts[each] > 0).map((each): [Severity, string, number] => [
      each,
      words.severities[each].many,
      counts[each],
    ]),
  ];
  const at = Math.min(active.value, rows.value.length - 1);
  const row = rows.value[at];
  const clear = () => {
    search.value = '';
    goTo({ severity: null, code: null });
  };
  return (
    <>
      <div class="filters no-print">
        <fieldset class="segments">
          <legend class="visually-hidden">{text.severity}</legend>
          {choices.map(([value, label, number]) => (
            <label key={label} class={severity === value ? 'chosen' : undefined}>
              <input
                type="radio"
                name="severity"
                checked={severity === value}
                onChange={() => goTo({ severity: value })}
              />
              {value !== null && (
                <span class={`severity-${value}`}>
                  <SeverityIcon severity={value} />
                </span>
              )}
              {label} <span class="muted">{count(number)}</span>
            </label>
          ))}
        </fieldset>
        <div class="search">
          <label class="visually-hidden" for="finding-search">
            {text.search}
          </label>
          <input
            id="finding-search"
            ref={input}
            type="search"
            placeholder={text.search}
            value={search.value}
            onInput={(event) => (search.value = event.currentTarget.value)}
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <p class="small muted" role="status">
          {text.shown(shown, all)}
          {code !== null && (
            <>
              {' '}
              · {titleOf(code)}{' '}
              <button type="button" class="link" onClick={() => goTo({ code: null })}>
                {text.clear}
              </button>
            </>
          )}
        </p>
      </div>
      {rows.value.length === 0 ? (
        <Empty title={text.emptyFilter}>
          <p>{text.emptyFilterHint}</p>
          <button type="button" class="button small" onClick={clear}>
            {text.clear}
          </button>
        </Empty>
      ) : (
        <div class="finding-panes no-print">
          <Table
            label={text.list}
            columns={COLUMNS}
            source={source}
            active={active}
            bare
            chooseFirst
            rowClass={(each) => (each.kind === 'group' ? 'table-group' : '')}
            tree={{
              level: (each) => (each.kind === 'group' ? 1 : 2),
              expanded: (each) => (each.kind === 'group' ? each.open : null),
              toggle: (each) => {
                if (each.kind === 'group')
                  toggled.value = new Map(toggled.value).set(each.group.code, !each.open);
              },
              position: (each) =>
                each.kind === 'finding' ? { at: each.at + 1, of: each.group.findings.length } : null,
            }}
            onOpen={() => document.getElementById('detail-title')?.focus()}
            onError={tell}
          />
          {row?.kind === 'finding' ? (
            <Detail finding={row.finding} system={system} />
          ) : (
            row !== undefined && <GroupDetail system={system} group={row.group} />
          )}
        </div>
      )}
      <ul class="print-only printed-findings">
        {groups.value.flatMap((group) =>
          group.findings.slice(0, 50).map((finding, index) => (
            <li key={`${group.code}-${index}`}>
              <strong>
                {words.severities[finding.severity].one}, {titleOf(finding.code)}:
              </strong>{' '}
              {sentence(finding.message)} {effectInWords(finding.effect)} <code>{finding.entry}</code>
            </li>
          )),
        )}
      </ul>
    </>
  );
}
