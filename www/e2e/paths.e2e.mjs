/** The main paths from the first key to the text for support, by keyboard alone, as narrow as a phone, without colours of our own. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accessible, DATA, open, shows, soon, test, verdict } from './harness.mjs';

/** Pictures for people to look at; not compared. */
const PICTURES = join(dirname(fileURLToPath(import.meta.url)), '../screenshots');
const MOST_TABS = 150;

/** What has the focus, by the name that a screen reader says. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label = element?.labels?.[0]?.textContent;
    return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
  });

/** Tab until something of that name has the focus: it is seen there, and nothing lies over it. */
async function tabTo(page, name) {
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    if (name.test(await focused(page))) break;
    await page.keyboard.press('Tab');
  }
  assert.match(await focused(page), name);
  // What is scrolled to comes a moment later.
  await soon(async () => {
    const hidden = await page.evaluate(() => {
      const element = document.activeElement;
      const { left, top, width, height } = element.getBoundingClientRect();
      const at = document.elementFromPoint(left + width / 2, top + height / 2);
      const seen =
        element === at ||
        element.contains(at) ||
        at?.contains(element) ||
        at?.closest('label')?.contains(element);
      return seen ? null : (at?.outerHTML.slice(0, 80) ?? 'outside of the window');
    });
    assert.equal(hidden, null, `${name} has the focus, and something lies over it`);
  });
}

async function press(page, name, key = 'Enter') {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Ctrl+O, and the file in the dialog of the browser. */
async function openByKey(page, path) {
  let chooser;
  page.once('filechooser', (found) => {
    chooser = found;
  });
  // The landing is drawn before its script listens.
  await soon(async () => {
    if (chooser === undefined) await page.keyboard.press('Control+o');
    assert.notEqual(chooser, undefined);
  });
  await chooser.setFiles(path);
  await page.locator('.verdict-file', { hasText: path.split('/').at(-1) }).waitFor({ state: 'attached' });
}

async function saved(page, folder, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, /^Save the copy/)]);
  const path = join(folder, name);
  await download.saveAs(path);
  return path;
}

async function ticket(page) {
  await press(page, /^\d?Ticket/);
  await page.getByLabel('Download link').waitFor();
  await tabTo(page, /^Download link/);
  await page.keyboard.type('https://files.example/backup.zip');
  await press(page, /^Copy$/);
  await shows(page.locator('.status-line'), /Copied/);
  return page.evaluate(() => navigator.clipboard.readText());
}

/** A backup whose names have back-slashes: no entry is found by its name. */
async function broken(folder) {
  const bytes = await readFile(DATA.good);
  const text = bytes.toString('latin1').replaceAll('events/0/', 'events\\0\\');
  const path = join(folder, 'broken.zip');
  await writeFile(path, Buffer.from(text, 'latin1'));
  return path;
}

const ways = {
  'at 360 px': { viewport: { width: 360, height: 740 } },
  'in forced colours': { forcedColors: 'active' },
  'at 360 px, in forced colours': { viewport: { width: 360, height: 740 }, forcedColors: 'active' },
  'at 640 by 360, as a zoom of 200 % leaves it': { viewport: { width: 640, height: 360 } },
};

for (const [way, options] of Object.entries(ways)) {
  const shoot = async (page, name) => {
    await mkdir(PICTURES, { recursive: true });
    await page.screenshot({ path: join(PICTURES, `path-${name}-${way.replaceAll(/[^a-z0-9]+/g, '-')}.png`) });
  };
  test(
    `paths: a broken backup is understood, mended, saved, its ticket copied, by keyboard, ${way}`,
    async ({ page, url, folder }) => {
      // The picker can't be driven without a person; the download path is the one of browsers that have none.
      await page.addInitScript(() => {
        delete window.showSaveFilePicker;
      });
      await open(page, url);
      await openByKey(page, await broken(folder));
      await verdict(page, 'Will not restore');
      await shoot(page, 'broken');
      await press(page, /^\d?Findings/);
      await page.getByRole('treegrid').waitFor();
      await shoot(page, 'findings');
      await press(page, /^\d?Summary/);
      await press(page, /^Mend and save a copy/);
      await soon(async () => assert.match(await focused(page), /^Preview the copy/));
      await page.keyboard.press('Enter');
      await page.locator('.copy-checked').waitFor();
      await shows(page.locator('.before-after'), /Copy\s+Will restore/);
      await shoot(page, 'preview');
      await accessible(page, 'preview of the mended copy');
      const path = await saved(page, folder, 'mended.zip');
      await openByKey(page, path);
      await verdict(page, 'Will restore');
      const text = await ticket(page);
      assert.match(text, /https:\/\/files\.example\/backup\.zip/);
      assert.match(text, /will restore/);
      await shoot(page, 'ticket');
    },
    { permissions: ['clipboard-read', 'clipboard-write'], ...options },
  );

  test(
    `paths: a renamed copy and its ticket, by keyboard, ${way}`,
    async ({ page, url, folder }) => {
      await page.addInitScript(() => {
        delete window.showSaveFilePicker;
      });
      await open(page, url);
      await openByKey(page, DATA.good);
      await verdict(page, 'Will restore');
      await press(page, /^\d?Make a copy/);
      await tabTo(page, /^New app name/);
      await page.keyboard.type('shop-by-key');
      await press(page, /^Preview the copy/);
      await page.locator('.copy-checked').waitFor();
      const path = await saved(page, folder, 'renamed.zip');
      await openByKey(page, path);
      await verdict(page, 'Will restore');
      assert.match(await ticket(page), /shop-by-key/);
    },
    { permissions: ['clipboard-read', 'clipboard-write'], ...options },
  );
}
