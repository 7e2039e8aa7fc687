/** What happened: the list of events, its search, the time they were at, one of them, the history of an object. */
import assert from 'node:assert/strict';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';

async function openEvents(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Events');
  await page.getByRole('grid', { name: 'Events' }).locator('[aria-rowindex="2"]').waitFor();
}

const grid = (page) => page.getByRole('grid', { name: 'Events' });
const rows = async (page) => Number(await grid(page).getAttribute('aria-rowcount')) - 1;
const status = (page) => page.locator('.ev-state [role=status]');
const brush = (page) => page.getByRole('slider', { name: 'Selected time' });
const title = (page) => page.locator('.ev-one-title');

async function allEvents(page) {
  await shows(status(page), /^[\d,]+ events\./);
  return Number((await status(page).innerText()).match(/^[\d,]+/)[0].replace(/,/g, ''));
}

test('events: the list, the timeline and the time that is selected go together, by keyboard', async ({
  page,
  url,
}) => {
  await openEvents(page, url);
  await soon(() => assert.ok(page.url().endsWith('#v1/events'), page.url()));
  const all = await allEvents(page);
  assert.ok(all > 200, `${all} events`);
  await soon(async () => assert.equal(await rows(page), all));
  await shows(title(page), /^Event 0\s+AppCreatedEvent$/);
  await brush(page).focus();
  await page.keyboard.press('ArrowRight');
  await soon(async () =>
    assert.match(await brush(page).getAttribute('aria-valuetext'), /2024.*: \d+ events?$/),
  );
  const first = await page.getByLabel('From', { exact: true }).inputValue();
  assert.match(first, /^20\d\d-\d\d-\d\dT\d\d:\d\d/);
  const inBrush = async () =>
    Number((await brush(page).getAttribute('aria-valuetext')).match(/: ([\d,]+) event/)[1]);
  // Each time as many rows as the chart counts.
  for (const key of ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+End', 'ArrowLeft']) {
    await page.keyboard.press(key);
    await soon(async () => assert.equal(await rows(page), await inBrush(), key));
  }
  await page.keyboard.press('Shift+Home');
  await soon(async () => assert.equal(await rows(page), await inBrush()));
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+PageUp');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'All of the time' }).waitFor();
  await page.keyboard.press('Escape');
  await soon(async () => assert.equal(await rows(page), all));
  assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), '');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'All of the time' }).waitFor({ state: 'detached' });
  // The same without dragging or keys on the chart.
  await page.getByLabel('To', { exact: true }).fill('2024-05-06T07:12:00');
  await page.getByLabel('To', { exact: true }).blur();
  await soon(async () => {
    const some = await rows(page);
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
  });
  await page.getByRole('button', { name: 'Clear the selection' }).click();
  await page.getByRole('button', { name: 'The same as a table' }).click();
  const table = page.locator('.ev-lines');
  await table.waitFor();
  const sums = await table.locator('tbody td:nth-child(2)').allInnerTexts();
  assert.equal(
    sums.reduce((sum, each) => sum + Number(each.replace(/,/g, '')), 0),
    all,
  );
});

test('events: dragging over the chart selects time', async ({ page, url }) => {
  await openEvents(page, url);
  const all = await allEvents(page);
  const box = await brush(page).boundingBox();
  await page.mouse.move(box.x + box.width * 0.1, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 70, { steps: 4 });
  await page.mouse.up();
  await soon(async () => {
    const some = await rows(page);
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
  });
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await page.getByRole('button', { name: 'All of the time' }).waitFor();
});

