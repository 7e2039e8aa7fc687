/** Assets: a gallery with pictures out of the archive, folders with their bytes, and what uses which. */
import { useSignal } from '@preact/signals';
import { percent } from '../../../state/format.ts';
import { shareRead } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import { Empty } from '../../../parts/empty/index.tsx';
import { ReadOn } from '../../../parts/read-on/index.tsx';
import type { ReportProps } from '../../contract.ts';
import { ThingDialog } from '../contents/things.tsx';
import { Looking } from '../contents/looking.tsx';
import { inside } from '../inside-words.ts';
import { squidex } from '../words.ts';
import { Gallery } from './gallery.tsx';
import { Folders } from './map.tsx';
import './style.css';

export function AssetsView({ inspection, running, partial }: ReportProps) {
  /** Id of the folder that is shown; `null`: all of them. */
  const folder = useSignal<string | null>(null);
  if (running || partial)
    return (
      <Empty title={words.notKnownYet}>
        <p>{running ? inside.assets.emptyYet : squidex.app.emptyPartial(percent(shareRead(inspection)))}</p>
        <ReadOn inspection={inspection} />
      </Empty>
    );
  return (
    <>
      <Looking inspection={inspection}>
        {(looked) => (
          <div class="assets-view">
            <p class="small muted">
              {looked.as_restored ? inside.restored : inside.readable}
              {looked.left_out > 0 && ` ${inside.leftOut(looked.left_out)}`}
            </p>
            <Folders inspection={inspection} folder={folder} />
            <Gallery inspection={inspection} folder={folder.value} />
          </div>
        )}
      </Looking>
      <ThingDialog inspection={inspection} />
    </>
  );
}
