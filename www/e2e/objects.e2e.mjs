import assert from 'node:assert/strict';
import { choose, DATA, open, shows, soon, test, verdict, view } from './harness.mjs';

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
    const grid = dialog.getByRole('grid');
    await soon(async () =>
      assert.equal(
        Number(await grid.getAttribute('aria-rowcount')) - 1,
        value,
        await dialog.locator('h2').innerText(),
      ),
    );
    // Its last row can be reached, and is one of the list.
    await page.keyboard.press('End');
    await soon(async () =>
      assert.equal(
        Number(await grid.locator('[aria-selected=true]').getAttribute('aria-rowindex')),
        value + 1,
      ),
    );
    await soon(async () =>
      assert.doesNotMatch(await grid.locator('[aria-selected=true]').innerText(), /^[…\s]*$/),
    );
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

test('app: a list within a list, and the way back', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'App');
  await page.locator('#app-assets .number-link, .number-link[aria-label*="Assets"]').first().click();
  const dialog = page.getByRole('dialog');
  const title = await dialog.locator('h2').innerText();
  await dialog.getByRole('grid').locator('[aria-rowindex="2"]').waitFor();
  await page.keyboard.press('Enter');
  await soon(async () => assert.match(await dialog.locator('h2').innerText(), /^File versions of/));
  await dialog.getByRole('button', { name: `Back to ${title}` }).click();
  await soon(async () => assert.equal(await dialog.locator('h2').innerText(), title));
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid'),
  );
});

test('objects: what will not be there is told with its reason, in front of what will', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'App');
  const gone = page.getByRole('region', { name: 'What will not be there' });
  await shows(gone, /1 of 252 events is not restored/);
  await shows(gone, /lost\.png is missing or empty[\s\S]*Why: /);
  await gone.getByRole('link', { name: 'A contributor is dropped' }).click();
  await page.getByRole('heading', { name: 'Findings', level: 2 }).waitFor();
  assert.ok(page.url().includes('contributor-dropped'));
  await choose(page, DATA.good);
  await verdict(page, 'Will restore');
  await view(page, 'App');
  await page.locator('.app-overview').waitFor();
  await gone.waitFor({ state: 'detached' });
});
