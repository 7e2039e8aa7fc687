/** What is inside of the databases of a SharePoint set: tables, their columns, and rows when somebody asks for them. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import {
  accessible,
  DATABASE,
  drop,
  largeEnough,
  open,
  shows,
  soon,
  test,
  verdict,
  view,
} from './harness.mjs';

async function openInside(page, url) {
  await open(page, url);
  await drop(page, DATABASE);
  await verdict(page);
  await view(page, 'Inside the databases');
  await page.getByRole('grid', { name: 'Tables', exact: true }).waitFor();
}

/** Opens a table by its row. */
async function openTable(page, name) {
  const grid = page.getByRole('grid', { name: 'Tables', exact: true });
  await grid.getByRole('row', { name }).click();
  await page.getByRole('heading', { level: 3, name: `dbo.${name}` }).waitFor();
}

test('databases: from the tables to columns and rows, by keyboard', async ({ page, url }) => {
  await openInside(page, url);
  await soon(() => assert.ok(page.url().endsWith('#v1/databases'), page.url()));
  const tables = page.getByRole('grid', { name: 'Tables', exact: true });
  await soon(async () => assert.equal(await tables.getAttribute('aria-rowcount'), '7'));
  await accessible(page, 'tables');
  await largeEnough(page, 'tables');
  // A search leaves what fits; Enter opens it.
  await page.getByRole('searchbox', { name: 'Search in tables' }).fill('webs');
  await soon(async () => assert.equal(await tables.getAttribute('aria-rowcount'), '2'));
  await tables.focus();
  await page.keyboard.press('Enter');
  const columns = page.getByRole('grid', { name: 'Columns of dbo.AllWebs' });
  await shows(columns, /FullUrl\s+nvarchar\(256\)/);
  await soon(async () => assert.equal(await columns.getAttribute('aria-rowcount'), '7'));
  await soon(async () =>
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'dbo.AllWebs'),
  );
  // No row is there before somebody asks, and what rows can hold is said first.
  await shows(page.locator('main'), /Rows can hold personal data/);
  assert.ok(!(await page.locator('main').innerText()).includes('Télétravail'));
  await page.getByRole('button', { name: 'Show rows' }).click();
  const rows = page.getByRole('grid', { name: 'Rows of dbo.AllWebs' });
  await shows(rows, /Télétravail/);
  await soon(async () => assert.equal(await rows.getAttribute('aria-rowcount'), '6'));
  await accessible(page, 'rows');
  await largeEnough(page, 'rows');
  await soon(async () =>
    assert.equal(
      await page.evaluate(() => document.activeElement?.getAttribute('aria-label')),
      'Rows of dbo.AllWebs',
    ),
  );
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await shows(page.locator('.row-values'), /FullUrl\s+news/);
  await accessible(page, 'a row');
  await page.getByRole('button', { name: 'Close the row' }).click();
  await soon(async () => assert.equal(await page.locator('.row-values').count(), 0));
  await page.getByRole('searchbox', { name: 'Search in rows' }).fill('travel');
  await soon(async () => assert.equal(await rows.getAttribute('aria-rowcount'), '2'));
  await page.getByRole('button', { name: 'Back to the tables' }).click();
  await tables.waitFor();
});

test('databases: a large value is read whole when somebody asks', async ({ page, url }) => {
  await openInside(page, url);
  await openTable(page, 'Edge');
  await page.getByRole('button', { name: 'Show rows' }).click();
  const rows = page.getByRole('grid', { name: 'Rows of dbo.Edge' });
  await shows(rows, /0x000102/);
  await rows.getByRole('row', { name: /0x000102/ }).click();
  const values = page.locator('.row-values');
  await shows(values, /…/);
  await page.getByRole('button', { name: 'Read the large values' }).click();
  // 2,048 bytes, each as two digits.
  await shows(values, /0x[0-9A-F]{4096}(?![0-9A-F…])/);
  await soon(async () =>
    assert.equal(await page.getByRole('button', { name: 'Read the large values' }).count(), 0),
  );
  await accessible(page, 'a large value');
  // Another row has no large value: nothing is offered.
  await rows.getByRole('row', { name: /^7\b/ }).click();
  await shows(values, /Id\s+7/);
  assert.equal(await page.getByRole('button', { name: 'Read the large values' }).count(), 0);
});

test('databases: the map opens a table, and its rows are hidden again', async ({ page, url }) => {
  await openInside(page, url);
  const map = page.getByRole('listbox', { name: 'Where the bytes of the tables are' });
  await map.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 3, name: /^dbo\./ }).waitFor();
  await page.getByRole('button', { name: 'Show rows' }).click();
  await page.getByRole('grid', { name: /^Rows of dbo\./ }).waitFor();
  await page.getByRole('button', { name: 'Hide rows' }).click();
  await soon(async () => assert.equal(await page.getByRole('grid', { name: /^Rows of/ }).count(), 0));
});

test('databases: numbers are shown digit by digit, and site collections are listed', async ({
  page,
  url,
}) => {
  await openInside(page, url);
  await openTable(page, 'AllSites');
  await page.getByRole('button', { name: 'Show rows' }).click();
  const rows = page.getByRole('grid', { name: 'Rows of dbo.AllSites' });
  await shows(rows, /1048576/);
  await shows(rows, /NULL/);
  // What the check found in the pages is in its report, too.
  await page.getByText('Databases', { exact: true }).click();
  await shows(page.getByRole('grid', { name: 'Databases' }), /98\.3 kB/);
  await page.getByText('Site collections in the content databases', { exact: true }).click();
  await shows(
    page.getByRole('grid', { name: 'Site collections in the content databases' }),
    /hr\.example\.test/,
  );
  await page.getByText('Webs', { exact: true }).click();
  await shows(page.getByRole('grid', { name: 'Webs' }), /Télétravail/);
  await page.getByText('Apps', { exact: true }).click();
  await shows(page.getByRole('grid', { name: 'Apps' }), /Travel App/);
});

test(
  'databases: the view fits a phone of 320 px, and axe finds nothing there',
  async ({ page, url }) => {
    await openInside(page, url);
    const fits = (where) =>
      soon(async () =>
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), where),
      );
    await fits('tables');
    await accessible(page, 'tables, phone');
    await openTable(page, 'AllSites');
    await page.getByRole('button', { name: 'Show rows' }).click();
    await page.getByRole('grid', { name: 'Rows of dbo.AllSites' }).click();
    await page.locator('.row-values').waitFor();
    await fits('rows');
    await accessible(page, 'rows, phone');
    await largeEnough(page, 'rows, phone');
  },
  { viewport: { width: 320, height: 640 }, colorScheme: 'dark' },
);

if (process.env.BI_CLI)
  test('databases: all rows of a table are saved with the bytes of the command line', async ({
    page,
    url,
  }) => {
    await page.addInitScript(() => {
      delete window.showSaveFilePicker;
    });
    await openInside(page, url);
    await openTable(page, 'AllWebs');
    for (const form of ['csv', 'ndjson']) {
      await page.getByLabel('All rows as').selectOption(form);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Save as a file' }).click(),
      ]);
      const { stdout, status } = spawnSync(process.env.BI_CLI, [
        'export',
        DATABASE,
        'rows',
        '--table',
        'dbo.AllWebs',
        '--as',
        form,
      ]);
      assert.equal(status, 0);
      assert.ok(stdout.length > 100);
      assert.ok((await readFile(await download.path())).equals(stdout), form);
    }
  });
