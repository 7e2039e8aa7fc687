import { CODES } from '../../../engine/generated/codes.ts';
import type { Report } from '../../../engine/protocol.ts';
import { percent, sentence } from '../../../state/format.ts';
import { chooseFix, recipe, wantsFix } from '../state/recipe.ts';
import { squidex } from '../words.ts';
import { Check, Part } from './part.tsx';

const text = squidex.copy;

export function RepairPart({
  report,
  offers,
  share,
}: {
  report: Report;
  offers: ReadonlyArray<[string, number]>;
  /** How much of the file was read. */
  share: number;
}) {
  const { fix } = recipe.value;
  const codes = offers.map(([action]) => action);
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
            >
              <strong>{CODES[action]?.title ?? action}</strong>{' '}
              <span class="muted">{text.places(places)}</span>
              <br />
              <span class="small muted">{sentence(CODES[action]?.advice ?? '')}</span>
            </Check>
          ))}
        </div>
      )}
    </Part>
  );
}
