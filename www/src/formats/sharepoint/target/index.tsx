/** What is known of the servers and of the set: choices that change the verdict at once. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { SHARE_POINTS, SQL_SERVERS, type Choice } from '../../../engine/generated/sharepoint.ts';
import type { SharePointBody } from '../../../engine/protocol.ts';
import { OutcomeIcon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { sentence } from '../../../state/format.ts';
import { inspections } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import type { ReportProps } from '../../contract.ts';
import { forgetAll, said, say, sayWhole } from '../state/said.ts';
import { secondsOf, typedOf, UNITS, type Typed } from '../state/span.ts';
import { sharepoint } from '../words.ts';
import './style.css';

const text = sharepoint.target;

/** So many sites are drawn. */
const MOST_SITES = 100;

/** One of a few, on a scale from old to new. */
function ScaleChoice({
  label,
  hint,
  choices,
  chosen,
  reads,
  note,
  onChoose,
}: {
  label: string;
  hint: string;
  choices: readonly Choice[];
  chosen: string | null;
  /** Place of the first that reads all; `null`: not known. */
  reads: number | null;
  note: string | null;
  onChoose: (word: string | null) => void;
}) {
  const id = useId();
  return (
    <fieldset class="sp-scale" aria-describedby={`${id}-hint`}>
      <legend class="label">{label}</legend>
      <p id={`${id}-hint`} class="small muted">
        {hint}
        {note !== null && ` ${sentence(note)}`}
      </p>
      <div class="sp-scale-steps">
        {[[null, text.notSaid] as const, ...choices].map(([word, name], at) => (
          <label
            key={word}
            class={`sp-step${word === null ? ' sp-step-none' : ''}${reads === null ? ' sp-step-plain' : ''}${
              word !== null && reads !== null && at - 1 >= reads ? ' sp-step-reads' : ''
            }`}
          >
            <input type="radio" name={id} checked={chosen === word} onChange={() => onChoose(word)} />
            <span>{name.replace(/^(SQL Server|SharePoint) /, '')}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The first release that reads every database: that of the newest one. */
function firstReader(body: SharePointBody): { at: number | null; note: string | null } {
  const sets = body.members.flatMap(({ backup_sets }) => backup_sets);
  const known = sets.filter(({ database_version }) => database_version !== null);
  if (known.length === 0) return { at: null, note: null };
  if (known.some(({ first_release }) => first_release === null)) return { at: null, note: text.readsNone };
  const newest = known.reduce((a, b) => ((b.database_version ?? 0) > (a.database_version ?? 0) ? b : a));
  const at = SQL_SERVERS.findIndex(([, name]) => name === newest.first_release);
  return { at: Math.max(0, at), note: text.readsFrom(newest.first_release ?? '') };
}

/** A limit: what is typed is taken as soon as it is a length of time. */
function Limit({
  label,
  seconds,
  onSeconds,
}: {
  label: string;
  seconds: number;
  onSeconds: (seconds: number) => void;
}) {
  const id = useId();
  const typed = useSignal<Typed>(typedOf(seconds));
  const leaving = useSignal(true);
  // Changed from elsewhere (all was forgotten).
  if (leaving.value && secondsOf(typed.value) !== null && secondsOf(typed.value) !== seconds)
    typed.value = typedOf(seconds);
  const fault = secondsOf(typed.value) === null;
  const take = (change: Partial<Typed>) => {
    typed.value = { ...typed.peek(), ...change };
    const found = secondsOf(typed.peek());
    if (found !== null) onSeconds(found);
  };
  return (
    <div class="field sp-limit">
      <label for={id}>{label}</label>
      <div class="sp-limit-fields">
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={typed.value.number}
          aria-invalid={fault}
          aria-describedby={`${id}-fault`}
          onFocus={() => (leaving.value = false)}
          onBlur={() => (leaving.value = true)}
          onInput={(event) => take({ number: event.currentTarget.value })}
        />
        <select
          aria-label={text.unit(label)}
          value={typed.value.unit}
          onFocus={() => (leaving.value = false)}
          onBlur={() => (leaving.value = true)}
          onChange={(event) => {
            const unit = UNITS.find((each) => each === event.currentTarget.value);
            if (unit !== undefined) take({ unit });
          }}
        >
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              {text.units[unit]}
            </option>
          ))}
        </select>
      </div>
      <p id={`${id}-fault`} class="small field-fault">
        {fault && text.numberFault}
      </p>
    </div>
  );
}

function Sites({ body }: { body: SharePointBody }) {
  const sites = body.sites ?? [];
  if (sites.length === 0) return null;
  return (
    <Scroll label={text.sitesTitle} tall>
      <table class="sp-sites">
        <caption class="visually-hidden">{text.sitesTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{text.sitesColumn.site}</th>
            <th scope="col">{text.sitesColumn.file}</th>
          </tr>
        </thead>
        <tbody>
          {sites.slice(0, MOST_SITES).map(({ site, files, by_person }) => (
            <tr key={site}>
              <th scope="row">
                <SafeText text={site} />
              </th>
              <td>
                {files[0] === undefined ? (
                  <span class="sp-missing">{text.noBackup}</span>
                ) : (
                  <>
                    <SafeText text={files[0]} />
                    {by_person && <span class="muted small"> {text.byYou}</span>}
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sites.length > MOST_SITES && <p class="small muted">{text.sitesMore(sites.length - MOST_SITES)}</p>}
    </Scroll>
  );
}

export function TargetView({ report }: ReportProps) {
  const id = useId();
  const all = said.value;
  const body = report.sharepoint;
  if (body === undefined) return null;
  const { outcome, summary, server_message: message } = report.verdict;
  const { same_time_seconds: same, close_time_seconds: close } = body.limits;
  const reader = firstReader(body);
  const apart = inspections.value.length > 1;
  return (
    <form class="stack" onSubmit={(event) => event.preventDefault()}>
      <p class="prose">{text.intro}</p>
      <section class="panel sp-servers" aria-labelledby={`${id}-servers`}>
        <h3 id={`${id}-servers`}>{text.servers}</h3>
        <ScaleChoice
          label={text.sqlServer}
          hint={text.sqlServerHint}
          choices={SQL_SERVERS}
          chosen={all.sql_server}
          reads={reader.at}
          note={reader.note}
          onChoose={(sql_server) => say({ sql_server })}
        />
        <ScaleChoice
          label={text.sharePoint}
          hint={text.sharePointHint}
          choices={SHARE_POINTS}
          chosen={all.sharepoint}
          reads={null}
          note={null}
          onChoose={(version) => say({ sharepoint: version })}
        />
        <div class={`sp-answer outcome-${outcome}`} role="status">
          <span class="sp-answer-icon">
            <OutcomeIcon outcome={outcome} />
          </span>
          <div>
            <p class="small muted">{text.answer}</p>
            <p>
              <strong>{words.outcomes[outcome].title}</strong>: <SafeText text={sentence(summary)} />
            </p>
            {message !== null && (
              <p class="sp-message mono small">
                <SafeText text={message} />
              </p>
            )}
          </div>
        </div>
      </section>
      <div class="columns">
        <section class="panel" aria-labelledby={`${id}-limits`}>
          <h3 id={`${id}-limits`}>{text.limits}</h3>
          <p class="small muted">{text.limitsHint}</p>
          <div class="sp-limits">
            <Limit
              label={text.same}
              seconds={same}
              onSeconds={(seconds) => say({ same_time_seconds: seconds })}
            />
            <Limit
              label={text.close}
              seconds={close}
              onSeconds={(seconds) => say({ close_time_seconds: seconds })}
            />
          </div>
          {close < same && <p class="small field-fault">{text.order}</p>}
        </section>
        <section class="panel sp-set" aria-labelledby={`${id}-set`}>
          <h3 id={`${id}-set`}>{text.set}</h3>
          <label class="choice">
            <input
              type="checkbox"
              checked={all.whole_set}
              onChange={(event) => sayWhole(event.currentTarget.checked, apart)}
            />
            <span>
              {text.whole}{' '}
              <span class="muted small">
                {text.wholeHint} {apart && text.together}
              </span>
            </span>
          </label>
          <label class="choice">
            <input
              type="checkbox"
              checked={all.no_site_lock}
              onChange={(event) => say({ no_site_lock: event.currentTarget.checked })}
            />
            <span>
              {text.noLock} <span class="muted small">{text.noLockHint}</span>
            </span>
          </label>
        </section>
      </div>
      <section class="panel sp-list" aria-labelledby={`${id}-sites`}>
        <h3 id={`${id}-sites`}>{text.sites}</h3>
        <p id={`${id}-sites-hint`} class="small muted">
          {text.sitesHint[0]} <code>{text.sitesCommand}</code> {text.sitesHint[1]}
        </p>
        <textarea
          class="mono small"
          rows={6}
          spellcheck={false}
          autocapitalize="none"
          aria-labelledby={`${id}-sites`}
          aria-describedby={`${id}-sites-hint`}
          value={all.site_list ?? ''}
          onInput={(event) => {
            const { value } = event.currentTarget;
            say({ site_list: value.trim() === '' ? null : value });
          }}
        />
        <Sites body={body} />
      </section>
      <div class="button-row">
        <button type="button" class="button" onClick={forgetAll}>
          {text.reset}
        </button>
      </div>
    </form>
  );
}
