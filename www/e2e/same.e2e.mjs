/**
 * Archives dropped into the page, and the JSON that it saves held against the command line's bytes.
 * Every archive of the project, and a sample of those beside it; `BI_ALL=1` takes all of them.
 * Needs `BI_CLI`, the command line; `cargo xtask test` names it.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, DATA, open, savedJson, test, verdict } from './harness.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const SAMPLES = join(ROOT, '../shared/samples/squidex');
const EVERY = process.env.BI_ALL === '1' ? 1 : 12;
const cli = process.env.BI_CLI;
/** Files that the command line is given at once. */
const BATCH = 20;

function archives() {
  const found = existsSync(SAMPLES)
    ? readdirSync(SAMPLES, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.zip'))
        .sort()
        .map((name) => join(SAMPLES, name))
    : [];
  return [...Object.values(DATA), ...found.filter((path, at) => at % EVERY === 0 && statSync(path).isFile())];
}

function native(paths) {
  const { stdout, error } = spawnSync(cli, ['check', ...paths, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (error) throw error;
  return stdout.split('\n').filter((line) => line !== '');
}

if (cli) {
  test('same: what the page saves is what the command line prints', async ({ page, url }) => {
    await page.addInitScript(() => {
      delete window.showSaveFilePicker;
    });
    await open(page, url);
    const all = archives();
    for (let from = 0; from < all.length; from += BATCH) {
      const paths = all.slice(from, from + BATCH);
      const expected = native(paths);
      assert.equal(expected.length, paths.length);
      for (const [at, path] of paths.entries()) {
        await choose(page, path);
        await page
          .locator('.verdict-file', { hasText: path.split('/').at(-1) })
          .first()
          .waitFor();
        await verdict(page);
        const { text } = await savedJson(page, { names: true });
        assert.equal(text, `${expected[at]}\n`, path);
      }
    }
  });
}
