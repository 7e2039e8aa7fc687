/** A copy: what it shall change, its preview with the verdict beside the old one, and saving it. */
import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { CODES } from '../../../engine/generated/codes.ts';
import {
  EngineFailure,
  type CopyOffer,
  type Recipe,
  type RedactionSearch,
  type Report,
} from '../../../engine/protocol.ts';
import { RateMeter, type Pace } from '../../../engine/rate.ts';
import { copyText, say } from '../../../state/clipboard.ts';
import { bytes, count, percent, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { goTo, hrefOf, shareRead, type Inspection } from '../../../state/store.ts';
import { discard, made, makeCopy, offerOf, type Copy } from '../state/copies.ts';
import { readMappings, readRecipe, faultOfName } from '../state/ask.ts';
import { MAX_NAME, suggestName, useNameFault } from '../state/name.ts';
import {
  change,
  chooseFix,
  EMPTY,
  isEmail,
  isNothing,
  leaveOutSchema,
  mapUser,
  recipe,
  wantsFix,
  writeRecipe,
} from '../state/recipe.ts';
import { offeredRepairs } from '../state/next.ts';
import {
  hasStored,
  MEMORY_BYTES,
  removeStored,
  SaveFailure,
  saveBlob,
  saveCopy,
  wayFor,
  type Way,
} from '../../../state/save.ts';
import { Icon } from '../../../parts/icons/index.tsx';
import { ProgressBar } from '../../../parts/progress-bar/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { VerdictCard } from '../../../parts/verdict/index.tsx';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.copy;
const MAX_RECIPE_BYTES = 16 << 20;

/** What had the focus went away with what it did: somebody who uses the keyboard goes on here, and not at the top of the page. */
function keepFocus(next: () => HTMLElement | null): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) next()?.focus({ preventScroll: true });
  });
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="panel copy-part" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {hint !== undefined && <p class="small muted">{hint}</p>}
      {children}
    </section>
  );
}

function Check({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="repair">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

function NamePart({
  appName,
  fault,
}: {
  appName: string | null;
  /** In words; `undefined`: being asked. */
  fault: string | null | undefined;
}) {
  const name = recipe.value.name ?? '';
  const suggestion = fault == null ? null : suggestName(name);
  return (
    <Part title={text.rename}>
      <div class="field">
        <label for="new-name">{text.name}</label>
        <input
          id="new-name"
          type="text"
          class="mono"
          value={name}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault != null}
          aria-describedby="new-name-hint new-name-fault"
          onInput={(event) =>
            change({ name: event.currentTarget.value === '' ? null : event.currentTarget.value })
          }
        />
        <p class="field-foot">
          <span id="new-name-fault" class={fault == null ? 'field-good' : 'field-fault'} aria-live="polite">
            {fault != null
              ? sentence(fault)
              : name === '' || fault === undefined
                ? ''
                : name === appName
                  ? text.same
                  : text.good}
            {suggestion !== null && (
              <>
                {' '}
                <button type="button" class="link" onClick={() => change({ name: suggestion })}>
                  {text.suggest(suggestion)}
                </button>
              </>
            )}
          </span>
          <span class="small muted">{text.length(name.length, MAX_NAME)}</span>
        </p>
        <p id="new-name-hint" class="small muted">
          {text.nameKeep(appName)}
        </p>
      </div>
      {name !== '' && fault == null && <p class="small muted">{text.cosmetic}</p>}
    </Part>
  );
}

function RepairPart({
  report,
  offers,
  share,
}: {
  report: Report;
  offers: ReadonlyArray<[string, number]>;
  /** How much of the file was read. */
  share: number;
}) {
  const { fix } = recipe.value;
  const codes = offers.map(([action]) => action);
  const choose = (action: string, checked: boolean) => chooseFix(action, checked, codes);
  return (
    <Part title={text.repairs}>
      {offers.length === 0 ? (
        <p class="muted">
          {report.findings.some(({ severity }) => severity === 'fatal' || severity === 'data-loss')
            ? text.repairsNoneFails
            : share < 1
              ? text.repairsNonePartial(percent(share))
              : text.repairsNone}
        </p>
      ) : (
        <div class="repairs">
          {offers.length > 1 && (
            <Check
              checked={codes.every((action) => wantsFix(fix, action))}
              onChange={(checked) => {
                for (const action of codes) choose(action, checked);
              }}
            >
              {text.repairsAll}
            </Check>
          )}
          {offers.map(([action, places]) => (
            <Check
              key={action}
              checked={wantsFix(fix, action)}
              onChange={(checked) => choose(action, checked)}
            >
              <strong>{CODES[action]?.title ?? action}</strong>{' '}
              <span class="muted">{text.places(places)}</span>
              <br />
              <span class="small muted">{sentence(CODES[action]?.advice ?? '')}</span>
            </Check>
          ))}
        </div>
      )}
    </Part>
  );
}

function UserRow({ user }: { user: string }) {
  const id = useId();
  const mapped = recipe.value.map_users.find(({ old }) => old === user)?.new ?? '';
  const fault = mapped !== '' && !isEmail(mapped);
  return (
    <tr>
      <th scope="row">
        <label for={id}>
          <SafeText text={user} />
        </label>
      </th>
      <td>
        <input
          id={id}
          type="text"
          inputMode="email"
          value={mapped}
          placeholder={text.keep}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault}
          onInput={(event) => mapUser(user, event.currentTarget.value)}
        />
        {fault && <p class="small field-fault">{text.emailFault}</p>}
      </td>
    </tr>
  );
}

