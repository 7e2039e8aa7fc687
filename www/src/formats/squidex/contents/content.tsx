/** One content: its fields with their labels, what is live beside its draft, and earlier versions on request. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ContentView, FieldView, HistoryLine } from '../../../engine/protocol.ts';
import { count, instant } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { inside } from '../inside-words.ts';
import { contentOf, historyOf, replaceThing } from '../state/inside.ts';
import { Value } from './value.tsx';

const text = inside.content;

function when(at: string | null, by: string | null) {
  return (
    <>
      {at !== null && instant(at)}
      {by !== null && (
        <>
          {' '}
          <SafeText text={text.by(by)} />
        </>
      )}
    </>
  );
}

function Facts({ content }: { content: ContentView }) {
  const { schedule } = content;
  const facts = [
    [text.schema, <SafeText text={content.schema_label ?? content.schema ?? content.schema_id} />],
    [
      text.id,
      <code>
        <SafeText text={content.id} />
      </code>,
    ],
    [text.version, count(content.version)],
    [text.created, when(content.created, content.created_by)],
    [text.modified, when(content.last_modified, content.last_modified_by)],
    ...(schedule === null
      ? []
      : [
          [
            text.scheduled,
            <>
              {schedule.status !== null && <SafeText text={text.becomes(schedule.status)} />}{' '}
              {when(schedule.due_time, schedule.scheduled_by)}
            </>,
          ],
        ]),
  ] as const;
  return (
    <dl class="facts" aria-label={text.facts}>
      {facts.map(([term, value], at) => (
        <div key={at}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function FieldName({ field }: { field: FieldView }) {
  return (
    <>
      <SafeText text={field.label} />
      {field.language !== null && (
        <span class="content-language">
          {' '}
          <SafeText text={field.language} />
        </span>
      )}
      {field.hints !== null && (
        <span class="content-hints small muted">
          <SafeText text={field.hints} />
        </span>
      )}
      <span class="content-hints small muted">
        {field.field_type === null ? text.unknownField : field.field_type}
        {field.hidden && `, ${text.hidden}`}
      </span>
    </>
  );
}

function Fields({ content }: { content: ContentView }) {
  const different = useSignal(false);
  const several = content.shown.length > 1;
  const fields = content.fields.filter(
    (field) =>
      field.values.some((value) => value !== null) && (!different.value || field.differs || !several),
  );
  return (
    <section class="content-fields" aria-labelledby="content-fields">
      <div class="panel-head">
        <h3 id="content-fields">{text.fields}</h3>
        {several && (
          <label class="inside-check no-print">
            <input
              type="checkbox"
              checked={different.value}
              onChange={(event) => (different.value = event.currentTarget.checked)}
            />
            <span>{text.onlyDifferent}</span>
          </label>
        )}
      </div>
      {fields.length === 0 ? (
        <p class="muted">{different.value ? text.nothingDiffers : text.noValue}</p>
      ) : (
        <Scroll label={text.fields}>
          <table class="content-table">
            <thead>
              <tr>
                <th scope="col">{text.field}</th>
                {content.shown.map((shown) => (
                  <th key={shown.which} scope="col">
                    {text.which[shown.which as keyof typeof text.which]}
                    {shown.status !== null && (
                      <>
                        {': '}
                        <SafeText text={shown.status} />
                      </>
                    )}
                    <span class="muted"> {text.event(shown.event_index)}</span>
                    {!shown.readable && <span class="object-lost"> {text.unreadable}</span>}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fields.map((field) => (
                <tr key={field.key} class={several && field.differs ? 'content-differs' : undefined}>
                  <th scope="row">
                    <FieldName field={field} />
                  </th>
                  {field.values.map((value, at) => (
                    <td key={at}>
                      {value === null ? <span class="muted">{text.noValue}</span> : <Value value={value} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {content.more && <p class="small muted">{text.cut}</p>}
    </section>
  );
}

function History({
  inspection,
  content,
  at,
}: {
  inspection: Inspection;
  content: ContentView;
  at: number | null;
}) {
  const events = useSignal<readonly HistoryLine[] | null>(null);
  const limited = useSignal(false);
  const busy = useSignal(false);
  const find = async () => {
    busy.value = true;
    try {
      const found = await historyOf(inspection, content.id);
      limited.value = found.at_least;
      events.value = found.events;
    } catch (error) {
      tell(error);
    } finally {
      busy.value = false;
    }
  };
  const now = new Set(content.shown.map(({ event_index }) => event_index));
  return (
    <section aria-labelledby="content-history">
      <h3 id="content-history">{text.history}</h3>
      {events.value === null ? (
        <p>
          <button type="button" class="button small" disabled={busy.value} onClick={() => void find()}>
            {text.findHistory}
          </button>
        </p>
      ) : (
        <>
          <p class="small muted">{text.historyHint}</p>
          <Scroll label={text.history}>
            <table>
              <thead>
                <tr>
                  {Object.entries(text.events).map(([key, head]) => (
                    <th key={key} scope="col">
                      {head}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {events.value.map((event) => (
                  <tr key={event.index}>
                    <td>{count(event.index)}</td>
                    <th scope="row">
                      <SafeText text={event.event_type} />
                    </th>
                    <td>{event.timestamp !== null && instant(event.timestamp)}</td>
                    <td>{event.actor !== null && <SafeText text={event.actor} />}</td>
                    <td>
                      {now.has(event.index) ? (
                        <span class="muted">{text.shown}</span>
                      ) : (
                        event.brings_data && (
                          <button
                            type="button"
                            class="button small"
                            aria-label={text.beside(event.index)}
                            onClick={() =>
                              replaceThing({
                                kind: 'contents',
                                id: content.id,
                                name: content.name ?? content.id,
                                at: event.index,
                              })
                            }
                          >
                            {text.show}
                          </button>
                        )
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {limited.value && <p class="small muted">{text.historyLimit}</p>}
        </>
      )}
      {at !== null && (
        <p>
          <button
            type="button"
            class="button small"
            onClick={() =>
              replaceThing({ kind: 'contents', id: content.id, name: content.name ?? content.id, at: null })
            }
          >
            {text.close}
          </button>
        </p>
      )}
    </section>
  );
}

export function Content({ inspection, id, at }: { inspection: Inspection; id: string; at: number | null }) {
  const content = useSignal<ContentView | null>(null);
  useEffect(() => {
    let mine = true;
    contentOf(inspection, id, at).then((found) => {
      if (mine) content.value = found;
    }, tell);
    return () => {
      mine = false;
    };
  }, [inspection, id, at]);
  if (content.value === null) return <p class="muted counting">…</p>;
  return (
    <div class="content-view">
      <Facts content={content.value} />
      <Fields content={content.value} />
      <History key={id} inspection={inspection} content={content.value} at={at} />
    </div>
  );
}
