/** What a browser may lack: each is switched off, and the main path still leads to its end or says why it can't. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, DATA, open, savedJson, shows, soon, test, verdict, view } from './harness.mjs';

/** From the file to a saved report, and a saved copy. */
async function mainPath(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page, 'Will restore, with losses');
  const json = await savedJson(page);
  assert.equal(JSON.parse(json.text).verdict.outcome, 'restores-with-loss');
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('elsewhere');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  const [copy] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save the copy' }).click(),
  ]);
  assert.ok((await readFile(await copy.path())).length > 1_000);
}

const LACKS = {
  'file pickers': () => {
    for (const name of ['showSaveFilePicker', 'showOpenFilePicker', 'showDirectoryPicker'])
      delete window[name];
  },
  'storage of its own for the page': () => {
    delete window.showSaveFilePicker;
    delete StorageManager.prototype.getDirectory;
  },
  'local storage, session storage and databases': () => {
    delete window.showSaveFilePicker;
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(window, name, {
        get: () => {
          throw new DOMException('provoked', 'SecurityError');
        },
      });
  },
  'locks, service workers and a clipboard': () => {
    delete window.showSaveFilePicker;
    for (const name of ['locks', 'serviceWorker', 'clipboard'])
      Object.defineProperty(navigator, name, { value: undefined });
  },
  // Younger than two years in one of the browsers that are promised.
  'functions of the last two years': () => {
    delete window.showSaveFilePicker;
    delete Uint8Array.fromBase64;
    delete Uint8Array.prototype.toHex;
    delete Promise.withResolvers;
    delete Promise.try;
    delete Map.groupBy;
    delete Object.groupBy;
    delete Document.prototype.startViewTransition;
    delete Iterator.prototype.map;
    delete Set.prototype.union;
    delete Array.fromAsync;
  },
};

for (const [what, lack] of Object.entries(LACKS))
  test(`browsers: without ${what}`, async ({ page, url }) => {
    await page.addInitScript(lack);
    await mainPath(page, url);
  });

test('browsers: without module workers', async ({ page, url }) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
    const Real = window.Worker;
    window.Worker = function Classic(address, options) {
      if (options?.type === 'module') throw new TypeError('module workers are not supported');
      return new Real(address, options);
    };
  });
  await mainPath(page, url);
});

test('browsers: with module workers that are started as old ones, since the word is not known', async ({
  page,
  url,
}) => {
  await page.addInitScript(() => {
    delete window.showSaveFilePicker;
    const Real = window.Worker;
    window.Worker = function Classic(address) {
      return new Real(address);
    };
  });
  await mainPath(page, url);
});

test('browsers: without any workers the page says so, and whose fault it is', async ({ page, url }) => {
  await page.addInitScript(() => {
    window.Worker = function None() {
      throw new TypeError('no workers here');
    };
  });
  await open(page, url);
  const told = page.getByRole('alert');
  await told.waitFor();
  await shows(told, /engine could not be loaded[\s\S]*browser/i);
  await choose(page, DATA.good);
  await shows(page.locator('.verdict-problem'), /The engine could not start[\s\S]*browser/);
  // The guide needs no engine.
  await page.getByRole('link', { name: 'Guide', exact: true }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
});

test('browsers: on a slow line the page is usable, what is dropped waits with a number, and is judged', async ({
  page,
  url,
}) => {
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  // 1.6 Mbit/s and 150 ms: "slow 3G" and a little.
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 150,
    downloadThroughput: 200_000,
    uploadThroughput: 90_000,
  });
  await page.goto(url);
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await choose(page, DATA.fails);
  // The file is taken at once: its name is there before the engine is.
  await soon(async () => assert.match(await page.locator('body').innerText(), /fails\.zip/));
  await network.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await verdict(page, 'Will not restore');
});
