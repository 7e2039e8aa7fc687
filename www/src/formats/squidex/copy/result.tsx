/** A copy that was put together: its verdict beside the old one, its hash, what differs, and saving it. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { CopyOffer } from '../../../engine/protocol.ts';
import { RateMeter, type Pace } from '../../../engine/rate.ts';
import { copyText, say } from '../../../state/clipboard.ts';
import { count, percent, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { goTo, hrefOf } from '../../../state/store.ts';
import { made, type Copy } from '../state/copies.ts';
import {
  hasStored,
  MEMORY_BYTES,
  removeStored,
  SaveFailure,
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
import { keepFocus } from '../../../state/focus.ts';
import { Search } from './redact.tsx';

const text = squidex.copy;

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

export function CopyResult({
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
      {summary.change_count === 0 ? (
        <p>{text.differsNone}</p>
      ) : (
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
      )}
      {summary.change_count > summary.changes.length && (
        <p class="muted">{text.changesMore(summary.change_count - summary.changes.length)}</p>
      )}
      <p class="muted">{text.kept(summary.entries_kept)}</p>
    </section>
  );
}
