/** What is printed or saved as one file: the dialog in which views are chosen. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { MaskBox } from '../../../parts/hand-on/index.tsx';
import { Dialog } from '../../../parts/trouble/index.tsx';
import { printOpen, printViews } from '../../../state/print.ts';
import { words } from '../../../state/words.ts';
import './style.css';

const text = words.print;

export function PrintDialog({
  views,
  shown,
  onSave,
}: {
  views: ReadonlyArray<{ address: string; title: string }>;
  /** Address of the view on the screen. */
  shown: string;
  /** Saves the views as one file; `masks`: without e-mail addresses and names of accounts and servers. */
  onSave: (views: readonly string[], masks: boolean) => void;
}) {
  const masks = useSignal(true);
  const chosen = useSignal<readonly string[]>([shown]);
  const id = useId();
  const close = () => (printOpen.value = false);
  const all = chosen.value.length === views.length;
  const choose = (address: string, wanted: boolean) => {
    // In the order of the rail, in whatever order they were chosen.
    chosen.value = views
      .map((each) => each.address)
      .filter((each) => (each === address ? wanted : chosen.value.includes(each)));
  };
  return (
    <Dialog
      title={text.title}
      onClose={close}
      action={{
        label: text.run,
        enabled: chosen.value.length > 0,
        run() {
          close();
          void printViews(chosen.value);
        },
      }}
    >
      <fieldset class="print-views" aria-describedby={id}>
        <legend class="label">{text.views}</legend>
        <label class="choice">
          <input
            type="checkbox"
            checked={all}
            onChange={() => (chosen.value = all ? [shown] : views.map(({ address }) => address))}
          />{' '}
          {text.all}
        </label>
        {views.map(({ address, title }) => (
          <label key={address} class="choice">
            <input
              type="checkbox"
              checked={chosen.value.includes(address)}
              onChange={(event) => choose(address, event.currentTarget.checked)}
            />{' '}
            {title}
          </label>
        ))}
      </fieldset>
      <p id={id} class="small muted">
        {text.hint}
      </p>
      <div class="print-save">
        <MaskBox checked={masks.value} hint={text.maskHint} onChange={(checked) => (masks.value = checked)} />
        <button
          type="button"
          class="button"
          disabled={chosen.value.length === 0}
          aria-describedby={`${id}-save`}
          onClick={() => {
            close();
            onSave(chosen.value, masks.value);
          }}
        >
          {text.save}
        </button>
        <p id={`${id}-save`} class="small muted">
          {text.saveHint}
        </p>
      </div>
    </Dialog>
  );
}
