/** Azure App Service in the page: the example, what is inside, the schedule, the requests; with and without a file. */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { accessible, choose, drop, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';

const data = (name) => fileURLToPath(new URL(`../../tests/data/app_service/${name}`, import.meta.url));
const CONFIGURATION = data('a03-config-backup-arm-2020.json');
const LIST = data('a02-list-backups-arm-2022.json');
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };

async function openExample(page, url) {
  await open(page, url);
  await page.getByRole('button', { name: 'Open an example: App Service' }).click();
  await verdict(page, 'Will restore, with losses');
}

const chooseTask = (page, name) => page.locator('.compose-tasks').getByText(name, { exact: true }).click();

const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

test('app service: the example opens at its backup and is judged', async ({ page, url }) => {
  await openExample(page, url);
  await soon(() => assert.ok(page.url().endsWith('#v1/summary'), page.url()));
  await shows(page.locator('.figures'), /34/);
});

test('app service: the site content is a map with a table beside it, by keyboard', async ({ page, url }) => {
  await openExample(page, url);
  await view(page, 'Archive');
  const map = page.getByRole('listbox', { name: 'Bytes by folder' });
  await map.waitFor();
  await accessible(page, 'inside');
  await largeEnough(page, 'inside');
  // It begins where there is something to compare: site and databases. Backspace goes up, Enter opens the largest again.
  await shows(page.locator('.treemap-trail'), 'All');
  for (const folder of ['fs', 'site', 'wwwroot'])
    await page.locator('.treemap-table').getByRole('button', { name: folder, exact: true }).click();
  await shows(page.locator('.treemap-trail'), /fs.*site.*wwwroot$/s);
  await map.focus();
  await page.keyboard.press('Backspace');
  await shows(page.locator('.treemap-trail'), /All.*fs.*site$/s);
  await page.keyboard.press('Enter');
  await shows(page.locator('.treemap-trail'), /site.*wwwroot$/s);
  await shows(page.locator('.treemap-table'), /App_Data/);
  await page.keyboard.press('ArrowRight');
  await soon(async () => assert.match(await map.getAttribute('aria-activedescendant'), /cell-1$/));
  await page.getByText('By kind', { exact: true }).click();
  await shows(page.locator('.treemap-table'), /images/);
});

test('app service: the schedule of the dropped configuration, and what a failing week does', async ({
  page,
  url,
}) => {
  await openExample(page, url);
  await view(page, 'Schedule');
  await page.locator('.calendar .day-kept').first().waitFor();
  await accessible(page, 'schedule');
  await largeEnough(page, 'schedule');
  await shows(page.locator('.schedule-model'), /This is a model/);
  // The signature ends within the year, which the rules say.
  await shows(page.locator('.schedule'), /AS-S/);
  const kept = page.locator('#day-title');
  const before = await kept.innerText();
  // By keyboard: a week on.
  const chosen = page.locator('.day-cell[aria-selected=true] button');
  const day = await chosen.getAttribute('data-day');
  await chosen.focus();
  await page.keyboard.press('ArrowDown');
  await soon(async () => assert.notEqual(await chosen.getAttribute('data-day'), day));
  await soon(async () => assert.notEqual(await kept.innerText(), before));
  const run = page.locator('.day[aria-label*="succeeded"]:not([aria-label*="partially"])').first();
  await run.click();
  await page.locator('.run-end select').first().selectOption('Failed');
  await soon(async () => assert.ok((await page.locator('.day .sign-failed').count()) > 0));
  await page.getByRole('button', { name: /Forget 1 changed run/ }).click();
  await soon(async () => assert.equal(await page.locator('.run-end select').first().inputValue(), ''));
  // Another interval, another number of runs.
  const days = await page.locator('.day .sign').count();
  await page.getByLabel('Interval', { exact: true }).fill('30');
  await soon(async () => assert.ok((await page.locator('.day .sign').count()) < days));
  await page.getByLabel('Interval', { exact: true }).fill('0');
  await shows(page.locator('.schedule-form .field-fault'), /at least 1/);
  await page.getByRole('button', { name: 'Back to the file’s' }).click();
  await soon(async () => assert.equal(await page.locator('.day .sign').count(), days));
  await page.locator('.schedule-storage svg[role=img]').waitFor();
  assert.ok((await page.locator('.schedule-storage tbody tr').count()) > 11);
});

