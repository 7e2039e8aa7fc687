/** The schedule as it is typed, or as the dropped configuration has it. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import type { AppServiceEffectiveSchedule, Tier, Typed } from '../../../engine/protocol.ts';
import { Icon } from '../../../parts/icons/index.tsx';
import { TIERS } from '../state/tier.ts';
import { appService } from '../words.ts';

const text = appService.schedule.form;

function Labelled({
  label,
  hint,
  children,
}: {
  label: string;
  hint?: string;
  children: (id: string) => ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(id)}
      {hint !== undefined && <p class="small muted">{hint}</p>}
    </div>
  );
}

/** A line of text: what was typed, and until then what is in force. */
function Line({
  label,
  hint,
  value,
  known,
  onValue,
}: {
  label: string;
  hint?: string;
  value: string | null;
  known: string | null;
  onValue: (value: string | null) => void;
}) {
  return (
    <Labelled label={label} {...(hint === undefined ? {} : { hint })}>
      {(id) => (
        <input
          id={id}
          type="text"
          autocomplete="off"
          spellcheck={false}
          value={value ?? ''}
          placeholder={known ?? undefined}
          onInput={(event) => {
            const typed = event.currentTarget.value.trim();
            onValue(typed === '' ? null : typed);
          }}
        />
      )}
    </Labelled>
  );
}

/** An interval in its two parts. */
function partsOf(every: string): { number: string; unit: 'd' | 'h' } {
  const found = /^\s*(\d*)\s*([a-z]*)/i.exec(every);
  return { number: found?.[1] ?? '', unit: /^h/i.test(found?.[2] ?? '') ? 'h' : 'd' };
}

