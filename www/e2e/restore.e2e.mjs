import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, DATA, open, shows, test, verdict, view } from './harness.mjs';

test('restore log: a pasted log is explained by this archive', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page);
  await view(page, 'Restore log');
  const predicted = (await page.locator('.log li').allInnerTexts()).map((line) =>
    line.replace(/\s*◂?\s*here it stops$/, ''),
  );
  await page.getByLabel('The log that Squidex showed').fill(predicted.join('\n'));
  await page.getByRole('button', { name: 'Explain it' }).click();
  await page.getByRole('heading', { name: 'Explained: this archive fails at that place' }).waitFor();
  await shows(page.locator('.explained'), /events\/0\/11\.json/);
  assert.ok((await page.locator('.aligned tbody tr').count()) >= predicted.length - 1);
  await page.getByLabel('The log that Squidex showed').fill('dear support, it does not work');
  await page.getByRole('button', { name: 'Explain it' }).click();
  await page.getByRole('heading', { name: 'No line of a restore log was found' }).waitFor();
});

test('duration: another server and a known run change it at once; the calibration is kept, saved, forgotten and loaded', async ({
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
  await view(page, 'Duration');
  const range = page.locator('.estimate-words');
  const badge = page.getByRole('region', { name: 'How long the restore takes' }).locator('.badge');
  const before = await range.innerText();
  await page.getByLabel('The server downloads the archive').selectOption('10mbit');
  await page.waitForFunction((old) => document.querySelector('.estimate-words')?.textContent !== old, before);
  await page.getByLabel('Event and snapshot store').selectOption('postgresql-network');
  await page.locator('.verdict-assumed', { hasText: 'PostgreSQL' }).waitFor();

  const log = page.getByLabel('Log with times, or how long it took');
  await log.fill('a while');
  await page.getByRole('button', { name: 'Calibrate' }).click();
  await page.getByText('is no duration').waitFor();
  await log.fill('40 s');
  await page.getByRole('button', { name: 'Calibrate' }).click();
  // The badge beside the range comes with the range.
  await badge.waitFor();
  const calibrated = await range.innerText();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save calibration' }).click(),
  ]);
  const path = `${folder}/calibration.json`;
  await download.saveAs(path);
  assert.equal(JSON.parse(await readFile(path, 'utf8')).version, 1);
  await page.reload();
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Duration');
  await badge.waitFor();
  await shows(range, calibrated);
  await page.getByRole('button', { name: 'Forget it' }).click();
  await badge.waitFor({ state: 'detached' });
  assert.notEqual(await range.innerText(), calibrated);
  await page.locator('label', { hasText: 'Load a calibration' }).locator('input').setInputFiles(path);
  await badge.waitFor();
  await shows(range, calibrated);
  await page.evaluate(() => localStorage.clear());
});

test('target: the releases stand in a row, and the one that was named has its mark', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
  await view(page, 'Target server');
  const row = page.getByRole('list', { name: 'Which servers can restore it' });
  // Squidex 7.0.0 could not read ids of fields as text.
  await shows(
    row,
    /^\s*Can’t\s+below 5\.0\.0\s+Can\s+5\.0\.0, below 7\.0\.0\s+Can’t\s+7\.0\.0\s+Can\s+above 7\.0\.0$/,
  );
  await page.getByLabel('Version of Squidex').fill('7.0.0');
  await shows(row.getByRole('listitem').nth(2), /your server: 7\.0\.0/);
  await page.evaluate(() => localStorage.clear());
});

test('summary: before the restore the rules that act again are named', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  const before = page.getByRole('region', { name: 'Before you restore' });
  await shows(before, /6 enabled rules act again/);
  await shows(before, /Publish hook \(renamed\)/);
  // What is switched off does nothing.
  assert.doesNotMatch(await before.innerText(), /Asset mail/);
});
