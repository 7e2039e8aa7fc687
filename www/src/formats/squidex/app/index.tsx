import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { App } from '../../../engine/protocol.ts';
import { bytes, count, percent } from '../../../state/format.ts';
import { hrefOf, shareRead, type Inspection } from '../../../state/store.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { ObjectCount, ObjectDialog } from '../objects/index.tsx';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { words } from '../../../state/words.ts';
import { ContentsPanel } from '../contents/index.tsx';
import { ThingDialog } from '../contents/things.tsx';
import { inside } from '../inside-words.ts';
import { openSchema } from '../state/inside.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import { ExportPanel } from '../export/index.tsx';
import { Contents } from './contents.tsx';
import { FolderTree } from './folders.tsx';
import { Schemas } from './schemas.tsx';
import { NotThere } from './not-there.tsx';
import { Name, Names, Section, useFirst } from './section.tsx';
import './style.css';

const text = squidex.app;

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

/** The contents of a schema in the place of the other parts; the way back leads to where it was opened. */
function OpenContents({ inspection, back }: { inspection: Inspection; back: boolean }) {
  return (
    <>
      <ContentsPanel
        inspection={inspection}
        onBack={
          back
            ? () => {
                const id = openSchema.peek();
                openSchema.value = null;
                requestAnimationFrame(() => document.getElementById(`schema-${id}`)?.focus());
              }
            : null
        }
      />
      <ThingDialog inspection={inspection} />
    </>
  );
}

export function AppView({ inspection, report, running, partial }: ReportProps) {
  const { app } = report;
  // The schemas of another report are others.
  useEffect(() => {
    openSchema.value = null;
    return () => {
      openSchema.value = null;
    };
  }, [inspection]);
  if (app === null) {
    const why = running
      ? text.emptyYet
      : partial
        ? text.emptyPartial(percent(shareRead(inspection)))
        : report.verdict.outcome === 'fails'
          ? text.emptyFails
          : text.emptyUnknown;
    return (
      <>
        <Empty title={running || partial ? words.notKnownYet : text.empty}>
          <p>{why}</p>
          <ReadOn inspection={inspection} />
          {!running && openSchema.value === null && (
            <p>
              <button type="button" class="button" onClick={() => (openSchema.value = '')}>
                {inside.readAnyway}
              </button>
            </p>
          )}
          {!running && openSchema.value !== null && <OpenContents inspection={inspection} back={false} />}
        </Empty>
        <ExportPanel inspection={inspection} report={report} />
      </>
    );
  }
  if (openSchema.value !== null) return <OpenContents inspection={inspection} back />;
  return (
    <>
      {report.verdict.outcome === 'fails' && <p class="notice">{text.half}</p>}
      {app.deleted && <p class="notice">{text.deleted}</p>}
      <NotThere report={report} />
      <AppBody app={app} />
      <ExportPanel inspection={inspection} report={report} />
      <ObjectDialog inspection={inspection} />
    </>
  );
}
