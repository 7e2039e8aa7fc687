/** A view of a system where nothing was dropped: what is planned or written without a file. */
import { useEffect, useRef } from 'preact/hooks';
import { systemOf, systems, toolAt } from '../../formats/index.ts';
import { closeAll } from '../../state/inspect.ts';
import { place } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import { GuideLink } from '../guide/link.tsx';
import './style.css';

export function AloneScreen() {
  const { view } = place.value;
  const tool = toolAt(view);
  const system = systemOf(tool?.system);
  const own = system?.views.find(({ address }) => address === view);
  const about = systems.find(({ id }) => id === tool?.system)?.about;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${tool?.label ?? ''} · ${words.name}`;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [view]);
  if (tool === null || about === undefined) return null;
  return (
    <main id="content" class={`alone view view-${view}`} tabIndex={-1}>
      <div class="alone-head">
        <div>
          <h1 tabIndex={-1} ref={heading}>
            {tool.label}
          </h1>
          <h2>{words.alone.without(about.name)}</h2>
          <p class="muted">{words.alone.drop}</p>
          <GuideLink format={tool.system} outcome="unknown" />
        </div>
        <button type="button" class="button small no-print" onClick={closeAll}>
          {words.alone.back}
        </button>
      </div>
      {own?.Alone === undefined ? <p class="muted">{words.table.looking}</p> : <own.Alone />}
    </main>
  );
}
