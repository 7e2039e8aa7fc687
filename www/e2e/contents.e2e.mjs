import assert from 'node:assert/strict';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';

const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);

/** The table of what the products hold. */
async function products(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'App');
  await page.getByRole('button', { name: 'Look at the contents of products' }).click();
  const grid = page.getByRole('grid', { name: 'Contents of Products' });
  await grid.locator('[aria-rowindex="2"]').waitFor();
  await soon(async () =>
    assert.doesNotMatch(await grid.locator('[aria-rowindex="2"]').innerText(), /^[…\s]*$/),
  );
  return grid;
}

test('contents: a table of what a schema holds, searched and sorted, with drafts beside what is live', async ({
  page,
  url,
}) => {
  const grid = await products(page, url);
  const head = grid.locator('.table-head');
  await shows(head, /Price \(EUR\)/);
  // The app shows few fields in lists; all of them on request.
  assert.doesNotMatch(await head.innerText(), /variants/);
  await page.getByLabel('All fields').check();
  await shows(head, /variants: sku/);
  await head.getByRole('button', { name: 'Price (EUR)' }).click();
  const prices = async () => {
    const column = (await head.locator('[role=columnheader]').allInnerTexts()).findIndex((text) =>
      text.startsWith('Price'),
    );
    const cells = grid.locator(`[role=row]:not(.table-head) > :nth-child(${column + 1})`);
    return (await cells.allInnerTexts()).map(Number);
  };
  await soon(async () => {
    const all = await prices();
    assert.ok(all.length > 5 && all.every((price, at) => at === 0 || price >= all[at - 1]), all.join());
  });
  await page.getByRole('searchbox', { name: 'Search in these contents' }).fill('draft title of kettle 1');
  await soon(async () => assert.equal(await grid.getAttribute('aria-rowcount'), '2'));
  await shows(
    grid.locator('[aria-rowindex="2"]'),
    /Published[\s\S]*draft: Draft[\s\S]*→ Draft title of kettle 1/,
  );
  await page.getByRole('searchbox').fill('');
  await page.getByLabel('Which contents').selectOption('deleted');
  await shows(grid.locator('[aria-rowindex="2"]'), /deleted/);
  await page.getByLabel(/^Schema/).selectOption({ label: 'categories (4)' });
  const categories = page.getByRole('grid', { name: 'Contents of categories' });
  await soon(async () => assert.equal(await categories.getAttribute('aria-rowcount'), '5'));
  await page.getByRole('button', { name: 'All of the app' }).click();
  await page.locator('.app-overview').waitFor();
});

test('contents: one content as an editor knows it, what it refers to, and an earlier version', async ({
  page,
  url,
}) => {
  const grid = await products(page, url);
  await page.getByRole('searchbox').fill('draft title of kettle 1');
  await soon(async () => assert.equal(await grid.getAttribute('aria-rowcount'), '2'));
  await grid.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await shows(dialog.locator('h2'), 'Wasserkocher Nr. 1 »red«');
  const row = (label) =>
    dialog.locator('.content-table tr', { has: page.getByRole('rowheader', { name: label }) });
  await shows(row(/^Title en/), /Kettle no\. 1 "red"[\s\S]*Draft title of kettle 1/);
  await shows(row(/^Price \(EUR\)/), /gross[\s\S]*20\.9/);
  // Rich text is text, and what the server would draw is not drawn.
  await shows(row(/^story en/), /Once upon a time\[image: cup\]/);
  assert.equal(await dialog.locator('img, script, iframe').count(), 0);
  await shows(row(/^apiUser/), /•••/);
  await accessible(page, 'content');
  await largeEnough(page, 'content');
  await dialog.getByLabel('Only what differs').check();
  await soon(async () => assert.equal(await dialog.locator('.content-table tbody tr').count(), 1));
  await dialog.getByLabel('Only what differs').uncheck();
  // Along a reference and an asset, and back again.
  await dialog.getByRole('button', { name: 'Wasserkocher Nr. 0 »blue«' }).first().click();
  await shows(dialog.locator('h2'), 'Wasserkocher Nr. 0 »blue«');
  await dialog.getByRole('button', { name: 'logo.svg' }).first().click();
  await shows(dialog.locator('h2'), 'logo.svg');
  await dialog.getByRole('button', { name: /Back to Wasserkocher Nr\. 0/ }).click();
  await dialog.getByRole('button', { name: /Back to Wasserkocher Nr\. 1/ }).click();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  // Of one whose draft was published, what it was before.
  await page.getByRole('searchbox').fill('draft title of kettle 3');
  await shows(grid.locator('[aria-rowindex="2"]'), /Draft title of kettle 3/);
  await grid.focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Find earlier versions' }).click();
  await dialog.getByRole('button', { name: 'Show event 134 beside the current version' }).click();
  await shows(dialog.locator('.content-table thead'), /Earlier event 134[\s\S]*Current: Published/);
  await dialog.getByRole('button', { name: 'Without the earlier version' }).click();
  await soon(async () =>
    assert.doesNotMatch(await dialog.locator('.content-table thead').innerText(), /Earlier/),
  );
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid'),
  );
});

test('contents: of a backup that fails, what can be read', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.fails);
  await verdict(page);
  await view(page, 'App');
  await page.getByRole('button', { name: 'Look at the contents that can be read' }).click();
  await page.getByText('All that can be read, whatever a server does with it.').waitFor();
  await page.getByRole('grid').waitFor();
  await accessible(page, 'contents of a backup that fails');
});

for (const options of [
  { viewport: { width: 320, height: 640 } },
  { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
])
  test(
    `contents: axe finds nothing, and nothing is wider than the window (${JSON.stringify(options)})`,
    async ({ page, url }) => {
      const grid = await products(page, url);
      await accessible(page, 'contents');
      await largeEnough(page, 'contents');
      assert.ok(await fits(page), 'contents');
      await grid.focus();
      await page.keyboard.press('Enter');
      await page.locator('.content-table').waitFor();
      await accessible(page, 'content');
      assert.ok(
        await page.evaluate(() => {
          const dialog = document.querySelector('dialog');
          return dialog !== null && dialog.scrollWidth <= dialog.clientWidth;
        }),
        'content',
      );
    },
    options,
  );
