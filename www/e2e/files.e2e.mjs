/** Files that page and command line share: recipes and calibrations, in both directions. Needs `BI_CLI`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, DATA, open, soon, test, verdict, view } from './harness.mjs';

const cli = process.env.BI_CLI;

function native(...words) {
  const { stdout, stderr, error, status } = spawnSync(cli, words, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error) throw error;
  assert.ok(status !== 64 && stdout !== '', `${status} ${stderr}`);
  return stdout;
}

/** Copy made by the command line; its SHA-256, as said and as it is. */
async function nativeCopy(folder, name, ...words) {
  const path = join(folder, name);
  const { sha256 } = JSON.parse(native('repack', DATA.losses, ...words, '-o', path, '--json'));
  assert.equal(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    sha256,
  );
  return sha256;
}

async function shop(page, url) {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
  });
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
}

async function pageCopy(page) {
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  return page.locator('.copy-hash code').innerText();
}

async function saved(page, button, path) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await download.saveAs(path);
}

if (cli) {
  for (const redacted of [false, true]) {
    test(`files: ${redacted ? 'a redacting' : 'a'} recipe of the page gives the same copy on the command line`, async ({
      page,
      url,
      folder,
    }) => {
      await shop(page, url);
      await view(page, 'Make a copy');
      await page.locator('.fates').waitFor({ state: 'attached' });
      await page.getByLabel('New app name').fill('both-ways');
      await page.getByLabel('Several entries under one name').check();
      await page.getByLabel(/^journal/).check();
      await page.getByLabel(/^Files of earlier asset versions/).check();
      if (redacted) {
        await page.getByLabel('Redact the copy').check();
        await page.getByRole('button', { name: 'Keep it: Names of tags' }).click();
      } else {
        await page.locator('.user-table input').first().fill('somebody@else.example');
      }
      const path = join(folder, `page-${redacted}.json`);
      await saved(page, 'Save these choices', path);
      assert.equal(await pageCopy(page), await nativeCopy(folder, `page-${redacted}.zip`, '--recipe', path));
    });

    test(`files: ${redacted ? 'a redacting' : 'a'} recipe of the command line gives the same copy in the page`, async ({
      page,
      url,
      folder,
    }) => {
      const path = join(folder, `native-${redacted}.json`);
      const more = redacted
        ? ['--redact', '--include', 'comments']
        : ['--map-user', 'anna.berg@demo-shop.example=somebody@else.example'];
      const words = [
        '--name',
        'other-way',
        '--fix',
        'all',
        '--without-schema',
        'journal',
        '--without-deleted',
        ...more,
      ];
      const expected = await nativeCopy(folder, `native-${redacted}.zip`, ...words, '--save-recipe', path);
      await shop(page, url);
      await view(page, 'Make a copy');
      await page.locator('label', { hasText: 'Load choices' }).locator('input').setInputFiles(path);
      await page.locator('.copy-chosen', { hasText: 'other-way' }).waitFor();
      await soon(async () => assert.ok(await page.getByLabel('Several entries under one name').isChecked()));
      assert.equal(await pageCopy(page), expected);
    });
  }

  test('files: a calibration of the page gives the same estimate on the command line, and the other way round', async ({
    page,
    url,
    folder,
  }) => {
    await shop(page, url);
    await view(page, 'Duration');
    await page.getByLabel('Log with times, or how long it took').fill('40 s');
    await page.getByRole('button', { name: 'Calibrate' }).click();
    await page.locator('.time-calibrate .badge').waitFor();
    const path = join(folder, 'page-calibration.json');
    await saved(page, 'Save calibration', path);
    const profile = JSON.parse(await readFile(path, 'utf8')).profile;
    const made = join(folder, 'native-calibration.json');
    const learned = JSON.parse(
      native(
        'estimate',
        DATA.losses,
        '--profile',
        profile,
        '--took',
        '40 s',
        '--save-calibration',
        made,
        '--json',
      ),
    );
    const told = JSON.parse(
      native('estimate', DATA.losses, '--profile', profile, '--calibration', path, '--json'),
    );
    assert.deepEqual(told, learned);
    assert.deepEqual(JSON.parse(await readFile(path, 'utf8')), JSON.parse(await readFile(made, 'utf8')));
    await page.getByRole('region', { name: 'How long the restore takes' }).locator('.badge').waitFor();
    const range = await page.locator('.time .panel').first().innerText();
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.locator('label', { hasText: 'Load a calibration' }).locator('input').setInputFiles(made);
    await page.locator('.time-calibrate .badge').waitFor();
    await page.waitForFunction(
      (before) => document.querySelector('.time .panel').innerText === before,
      range,
    );
  });
}
