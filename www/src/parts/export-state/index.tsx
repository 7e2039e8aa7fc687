/** How far an export is, and how it ended: what was left out, what else is worth knowing. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Exported } from '../../engine/protocol.ts';
import { percent, sentence } from '../../state/format.ts';
import {
  exporting,
  forgetExport,
  startExport,
  stopExport,
  type Order,
  type Outcome,
  type Step,
} from '../../state/exports.ts';
import { say } from '../../state/clipboard.ts';
import { keepFocus } from '../../state/focus.ts';
import { tell } from '../../state/inspect.ts';
import { hasStored, removeStored } from '../../state/save.ts';
import { writesFolders } from '../../state/destination.ts';
import type { Inspection } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import { Icon } from '../icons/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import './style.css';

const text = words.exports;

/** So much of what could not be exported is drawn. */
const MOST_NAMED = 50;

function shareOf(step: Step | null): number | null {
  if (step?.kind === 'checking') return step.share;
  if (step?.kind === 'reading' && step.of > 0) return step.done / step.of;
  return null;
}

function Running({ title, step }: { title: string; step: Step | null }) {
  const id = useId();
  const share = shareOf(step);
  const cancel = useRef<HTMLButtonElement>(null);
  useEffect(() => keepFocus(() => cancel.current), []);
  return (
    <div class="progress no-print export-running">
      <div class="progress-head">
        <label for={id}>{text.running(title)}</label>
        <strong>{share === null ? '' : percent(share)}</strong>
        <span class="muted progress-facts">
          {step === null && <span>{text.starting}</span>}
          {step?.kind === 'checking' && <span>{text.checking}</span>}
          {step?.kind === 'reading' && <span>{text.reading(step.done, step.of)}</span>}
          {step?.kind === 'writing' && (
            <>
              <span>{text.writing(step.bytes, step.files)}</span>
              <span>{words.progress.rate(step.pace.bytesPerSecond)}</span>
            </>
          )}
        </span>
        <button ref={cancel} type="button" class="button small" onClick={stopExport}>
          {text.cancel}
        </button>
      </div>
      <progress id={id} max={1} {...(share === null ? {} : { value: share })}>
        {share === null ? '' : percent(share)}
      </progress>
    </div>
  );
}

/** What an export or a comparison says of itself. `inPage`: its words for options, as this page calls them. */
export function ToldOf({
  told,
  inPage = (said) => said,
}: {
  told: Exported;
  inPage?: (said: string) => string;
}) {
  const named = told.left_out.slice(0, MOST_NAMED);
  const more = told.left_out_count - named.length;
  return (
    <>
      {told.left_out_count > 0 && (
        <details class="export-left-out">
          <summary>{text.leftOut(told.left_out_count)}</summary>
          <ul>
            {named.map(({ why }, at) => (
              <li key={at}>
                <SafeText text={sentence(inPage(why))} />
              </li>
            ))}
            {more > 0 && <li class="muted">{text.more(more)}</li>}
          </ul>
        </details>
      )}
      {told.notes.length > 0 && (
        <>
          <p class="export-notes-title">{text.notes}</p>
          <ul class="export-notes">
            {told.notes.map((note) => (
              <li key={note}>
                <SafeText text={sentence(inPage(note))} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** A download came out of the storage of this page: it is kept there until the person says so, or the tab goes. */
function Stored() {
  const cleared = useSignal(!hasStored());
  const clear = async () => {
    try {
      await removeStored();
      cleared.value = true;
      say(text.cleared);
    } catch (error) {
      tell(error);
    }
  };
  if (cleared.value) return null;
  return (
    <p>
      <button type="button" class="button small no-print" onClick={() => void clear()}>
        {text.clear}
      </button>
    </p>
  );
}

function Ended({ outcome, inPage }: { outcome: Outcome; inPage: ((said: string) => string) | undefined }) {
  switch (outcome.kind) {
    case 'done': {
      const { exported, to } = outcome;
      return (
        <>
          <p class="export-done">
            <Icon name="check" /> <SafeText text={text.done(exported.written, outcome.bytes, to)} />
          </p>
          {exported.written === 0 && <p class="muted">{text.empty}</p>}
          <Stored />
          <ToldOf told={exported} {...(inPage === undefined ? {} : { inPage })} />
        </>
      );
    }
    case 'stopped':
      return (
        <p>
          <SafeText
            text={outcome.into === 'folder' ? text.stopped.folder(outcome.to) : text.stopped[outcome.into]}
          />
        </p>
      );
    case 'refused':
      return (
        <p role="alert">
          <strong>{text.refused}</strong> <SafeText text={sentence(inPage?.(outcome.why) ?? outcome.why)} />
        </p>
      );
    case 'not-saved': {
      const { fault, left, message } = outcome.failure;
      return (
        <p role="alert" class="notice">
          <strong>{text.notSaved}</strong> {text.faults[fault]}{' '}
          {left !== null && <SafeText text={text.partLeft(left)} />}{' '}
          <span class="small muted">
            <SafeText text={message} />
          </span>
        </p>
      );
    }
    case 'failed': {
      const { title, cause, advice } = words.problem(outcome.problem);
      return (
        <p role="alert" class="notice">
          <strong>{text.failed}</strong> {title}. {cause} {advice}{' '}
          <span class="small muted">
            <SafeText text={outcome.problem.details} />
          </span>
        </p>
      );
    }
  }
}

/** The export of this report that runs or ran last; nothing if there was none. */
export function ExportState({
  inspection,
  inPage,
}: {
  inspection: Inspection;
  /** The engine speaks of options as the command line calls them: as the page does. */
  inPage?: (said: string) => string;
}) {
  const now = exporting.value;
  const mine = now?.of === inspection ? now : null;
  const outcome = mine?.outcome ?? null;
  const title = useRef<HTMLHeadingElement>(null);
  const seen = useRef(outcome);
  useEffect(() => {
    if (outcome !== null && outcome !== seen.current) keepFocus(() => title.current);
    seen.current = outcome;
  }, [outcome]);
  if (mine === null) return null;
  if (outcome === null) return <Running title={mine.order.title} step={mine.step} />;
  return (
    <div class="export-ended">
      <div class="panel-head">
        <h4 ref={title} tabIndex={-1}>
          <SafeText text={mine.order.title} />
        </h4>
        <button type="button" class="button small no-print" onClick={forgetExport}>
          {text.forget}
        </button>
      </div>
      <Ended outcome={outcome} inPage={inPage} />
    </div>
  );
}

/**
 * The buttons that start an export. `several`: it is several files, which go into a folder, where the browser writes
 * such, or into one ZIP file.
 */
export function ExportButtons({
  inspection,
  several,
  order,
}: {
  inspection: Inspection;
  several: boolean;
  /** Without the end of the name, which is put behind it. */
  order: Omit<Order, 'into'> & { extension: string };
}) {
  const busy = exporting.value !== null && exporting.value.outcome === null;
  const { extension, ...rest } = order;
  const start = (into: Order['into']) => {
    const end = into === 'folder' ? '' : `.${into === 'zip' ? 'zip' : extension}`;
    void startExport(inspection, { ...rest, into, name: `${rest.name}${end}` });
  };
  return (
    <div class="button-row no-print">
      {several && writesFolders() && (
        <button type="button" class="button primary" disabled={busy} onClick={() => start('folder')}>
          {text.folder}
        </button>
      )}
      <button
        type="button"
        class={several && writesFolders() ? 'button' : 'button primary'}
        disabled={busy}
        onClick={() => start(several ? 'zip' : 'file')}
      >
        {several ? text.zip : text.file}
      </button>
    </div>
  );
}
