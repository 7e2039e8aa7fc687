import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { withStore } from '../state/profile.ts';
import { resetTarget, setTarget, target } from '../state/target.ts';
import type { ReportProps } from '../../contract.ts';
import { suggestName, useNameFault } from '../state/name.ts';
import { sentence } from '../../../state/format.ts';
import { ServersPanel } from '../servers/index.tsx';
import { squidex } from '../words.ts';
import './style.css';

const text = squidex.target;

function TextField({
  label,
  hint,
  value,
  fault,
  suggestion = null,
  type = 'text',
  onValue,
}: {
  label: string;
  hint?: string;
  value: string | null;
  fault?: string | null;
  /** What could be meant. */
  suggestion?: string | null;
  type?: 'text' | 'email' | 'url';
  onValue: (value: string | null) => void;
}) {
  const id = useId();
  // Nobody is told of a fault while they type.
  const typing = useSignal(false);
  const shown = typing.value ? null : (fault ?? null);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={type}
        value={value ?? ''}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        aria-invalid={shown !== null}
        aria-describedby={`${id}-hint`}
        onInput={(event) => {
          typing.value = true;
          onValue(event.currentTarget.value.trim() === '' ? null : event.currentTarget.value.trim());
        }}
        onBlur={() => (typing.value = false)}
      />
      <p id={`${id}-hint`} class="small muted">
        {shown === null ? (
          hint
        ) : (
          <span class="field-fault">
            {shown}{' '}
            {suggestion !== null && (
              <button
                type="button"
                class="link"
                onClick={() => {
                  onValue(suggestion);
                  document.getElementById(id)?.focus();
                }}
              >
                {squidex.copy.suggest(suggestion)}
              </button>
            )}
          </span>
        )}
      </p>
    </div>
  );
}

export function TargetView({ inspection, report }: ReportProps) {
  const known = target.value;
  const servers = report.restore?.servers ?? null;
  const { initiator } = known;
  /** As typed; the list is taken from it. */
  const taken = useSignal(known.existing_apps.join('\n'));
  const nameFault = useNameFault(inspection, known.restore_name) ?? null;
  const suggestion = nameFault === null ? null : suggestName(known.restore_name ?? '');
  const urlFault =
    known.target_url !== null && !/^https?:\/\/[^\s/]+/.test(known.target_url) ? text.urlFault : null;
  return (
    <>
      <p class="prose">{text.intro}</p>
      <form class="panel target-form" onSubmit={(event) => event.preventDefault()}>
        <TextField
          label={text.name}
          hint={text.nameHint}
          value={known.restore_name}
          onValue={(restore_name) => setTarget({ restore_name })}
          fault={nameFault === null ? null : sentence(nameFault)}
          suggestion={suggestion}
        />
        <div class="field">
          <label for="taken-names">{text.taken}</label>
          <textarea
            id="taken-names"
            class="mono"
            rows={4}
            spellcheck={false}
            autocapitalize="none"
            value={taken.value}
            aria-describedby="taken-hint"
            onInput={(event) => {
              taken.value = event.currentTarget.value;
              setTarget({
                existing_apps: [
                  ...new Set(
                    taken.value
                      .split(/[\n,;]+/)
                      .map((name) => name.trim())
                      .filter((name) => name !== ''),
                  ),
                ],
              });
            }}
          />
          <p id="taken-hint" class="small muted">
            {text.takenHint}
          </p>
        </div>
        <fieldset class="field">
          <legend class="label">{text.store}</legend>
          {(['other', 'postgresql'] as const).map((store) => (
            <label key={store} class="choice">
              <input
                type="radio"
                name="store"
                checked={known.store === store}
                onChange={() => setTarget(withStore(known, store))}
              />{' '}
              {store === 'other' ? text.storeOther : text.storePostgres}
            </label>
          ))}
          <p class="small muted">{text.storeHint}</p>
        </fieldset>
        <fieldset class="field">
          <legend class="label">{text.who}</legend>
          <label class="choice">
            <input
              type="radio"
              name="who"
              checked={initiator.kind === 'subject'}
              onChange={() => setTarget({ initiator: { kind: 'subject', id: null } })}
            />{' '}
            <span>
              {text.whoUser} <span class="muted small">{text.whoUserHint}</span>
            </span>
          </label>
          <label class="choice">
            <input
              type="radio"
              name="who"
              checked={initiator.kind === 'client'}
              onChange={() => setTarget({ initiator: { kind: 'client', id: 'default' } })}
            />{' '}
            <span>
              {text.whoClient} <span class="muted small">{text.whoClientHint}</span>
            </span>
          </label>
        </fieldset>
        {initiator.kind === 'subject' ? (
          <>
            <TextField
              label={text.email}
              type="email"
              value={known.initiator_email}
              onValue={(initiator_email) => setTarget({ initiator_email })}
            />
            <TextField
              label={text.userId}
              value={initiator.id}
              onValue={(id) => setTarget({ initiator: { kind: 'subject', id } })}
            />
          </>
        ) : (
          <TextField
            label={text.clientId}
            value={initiator.id}
            onValue={(id) => setTarget({ initiator: { kind: 'client', id: id ?? '' } })}
          />
        )}
        <TextField
          label={text.version}
          hint={text.versionHint}
          value={known.server_version}
          onValue={(server_version) => setTarget({ server_version })}
        />
        <TextField
          label={text.url}
          type="url"
          hint={text.urlHint}
          value={known.target_url}
          fault={urlFault}
          onValue={(target_url) => setTarget({ target_url })}
        />
        <div class="button-row">
          <button
            type="button"
            class="button"
            onClick={() => {
              taken.value = '';
              resetTarget();
            }}
          >
            {text.reset}
          </button>
        </div>
      </form>
      {servers !== null && <ServersPanel servers={servers} heading="h3" />}
    </>
  );
}
