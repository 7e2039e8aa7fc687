/** The restore log as Squidex will show it, line by line, and what it does not show. */
import type { Report } from '../../../engine/protocol.ts';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import './style.css';

const text = squidex.summary;

export function RestoreLog({ report, running }: { report: Report; running: boolean }) {
  const { restore } = report;
  if (restore === null) return <p class="muted">{running ? words.notKnownYet : text.logNone}</p>;
  return (
    <>
      <ol class="log mono small">
        {restore.log.map((line, at) => {
          const last = restore.status !== 'Completed' && at === restore.log.length - 1;
          return (
            <li key={at} class={last ? 'log-stop' : undefined}>
              <SafeText text={line} />
              {last && <span class="log-note">{text.logStops}</span>}
            </li>
          );
        })}
      </ol>
      {restore.cause !== null && (
        <p class="log-cause">
          <span class="muted">{text.cause}:</span> <SafeText text={restore.cause} />
        </p>
      )}
      {restore.users_created.length > 0 && (
        <details class="small">
          <summary>{text.users(restore.users_created.length)}</summary>
          <ul>
            {restore.users_created.map((user) => (
              <li key={user}>
                <SafeText text={user} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
