/** Two backups of one app: how they go together, and what differs. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import type { Compared } from '../../../engine/protocol.ts';
import { announce } from '../../../state/announce.ts';
import { say } from '../../../state/clipboard.ts';
import {
  comparison,
  compareWith,
  filesOf,
  forgetComparison,
  stopComparison,
  type Ending,
} from '../../../state/compare.ts';
import { dropUse } from '../../../state/drops.ts';
import { count, percent, sentence } from '../../../state/format.ts';
import { fromFiles, type Taken } from '../../../state/inputs.ts';
import { keepFocus } from '../../../state/focus.ts';
import { tell } from '../../../state/inspect.ts';
import { saveBlob } from '../../../state/save.ts';
import { inspections, type Inspection } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import { ToldOf } from '../../../parts/export-state/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { Table, type Column, type Source } from '../../../parts/table/index.tsx';
import type { ReportProps } from '../../contract.ts';
import { Differences, type Filter, type Places, type Sorting } from './differences.ts';
import { CHANGES, shownValue, type Change, type DifferenceRow, type FieldDifference } from './model.ts';
import { Times } from './times.tsx';
import { compareWords as text } from './words.ts';
import './style.css';

/** So many fields of one object are drawn, and so much of a value. */
const MOST_FIELDS = 200;
const MOST_SIGNS = 2_000;

const kindName = (kind: string) => text.kinds[kind] ?? kind;

/** With what was chosen or dropped: one file, or a folder that is one backup. */
function compareTaken(inspection: Inspection, { inputs }: Taken): void {
  const [first] = inputs;
  if (first === undefined) return;
  if (inputs.length > 1 && !first.path.includes('/')) say(text.several);
  else void compareWith(inspection, inputs, first.path.split('/')[0] ?? first.path);
}

