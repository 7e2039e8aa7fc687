/** A copy: what it shall change, and the way to its preview. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { EngineFailure, type Recipe } from '../../../engine/protocol.ts';
import { say } from '../../../state/clipboard.ts';
import { bytes, percent, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import { shareRead } from '../../../state/store.ts';
import { discard, made, makeCopy } from '../state/copies.ts';
import { readRecipe, faultOfName } from '../state/ask.ts';
import { count, countedOf } from '../state/offer.ts';
import { useNameFault } from '../state/name.ts';
import { EMPTY, isEmail, isNothing, recipe, writeRecipe } from '../state/recipe.ts';
import { isUnpacked, offeredRepairs } from '../state/next.ts';
import { saveBlob } from '../../../state/save.ts';
import { words } from '../../../state/words.ts';
import { squidex } from '../words.ts';
import type { ReportProps } from '../../contract.ts';
import './style.css';
import { LeavePart } from './leave.tsx';
import { NamePart } from './name.tsx';
import { keepFocus } from '../../../state/focus.ts';
import { COUNT_AT_ONCE_BYTES } from './part.tsx';
import { Elapsed } from './elapsed.tsx';
import { RedactPart } from './redact.tsx';
import { RepairPart } from './repairs.tsx';
import { CopyResult } from './result.tsx';
import { UserPart } from './users.tsx';

const text = squidex.copy;
const MAX_RECIPE_BYTES = 16 << 20;
/** What is going to be changed, in a line. */
function inWords(of: Recipe): string {
  const { chosen } = text;
  const parts = [
    of.name === null ? '' : chosen.name(of.name),
    of.fix.length === 0 ? '' : chosen.fix(of.fix.length),
    of.map_users.length === 0 ? '' : chosen.users(of.map_users.length),
    of.without_schemas.length === 0 ? '' : chosen.schemas(of.without_schemas.length),
    of.without_superseded ? chosen.superseded : '',
    of.without_deleted ? chosen.deleted : '',
    of.redact ? chosen.redact : '',
  ].filter((part) => part !== '');
  return sentence(parts.join(', '));
}