function UserPart({ inspection, users }: { inspection: Inspection; users: readonly string[] }) {
  const pasted = useSignal('');
  const fault = useSignal<string | null>(null);
  const id = useId();
  const take = async () => {
    try {
      const { mappings, fault: wrong } = await readMappings(inspection, pasted.value);
      fault.value = wrong;
      let unknown = 0;
      for (const each of mappings) {
        const old = users.find((user) => user.toLowerCase() === each.old.toLowerCase());
        if (old === undefined) unknown += 1;
        else mapUser(old, each.new);
      }
      say(text.usersTaken(mappings.length - unknown, unknown));
      if (wrong === null && mappings.length > unknown) pasted.value = '';
    } catch (error) {
      tell(error);
    }
  };
  return (
    <Part title={text.users} hint={text.usersHint}>
      {users.length === 0 ? (
        <p class="muted">{text.usersNone}</p>
      ) : (
        <>
          <Scroll label={text.users} tall>
            <table class="user-table">
              <thead>
                <tr>
                  <th scope="col">{text.usersOld}</th>
                  <th scope="col">{text.usersNew}</th>
                </tr>
              </thead>
              <tbody>
                {users.map((user) => (
                  <UserRow key={user} user={user} />
                ))}
              </tbody>
            </table>
          </Scroll>
          <details>
            <summary>{text.usersPaste}</summary>
            <div class="user-paste">
              <label class="small" for={id}>
                {text.usersPasteHint}
              </label>
              <textarea
                id={id}
                class="mono small"
                rows={4}
                spellcheck={false}
                value={pasted.value}
                onInput={(event) => (pasted.value = event.currentTarget.value)}
              />
              {fault.value !== null && <p class="small field-fault">{sentence(fault.value)}</p>}
              <div class="button-row">
                <button type="button" class="button small" onClick={() => void take()}>
                  {text.usersTake}
                </button>
              </div>
            </div>
          </details>
        </>
      )}
    </Part>
  );
}

