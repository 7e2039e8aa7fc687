/** What a set is made of, for all systems by the same parts: the map, the largest, all entries as a table. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';
import { writeLargeBackup } from './zip.mjs';

async function squidex(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Archive');
  await page.getByRole('listbox', { name: 'Bytes by folder' }).waitFor();
}

async function example(page, url, system) {
  await open(page, url);
  await page.getByRole('button', { name: `Open an example: ${system}` }).click();
  await verdict(page);
  await view(page, 'Archive');
  await page.getByRole('listbox', { name: 'Bytes by folder' }).waitFor();
}

const entries = (page) => page.getByRole('grid', { name: 'Entries of the archive' });
/** The cells of the rows in sight, by the number of their column. */
const column = (page, at) => entries(page).locator(`.table-row > :nth-child(${at})`);

test('archive: bytes by folder and by kind, packed and unpacked, by keyboard', async ({ page, url }) => {
  await squidex(page, url);
  await soon(() => assert.ok(page.url().endsWith('#v1/archive'), page.url()));
  const map = page.getByRole('listbox', { name: 'Bytes by folder' });
  await accessible(page, 'archive');
  await largeEnough(page, 'archive');
  const table = page.locator('.treemap-table');
  await shows(table, /attachments/);
  await map.focus();
  await page.keyboard.press('Enter');
  await shows(page.locator('.treemap-trail'), /^All\s*\/\s*(events|attachments)/);
  await page.keyboard.press('Backspace');
  await shows(page.locator('.treemap-trail'), 'All');
  const packed = await table.innerText();
  await page.getByRole('radio', { name: 'Unpacked' }).check();
  await soon(async () => assert.notEqual(await table.innerText(), packed));
  await page.getByText('By kind', { exact: true }).click();
  await shows(table, /files of assets/);
  await shows(page.getByRole('region', { name: 'Methods of compression' }), /deflate/);
  await shows(page.getByRole('region', { name: 'Largest events' }), /events\/\d+\/\d+\.json/);
  await shows(page.getByRole('region', { name: 'Largest files' }), /\.asset/);
});

test('archive: the largest lead to their event and to their asset', async ({ page, url }) => {
  await squidex(page, url);
  const event = page.getByRole('region', { name: 'Largest events' }).getByRole('link').first();
  const index = /(\d+)\.json$/.exec(await event.innerText())?.[1];
  assert.match(await event.getAttribute('href'), new RegExp(`#v1/events\\?event=${index}$`));
  await event.click();
  await shows(page.locator('.ev-one-title'), new RegExp(`^Event ${index}\\b`));
  await soon(() => assert.ok(page.url().endsWith(`#v1/events?event=${index}`), page.url()));
  await page.goBack();
  const files = page.getByRole('region', { name: 'Largest files' }).getByRole('button');
  await files.first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('heading', { name: 'Versions of the file' }).waitFor();
  await accessible(page, 'an asset over the archive');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await largeEnough(page, 'archive with ways on');
});

test('archive: entries are searched, sorted, and follow the map', async ({ page, url }) => {
  await squidex(page, url);
  const total = page.locator('.archive-entries [role=status]');
  const all = Number(/^[\d,]+/.exec(await total.innerText())?.[0].replaceAll(',', ''));
  assert.ok(all > 100, String(all));
  const search = page.getByRole('searchbox', { name: /Search by name/ });
  await search.fill('USERS.json');
  await shows(total, /^1 row with/);
  await shows(column(page, 1).first(), 'attachments/135/users.json');
  await search.fill('');
  await entries(page).getByRole('columnheader', { name: 'Unpacked' }).getByRole('button').click();
  const first = page.getByRole('region', { name: 'Largest events' }).locator('tbody tr').first();
  const files = page.getByRole('region', { name: 'Largest files' }).locator('tbody tr').first();
  const largest = [await first.locator('th').innerText(), await files.locator('th').innerText()];
  // Once upwards, once downwards: one of the two has the largest of all in front.
  await entries(page).getByRole('columnheader', { name: 'Unpacked' }).getByRole('button').click();
  await soon(async () => assert.ok(largest.includes(await column(page, 1).first().innerText())));
  await page.locator('.treemap-table').getByRole('button', { name: 'attachments' }).click();
  await soon(async () => {
    const rows = Number(/^[\d,]+/.exec(await total.innerText())?.[0].replaceAll(',', ''));
    assert.ok(rows > 0 && rows < all, String(rows));
  });
  await page.getByRole('checkbox', { name: /Only those in/ }).uncheck();
  await soon(async () => assert.match((await total.innerText()).replaceAll(',', ''), new RegExp(`^${all} `)));
});

test('archive: what leaving out earlier files saves is counted, and chosen with one click', async ({
  page,
  url,
}) => {
  await squidex(page, url);
  const panel = page.getByRole('region', { name: 'Files of earlier asset versions' });
  await shows(panel, /Without [\d,]+ files? the copy has .* less/);
  await panel.getByRole('button', { name: 'Leave them out of a copy' }).click();
  await soon(async () =>
    assert.ok(await page.getByLabel('Files of earlier asset versions').isChecked(), 'the box is set'),
  );
});

test('archive: opening the view of a large backup counts nothing by itself', async ({
  page,
  url,
  folder,
}) => {
  const path = join(folder, 'backup-archive.zip');
  await writeLargeBackup(path, { events: 120_000, eventBytes: 12_000 });
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict progress[value]').waitFor();
  await view(page, 'Archive');
  // The directory alone is enough for all but the files that were replaced.
  await page.getByRole('listbox', { name: 'Bytes by folder' }).waitFor();
  await shows(page.locator('.archive-entries [role=status]'), /^120,002 rows/);
  await entries(page).getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
  await shows(column(page, 1).first(), 'attachments/135/users.json');
  await page.keyboard.press('Escape');
});

test('archive: of an App Service set and of a SharePoint set', async ({ page, url }) => {
  await example(page, url, 'App Service');
  await shows(page.getByRole('region', { name: 'Largest databases' }), /\d/);
  await entries(page).waitFor();
  await page.getByLabel('Storage addresses').check();
  await page.getByRole('grid', { name: 'Storage addresses' }).waitFor();
  await page.locator('.wordmark').click();
  await page.getByRole('button', { name: 'Open an example: SharePoint' }).click();
  await verdict(page);
  await view(page, 'Archive');
  await page.getByText('By kind', { exact: true }).click();
  await shows(page.locator('.treemap-table'), /content database/);
  await page.getByRole('grid', { name: 'Files', exact: true }).waitFor();
  assert.equal(await page.getByText('Methods of compression').count(), 0);
});

async function narrow({ page, url }) {
  for (const [name, show] of [
    ['Squidex', squidex],
    ['App Service', (at, from) => example(at, from, 'App Service')],
    ['SharePoint', (at, from) => example(at, from, 'SharePoint')],
  ]) {
    await show(page, url);
    await accessible(page, `archive of ${name}`);
    await largeEnough(page, `archive of ${name}`);
    await soon(async () =>
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name),
    );
  }
}

test('archive: 320 px, dark', narrow, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
test('archive: forced colours', narrow, { forcedColors: 'active' });
