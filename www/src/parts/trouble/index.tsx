/** Dialogs; and the one that says what went wrong: cause, advice, whose fault, details to copy. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { trouble } from '../../state/store.ts';
import { copyText } from '../../state/clipboard.ts';
import { SafeText } from '../safe-text/index.tsx';
import { words } from '../../state/words.ts';
import './style.css';

export function Dialog({
  title,
  wide = false,
  action,
  onClose,
  children,
}: {
  title: string;
  wide?: boolean;
  /** What the dialog is there for; without it, closing is. */
  action?: { label: string; enabled: boolean; run: () => void };
  onClose: () => void;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  // Before the next key comes: what is typed right behind the key that opens a dialog is meant for it.
  useLayoutEffect(() => {
    const before = document.activeElement;
    element.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog ref={element} class={wide ? 'wide' : undefined} aria-labelledby="dialog-title" onClose={onClose}>
      <h2 id="dialog-title">
        <SafeText text={title} />
      </h2>
      {children}
      <form method="dialog" class="dialog-end">
        {action !== undefined && (
          <button type="button" class="button primary" disabled={!action.enabled} onClick={action.run}>
            {action.label}
          </button>
        )}
        <button type="submit" class={action === undefined ? 'button primary' : 'button'}>
          {words.dialog.close}
        </button>
      </form>
    </dialog>
  );
}

export function TroubleDialog() {
  const shown = trouble.value;
  if (shown === null) return null;
  return (
    <Dialog title={shown.title} onClose={() => (trouble.value = null)}>
      <div class="trouble">
        <p>{shown.cause}</p>
        <p>{shown.advice}</p>
        <p class="muted">{shown.fault}</p>
        <details>
          <summary>{words.dialog.details}</summary>
          <pre class="mono small" tabIndex={0}>
            {shown.details}
          </pre>
          <button type="button" class="button small" onClick={() => void copyText(shown.details)}>
            {words.dialog.copyDetails}
          </button>
        </details>
      </div>
    </Dialog>
  );
}