/** Which other one: chosen, dropped, or of the same drop. */
function Choose({ inspection }: { inspection: Inspection }) {
  const input = useRef<HTMLInputElement>(null);
  const choose = useRef<HTMLButtonElement>(null);
  useEffect(() => keepFocus(() => choose.current), []);
  const others = inspections.value.filter(
    (each) => each !== inspection && each.report.value?.format === inspection.report.value?.format,
  );
  return (
    <section class="panel compare-choose" aria-labelledby="compare-choose">
      <h3 id="compare-choose">{text.title}</h3>
      <p class="measure">{text.about}</p>
      <div class="button-row">
        <button ref={choose} type="button" class="button primary" onClick={() => input.current?.click()}>
          {text.choose}
        </button>
        <span class="muted small">{text.hint}</span>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        class="compare-input"
        onChange={(event) => {
          const taken = fromFiles(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
          compareTaken(inspection, taken);
        }}
      />
      {others.length > 0 && (
        <>
          <p>{text.fromDrop}</p>
          <ul class="compare-others">
            {others.map((other) => (
              <li key={other.key}>
                <button
                  type="button"
                  class="link"
                  onClick={() => void compareWith(inspection, filesOf(other), other.fileName)}
                >
                  <SafeText text={other.fileName} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** All fields of one object that are not alike. */
function Fields({
  row,
  differences,
  onClose,
}: {
  row: DifferenceRow;
  differences: Differences;
  onClose: () => void;
}) {
  const title = useRef<HTMLHeadingElement>(null);
  const found = useSignal<readonly FieldDifference[]>([]);
  useEffect(() => {
    let mine = true;
    title.current?.focus();
    found.value = [];
    differences.fieldsOf(row).then((all) => {
      if (mine) found.value = all;
    }, tell);
    return () => {
      mine = false;
    };
  }, [row, differences]);
  const fields = found.value;
  const value = (of: unknown) => {
    const shown = shownValue(of, MOST_SIGNS);
    if (shown === null) return <em class="muted">{text.none}</em>;
    return (
      <>
        <span class="compare-value">
          <SafeText text={shown.text} />
        </span>
        {shown.cut && <span class="small muted"> … {text.cut}</span>}
      </>
    );
  };
  return (
    <section class="compare-fields" aria-labelledby="compare-fields">
      <div class="panel-head">
        <h4 id="compare-fields" tabIndex={-1} ref={title}>
          <SafeText text={text.of(row.id)} />
        </h4>
        <button type="button" class="button small no-print" onClick={onClose}>
          {text.closeRow}
        </button>
      </div>
      {row.change !== 'changed' ? (
        <p>{row.change === 'added' ? text.onlyAdded : text.onlyGone}</p>
      ) : (
        <Scroll label={text.of(row.id)} tall>
          <table>
            <thead>
              <tr>
                <th scope="col">{text.field.path}</th>
                <th scope="col">{text.field.before}</th>
                <th scope="col">{text.field.after}</th>
              </tr>
            </thead>
            <tbody>
              {fields.slice(0, MOST_FIELDS).map((field) => (
                <tr key={field.path}>
                  <th scope="row" class="mono small">
                    <SafeText text={field.path} />
                  </th>
                  <td>{value(field.before)}</td>
                  <td>{value(field.after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {fields.length > MOST_FIELDS && <p class="muted small">{text.more(fields.length - MOST_FIELDS)}</p>}
        </Scroll>
      )}
    </section>
  );
}

const COLUMNS: ReadonlyArray<Column<DifferenceRow>> = [
  { id: 'kind', head: text.head.kind, min: 8, sortable: true, cell: ({ kind }) => kindName(kind) },
  {
    id: 'change',
    head: text.head.change,
    min: 6,
    grow: 0,
    sortable: true,
    cell: ({ change }) => <span class={`compare-${change}`}>{text.changes[change]}</span>,
  },
  {
    id: 'id',
    head: text.head.id,
    min: 14,
    grow: 2,
    look: 'mono',
    name: true,
    sortable: true,
    cell: ({ id }) => <SafeText text={id} />,
  },
  {
    id: 'fields',
    head: text.head.fields,
    min: 12,
    grow: 3,
    sortable: true,
    cell: ({ fields, paths }) =>
      fields > 0 && (
        <SafeText
          text={`${paths.join(', ')}${fields > paths.length ? ` ${text.more(fields - paths.length)}` : ''}`}
        />
      ),
  },
];

/** The rows of one search in one order: found once, whatever page of them is drawn. */
class Query {
  readonly key: string;
  readonly stop = new AbortController();
  places: Places;
  /** It is still searched, and so many were found by now. */
  going = false;
  found = 0;
  readonly ready: Promise<void>;

  constructor(
    key: string,
    differences: Differences,
    { filter, text: sought, sort }: { filter: Filter; text: string; sort: Sorting | null },
    onFound: () => void,
  ) {
    this.key = key;
    const all = differences.filtered(filter);
    this.places = all;
    const searched = async () => {
      if (sought === '') return;
      this.going = true;
      this.places = new Uint32Array();
      let last: Places = null;
      const take = (found: NonNullable<Places>) => {
        this.found = found.length;
        // What is sorted is shown when all of it is there.
        if (sort === null) this.places = found;
        else last = found;
        onFound();
      };
      await differences.search(all, sought, take, this.stop.signal);
      if (sort !== null) this.places = last;
      this.going = false;
    };
    const ordered = async () => {
      await searched();
      if (sort !== null) this.places = await differences.sorted(this.places, sort);
      onFound();
    };
    this.ready = ordered();
    // Who asks for rows hears of it.
    this.ready.catch(() => undefined);
  }
}

function List({ differences, kinds }: { differences: Differences; kinds: readonly string[] }) {
  const id = useId();
  const kind = useSignal<string | null>(null);
  const change = useSignal<Change | null>(null);
  const opened = useSignal<DifferenceRow | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const [ofKind, ofChange] = [kind.value, change.value];
  const found = useSignal(0);
  const searching = useSignal<number | null>(null);
  const asked = useRef<Query | null>(null);
  useEffect(() => () => asked.current?.stop.abort(), [differences]);
  const source = useMemo<Source<DifferenceRow>>(
    () =>
      async ({ text: sought, sort, from, limit }) => {
        const filter = { kind: ofKind, change: ofChange };
        const key = JSON.stringify([filter, sought, sort]);
        if (asked.current?.key !== key) {
          asked.current?.stop.abort();
          const query: Query = new Query(key, differences, { filter, text: sought, sort }, () => {
            if (asked.current !== query) return;
            searching.value = query.going ? query.found : null;
            found.value += 1;
          });
          asked.current = query;
        }
        const query = asked.current;
        // The first of a search at once; an order needs all of them.
        if (sort !== null || sought === '') await query.ready;
        const { places } = query;
        return {
          total: places?.length ?? differences.length,
          atLeast: query.going,
          rows: await differences.rows(places, from, limit),
        };
      },
    [differences, ofKind, ofChange],
  );
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <div class="panel-head">
        <h3 id={`${id}-title`}>
          {text.list} <span class="muted total">{count(differences.length)}</span>
        </h3>
        <div class="compare-filters no-print">
          <label class="visually-hidden" for={`${id}-kind`}>
            {text.head.kind}
          </label>
          <select
            id={`${id}-kind`}
            value={ofKind ?? ''}
            onChange={(event) => (kind.value = event.currentTarget.value || null)}
          >
            <option value="">{text.allKinds}</option>
            {kinds.map((each) => (
              <option key={each} value={each}>
                {kindName(each)}
              </option>
            ))}
          </select>
          <label class="visually-hidden" for={`${id}-change`}>
            {text.head.change}
          </label>
          <select
            id={`${id}-change`}
            value={ofChange ?? ''}
            onChange={(event) => (change.value = (event.currentTarget.value || null) as Change | null)}
          >
            <option value="">{text.allChanges}</option>
            {CHANGES.map((each) => (
              <option key={each} value={each}>
                {text.changes[each]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <div ref={list}>
        <Table
          label={text.list}
          columns={COLUMNS}
          search={text.search}
          source={source}
          found={found}
          onOpen={(row) => (opened.value = row)}
          onError={tell}
        />
      </div>
      {searching.value !== null && <p class="small muted">{text.searching(searching.value)}</p>}
      {opened.value !== null && (
        <Fields
          row={opened.value}
          differences={differences}
          onClose={() => {
            opened.value = null;
            list.current?.querySelector<HTMLElement>('.table-box')?.focus();
          }}
        />
      )}
    </section>
  );
}

function ByKind({ compared }: { compared: Compared }) {
  const differing = compared.kinds.filter(({ added, gone, changed }) => added + gone + changed > 0);
  if (differing.length === 0) return <p>{text.alike}</p>;
  const { head } = text;
  return (
    <Scroll label={text.byKind}>
      <table class="compare-kinds">
        <caption class="visually-hidden">{text.byKind}</caption>
        <thead>
          <tr>
            <th scope="col">{head.kind}</th>
            {CHANGES.map((each) => (
              <th key={each} scope="col" class="number">
                {head[each]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {compared.kinds.map((kind) => (
            <tr key={kind.kind}>
              <th scope="row">{kindName(kind.kind)}</th>
              {CHANGES.map((each) => (
                <td key={each} class={kind[each] === 0 ? 'number muted' : 'number'}>
                  {count(kind[each])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Result({ names, compared, json }: { names: [string, string]; compared: Compared; json: Blob }) {
  const differences = useSignal<Differences | null>(null);
  const share = useSignal(0);
  const title = useRef<HTMLHeadingElement>(null);
  const differs = compared.kinds.some(({ added, gone, changed }) => added + gone + changed > 0);
  useEffect(() => {
    title.current?.focus();
    if (!differs) return;
    const stop = new AbortController();
    Differences.read(json, (done) => (share.value = done), stop.signal).then(
      (all) => (differences.value = all),
      (error: unknown) => {
        if (!stop.signal.aborted) tell(error);
      },
    );
    return () => stop.abort();
  }, [json]);
  const relation = compared.relation === null ? '' : text.relations[compared.relation];
  const save = async () => {
    try {
      const bare = names.map(
        (name) =>
          name
            .split('/')
            .at(-1)
            ?.replace(/\.zip$/i, '') ?? '',
      );
      const saved = await saveBlob(json, `${bare.join('-to-').slice(0, 150)}.diff.json`);
      if (saved !== null) say(text.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <>
      <section class="panel compare-result" aria-labelledby="compare-relation">
        <h3 id="compare-relation" tabIndex={-1} ref={title}>
          {relation}
        </h3>
        <p class="muted">
          <SafeText text={text.sides(names[0], names[1])} />
        </p>
        <dl class="facts">
          {(
            [
              [text.events.common, compared.common_events],
              [text.events.added, compared.events_added],
              [text.events.gone, compared.events_gone],
            ] as const
          ).map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{count(value)}</dd>
            </div>
          ))}
        </dl>
        <ByKind compared={compared} />
        <ToldOf told={compared.told} />
        <div class="button-row no-print">
          <button type="button" class="button" onClick={() => void save()}>
            {text.save}
          </button>
          <button type="button" class="button" onClick={forgetComparison}>
            {text.again}
          </button>
        </div>
      </section>
      {compared.times !== null && <Times times={compared.times} />}
      {differs &&
        (differences.value === null ? (
          <p class="small muted" role="status">
            {text.listing(percent(share.value))}
          </p>
        ) : (
          <List differences={differences.value} kinds={compared.kinds.map(({ kind }) => kind)} />
        ))}
    </>
  );
}

function NotCompared({ ending }: { ending: Exclude<Ending, { kind: 'done' }> }) {
  switch (ending.kind) {
    case 'stopped':
      return <p role="status">{text.stopped}</p>;
    case 'refused':
      return (
        <p role="alert" class="notice">
          <strong>{text.refused}</strong> <SafeText text={sentence(ending.why)} />
        </p>
      );
    case 'failed': {
      const { title, cause, advice } = words.problem(ending.problem);
      return (
        <p role="alert" class="notice">
          <strong>{text.failed}</strong> {title}. {cause} {advice}{' '}
          <span class="small muted">
            <SafeText text={ending.problem.details} />
          </span>
        </p>
      );
    }
  }
}

export function CompareView({ inspection, report }: ReportProps) {
  const id = useId();
  const name = report.source.file_name;
  const now = comparison.value;
  const mine = now?.of === inspection ? now : null;
  useEffect(() => {
    const use = {
      title: text.drop(name),
      take: (taken: Taken) => compareTaken(inspection, taken),
    };
    dropUse.value = use;
    return () => {
      if (dropUse.peek() === use) dropUse.value = null;
    };
  }, [inspection, name]);
  const ending = mine?.ending ?? null;
  const cancel = useRef<HTMLButtonElement>(null);
  const running = mine !== null && ending === null;
  useEffect(() => {
    if (running) keepFocus(() => cancel.current);
  }, [running]);
  const seen = useRef(ending);
  useEffect(() => {
    const isNew = seen.current !== ending;
    seen.current = ending;
    if (isNew && ending?.kind === 'done' && ending.compared.relation !== null)
      announce(text.say(text.relations[ending.compared.relation]), true);
  }, [ending]);
  if (mine !== null && running)
    return (
      <section class="panel">
        <div class="progress no-print">
          <div class="progress-head">
            <label for={id}>
              <SafeText text={text.running(name, mine.other)} />
            </label>
            <strong>{percent(mine.share)}</strong>
            <button ref={cancel} type="button" class="button small" onClick={stopComparison}>
              {text.cancel}
            </button>
          </div>
          <progress id={id} max={1} value={mine.share}>
            {percent(mine.share)}
          </progress>
        </div>
      </section>
    );
  return (
    <div class="compare-view">
      {mine !== null && ending?.kind === 'done' ? (
        <Result names={[name, mine.other]} compared={ending.compared} json={ending.json} />
      ) : (
        <>
          {ending !== null && ending.kind !== 'done' && <NotCompared ending={ending} />}
          <Choose inspection={inspection} />
        </>
      )}
    </div>
  );
}