export function CopyView({ inspection, report }: ReportProps) {
  const copy = made.value?.of === inspection ? made.value : null;
  const writing = useSignal(false);
  /** How much of the copy is written anew so far; `null`: not known, or nothing has to be. */
  const share = useSignal<number | null>(null);
  const stop = useSignal(new AbortController());
  const closed = useSignal(new AbortController());
  const { offer, state } = countedOf(inspection);
  const previewButton = useRef<HTMLButtonElement>(null);
  // If nothing of this file can be counted, the boxes go without numbers.
  const ask = () => void count(inspection, closed.value.signal);
  const ready = inspection.phase.value === 'done';
  useEffect(() => {
    if (ready && report.source.bytes <= COUNT_AT_ONCE_BYTES) ask();
  }, [ready]);
  const offers = useComputed(() => offeredRepairs(inspection.report.value));
  // The check of a copy that nobody looks at any more ends.
  useEffect(
    () => () => {
      closed.value.abort();
      stop.value.abort();
    },
    [],
  );

  // A loaded recipe may ask for more than this backup offers: the copy has a note of what found nothing to mend.
  const wanted = recipe.value;
  // A folder is packed, whatever else is chosen: that is a copy in itself.
  const packs = isUnpacked(report);
  const unchanged = isNothing(wanted);
  const nothing = unchanged && !packs;
  const wrongName = useNameFault(inspection, wanted.name);
  const fault = wrongName != null || wanted.map_users.some((each) => !isEmail(each.new));
  const preview = async (event: Event) => {
    event.preventDefault();
    if (nothing || fault || writing.value) return;
    writing.value = true;
    discard();
    const stopper = new AbortController();
    stop.value = stopper;
    const { signal } = stopper;
    try {
      // Enter is faster than the answer of the engine.
      if (wrongName === undefined && (await faultOfName(inspection, wanted.name ?? '')) !== null) return;
      made.value = {
        of: inspection,
        from: wanted,
        copy: await makeCopy(inspection, wanted, (done) => (share.value = done), signal),
        saved: null,
      };
      requestAnimationFrame(() => document.getElementById('copy-title')?.focus());
    } catch (error) {
      if (!signal.aborted) tell(error);
    } finally {
      writing.value = false;
      share.value = null;
      keepFocus(() => previewButton.current);
    }
  };
  const saveRecipe = async () => {
    try {
      const saved = await saveBlob(
        new Blob([writeRecipe(recipe.value)], { type: 'application/json' }),
        text.recipeFile,
      );
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  const loadRecipe = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      if (file.size > MAX_RECIPE_BYTES) throw new EngineFailure('invalid', text.recipeNone(file.name));
      const found = await readRecipe(inspection, await file.text());
      if (found.recipe === null)
        throw new EngineFailure('invalid', `${text.recipeNone(file.name)} ${sentence(found.fault ?? '')}`);
      recipe.value = found.recipe;
      say(text.recipeLoaded);
    } catch (error) {
      tell(error);
    }
  };
  return (
    <>
      <p class="prose">{text.intro}</p>
      <form class="copy-form" onSubmit={(event) => void preview(event)} noValidate>
        <div class="columns">
          <div class="stack">
            <NamePart appName={report.app?.name ?? null} fault={wrongName} />
            <RepairPart
              inspection={inspection}
              report={report}
              offers={offers.value}
              share={shareRead(inspection)}
            />
            <UserPart
              inspection={inspection}
              users={offer.value?.users ?? report.restore?.users_created ?? []}
            />
          </div>
          <div class="stack">
            <LeavePart report={report} offer={offer.value} />
          </div>
        </div>
        <RedactPart report={report} offer={offer.value} onCount={state.value === 'counting' ? null : ask} />
        <div class="panel copy-bar">
          <p class="copy-chosen">
            {nothing ? (
              <span class="muted">{text.nothing}</span>
            ) : fault ? (
              <span class="field-fault">{text.mend}</span>
            ) : writing.value && share.value === null ? (
              <>
                {text.writing(report.counts.entries)} <Elapsed words={text.soLong} />
              </>
            ) : (
              `${packs ? `${text.packed} ` : ''}${unchanged ? '' : inWords(wanted)}`
            )}
          </p>
          <div class="button-row">
            <button
              ref={previewButton}
              id="copy-preview"
              type="submit"
              class="button primary"
              aria-disabled={nothing || fault || writing.value}
            >
              {writing.value
                ? `${text.previewing}${share.value === null ? '' : ` ${percent(share.value)}`}`
                : text.preview}
            </button>
            {writing.value && (
              <button type="button" class="button" onClick={() => stop.value.abort()}>
                {words.progress.cancel}
              </button>
            )}
            <label class="button">
              {text.recipeLoad}
              <input
                class="visually-hidden"
                type="file"
                accept=".json,application/json"
                onChange={(event) => {
                  void loadRecipe(event.currentTarget.files?.[0]);
                  event.currentTarget.value = '';
                }}
              />
            </label>
            {!unchanged && (
              <button type="button" class="button" onClick={() => void saveRecipe()}>
                {text.recipeSave}
              </button>
            )}
          </div>
        </div>
      </form>
      {copy !== null && (
        <CopyResult
          copy={copy.copy}
          kinds={offer.value?.kinds ?? []}
          inspection={inspection}
          saved={copy.saved}
          stale={writeRecipe(copy.from) !== writeRecipe(wanted)}
          onAgain={() => {
            discard();
            recipe.value = EMPTY;
            document.getElementById('new-name')?.focus();
          }}
        />
      )}
      <p class="visually-hidden" role="status">
        {writing.value
          ? text.previewing
          : copy === null
            ? ''
            : `${text.ready}. ${bytes(copy.copy.blob.size)}`}
      </p>
    </>
  );
}
