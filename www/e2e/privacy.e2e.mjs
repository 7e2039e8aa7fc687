/** Personal data and secrets, for all systems by the same part: masked until asked, and the way to a copy without. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';

async function squidex(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Privacy');
  await page.locator('.private-kind').first().waitFor();
}

async function example(page, url, system) {
  await open(page, url);
  await page.getByRole('button', { name: `Open an example: ${system}` }).click();
  await verdict(page);
  await view(page, 'Privacy');
  await page.locator('.private-kind').first().waitFor();
}

const kind = (page, title) =>
  page.locator('.private-kind').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

test('privacy: values are masked until somebody asks for those of one kind', async ({ page, url }) => {
  await squidex(page, url);
  await soon(() => assert.ok(page.url().endsWith('#v1/privacy'), page.url()));
  const users = kind(page, 'E-mail addresses and user ids');
  await shows(users, /Others could use it:/);
  await users.locator('summary').click();
  await shows(users.locator('tbody tr').first(), /users\.json[\s\S]*@•••/);
  await accessible(page, 'privacy');
  await largeEnough(page, 'privacy');
  const masked = await page.locator('main').innerText();
  assert.doesNotMatch(masked, /\w@[\w-]+\.\w/);
  await users.getByRole('button', { name: 'Show the values' }).click();
  await shows(users.locator('tbody tr').first(), /\w@[\w.-]+/);
  // Those of other kinds stay as they were.
  const secrets = kind(page, 'Client secrets');
  await secrets.locator('summary').click();
  await shows(
    secrets.locator('tbody tr').first(),
    /events\/\d+\/\d+\.json[\s\S]*\/payload\/secret[\s\S]*•••• \(\d+ characters\)/,
  );
  await users.getByRole('button', { name: 'Mask the values' }).click();
  await shows(users.locator('tbody tr').first(), /@•••/);
});

test('privacy: one click to the redacted copy, by keyboard, with what was chosen', async ({ page, url }) => {
  await squidex(page, url);
  const comments = kind(page, 'Contents').or(kind(page, 'Values of contents')).first();
  await comments.getByRole('checkbox', { name: /Take it out/ }).focus();
  await page.keyboard.press('Space');
  await shows(page.locator('.private-act'), /kinds? of \d+ are taken out/);
  await page.getByRole('button', { name: 'Make a copy without it' }).focus();
  await page.keyboard.press('Enter');
  await soon(() => assert.ok(page.url().endsWith('#v1/copy'), page.url()));
  await soon(async () => assert.ok(await page.getByLabel('Redact the copy').isChecked()));
  await shows(page.locator('section', { has: page.locator('#fates-stay') }).last(), /Values of contents/);
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
});

test('privacy: App Service, masked in the page and in what is saved', async ({ page, url }) => {
  // The picker can't be driven without a person.
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  await example(page, url, 'App Service');
  const signed = kind(page, 'Signed storage addresses');
  await signed.locator('summary').click();
  await shows(signed.locator('tbody tr').first(), /storageAccountUrl[\s\S]*•••• \(\d+ characters\)/);
  assert.doesNotMatch(await page.locator('main').innerText(), /sig=/);
  await accessible(page, 'privacy of App Service');
  await signed.getByRole('button', { name: 'Show the values' }).click();
  await shows(signed.locator('tbody tr').first(), /https:\/\/\S+sig=/);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Save without secrets/ })
      .first()
      .click(),
  ]);
  const saved = await readFile(await download.path(), 'utf8');
  assert.match(saved, /sig=••••/);
  JSON.parse(saved);
});

test('privacy: SharePoint, by file and place', async ({ page, url }) => {
  await example(page, url, 'SharePoint');
  const accounts = kind(page, 'Accounts');
  await accounts.locator('summary').click();
  await shows(accounts.locator('tbody tr').first(), /backup set 1, user[\s\S]*C•••/);
  await accounts.getByRole('button', { name: 'Show the values' }).click();
  await shows(accounts.locator('tbody tr').first(), /CONTOSO\\sqlbackup/);
  // Other views mask names all the same.
  await view(page, 'Inside the databases');
  await page.getByLabel('Backup sets').check();
  await page.getByRole('grid', { name: 'Backup sets' }).getByText('CONTOSO\\s***').first().waitFor();
});

async function narrow({ page, url }) {
  for (const [name, show] of [
    ['Squidex', squidex],
    ['App Service', (at, from) => example(at, from, 'App Service')],
    ['SharePoint', (at, from) => example(at, from, 'SharePoint')],
  ]) {
    await show(page, url);
    await page.locator('.private-kind summary').first().click();
    await accessible(page, `privacy of ${name}`);
    await largeEnough(page, `privacy of ${name}`);
    await soon(async () =>
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name),
    );
  }
}

test('privacy: 320 px, dark', narrow, { viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
test('privacy: forced colours', narrow, { forcedColors: 'active' });
