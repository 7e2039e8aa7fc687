import assert from 'node:assert/strict';
import { accessible, choose, DATA, open, soon, test, verdict } from './harness.mjs';

async function allViews({ page, url }) {
  await open(page, url);
  await accessible(page, 'landing');
  await page.getByRole('button', { name: 'Nothing leaves this tab' }).click();
  await accessible(page, 'lamp');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await accessible(page, 'shortcuts');
  await page.keyboard.press('Escape');
  for (const [kind, path] of Object.entries(DATA)) {
    await choose(page, path);
    // On a phone the verdict is one line behind the summary, without the name.
    await page.locator('.verdict-file', { hasText: path.split('/').at(-1) }).waitFor({ state: 'attached' });
    await verdict(page);
    // Which views there are depends on the system of the file.
    const rail = page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link');
    for (let at = 0; at < (await rail.count()); at += 1) {
      const name = await rail.nth(at).innerText();
      await rail.nth(at).click();
      await accessible(page, `${kind}, ${name.trim()}`);
    }
  }
}

async function severalSets({ page, url }) {
  await open(page, url);
  await choose(page, ...Object.values(DATA));
  await page.locator('.several [role=grid]').waitFor();
  await accessible(page, 'several');
}

test('access: axe finds nothing in the table of sets', severalSets);
test('access: axe finds nothing in the table of sets, phone', severalSets, {
  viewport: { width: 360, height: 740 },
});
test('access: axe finds nothing, light', allViews, { colorScheme: 'light' });
test('access: axe finds nothing, dark', allViews, { colorScheme: 'dark' });
test('access: axe finds nothing, phone', allViews, { viewport: { width: 360, height: 740 } });

test('access: everything by keyboard alone', async ({ page, url }) => {
  await open(page, url);
  // Tab reaches the example; its button is seen to have the focus.
  for (let at = 0; at < 12; at += 1) {
    await page.keyboard.press('Tab');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === 'Open an example') break;
  }
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Open an example'),
  );
  await soon(async () =>
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none'),
  );
  await page.keyboard.press('Enter');
  await verdict(page);
  await page.keyboard.press('2');
  await page.getByRole('treegrid').waitFor();
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('Home');
  const first = page.locator('[role=row][aria-selected=true]');
  await soon(async () => assert.equal(await first.getAttribute('aria-level'), '1'));
  const open1 = await first.getAttribute('aria-expanded');
  await page.keyboard.press(open1 === 'true' ? 'ArrowLeft' : 'ArrowRight');
  await soon(async () => assert.notEqual(await first.getAttribute('aria-expanded'), open1));
  await page.keyboard.press('/');
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'finding-search'),
  );
  // In a field single keys are text.
  await page.keyboard.type('4?');
  await soon(() => assert.ok(page.url().includes('/findings')));
  await page
    .getByRole('navigation', { name: 'Views of the report' })
    .getByRole('link', { name: 'Make a copy' })
    .focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('New app name').focus();
  await page.keyboard.type('by-keyboard');
  await page.keyboard.press('Enter');
  await page.locator('.copy-checked').waitFor();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'copy-title'));
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.wordmark').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
});

test(
  'access: no view is wider than a phone of 320 px',
  async ({ page, url }) => {
    await open(page, url);
    const fits = async (where) =>
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where);
    await fits('landing');
    for (const path of Object.values(DATA)) {
      await choose(page, path);
      await page.locator('.verdict-file', { hasText: path.split('/').at(-1) }).waitFor({ state: 'attached' });
      await verdict(page);
      for (const key of '12345678') {
        await page.keyboard.press(key);
        await page.waitForTimeout(50);
        await fits(`${path} view ${key}`);
      }
    }
  },
  { viewport: { width: 320, height: 640 } },
);
