/**
 * Pictures of the page to be looked at by people: `cargo xtask build && npm run screenshots`, then see
 * `www/screenshots`. Every screen, at three widths, light, dark and in forced colours; an argument such as `360-dark` picks,
 * and a second one such as `compare` a screen.
 *
 * With `-- --readme` only the one in the README is taken, `docs/page.png`: the example of the page, as it opens.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { choose, DATA, DATABASE, open, verdict, view } from './harness.mjs';
import { serve } from './server.mjs';
import { writeLargeBackup } from './zip.mjs';

const OUT = join(dirname(fileURLToPath(import.meta.url)), '../screenshots');
const README_PICTURE = join(dirname(fileURLToPath(import.meta.url)), '../../docs/page.png');
const SIZES = [
  [360, 740],
  [1280, 900],
  [2560, 1440],
];

const own = process.env.BI_URL ? null : await serve();
const url = process.env.BI_URL ?? own.url;
const browser = await launch();
if (process.argv.includes('--readme')) {
  await forReadme();
  await browser.close();
  await own?.close();
  process.exit();
}
const folder = await mkdtemp(join(tmpdir(), 'backup-inspector-'));
const slow = join(folder, 'backup-large.zip');
await writeLargeBackup(slow, { events: 150_000, eventBytes: 12_000 });
await mkdir(OUT, { recursive: true });
for (const [width, height] of SIZES) {
  for (const look of ['light', 'dark', 'forced']) {
    if (!`${width}-${look}`.includes(process.argv[2] ?? '')) continue;
    const page = await browser.newPage({
      viewport: { width, height },
      reducedMotion: 'reduce',
      ...(look === 'forced'
        ? { forcedColors: 'active', colorScheme: 'dark' }
        : { forcedColors: 'none', colorScheme: look }),
    });
    const shoot = async (name) => {
      if (!name.includes(process.argv[3] ?? '')) return;
      await page.waitForTimeout(150);
      await page.screenshot({ path: join(OUT, `${name}-${width}-${look}.png`), fullPage: true });
    };
    await open(page, url);
    await shoot('landing');
    await choose(page, slow);
    await page.locator('.verdict progress[value]').waitFor();
    await shoot('scanning');
    await page.keyboard.press('Escape');
    await shoot('cancelled');
    for (const kind of ['good', 'fails', 'preview', 'losses']) {
      await choose(page, DATA[kind]);
      await page.locator('.verdict-file', { hasText: DATA[kind].split('/').at(-1) }).waitFor();
      await verdict(page);
      await shoot(`report-${kind}`);
    }
    for (const [name, link] of [
      ['findings', /Findings/],
      ['app', 'App'],
      ['events', 'Events'],
      ['assets', 'Assets'],
      ['log', 'Restore log'],
      ['time', 'Duration'],
      ['ticket', 'Ticket'],
      ['target', 'Target server'],
      ['archive', 'Archive'],
      ['privacy', 'Privacy'],
      ['copy', 'Make a copy'],
    ]) {
      await view(page, link);
      // Pictures are drawn when their turn comes.
      if (name === 'assets') await page.locator('.asset-picture.drawn').nth(3).waitFor();
      if (name === 'events') await page.locator('.ev-text').first().waitFor();
      if (name === 'archive') await page.locator('.treemap-cell').first().waitFor();
      await page.waitForFunction(() => document.querySelector('.counting, main [aria-busy=true]') === null);
      await shoot(name);
    }
    await page.getByLabel('New app name').fill('demo-shop-2');
    await page.getByRole('button', { name: 'Preview the copy' }).click();
    await page.locator('.copy-checked').waitFor();
    await shoot('copy-preview');
    await view(page, 'Events');
    await page.getByRole('button', { name: 'The same as a table' }).click();
    await page.locator('.ev-timeline [role=slider]').press('ArrowRight');
    await page.getByRole('button', { name: 'History of this object' }).click();
    await page.locator('.ev-steps').waitFor();
    await shoot('events-history');
    await view(page, 'Compare');
    await shoot('compare');
    await page.locator('.compare-input').setInputFiles(DATA.good);
    await page.getByRole('grid', { name: 'Objects that differ' }).waitFor();
    await page.getByRole('button', { name: 'As a table' }).click();
    await page.getByLabel('What', { exact: true }).selectOption('changed');
    await page.getByRole('grid', { name: 'Objects that differ' }).press('Enter');
    await page.locator('.compare-fields tbody tr').first().waitFor();
    await shoot('comparison');
    await view(page, 'App');
    await page.getByRole('button', { name: 'Look at the contents of products' }).click();
    await page.locator('.inside-contents [aria-rowindex="2"]').waitFor();
    await shoot('contents');
    await page.locator('.inside-contents .table-box').focus();
    await page.keyboard.press('Enter');
    await page.locator('.content-table').waitFor();
    await shoot('content');
    await page.keyboard.press('Escape');
    await page.locator('.wordmark').click();
    await page.getByRole('button', { name: 'Open an example: App Service' }).click();
    await verdict(page);
    await shoot('report-app-service');
    for (const [name, link, drawn] of [
      ['app-service-archive', 'Archive', '.treemap-cell'],
      ['app-service-privacy', 'Privacy', '.private-kind'],
      ['schedule', 'Schedule', '.calendar .day'],
      ['requests', 'Requests', '.compose-text'],
    ]) {
      await view(page, link);
      await page.locator(drawn).first().waitFor();
      await shoot(name);
    }
    await choose(page, DATABASE);
    await verdict(page);
    await view(page, 'Inside the databases');
    await page.locator('.treemap-cell').first().waitFor();
    await shoot('databases');
    await page.getByRole('row', { name: 'AllSites' }).click();
    await page.getByRole('button', { name: 'Show rows' }).click();
    await page.getByRole('grid', { name: 'Rows of dbo.AllSites' }).press('Enter');
    await page.locator('.row-values').waitFor();
    await shoot('databases-rows');
    await page.locator('.wordmark').click();
    await page.getByRole('link', { name: 'Plan a backup schedule' }).click();
    await page.locator('.calendar .sign').first().waitFor();
    await shoot('planner');
    await page.close();
  }
}
await browser.close();
await own?.close();
await rm(folder, { recursive: true, force: true });

/** The README shows it some 830 px wide: twice the pixels of that, crisp on any screen. */
async function forReadme() {
  const page = await browser.newPage({
    viewport: { width: 1100, height: 770 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await open(page, url);
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
  await verdict(page);
  await page.locator('button.lamp.on').waitFor();
  // No pointer over a button, no focus that somebody would ask about.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.activeElement?.blur());
  await page.waitForTimeout(300);
  await page.screenshot({ path: README_PICTURE });
}
