import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { accessible, choose, DATA, open, soon, test, verdict } from './harness.mjs';

const HOSTILE = `"><img src=x onerror=alert(1)><svg onload=alert(2)> anna@shop.example.zip`;

/** Without the picker a file is a download, which can be read here. */
const withoutPicker = () => {
  delete window.showSaveFilePicker;
};

/** The report as the dialog saves it; `names` includes them. */
async function saved(page, { names = false } = {}) {
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Print or save' });
  await dialog.getByLabel('All of them').check();
  if (names) await dialog.getByLabel('Mask e-mail addresses').uncheck();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save as one HTML file' }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

/** Opens the file as a person would: from the disk. */
async function opened(browser, folder, { text }) {
  const path = join(folder, 'saved.html');
  await writeFile(path, text);
  const page = await browser.newPage();
  const requests = [];
  const dialogs = [];
  const complaints = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => complaints.push(message.text()));
  await page.goto(pathToFileURL(path).href);
  return { page, requests, dialogs, complaints };
}

test('saved: one HTML file with verdict and findings, which asks for nothing', async ({
  page,
  url,
  browser,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page, 'Will restore, with losses');
  const file = await saved(page);
  assert.equal(file.name, 'example.report.html');
  // The screen is as before.
  await soon(async () => assert.equal(await page.locator('.view').count(), 1));
  const { page: paper, requests, complaints } = await opened(browser, folder, file);
  assert.equal(await paper.locator('h1').innerText(), 'Will restore, with losses');
  const text = await paper.locator('body').innerText();
  for (const part of [
    'Findings',
    'The file of an asset is missing',
    'What will not be there',
    'Link to the backup',
    /Backup Inspector \d+\.\d+\.\d+, saved \d+ \w+ \d{4}/,
  ])
    assert.match(text, part instanceof RegExp ? part : new RegExp(part));
  assert.equal(requests.length, 1, requests.join());
  assert.deepEqual(complaints, []);
  // Every heading goes at most one level deeper than the one before.
  const levels = await paper
    .locator('h1, h2, h3, h4')
    .evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
  assert.ok(levels.length > 5);
  levels.forEach((level, at) => {
    assert.ok(level - (levels[at - 1] ?? 0) <= 1, `${levels.join()} at ${at}`);
  });
  await accessible(paper, 'saved');
  await paper.setViewportSize({ width: 360, height: 700 });
  const over = await paper.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${over} px wider than a phone`);
  const pdf = await paper.pdf({ preferCSSPageSize: true });
  assert.ok(pdf.length > 10_000);
  await paper.close();
});

test('saved: e-mail addresses are masked unless they are included', async ({ page, url }) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  const masked = await saved(page);
  const [, body] = masked.text.split('</style>');
  assert.equal(/\w+@\w+/.exec(body)?.[0], undefined);
  assert.ok(masked.text.includes('person-1'));
  const whole = await saved(page, { names: true });
  assert.ok(whole.text.includes('anna.berg@demo-shop.example'));
});

test('saved: nothing of a hostile name becomes markup', async ({ page, url, browser, folder }) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await page
    .locator('input[type=file][multiple]')
    .setInputFiles({ name: HOSTILE, mimeType: 'application/zip', buffer: await readFile(DATA.fails) });
  await verdict(page, 'Will not restore');
  const file = await saved(page);
  assert.doesNotMatch(file.name, /@/);
  const { page: paper, requests, dialogs } = await opened(browser, folder, file);
  assert.match(await paper.locator('.verdict-file').innerText(), /"><img src=x onerror=alert\(1\)>/);
  assert.equal(await paper.locator('img, script, link, iframe, object, a, base, form').count(), 0);
  assert.equal(await paper.locator('[onload], [onerror], [href], [src]').count(), 0);
  assert.equal(requests.length, 1, requests.join());
  assert.deepEqual(dialogs, []);
  await paper.close();
});

test('saved: names of accounts and servers of databases are masked, then as they were', async ({
  page,
  url,
}) => {
  await page.addInitScript(withoutPicker);
  await open(page, url);
  await page.getByRole('button', { name: 'Open an example: SharePoint' }).click();
  await verdict(page);
  const names = await page.evaluate(() => document.getElementById('content').innerText);
  const masked = await saved(page);
  const whole = await saved(page, { names: true });
  assert.notEqual(masked.text, whole.text);
  // What the screen shows is as before.
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.getElementById('content').innerText), names),
  );
});
