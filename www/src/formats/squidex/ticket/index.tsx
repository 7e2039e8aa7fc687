import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText, say } from '../../../state/clipboard.ts';
import { percent } from '../../../state/format.ts';
import { shareRead } from '../../../state/store.ts';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import { saveBlob } from '../../../state/save.ts';
import { tell, textOf } from '../../../state/inspect.ts';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.ticket;

export function TicketView({ inspection, report, running, partial }: ReportProps) {
  const ticket = useSignal<string | null>(null);
  const failed = useSignal(false);
  // Written anew whenever the report says something else.
  useEffect(() => {
    let stale = false;
    textOf(inspection, 'ticket').then(
      (value) => {
        if (stale) return;
        ticket.value = value;
        failed.value = false;
      },
      () => {
        if (!stale) failed.value = true;
      },
    );
    return () => {
      stale = true;
    };
  }, [report]);
  const save = async () => {
    try {
      const saved = await saveBlob(new Blob([ticket.value ?? ''], { type: 'text/markdown' }), text.file);
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <>
      <p class="prose">{text.intro}</p>
      {(running || partial) && (
        <p class="notice">
          {text.partial(percent(shareRead(inspection)))} <ReadOn inspection={inspection} />
        </p>
      )}
      {failed.value && <p role="alert">{text.failed}</p>}
      <div class="ticket">
        <label for="ticket-text">{text.label}</label>
        <textarea
          id="ticket-text"
          class="mono"
          readOnly
          rows={Math.min(40, Math.max(12, (ticket.value ?? '').split('\n').length + 1))}
          value={ticket.value ?? text.making}
          spellcheck={false}
        />
        <div class="button-row no-print">
          <button
            type="button"
            class="button primary"
            disabled={ticket.value === null}
            onClick={() => void copyText(ticket.value ?? '')}
          >
            {text.copy}
          </button>
          <button type="button" class="button" disabled={ticket.value === null} onClick={() => void save()}>
            {text.save}
          </button>
        </div>
      </div>
    </>
  );
}
