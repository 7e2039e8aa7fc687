/** What the events of one object changed in it, one after the other. */
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import type { EventChange, EventHistory, EventStep, ShownText } from '../../../engine/protocol.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { instant } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { ALL, EventSearch, historyOf } from '../state/events.ts';
import { eventWords } from '../event-words.ts';

const text = eventWords.history;

/** So many events are drawn at first, and with each further step. */
const STEPS = 40;

function Value({ shown }: { shown: ShownText | null }) {
  if (shown === null) return <span class="muted">{text.absent}</span>;
  return (
    <code>
      <SafeText text={shown.cut ? `${shown.text}…` : shown.text} />
    </code>
  );
}

function Changes({ changes, more }: { changes: readonly EventChange[]; more: number }) {
  if (changes.length === 0) return <p class="small muted">{text.nothing}</p>;
  return (
    <>
      <dl class="ev-changes">
        {changes.map(({ path, before, after }) => (
          <div key={path}>
            <dt>
              <SafeText text={path} />
            </dt>
            {before !== null && (
              <dd class="ev-before">
                <span class="visually-hidden">{text.before}: </span>
                <Value shown={before} />
              </dd>
            )}
            <dd class="ev-after">
              <span class="visually-hidden">{text.after}: </span>
              <Value shown={after} />
            </dd>
          </div>
        ))}
      </dl>
      {more > 0 && <p class="small muted">{text.moreChanges(more)}</p>}
    </>
  );
}

function Step({ step, here, onEvent }: { step: EventStep; here: boolean; onEvent: (index: number) => void }) {
  return (
    <li class={here ? 'ev-step ev-here' : 'ev-step'} {...(here ? { 'aria-current': 'true' as const } : {})}>
      <p class="ev-step-head">
        <button type="button" class="link" onClick={() => onEvent(step.index)}>
          {eventWords.one.title(step.index)}
        </button>{' '}
        <strong>{step.type === null ? eventWords.unreadable : <SafeText text={step.type} />}</strong>
        <span class="small muted">
          {step.timestamp === null ? eventWords.noTime : instant(step.timestamp)}
          {step.actor !== null && (
            <>
              {' · '}
              <SafeText text={step.actor} />
            </>
          )}
        </span>
      </p>
      <Changes changes={step.changes} more={step.more} />
    </li>
  );
}

export function ObjectHistory({
  inspection,
  stream,
  from,
  onEvent,
}: {
  inspection: Inspection;
  stream: string;
  /** The event that it was opened from. */
  from: number;
  onEvent: (index: number) => void;
}) {
  const id = useId();
  const title = useRef<HTMLHeadingElement>(null);
  const history = useSignal<EventHistory | null>(null);
  const search = useSignal<EventSearch | null>(null);
  const limit = useSignal(STEPS);
  useEffect(() => {
    title.current?.focus();
    limit.value = STEPS;
    history.value = null;
    const made = new EventSearch(inspection, { ...ALL, stream }, null, 1);
    search.value = made;
    let wanted = true;
    let asking = false;
    let again = false;
    const look = () => {
      if (asking) {
        again = true;
        return;
      }
      asking = true;
      again = false;
      historyOf(inspection, stream).then(
        (found) => {
          asking = false;
          if (!wanted) return;
          history.value = found;
          if (again) look();
        },
        (error: unknown) => {
          asking = false;
          if (wanted) tell(error);
        },
      );
    };
    // Each time when more was found; the first call comes at once, before there is anything.
    const unsubscribe = made.found.subscribe((times) => {
      if (times > 0) look();
    });
    return () => {
      wanted = false;
      unsubscribe();
      made.stop();
    };
  }, [inspection, stream]);
  const { value: found } = history;
  const total = found?.total ?? 0;
  const steps = found?.steps ?? [];
  const running = search.value?.phase.value === 'running';
  return (
    <section aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`} ref={title} tabIndex={-1}>
        {text.title}
      </h3>
      <p class="ev-stream">
        <code>
          <SafeText text={stream} />
        </code>
      </p>
      <div class="button-row no-print">
        <button type="button" class="button small" onClick={() => onEvent(from)}>
          {text.back(from)}
        </button>
      </div>
      <p class="small muted" role="status">
        {running ? text.looking(search.value?.share.value ?? 0, total) : text.found(total)}
      </p>
      <ol class="ev-steps">
        {steps.slice(0, limit.value).map((step) => (
          <Step key={step.index} step={step} here={step.index === from} onEvent={onEvent} />
        ))}
      </ol>
      {steps.length > limit.value && (
        <button type="button" class="button small no-print" onClick={() => (limit.value += STEPS)}>
          {text.more(Math.min(STEPS, steps.length - limit.value))}
        </button>
      )}
      {total > steps.length && steps.length > 0 && <p class="small muted">{text.cut(steps.length, total)}</p>}
    </section>
  );
}
