/** One event: its record, its payload, what was found at it; the raw text when somebody asks for it. */
import { useSignal } from '@preact/signals';
import { useEffect, useId } from 'preact/hooks';
import { CODES } from '../../../engine/generated/codes.ts';
import type { EventShown, Finding, ShownText } from '../../../engine/protocol.ts';
import { SeverityIcon, Icon } from '../../../parts/icons/index.tsx';
import { Entry, SafeLines, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { copyText } from '../../../state/clipboard.ts';
import { instant, sentence, utc } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { goTo, hrefOf, type Inspection } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import { eventOf } from '../state/events.ts';
import { eventWords } from '../event-words.ts';

const text = eventWords.one;

/** The hand rests on a row for so long before the event is read, in ms. */
const REST_MS = 60;

function Text({ label, shown }: { label: string; shown: ShownText }) {
  return (
    <>
      <Scroll label={label} tall>
        <pre class="ev-text">
          <SafeLines text={shown.text} />
        </pre>
      </Scroll>
      {shown.cut && <p class="small muted">{text.cut(shown.text.length, shown.bytes)}</p>}
    </>
  );
}

function FindingsHere({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul class="ev-findings" aria-label={text.findings}>
      {findings.map((finding, at) => {
        const to = { view: 'findings', severity: null, code: finding.code };
        return (
          <li key={at}>
            <span class={`severity-${finding.severity}`}>
              <SeverityIcon severity={finding.severity} />
            </span>
            <span>
              <a
                href={hrefOf(to)}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey) return;
                  event.preventDefault();
                  goTo(to);
                }}
              >
                <span class="visually-hidden">{words.severities[finding.severity].one}: </span>
                {CODES[finding.code]?.title ?? finding.code}
              </a>
              <span class="small ev-finding-what">
                <SafeText text={sentence(finding.message)} />
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Record({ event }: { event: EventShown }) {
  const { timestamp, actor, stream, written_type: written } = event;
  const number = event.headers.find(({ name }) => name === 'EventStreamNumber');
  return (
    <dl class="facts ev-facts">
      <Fact name={text.time}>
        {timestamp === null ? (
          <span class="muted">{eventWords.noTime}</span>
        ) : (
          <time dateTime={timestamp}>
            {instant(timestamp)} <span class="small muted">{utc(timestamp)}</span>
          </time>
        )}
      </Fact>
      {actor !== null && (
        <Fact name={text.actor}>
          <code>
            <SafeText text={actor} />
          </code>
        </Fact>
      )}
      {stream !== null && (
        <Fact name={text.stream}>
          <code>
            <SafeText text={stream} />
          </code>
        </Fact>
      )}
      {number !== undefined && (
        <Fact name={text.version}>
          <SafeText text={number.value} />
        </Fact>
      )}
      {written !== null && (
        <Fact name={text.written}>
          <code>
            <SafeText text={written} />
          </code>
        </Fact>
      )}
      <Fact name={text.entry}>
        <Entry text={event.entry} />
      </Fact>
    </dl>
  );
}

export function OneEvent({
  inspection,
  index,
  findings,
  onHistory,
  onOnly,
}: {
  inspection: Inspection;
  index: number;
  findings: readonly Finding[];
  onHistory: (stream: string) => void;
  /** Narrows the list to the object of this stream. */
  onOnly: (stream: string) => void;
}) {
  const id = useId();
  const event = useSignal<EventShown | null | undefined>(undefined);
  const raw = useSignal<ShownText | null>(null);
  const headers = useSignal(false);
  useEffect(() => {
    let wanted = true;
    raw.value = null;
    const wait = setTimeout(() => {
      eventOf(inspection, index, false).then(
        (found) => {
          if (wanted) event.value = found;
        },
        (error: unknown) => {
          if (wanted) tell(error);
        },
      );
    }, REST_MS);
    return () => {
      wanted = false;
      clearTimeout(wait);
    };
  }, [inspection, index]);
  const showRaw = () => {
    eventOf(inspection, index, true).then(
      (found) => {
        if (found?.index === index) raw.value = found.raw;
      },
      (error: unknown) => tell(error),
    );
  };
  const { value: found } = event;
  if (found === undefined) return <p class="muted">…</p>;
  if (found === null) return <p class="muted">{text.gone(index)}</p>;
  const { stream, payload } = found;
  return (
    <article aria-labelledby={`${id}-title`} aria-busy={found.index !== index}>
      <h3 id={`${id}-title`} class="ev-one-title" tabIndex={-1}>
        {text.title(found.index)}
        {found.type !== null && (
          <span class="ev-one-type">
            <SafeText text={found.type} />
          </span>
        )}
      </h3>
      {found.type === null && <p class="ev-bad">{text.cantRead}</p>}
      {findings.length > 0 && found.index === index && <FindingsHere findings={findings} />}
      <Record event={found} />
      <div class="button-row no-print">
        {stream !== null && (
          <>
            <button type="button" class="button small" onClick={() => onHistory(stream)}>
              {text.history}
            </button>
            <button type="button" class="button small" onClick={() => onOnly(stream)}>
              {text.only}
            </button>
          </>
        )}
        {payload !== null && (
          <button type="button" class="button small" onClick={() => void copyText(payload.text)}>
            {text.copy}
          </button>
        )}
      </div>
      <h4 class="ev-part">{text.payload}</h4>
      {payload === null ? (
        <p class="muted">{text.noPayload}</p>
      ) : (
        <>
          <Text label={text.payload} shown={payload} />
          <p class="small muted">{text.masked}</p>
        </>
      )}
      {found.headers.length > 0 && (
        <>
          <button
            type="button"
            class="link disclose"
            aria-expanded={headers.value}
            onClick={() => (headers.value = !headers.value)}
          >
            <Icon name={headers.value ? 'open' : 'closed'} />
            {text.headers(found.headers.length)}
          </button>
          {headers.value && (
            <dl class="facts ev-facts">
              {found.headers.map(({ name, value }, at) => (
                <div key={at}>
                  <dt>
                    <SafeText text={name} />
                  </dt>
                  <dd>
                    <code>
                      <SafeText text={value} />
                    </code>
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </>
      )}
      <p class="ev-raw">
        <button
          type="button"
          class="link disclose"
          aria-expanded={raw.value !== null}
          onClick={() => {
            if (raw.value === null) showRaw();
            else raw.value = null;
          }}
        >
          <Icon name={raw.value === null ? 'closed' : 'open'} />
          {text.raw}
        </button>{' '}
        <span class="small muted">{text.rawHint}</span>
      </p>
      {raw.value !== null && <Text label={text.raw} shown={raw.value} />}
    </article>
  );
}
