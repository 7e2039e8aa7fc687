/** What the files hold that is personal or confidential, and whether names are shown. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Holding } from '../../../engine/protocol.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { count, sentence } from '../../../state/format.ts';
import { tell } from '../../../state/inspect.ts';
import type { ReportProps } from '../../contract.ts';
import { holdingsOf } from '../state/ask.ts';
import { said, say } from '../state/said.ts';
import { sharepoint } from '../words.ts';
import './style.css';

const text = sharepoint.privacy;

export function PrivacyView({ inspection, report }: ReportProps) {
  const holdings = useSignal<readonly Holding[] | null>(null);
  useEffect(() => {
    let wanted = true;
    holdingsOf(inspection).then((found) => {
      if (wanted) holdings.value = found;
    }, tell);
    return () => {
      wanted = false;
    };
  }, [inspection, report]);
  const shown = holdings.value;
  return (
    <div class="stack">
      <p class="prose">{text.intro}</p>
      {shown !== null && (
        <section class="panel" aria-label={sharepoint.views.privacy}>
          {shown.length === 0 ? (
            <Empty title={text.none} />
          ) : (
            <Scroll label={sharepoint.views.privacy}>
              <table class="sp-privacy">
                <thead>
                  <tr>
                    <th scope="col">{text.column.kind}</th>
                    <th scope="col">{text.column.place}</th>
                    <th scope="col" class="number">
                      {text.column.count}
                    </th>
                    <th scope="col">{text.column.note}</th>
                  </tr>
                </thead>
                <tbody>
                  {shown.map(({ kind, place, count: number, note }) => (
                    <tr key={`${kind} ${place}`}>
                      <th scope="row">{text.kinds[kind] ?? kind}</th>
                      <td>{place}</td>
                      <td class="number">{count(number)}</td>
                      <td>{sentence(note)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          )}
        </section>
      )}
      <div class="panel">
        <label class="choice">
          <input
            type="checkbox"
            checked={!said.value.mask_names}
            onChange={(event) => say({ mask_names: !event.currentTarget.checked })}
          />
          <span>
            {text.show} <span class="muted small">{text.showHint}</span>
          </span>
        </label>
      </div>
      <p class="prose small muted">{text.memory}</p>
    </div>
  );
}
