import assert from 'node:assert/strict';
import { choose, DATA, open, soon, test, verdict, view } from './harness.mjs';

const number = (text) => Number(text.replace(/\D/g, ''));

test('app: each number leads to as many objects', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'App');
  const links = page.locator('.number-link');
  const total = await links.count();
  assert.ok(total > 15, `${total} numbers`);
  for (let at = 0; at < total; at += 1) {
    const value = number(await links.nth(at).innerText());
    await links.nth(at).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.objects').waitFor();
    await soon(async () =>
      assert.equal(
        await dialog.locator('tbody tr').count(),
        Math.min(value, 200),
        await dialog.locator('h2').innerText(),
      ),
    );
    await soon(async () => assert.equal(number(await dialog.locator('[role=status]').innerText()), value));
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }
});

test('app: the numbers above lead to their parts', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'App');
  await page
    .getByRole('navigation', { name: 'Numbers of the app' })
    .getByRole('link', { name: /Rules/ })
    .click();
  await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'app-rules'));
});
