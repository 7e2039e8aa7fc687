import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { choose, DATA, open, soon, test, verdict, view } from './harness.mjs';

/** A copy that is ready to be saved. */
async function ready(page, url) {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('to-be-saved');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.locator('.copy-checked').waitFor();
  await page.locator('.copy-hash code').waitFor();
}

const save = (page) => page.getByRole('button', { name: 'Save the copy' }).click();
const withoutPicker = () => {
  delete window.showSaveFilePicker;
};

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

/** A picker whose file fails at the given moment, and says whether it was removed. */
function brokenPicker({ moment, name, old }) {
  window.removed = false;
  const fail = () => {
    throw new DOMException('provoked', name);
  };
  window.showSaveFilePicker = async ({ suggestedName }) => ({
    name: suggestedName,
    getFile: async () => new File(old ? ['something older'] : [], suggestedName),
    remove: async () => {
      window.removed = true;
    },
    createWritable: async () => {
      if (moment === 'open') fail();
      return new WritableStream({
        write: () => {
          if (moment === 'write') fail();
        },
        close: () => {
          if (moment === 'close') fail();
        },
      });
    },
  });
}

for (const [moment, name, sentence] of [
  ['write', 'QuotaExceededError', 'There is not enough room'],
  ['close', 'QuotaExceededError', 'There is not enough room'],
  ['open', 'NotAllowedError', 'The browser was not allowed to write'],
  ['write', 'NotAllowedError', 'The browser was not allowed to write'],
  ['write', 'NotFoundError', 'The file or its folder went away'],
]) {
  test(`save: ${name} at ${moment} has its sentence, and the empty file goes`, async ({ page, url }) => {
    await page.addInitScript(brokenPicker, { moment, name, old: false });
    await ready(page, url);
    await save(page);
    const told = page.locator('.save-fault');
    await told.waitFor();
    const text = await told.innerText();
    assert.ok(text.includes(sentence) && text.includes('Nothing was left behind'), text);
    assert.equal(await told.getAttribute('role'), 'alert');
    await soon(async () => assert.ok(await page.evaluate(() => window.removed)));
    await soon(async () => assert.ok(await page.getByRole('button', { name: 'Save the copy' }).isEnabled()));
  });
}

test('save: a file that was there before stays when the disk is full', async ({ page, url }) => {
  await page.addInitScript(brokenPicker, { moment: 'write', name: 'QuotaExceededError', old: true });
  await ready(page, url);
  await save(page);
  await page.locator('.save-fault').waitFor();
  assert.equal(await page.evaluate(() => window.removed), false);
});

test('save: without a dialog the copy goes through the storage of the page, byte for byte, and is removed with the next start', async ({
  page,
  url,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  await ready(page, url);
  await page.locator('.save-way', { hasText: 'storage of this page' }).waitFor();
  const shown = await page.locator('.copy-hash code').innerText();
  const [download] = await Promise.all([page.waitForEvent('download'), save(page)]);
  const path = join(folder, 'stored.zip');
  await download.saveAs(path);
  assert.equal(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    shown,
  );
  assert.equal((await stored(page)).length, 1);
  // Another tab must not take it away while this one is there.
  const other = await page.context().newPage();
  await open(other, url);
  await other.waitForTimeout(500);
  assert.equal((await stored(page)).length, 1);
  await page.close();
  await open(other, url);
  await other.waitForFunction(async () => {
    const copies = await (await navigator.storage.getDirectory()).getDirectoryHandle('copies');
    for await (const _ of copies.keys()) return false;
    return true;
  });
});

test('save: the copy leaves the storage of the page when the person says that the download is done', async ({
  page,
  url,
}) => {
  await page.addInitScript(withoutPicker);
  await ready(page, url);
  await Promise.all([page.waitForEvent('download'), save(page)]);
  await page.getByRole('button', { name: /^The download is done/ }).click();
  await page.getByText('The storage of this page is empty.').waitFor();
  assert.deepEqual(await stored(page), []);
});

test('save: the storage of the page is full while it is written', async ({ page, url }) => {
  await page.addInitScript(withoutPicker);
  await page.addInitScript(() => {
    FileSystemFileHandle.prototype.createWritable = async () =>
      new WritableStream({
        write: () => {
          throw new DOMException('provoked', 'QuotaExceededError');
        },
      });
  });
  await ready(page, url);
  await save(page);
  await page.locator('.save-fault', { hasText: 'There is not enough room' }).waitFor();
  assert.deepEqual(await stored(page), []);
});

test('save: a real quota that is smaller than the browser said; the second try goes from memory', async ({
  page,
  url,
  context,
  folder,
}) => {
  await page.addInitScript(withoutPicker);
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(url).origin, quotaSize: 10_000 });
  await ready(page, url);
  await page.locator('.save-way', { hasText: 'storage of this page' }).waitFor();
  await save(page);
  await page.locator('.save-fault', { hasText: 'There is not enough room' }).waitFor();
  assert.deepEqual(await stored(page), []);
  await page.locator('.save-way', { hasText: 'straight from memory' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), save(page)]);
  const path = join(folder, 'memory.zip');
  await download.saveAs(path);
  assert.equal(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    await page.locator('.copy-hash code').innerText(),
  );
});

