/** The dialog in which contents and assets are looked at, one behind the other, with the way back. */
import { useEffect } from 'preact/hooks';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Dialog } from '../../../parts/trouble/index.tsx';
import { AssetDetail } from '../assets/detail.tsx';
import { inside } from '../inside-words.ts';
import { backToThing, closeThings, things } from '../state/inside.ts';
import { Content } from './content.tsx';

export function ThingDialog({ inspection }: { inspection: Inspection }) {
  // What is of another report must not stay open.
  useEffect(() => closeThings, []);
  const thing = things.value.at(-1);
  if (thing === undefined) return null;
  const before = things.value.at(-2);
  const key = `${things.value.length} ${thing.kind} ${thing.id}`;
  return (
    <Dialog title={thing.name} wide onClose={closeThings}>
      {before !== undefined && (
        <p class="no-print">
          <button type="button" class="button small" onClick={backToThing}>
            ← <SafeText text={inside.backTo(before.name)} />
          </button>
        </p>
      )}
      {thing.kind === 'contents' ? (
        <Content key={key} inspection={inspection} id={thing.id} at={thing.at} />
      ) : (
        <AssetDetail key={key} inspection={inspection} id={thing.id} />
      )}
    </Dialog>
  );
}
