/** Lists of which only a part is in the document, and what is spoken: as a screen reader meets them. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { accessible, choose, DATA, open, soon, test, verdict, view } from './harness.mjs';
import { writeLargeBackup } from './zip.mjs';

/** The row that has the focus: the list names it, and it is in the document and in sight. */
async function active(list) {
  return list.evaluate((box) => {
    const row = document.getElementById(box.getAttribute('aria-activedescendant') ?? '');
    if (row === null) return null;
    const head = box.querySelector('[role=row][aria-rowindex="1"]').getBoundingClientRect();
    const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
    return {
      index: Number(row.getAttribute('aria-rowindex')),
      selected: row.getAttribute('aria-selected'),
      inSight:
        inner.top >= Math.min(head.bottom, outer.top + head.height) - 1 && inner.bottom <= outer.bottom + 1,
    };
  });
}

async function reaches(page, list, key, expected) {
  await page.keyboard.press(key);
  await soon(async () => {
    const row = await active(list);
    assert.deepEqual([row?.index, row?.selected, row?.inSight], [expected, 'true', true], key);
  });
}

test('lists: a grid of many rows says how many, and is walked through with arrows, pages, Home and End', async ({
  page,
  url,
  folder,
}) => {
  const path = join(folder, 'long-list.zip');
  await writeLargeBackup(path, { events: 5_000, eventBytes: 300 });
  await open(page, url);
  await choose(page, path);
  await verdict(page);
  await view(page, 'Events');
  const list = page.getByRole('grid').first();
  await soon(async () => assert.equal(await list.getAttribute('aria-rowcount'), '5001'));
  assert.equal(
    await list.getAttribute('aria-colcount'),
    String(await list.getByRole('columnheader').count()),
  );
  // Few of them are in the document.
  assert.ok((await list.getByRole('row').count()) < 100);
  await list.focus();
  await reaches(page, list, 'Home', 2);
  await reaches(page, list, 'ArrowUp', 2);
  await reaches(page, list, 'ArrowDown', 3);
  await reaches(page, list, 'End', 5_001);
  await reaches(page, list, 'ArrowDown', 5_001);
  await reaches(page, list, 'ArrowUp', 5_000);
  await page.keyboard.press('PageUp');
  let paged = 0;
  await soon(async () => {
    const row = await active(list);
    assert.ok(row !== null && row.index < 4_999 && row.index > 4_900 && row.inSight, JSON.stringify(row));
    paged = row.index;
  });
  await page.keyboard.press('PageDown');
  await soon(async () => assert.ok((await active(list)).index > paged));
  await reaches(page, list, 'Home', 2);
  // One stop for Tab, whatever its length.
  assert.equal(await list.evaluate((box) => box.querySelectorAll('[tabindex="0"]').length), 0);
  // Each row has a cell that names it.
  assert.equal((await list.getByRole('rowheader').count()) > 0, true);
  await accessible(page, 'a long list');
});

test('lists: findings are a tree of kinds with levels, places, and what is open', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Findings');
  const tree = page.getByRole('treegrid');
  await tree.focus();
  await page.keyboard.press('Home');
  const row = tree.locator('[aria-selected=true]');
  await soon(async () => assert.equal(await row.getAttribute('aria-level'), '1'));
  const count = async () => Number(await tree.getAttribute('aria-rowcount'));
  if ((await row.getAttribute('aria-expanded')) === 'true') await page.keyboard.press('ArrowLeft');
  await soon(async () => assert.equal(await row.getAttribute('aria-expanded'), 'false'));
  const closed = await count();
  await page.keyboard.press('ArrowRight');
  await soon(async () => assert.equal(await row.getAttribute('aria-expanded'), 'true'));
  await soon(async () => assert.ok((await count()) > closed));
  await page.keyboard.press('ArrowRight');
  await soon(async () => assert.equal(await row.getAttribute('aria-level'), '2'));
  assert.equal(await row.getAttribute('aria-posinset'), '1');
  assert.ok(Number(await row.getAttribute('aria-setsize')) >= 1);
  await page.keyboard.press('ArrowLeft');
  await soon(async () => assert.equal(await row.getAttribute('aria-level'), '1'));
});

test('lists: the first stop skips to the content, on every screen', async ({ page, url }) => {
  const link = page.getByRole('link', { name: 'Skip to the content' });
  const skips = async () => {
    await link.focus();
    await page.keyboard.press('Enter');
    await soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.id), 'content'));
  };
  await open(page, url);
  await page.keyboard.press('Tab');
  await soon(async () => assert.ok(await link.evaluate((each) => each === document.activeElement)));
  await skips();
  await choose(page, DATA.losses);
  await verdict(page);
  await skips();
  await page.getByRole('link', { name: 'Guide', exact: true }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await skips();
});

test('lists: start, quarters, end and verdict are spoken, each once', async ({ page, url, folder }) => {
  const path = join(folder, 'spoken.zip');
  await writeLargeBackup(path, { events: 150_000, eventBytes: 12_000 });
  await open(page, url);
  await page.evaluate(() => {
    window.said = [];
    const region = document.querySelector('[aria-live=polite].visually-hidden');
    new MutationObserver(() => window.said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
  });
  await choose(page, path);
  await verdict(page);
  await soon(async () => assert.match((await page.evaluate(() => window.said)).at(-1), /^Done\. /));
  const said = await page.evaluate(() => window.said);
  assert.match(said[0], /^Opening 1 file\.$/);
  assert.match(said.at(-1), /^Done\. (Will|Cannot)/);
  const between = said.slice(1, -1);
  for (const each of between) assert.match(each, /^(25|50|75) % read\.$/, said.join('|'));
  assert.equal(new Set(between).size, between.length, said.join('|'));
});
