/** What the engine says of a set in words, beside the verdict: facts, and blocks of lines under a heading. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Told } from '../../engine/protocol.ts';
import { tell, toldOf } from '../../state/inspect.ts';
import type { Inspection } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import { SafeText } from '../safe-text/index.tsx';
import './style.css';

/** `without`: the heading of a block that is shown in another way. */
export function ToldPanels({ inspection, without }: { inspection: Inspection; without?: string }) {
  const told = useSignal<Told | null>(null);
  const { report } = inspection;
  // Another report, other words.
  useEffect(() => {
    let wanted = true;
    toldOf(inspection).then((said) => {
      if (wanted) told.value = said;
    }, tell);
    return () => {
      wanted = false;
    };
  }, [inspection, report.value]);
  if (told.value === null) return null;
  const { facts } = told.value;
  const blocks = told.value.blocks.filter(([heading]) => heading !== without);
  return (
    <>
      {facts.length > 0 && (
        <section class="panel told">
          <h2>{words.told}</h2>
          <dl class="told-facts">
            {facts.map(({ label, value }) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd>
                  <SafeText text={value.trim()} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {blocks.map(([heading, lines]) => (
        <section class="panel told" key={heading}>
          <h2>{heading}</h2>
          <ul class="told-lines">
            {lines.map((line, at) => (
              // Lines have no other name than their place.
              <li key={at} class={line.startsWith(' ') ? 'told-below' : undefined}>
                <SafeText text={line.trim()} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}
