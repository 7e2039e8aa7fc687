/** What is said of a report that was saved and is shown again: whose word it is, and what it tells besides its findings. */
import type { Fact } from '../../engine/protocol.ts';
import { bytes, instant } from '../../state/format.ts';
import { savedLeftOut, type Saved } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import { SafeText } from '../safe-text/index.tsx';
import { Scroll } from '../scroll/index.tsx';
import './style.css';

const text = words.savedReport;
/** Files of a set that are listed. */
const MOST_FILES = 200;

/** Above everything that such a report says. */
export function SavedNote({ saved: { as, written } }: { saved: Saved }) {
  const judged = as.report.judged_at ?? null;
  return (
    <section class="saved-note" aria-label={text.label}>
      <p>
        <strong>{text.on(instant(judged ?? written), judged !== null)}</strong>{' '}
        <SafeText text={text.by(as.report.tool.version)} />
      </p>
    </section>
  );
}

/** What of the dropped files is no report, or too much to be shown. */
export function LeftOutOfSaved() {
  const all = savedLeftOut.value;
  const refused = all.flatMap((each) => each.refused);
  if (all.length === 0) return null;
  return (
    <div class="saved-left-out" role="status">
      {refused.length > 0 && (
        <details>
          <summary>{text.refused(refused.length)}</summary>
          <ul class="small">
            {refused.map(({ number, why }, at) => (
              <li key={at}>
                <SafeText text={text.why(number, why)} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {all.some(({ more }) => more) && <p>{text.more}</p>}
    </div>
  );
}

function rows({ as: { report, told } }: Saved): Fact[] {
  const { fingerprint } = report.source;
  return [
    { label: text.depth, value: text.depths[report.depth], number: false },
    ...(told?.facts ?? []),
    ...(fingerprint === null ? [] : [{ label: text.fingerprint, value: fingerprint, number: false }]),
  ];
}

export function SavedFacts({ saved }: { saved: Saved }) {
  const { told, report } = saved.as;
  const files = report.source.files ?? [];
  return (
    <section class="panel" aria-labelledby="saved-facts">
      <h2 id="saved-facts">{text.facts}</h2>
      <dl class="saved-facts">
        {rows(saved).map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <SafeText text={value.trim()} />
            </dd>
          </div>
        ))}
      </dl>
      {told?.blocks.map(([heading, lines]) => (
        <div key={heading} class="saved-block">
          <h3>{heading}</h3>
          <ul class="small mono">
            {lines.slice(0, MOST_FILES).map((line, at) => (
              <li key={at}>
                <SafeText text={line.trim()} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {files.length > 0 && (
        <div class="saved-block">
          <h3>{text.files(files.length)}</h3>
          <Scroll label={text.files(files.length)}>
            <table>
              <tbody>
                {files.slice(0, MOST_FILES).map(({ path, bytes: size, role }, at) => (
                  <tr key={at}>
                    <th scope="row">
                      <SafeText text={path} />
                    </th>
                    <td class="muted small">
                      <SafeText text={role.replaceAll('_', ' ')} />
                    </td>
                    <td class="number">{bytes(size)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          {files.length > MOST_FILES && (
            <p class="small muted">{words.exports.more(files.length - MOST_FILES)}</p>
          )}
        </div>
      )}
    </section>
  );
}
