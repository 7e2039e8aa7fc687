/** Folders of assets: where the bytes are, and which folder the gallery shows. */
import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { FolderView } from '../../../engine/protocol.ts';
import { bytes } from '../../../state/format.ts';
import { refusalOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Treemap } from '../../../parts/treemap/index.tsx';
import { inside } from '../inside-words.ts';
import { foldersOf } from '../state/inside.ts';
import { cellsOf, KINDS, OWN, treeOf, wayTo } from './folders.ts';

const text = inside.assets;

function nameOf({ id, name }: FolderView): string {
  return name ?? text.goneFolder(id);
}

export function Folders({ inspection, folder }: { inspection: Inspection; folder: Signal<string | null> }) {
  const folders = useSignal<readonly FolderView[] | null>(null);
  const refused = useSignal<string | null>(null);
  const report = inspection.report.value;
  useEffect(() => {
    let mine = true;
    foldersOf(inspection).then(
      (found) => {
        if (mine) folders.value = found;
      },
      (error: unknown) => {
        if (mine) refused.value = refusalOf(error);
      },
    );
    return () => {
      mine = false;
    };
  }, [inspection, report]);
  if (refused.value !== null)
    return (
      <p role="status">
        <SafeText text={refused.value} />
      </p>
    );
  if (folders.value === null) return null;
  const tree = treeOf(folders.value);
  const shown = (folder.value === null ? undefined : tree.byId.get(folder.value)) ?? tree.root;
  if (shown === null) return null;
  const way = wayTo(tree, shown.id);
  const earlier = folders.value.reduce((sum, { earlier_bytes }) => sum + earlier_bytes, 0);
  const cells = cellsOf(tree, shown, nameOf, (kind) => text.own(text.kinds[kind]));
  return (
    <section class="panel" aria-labelledby="assets-map">
      <div class="panel-head">
        <h3 id="assets-map">{text.map}</h3>
        {earlier > 0 && <span class="small muted">{text.earlier(earlier)}</span>}
      </div>
      <Treemap
        label={text.mapLabel}
        nodes={cells}
        legend={KINDS.map((kind) => text.kinds[kind])}
        trail={way.map((each) => ({ id: each.id, name: nameOf(each) }))}
        onOpen={(id) => {
          if (!id.startsWith(OWN)) folder.value = id;
        }}
        onUp={(id) => {
          folder.value = id;
        }}
      />
      <p class="visually-hidden" role="status">
        {way.length === 0
          ? text.everything
          : `${nameOf(shown)}: ${text.inFolder(
              shown.assets,
              shown.kinds.reduce((sum, [, , size]) => sum + size, 0),
            )}`}
      </p>
      {cells.every((cell) => cell.bytes === 0) && <p class="muted">{bytes(0)}</p>}
    </section>
  );
}
