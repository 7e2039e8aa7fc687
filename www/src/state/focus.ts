/** Where the focus goes when what had it is gone. */

/** What had the focus went away with what it did: somebody who uses the keyboard goes on here, and not at the top of the page. */
export function keepFocus(next: () => HTMLElement | null): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    const gone =
      activeElement === null ||
      activeElement === document.body ||
      (activeElement instanceof HTMLButtonElement && activeElement.disabled);
    if (gone) next()?.focus({ preventScroll: true });
  });
}
