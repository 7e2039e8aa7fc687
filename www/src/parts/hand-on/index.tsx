/** The box that masks names in what leaves the page, and the dialog that asks for nothing else. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { words } from '../../state/words.ts';
import { Dialog } from '../trouble/index.tsx';
import './style.css';

const text = words.handOn;

export function MaskBox({
  checked,
  hint,
  onChange,
}: {
  checked: boolean;
  /** What is masked with it, and what never is. */
  hint: string;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <>
      <label class="choice mask-choice">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={id}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />{' '}
        {text.mask}
      </label>
      <p id={id} class="small muted">
        {hint}
      </p>
    </>
  );
}

export function HandOnDialog({
  title,
  action,
  hint,
  onClose,
  onRun,
}: {
  title: string;
  /** On the button. */
  action: string;
  hint: string;
  onClose: () => void;
  onRun: (maskNames: boolean) => void;
}) {
  // Asked each time: what was handed on with names once is no reason to do so again.
  const masks = useSignal(true);
  return (
    <Dialog
      title={title}
      onClose={onClose}
      action={{
        label: action,
        enabled: true,
        run() {
          onClose();
          onRun(masks.value);
        },
      }}
    >
      <div class="hand-on">
        <MaskBox checked={masks.value} hint={hint} onChange={(checked) => (masks.value = checked)} />
      </div>
    </Dialog>
  );
}
