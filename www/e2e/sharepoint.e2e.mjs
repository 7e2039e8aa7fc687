import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  accessible,
  APP,
  choose,
  DATA,
  largeEnough,
  open,
  shows,
  soon,
  test,
  verdict,
  view,
} from './harness.mjs';

const PHONE = { viewport: { width: 360, height: 740 } };
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

async function example(page, url) {
  await open(page, url);
  await page.getByRole('button', { name: 'Open an example: SharePoint' }).click();
  await verdict(page, 'Will not restore');
}

/** The files of the example, by the ends of their paths. */
async function exampleFiles() {
  const source = await readFile(
    new URL('../src/engine/generated/sharepoint-example.ts', import.meta.url),
    'utf8',
  );
  // Data alone stands behind the types: names of keys, texts and numbers.
  const list = source.slice(source.indexOf('= [', source.indexOf('FILES')) + 2, source.lastIndexOf(';'));
  const json = list.replaceAll(/(\w+): (?=["[\d-])/g, '"$1": ').replaceAll(/,(\s*[\]}])/g, '$1');
  return JSON.parse(json).map(({ path, bytes, pieces }) => {
    const whole = Buffer.alloc(bytes);
    for (const [at, base64] of pieces) Buffer.from(base64, 'base64').copy(whole, at);
    return { path, bytes: whole };
  });
}

const RUNS = ['7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e10', '7d0f3c52-4b5e-4a8a-9f0e-2a6d1c9b7e11'];

/** A farm backup folder with two runs: one of two days before with App Management alone, and one with the others. */
async function farm(folder) {
  const root = join(folder, 'farm-backup');
  const entry = (at, day) =>
    `<SPHistoryObject><SPId>${RUNS[at]}</SPId><SPRequestedBy>CONTOSO\\spadmin</SPRequestedBy><SPBackupMethod>Full</SPBackupMethod><SPRestoreMethod>None</SPRestoreMethod><SPStartTime>10/${day}/2026 02:00:00</SPStartTime><SPFinishTime>10/${day}/2026 02:58:41</SPFinishTime><SPIsBackup>True</SPIsBackup><SPConfigurationOnly>False</SPConfigurationOnly><SPBackupDirectory>\\\\fs01\\b\\spbr000${at}\\</SPBackupDirectory><SPDirectoryName>spbr000${at}</SPDirectoryName><SPDirectoryNumber>${at}</SPDirectoryNumber><SPTopComponent>Farm</SPTopComponent><SPWarningCount>${at}</SPWarningCount><SPErrorCount>0</SPErrorCount></SPHistoryObject>`;
  const head = '<?xml version="1.0" encoding="utf-8"?>';
  for (const at of [0, 1]) {
    await mkdir(join(root, `spbr000${at}`), { recursive: true });
    await writeFile(
      join(root, `spbr000${at}`, 'spbackup.xml'),
      `${head}<SPBackup><SPGlobalInformation><SPId>${RUNS[at]}</SPId><SPBackupMethod>Full</SPBackupMethod></SPGlobalInformation></SPBackup>`,
    );
  }
  await writeFile(
    join(root, 'spbrtoc.xml'),
    `${head}<SPBackupRestoreHistory>${entry(0, 29)}${entry(1, 31)}</SPBackupRestoreHistory>`,
  );
  let number = 0;
  for (const { path, bytes } of await exampleFiles()) {
    if (!path.endsWith('.bak') || !path.includes('/sql/')) continue;
    number += 1;
    const run = path.includes('App_Management') ? 0 : 1;
    await writeFile(join(root, `spbr000${run}`, `0000000${number}.bak`), bytes);
  }
  return root;
}

const summary = (page) => page.locator('.verdict-words > p').first();
const card = (page, name) => page.locator('.sp-role', { has: page.getByRole('heading', { name }) });
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim());

/** Tabs on until the focus is on what the selector names; a page that never gets there fails. */
async function tabTo(page, selector) {
  for (let at = 0; at < 120; at += 1) {
    if (await page.evaluate((what) => document.activeElement?.matches(what) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${selector} is not reached, but "${await focused(page)}"`);
}

test('sharepoint: the example is a set that is not of one time', async ({ page, url }) => {
  await example(page, url);
  await shows(summary(page), /backed up 2 d/);
  assert.equal(await page.locator('.sp-role-present').count(), 4);
  await page.getByRole('button', { name: 'See what is older' }).click();
  await soon(() => assert.ok(page.url().endsWith('#v1/time')));
  await shows(page.locator('.sp-time-word strong'), 'Not of one time');
});

test('sharepoint: limits change the answer, the server too, by keyboard alone', async ({ page, url }) => {
  await example(page, url);
  await page.keyboard.press('8');
  await page.getByRole('heading', { name: 'Target server' }).waitFor();
  await tabTo(page, '.sp-limit:nth-of-type(2) input');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('72');
  await verdict(page, 'Will restore, with losses');
  // What can't be read changes nothing, and says so once it was typed.
  await page.keyboard.type('x');
  await page.getByText('A number, 0 or more.').waitFor();
  await verdict(page, 'Will restore, with losses');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Shift+Tab');
  await page.locator('.sp-scale input').first().focus();
  // Not said, 2008 R2, 2012, 2014: older than the set.
  for (let at = 0; at < 3; at += 1) await page.keyboard.press('ArrowRight');
  await verdict(page, 'Will not restore');
  await shows(page.locator('.sp-message'), /That version is incompatible with this server/);
  await page.keyboard.press('ArrowRight');
  await verdict(page, 'Will restore, with losses');
  assert.equal(await page.locator('.sp-step-reads').count(), 5);
});

test('sharepoint: a role that is taken away is missing, and comes back', async ({ page, url }) => {
  await example(page, url);
  await view(page, 'Files and roles');
  await shows(card(page, 'App Management database').locator('.sp-role-state'), 'There');
  const role = page.getByLabel(/^Role of App_Management/);
  await role.selectOption('system');
  await shows(card(page, 'App Management database').locator('.sp-role-state'), 'Missing');
  await shows(page.locator('.verdict-words > p').first(), /no App Management database/i);
  // The focus stays where the person chose.
  await role.focus();
  await role.selectOption('app_management');
  await shows(card(page, 'App Management database').locator('.sp-role-state'), 'There');
  await page.getByText('Said by you.').waitFor();
  await page.getByRole('button', { name: 'Forget the roles I gave' }).click();
  await soon(async () => assert.equal(await role.inputValue(), ''));
});

test('sharepoint: sites that are pasted are looked for, and given their files', async ({ page, url }) => {
  await example(page, url);
  await view(page, 'Target server');
  await page
    .getByRole('textbox', { name: 'Site collections that host apps' })
    .fill(
      'Id  : 0f6f1f0e-35c1-4a0e-8a3d-6b1d3a5e9c22\nUrl : https://portal.contoso.com/sites/travel\n\nhttps://portal.contoso.com/sites/hr',
    );
  await shows(page.locator('.sp-sites tbody tr').nth(1), /sites\/hr\s+no backup/);
  await view(page, 'Files and roles');
  await page.getByLabel('Site collection in portal-finance.bak').selectOption({ index: 2 });
  await view(page, 'Target server');
  await shows(page.locator('.sp-sites tbody tr').nth(1), /portal-finance\.bak said by you/);
});

test('sharepoint: the timeline says in words and marks what it draws', async ({ page, url }) => {
  await example(page, url);
  await view(page, 'Timeline');
  const chart = page.getByRole('img', { name: /^Timeline of 6 lines over/ });
  await chart.waitFor();
  // One start is compared for each of the four databases.
  assert.equal(await chart.locator('.sp-start').count(), 4);
  const line = (at) => page.locator('.sp-lines tbody tr').nth(at);
  await shows(line(0), /App_Management.*the first/s);
  await shows(line(1), /WSS_Content.*2 days later/s);
  await page.getByLabel('the limit for close').check();
  await chart.getByText('1 backup later ▸').first().waitFor();
  assert.equal(await chart.locator('.sp-start').count(), 1);
  await page.getByLabel('everything').check();
  await soon(async () => assert.equal(await chart.locator('.sp-start').count(), 4));
});

test(
  'sharepoint: commands are written and copied, never run',
  async ({ page, url, context }) => {
    const requests = [];
    await example(page, url);
    context.on('request', (request) => requests.push(request.url()));
    await view(page, 'Commands');
    await page.locator('.compose-text', { hasText: 'RESTORE DATABASE' }).first().waitFor();
    await page.getByText('D:\\backup stands for it until you say.').waitFor();
    await page.getByLabel('Folder of the backups').fill("\\\\fs01\\it's $night");
    await page.locator('.compose-text', { hasText: "\\\\fs01\\it''s $night" }).first().waitFor();
    await page.getByRole('button', { name: 'Copy all', exact: true }).click();
    await soon(async () => {
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /RESTORE LOG \[WSS_Content\]/);
      assert.ok(copied.includes("N'\\\\fs01\\it''s $night\\contoso-apps\\sql\\WSS_Content_1.bak', DISK ="));
    });
    // A task that these files can't serve says so in place of commands.
    await page.getByText('Restore a farm run').first().click();
    await page.getByText('There is no farm backup run to restore').waitFor();
    assert.equal(await page.locator('.compose-text').count(), 0);
    assert.deepEqual(
      requests.filter((each) => !each.startsWith(url) && !each.startsWith('blob:')),
      [],
    );
  },
  CLIPBOARD,
);

test('sharepoint: the run of a farm backup is chosen by the person', async ({ page, url, folder }) => {
  await open(page, url);
  await page.locator('input[type=file]:not([multiple])').setInputFiles(await farm(folder));
  await verdict(page);
  await view(page, 'Files and roles');
  const run = (name) => page.locator('.sp-runs tbody tr', { hasText: name });
  await soon(async () => assert.match((await run('spbr0001').getAttribute('class')) ?? '', /sp-chosen/));
  await page.getByRole('radio', { name: 'spbr0000' }).check();
  await soon(async () => assert.match((await run('spbr0000').getAttribute('class')) ?? '', /sp-chosen/));
  await page.getByRole('radio', { name: /^The last one that is sound/ }).check();
  await soon(async () => assert.match((await run('spbr0001').getAttribute('class')) ?? '', /sp-chosen/));
  await view(page, 'Commands');
  await page.getByText('Restore a farm run').first().click();
  await page
    .locator('.compose-text', { hasText: `-BackupId ${RUNS[1]}` })
    .first()
    .waitFor();
});

test('sharepoint: names are masked until somebody asks for them', async ({ page, url }) => {
  await example(page, url);
  await view(page, 'Inside the databases');
  await page.getByLabel('Backup sets').check();
  const grid = page.getByRole('grid', { name: 'Backup sets' });
  await grid.getByText('CONTOSO\\s***').first().waitFor();
  assert.equal(await grid.getByText('sqlbackup').count(), 0);
  await view(page, 'Privacy');
  await shows(page.locator('.private-kind').first(), /Content of people/);
  await page.getByRole('checkbox', { name: /^Show names of accounts/ }).check();
  await view(page, 'Inside the databases');
  await page.getByLabel('Backup sets').check();
  await grid.getByText('CONTOSO\\sqlbackup').first().waitFor();
});

test('sharepoint: another drop forgets the set, and remembers the server', async ({ page, url }) => {
  await example(page, url);
  await view(page, 'Target server');
  await page.getByLabel('These files are the whole set').check();
  await page.getByRole('radio', { name: '2019' }).first().check();
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
  await page.locator('.wordmark').click();
  await page.getByRole('button', { name: 'Open an example: SharePoint' }).click();
  await verdict(page);
  await view(page, 'Target server');
  await soon(async () => {
    assert.equal(await page.getByLabel('These files are the whole set').isChecked(), false);
    assert.equal(await page.getByRole('radio', { name: '2019' }).first().isChecked(), true);
  });
});

test('sharepoint: files of one drop become one set when the person says so', async ({
  page,
  url,
  folder,
}) => {
  await open(page, url);
  // Two packages are two reports, until somebody says that they are all that there is.
  const paths = [];
  for (const name of ['one.app', 'two.app']) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), await readFile(APP));
  }
  await choose(page, ...paths);
  await page.locator('.several [role=grid]').waitFor();
  await page.getByText('one.app').first().click();
  await verdict(page);
  await view(page, 'Files and roles');
  await page.getByRole('button', { name: 'They are the whole set' }).click();
  await verdict(page, 'Will not restore');
  await view(page, 'Files and roles');
  assert.equal(await page.locator('.sp-role-missing').count(), 4);
  await soon(async () => assert.equal(await page.locator('.sp-files tbody tr').count(), 2));
});

async function views({ page, url }) {
  await example(page, url);
  for (const name of [
    'Summary',
    'Files and roles',
    'Timeline',
    'Target server',
    'Commands',
    'Privacy',
    'Archive',
    'Inside the databases',
  ]) {
    await view(page, name);
    await page.waitForTimeout(300);
    await accessible(page, name);
    assert.ok(
      await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
      `${name} is too wide`,
    );
    await largeEnough(page, name);
  }
}

test('sharepoint: axe, targets and width, light', views, { colorScheme: 'light' });
test('sharepoint: axe, targets and width, dark', views, { colorScheme: 'dark' });
test('sharepoint: axe, targets and width, phone', views, PHONE);
test('sharepoint: axe, targets and width, forced colours', views, { forcedColors: 'active' });
