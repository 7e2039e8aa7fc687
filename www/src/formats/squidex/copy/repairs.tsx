/** Which repairs are made, listed by what each would change. */
import { useEffect, useRef } from 'preact/hooks';
import { CODES } from '../../../engine/generated/codes.ts';
import type { Report } from '../../../engine/protocol.ts';
import { percent, sentence } from '../../../state/format.ts';
import type { Inspection } from '../../../state/store.ts';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { changesByKind, exampleChanges, triedRepair, tryRepair, type Tried } from '../state/repairs.ts';
import { chooseFix, recipe, wantsFix } from '../state/recipe.ts';
import { squidex } from '../words.ts';
import { Elapsed } from './elapsed.tsx';
import { Check, Part } from './part.tsx';

const text = squidex.copy;

/** Up to so many entries the repairs are tried unasked: a preview that somebody wants would have to wait behind them. */
const TRY_AT_ONCE_ENTRIES = 20_000;

/** What the repair would change in this backup, with an example of each kind of change. */
function RepairChanges({ tried }: { tried: Tried }) {
  if (tried === undefined) return null;
  if (tried === null)
    return (
      <>
        {text.repairTrying} <Elapsed words={text.soLong} />
      </>
    );
  if (typeof tried === 'string') return <SafeText text={text.repairNotAlone(tried)} />;
  if (tried.change_count === 0)
    return (
      <SafeText text={tried.notes.length === 0 ? text.repairNothing : sentence(tried.notes.join('; '))} />
    );
  const { changes, change_count: all } = tried;
  return (
    <>
      {text.repairChanges(all, changesByKind(changes), all > changes.length)}
      {exampleChanges(changes).map(({ entry, change, detail }) => (
        <span key={change} class="repair-example">
          {/* What is changed of the container is in no entry. */}
          {entry !== '' && (
            <>
              <Entry text={entry} />
              {': '}
            </>
          )}
          <SafeText text={entry === '' ? sentence(detail) : detail} />
        </span>
      ))}
    </>
  );
}

export function RepairPart({
  inspection,
  report,
  offers,
  share,
}: {
  inspection: Inspection;
  report: Report;
  offers: ReadonlyArray<[string, number]>;
  /** How much of the file was read. */
  share: number;
}) {
  const { fix } = recipe.value;
  const codes = offers.map(([action]) => action);
  const stop = useRef(new AbortController());
  const ready = inspection.phase.value === 'done';
  const quick = (report.counts.entries ?? Infinity) <= TRY_AT_ONCE_ENTRIES;
  const tryAll = async () => {
    for (const code of codes) await tryRepair(inspection, code, stop.current.signal);
  };
  useEffect(() => {
    if (ready && quick) void tryAll();
  }, [ready]);
  useEffect(() => () => stop.current.abort(), []);
  const untried = codes.some((code) => triedRepair(inspection, code).value === undefined);
  const choose = (action: string, checked: boolean) => chooseFix(action, checked, codes);
  return (
    <Part title={text.repairs}>
      {offers.length === 0 ? (
        <p class="muted">
          {report.findings.some(({ severity }) => severity === 'fatal' || severity === 'data-loss')
            ? text.repairsNoneFails
            : share < 1
              ? text.repairsNonePartial(percent(share))
              : text.repairsNone}
        </p>
      ) : (
        <div class="repairs">
          {offers.length > 1 && (
            <Check
              checked={codes.every((action) => wantsFix(fix, action))}
              onChange={(checked) => {
                for (const action of codes) choose(action, checked);
              }}
            >
              {text.repairsAll}
            </Check>
          )}
          {offers.map(([action, places]) => (
            <Check
              key={action}
              checked={wantsFix(fix, action)}
              onChange={(checked) => choose(action, checked)}
              about={<RepairChanges tried={triedRepair(inspection, action).value} />}
            >
              <strong>{CODES[action]?.title ?? action}</strong>{' '}
              <span class="muted">{text.places(places)}</span>
            </Check>
          ))}
          {ready && untried && !quick && (
            <div class="button-row">
              <button type="button" class="button small" onClick={() => void tryAll()}>
                {text.repairTry}
              </button>
            </div>
          )}
        </div>
      )}
    </Part>
  );
}
