/** How long the restore takes on which server, and what a restore that once ran teaches about that server. */
import { useId } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { ASSET_STORES, DOWNLOADS, STORES, type Choice } from '../../../engine/generated/profiles.ts';
import { EngineFailure } from '../../../engine/protocol.ts';
import { readCalibration, shownCalibration, writeCalibration } from '../state/calibration.ts';
import { say } from '../../../state/clipboard.ts';
import { saveBlob } from '../../../state/save.ts';
import { duration, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { calibrateWith } from '../state/ask.ts';
import { profileName, profileOf, storeOf } from '../state/profile.ts';
import { setTarget, target } from '../state/target.ts';
import { EstimatePhases, EstimateRange } from '../estimate/index.tsx';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';

const text = squidex.time;
/** A calibration is a page of text at most. */
const MAX_FILE_BYTES = 1 << 20;

function Select({
  label,
  choices,
  value,
  onValue,
}: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onValue: (value: string) => void;
}) {
  const id = useId();
  // A bandwidth that was named on the command line need not be in the list.
  const all = choices.some(([each]) => each === value) ? choices : [...choices, [value, value] as const];
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {all.map(([each, title]) => (
          <option key={each} value={each}>
            {sentence(title).replace(/\.$/, '')}
          </option>
        ))}
      </select>
    </div>
  );
}

function Profile() {
  const choice = profileOf(target.value);
  const set = (change: Partial<typeof choice>) => {
    const next = { ...choice, ...change };
    setTarget({ profile: profileName(next), store: storeOf(next) });
  };
  return (
    <section class="panel time-profile" aria-labelledby="profile-title">
      <h3 id="profile-title">{text.profile}</h3>
      <p class="small muted">{text.profileHint}</p>
      <Select label={text.store} choices={STORES} value={choice.store} onValue={(store) => set({ store })} />
      <Select
        label={text.assets}
        choices={ASSET_STORES}
        value={choice.assets}
        onValue={(assets) => set({ assets })}
      />
      <Select
        label={text.download}
        choices={DOWNLOADS}
        value={choice.download}
        onValue={(download) => set({ download })}
      />
    </section>
  );
}

function Calibrate({ inspection }: Pick<ReportProps, 'inspection'>) {
  const pasted = useSignal('');
  const fault = useSignal<string | null>(null);
  const id = useId();
  const known = shownCalibration(target.value.calibration);
  const learn = async (event: Event) => {
    event.preventDefault();
    if (pasted.value.trim() === '') return;
    try {
      const calibration = await calibrateWith(inspection, pasted.value);
      fault.value = null;
      pasted.value = '';
      setTarget({ calibration: { ...calibration } });
      say(text.done);
    } catch (error) {
      if (error instanceof EngineFailure && error.code === 'invalid') fault.value = sentence(error.message);
      else tell(error);
    }
  };
  const save = async () => {
    try {
      const saved = await saveBlob(
        new Blob([writeCalibration(target.value.calibration)], { type: 'application/json' }),
        text.file,
      );
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  const load = async (file: File | undefined) => {
    if (file === undefined) return;
    const found = file.size > MAX_FILE_BYTES ? null : readCalibration(await file.text().catch(() => ''));
    fault.value = found === null ? text.notOne(file.name) : null;
    if (found !== null) {
      setTarget({ calibration: { ...found } });
      say(text.loaded);
    }
  };
  return (
    <section class="panel time-calibrate" aria-labelledby="calibrate-title">
      <div class="panel-head">
        <h3 id="calibrate-title">{text.calibrate}</h3>
        {known !== null && <span class="badge">{text.calibrated}</span>}
      </div>
      <p class="small muted">{text.calibrateHint}</p>
      {known !== null && (
        <p>{text.known(known.source, known.events, duration(known.seconds), known.profile)}</p>
      )}
      <form class="explain-form" onSubmit={(event) => void learn(event)}>
        <label for={id}>{text.paste}</label>
        <textarea
          id={id}
          class="mono small"
          rows={5}
          spellcheck={false}
          value={pasted.value}
          placeholder={text.placeholder}
          aria-invalid={fault.value !== null}
          aria-describedby={`${id}-fault`}
          onInput={(event) => (pasted.value = event.currentTarget.value)}
        />
        <p id={`${id}-fault`} class="field-fault" aria-live="polite">
          {fault.value}
        </p>
        <div class="button-row">
          <button type="submit" class="button primary" aria-disabled={pasted.value.trim() === ''}>
            {text.learn}
          </button>
          <label class="button">
            {text.load}
            <input
              class="visually-hidden"
              type="file"
              accept=".json,application/json"
              onChange={(event) => {
                void load(event.currentTarget.files?.[0]);
                event.currentTarget.value = '';
              }}
            />
          </label>
          {known !== null && (
            <button type="button" class="button" onClick={() => void save()}>
              {text.save}
            </button>
          )}
          {known !== null && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setTarget({ calibration: null });
                say(text.forgotten);
              }}
            >
              {text.forget}
            </button>
          )}
        </div>
      </form>
    </section>
  );
}

export function TimeView({ inspection, report, running }: ReportProps) {
  const { estimate } = report;
  return (
    <div class="columns time">
      <section class="panel" aria-labelledby="estimate-title">
        <div class="panel-head">
          <h3 id="estimate-title">{squidex.summary.estimate}</h3>
          {estimate?.calibrated === true && <span class="badge">{text.calibrated}</span>}
        </div>
        {estimate === null ? (
          <p class="muted">{running ? words.notKnownYet : squidex.summary.estimateNone}</p>
        ) : (
          <>
            <EstimateRange estimate={estimate} />
            <EstimatePhases estimate={estimate} />
            <h4>{squidex.summary.assumptions}</h4>
            <ul class="assumptions small">
              {estimate.assumptions.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          </>
        )}
      </section>
      <div class="stack no-print">
        <Profile />
        <Calibrate inspection={inspection} />
      </div>
    </div>
  );
}
