/** The way to the form of exports. */
import { goToThing, takeWantedFocus } from '../../../state/store.ts';
import { openSchema } from './inside.ts';

/** Heading of the form. */
export const EXPORT_TITLE = 'export-title';

/** Goes to the form, from wherever somebody is. */
export function goToExport(): void {
  const title = document.getElementById(EXPORT_TITLE);
  if (title !== null) {
    title.focus();
    return;
  }
  // The contents of a schema stand in its place.
  openSchema.value = null;
  goToThing({ view: 'app', severity: null, code: null }, EXPORT_TITLE);
  // The view may be the one that is shown already: then nothing looks for what was wanted.
  requestAnimationFrame(() => {
    const drawn = document.getElementById(EXPORT_TITLE);
    if (drawn === null) return;
    takeWantedFocus();
    drawn.focus();
  });
}
