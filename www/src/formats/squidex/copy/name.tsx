import { sentence } from '../../../state/format.ts';
import { MAX_NAME, suggestName } from '../state/name.ts';
import { change, recipe } from '../state/recipe.ts';
import { squidex } from '../words.ts';
import { Part } from './part.tsx';

const text = squidex.copy;

export function NamePart({
  appName,
  fault,
}: {
  appName: string | null;
  /** In words; `undefined`: being asked. */
  fault: string | null | undefined;
}) {
  const name = recipe.value.name ?? '';
  const suggestion = fault == null ? null : suggestName(name);
  return (
    <Part title={text.rename}>
      <div class="field">
        <label for="new-name">{text.name}</label>
        <input
          id="new-name"
          type="text"
          class="mono"
          value={name}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={fault != null}
          aria-describedby="new-name-hint new-name-fault"
          onInput={(event) =>
            change({ name: event.currentTarget.value === '' ? null : event.currentTarget.value })
          }
        />
        <p class="field-foot">
          <span id="new-name-fault" class={fault == null ? 'field-good' : 'field-fault'} aria-live="polite">
            {fault != null
              ? sentence(fault)
              : name === '' || fault === undefined
                ? ''
                : name === appName
                  ? text.same
                  : text.good}
            {suggestion !== null && (
              <>
                {' '}
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    change({ name: suggestion });
                    // The button goes with the fault.
                    document.getElementById('new-name')?.focus();
                  }}
                >
                  {text.suggest(suggestion)}
                </button>
              </>
            )}
          </span>
          <span class="small muted">{text.length(name.length, MAX_NAME)}</span>
        </p>
        <p id="new-name-hint" class="small muted">
          {text.nameKeep(appName)}
        </p>
      </div>
      {name !== '' && fault == null && <p class="small muted">{text.cosmetic}</p>}
    </Part>
  );
}
