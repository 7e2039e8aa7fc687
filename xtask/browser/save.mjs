/**
 * The part of `cargo xtask bench --full` that saves a renamed copy of a large backup in Chromium: when the first
 * bytes are written, when the last, when the copy is checked and hashed in full, and what the renderer holds until
 * then. Prints one JSON object.
 *
 * Variables: BI_URL (the built page), CHROMIUM. Argument: a JSON object with the file, the way (`storage`: the page's
 * own storage; `picker`: a file that a dialog would give) and a folder for the browser's profile, which is removed.
 */
import { rm } from 'node:fs/promises';
import { launchWithProfile, pageBytes } from './chromium.mjs';

const { file, way, profile } = JSON.parse(process.argv[2]);
const say = (text) => console.error(`    ${text}`);

// A profile on the disk: without one the browser keeps the page's storage in memory.
const context = await launchWithProfile(profile);
try {
  const page = await context.newPage();
  await page.addInitScript((chosen) => {
    if (chosen === 'storage') delete window.showSaveFilePicker;
    // The dialog can't be used without a person; what it gives writes in the same manner.
    else
      window.showSaveFilePicker = async ({ suggestedName }) =>
        (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
  }, way);
  await page.goto(process.env.BI_URL);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.locator('input[type=file][multiple]').setInputFiles(file);
  await page.locator('.verdict h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.verdict progress') === null, undefined, {
    timeout: 1_200_000,
  });
  await page
    .getByRole('navigation', { name: 'Views of the report' })
    .getByRole('link', { name: 'Make a copy' })
    .click();
  await page.getByLabel('New app name').fill('another-name');
  // What could be left out is counted meanwhile; it goes on beside the copy.
  await page.evaluate(() => {
    const clock = { asked: performance.now(), offered: 0, first: 0, done: 0, verified: 0, bytes: 0 };
    globalThis.benchClock = clock;
    const look = () => {
      const now = performance.now();
      const button = [...document.querySelectorAll('.copy button.primary')].find(
        ({ textContent }) => textContent === 'Save the copy',
      );
      if (clock.offered === 0 && button !== undefined && !button.disabled) {
        clock.offered = now;
        button.click();
      }
      const progress = [...document.querySelectorAll('.copy .progress')]
        .find((bar) => bar.querySelector('label')?.textContent === 'Saving')
        ?.querySelector('progress');
      if (clock.offered !== 0 && progress) {
        clock.bytes = Number(progress.value);
        if (clock.first === 0 && clock.bytes > 0) clock.first = now;
      }
      if (clock.first !== 0 && clock.done === 0 && button !== undefined && !button.disabled) clock.done = now;
      if (clock.verified === 0 && document.querySelector('.copy-hash code') !== null) clock.verified = now;
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
    [...document.querySelectorAll('button')]
      .find(({ textContent }) => textContent === 'Preview the copy')
      .click();
  });
  const before = pageBytes();
  let peak = before;
  const samples = [];
  for (;;) {
    await page.waitForTimeout(500);
    const { done, verified, bytes } = await page.evaluate(() => globalThis.benchClock);
    const memory = pageBytes();
    peak = Math.max(peak, memory);
    if (bytes > 0 && done === 0) samples.push([bytes, memory]);
    if (done !== 0 && (await page.locator('.save-fault').count()) > 0)
      throw new Error(await page.locator('.save-fault').innerText());
    if (done !== 0 && verified !== 0) break;
  }
  const { size, ...clock } = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const sizes = [];
    const add = async (folder) => {
      for await (const handle of folder.values())
        if (handle.kind === 'file') sizes.push((await handle.getFile()).size);
        else await add(handle);
    };
    await add(root);
    return { ...globalThis.benchClock, size: Math.max(...sizes) };
  });
  // Growth of memory with what is saved, as a straight line through all but the first tenth.
  const rest = samples
    .filter(([share]) => share > 0.1)
    .map(([share, memory]) => [(share * size) / 1e9, memory]);
  const mean = (at) => rest.reduce((sum, row) => sum + row[at], 0) / rest.length;
  const [x, y] = [mean(0), mean(1)];
  const slope =
    rest.length < 3
      ? 0
      : rest.reduce((sum, [gb, memory]) => sum + (gb - x) * (memory - y), 0) /
        rest.reduce((sum, [gb]) => sum + (gb - x) ** 2, 0);
  const seconds = (key, from) => (clock[key] - clock[from]) / 1000;
  const result = {
    way,
    size,
    offered: seconds('offered', 'asked'),
    first: seconds('first', 'asked'),
    saved: seconds('done', 'offered'),
    verified: seconds('verified', 'offered'),
    before,
    peak,
    slope,
  };
  say(
    `${way}: first bytes after ${result.first.toFixed(1)} s, ${(size / 1e9).toFixed(1)} GB saved in ${result.saved.toFixed(1)} s (${(size / result.saved / 1e6).toFixed(0)} MB/s), checked and hashed after ${result.verified.toFixed(1)} s, renderer ${(before / 1e6).toFixed(0)} to ${(peak / 1e6).toFixed(0)} MB, ${(slope / 1e6).toFixed(1)} MB a GB`,
  );
  console.log(JSON.stringify(result));
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