test('events: a text of a payload is found, an event opens, and its object has a history', async ({
  page,
  url,
}) => {
  await openEvents(page, url);
  const all = await allEvents(page);
  const search = page.getByRole('searchbox', { name: 'Text anywhere in an event' });
  await search.fill('kettle');
  await shows(status(page), /^[\d,]+ events? found\./);
  await soon(async () => {
    const some = await rows(page);
    assert.ok(some > 0 && some < all, `${some} of ${all}`);
  });
  await shows(page.locator('.ev-text').first(), /kettle/i);
  await search.fill('this is in no event');
  await page.getByText('No event fits').waitFor();
  await page.getByRole('button', { name: 'Clear the filter' }).click();
  await soon(async () => assert.equal(await rows(page), all));
  await page.getByLabel('Type', { exact: true }).fill('ContentStatusChangedEventV2');
  await shows(status(page), /^[\d,]+ events? found\./);
  await soon(async () => assert.ok((await rows(page)) < all));
  await grid(page).focus();
  await page.keyboard.press('Enter');
  await soon(async () =>
    assert.match(
      await page.evaluate(() => document.activeElement?.textContent),
      /^Event \d+ContentStatusChanged/,
    ),
  );
  await soon(() => assert.match(page.url(), /#v1\/events\?event=\d+$/));
  await page.getByRole('button', { name: 'Raw text' }).click();
  await shows(page.locator('.ev-text').last(), /^\{"n":\{"t":"ContentStatusChangedEventV2"/);
  await page.getByRole('button', { name: /^Headers/ }).click();
  await shows(page.locator('.ev-one'), /EventStreamNumber/);
  await accessible(page, 'an event');
  await page.getByRole('button', { name: 'History of this object' }).click();
  await page.getByRole('heading', { name: 'History', exact: true }).waitFor();
  await shows(page.locator('.ev-steps li').first(), /ContentCreatedEventV2[\s\S]*data\./);
  await shows(page.locator('.ev-steps'), /status/);
  await shows(page.locator('.ev-one [role=status]'), /^\d+ events? of this object\.$/);
  await accessible(page, 'a history');
  await page.getByRole('button', { name: /^Back to event/ }).click();
  await page.getByRole('button', { name: 'Only this object' }).click();
  await shows(status(page), /^\d+ events? found\./);
  await soon(async () => assert.ok((await rows(page)) < 20));
});

test('events: a finding leads to its event, and the event to its findings', async ({ page, url }) => {
  await openEvents(page, url);
  await view(page, /Findings/);
  const link = page.locator('.detail a', { hasText: /^event \d+$/ });
  const list = page.getByRole('treegrid');
  await list.focus();
  for (let row = 0; row < 40 && (await link.count()) === 0; row += 1) {
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(30);
  }
  const index = (await link.first().innerText()).match(/\d+/)[0];
  await link.first().click();
  await soon(() => assert.ok(page.url().endsWith(`#v1/events?event=${index}`), page.url()));
  await shows(title(page), new RegExp(`^Event ${index}\\s`));
  await soon(async () =>
    assert.equal(
      await grid(page).locator('[aria-selected=true]').getAttribute('aria-rowindex'),
      String(Number(index) + 2),
    ),
  );
  await page.getByRole('list', { name: 'Findings at this event' }).getByRole('link').first().click();
  await soon(() => assert.match(page.url(), /#v1\/findings\?code=/));
});

test('events: leaving the view stops its search, and coming back needs none', async ({ page, url }) => {
  await openEvents(page, url);
  const all = await allEvents(page);
  await view(page, 'Summary');
  await view(page, 'Events');
  assert.equal(await allEvents(page), all);
});

for (const [name, options] of [
  ['320 px', { viewport: { width: 320, height: 640 }, colorScheme: 'dark' }],
  ['forced colours', { forcedColors: 'active' }],
])
  test(
    `events: axe, targets and width, ${name}`,
    async ({ page, url }) => {
      await openEvents(page, url);
      await allEvents(page);
      await page.getByRole('button', { name: 'The same as a table' }).click();
      await page.locator('.ev-lines').waitFor();
      await brush(page).press('ArrowRight');
      await page.locator('.ev-text').first().waitFor();
      await accessible(page, name);
      await largeEnough(page, name);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${wide} px wider than the window`);
    },
    options,
  );
