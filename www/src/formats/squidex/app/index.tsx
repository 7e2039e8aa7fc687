import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { App, Field, Folder, Schema, SchemaContents } from '../../../engine/protocol.ts';
import { bytes, count, percent } from '../../../state/format.ts';
import { hrefOf, shareRead } from '../../../state/store.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { Icon } from '../../../parts/icons/index.tsx';
import { ObjectCount, ObjectDialog, type Rows } from '../objects/index.tsx';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.app;
/** So many lines are drawn before somebody asks for the rest. */
const FIRST = 100;

/** `total` 0 says that there are none; `count` is shown only, and leads to the objects of `query`. */
function Section({
  id,
  title,
  total,
  count: shown = total,
  query,
  hint,
  children,
}: {
  id?: string;
  title: string;
  total?: number;
  count?: number;
  query?: Rows;
  hint?: string | undefined;
  children: ComponentChildren;
}) {
  const own = useId();
  const heading = id ?? own;
  return (
    <section class="panel" aria-labelledby={heading}>
      <div class="panel-head">
        <h3 id={heading} tabIndex={-1}>
          {title}{' '}
          {shown !== undefined && (
            <span class="muted total">
              {query === undefined ? count(shown) : <ObjectCount value={shown} title={title} query={query} />}
            </span>
          )}
        </h3>
        {hint !== undefined && <span class="small muted">{hint}</span>}
      </div>
      {total === 0 ? (
        <p class="muted">{text.noneOf(title.toLowerCase())}</p>
      ) : (
        <Scroll label={title}>{children}</Scroll>
      )}
    </section>
  );
}

/** The first lines of a long list; all of them when asked. */
function useFirst<T>(all: readonly T[]): { shown: readonly T[]; more: ComponentChildren } {
  const open = useSignal(false);
  return {
    shown: open.value ? all : all.slice(0, FIRST),
    more: all.length > FIRST && !open.value && (
      <button type="button" class="button small no-print" onClick={() => (open.value = true)}>
        {text.showAll(all.length)}
      </button>
    ),
  };
}

function Name({ value }: { value: string | null }) {
  return value === null || value === '' ? <em class="muted">{text.noName}</em> : <SafeText text={value} />;
}

function Names({
  id,
  table,
  title,
  names,
  hint,
}: {
  id?: string;
  table: Rows['table'];
  title: string;
  names: readonly string[];
  hint?: string;
}) {
  const { shown, more } = useFirst(names);
  return (
    <Section
      {...(id === undefined ? {} : { id })}
      title={title}
      total={names.length}
      query={{ table }}
      hint={hint}
    >
      <ul class="chips">
        {shown.map((name, at) => (
          <li key={at}>
            <SafeText text={name} />
          </li>
        ))}
      </ul>
      {more}
    </Section>
  );
}

function Fields({ fields }: { fields: readonly Field[] }) {
  return (
    <table class="fields small">
      <thead>
        <tr>
          <th scope="col">{text.field.name}</th>
          <th scope="col">{text.field.type}</th>
          <th scope="col">{text.field.partitioning}</th>
          <th scope="col">{text.field.flags}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <FieldRows key={field.id} field={field} depth={0} />
        ))}
      </tbody>
    </table>
  );
}

function FieldRows({ field, depth }: { field: Field; depth: number }) {
  const flags = [
    field.hidden && text.hidden,
    field.locked && text.locked,
    field.disabled && text.disabled,
  ].filter((flag) => flag !== false);
  return (
    <>
      <tr>
        <th scope="row">
          {depth > 0 && (
            <span class="muted" aria-hidden="true">
              {'└ '}
            </span>
          )}
          <SafeText text={field.name} />
        </th>
        <td>
          <SafeText text={field.type} />
        </td>
        <td>{field.partitioning}</td>
        <td>{flags.join(', ')}</td>
      </tr>
      {field.nested.map((each) => (
        <FieldRows key={each.id} field={each} depth={depth + 1} />
      ))}
    </>
  );
}

