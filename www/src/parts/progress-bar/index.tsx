/** The graduated bar of a running scan: share, speed, time left, and how to stop it. */
import type { Inspection } from '../../state/store.ts';
import { engineShare, engineState } from '../../state/store.ts';
import { commands, hotkeyLabel } from '../../state/commands.ts';
import { percent } from '../../state/format.ts';
import { words } from '../../state/words.ts';
import './style.css';

export function ProgressBar({ inspection, onCancel }: { inspection: Inspection; onCancel?: () => void }) {
  const reading = inspection.reading.value;
  const { progress } = words;
  const id = `progress-${inspection.key}`;
  const waits = inspection.phase.value === 'waiting';
  // Before anything is read, the wait is for the engine.
  const engine = reading === null && engineState.value === 'loading';
  const share = engine
    ? engineShare.value
    : reading === null || reading.bytesTotal === 0
      ? null
      : reading.bytesDone / reading.bytesTotal;
  const cancel = commands.get('cancel');
  return (
    <div class="progress no-print">
      <div class="progress-head">
        <label for={id}>{engine ? progress.engine : progress.label}</label>
        <strong>{share === null ? '' : percent(share)}</strong>
        <span class="muted progress-facts">
          {waits ? (
            <span>{words.sets.waiting}</span>
          ) : reading === null ? (
            <span>{engine ? progress.engineHint : progress.opening}</span>
          ) : (
            <>
              <span>{progress.line(reading.bytesDone, reading.bytesTotal)}</span>
              <span>{progress.rate(reading.pace.bytesPerSecond)}</span>
              <span>{progress.left(reading.pace.secondsLeft)}</span>
            </>
          )}
        </span>
        {onCancel !== undefined && (
          <button type="button" class="button small" onClick={onCancel}>
            {progress.cancel}{' '}
            {cancel?.hotkey !== undefined && (
              // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a key's picture takes no focus
              <kbd aria-hidden="true">{hotkeyLabel(cancel.hotkey, false)}</kbd>
            )}
          </button>
        )}
      </div>
      {/* The bar is of the data alone: it does not run twice. */}
      <progress id={id} max={1} {...(share === null || engine ? {} : { value: share })}>
        {share === null ? '' : percent(share)}
      </progress>
    </div>
  );
}
