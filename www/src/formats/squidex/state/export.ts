/** The way to the form of exports. */
import { goToThing, place } from '../../../state/store.ts';
import { openSchema } from './inside.ts';

/** Heading of the form. */
export const EXPORT_TITLE = 'export-title';

/** The view that it stands in. */
const VIEW = 'app';

/** Goes to the form, from wherever somebody is. */
export function goToExport(): void {
  const title = document.getElementById(EXPORT_TITLE);
  if (title !== null) {
    title.focus();
    return;
  }
  // The contents of a schema stand in its place.
  openSchema.value = null;
  if (place.peek().view !== VIEW) goToThing({ view: VIEW, severity: null, code: null }, EXPORT_TITLE);
  else requestAnimationFrame(() => document.getElementById(EXPORT_TITLE)?.focus());
}
