/** Addresses that others take the place of. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { say } from '../../../state/clipboard.ts';
import { sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { readMappings } from '../state/ask.ts';
import { isEmail, mapUser, recipe } from '../state/recipe.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { squidex } from '../words.ts';
import { Part } from './part.tsx';

const text = squidex.copy;

function UserRow({ user }: { user: string }) {
  const id = useId();
  const mapped = recipe.value.map_users.find(({ old }) => old === user)?.new ?? '';
  const fault = mapped !== '' && !isEmail(mapped);
  return (
    <tr>
      <th scope="row">
        <label for={id}>
          <SafeText text={user} />
        </label>
      </th>
      <td>
        <input
          id={id}
          type="text"
          inputMode="email"
          value={mapped}
          placeholder={text.keep}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault}
          onInput={(event) => mapUser(user, event.currentTarget.value)}
        />
        {fault && <p class="small field-fault">{text.emailFault}</p>}
      </td>
    </tr>
  );
}

export function UserPart({ inspection, users }: { inspection: Inspection; users: readonly string[] }) {
  const pasted = useSignal('');
  const fault = useSignal<string | null>(null);
  const id = useId();
  const take = async () => {
    try {
      const { mappings, fault: wrong } = await readMappings(inspection, pasted.value);
      fault.value = wrong;
      let unknown = 0;
      for (const each of mappings) {
        const old = users.find((user) => user.toLowerCase() === each.old.toLowerCase());
        if (old === undefined) unknown += 1;
        else mapUser(old, each.new);
      }
      say(text.usersTaken(mappings.length - unknown, unknown));
      if (wrong === null && mappings.length > unknown) pasted.value = '';
    } catch (error) {
      tell(error);
    }
  };
  return (
    <Part title={text.users} hint={text.usersHint}>
      {users.length === 0 ? (
        <p class="muted">{text.usersNone}</p>
      ) : (
        <>
          <Scroll label={text.users} tall>
            <table class="user-table">
              <thead>
                <tr>
                  <th scope="col">{text.usersOld}</th>
                  <th scope="col">{text.usersNew}</th>
                </tr>
              </thead>
              <tbody>
                {users.map((user) => (
                  <UserRow key={user} user={user} />
                ))}
              </tbody>
            </table>
          </Scroll>
          <details>
            <summary>{text.usersPaste}</summary>
            <div class="user-paste">
              <label class="small" for={id}>
                {text.usersPasteHint}
              </label>
              <textarea
                id={id}
                class="mono small"
                rows={4}
                spellcheck={false}
                value={pasted.value}
                onInput={(event) => (pasted.value = event.currentTarget.value)}
              />
              {fault.value !== null && <p class="small field-fault">{sentence(fault.value)}</p>}
              <div class="button-row">
                <button type="button" class="button small" onClick={() => void take()}>
                  {text.usersTake}
                </button>
              </div>
            </div>
          </details>
        </>
      )}
    </Part>
  );
}
