/** Commands by keyboard: the palette, the sheet of shortcuts, and single keys that can be switched off. */
import assert from 'node:assert/strict';
import { accessible, choose, DATA, open, soon, test, verdict, view } from './harness.mjs';

const palette = (page) => page.getByRole('dialog', { name: 'Commands' });
const focused = (page) => page.evaluate(() => document.activeElement?.tagName);

test('palette: every command is found by typing and run with Enter', async ({ page, url }) => {
  await open(page, url);
  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  await accessible(page, 'palette');
  const field = palette(page).getByRole('combobox');
  await soon(async () => assert.ok(await field.evaluate((element) => element === document.activeElement)));
  // What can't be done here is not offered.
  assert.equal(await palette(page).getByRole('option', { name: 'Save JSON' }).count(), 0);
  await page.keyboard.type('example app');
  const chosen = palette(page).locator('[aria-selected=true]');
  await soon(async () => assert.match(await chosen.innerText(), /example.*App Service/i));
  assert.equal(await field.getAttribute('aria-activedescendant'), await chosen.getAttribute('id'));
  await page.keyboard.press('Enter');
  await verdict(page, 'Will restore, with losses');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('requests');
  await soon(async () => assert.match(await chosen.innerText(), /Go to Requests/));
  await page.keyboard.press('Enter');
  await soon(() => assert.ok(page.url().endsWith('/compose'), page.url()));
  // The focus is where the command leads, and not where it was before.
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Requests'),
  );
});

test('palette: arrows go round, Escape gives the focus back, nothing found is said', async ({
  page,
  url,
}) => {
  await open(page, url);
  const button = page.getByRole('button', { name: 'Choose a file' });
  await button.focus();
  await page.keyboard.press('Control+k');
  const options = palette(page).getByRole('option');
  // More can be done once the engine is there.
  let last = -1;
  await soon(async () => {
    const before = last;
    last = (await options.count()) - 1;
    assert.ok(last > 0 && last === before);
    await page.waitForTimeout(200);
    assert.equal((await options.count()) - 1, last);
  });
  await page.keyboard.press('ArrowUp');
  await soon(async () => assert.equal(await options.nth(last).getAttribute('aria-selected'), 'true'));
  await page.keyboard.press('ArrowDown');
  await soon(async () => assert.equal(await options.nth(0).getAttribute('aria-selected'), 'true'));
  await page.keyboard.type('zzz');
  await palette(page).getByText('No command has these words.').waitFor();
  await page.keyboard.press('Enter');
  await palette(page).waitFor();
  await page.keyboard.press('Escape');
  await palette(page).waitFor({ state: 'detached' });
  await soon(async () => assert.ok(await button.evaluate((element) => element === document.activeElement)));
});

test('palette: it opens from a field, and single keys there are text', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  const field = page.getByLabel('New app name');
  await field.focus();
  await page.keyboard.type('p2?');
  assert.equal(await field.inputValue(), 'p2?');
  assert.equal(await page.getByRole('dialog').count(), 0);
  await page.keyboard.press('Control+k');
  await palette(page).waitFor();
  // In the palette they are text as well.
  await page.keyboard.type('p2?');
  assert.equal(await palette(page).getByRole('combobox').inputValue(), 'p2?');
  await page.keyboard.press('Escape');
  await soon(async () => assert.equal(await focused(page), 'INPUT'));
});

test('palette: single keys are switched off, stay so after a reload, and Ctrl+K works all the same', async ({
  page,
  url,
}) => {
  await open(page, url);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Shortcuts' });
  await sheet.getByText('Find a command').waitFor();
  await sheet.getByText('Ctrl+K').waitFor();
  await sheet.getByLabel('Single keys are shortcuts').uncheck();
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  await page.reload();
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.keyboard.press('e');
  await page.keyboard.press('?');
  await page.waitForTimeout(300);
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.equal(await page.locator('.verdict').count(), 0);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('keys on');
  await page.keyboard.press('Enter');
  await palette(page).waitFor({ state: 'detached' });
  await soon(async () => {
    await page.keyboard.press('?');
    assert.equal(await sheet.count(), 1);
  });
  // Nothing else is kept.
  assert.deepEqual(
    await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('single'))),
    [],
  );
});
