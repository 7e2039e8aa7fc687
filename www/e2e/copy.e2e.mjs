import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { choose, DATA, open, shows, soon, test, verdict, view } from './harness.mjs';
import { entriesOf } from './zip.mjs';

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
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'new-name'));
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
  await page.locator('.fates').waitFor({ state: 'attached' });
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
  await page.getByRole('button', { name: 'Keep it: Client secrets' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Keep it: What is not known' }).count(), 0);
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

test('copy: what goes and what stays stand in two columns; what is moved keeps the focus, and the name of the app is a choice', async ({
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
  const goes = page.getByRole('region', { name: 'Goes' });
  const stays = page.getByRole('region', { name: 'Stays' });
  // Before anybody asks for it, nothing can be chosen and nothing is ticked.
  await page.getByText('What would go, and what would stay').click();
  await page
    .getByRole('region', { name: 'Would stay' })
    .getByText('Such as seo-meta, teaser, categories')
    .waitFor();
  assert.equal(await page.locator('.fates :is(input, button)').count(), 0);
  await page.getByLabel('Redact the copy').check();
  await goes.getByRole('button', { name: 'Keep it: Names of tags' }).focus();
  await page.keyboard.press('Enter');
  const back = stays.getByRole('button', { name: 'Take it out: Names of tags' });
  await back.waitFor();
  await soon(async () => assert.ok(await back.evaluate((button) => button === document.activeElement)));
  await page.keyboard.press('Enter');
  await goes.getByRole('button', { name: 'Keep it: Names of tags' }).waitFor();
  await stays.getByText('“demo-shop” stands in the events').waitFor();
  await stays.getByRole('button', { name: 'Take it out: Name of the app' }).click();
  await goes.getByText('“demo-shop” becomes “redacted-app”').waitFor();
  await soon(async () => assert.equal(await page.getByLabel('New app name').inputValue(), 'redacted-app'));
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.search-clean', { hasText: 'none found' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'backup-redacted-app.zip');
  const path = join(folder, 'nameless.zip');
  await download.saveAs(path);
  const entries = entriesOf(await readFile(path));
  const text = [...entries].map(([name, bytes]) => `${name} ${bytes}`).join('\n');
  assert.ok(!text.includes('demo-shop'));
  // What the second column has is there.
  for (const kept of ['seo-meta', 'Translator', 'importer', 'Editorial', 'Published'])
    assert.ok(text.includes(kept), kept);
});

test('copy: a repair is listed by what it changes', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  const repair = page.locator('.check', { hasText: 'Several entries under one name' });
  await shows(repair, /Changes 1 entry: 1 removed\.\s+attachments\/823\/avatar\.image: never read/);
});

test('copy: an unpacked backup is read, packed, saved, and restores', async ({ page, url, folder }) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  const unpacked = join(folder, 'my-backup');
  for (const [name, bytes] of entriesOf(await readFile(DATA.good))) {
    await mkdir(dirname(join(unpacked, name)), { recursive: true });
    await writeFile(join(unpacked, name), bytes);
  }
  await open(page, url);
  await page.locator('input[type=file]:not([multiple])').setInputFiles(unpacked);
  await page.locator('.verdict-file', { hasText: 'my-backup' }).waitFor();
  await verdict(page, 'Will restore');
  await page.getByRole('button', { name: 'Save as a ZIP file' }).click();
  await page.locator('.copy-chosen', { hasText: 'Packed as a ZIP file.' }).waitFor();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'copy-preview'));
  await page.keyboard.press('Enter');
  await page.locator('.copy-checked').waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  const path = join(folder, 'packed.zip');
  await download.saveAs(path);
  assert.deepEqual(
    [...entriesOf(await readFile(path)).keys()].sort(),
    [...entriesOf(await readFile(DATA.good)).keys()].sort(),
  );
  await choose(page, path);
  await page.locator('.verdict-file', { hasText: 'packed.zip' }).waitFor();
  await verdict(page, 'Will restore');
  await page.getByRole('button', { name: 'Save as a ZIP file' }).waitFor({ state: 'detached' });
});

test('copy: while it is put together it says of how many entries, and no share of nothing', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('of-many');
  // It is soon over: whatever the bar says is kept.
  await page.evaluate(() => {
    const bar = document.querySelector('.copy-bar');
    window.said = '';
    new MutationObserver(() => {
      window.said += ` ${bar.innerText}`;
    }).observe(bar, { subtree: true, childList: true, characterData: true });
  });
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('#copy-title').waitFor();
  const said = await page.evaluate(() => window.said);
  assert.match(said, /Putting 277 entries together\./);
  assert.doesNotMatch(said, /NaN/);
});
