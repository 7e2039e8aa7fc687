/** Several files and folders in one drop: the table of sets, and the way into each report and back. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, DATA, open, savedJson, shows, soon, test, verdict } from './harness.mjs';

const cells = (page, column) =>
  page
    .locator('.several .table-row')
    .evaluateAll(
      (rows, at) =>
        rows
          .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
          .map((row) => row.children[at].textContent.trim()),
      column,
    );

async function three({ page, url }) {
  await open(page, url);
  await choose(page, DATA.good, DATA.fails, DATA.losses);
  await page.locator('.several [role=grid]').waitFor();
  await soon(async () => assert.deepEqual(await cells(page, 5), ['read', 'read', 'read']));
}

test('several: a table with outcome, what is inside, size and totals, sorted at will', async ({
  page,
  url,
}) => {
  await three({ page, url });
  assert.deepEqual(await cells(page, 1), ['Will restore', 'Will not restore', 'Will restore, with losses']);
  await shows(page.locator('.set-totals'), /1 Will not restore[\s\S]*1 Will restore, with losses/);
  await page.getByRole('columnheader', { name: 'Outcome' }).getByRole('button').click();
  await soon(async () =>
    assert.deepEqual(await cells(page, 1), ['Will not restore', 'Will restore, with losses', 'Will restore']),
  );
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  await soon(async () => assert.match((await cells(page, 0))[0], /example\.zip/));
});

test('several: each is opened and left by keyboard', async ({ page, url }) => {
  await three({ page, url });
  await page.locator('.several [role=grid]').focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await verdict(page, 'Will restore, with losses');
  await page.goBack();
  await page.locator('.several [role=grid]').waitFor();
  await soon(async () => assert.equal(await cells(page, 0).then((names) => names.length), 3));
  await page.goForward();
  await verdict(page, 'Will restore, with losses');
  await page.getByRole('link', { name: 'All 3 reports' }).click();
  await page.locator('.several [role=grid]').waitFor();
});

test('several: one sentence at the end says what became of all', async ({ page, url }) => {
  await three({ page, url });
  await shows(
    page.locator('[role=status].visually-hidden').first(),
    /^Done\. 3 reports\..*Will not restore: 1/,
  );
});

test('several: the JSON of all is a line each, in their order', async ({ page, url }) => {
  await three({ page, url });
  const { text } = await savedJson(page, { button: 'Save JSON of all' });
  const lines = text.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).verdict.outcome),
    ['restores', 'fails', 'restores-with-loss'],
  );
});

test('several: 200 files in one drop are all judged, and the page answers meanwhile', async ({
  page,
  url,
}) => {
  await open(page, url);
  const good = await readFile(DATA.good);
  const files = Array.from({ length: 200 }, (_, at) => ({
    name: `backup-${String(at).padStart(3, '0')}.zip`,
    mimeType: 'application/zip',
    buffer: at % 10 === 9 ? Buffer.from(`no backup ${at}`) : good,
  }));
  await page.locator('input[type=file][multiple]').setInputFiles(files);
  await page.locator('.several [role=grid]').waitFor();
  const longest = await page.evaluate(
    () =>
      new Promise((done) => {
        let last = performance.now();
        let most = 0;
        const turn = () => {
          const now = performance.now();
          most = Math.max(most, now - last);
          last = now;
          if (document.querySelector('.several-head button')?.textContent === 'Stop reading')
            requestAnimationFrame(turn);
          else done(most);
        };
        turn();
      }),
  );
  assert.ok(longest < 2_000, `${longest} ms without a frame`);
  await shows(page.locator('.set-totals'), /20 Will not restore[\s\S]*180 Will restore/);
  await page.getByLabel('Search in names').fill('backup-19');
  await soon(async () => assert.equal((await cells(page, 0)).length, 10));
});

test('several: a chosen folder is read to the bottom, and names keep their folders', async ({
  page,
  url,
  folder,
}) => {
  const top = join(folder, 'backups');
  await mkdir(join(top, 'old/2024'), { recursive: true });
  await copyFile(DATA.good, join(top, 'new.zip'));
  await copyFile(DATA.fails, join(top, 'old/2024/new.zip'));
  await writeFile(join(top, 'old/note.txt'), 'call Anna');
  await open(page, url);
  await page.locator('input[webkitdirectory]').setInputFiles(top);
  await page.locator('.several [role=grid]').waitFor();
  await soon(async () =>
    assert.deepEqual(
      (await cells(page, 0)).filter((name) => name.endsWith('.zip')),
      ['backups/new.zip', 'backups/old/2024/new.zip'],
    ),
  );
});

test('several: pasted text is looked at as a file', async ({ page, url }) => {
  await open(page, url);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '{ "some": "record" }');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await page.locator('.verdict-file', { hasText: 'pasted.json' }).waitFor();
  await verdict(page);
});
