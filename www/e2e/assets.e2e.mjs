import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible, choose, DATA, largeEnough, open, shows, soon, test, verdict, view } from './harness.mjs';

async function gallery(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Assets');
  const box = page.getByRole('listbox', { name: 'Gallery' });
  await box.getByRole('option').first().waitFor();
  return box;
}

const tile = (box, name) => box.getByRole('option', { name });

test('assets: pictures out of the archive are drawn, an SVG and whatever is none are not', async ({
  page,
  url,
}) => {
  const box = await gallery(page, url);
  const hero = tile(box, /hero-image\.png/);
  await hero.locator('.asset-picture.drawn').waitFor();
  // 162 to 62 pixels, as large as the tile or smaller.
  const [width, height] = await hero.locator('canvas').evaluate((canvas) => [canvas.width, canvas.height]);
  assert.ok(width <= 2 * 132 && Math.abs(width / height - 162 / 62) < 0.1, `${width} ${height}`);
  const coloured = await hero.locator('canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return data.some((part) => part > 0);
  });
  assert.ok(coloured);
  for (const name of [/logo\.svg/, /teaser\.mp4/, /lost\.png/]) {
    await tile(box, name).locator('.asset-sign').waitFor();
    assert.equal(await tile(box, name).locator('.asset-picture.drawn').count(), 0);
  }
  assert.equal(await page.locator('main img').count(), 0);
  await shows(tile(box, /lost\.png/), /lost$/);
  await shows(hero, /3 versions/);
});

test('assets: a folder, a part, an order and a search choose what the gallery shows', async ({
  page,
  url,
}) => {
  const box = await gallery(page, url);
  const all = await box.getByRole('option').count();
  assert.ok(all > 10);
  const table = page.locator('.treemap-table');
  await table.getByRole('button', { name: 'Images' }).first().click();
  await soon(async () => assert.ok((await box.getByRole('option').count()) < all));
  await tile(box, /hero-image\.png/).waitFor();
  await page.locator('.treemap-trail').getByRole('button').first().click();
  await soon(async () => assert.equal(await box.getByRole('option').count(), all));
  await page.getByLabel('Which assets').selectOption('lost');
  await soon(async () => assert.ok((await box.getByRole('option').count()) < all));
  await tile(box, /lost\.png/).waitFor();
  await page.getByLabel('Which assets').selectOption('present');
  await page.getByLabel('Sorted by').selectOption('-bytes');
  await shows(box.getByRole('option').first(), /teaser\.mp4/);
  await page.getByRole('searchbox', { name: 'Search in name and folder' }).fill('kettle');
  await soon(async () => assert.ok((await box.getByRole('option').count()) <= 4));
});

test('assets: what is used by which content, and what by none', async ({ page, url }) => {
  const box = await gallery(page, url);
  await page.getByRole('button', { name: 'Find what is used' }).click();
  await shows(tile(box, /logo\.svg/), /used by \d+/);
  await shows(tile(box, /teaser\.mp4/), /not used/);
  await page.getByLabel('Which assets').selectOption('unused');
  await tile(box, /teaser\.mp4/).waitFor();
  await soon(async () => assert.equal(await tile(box, /logo\.svg/).count(), 0));
  await page.getByLabel('Which assets').selectOption('used');
  await tile(box, /logo\.svg/).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Find what is used' }).click();
  await dialog
    .getByRole('button', { name: /Wasserkocher Nr\. 0/ })
    .first()
    .click();
  await shows(dialog.locator('h2'), /Wasserkocher Nr\. 0/);
});

test('assets: a version of a file is saved under its name, with its bytes', async ({ page, url }) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  const box = await gallery(page, url);
  await box.focus();
  // By keyboard alone.
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  for (let at = 0; at < 40; at += 1) {
    const name = await box.locator('[aria-selected=true]').innerText();
    if (name.includes('hero-image.png')) break;
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await shows(dialog.locator('h2'), 'hero-image.png');
  await dialog.locator('.asset-picture.drawn').waitFor();
  await shows(dialog.locator('.facts'), /pixelWidth\s+162/);
  const coming = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save version 2 of hero-image.png' }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), 'hero-image.png');
  const bytes = await readFile(await download.path());
  assert.equal(bytes.length, 701);
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'listbox'),
  );
});

for (const options of [
  { viewport: { width: 320, height: 640 } },
  { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
  { viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
])
  test(
    `assets: axe finds nothing, and nothing is wider than the window (${JSON.stringify(options)})`,
    async ({ page, url }) => {
      const box = await gallery(page, url);
      await accessible(page, 'assets');
      await largeEnough(page, 'assets');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await box.getByRole('option').first().click();
      await page.locator('dialog .asset-view').waitFor();
      await accessible(page, 'asset');
      assert.ok(
        await page.evaluate(() => {
          const dialog = document.querySelector('dialog');
          return dialog !== null && dialog.scrollWidth <= dialog.clientWidth;
        }),
      );
    },
    options,
  );
