/** For which server a file is meant that is a backup of none: then that server's own answer is predicted. */
import { useId } from 'preact/hooks';
import { refreshReports } from '../../state/inspect.ts';
import { options, setServer } from '../../state/options.ts';
import { words } from '../../state/words.ts';
import './style.css';

const NOBODY = '';

export function ServerChoice({ servers }: { servers: ReadonlyArray<{ id: string; name: string }> }) {
  const id = useId();
  return (
    <p class="server-choice small no-print">
      <label for={id}>{words.verdict.whichServer}</label>
      <select
        id={id}
        value={options.value.system ?? NOBODY}
        onChange={(event) => {
          setServer(event.currentTarget.value === NOBODY ? null : event.currentTarget.value);
          void refreshReports();
        }}
      >
        <option value={NOBODY}>{words.verdict.noServer}</option>
        {servers.map((server) => (
          <option key={server.id} value={server.id}>
            {server.name}
          </option>
        ))}
      </select>
    </p>
  );
}
