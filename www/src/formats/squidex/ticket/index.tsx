import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { copyText, say } from '../../../state/clipboard.ts';
import { percent } from '../../../state/format.ts';
import { shareRead } from '../../../state/store.ts';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import { saveBlob } from '../../../state/save.ts';
import { tell } from '../../../state/inspect.ts';
import { words } from '../../../state/words.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { made } from '../state/copies.ts';
import { aboutOriginal, link, ticketText } from '../state/ticket.ts';
import { squidex } from '../words.ts';
import { judgeLink } from './link.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.ticket;

export function TicketView({ inspection, report, running, partial }: ReportProps) {
  const ticket = useSignal<string | null>(null);
  const failed = useSignal(false);
  const mine = made.value?.of === inspection ? made.value : null;
  const advice = link.value.trim() === '' ? null : judgeLink(link.value);
  // Written anew whenever the report says something else.
  useEffect(() => {
    let stale = false;
    ticketText(inspection).then(
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
  }, [report, made.value, aboutOriginal.value, link.value]);
  const save = async () => {
    try {
      const saved = await saveBlob(
        new Blob([await ticketText(inspection)], { type: 'text/markdown' }),
        text.file,
      );
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
      {mine !== null && (
        <fieldset class="field">
          <legend class="label">{text.about}</legend>
          {([false, true] as const).map((original) => (
            <label key={String(original)} class="choice">
              <input
                type="radio"
                name="ticket-about"
                checked={aboutOriginal.value === original}
                onChange={() => (aboutOriginal.value = original)}
              />{' '}
              <SafeText
                text={
                  original
                    ? text.original(report.source.file_name)
                    : text.aboutCopy(mine.saved ?? mine.copy.summary.file_name)
                }
              />
            </label>
          ))}
        </fieldset>
      )}
      <div class="field no-print">
        <label for="ticket-link">{text.link}</label>
        <input
          id="ticket-link"
          type="url"
          value={link.value}
          autocomplete="off"
          spellcheck={false}
          aria-describedby="ticket-link-hint"
          onInput={(event) => (link.value = event.currentTarget.value)}
        />
        <p id="ticket-link-hint" class="small muted" aria-live="polite">
          {advice === null ? (
            text.linkHint
          ) : (
            <span class="field-fault">
              {text.linkFaults[advice.fault](advice.host)}{' '}
              {advice.better !== null && (
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    link.value = advice.better ?? '';
                    // The button goes with the advice.
                    document.getElementById('ticket-link')?.focus();
                  }}
                >
                  {text.linkUse}
                </button>
              )}
            </span>
          )}
        </p>
      </div>
      {failed.value && <p role="alert">{text.failed}</p>}
      <div class="ticket">
        <label for="ticket-text">{text.label}</label>
        <pre class="print-only print-text mono">{ticket.value}</pre>
        <textarea
          id="ticket-text"
          class="mono no-print"
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
            // What is in sight may lag behind what was typed last.
            onClick={() => void copyText(ticketText(inspection)).catch(tell)}
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