function SchemaRow({ schema, columns }: { schema: Schema; columns: number }) {
  const open = useSignal(false);
  const id = useId();
  return (
    <>
      <tr>
        <th scope="row">
          {schema.field_list.length === 0 ? (
            <Name value={schema.name} />
          ) : (
            <button
              type="button"
              class="link disclose"
              aria-expanded={open.value}
              aria-controls={id}
              onClick={() => (open.value = !open.value)}
            >
              <Icon name={open.value ? 'open' : 'closed'} />
              <Name value={schema.name} />
            </button>
          )}
        </th>
        <td>{schema.type}</td>
        <td>{schema.published ? text.yes : text.no}</td>
        <td>{schema.category === null ? '' : <SafeText text={schema.category} />}</td>
        <td class="number">
          {schema.fields === 0 ? (
            count(0)
          ) : (
            <button
              type="button"
              class="link"
              aria-expanded={open.value}
              aria-controls={id}
              aria-label={squidex.objects.open(
                schema.fields,
                squidex.objects.fields(schema.name ?? schema.id),
              )}
              onClick={() => (open.value = !open.value)}
            >
              {count(schema.fields)}
            </button>
          )}
        </td>
      </tr>
      {open.value && (
        <tr id={id}>
          <td colSpan={columns} class="fields-cell">
            <Fields fields={schema.field_list} />
          </td>
        </tr>
      )}
    </>
  );
}

