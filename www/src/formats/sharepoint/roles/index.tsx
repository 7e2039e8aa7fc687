/** The four databases of a set: there, missing or doubtful, and what each is for. */
import { commands } from '../../../state/commands.ts';
import { goTo, hrefOf, inspections } from '../../../state/store.ts';
import { Icon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import type { RoleBody, SharePointBody } from '../../../engine/protocol.ts';
import { sayWhole } from '../state/said.ts';
import { showTask } from '../state/task.ts';
import { sharepoint } from '../words.ts';
import './style.css';

const text = sharepoint.board;

const ICONS: Record<string, 'check' | 'cross' | 'dash'> = {
  present: 'check',
  missing: 'cross',
  doubtful: 'dash',
};

function Card({ role: { role, state, databases }, full }: { role: RoleBody; full: boolean }) {
  const { name, what } = sharepoint.roles[role];
  const word = sharepoint.states[state];
  return (
    <li class={`sp-role sp-role-${state}`}>
      <p class="sp-role-state">
        <Icon name={ICONS[state] ?? 'dash'} />
        <strong>{word?.name ?? state}</strong>
      </p>
      <h3>{name}</h3>
      <p class="sp-role-names">
        {databases.length === 0 ? (
          <span class="muted">{text.none}</span>
        ) : (
          databases.map((database) => (
            <span key={database} class="mono sp-role-name">
              <SafeText text={database} />
            </span>
          ))
        )}
      </p>
      {full && <p class="small muted">{what}</p>}
    </li>
  );
}

/** `full`: with what each role is. */
export function RoleBoard({ body, full }: { body: SharePointBody; full: boolean }) {
  const missing = body.roles.some(({ state }) => state === 'missing');
  return (
    <section class="panel" aria-labelledby="sp-board-title">
      <div class="panel-head">
        <h2 id="sp-board-title">{text.title}</h2>
        {missing && (
          <a
            class="no-print"
            href={hrefOf({ view: 'compose', severity: null, code: null })}
            onClick={(event) => {
              event.preventDefault();
              showTask('backup-databases');
              goTo({ view: 'compose', severity: null, code: null });
            }}
          >
            {text.missing}
          </a>
        )}
      </div>
      {body.is_set ? (
        <>
          {full && <p class="prose sp-board-intro">{text.intro}</p>}
          <ul class="sp-roles">
            {body.roles.map((role) => (
              <Card key={role.role} role={role} full={full} />
            ))}
          </ul>
          {full && missing && <p class="small muted sp-board-intro">{text.assign}</p>}
        </>
      ) : (
        <>
          <p class="prose">{text.notASet}</p>
          <p class="button-row no-print sp-board-intro">
            <button
              type="button"
              class="button small"
              onClick={() => sayWhole(true, inspections.value.length > 1)}
            >
              {text.sayWhole}
            </button>
            <button type="button" class="button small" onClick={() => commands.get('view-target')?.run()}>
              {sharepoint.views.target}
            </button>
          </p>
        </>
      )}
    </section>
  );
}