export function ScheduleForm({
  typed,
  effective,
  records,
  project,
  fault,
  onTyped,
  onTier,
  onProject,
  onReset,
}: {
  typed: Typed;
  effective: AppServiceEffectiveSchedule | null;
  /** Backups that dropped records tell of. */
  records: number;
  project: boolean;
  /** What is wrong with what was typed. */
  fault: string | null;
  onTyped: (change: Partial<Typed>) => void;
  onTier: (tier: Tier) => void;
  onProject: (project: boolean) => void;
  onReset: () => void;
}) {
  const open = useSignal(false);
  const id = useId();
  const every = partsOf(typed.every ?? effective?.every ?? '7d');
  const start = typed.start ?? effective?.start ?? '';
  return (
    <form
      class="panel schedule-form no-print"
      aria-label={text.title}
      onSubmit={(event) => event.preventDefault()}
    >
      <Labelled label={text.start} hint={text.startHint}>
        {(each) => (
          <input
            id={each}
            type="datetime-local"
            value={start.slice(0, 16)}
            onInput={(event) => {
              const value = event.currentTarget.value;
              onTyped({ start: value === '' ? null : `${value.slice(0, 16)}:00Z` });
            }}
          />
        )}
      </Labelled>
      <fieldset class="field">
        <legend class="label">{text.every}</legend>
        <span class="schedule-every">
          <input
            type="number"
            min="1"
            aria-label={text.everyNumber}
            value={every.number}
            onInput={(event) => onTyped({ every: `${event.currentTarget.value}${every.unit}` })}
          />
          <select
            aria-label={text.everyUnit}
            value={every.unit}
            onChange={(event) => onTyped({ every: `${every.number}${event.currentTarget.value}` })}
          >
            <option value="d">{text.days}</option>
            <option value="h">{text.hours}</option>
          </select>
        </span>
      </fieldset>
      <Labelled label={text.keep} hint={text.keepHint}>
        {(each) => (
          <input
            id={each}
            type="number"
            min="0"
            value={typed.keep_days ?? effective?.keep_days ?? ''}
            onInput={(event) => {
              const days = event.currentTarget.valueAsNumber;
              onTyped({ keep_days: Number.isSafeInteger(days) ? days : null });
            }}
          />
        )}
      </Labelled>
      <div class="schedule-ticks">
        <label class="choice">
          <input
            type="checkbox"
            checked={typed.keep_one ?? effective?.keep_one ?? true}
            onChange={(event) => onTyped({ keep_one: event.currentTarget.checked })}
          />
          <span>{text.keepOne}</span>
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={typed.enabled ?? effective?.enabled ?? true}
            onChange={(event) => onTyped({ enabled: event.currentTarget.checked })}
          />
          <span>{text.enabled}</span>
        </label>
        {records > 0 && (
          <label class="choice">
            <input
              type="checkbox"
              checked={project}
              onChange={(event) => onProject(event.currentTarget.checked)}
            />
            <span>{text.project(records)}</span>
          </label>
        )}
      </div>
      <button
        type="button"
        class="link schedule-more"
        aria-expanded={open.value}
        aria-controls={`${id}-more`}
        onClick={() => (open.value = !open.value)}
      >
        <Icon name={open.value ? 'open' : 'closed'} /> {text.more}
      </button>
      <div id={`${id}-more`} class="schedule-details" hidden={!open.value}>
        <Labelled label={appService.tier.label} hint={text.tierHint}>
          {(each) => (
            <select
              id={each}
              value={typed.tier ?? effective?.tier ?? 'none'}
              onChange={({ currentTarget: { value } }) => {
                const tier = TIERS.find((known) => known === value);
                if (tier !== undefined) onTier(tier);
              }}
            >
              {TIERS.map((tier) => (
                <option key={tier} value={tier}>
                  {appService.tier.names[tier]}
                </option>
              ))}
            </select>
          )}
        </Labelled>
        <Line
          label={text.duration}
          hint={text.durationHint}
          value={typed.duration}
          known={null}
          onValue={(duration) => onTyped({ duration })}
        />
        <Line
          label={text.size}
          hint={text.sizeHint}
          value={typed.size}
          known={null}
          onValue={(size) => onTyped({ size })}
        />
        <Labelled label={text.mode}>
          {(each) => (
            <select
              id={each}
              value={typed.mode ?? effective?.mode ?? 'eager'}
              onChange={(event) =>
                onTyped({ mode: event.currentTarget.value === 'after-run' ? 'after-run' : 'eager' })
              }
            >
              <option value="eager">{text.eager}</option>
              <option value="after-run">{text.afterRun}</option>
            </select>
          )}
        </Labelled>
        <Line
          label={text.sasExpiry}
          hint={text.sasExpiryHint}
          value={typed.sas_expiry}
          known={effective?.sas_expiry ?? null}
          onValue={(expiry) => onTyped({ sas_expiry: expiry })}
        />
        <Line
          label={text.sasPermissions}
          hint={text.sasPermissionsHint}
          value={typed.sas_permissions}
          known={effective?.sas_permissions ?? null}
          onValue={(permissions) => onTyped({ sas_permissions: permissions })}
        />
        <Line
          label={text.saved}
          hint={text.savedHint}
          value={typed.saved}
          known={null}
          onValue={(saved) => onTyped({ saved })}
        />
        <Line
          label={text.until}
          hint={text.untilHint}
          value={typed.until}
          known={null}
          onValue={(until) => onTyped({ until })}
        />
        <Labelled label={text.manual} hint={text.manualHint}>
          {(each) => (
            <textarea
              id={each}
              class="mono small"
              rows={3}
              spellcheck={false}
              value={typed.manual.join('\n')}
              onInput={(event) =>
                onTyped({
                  manual: event.currentTarget.value.split('\n').filter((line) => line.trim() !== ''),
                })
              }
            />
          )}
        </Labelled>
      </div>
      <p class="field-fault" role="status">
        {fault}
      </p>
      <div class="button-row">
        <button type="button" class="button small" onClick={onReset}>
          {effective?.from_configuration === true ? text.resetToFile : text.reset}
        </button>
      </div>
    </form>
  );
}
