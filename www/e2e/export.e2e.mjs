/**
 * Exports and comparisons from the page, held against the command line's bytes (`BI_CLI`; `cargo xtask test` names it), and
 * what happens when they are stopped or can't be had.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accessible, choose, DATA, largeEnough, open, soon, test, verdict, view } from './harness.mjs';
import { writeLargeBackup } from './zip.mjs';

const cli = process.env.BI_CLI;
const withoutPicker = () => {
  delete window.showSaveFilePicker;
  delete window.showDirectoryPicker;
};

/** Runs the command line; exit status 1 says that something was left out or differs. */
function run(...parameters) {
  const { status, stdout, stderr } = spawnSync(cli, parameters, { maxBuffer: 1 << 28 });
  assert.ok(status === 0 || status === 1, String(stderr));
  return stdout;
}

async function panel(page, url, path) {
  await open(page, url);
  await choose(page, path);
  await verdict(page);
  await view(page, 'App');
  return page.locator('.export-panel');
}

const ended = (page) => page.locator('.export-ended');

/** Presses the button and gives the bytes of the download. */
async function saved(page, box, button) {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    box.getByRole('button', { name: button }).click(),
  ]);
  return readFile(await download.path());
}

/** Files below a folder, by their paths. */
function filesBelow(folder) {
  return new Map(
    readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name))]),
  );
}

/** Files in the page's own storage. */
const stored = (page) =>
  page.evaluate(async () => {
    const names = [];
    try {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('copies');
      for await (const name of folder.keys()) names.push(name);
    } catch {
      /* No such folder. */
    }
    return names;
  });