test('save: too little storage for the page is said beforehand, with the limit of a download from memory', async ({
  page,
  url,
}) => {
  await page.addInitScript(withoutPicker);
  await page.addInitScript(() => {
    StorageManager.prototype.estimate = async () => ({ quota: 100_000, usage: 90_000 });
  });
  await ready(page, url);
  await page.locator('.save-way', { hasText: 'Above 2.1 GB that may fail' }).waitFor();
});

test('save: no storage for the page at all, as in a private window', async ({ page, url }) => {
  await page.addInitScript(withoutPicker);
  await page.addInitScript(() => {
    StorageManager.prototype.getDirectory = async () => {
      throw new DOMException('provoked', 'SecurityError');
    };
  });
  await ready(page, url);
  await page.locator('.save-way', { hasText: 'straight from memory' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), save(page)]);
  assert.ok(download.suggestedFilename().endsWith('to-be-saved.zip'));
});

test('save: a tab that is left while it writes asks first; what it wrote is gone with the next start', async ({
  page,
  url,
  context,
}) => {
  await page.addInitScript(withoutPicker);
  await page.addInitScript(() => {
    const real = FileSystemFileHandle.prototype.createWritable;
    FileSystemFileHandle.prototype.createWritable = async function () {
      const file = await real.call(this);
      // The first bytes arrive, the rest never does.
      return new WritableStream({
        write: async (chunk) => {
          await file.write(chunk);
          window.stuck = true;
          await new Promise(() => {});
        },
      });
    };
  });
  await ready(page, url);
  await save(page);
  await page.waitForFunction(() => window.stuck === true);
  assert.equal((await stored(page)).filter((name) => name.endsWith('.zip')).length, 1);
  const asked = new Promise((resolve) =>
    page.on('dialog', (dialog) => {
      resolve(dialog.type());
      void dialog.accept();
    }),
  );
  await page.reload();
  assert.equal(await asked, 'beforeunload');
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  await page.waitForFunction(async () => {
    const copies = await (await navigator.storage.getDirectory()).getDirectoryHandle('copies');
    for await (const _ of copies.keys()) return false;
    return true;
  });
  assert.equal(context.pages().length, 1);
});

test('save: stopping while the storage of the page is written leaves nothing', async ({ page, url }) => {
  await page.addInitScript(withoutPicker);
  await page.addInitScript(() => {
    const real = FileSystemFileHandle.prototype.createWritable;
    FileSystemFileHandle.prototype.createWritable = async function () {
      const file = await real.call(this);
      return new WritableStream({
        write: async (chunk, { signal }) => {
          await file.write(chunk);
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        },
        close: () => file.close(),
        abort: () => file.abort(),
      });
    };
  });
  await ready(page, url);
  // By keyboard: each time the button that was pressed goes away, and the focus is where to go on.
  const focused = (name) =>
    soon(async () => assert.equal(await page.evaluate(() => document.activeElement?.textContent), name));
  await page.getByRole('button', { name: 'Save the copy' }).focus();
  await page.keyboard.press('Enter');
  // Bytes, speed, time left.
  await page.locator('.copy .progress-facts', { hasText: / of .*(measuring the speed|\/s).*left/ }).waitFor();
  await focused('Cancel');
  await page.keyboard.press('Enter');
  await page.getByText('Saving was stopped').waitFor();
  await focused('Save the copy');
  assert.deepEqual(await stored(page), []);
});
