import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { choose, DATA, drop, open, soon, test, verdict } from './harness.mjs';

test('landing: first load stays under 50 kB compressed and needs no engine', async ({ page, url }) => {
  // The engine and the other screens are held back: everything that the landing page needs must come without them.
  await page.route(/engine-bytes|bridge|(report|several|alone|guide)-/, () => undefined);
  const bodies = [];
  page.on('response', (response) => {
    if (response.ok()) bodies.push(response.body().catch(() => Buffer.alloc(0)));
  });
  await open(page, url);
  await page.getByRole('button', { name: 'Nothing leaves this tab' }).click();
  await page.getByRole('heading', { name: 'Nothing leaves this tab' }).waitFor();
  const bytes = (await Promise.all(bodies)).reduce((sum, body) => sum + gzipSync(body).length, 0);
  assert.ok(bytes < 50_000, `${bytes} bytes`);
});

test('landing: a file that is chosen before the engine is there is opened when it comes', async ({
  page,
  url,
}) => {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  await page.route(/engine-bytes/, async (route) => {
    await held;
    await route.continue();
  });
  await open(page, url);
  await choose(page, DATA.good);
  await page.getByText('Loading the engine').waitFor();
  release();
  await verdict(page, 'Will restore');
});

test('landing: a page whose engine can not be loaded says so, and tries again when asked', async ({
  page,
  url,
  complaints,
}) => {
  let broken = true;
  await page.route(/engine-bytes/, (route) =>
    broken
      ? route.fulfill({ status: 200, contentType: 'text/javascript', body: 'export default "AAAA"' })
      : route.continue(),
  );
  await open(page, url);
  await page.locator('.landing-lost', { hasText: 'The engine could not be loaded' }).waitFor();
  broken = false;
  await page.reload();
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
  complaints.length = 0;
});

test('landing: the example opens, and restores with losses', async ({ page, url }) => {
  await open(page, url);
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
  await verdict(page, 'Will restore, with losses');
  await soon(() => assert.ok(page.url().endsWith('#v1/summary')));
});

test('landing: a real drop anywhere in the window', async ({ page, url }) => {
  await open(page, url);
  await drop(page, DATA.good);
  await verdict(page, 'Will restore');
  assert.equal(await page.title(), 'Summary: good.zip · Backup Inspector');
});

test('landing: a pasted file', async ({ page, url }) => {
  await open(page, url);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['<!doctype html><title>Sign in</title>'], 'backup.zip'));
    window.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    );
  });
  await verdict(page, 'Will not restore');
});

test('landing: after a reload the report is gone, and the page says why', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await page.keyboard.press('2');
  await page.reload();
  await page.getByText('was kept in that tab’s memory only').waitFor();
  await choose(page, DATA.good);
  await verdict(page);
  await soon(() => assert.ok(page.url().endsWith('#v1/findings'), page.url()));
});
