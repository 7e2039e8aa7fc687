/** What the verdict assumes of the server, in one line, and the way to change it. */
import { goTo, hrefOf } from '../../../state/store.ts';
import { target } from '../state/target.ts';
import { squidex } from '../words.ts';

export function Assumed() {
  const { assumption } = squidex.target;
  const known = target.value;
  const list = [
    known.store === 'postgresql' ? assumption.postgres : assumption.other,
    known.existing_apps.length === 0 ? assumption.empty : assumption.taken(known.existing_apps.length),
    known.initiator.kind === 'client' ? assumption.client : assumption.user,
    ...(known.restore_name === null ? [] : [assumption.name(known.restore_name)]),
  ];
  return (
    <p class="small muted verdict-assumed">
      {squidex.assumed}: {list.join(', ')}.{' '}
      <a
        class="no-print"
        href={hrefOf({ view: 'target' })}
        onClick={(event) => {
          event.preventDefault();
          goTo({ view: 'target' });
        }}
      >
        {squidex.change}
      </a>
    </p>
  );
}
