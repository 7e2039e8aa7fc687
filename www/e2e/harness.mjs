/** What the tests share: registration, and the steps that a person would take. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const tests = [];
/** `options` go to the browser context: colour scheme, viewport, permissions. */
export function test(name, run, options = {}) {
  tests.push({ name, run, options });
}

const SOON_MS = 30_000;
const HERE = dirname(fileURLToPath(import.meta.url));
export const DATA = {
  good: join(HERE, 'data/good.zip'),
  fails: join(HERE, 'data/fails.zip'),
  preview: join(HERE, 'data/preview-page.zip'),
  losses: join(HERE, '../assets/example.zip'),
};

/** A real app package; not in `DATA`, whose files are Squidex's. */
export const APP = join(HERE, '../../tests/data/sharepoint/HelloWorldApp.app');

/** A full backup of a small content database whose pages can be read. */
export const DATABASE = join(HERE, '../../tests/data/sharepoint/synthetic.bak');

/** Opens the page and waits until it can be used; the engine may still be on its way. */
export async function open(page, url) {
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
}

export async function choose(page, ...paths) {
  await page.locator('input[type=file][multiple]').setInputFiles(paths);
  // What was shown of an earlier file is gone before anybody looks.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/**
 * Tries `check` until it holds. A page draws what it knows a moment later, on a busy machine seconds later: whatever a test
 * says of what is on the screen goes through here or through a locator that waits.
 */
export async function soon(check) {
  for (const end = Date.now() + SOON_MS; ; await new Promise((done) => setTimeout(done, 50))) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Waits until the text of an element is `expected`, or matches it. */
export function shows(locator, expected) {
  return soon(async () => {
    const text = await locator.innerText({ timeout: SOON_MS });
    if (expected instanceof RegExp) assert.match(text, expected);
    else assert.equal(text, expected);
  });
}

/** A real drop: files in a DataTransfer, dragged over the window and let go. */
export async function drop(page, ...paths) {
  const files = await Promise.all(
    paths.map(async (path) => ({
      name: path.split('/').at(-1),
      base64: (await readFile(path)).toString('base64'),
    })),
  );
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list)
      data.items.add(
        new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: 'application/zip' }),
      );
    return data;
  }, files);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Let go to inspect it here').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** The verdict once all data was read, which is `expected` if that is given. */
export async function verdict(page, expected) {
  await page.locator('.verdict h1').waitFor();
  await page.waitForFunction(
    () =>
      document.querySelector('.verdict h1') !== null && document.querySelector('.verdict progress') === null,
    undefined,
    { timeout: 60_000 },
  );
  if (expected !== undefined) await shows(page.locator('.verdict h1'), expected);
}

/**
 * What the dialog behind a button saves, with names or masked; without the picker a file is a download, which can be read
 * here.
 */
export async function savedJson(page, { names = false, button = 'Save JSON' } = {}) {
  await page.evaluate(() => {
    delete window.showSaveFilePicker;
  });
  await page.getByRole('button', { name: button, exact: true }).click();
  const dialog = page.getByRole('dialog', { name: button });
  const box = dialog.getByLabel('Mask e-mail addresses and names of people and servers');
  // It is on before anybody touches it.
  assert.equal(await box.isChecked(), true);
  if (names) await box.uncheck();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save', exact: true }).click(),
  ]);
  await dialog.waitFor({ state: 'detached' });
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

export async function view(page, name) {
  await page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link', { name }).click();
}

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** axe finds nothing but trifles in what is shown. */
export async function accessible(page, where) {
  // Evaluated by the debugger, since the page's policy rightly refuses scripts from elsewhere.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await readFile(AXE, 'utf8'));
  // What is counted behind the view comes a moment later.
  await page.waitForFunction(() => document.querySelector('.counting') === null);
  await page.waitForTimeout(60);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const grave = violations.filter(({ impact }) => impact !== 'minor');
  assert.deepEqual(
    grave.map(
      ({ id, impact, nodes }) =>
        `${where}: ${impact} ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
    ),
    [],
  );
}

/** Whatever can be pressed is large enough for a finger: 24 px, but for links within text. */
export async function largeEnough(page, where) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('main :is(button, select, input, summary)')]
      // A box with its label is one target.
      .map((element) => element.closest('label') ?? element)
      .map((element) => [element, element.getBoundingClientRect()])
      .filter(([, { width, height }]) => width > 1 && height > 1 && (width < 24 || height < 24))
      .map(
        ([element, { width, height }]) =>
          `${element.tagName} ${element.textContent.slice(0, 30)} ${Math.round(width)}x${Math.round(height)}`,
      ),
  );
  assert.deepEqual(small, [], where);
}