test(
  'app service: requests are filled from what was dropped, checked as typed, copied, and not sent',
  async ({ page, url }) => {
    await open(page, url);
    await choose(page, CONFIGURATION);
    await verdict(page);
    await view(page, 'Requests');
    const out = page.locator('.compose-out');
    await shows(out, /POST https:\/\/management\.azure\.com\/subscriptions\/00001111/);
    await accessible(page, 'compose');
    await largeEnough(page, 'compose');
    await chooseTask(page, 'Set the schedule');
    await shows(out, /"retentionPeriodInDays": 3/);
    await soon(async () => assert.equal(await page.getByLabel('Interval').inputValue(), '7d'));
    // A value that can't be used says so beside its field, and nothing is written.
    await page.getByLabel('Interval').fill('often');
    await shows(page.locator('.compose-field', { hasText: 'Interval' }), /an interval is a number/i);
    await soon(async () => assert.equal(await out.locator('pre').count(), 0));
    await page.getByLabel('Interval').fill('12h');
    await shows(out, /"frequencyInterval": 12/);
    await page.getByRole('tab', { name: 'REST' }).focus();
    await page.keyboard.press('ArrowRight');
    await shows(out, /az webapp config backup update/);
    await page.getByRole('button', { name: 'Copy: For sh and bash' }).click();
    await soon(async () => assert.match(await copied(page), /--frequency 12h/));
    await shows(out, /Nothing is sent from here/);
    // The secret of the file is copied when that is asked for, and stands nowhere.
    assert.ok(!(await copied(page)).includes('PLACEHOLDER'));
    await page.getByLabel('Put secrets into').check();
    await page.getByRole('button', { name: 'Copy all, with secrets' }).click();
    await soon(async () => assert.match(await copied(page), /sig=PLACEHOLDER/));
    assert.ok(!(await page.locator('body').innerText()).includes('PLACEHOLDER'));
    // What was typed stays when another view was looked at.
    await view(page, 'Summary');
    await view(page, 'Requests');
    await soon(async () => assert.equal(await page.getByLabel('Interval').inputValue(), '12h'));
  },
  CLIPBOARD,
);

test('app service: a restore over the app is warned of beside its fields', async ({ page, url }) => {
  await open(page, url);
  await drop(page, LIST);
  await verdict(page);
  await view(page, 'Requests');
  await chooseTask(page, 'Restore over the app');
  const overwrite = page.locator('.compose-field', { hasText: 'Overwrite' });
  await shows(overwrite, /AS-RST-/);
  await chooseTask(page, 'Restore into a new app or slot');
  await shows(page.locator('.compose-field', { hasText: 'App Service plan' }), /AS-RST-/);
  await page.getByLabel('App Service plan').fill('MyPlan');
  await shows(page.locator('.compose-out'), /"appServicePlan": "MyPlan"/);
  await page.getByRole('button', { name: 'Forget what was typed' }).click();
  await soon(async () => assert.equal(await page.getByLabel('App Service plan').inputValue(), ''));
});

test('app service: a schedule is planned and a request written without any file', async ({ page, url }) => {
  await open(page, url);
  await page.getByRole('link', { name: 'Plan a backup schedule' }).click();
  await page.getByRole('heading', { level: 1, name: 'Plan a backup schedule' }).waitFor();
  await page.locator('.calendar .day .sign').first().waitFor();
  await accessible(page, 'planner');
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByLabel('Size of a backup').fill('1.5 GB');
  await shows(page.locator('.schedule-storage'), /GB/);
  await soon(() => assert.ok(page.url().endsWith('#v1/schedule')));
  await page.reload();
  await page.locator('.calendar .day .sign').first().waitFor();
  await page.getByRole('button', { name: 'Back to the start' }).click();
  await page.getByRole('link', { name: 'Write a request' }).click();
  await shows(page.locator('.compose-out'), /A placeholder stands for/);
  await accessible(page, 'request planner');
  // A file that is dropped there is shown in the same view.
  await choose(page, CONFIGURATION);
  await shows(page.locator('.compose-out'), /demo-shop/);
});

test(
  'app service: the views fit a phone of 320 px, and axe finds nothing there',
  async ({ page, url }) => {
    await openExample(page, url);
    for (const [name, drawn] of [
      ['Archive', '.treemap-cell'],
      ['Privacy', '.private-kind'],
      ['Schedule', '.calendar .day'],
      ['Requests', '.compose-text'],
    ]) {
      await view(page, name);
      await page.locator(drawn).first().waitFor();
      await soon(async () =>
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name),
      );
      await accessible(page, `${name}, phone`);
      await largeEnough(page, `${name}, phone`);
    }
  },
  { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
);
