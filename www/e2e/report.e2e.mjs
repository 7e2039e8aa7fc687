import assert from 'node:assert/strict';
import { choose, DATA, open, savedJson, shows, soon, test, verdict, view } from './harness.mjs';

test('report: a failing backup says what the server shows, where, and why', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page, 'Will not restore');
  const head = page.locator('.verdict');
  await shows(head, /Failed with internal error\./);
  await shows(head, /events\/0\/11\.json/);
  await shows(page.locator('.log .log-stop'), /^Failed with internal error\./);
});

test('report: numbers of the example are those that Squidex shows', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await shows(page.locator('.figures'), /Events\s+252/);
  await shows(page.locator('.figures'), /Assets in Squidex’s list\s+22/);
  await page.getByText('Reading 252/251 events and 22 attachments completed.').waitFor();
  await shows(page.locator('.estimate-words'), /About a second|to .*most likely/);
});

test('report: a file that is no backup is named for what it is', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.preview);
  await verdict(page, 'Will not restore');
  await shows(page.locator('.verdict'), /HTML/i);
  await shows(
    page.locator('.verdict-next'),
    /Open another file[\s\S]*use a link that downloads the file itself/,
  );
  // It has no views of a system.
  const links = page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link');
  await soon(async () =>
    assert.deepEqual(
      (await links.allInnerTexts()).map((text) => text.trim().split(/\s+/)[1]),
      ['Summary', 'Findings'],
    ),
  );
});

test('report: a file of no system is judged by the server that it is said to be for', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.preview);
  await verdict(page, 'Will not restore');
  assert.equal(await page.locator('.verdict-server').count(), 0);
  await page.getByLabel('Which server is it for?').selectOption('Squidex');
  await shows(page.locator('.verdict-server'), 'Squidex shows Failed with internal error.');
  await page.getByLabel('Which server is it for?').selectOption('Nobody said');
  await page.locator('.verdict-server').waitFor({ state: 'detached' });
});

test('report: several files, a switcher, and the address of each', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.good, DATA.fails, DATA.losses);
  await page.locator('.table-row', { hasText: 'good.zip' }).click();
  await verdict(page, 'Will restore');
  const links = page.getByRole('navigation', { name: 'Reports' }).getByRole('link');
  await soon(async () => assert.equal(await links.count(), 4));
  await links.nth(2).click();
  await soon(() => assert.match(page.url(), /set=2/));
  await verdict(page, 'Will not restore');
  await page.keyboard.press(']');
  await verdict(page, 'Will restore, with losses');
  await page.goBack();
  await verdict(page, 'Will not restore');
  assert.ok(!page.url().includes('fails'), 'no file name in the address');
});

test('report: findings can be filtered, read and copied', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, /^.*Findings/);
  await page.getByRole('treegrid').waitFor();
  const all = await page.getByRole('treegrid').getAttribute('aria-rowcount');
  assert.ok(Number(all) > 0);
  await page.getByText('Data loss', { exact: false }).first().click();
  await soon(() => assert.match(page.url(), /severity=data-loss/));
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('End');
  await page.locator('.detail dl').first().waitFor();
  await page.getByLabel('Search in findings').fill('no such words anywhere');
  await page.getByText('No finding matches.').waitFor();
  await page.getByRole('button', { name: 'Clear the filter' }).first().click();
  await page.getByRole('treegrid').waitFor();
});

test('report: the target changes the verdict at once, without reading again', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'App');
  const name = await page.locator('.facts dd strong').first().innerText();
  await view(page, 'Target server');
  await page.getByLabel('Names taken on the server').fill(`other\n${name}`);
  await page.locator('.verdict h1', { hasText: 'Will not restore' }).waitFor();
  await shows(page.locator('.verdict-assumed'), /2 names taken/);
  await page.getByLabel('Name in the restore form').fill(`${name}-2`);
  await page.locator('.verdict h1', { hasText: /^Will restore$/ }).waitFor();
  // Kept on this device, but not the name.
  await page.reload();
  await choose(page, DATA.good);
  await page.locator('.verdict h1', { hasText: 'Will not restore' }).waitFor();
  await view(page, 'Target server');
  await soon(async () => assert.equal(await page.getByLabel('Name in the restore form').inputValue(), ''));
  await page.getByRole('button', { name: 'Back to the defaults' }).click();
  await page.locator('.verdict h1', { hasText: /^Will restore$/ }).waitFor();
});

test(
  'report: ticket and Markdown on the clipboard, JSON as a file',
  async ({ page, url }) => {
    await page.addInitScript(() => {
      delete window.showSaveFilePicker;
    });
    await open(page, url);
    await choose(page, DATA.losses);
    await verdict(page);
    await page.getByRole('button', { name: 'Copy for ticket' }).click();
    await page.getByText('Copied to the clipboard.').waitFor();
    const ticket = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(ticket, /252/);
    assert.match(ticket, /22/);
    await view(page, 'Ticket');
    await page.waitForFunction((text) => document.querySelector('#ticket-text')?.value === text, ticket);
    await page.keyboard.press('1');
    const report = JSON.parse((await savedJson(page)).text);
    assert.equal(report.schema_version, 1);
    assert.equal(report.counts.events, 252);
    assert.equal(report.counts.squidex_assets, 22);
  },
  { permissions: ['clipboard-read', 'clipboard-write'] },
);

test('report: chosen views are printed together, with date and version', async ({ page, url }) => {
  await page.addInitScript(() => {
    window.printed = [];
    window.print = () => window.printed.push(document.getElementById('content').innerText);
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await page.emulateMedia({ media: 'print' });
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Print' });
  await dialog.getByLabel('Summary').uncheck();
  await dialog.getByLabel('App').check();
  await dialog.getByLabel('Ticket').check();
  await dialog.getByRole('button', { name: 'Print' }).click();
  await page.waitForFunction(() => window.printed.length === 1);
  const [paper] = await page.evaluate(() => window.printed);
  assert.match(paper, /Will restore, with losses/);
  assert.match(paper, /What will not be there/);
  // The whole text of the ticket, which a field would cut.
  assert.match(paper, /Link to the backup/);
  assert.doesNotMatch(paper, /Most important findings|Make a copy/);
  assert.match(paper, /Backup Inspector \d+\.\d+\.\d+, printed \d+ \w+ \d{4}/);
  // On the screen it is as before.
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('heading', { name: 'Most important findings' }).waitFor();
  await soon(async () => assert.equal(await page.locator('.view').count(), 1));
});
