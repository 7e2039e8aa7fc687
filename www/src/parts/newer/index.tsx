/** A newer version of the page is there: offered, never forced. */
import { useSignal } from '@preact/signals';
import { inspections } from '../../state/store.ts';
import { newer, takeNewer } from '../../state/offline.ts';
import { words } from '../../state/words.ts';
import './style.css';

export function Newer() {
  const later = useSignal(false);
  const { offline } = words;
  return (
    <div role="status" class="newer-place no-print">
      {newer.value && !later.value && (
        <div class="newer">
          <p>
            {offline.newer} {inspections.value.length > 0 && offline.closes}
          </p>
          <button type="button" class="button small" onClick={takeNewer}>
            {offline.take}
          </button>
          <button type="button" class="button small" onClick={() => (later.value = true)}>
            {offline.later}
          </button>
        </div>
      )}
    </div>
  );
}
