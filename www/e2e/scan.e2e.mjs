import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, DATA, open, shows, soon, test, verdict, view } from './harness.mjs';
import { writeLargeBackup } from './zip.mjs';

/** Large enough that a scan is under way for seconds on any machine. */
async function slow(folder) {
  const path = join(folder, 'slow.zip');
  if (!existsSync(path)) await writeLargeBackup(path, { events: 150_000, eventBytes: 12_000 });
  return path;
}

test('scan: the report is there from the directory while data is read; Escape stops it', async ({
  page,
  url,
  folder,
}) => {
  const path = await slow(folder);
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict progress[value]').waitFor();
  await shows(page.locator('.figures'), /Events\s+150,000/);
  await page.waitForFunction(() => Number(document.querySelector('.verdict progress')?.value) > 0.01);
  // The speed is there once there was something to measure.
  await page.locator('.verdict .progress', { hasText: '/s' }).waitFor();
  // How soon is measured by the benchmark (P7): no test depends on a clock.
  await page.keyboard.press('Escape');
  await page.locator('.verdict progress').waitFor({ state: 'detached' });
  await page.getByText('Partial report').waitFor();
  // The workers are free again: the next file is answered in full.
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
});

test('scan: what is known of a part is said to be of a part, and reading goes on where it stopped', async ({
  page,
  url,
  folder,
}) => {
  const path = await slow(folder);
  await open(page, url);
  await choose(page, path);
  await page.waitForFunction(() => Number(document.querySelector('.verdict progress')?.value) > 0.1);
  await page.keyboard.press('Escape');
  const button = page.getByRole('button', { name: /^Read on from \d+ %$/ }).first();
  await button.waitFor();
  const share = Number(/\d+/.exec(await button.innerText())[0]) / 100;
  assert.ok(share >= 0.1, String(share));
  await shows(page.locator('.figures-note'), /^So far: \d+ % of the data was read\.$/);
  await view(page, 'Ticket');
  await page.locator('.notice', { hasText: 'are so far' }).waitFor();
  await view(page, 'Make a copy');
  assert.equal(await page.getByText('There is nothing to mend in this backup.').count(), 0);
  await view(page, 'Summary');
  await button.click();
  // No byte is read twice: the bar goes on from where it was.
  await page.locator('.verdict progress[value]').waitFor();
  const from = await page.evaluate(() => Number(document.querySelector('.verdict progress')?.value ?? 1));
  assert.ok(from >= share - 0.1, `${from} of ${share}`);
  await verdict(page);
  assert.equal(await page.getByText('Partial report').count(), 0);
  assert.equal(await page.locator('.figures-note').count(), 0);
});

test('scan: a second drop stops the first', async ({ page, url, folder }) => {
  const path = await slow(folder);
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict progress[value]').waitFor();
  await choose(page, DATA.fails);
  await verdict(page, 'Will not restore');
  await shows(page.locator('.verdict-file'), /fails\.zip/);
});

test('scan: a file that is deleted while it is read leaves a usable page and a true sentence', async ({
  page,
  url,
  folder,
}) => {
  const source = await slow(folder);
  const path = join(folder, 'vanishing.zip');
  await copyFile(source, path);
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict progress[value]').waitFor();
  await rm(path);
  await page.locator('.verdict-problem', { hasText: 'The file went away while it was read' }).waitFor();
  await page.waitForFunction(() => document.querySelector('.verdict progress') === null);
  assert.notEqual(await page.locator('.verdict h1').innerText(), 'Will restore');
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
});

test('scan: a file that is written to while it is read is told apart from a sound one', async ({
  page,
  url,
  folder,
}) => {
  const path = join(folder, 'growing.zip');
  await copyFile(await slow(folder), path);
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict progress[value]').waitFor();
  await appendFile(path, 'more');
  await page.locator('.verdict-problem', { hasText: 'The file went away while it was read' }).waitFor();
  assert.notEqual(await page.locator('.verdict h1').innerText(), 'Will restore');
});

test('scan: a worker that traps is replaced, and the answer is whole', async ({ page, url }) => {
  // The first scan of the first decode worker ends as a trap would.
  let scripts = 0;
  await page.route(/assets\/worker-.*\.js/, async (route) => {
    const response = await route.fetch();
    const body = await response.text();
    scripts += 1;
    const trap =
      scripts === 2
        ? `
      const take = self.onmessage; let once = true;
      self.onmessage = (event) => {
        if (once && event.data.kind === 'run') { once = false; postMessage({ kind: 'failed', id: event.data.id, code: 'panic', message: 'unreachable' }); }
        else take(event);
      };`
        : '';
    await route.fulfill({ response, body: body + trap });
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page, 'Will restore, with losses');
  await shows(page.locator('.figures'), /Events\s+252/);
});

test('scan: a part that makes workers trap again and again is named, the rest stands', async ({
  page,
  url,
}) => {
  await page.route(/assets\/worker-.*\.js/, async (route) => {
    const response = await route.fetch();
    const trap = `
      const take = self.onmessage;
      self.onmessage = (event) => {
        if (event.data.kind === 'run') postMessage({ kind: 'failed', id: event.data.id, code: 'panic', message: 'unreachable' });
        else take(event);
      };`;
    await route.fulfill({ response, body: (await response.text()) + trap });
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await page.locator('.verdict-problem', { hasText: 'A part of the file could not be checked' }).waitFor();
  await page.waitForFunction(() => document.querySelector('.verdict progress') === null);
  assert.notEqual(await page.locator('.verdict h1').innerText(), 'Will restore');
  await view(page, 'Ticket');
});

test('scan: the memory of what was read is given back at once, and not when the browser comes to it', async ({
  page,
  url,
}) => {
  await open(page, url);
  // Workers are started before a file is chosen.
  await soon(() => assert.ok(page.workers().length >= 2));
  const workers = page.workers();
  for (const worker of workers) {
    await worker.evaluate(() => {
      globalThis.buffers = [];
      const real = FileReaderSync.prototype.readAsArrayBuffer;
      FileReaderSync.prototype.readAsArrayBuffer = function (blob) {
        const buffer = real.call(this, blob);
        globalThis.buffers.push(buffer);
        return buffer;
      };
    });
  }
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
  const held = (
    await Promise.all(
      workers.map((worker) => worker.evaluate(() => globalThis.buffers.map(({ byteLength }) => byteLength))),
    )
  ).flat();
  assert.ok(held.length > 0 && held.every((bytes) => bytes === 0), String(held));
});

test('scan: on a slow line the wait for the engine has a number', async ({ page, url }) => {
  let letThrough = 6;
  const held = [];
  await page.route(/engine-bytes/, (route) => {
    if (letThrough > 0) {
      letThrough -= 1;
      return route.continue();
    }
    held.push(route);
  });
  await open(page, url);
  await choose(page, DATA.good);
  await page.getByText('Loading the engine').waitFor();
  const share = page.locator('.progress-head strong');
  await soon(async () => {
    const percent = Number(/^(\d+) %$/.exec(await share.innerText())?.[1]);
    assert.ok(percent > 0 && percent < 100, String(percent));
  });
  letThrough = Infinity;
  for (const route of held) await route.continue();
  await verdict(page, 'Will restore');
});
