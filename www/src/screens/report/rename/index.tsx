import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CODES } from '../../../engine/generated/codes.ts';
import { saveBlob, say } from '../../../state/clipboard.ts';
import { count } from '../../../state/format.ts';
import { makeCopy, tell, type Copy } from '../../../state/inspect.ts';
import { MAX_NAME, nameFault, suggestName } from '../../../state/name.ts';
import { chooseFix, EMPTY, recipe } from '../../../state/recipe.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { ProgressBar } from '../../../parts/progress-bar/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { VerdictCard } from '../../../parts/verdict/index.tsx';
import { words } from '../../../words.ts';
import type { ViewProps } from '../index.tsx';
import './style.css';

const text = words.rename;

function CopyResult({ copy, inspection, onAgain }: ViewProps & { copy: Copy; onAgain: () => void }) {
  const saving = useSignal(false);
  const { summary, check } = copy;
  const problem = check.problem.value;
  const save = async () => {
    saving.value = true;
    try {
      const saved = await saveBlob(copy.blob, summary.file_name);
      if (saved !== null) say(saved.picked ? text.savedAs(saved.name) : text.started(saved.name));
    } catch (error) {
      tell(error);
    } finally {
      saving.value = false;
    }
  };
  return (
    <section class="panel copy" aria-labelledby="copy-title">
      <div class="panel-head">
        <h3 id="copy-title" tabIndex={-1}>{text.ready}: <Entry text={summary.file_name} /></h3>
        <span class="muted small">{text.size(summary.bytes_before, summary.bytes_after)}</span>
      </div>
      <div class="button-row">
        <button type="button" class="button primary" disabled={saving.value} onClick={() => void save()}>{saving.value ? text.saving : text.save}</button>
        <button type="button" class="button" onClick={onAgain}>{text.again}</button>
      </div>
      <div class="before-after">
        <VerdictCard title={text.before} report={inspection.report.value} phase={inspection.phase.value} />
        <span class="arrow" aria-hidden="true">→</span>
        <VerdictCard title={text.after} report={check.report.value} phase={check.phase.value} />
      </div>
      {check.phase.value === 'scanning' && <><p>{text.checking}</p><ProgressBar inspection={check} /></>}
      {check.phase.value === 'done' && <p class="copy-checked">{text.checked}</p>}
      {problem !== null && <p role="alert"><strong>{text.checkFailed}</strong> {words.problem(problem).cause} {words.problem(problem).advice}</p>}
      <h3>{text.differs}</h3>
      <Scroll label={text.differs}>
        <table class="changes">
          <thead><tr><th scope="col">{text.changes.entry}</th><th scope="col">{text.changes.change}</th><th scope="col">{text.changes.detail}</th></tr></thead>
          <tbody>
            {summary.changes.map((change, at) => (
              <tr key={at}><td><Entry text={change.entry} /></td><td>{change.change}</td><td><SafeText text={change.detail} /></td></tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {summary.change_count > summary.changes.length && <p class="muted">{text.changesMore(summary.change_count - summary.changes.length)}</p>}
      <p class="muted">{text.kept(summary.entries_kept)}</p>
    </section>
  );
}

export function RenameView({ inspection }: ViewProps) {
  const report = inspection.report.value;
  const copy = useSignal<Copy | null>(null);
  const writing = useSignal(false);
  const name = recipe.value.name ?? '';
  const fault = name === '' ? null : nameFault(name);
  const suggestion = fault === null ? null : suggestName(name);
  /** Offered repairs with the number of places that each mends. */
  const offers = useComputed(() => {
    const places = new Map<string, number>();
    for (const finding of inspection.report.value?.findings ?? []) {
      if (finding.action !== null) places.set(finding.action, (places.get(finding.action) ?? 0) + 1);
    }
    return [...places];
  });
  // The check of a copy that nobody looks at any more ends.
  useEffect(() => () => copy.value?.close(), []);
  if (report === null) return null;
  if (report.format !== 'squidex') return <Empty title={words.formats[report.format]}><p>{words.app.emptyUnknown}</p></Empty>;

  const appName = report.app?.name ?? null;
  const chosen = recipe.value.fix.filter((each) => offers.value.some(([action]) => action === each));
  const nothing = name === '' && chosen.length === 0;
  const write = async (event: Event) => {
    event.preventDefault();
    if (nothing || fault !== null || writing.value) return;
    writing.value = true;
    copy.value?.close();
    copy.value = null;
    try {
      copy.value = await makeCopy(inspection, { ...recipe.value, name: name === '' ? null : name, fix: chosen });
      requestAnimationFrame(() => document.getElementById('copy-title')?.focus());
    } catch (error) {
      tell(error);
    } finally {
      writing.value = false;
    }
  };
  return (
    <>
      <p class="prose">{text.intro}</p>
      <form class="panel rename-form" onSubmit={(event) => void write(event)} noValidate>
        <div class="field">
          <label for="new-name">{text.name}</label>
          <input id="new-name" type="text" class="mono" value={name} autocomplete="off" autocapitalize="none" spellcheck={false} aria-invalid={fault !== null} aria-describedby="new-name-hint new-name-fault"
            onInput={(event) => { const { value } = event.currentTarget; recipe.value = { ...recipe.value, name: value === '' ? null : value }; }} />
          <p class="field-foot">
            <span id="new-name-fault" class={fault === null ? 'field-good' : 'field-fault'} aria-live="polite">
              {fault !== null ? text.faults[fault] : name === '' ? '' : name === appName ? text.same : text.good}
              {suggestion !== null && <> <button type="button" class="link" onClick={() => (recipe.value = { ...recipe.value, name: suggestion })}>{text.suggest(suggestion)}</button></>}
            </span>
            <span class="small muted">{text.length(name.length, MAX_NAME)}</span>
          </p>
          <p id="new-name-hint" class="small muted">{text.nameKeep(appName)}</p>
        </div>
        <fieldset class="repairs">
          <legend><h3>{text.repairs}</h3></legend>
          {offers.value.length === 0 ? <p class="muted">{report.findings.some(({ severity }) => severity === 'fatal' || severity === 'data-loss') ? text.repairsNoneFails : text.repairsNone}</p> : (
            <>
              {offers.value.length > 1 && (
                <label class="repair">
                  <input type="checkbox" checked={chosen.length === offers.value.length} onChange={(event) => { for (const [action] of offers.value) chooseFix(action, event.currentTarget.checked); }} />
                  <span>{text.repairsAll}</span>
                </label>
              )}
              {offers.value.map(([action, places]) => (
                <label key={action} class="repair">
                  <input type="checkbox" checked={chosen.includes(action)} onChange={(event) => chooseFix(action, event.currentTarget.checked)} />
                  <span><strong>{CODES[action]?.title ?? action}</strong> <span class="muted">{text.places(Math.max(places, report.finding_counts[action] ?? 0))}</span><br /><span class="small muted">{CODES[action]?.advice}</span></span>
                </label>
              ))}
            </>
          )}
        </fieldset>
        <div class="button-row">
          <button type="submit" class="button primary" aria-disabled={nothing || fault !== null || writing.value}>{writing.value ? text.writing : text.write}</button>
          {nothing && <span class="muted small">{text.nothing}</span>}
        </div>
        {name !== '' && <p class="small muted prose">{text.cosmetic}</p>}
      </form>
      {copy.value !== null && (
        <CopyResult copy={copy.value} inspection={inspection} onAgain={() => {
          copy.value?.close();
          copy.value = null;
          recipe.value = EMPTY;
          document.getElementById('new-name')?.focus();
        }} />
      )}
      <p class="visually-hidden" role="status">{writing.value ? text.writing : copy.value === null ? '' : `${text.ready}. ${count(copy.value.summary.change_count)}`}</p>
    </>
  );
}
