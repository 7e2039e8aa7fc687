import assert from 'node:assert/strict';
import { join } from 'node:path';
import { choose, DATA, open, test, verdict, view } from './harness.mjs';

test('copy: a name is checked as it is typed, the copy is written, checked, and restores under the new name', async ({ page, url, folder }) => {
  // The picker can't be driven without a person; the download path is the one of browsers that have none.
  await page.addInitScript(() => { delete window.showSaveFilePicker; });
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'Make a copy');
  const name = page.getByLabel('New app name');
  await name.fill('My Shop');
  await page.getByText('Only letters a to z').waitFor();
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await page.getByRole('button', { name: 'Use “my-shop”' }).click();
  assert.equal(await name.inputValue(), 'my-shop');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  assert.match(await page.locator('.changes').innerText(), /events\/0\/0\.json/);
  assert.match(await page.locator('.before-after').innerText(), /Copy\s+Will restore/);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the copy' }).click()]);
  const path = join(folder, 'renamed.zip');
  await download.saveAs(path);
  await choose(page, path);
  await page.locator('.verdict-file', { hasText: 'renamed.zip' }).waitFor();
  assert.equal(await verdict(page), 'Will restore');
  await view(page, 'App');
  assert.equal(await page.locator('.facts dd strong').first().innerText(), 'my-shop');
});

test('copy: saved through the file picker where there is one', async ({ page, url }) => {
  await page.addInitScript(() => {
    window.saved = 0;
    window.showSaveFilePicker = async ({ suggestedName }) => ({
      name: suggestedName,
      createWritable: async () => new WritableStream({ write: (chunk) => { window.saved += chunk.length; } }),
    });
  });
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('tiny-2');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.getByRole('button', { name: 'Save the copy' }).click();
  await page.getByText('Saved as').waitFor();
  assert.ok((await page.evaluate(() => window.saved)) > 5_000);
});