if (cli) {
  test('export: each kind has the bytes of the command line', async ({ page, url, folder }) => {
    await page.addInitScript(withoutPicker);
    const file = DATA.losses;
    const box = await panel(page, url, file);
    await accessible(page, 'export');
    const what = box.getByLabel('What', { exact: true });
    const form = box.getByLabel('As', { exact: true });
    const cases = [
      ['contents', null, ['contents']],
      ['contents', 'json', ['contents', '--as', 'json']],
      ['schemas', null, ['schemas']],
      ['rules', null, ['rules']],
      ['rules', 'json', ['rules', '--as', 'json']],
      ['events', null, ['events']],
    ];
    for (const [kind, as, parameters] of cases) {
      await what.selectOption(kind);
      if (as !== null) await form.selectOption(as);
      const bytes = await saved(page, box, 'Save as a file');
      assert.ok(bytes.equals(run('export', file, ...parameters)), `${kind} ${as}`);
      assert.ok(bytes.length > 10, kind);
      await ended(page)
        .getByText(/^Saved as/)
        .waitFor();
      if (as !== null) await form.selectOption('ndjson');
    }
    await what.selectOption('contents');
    await form.selectOption('csv');
    const schema = await box.getByLabel('Schema', { exact: true }).locator('option').nth(1).innerText();
    await box.getByLabel('Schema', { exact: true }).selectOption(schema);
    await box.getByLabel('For Excel: with a byte order mark').check();
    const table = await saved(page, box, 'Save as a file');
    assert.ok(
      table.equals(run('export', file, 'contents', '--schema', schema, '--as', 'csv', '--bom')),
      'csv',
    );
    assert.equal(table[0], 0xef);
    // Exactly what the server would be left with: the whole backup is read for it.
    await form.selectOption('ndjson');
    await box.getByLabel('Exactly what the server would be left with').check();
    const restored = await saved(page, box, 'Save as a file');
    assert.ok(
      restored.equals(run('export', file, 'contents', '--schema', schema, '--as-restored')),
      'as restored',
    );
    for (const kind of ['assets', 'sync']) {
      await what.selectOption(kind);
      const zip = await saved(page, box, 'Save as one ZIP file');
      const path = join(folder, `${kind}.zip`);
      run('export', file, kind, '-o', path);
      assert.ok(zip.equals(readFileSync(path)), kind);
    }
  });

  test('export: into a folder, the same files as the command line, and INCOMPLETE.txt only until the end', async ({
    page,
    url,
    folder,
  }) => {
    await page.addInitScript(() => {
      window.showDirectoryPicker = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    });
    const box = await panel(page, url, DATA.losses);
    await box.getByLabel('What', { exact: true }).selectOption('sync');
    const read = () =>
      page.evaluate(async () => {
        const found = {};
        const walk = async (handle, path) => {
          for await (const [name, each] of handle.entries()) {
            if (each.kind === 'directory') await walk(each, `${path}${name}/`);
            else found[`${path}${name}`] = [...new Uint8Array(await (await each.getFile()).arrayBuffer())];
          }
        };
        await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen'), '');
        return found;
      });
    for (const suffix of ['', ' (2)']) {
      await box.getByRole('button', { name: 'Save into a folder' }).click();
      await ended(page)
        .getByText(new RegExp(`^Saved as chosen/example-sync${suffix.replace(/[()]/g, '\\$&')}:`))
        .waitFor();
    }
    const out = join(folder, 'sync');
    run('export', DATA.losses, 'sync', '-o', `${out}/`);
    const expected = filesBelow(out);
    const found = Object.entries(await read());
    for (const base of ['example-sync/', 'example-sync (2)/']) {
      const mine = new Map(
        found
          .filter(([path]) => path.startsWith(base))
          .map(([path, bytes]) => [path.slice(base.length), bytes]),
      );
      assert.deepEqual([...mine.keys()].sort(), [...expected.keys()].sort());
      for (const [path, bytes] of expected) assert.ok(bytes.equals(Buffer.from(mine.get(path))), path);
    }
    assert.equal(expected.has('INCOMPLETE.txt'), false);
  });

  test('compare: the JSON of the command line; what differs can be searched and opened by keyboard', async ({
    page,
    url,
  }) => {
    await page.addInitScript(withoutPicker);
    await open(page, url);
    await choose(page, DATA.losses);
    await verdict(page);
    await view(page, 'Compare');
    assert.match(page.url(), /#v1\/compare$/);
    await accessible(page, 'compare');
    const pick = async (path) => page.locator('.compare-input').setInputFiles(path);
    await pick(DATA.losses);
    await page.getByRole('heading', { name: 'Both hold the same events' }).waitFor();
    await page.getByText('No object differs.').waitFor();
    await page.getByRole('button', { name: 'Compare with another one' }).click();
    // Another one, dropped anywhere in the window.
    const other = DATA.good;
    const data = await page.evaluateHandle(
      ({ base64 }) => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        transfer.items.add(new File([bytes], 'good.zip', { type: 'application/zip' }));
        return transfer;
      },
      { base64: (await readFile(other)).toString('base64') },
    );
    await page.dispatchEvent('body', 'dragover', { dataTransfer: data });
    await page.getByText(/^Let go to compare with/).waitFor();
    await page.dispatchEvent('body', 'drop', { dataTransfer: data });
    await page.locator('.compare-result').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as JSON' }).click(),
    ]);
    const json = await readFile(await download.path());
    const expected = run('diff', DATA.losses, other);
    assert.ok(json.equals(expected));
    const told = JSON.parse(String(expected));
    const { kinds } = told;
    for (const [at, kind] of Object.values(kinds).entries()) {
      const cells = await page.locator('.compare-kinds tbody tr').nth(at).locator('td').allInnerTexts();
      assert.deepEqual(
        cells.map(Number),
        [kind.added, kind.gone, kind.changed].map((list) => list.length),
      );
    }
    // When the events of both were: the table has the numbers of the chart.
    const times = page.getByRole('region', { name: 'Events of both over time' });
    await times.getByRole('img').waitFor();
    await times.getByRole('button', { name: 'As a table' }).click();
    const column = async (at) => {
      const cells = await times.locator(`tbody tr > :nth-child(${at})`).allInnerTexts();
      return cells.reduce((sum, cell) => sum + Number(cell.replaceAll(',', '')), 0);
    };
    const { common_events: common, events_gone: gone, events_added: added } = told;
    // Those without a time are named beside it.
    const without = /([\d,]+|no) events? of this one, ([\d,]+|no) events? of the other/.exec(
      await times.innerText(),
    );
    const number = (word) => (word === undefined || word === 'no' ? 0 : Number(word.replaceAll(',', '')));
    assert.equal((await column(2)) + number(without?.[1]), common + gone);
    assert.equal((await column(3)) + number(without?.[2]), common + added);
    await accessible(page, 'comparison');
    const first = kinds.contents.added[0] ?? kinds.contents.gone[0];
    await page.getByRole('searchbox', { name: 'Search in ids' }).fill(first);
    const grid = page.getByRole('grid', { name: 'Objects that differ' });
    await soon(async () => assert.equal(await grid.getAttribute('aria-rowcount'), '2'));
    await grid.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `What differs in ${first}` }).waitFor();
    // The app is in both, and its fields differ.
    await page.getByRole('searchbox', { name: 'Search in ids' }).fill('');
    await page.getByLabel('What', { exact: true }).selectOption('changed');
    await soon(async () => assert.equal(await grid.getAttribute('aria-rowcount'), '2'));
    await grid.focus();
    await page.keyboard.press('Enter');
    const fields = page.locator('.compare-fields tbody tr');
    await soon(async () => assert.equal(await fields.count(), kinds.app.changed[0].fields.length));
    assert.deepEqual(
      await fields.locator('th').allInnerTexts(),
      kinds.app.changed[0].fields.map(({ path }) => path),
    );
    await accessible(page, 'fields');
    await largeEnough(page, 'fields');
  });
}

