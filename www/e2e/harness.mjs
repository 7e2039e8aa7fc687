/** What the tests share: registration, and the steps that a person would take. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const tests = [];
/** `options` go to the browser context: colour scheme, viewport, permissions. */
export function test(name, run, options = {}) {
  tests.push({ name, run, options });
}

const HERE = dirname(fileURLToPath(import.meta.url));
export const DATA = { good: join(HERE, 'data/good.zip'), fails: join(HERE, 'data/fails.zip'), preview: join(HERE, 'data/preview-page.zip'), losses: join(HERE, '../assets/example.zip') };

/** Opens the page and waits until it can be used; the engine may still be on its way. */
export async function open(page, url) {
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
}

export async function choose(page, ...paths) {
  await page.locator('input[type=file][multiple]').setInputFiles(paths);
}

/** A real drop: files in a DataTransfer, dragged over the window and let go. */
export async function drop(page, ...paths) {
  const files = await Promise.all(paths.map(async (path) => ({ name: path.split('/').at(-1), base64: (await readFile(path)).toString('base64') })));
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, base64 } of list) data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type: 'application/zip' }));
    return data;
  }, files);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.getByText('Let go to inspect it here').waitFor();
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** The verdict once all data was read. */
export async function verdict(page) {
  await page.locator('.verdict h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.verdict progress') === null, undefined, { timeout: 60_000 });
  return page.locator('.verdict h1').innerText();
}

export async function view(page, name) {
  await page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link', { name }).click();
}
