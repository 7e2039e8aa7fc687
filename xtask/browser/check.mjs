/** A check in the page as a person makes it, with the time that it takes. */

/** Where files are chosen; folders have another one. */
export const CHOICE = 'input[type=file][multiple]:not([webkitdirectory])';

/** A fresh page with the engine loaded and a clock that starts when a file is chosen. */
export async function freshPage(browser, url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('engine-bytes')),
  );
  // The warm worker is there as soon as the worker script was loaded; give it a moment to settle.
  await page.waitForTimeout(1_000);
  await page.evaluate((choice) => {
    const clock = { chosen: 0, first: 0, done: 0 };
    globalThis.benchClock = clock;
    document
      .querySelector(choice)
      .addEventListener(
        'change',
        () => Object.assign(clock, { chosen: performance.now(), first: 0, done: 0 }),
        true,
      );
    const look = () => {
      if (clock.chosen === 0 || clock.done !== 0) return;
      const reading = document.querySelector('.verdict progress');
      const heading = document.querySelector('.verdict h1');
      const figures = document.querySelector('.figures');
      if (clock.first === 0 && heading && figures && /Events/.test(figures.textContent))
        clock.first = performance.now();
      if (clock.first !== 0 && !reading) clock.done = performance.now();
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  }, CHOICE);
  return page;
}

/** Chooses a file and waits for the whole report. */
export async function check(page, path) {
  await page.locator(CHOICE).setInputFiles(path);
  await page.waitForFunction(() => globalThis.benchClock.done !== 0, undefined, { timeout: 1_800_000 });
  return page.evaluate(() => ({
    total: (globalThis.benchClock.done - globalThis.benchClock.chosen) / 1000,
    first: (globalThis.benchClock.first - globalThis.benchClock.chosen) / 1000,
    verdict: document.querySelector('.verdict h1').innerText,
    figures: document.querySelector('.figures').innerText.replace(/\s+/g, ' '),
  }));
}
