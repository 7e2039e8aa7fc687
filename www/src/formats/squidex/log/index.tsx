/** The predicted log of the restore, and one that Squidex really showed, held against it. */
import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import type { AlignedLine, Explanation, Relation } from '../../../engine/protocol.ts';
import { CODES } from '../../../engine/generated/codes.ts';
import { count, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { explainLog } from '../state/ask.ts';
import { EngineFailure } from '../../../engine/protocol.ts';
import { SeverityIcon } from '../../../parts/icons/index.tsx';
import { RestoreLog } from '../restore-log/index.tsx';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.log;

const SIGN: Record<Relation, string> = { same: '=', differs: '≠', missing: '−', extra: '+' };

function Aligned({ lines }: { lines: readonly AlignedLine[] }) {
  const cell = (line: string | null) =>
    line === null ? <span class="muted">{text.noLine}</span> : <SafeText text={line} />;
  return (
    <Scroll label={text.alignment}>
      <table class="aligned">
        <thead>
          <tr>
            <th scope="col">{text.yours}</th>
            <th scope="col">
              <span class="visually-hidden">{text.relation}</span>
            </th>
            <th scope="col">{text.predicted}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ line, expected, relation }, at) => (
            <tr key={at} class={`aligned-${relation}`}>
              <td class="mono small">{cell(line)}</td>
              <td class="aligned-sign">
                <span aria-hidden="true">{SIGN[relation]}</span>
                <span class="visually-hidden">{text.relations[relation]}</span>
              </td>
              <td class="mono small">{cell(expected)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Explained({ explanation }: { explanation: Explanation }) {
  const { events } = explanation;
  const facts: Array<[string, preact.ComponentChildren]> = [];
  if (explanation.message !== null)
    facts.push([
      text.message,
      <q class="mono">
        <SafeText text={explanation.message} />
      </q>,
    ]);
  if (explanation.stage !== null)
    facts.push([
      text.stage,
      <span class="mono small">
        <SafeText text={explanation.stage} />
      </span>,
    ]);
  if (explanation.doing !== null) facts.push([text.doing, sentence(explanation.doing)]);
  if (events !== null)
    facts.push([
      text.events,
      events.first === events.last ? text.oneEvent(events.first) : text.eventRange(events.first, events.last),
    ]);
  if (explanation.cause !== null)
    facts.push([
      text.cause,
      <strong>
        <SafeText text={sentence(explanation.cause)} />
      </strong>,
    ]);
  if (explanation.fails_at !== null)
    facts.push([
      text.failsAt,
      <>
        {explanation.fails_at.event_index !== null && (
          <>{words.findings.event(explanation.fails_at.event_index)}, </>
        )}
        <Entry text={explanation.fails_at.entry} />
      </>,
    ]);
  return (
    <section class={`panel explained fit-${explanation.fit}`} aria-labelledby="explained-title">
      <h3 id="explained-title" tabIndex={-1}>
        {text.fits[explanation.fit]}
      </h3>
      <p class="explained-summary">
        <SafeText text={sentence(explanation.summary)} />
      </p>
      {explanation.reasons.length > 0 && (
        <ul class="explained-reasons">
          {explanation.reasons.map((reason) => (
            <li key={reason}>
              <SafeText text={sentence(reason)} />
            </li>
          ))}
        </ul>
      )}
      {facts.length > 0 && (
        <dl class="facts">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {explanation.findings.length > 0 && (
        <>
          <h4>{text.findings}</h4>
          <ul class="explained-findings">
            {explanation.findings.map((finding, at) => (
              <li key={at} class={`severity-${finding.severity}`}>
                <SeverityIcon severity={finding.severity} />
                <span>
                  <strong>{CODES[finding.code]?.title ?? finding.code}</strong>:{' '}
                  <SafeText text={sentence(finding.message)} />{' '}
                  {finding.event_index !== null && <span class="muted">#{count(finding.event_index)}</span>}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {explanation.alignment.length > 0 && (
        <>
          <h4>{text.alignment}</h4>
          <Aligned lines={explanation.alignment} />
        </>
      )}
    </section>
  );
}

export function LogView({ inspection, report, running }: ReportProps) {
  const pasted = useSignal('');
  const explanation = useSignal<Explanation | null>(null);
  const fault = useSignal<string | null>(null);
  const id = useId();
  const explain = async (event: Event) => {
    event.preventDefault();
    if (pasted.value.trim() === '') return;
    fault.value = null;
    try {
      explanation.value = await explainLog(inspection, pasted.value);
      requestAnimationFrame(() => document.getElementById('explained-title')?.focus());
    } catch (error) {
      explanation.value = null;
      if (error instanceof EngineFailure && error.code === 'invalid') fault.value = sentence(error.message);
      else tell(error);
    }
  };
  return (
    <>
      <div class="columns">
        <section class="panel" aria-labelledby="log-title">
          <div class="panel-head">
            <h3 id="log-title">{squidex.summary.log}</h3>
            <span class="small muted">{squidex.summary.logHint}</span>
          </div>
          <RestoreLog report={report} running={running} />
        </section>
        <section class="panel no-print" aria-labelledby="explain-title">
          <h3 id="explain-title">{text.explain}</h3>
          <form class="explain-form" onSubmit={(event) => void explain(event)}>
            <label for={id}>{text.paste}</label>
            <textarea
              id={id}
              class="mono small"
              rows={10}
              spellcheck={false}
              value={pasted.value}
              placeholder={text.placeholder}
              aria-describedby={`${id}-hint`}
              onInput={(event) => (pasted.value = event.currentTarget.value)}
            />
            <p id={`${id}-hint`} class="small muted">
              {text.hint}
            </p>
            {fault.value !== null && (
              <p class="field-fault" role="alert">
                {fault.value}
              </p>
            )}
            <div class="button-row">
              <button type="submit" class="button primary" aria-disabled={pasted.value.trim() === ''}>
                {text.run}
              </button>
              {(pasted.value !== '' || explanation.value !== null) && (
                <button
                  type="button"
                  class="button"
                  onClick={() => {
                    pasted.value = '';
                    explanation.value = null;
                    fault.value = null;
                  }}
                >
                  {text.clear}
                </button>
              )}
            </div>
          </form>
        </section>
      </div>
      {explanation.value !== null && <Explained explanation={explanation.value} />}
    </>
  );
}
