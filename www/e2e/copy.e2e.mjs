import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, DATA, open, shows, soon, test, verdict, view } from './harness.mjs';

test('copy: a name is checked as it is typed, the copy is written, checked, and restores under the new name', async ({
  page,
  url,
  folder,
}) => {
  // The picker can't be driven without a person; the download path is the one of browsers that have none.
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'Make a copy');
  const name = page.getByLabel('New app name');
  await name.fill('My Shop');
  await page.getByText('lower-case letters a to z').first().waitFor();
  assert.equal(await name.getAttribute('aria-invalid'), 'true');
  await page.getByRole('button', { name: 'Use “my-shop”' }).click();
  assert.equal(await name.inputValue(), 'my-shop');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await shows(page.locator('.changes'), /events\/0\/0\.json/);
  await shows(page.locator('.before-after'), /Copy\s+Will restore/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  const path = join(folder, 'renamed.zip');
  await download.saveAs(path);
  await choose(page, path);
  await page.locator('.verdict-file', { hasText: 'renamed.zip' }).waitFor();
  await verdict(page, 'Will restore');
  await view(page, 'App');
  await shows(page.locator('.facts dd strong').first(), 'my-shop');
});

test('copy: saved through the file picker where there is one', async ({ page, url }) => {
  await page.addInitScript(() => {
    window.saved = 0;
    window.showSaveFilePicker = async ({ suggestedName }) => ({
      name: suggestedName,
      createWritable: async () =>
        new WritableStream({
          write: (chunk) => {
            window.saved += chunk.size;
          },
        }),
    });
  });
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('tiny-2');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.getByRole('button', { name: 'Save the copy' }).click();
  await page.locator('.copy-saved', { hasText: 'Saved as' }).waitFor();
  assert.ok(
    (await page.evaluate(() => window.saved)) > 5_000,
    String(await page.evaluate(() => window.saved)),
  );
});

test('copy: repairs are previewed with old and new verdict; a change of mind makes the preview old', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('Several entries under one name').check();
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await page.locator('.copy-hash code').waitFor();
  await shows(page.locator('.copy-hash code'), /^[0-9a-f]{64}$/);
  await page.getByLabel(/^Deleted contents/).check();
  await page.getByText('The choices were changed since this preview.').waitFor();
  await soon(async () => assert.ok(await page.getByRole('button', { name: 'Save the copy' }).isDisabled()));
});

test('copy: the hash is that of the saved file', async ({ page, url, folder }) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('hashed');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  const shown = await page.locator('.copy-hash code').innerText();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  const path = join(folder, 'hashed.zip');
  await download.saveAs(path);
  assert.equal(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    shown,
  );
});

test('copy: users are mapped from a pasted list, schemas left out, data redacted and searched for; choices are saved and loaded', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.locator('.kind-table').waitFor();
  await page.getByText('Paste a list').click();
  const users = await page.locator('.user-table th[scope=row]').allInnerTexts();
  await page
    .locator('.user-paste textarea')
    .fill(`old;new\n${users[1]};someone@else.example\nnobody@nowhere.example;x@y.example`);
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByText('1 address taken over; 1 line left aside').waitFor();
  await page.getByLabel(/^journal/).check();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save these choices' }).click(),
  ]);
  const path = join(folder, 'recipe.json');
  await download.saveAs(path);
  await page.reload();
  await choose(page, DATA.losses);
  await verdict(page);
  await page.locator('label', { hasText: 'Load choices' }).locator('input').setInputFiles(path);
  await page.locator('.copy-chosen', { hasText: '1 user replaced, 1 schema left out' }).waitFor();
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await shows(page.locator('.before-after'), /Copy\s+Will restore/);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.getByLabel('Redact the copy').check();
  // What has a place in no table of ours can't be asked to stay.
  await soon(async () => assert.ok(await page.getByLabel('Client secrets stay in the copy').isEnabled()));
  assert.equal(await page.getByLabel('What is not known stay in the copy').count(), 0);
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await page.locator('.search-clean', { hasText: 'none found' }).waitFor();
  await shows(page.locator('.before-after'), /Copy\s+Will restore/);
});

test('copy: saving through the picker shows a bar and can be stopped', async ({ page, url }) => {
  await page.addInitScript(() => {
    window.aborted = false;
    window.showSaveFilePicker = async ({ suggestedName }) => ({
      name: suggestedName,
      createWritable: async () =>
        new WritableStream({
          // A disk that takes for ever.
          write: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)),
          abort: () => {
            window.aborted = true;
          },
        }),
    });
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('slow-disk');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await page.getByRole('button', { name: 'Save the copy' }).click();
  await page.locator('.copy progress').waitFor();
  await page.locator('.copy').getByRole('button', { name: 'Cancel' }).click();
  await page.getByText('Saving was stopped').waitFor();
  await soon(async () => assert.ok(await page.evaluate(() => window.aborted)));
});