function LeavePart({ report, offer }: { report: Report; offer: CopyOffer | null }) {
  const schemas = report.app?.schemas ?? [];
  const contents = new Map((report.app?.contents ?? []).map((each) => [each.schema_id, each.total]));
  const out = recipe.value;
  const size = (name: string): string => {
    const found = offer?.schemas.find((each) => each.name === name);
    return found === undefined ? '' : `, ${bytes(found.bytes)}`;
  };
  return (
    <Part title={text.leave} hint={text.leaveHint}>
      <div class="repairs">
        <Check
          checked={out.without_superseded}
          onChange={(without_superseded) => change({ without_superseded })}
        >
          <strong>{text.superseded}</strong>{' '}
          {offer !== null && (
            <span class="muted">{text.files(offer.superseded.count, offer.superseded.bytes)}</span>
          )}
          <br />
          <span class="small muted">{text.supersededHint}</span>
        </Check>
        <Check checked={out.without_deleted} onChange={(without_deleted) => change({ without_deleted })}>
          <strong>{text.deleted}</strong>{' '}
          {offer !== null && (
            <span class="muted">{text.contents(offer.deleted.count, offer.deleted.bytes)}</span>
          )}
          <br />
          <span class="small muted">{text.deletedHint}</span>
        </Check>
      </div>
      <h4>{text.schemasOut}</h4>
      {schemas.length === 0 ? (
        <p class="muted">{text.schemaNone}</p>
      ) : (
        <Scroll label={text.schemasOut} tall>
          <div class="repairs schema-boxes">
            {schemas.map(
              ({ id, name }) =>
                name !== null && (
                  <Check
                    key={id}
                    checked={out.without_schemas.includes(name)}
                    onChange={(checked) => leaveOutSchema(name, checked)}
                  >
                    <SafeText text={name} />{' '}
                    <span class="small muted">
                      {text.schemaContents(contents.get(id) ?? 0)}
                      {size(name)}
                    </span>
                  </Check>
                ),
            )}
          </div>
        </Scroll>
      )}
    </Part>
  );
}

/** Up to this size the numbers are asked for without a question: it takes no time worth a word. */
const COUNT_AT_ONCE_BYTES = 64 << 20;