function Schemas({ schemas }: { schemas: readonly Schema[] }) {
  const { shown, more } = useFirst(schemas);
  const head = text.schema;
  return (
    <Section id="app-schemas" title={text.schemas} total={schemas.length} query={{ table: 'schemas' }}>
      <table>
        <thead>
          <tr>
            <th scope="col">{head.name}</th>
            <th scope="col">{head.type}</th>
            <th scope="col">{head.published}</th>
            <th scope="col">{head.category}</th>
            <th scope="col" class="number">
              {head.fields}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((schema) => (
            <SchemaRow key={schema.id} schema={schema} columns={5} />
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}

function Contents({ contents }: { contents: readonly SchemaContents[] }) {
  const { shown, more } = useFirst(contents);
  const head = text.content;
  const present = contents.reduce((sum, each) => sum + each.total - each.deleted, 0);
  return (
    <Section
      id="app-contents"
      title={text.contents}
      total={contents.length}
      count={present}
      query={{ table: 'contents', part: 'present' }}
      hint={text.contentsHint}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{head.schema}</th>
            {(['total', 'live', 'draft', 'scheduled', 'deleted'] as const).map((key) => (
              <th key={key} scope="col" class="number">
                {head[key]}
              </th>
            ))}
            <th scope="col">{head.status}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.schema_id} class={each.schema_name === null ? 'gone' : undefined}>
              <th scope="row">
                {each.schema_name === null ? (
                  <>
                    <code>
                      <SafeText text={each.schema_id} />
                    </code>
                    <br />
                    <span class="small gone-note">{text.schemaGone}</span>
                  </>
                ) : (
                  <SafeText text={each.schema_name} />
                )}
              </th>
              {(['total', 'live', 'draft', 'scheduled', 'deleted'] as const).map((part) => (
                <td key={part} class="number">
                  <ObjectCount
                    value={each[part]}
                    title={squidex.objects.contents(each.schema_name ?? each.schema_id, head[part])}
                    query={{ table: 'contents', within: each.schema_id, part }}
                  />
                </td>
              ))}
              <td>
                {Object.entries(each.by_status).map(([status, number], at) => (
                  <span key={status} class="status-count">
                    {at > 0 && ', '}
                    <SafeText text={status} />{' '}
                    <ObjectCount
                      value={number}
                      title={squidex.objects.contents(each.schema_name ?? each.schema_id, status)}
                      query={{ table: 'contents', within: each.schema_id, part: `status:${status}` }}
                    />
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}

function FolderTree({ folders }: { folders: readonly Folder[] }) {
  const ids = new Set(folders.map(({ id }) => id));
  const children = new Map<string | null, Folder[]>();
  for (const folder of folders) {
    // A parent that is gone: shown at the root, as the server's own list would never show it.
    const parent = folder.parent_id !== null && ids.has(folder.parent_id) ? folder.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  const seen = new Set<string>();
  const level = (parent: string | null): ComponentChildren => {
    const list = (children.get(parent) ?? []).filter(({ id }) => !seen.has(id));
    if (list.length === 0) return null;
    for (const { id } of list) seen.add(id);
    return (
      <ul class="folders">
        {list.map((folder) => (
          <li key={folder.id}>
            <span>
              <Name value={folder.name} />{' '}
              <span class="muted small">
                <ObjectCount
                  value={folder.assets}
                  title={squidex.objects.folder(folder.name ?? folder.id)}
                  query={{ table: 'assets', within: folder.id, part: 'present' }}
                />{' '}
                {text.folderAssets(folder.assets)}
              </span>
            </span>
            {level(folder.id)}
          </li>
        ))}
      </ul>
    );
  };
  return <>{level(null)}</>;
}

function Facts({ app }: { app: App }) {
  const facts: Array<[string, ComponentChildren]> = [
    [
      text.name,
      <strong>
        <Name value={app.name} />
      </strong>,
    ],
    ...(app.label === null
      ? []
      : [[text.label, <SafeText text={app.label} />] as [string, ComponentChildren]]),
    ...(app.description === null
      ? []
      : [[text.description, <SafeText text={app.description} />] as [string, ComponentChildren]]),
    [
      text.id,
      <>
        <code>
          <SafeText text={app.id} />
        </code>{' '}
        <span class="muted small">{text.idHint}</span>
      </>,
    ],
    [text.avatar, app.image ? text.yes : text.no],
    [text.patterns, <ObjectCount value={app.patterns} title={text.patterns} query={{ table: 'patterns' }} />],
    ...(app.plan === null ? [] : [[text.plan, <SafeText text={app.plan} />] as [string, ComponentChildren]]),
    ...(app.team_id === null
      ? []
      : [
          [
            text.team,
            <code>
              <SafeText text={app.team_id} />
            </code>,
          ] as [string, ComponentChildren],
        ]),
  ];
  return (
    <Section title={text.facts}>
      <dl class="facts">
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

/** All numbers of the app in one row; each leads to its section. */
function Overview({ app }: { app: App }) {
  const contents = app.contents.reduce((sum, each) => sum + each.total - each.deleted, 0);
  const numbers: Array<[string, string, number]> = [
    ['contents', text.contents, contents],
    ['schemas', text.schemas, app.schemas.length],
    ['assets', text.assets, app.assets.total - app.assets.deleted],
    ['folders', text.folders, app.asset_folders],
    ['rules', text.rules, app.rules.length],
    ['people', text.people, app.contributors.length],
    ['clients', text.clients, app.clients.length],
    ['languages', text.languages, app.language_details.length],
  ];
  const go = (part: string) => (event: MouseEvent) => {
    event.preventDefault();
    const heading = document.getElementById(`app-${part}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  };
  return (
    <nav class="panel app-overview" aria-label={text.overview}>
      <ul>
        {numbers.map(([part, label, number]) => (
          <li key={part}>
            <a href={hrefOf({ view: 'app' })} onClick={go(part)}>
              <span class="overview-number">{count(number)}</span>
              <span class="overview-label">{label}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function AppBody({ app }: { app: App }) {
  const people = useFirst(app.contributors);
  const rules = useFirst(app.rules);
  const { asset } = text;
  return (
    <div class="app-body">
      <Overview app={app} />
      <div class="columns">
        <Facts app={app} />
        <div class="stack">
          <Section
            id="app-assets"
            title={text.assets}
            count={app.assets.total - app.assets.deleted}
            query={{ table: 'assets', part: 'present' }}
          >
            <dl class="facts">
              <div>
                <dt>{asset.total}</dt>
                <dd>
                  <ObjectCount
                    value={app.assets.total}
                    title={squidex.objects.assets(asset.total)}
                    query={{ table: 'assets', part: 'total' }}
                  />
                </dd>
              </div>
              <div>
                <dt>{asset.withFile}</dt>
                <dd>
                  <ObjectCount
                    value={app.assets.with_file}
                    title={squidex.objects.assets(asset.withFile)}
                    query={{ table: 'assets', part: 'with-file' }}
                  />
                </dd>
              </div>
              <div class={app.assets.without_file > 0 ? 'gone-note' : undefined}>
                <dt>{asset.withoutFile}</dt>
                <dd>
                  <ObjectCount
                    value={app.assets.without_file}
                    title={squidex.objects.assets(asset.withoutFile)}
                    query={{ table: 'assets', part: 'without-file' }}
                  />
                </dd>
              </div>
              <div>
                <dt>{asset.deleted}</dt>
                <dd>
                  <ObjectCount
                    value={app.assets.deleted}
                    title={squidex.objects.assets(asset.deleted)}
                    query={{ table: 'assets', part: 'deleted' }}
                  />
                </dd>
              </div>
              <div>
                <dt>{asset.bytes}</dt>
                <dd>{bytes(app.assets.bytes)}</dd>
              </div>
            </dl>
          </Section>
          <Section
            id="app-folders"
            title={text.folders}
            total={app.asset_folders}
            query={{ table: 'folders' }}
          >
            <FolderTree folders={app.folders} />
          </Section>
        </div>
      </div>
      <Contents contents={app.contents} />
      <Schemas schemas={app.schemas} />
      <div class="columns">
        <div class="stack">
          <Section id="app-rules" title={text.rules} total={app.rules.length} query={{ table: 'rules' }}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.rule.name}</th>
                  <th scope="col">{text.rule.trigger}</th>
                  <th scope="col">{text.rule.enabled}</th>
                </tr>
              </thead>
              <tbody>
                {rules.shown.map((rule) => (
                  <tr key={rule.id} class={rule.enabled ? undefined : 'off'}>
                    <th scope="row">
                      <Name value={rule.name} />
                    </th>
                    <td>
                      {rule.trigger === null ? (
                        <em class="muted">{text.noTrigger}</em>
                      ) : (
                        <SafeText text={rule.trigger} />
                      )}
                    </td>
                    <td>{rule.enabled ? text.enabled : text.disabledRule}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            {rules.more}
          </Section>
          <Names table="workflows" title={text.workflows} names={app.workflows} />
        </div>
        <div class="stack">
          <Section
            id="app-people"
            title={text.people}
            total={app.contributors.length}
            query={{ table: 'contributors' }}
            hint={text.peopleHint}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.email}</th>
                  <th scope="col">{text.role}</th>
                </tr>
              </thead>
              <tbody>
                {people.shown.map((person, at) => (
                  <tr key={at}>
                    <th scope="row">
                      <SafeText text={person.email} />
                    </th>
                    <td>
                      <SafeText text={person.role} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            {people.more}
          </Section>
          <Section
            id="app-languages"
            title={text.languages}
            total={app.language_details.length}
            query={{ table: 'languages' }}
          >
            <table>
              <thead>
                <tr>
                  <th scope="col">{text.language.code}</th>
                  <th scope="col">{text.language.kind}</th>
                  <th scope="col">{text.language.fallback}</th>
                </tr>
              </thead>
              <tbody>
                {app.language_details.map((language) => (
                  <tr key={language.code}>
                    <th scope="row">
                      <SafeText text={language.code} />
                    </th>
                    <td>
                      {language.master ? text.master : language.optional ? text.optional : text.required}
                    </td>
                    <td>
                      <SafeText text={language.fallback.join(' → ')} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
          <Names table="roles" title={text.roles} names={app.roles} hint={text.rolesHint} />
          <Names id="app-clients" table="clients" title={text.clients} names={app.clients} />
        </div>
      </div>
    </div>
  );
}

export function AppView({ inspection, report, running, partial }: ReportProps) {
  const { app } = report;
  if (app === null) {
    const why = running
      ? text.emptyYet
      : partial
        ? text.emptyPartial(percent(shareRead(inspection)))
        : report.verdict.outcome === 'fails'
          ? text.emptyFails
          : text.emptyUnknown;
    return (
      <Empty title={running || partial ? words.notKnownYet : text.empty}>
        <p>{why}</p>
        <ReadOn inspection={inspection} />
      </Empty>
    );
  }
  return (
    <>
      {report.verdict.outcome === 'fails' && <p class="notice">{text.half}</p>}
      {app.deleted && <p class="notice">{text.deleted}</p>}
      {(report.restore?.unreadable ?? 0) > 0 && (
        <p class="notice">{text.unreadable(report.restore?.unreadable ?? 0)}</p>
      )}
      <AppBody app={app} />
      <ObjectDialog inspection={inspection} />
    </>
  );
}
