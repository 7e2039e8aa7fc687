/** All files of the set: what each is, and its role, which a person may change. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type {
  AppBody,
  MemberBody,
  RunBody,
  SharePointBody,
  SharePointRole,
} from '../../../engine/protocol.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { ViewLink } from '../../../parts/view-link/index.tsx';
import { bytes, duration, instant, sentence, utc } from '../../../state/format.ts';
import type { ReportProps } from '../../contract.ts';
import { RoleBoard } from '../roles/index.tsx';
import { said, say, sayRole, saySite } from '../state/said.ts';
import { groupsOf, matches, type Group } from '../state/members.ts';
import { sharepoint } from '../words.ts';
import './style.css';

const text = sharepoint.members;

/** So many lines more are drawn at a time. */
const PORTION = 100;

/** Of a list of sites so many are offered while one is typed; any of it can be. */
const MOST_OFFERED = 5_000;

/** The list that is offered, one for all files. */
const SITES_LIST = 'sp-sites';

const ROLES = Object.keys(sharepoint.roles) as readonly SharePointRole[];

function fileName(path: string): string {
  return path.split('/').at(-1) ?? path;
}

function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

function When({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} title={utc(iso)}>
      {instant(iso)}
    </time>
  );
}

function Holds({ member, apps }: { member: MemberBody; apps: readonly AppBody[] }) {
  const { backup_sets: sets, label, export_build: build } = member;
  const app = apps.find(({ path }) => path === member.path);
  if (app !== undefined)
    return (
      <>
        <SafeText text={app.title} /> <span class="muted small">{app.version}</span>
      </>
    );
  if (sets.length === 0) return build === null ? null : <SafeText text={build} />;
  return (
    <ul class="sp-holds">
      {sets.map((set) => (
        <li key={set.position}>
          <SafeText
            text={text.set(
              set.backup_type_description ?? sharepoint.kinds.sql_backup,
              set.database_name ?? sharepoint.time.noDatabase,
            )}
          />
          <span class="muted small">
            {set.started_utc !== null && <When iso={set.started_utc} />}
            {sets.length > 1 && `, ${text.position(set.position)}`}
            {(label?.family_count ?? 1) > 1 &&
              `, ${text.stripe(label?.family_sequence_number ?? 0, label?.family_count ?? 0)}`}
            {set.is_complete === false && <strong class="sp-missing">, {text.damaged}</strong>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Which site collection of the list a file holds: chosen, or typed where the list is long. */
function SiteOf({ path, sites }: { path: string; sites: NonNullable<SharePointBody['sites']> }) {
  const id = useId();
  const unknown = useSignal(false);
  const own = said.value.site_files.find(({ file }) => file === path)?.site ?? '';
  const label = text.siteOf(fileName(path));
  const choose = (site: string) => saySite(path, site === '' ? null : site);
  if (sites.length <= PORTION)
    return (
      <select aria-label={label} value={own} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{text.noSite}</option>
        {sites.map(({ site }) => (
          <option key={site} value={site}>
            {site}
          </option>
        ))}
      </select>
    );
  return (
    <>
      <input
        type="text"
        list={SITES_LIST}
        aria-label={label}
        aria-invalid={unknown.value}
        aria-describedby={unknown.value ? `${id}-unknown` : undefined}
        placeholder={text.noSite}
        autocomplete="off"
        spellcheck={false}
        value={own}
        onChange={(event) => {
          const typed = event.currentTarget.value.trim();
          unknown.value = typed !== '' && !sites.some(({ site }) => site === typed);
          if (!unknown.value) choose(typed);
        }}
      />
      {unknown.value && (
        <p id={`${id}-unknown`} role="alert" class="small sp-missing">
          {text.siteUnknown}
        </p>
      )}
    </>
  );
}

function RoleOf({ member, body }: { member: MemberBody; body: SharePointBody }) {
  const { path, kind, role, role_by: by } = member;
  if (kind === 'site_collection' && (body.sites?.length ?? 0) > 0)
    return <SiteOf path={path} sites={body.sites ?? []} />;
  if (kind === 'site_collection') return <ViewLink view="target">{text.pasteSites}</ViewLink>;
  if (kind !== 'sql_backup') return <span class="muted small">{text.noRole}</span>;
  const given = said.value.roles.find(({ file }) => file === path)?.role ?? '';
  const byName = role === null || by === 'person' ? null : sharepoint.roles[role].short;
  return (
    <>
      <select
        aria-label={text.roleOf(fileName(path))}
        value={given}
        onChange={(event) =>
          sayRole(path, event.currentTarget.value === '' ? null : event.currentTarget.value)
        }
      >
        <option value="">{byName === null ? text.autoNone : text.auto(byName)}</option>
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {sharepoint.roles[each].short}
          </option>
        ))}
      </select>
      {by !== null && by !== 'documented_name' && (
        <p class="small muted sp-by">{sentence(sharepoint.roleBy[by])}</p>
      )}
    </>
  );
}

function Files({ group, body }: { group: Group; body: SharePointBody }) {
  const limit = useSignal(PORTION);
  const shown = group.members.slice(0, limit.value);
  const title = text.groups[group.id];
  return (
    <>
      <h4 class="sp-group">
        {title} <span class="muted small">{text.shown(shown.length, group.members.length)}</span>
      </h4>
      <Scroll label={title}>
        <table class="sp-files" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{text.column.file}</th>
              <th scope="col">{text.column.holds}</th>
              <th scope="col">{text.column.role}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((member) => (
              <tr key={member.path}>
                <th scope="row">
                  <span class="sp-file">
                    <SafeText text={fileName(member.path)} />
                  </span>
                  <span class="muted small sp-size">
                    {folderOf(member.path) !== '' && <SafeText text={folderOf(member.path)} />}
                    <span>
                      {sharepoint.kinds[member.kind]}, {bytes(member.bytes)}
                    </span>
                  </span>
                </th>
                <td>
                  <Holds member={member} apps={body.apps} />
                </td>
                <td class="sp-role-cell">
                  <RoleOf member={member} body={body} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length < group.members.length && (
        <button type="button" class="button small no-print" onClick={() => (limit.value += PORTION)}>
          {text.more(Math.min(PORTION, group.members.length - shown.length))}
        </button>
      )}
    </>
  );
}

function tookOf({ started, finished }: RunBody): string {
  if (started === null || finished === null) return '';
  const seconds = (Date.parse(finished) - Date.parse(started)) / 1_000;
  return Number.isFinite(seconds) && seconds >= 0 ? duration(seconds) : '';
}

/** Which run of a farm backup folder is restored from. */
function Runs({ body }: { body: SharePointBody }) {
  const id = useId();
  const { runs } = body;
  const { column, ...words } = sharepoint.runs;
  const given = said.value.run;
  if (runs.length === 0) return null;
  return (
    <section class="panel" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{words.title}</h3>
      <p class="prose sp-board-intro">{words.intro}</p>
      <label class="choice">
        <input type="radio" name={`${id}-run`} checked={given === null} onChange={() => say({ run: null })} />
        <span>
          {words.byRule} <span class="muted small">{words.chosenByRule}</span>
        </span>
      </label>
      <Scroll label={words.title}>
        <table class="sp-runs">
          <thead>
            <tr>
              <th scope="col">{column.use}</th>
              <th scope="col">{column.method}</th>
              <th scope="col">{column.started}</th>
              <th scope="col">{column.took}</th>
              <th scope="col">{column.said}</th>
              <th scope="col">{column.files}</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run, at) => (
              <tr key={run.id ?? at} class={run.is_chosen ? 'sp-chosen' : undefined}>
                <th scope="row">
                  <label class="choice">
                    <input
                      type="radio"
                      name={`${id}-run`}
                      checked={given !== null && given === run.id}
                      disabled={run.id === null || !run.is_backup}
                      onChange={() => say({ run: run.id })}
                    />
                    <span>
                      <SafeText text={run.folder ?? words.unnamed} />
                      {run.is_chosen && given !== run.id && (
                        <span class="muted small">
                          {' '}
                          ◂ {given === null ? column.use.toLowerCase() : words.also}
                        </span>
                      )}
                    </span>
                  </label>
                </th>
                <td>
                  <SafeText text={run.method} />
                  {!run.is_backup && <span class="muted small"> {words.restoreRun}</span>}
                  {run.settings_only && <span class="muted small"> {words.settingsOnly}</span>}
                </td>
                <td>{run.started !== null && <When iso={run.started} />}</td>
                <td>{tookOf(run)}</td>
                <td>{words.errors(run.errors, run.warnings)}</td>
                <td>{run.has_folder ? words.here : words.notHere}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}

function Help() {
  return (
    <details class="panel sp-help">
      <summary>{sharepoint.help.title}</summary>
      <dl>
        {sharepoint.help.parts.map(([question, answer]) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

export function MembersView({ report }: ReportProps) {
  const id = useId();
  const filter = useSignal('');
  const body = report.sharepoint;
  if (body === undefined) return null;
  const groups = groupsOf(body.members.filter((member) => matches(member, filter.value)));
  return (
    <div class="stack">
      <RoleBoard body={body} full />
      <Help />
      <Runs body={body} />
      <section class="panel sp-members" aria-labelledby={`${id}-title`}>
        <div class="panel-head">
          <h3 id={`${id}-title`}>{text.title}</h3>
          <input
            type="search"
            class="sp-filter no-print"
            aria-label={text.filter}
            placeholder={text.filter}
            value={filter.value}
            onInput={(event) => (filter.value = event.currentTarget.value)}
          />
        </div>
        <p class="prose small muted">{text.hint}</p>
        {groups.length === 0 && <Empty title={text.nothing} />}
        {(body.sites?.length ?? 0) > PORTION && (
          <datalist id={SITES_LIST}>
            {body.sites?.slice(0, MOST_OFFERED).map(({ site }) => (
              <option key={site} value={site} />
            ))}
          </datalist>
        )}
        {groups.map((group) => (
          <Files key={group.id} group={group} body={body} />
        ))}
        {said.value.roles.length + said.value.site_files.length > 0 && (
          <p>
            <button type="button" class="button small" onClick={() => say({ roles: [], site_files: [] })}>
              {text.forget}
            </button>
          </p>
        )}
      </section>
    </div>
  );
}