function RedactPart({ offer, onCount }: { offer: CopyOffer | null; onCount: (() => void) | null }) {
  const { redact, include } = recipe.value;
  const kinds = (offer?.kinds ?? []).filter(({ count: number }) => number > 0);
  const stay = (kind: string, checked: boolean) =>
    change({ include: checked ? [...include, kind] : include.filter((each) => each !== kind) });
  return (
    <Part title={text.redact} hint={text.redactHint}>
      <Check checked={redact} onChange={(checked) => change({ redact: checked })}>
        <strong>{text.redactAll}</strong>
      </Check>
      {offer === null &&
        (onCount === null ? (
          <p class="small muted counting" role="status">
            {text.counting}
          </p>
        ) : (
          <div class="button-row">
            <button type="button" class="button small" onClick={onCount}>
              {text.count}
            </button>
          </div>
        ))}
      {kinds.length > 0 && (
        <Scroll label={text.redact} tall>
          <table class="kind-table">
            <thead>
              <tr>
                <th scope="col">{text.kind}</th>
                <th scope="col" class="number">
                  {text.kindCount}
                </th>
                <th scope="col" class="number">
                  {text.kindBytes}
                </th>
                {redact && <th scope="col">{text.include}</th>}
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, title, text: about, can_stay, count: number, bytes: size }) => (
                <tr key={kind}>
                  <th scope="row">
                    {sentence(title).replace(/\.$/, '')}
                    <br />
                    <span class="small muted">{sentence(about)}</span>
                  </th>
                  <td class="number">{count(number)}</td>
                  <td class="number">{bytes(size)}</td>
                  {redact && (
                    <td>
                      {can_stay ? (
                        <label class="kind-include">
                          <input
                            type="checkbox"
                            checked={include.includes(kind)}
                            onChange={(event) => stay(kind, event.currentTarget.checked)}
                          />{' '}
                          <span class="visually-hidden">{text.includeOne(title)}</span>
                        </label>
                      ) : (
                        <span class="small muted">{text.goesAlways}</span>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Part>
  );
}

function Search({ search, kinds }: { search: RedactionSearch; kinds: CopyOffer['kinds'] }) {
  const titleOf = (kind: string) => kinds.find((each) => each.kind === kind)?.title ?? kind;
  return (
    <div class={search.hit_count > 0 ? 'notice' : 'search-clean'}>
      <p>
        {search.hit_count > 0
          ? text.searchHits(search.hit_count)
          : text.searchClean(search.values, search.entries)}{' '}
        {search.whole_only > 0 && text.searchWhole(search.whole_only)}{' '}
        {search.too_short > 0 && text.searchShort(search.too_short)}{' '}
        {search.too_many > 0 && text.searchMany(search.too_many)}
      </p>
      {search.hits.length > 0 && (
        <ul class="small">
          {search.hits.map((hit, at) => (
            <li key={at}>
              <Entry text={hit.entry} />: {titleOf(hit.kind)}, <SafeText text={hit.masked} /> ({hit.place})
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What reading the whole copy gave: its hash, and what the search for removed values found. */
function Verified({ copy, kinds }: { copy: Copy; kinds: CopyOffer['kinds'] }) {
  const verified = copy.verified.value;
  if (copy.check.phase.value !== 'done' && verified === null) return null;
  if (verified === null || typeof verified === 'number')
    return (
      <p class="muted">
        {text.hashing}{' '}
        {percent(verified === null || copy.blob.size === 0 ? 0 : Math.min(1, verified / copy.blob.size))}
      </p>
    );
  return (
    <>
      <p class="copy-hash">
        <span class="muted">{text.sha256}</span> <code class="small">{verified.sha256}</code>{' '}
        <button type="button" class="link small no-print" onClick={() => void copyText(verified.sha256)}>
          {text.copyHash}
        </button>
      </p>
      {verified.search !== null && <Search search={verified.search} kinds={kinds} />}
    </>
  );
}

/** What is going to be changed, in a line. */
function inWords(of: Recipe): string {
  const { chosen } = text;
  const parts = [
    of.name === null ? '' : chosen.name(of.name),
    of.fix.length === 0 ? '' : chosen.fix(of.fix.length),
    of.map_users.length === 0 ? '' : chosen.users(of.map_users.length),
    of.without_schemas.length === 0 ? '' : chosen.schemas(of.without_schemas.length),
    of.without_superseded ? chosen.superseded : '',
    of.without_deleted ? chosen.deleted : '',
    of.redact ? chosen.redact : '',
  ].filter((part) => part !== '');
  return sentence(parts.join(', '));
}

/** How far the saving is. */
interface Written {
  bytes: number;
  pace: Pace;
}

function Saving({
  done,
  pace,
  total,
  onCancel,
}: {
  done: number;
  pace: Pace;
  total: number;
  onCancel: () => void;
}) {
  const id = useId();
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => keepFocus(() => cancel.current), []);
  const share = total === 0 ? 1 : done / total;
  return (
    <div class="progress">
      <div class="progress-head">
        <label for={id}>{text.saving}</label>
        <strong>{percent(share)}</strong>
        <span class="muted progress-facts">
          <span>{words.progress.line(done, total)}</span>
          <span>{words.progress.rate(pace.bytesPerSecond)}</span>
          <span>{words.progress.left(pace.secondsLeft)}</span>
        </span>
        <button ref={cancel} type="button" class="button small" onClick={onCancel}>
          {words.progress.cancel}
        </button>
      </div>
      <progress id={id} max={1} value={share}>
        {percent(share)}
      </progress>
    </div>
  );
}

function CopyResult({
  copy,
  inspection,
  kinds,
  saved,
  stale,
  onAgain,
}: Pick<ReportProps, 'inspection'> & {
  copy: Copy;
  /** What redaction takes out, by kind. */
  kinds: CopyOffer['kinds'];
  saved: string | null;
  stale: boolean;
  onAgain: () => void;
}) {
  /** `null`: nothing is being saved. */
  const written = useSignal<Written | null>(null);
  const stop = useSignal<AbortController | null>(null);
  const way = useSignal<Way | null>(null);
  const failure = useSignal<SaveFailure | null>(null);
  const saveButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    void wayFor(copy.blob.size).then((found) => (way.value = found));
    return () => stop.value?.abort();
  }, [copy]);
  const { summary, check } = copy;
  const problem = check.problem.value;
  const clear = async () => {
    try {
      await removeStored();
      say(text.storageCleared);
      const now = made.peek();
      if (now?.copy === copy) made.value = { ...now };
    } catch (error) {
      tell(error);
    }
  };
  const save = async () => {
    const abort = new AbortController();
    stop.value = abort;
    failure.value = null;
    let meter: RateMeter | null = null;
    const onBytes = (done: number) => {
      // The clock starts when the file is open: a dialog takes as long as the person does.
      meter ??= new RateMeter(performance.now());
      meter.add(performance.now(), done);
      written.value = { bytes: done, pace: meter.pace(copy.blob.size) };
    };
    try {
      const done = await saveCopy(copy.blob, summary.file_name, way.value ?? 'memory', {
        signal: abort.signal,
        onBytes,
      });
      if (done !== null) {
        say(done.picked ? text.savedAs(done.name) : text.started(done.name));
        const now = made.peek();
        if (now?.copy === copy) made.value = { ...now, saved: done.name };
      }
    } catch (error) {
      if (error instanceof SaveFailure) {
        failure.value = error;
        // Browsers may name more room than there is. The copy needs none where it is.
        if (way.value === 'storage') way.value = 'memory';
      } else if (abort.signal.aborted) say(text.stopped);
      else tell(error);
    } finally {
      written.value = null;
      stop.value = null;
      keepFocus(() => saveButton.current);
    }
  };
  return (
    <section class="panel copy" aria-labelledby="copy-title">
      <div class="panel-head">
        <h3 id="copy-title" tabIndex={-1}>
          {text.ready}: <Entry text={summary.file_name} />
        </h3>
        <span class="muted small">{text.size(summary.bytes_before, summary.bytes_after)}</span>
      </div>
      <div class="before-after">
        <VerdictCard title={text.before} report={inspection.report.value} phase={inspection.phase.value} />
        <span class="arrow" aria-hidden="true">
          →
        </span>
        <VerdictCard title={text.after} report={check.report.value} phase={check.phase.value} />
      </div>
      {check.phase.value === 'scanning' && (
        <>
          <p>{text.checking}</p>
          <ProgressBar inspection={check} />
        </>
      )}
      {check.phase.value === 'done' && (
        <p class="copy-checked">
          {text.checked} {summary.entries_checked > 0 && text.freshChecked(summary.entries_checked)}
        </p>
      )}
      {problem !== null && (
        <p role="alert">
          <strong>{text.checkFailed}</strong> {words.problem(problem).cause} {words.problem(problem).advice}
        </p>
      )}
      <Verified copy={copy} kinds={kinds} />
      {stale && (
        <p class="notice" role="status">
          {text.changed}
        </p>
      )}
      {failure.value !== null && (
        <p class="notice save-fault" role="alert">
          <strong>{text.notSaved}</strong> {text.saveFaults[failure.value.fault]}{' '}
          {failure.value.left === null ? text.nothingLeft : text.emptyLeft(failure.value.left)}{' '}
          <span class="small muted">{failure.value.message}</span>
        </p>
      )}
      {way.value === 'storage' && <p class="small muted save-way">{text.throughStorage(copy.blob.size)}</p>}
      {way.value === 'memory' && (
        <p class={copy.blob.size > MEMORY_BYTES ? 'notice save-way' : 'small muted save-way'}>
          {text.throughMemory(MEMORY_BYTES)}
        </p>
      )}
      {written.value !== null ? (
        <Saving
          done={written.value.bytes}
          pace={written.value.pace}
          total={copy.blob.size}
          onCancel={() => stop.value?.abort()}
        />
      ) : (
        <div class="button-row">
          <button
            ref={saveButton}
            type="button"
            class="button primary"
            disabled={stop.value !== null || stale || way.value === null}
            onClick={() => void save()}
          >
            {text.save}
          </button>
          <button type="button" class="button" onClick={onAgain}>
            {text.again}
          </button>
        </div>
      )}
      {saved !== null && (
        <p class="copy-saved">
          <Icon name="check" /> {text.savedAs(saved)}{' '}
          <a
            href={hrefOf({ view: 'ticket' })}
            onClick={(event) => {
              event.preventDefault();
              goTo({ view: 'ticket' });
            }}
          >
            {text.ticketNext}
          </a>
        </p>
      )}
      {saved !== null && hasStored() && (
        <p>
          <button type="button" class="button small" onClick={() => void clear()}>
            {text.clearStorage}
          </button>
        </p>
      )}
      {summary.notes.length > 0 && (
        <ul class="copy-notes">
          {summary.notes.map((note) => (
            <li key={note}>
              <SafeText text={sentence(note)} />
            </li>
          ))}
        </ul>
      )}
      <h3>
        {text.differs} <span class="muted total">{count(summary.change_count)}</span>
      </h3>
      <Scroll label={text.differs} tall>
        <table class="changes">
          <thead>
            <tr>
              <th scope="col">{text.changes.entry}</th>
              <th scope="col">{text.changes.change}</th>
              <th scope="col">{text.changes.detail}</th>
            </tr>
          </thead>
          <tbody>
            {summary.changes.map((each, at) => (
              <tr key={at}>
                <td>
                  <Entry text={each.entry} />
                </td>
                <td>{each.change}</td>
                <td>
                  <SafeText text={each.detail} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {summary.change_count > summary.changes.length && (
        <p class="muted">{text.changesMore(summary.change_count - summary.changes.length)}</p>
      )}
      <p class="muted">{text.kept(summary.entries_kept)}</p>
    </section>
  );
}

export function CopyView({ inspection, report }: ReportProps) {
  const copy = made.value?.of === inspection ? made.value : null;
  const writing = useSignal(false);
  /** How much of the copy is written anew so far; `null`: not known, or nothing has to be. */
  const share = useSignal<number | null>(null);
  const stop = useSignal(new AbortController());
  const closed = useSignal(new AbortController());
  const offer = useSignal<CopyOffer | null>(null);
  const counting = useSignal(false);
  const previewButton = useRef<HTMLButtonElement>(null);
  const ask = async () => {
    if (counting.value) return;
    counting.value = true;
    try {
      offer.value = await offerOf(inspection, closed.value.signal);
    } catch {
      // Nothing of this file can be counted: the boxes go without numbers.
      counting.value = false;
    }
  };
  const ready = inspection.phase.value === 'done';
  useEffect(() => {
    if (ready && report.source.bytes <= COUNT_AT_ONCE_BYTES) void ask();
  }, [ready]);
  const offers = useComputed(() => offeredRepairs(inspection.report.value));
  // The check of a copy that nobody looks at any more ends.
  useEffect(
    () => () => {
      closed.value.abort();
      stop.value.abort();
    },
    [],
  );

  // A loaded recipe may ask for more than this backup offers: the copy has a note of what found nothing to mend.
  const wanted = recipe.value;
  const nothing = isNothing(wanted);
  const wrongName = useNameFault(inspection, wanted.name);
  const fault = wrongName != null || wanted.map_users.some((each) => !isEmail(each.new));
  const preview = async (event: Event) => {
    event.preventDefault();
    if (nothing || fault || writing.value) return;
    // Enter is faster than the answer of the engine.
    if (wrongName === undefined && (await faultOfName(inspection, wanted.name ?? '')) !== null) return;
    writing.value = true;
    discard();
    const stopper = new AbortController();
    stop.value = stopper;
    const { signal } = stopper;
    try {
      made.value = {
        of: inspection,
        from: wanted,
        copy: await makeCopy(inspection, wanted, (done) => (share.value = done), signal),
        saved: null,
      };
      requestAnimationFrame(() => document.getElementById('copy-title')?.focus());
    } catch (error) {
      if (!signal.aborted) tell(error);
    } finally {
      writing.value = false;
      share.value = null;
      keepFocus(() => previewButton.current);
    }
  };
  const saveRecipe = async () => {
    try {
      const saved = await saveBlob(
        new Blob([writeRecipe(recipe.value)], { type: 'application/json' }),
        text.recipeFile,
      );
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  const loadRecipe = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      if (file.size > MAX_RECIPE_BYTES) throw new EngineFailure('invalid', text.recipeNone(file.name));
      const found = await readRecipe(inspection, await file.text());
      if (found.recipe === null)
        throw new EngineFailure('invalid', `${text.recipeNone(file.name)} ${sentence(found.fault ?? '')}`);
      recipe.value = found.recipe;
      say(text.recipeLoaded);
    } catch (error) {
      tell(error);
    }
  };
  return (
    <>
      <p class="prose">{text.intro}</p>
      <form class="copy-form" onSubmit={(event) => void preview(event)} noValidate>
        <div class="columns">
          <div class="stack">
            <NamePart appName={report.app?.name ?? null} fault={wrongName} />
            <RepairPart report={report} offers={offers.value} share={shareRead(inspection)} />
            <UserPart
              inspection={inspection}
              users={offer.value?.users ?? report.restore?.users_created ?? []}
            />
          </div>
          <div class="stack">
            <RedactPart offer={offer.value} onCount={counting.value ? null : () => void ask()} />
            <LeavePart report={report} offer={offer.value} />
          </div>
        </div>
        <div class="panel copy-bar">
          <p class="copy-chosen">
            {nothing ? (
              <span class="muted">{text.nothing}</span>
            ) : fault ? (
              <span class="field-fault">{text.mend}</span>
            ) : (
              inWords(wanted)
            )}
          </p>
          <div class="button-row">
            <button
              ref={previewButton}
              id="copy-preview"
              type="submit"
              class="button primary"
              aria-disabled={nothing || fault || writing.value}
            >
              {writing.value
                ? `${text.previewing}${share.value === null ? '' : ` ${percent(share.value)}`}`
                : text.preview}
            </button>
            {writing.value && (
              <button type="button" class="button" onClick={() => stop.value.abort()}>
                {words.progress.cancel}
              </button>
            )}
            <label class="button">
              {text.recipeLoad}
              <input
                class="visually-hidden"
                type="file"
                accept=".json,application/json"
                onChange={(event) => {
                  void loadRecipe(event.currentTarget.files?.[0]);
                  event.currentTarget.value = '';
                }}
              />
            </label>
            {!nothing && (
              <button type="button" class="button" onClick={() => void saveRecipe()}>
                {text.recipeSave}
              </button>
            )}
          </div>
        </div>
      </form>
      {copy !== null && (
        <CopyResult
          copy={copy.copy}
          kinds={offer.value?.kinds ?? []}
          inspection={inspection}
          saved={copy.saved}
          stale={writeRecipe(copy.from) !== writeRecipe(wanted)}
          onAgain={() => {
            discard();
            recipe.value = EMPTY;
            document.getElementById('new-name')?.focus();
          }}
        />
      )}
      <p class="visually-hidden" role="status">
        {writing.value
          ? text.previewing
          : copy === null
            ? ''
            : `${text.ready}. ${bytes(copy.copy.blob.size)}`}
      </p>
    </>
  );
}