if (cli)
  test('export: of two files of one drop, what is saved and compared is of the one that is shown', async ({
    page,
    url,
  }) => {
    await page.addInitScript(withoutPicker);
    await open(page, url);
    await choose(page, DATA.losses, DATA.good);
    await page.getByText('good.zip', { exact: true }).first().waitFor();
    // The report of the second, by its address.
    await page.evaluate(() => {
      location.hash = '#v1/app?set=2';
    });
    await verdict(page);
    await view(page, 'App');
    const box = page.locator('.export-panel');
    await box.getByLabel('What', { exact: true }).selectOption('events');
    assert.ok((await saved(page, box, 'Save as a file')).equals(run('export', DATA.good, 'events')));
    await view(page, 'Compare');
    await page.locator('.compare-others').getByRole('button', { name: 'example.zip' }).click();
    await page.locator('.compare-result').waitFor();
    const json = await saved(page, page.locator('.compare-result'), 'Save as JSON');
    assert.ok(json.equals(run('diff', DATA.good, DATA.losses)));
  });

test('export: of a damaged file all that can be read is exported, and what is not is named', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  const bytes = await readFile(DATA.losses);
  // Noise in the data of an event: it can't be inflated.
  const name = Buffer.from('events/0/7.json');
  const at = bytes.indexOf(name) + name.length;
  bytes.fill(0xa7, at + 10, at + 60);
  const path = join(folder, 'damaged.zip');
  await writeFile(path, bytes);
  const box = await panel(page, url, path);
  await box.getByLabel('What', { exact: true }).selectOption('events');
  const all = await saved(page, box, 'Save as a file');
  assert.ok(String(all).split('\n').length > 50);
  await ended(page)
    .getByText(/thing could not be exported$/)
    .click();
  await ended(page)
    .getByText(/event 7/i)
    .waitFor();
  if (cli) assert.ok(all.equals(run('export', path, 'events')));
});

