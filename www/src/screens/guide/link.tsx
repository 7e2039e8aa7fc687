/** From a report to the chapter that is for it. */
import { entries } from 'virtual:guide';
import { systems } from '../../formats/index.ts';
import { entryFor, guideAddress } from '../../state/guide.ts';
import { words } from '../../state/words.ts';

/** `format` and `outcome` as the report names them. Draws nothing where no chapter is for it. */
export function GuideLink({ format, outcome }: { format: string; outcome: string }) {
  const system = systems.find(({ id }) => id === format)?.about.name ?? null;
  const entry = entryFor(entries, system, outcome);
  if (entry === undefined) return null;
  return (
    <p class="guide-link small no-print">
      {words.guide.forThis} <a href={guideAddress(entry.name)}>{entry.title}</a>
    </p>
  );
}
