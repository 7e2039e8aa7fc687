/** What is inside: where the bytes of the site are, and everything of the set that can be listed. */
import { useSignal } from '@preact/signals';
import { Lists } from '../../../parts/lists/index.tsx';
import { Treemap } from '../../../parts/treemap/index.tsx';
import type { ArchiveView } from '../../../engine/protocol.ts';
import type { ReportProps } from '../../contract.ts';
import { appService } from '../words.ts';
import { beginAt, childrenOf, kindNodes, legendOf, trailOf } from './tree.ts';
import './style.css';

const text = appService.content;

function Content({ archive }: { archive: ArchiveView }) {
  const byKind = useSignal(false);
  const legend = legendOf(archive.kinds);
  const folder = useSignal(beginAt(archive.folders, legend));
  const nodes = byKind.value
    ? kindNodes(archive.kinds)
    : childrenOf(archive.folders, folder.value, legend, text.own);
  return (
    <section class="panel content-map" aria-labelledby="content-title">
      <div class="panel-head">
        <h3 id="content-title">{text.title}</h3>
        <fieldset class="lists-choice">
          <legend class="visually-hidden">{text.how}</legend>
          {[false, true].map((kinds) => (
            <label key={String(kinds)} class="lists-option">
              <input
                type="radio"
                name="content-how"
                checked={byKind.value === kinds}
                onChange={() => {
                  byKind.value = kinds;
                }}
              />
              <span>{kinds ? text.byKind : text.byFolder}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <Treemap
        label={text.label}
        nodes={nodes}
        legend={legend}
        trail={byKind.value ? [] : trailOf(folder.value)}
        onOpen={(id) => {
          folder.value = id;
        }}
        onUp={(id) => {
          folder.value = id ?? '';
        }}
      />
    </section>
  );
}

export function InsideView({ inspection, report }: ReportProps) {
  const archive = report.app_service?.archive ?? null;
  return (
    <>
      {archive !== null && archive.folders.length > 0 && <Content archive={archive} />}
      <section class="content-lists" aria-label={text.lists}>
        <Lists inspection={inspection} />
      </section>
    </>
  );
}