test('export: a file that went away is said to be gone, and nothing is left', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  const path = join(folder, 'gone.zip');
  await writeFile(path, await readFile(DATA.losses));
  const box = await panel(page, url, path);
  await rm(path);
  await box.getByRole('button', { name: 'Save as a file' }).click();
  await ended(page).getByText('The export failed.').waitFor();
  await ended(page)
    .getByText(/The file went away/)
    .waitFor();
  assert.doesNotMatch(await ended(page).innerText(), /undefined|RuntimeError/);
  await soon(async () => assert.deepEqual(await stored(page), []));
});

test('export: cancel stops it at once, leaves nothing, and the report goes on', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
    window.showDirectoryPicker = async () =>
      (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
  });
  const path = join(folder, 'large.zip');
  await writeLargeBackup(path, { events: 200_000, eventBytes: 12_000 });
  await open(page, url);
  await choose(page, path);
  await page.locator('.verdict h1').waitFor();
  await view(page, 'App');
  const box = page.locator('.export-panel');
  await box.getByLabel('What', { exact: true }).selectOption('events');
  await box.getByRole('button', { name: 'Save as a file' }).click();
  await box.locator('.progress-facts', { hasText: /written|read/ }).waitFor();
  const before = Date.now();
  // By keyboard: the focus is where to go on.
  const focused = (name) =>
    soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.textContent), name));
  await focused('Cancel');
  await page.keyboard.press('Enter');
  await ended(page).getByText('The export was stopped. No file was written.').waitFor();
  assert.ok(Date.now() - before < 10_000);
  await focused('Events');
  await soon(async () => assert.deepEqual(await stored(page), []));
  // A folder keeps what it has, and says that it is not whole.
  await box.getByLabel('What', { exact: true }).selectOption('contents');
  await box.getByLabel('As', { exact: true }).selectOption('csv');
  await box.getByRole('button', { name: 'Save into a folder' }).click();
  await box.locator('.progress-facts', { hasText: /written|read/ }).waitFor();
  await box.getByRole('button', { name: 'Cancel' }).click();
  await ended(page).getByText('The folder chosen/large-contents has what was written').waitFor();
  const left = await page.evaluate(async () => {
    const chosen = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen');
    const file = await (await chosen.getDirectoryHandle('large-contents')).getFileHandle('INCOMPLETE.txt');
    return (await file.getFile()).text();
  });
  assert.match(left, /^This export is not complete/);
  // The reading of the report itself was not stopped by it: it goes on until it is stopped, or has ended by itself.
  assert.equal(await page.getByText(/Reading was stopped|is partial/).count(), 0);
  await page.keyboard.press('Escape');
  await verdict(page);
});

test('export: one key leads to the form, from any view and from what stands in its place', async ({
  page,
  url,
}) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press('x');
  await soon(async () => assert.equal(await focused(), 'Export'));
  assert.match(page.url(), /#v1\/app$/);
  await page.getByRole('button', { name: 'Look at the contents of products' }).click();
  await page.getByRole('heading', { name: 'Contents', exact: true }).waitFor();
  await page.keyboard.press('x');
  await soon(async () => assert.equal(await focused(), 'Export'));
  await page.keyboard.press('?');
  await page.getByRole('row', { name: /Export what is inside/ }).waitFor();
});

test('export: what would be left out is said with the words of this page', async ({ page, url }) => {
  await page.addInitScript(withoutPicker);
  const box = await panel(page, url, DATA.losses);
  await box.getByLabel('What', { exact: true }).selectOption('sync');
  await saved(page, box, 'Save as one ZIP file');
  const notes = await ended(page).innerText();
  assert.doesNotMatch(notes, /--[a-z]/);
  assert.match(notes, /the box “(Rules with secrets|Protected assets)”/);
});

test('compare: what is no backup is refused in words', async ({ page, url, folder }) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await view(page, 'Compare');
  const path = join(folder, 'letter.txt');
  await mkdir(folder, { recursive: true });
  await writeFile(path, 'This is a letter.');
  await page.locator('.compare-input').setInputFiles(path);
  await page.getByText('These two can’t be compared.').waitFor();
  await page.getByRole('button', { name: 'Compare with…' }).waitFor();
});
