/** What is saved and copied is masked unless somebody says otherwise, and is what the command line writes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, DATA, DATABASE, open, savedJson, shows, soon, test, verdict } from './harness.mjs';

const ADDRESS = /[\w.+'-]+@[\w-]+\.\w+/g;
const RECORD = fileURLToPath(new URL('../../tests/data/app_service/seed-4-status.json', import.meta.url));
const cli = process.env.BI_CLI;

/** The lines of the command line at the instant at which the page judged; its own where nothing depends on it. */
function native(paths, masks, now) {
  const words = ['check', ...paths, '--json', ...(masks ? ['--mask-names'] : [])];
  const { stdout, error } = spawnSync(cli, [...words, '--now', now ?? '2026-01-01T00:00:00Z'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  return stdout;
}

/** One file of each system: its path, and names that stand in its report. */
async function files(folder) {
  // A record whose log names a person, as the portal's messages do.
  const path = join(folder, 'record.json');
  const record = JSON.parse(await readFile(RECORD, 'utf8'));
  const inner = record.properties ?? record;
  inner.log = 'The backup was started by anna.berg@contoso.example.';
  inner.status = 'Failed';
  await writeFile(path, JSON.stringify(record));
  return [DATA.losses, path, DATABASE];
}

if (cli) {
  test('masked: JSON of each system is masked, or whole, and the bytes of the command line', async ({
    page,
    url,
    folder,
  }) => {
    await open(page, url);
    for (const path of await files(folder)) {
      await choose(page, path);
      await page.locator('.verdict-file', { hasText: path.split('/').at(-1) }).waitFor();
      await verdict(page);
      const whole = (await savedJson(page, { names: true })).text;
      const masked = (await savedJson(page)).text;
      const now = JSON.parse(whole).judged_at ?? undefined;
      assert.equal(whole, native([path], false, now), path);
      assert.equal(masked, native([path], true, now), path);
      // There was something to mask, and nothing of it is left.
      assert.notEqual(masked, whole, path);
      for (const [address] of whole.matchAll(ADDRESS)) assert.ok(!masked.includes(address), address);
    }
  });

  test('masked: JSON of several sets is masked, or whole, and the lines of the command line', async ({
    page,
    url,
    folder,
  }) => {
    const paths = await files(folder);
    await open(page, url);
    await choose(page, ...paths);
    await page.locator('.several [role=grid]').waitFor();
    await shows(page.locator('[role=status].visually-hidden').first(), /^Done\./);
    const button = 'Save JSON of all';
    const whole = (await savedJson(page, { names: true, button })).text;
    const masked = (await savedJson(page, { button })).text;
    const [now] = whole
      .trimEnd()
      .split('\n')
      .flatMap((line) => JSON.parse(line).judged_at ?? []);
    assert.equal(whole, native(paths, false, now));
    assert.equal(masked, native(paths, true, now));
    assert.notEqual(masked, whole);
  });
}

test('masked: the name of the saved file has no address, and a JSON key opens the same dialog', async ({
  page,
  url,
}) => {
  await open(page, url);
  await page.locator('input[type=file][multiple]').setInputFiles({
    name: 'from anna.berg@contoso.example.zip',
    mimeType: 'application/zip',
    buffer: Buffer.from('no backup'),
  });
  await verdict(page);
  const { name, text } = await savedJson(page);
  assert.equal(name, 'from person-1.report.json');
  assert.doesNotMatch(text, ADDRESS);
  await page.keyboard.press('j');
  await page.getByRole('dialog', { name: 'Save JSON' }).getByRole('button', { name: 'Close' }).click();
});

test(
  'masked: Markdown is copied without addresses, with them when they are asked for',
  async ({ page, url, folder }) => {
    await open(page, url);
    // Nothing in this backup's summary is an address; its name may be one.
    const path = join(folder, 'anna@shop.example.zip');
    await copyFile(DATA.losses, path);
    await choose(page, path);
    await verdict(page);
    const copied = async (names) => {
      await page.evaluate(() => navigator.clipboard.writeText(''));
      await page.getByRole('button', { name: 'Copy as Markdown' }).click();
      const dialog = page.getByRole('dialog', { name: 'Copy as Markdown' });
      if (names) await dialog.getByLabel('Mask e-mail addresses').uncheck();
      await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
      return soon(async () => {
        const text = await page.evaluate(() => navigator.clipboard.readText());
        assert.match(text, /^## /);
        return text;
      });
    };
    const masked = await copied(false);
    assert.doesNotMatch(masked, ADDRESS);
    assert.match(masked, /What to do/);
    assert.match(await copied(true), ADDRESS);
  },
  { permissions: ['clipboard-read', 'clipboard-write'] },
);
