/**
 * The built page in Firefox ESR: what a person does with a backup, once, under the real policy header. It is
 * there for what browsers do differently (module workers, FileReaderSync, saving without a picker, styles);
 * everything else is tested in Chromium.
 *
 *     cargo xtask build && FIREFOX=/usr/bin/firefox-esr npm run firefox
 *
 * Firefox is driven through WebDriver BiDi, which it speaks itself: https://w3c.github.io/webdriver-bidi/
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import WebSocket from 'ws';
import { DATA } from './harness.mjs';
import { serve } from './server.mjs';

const LIMIT_MS = 60_000;
/** The page as one file, opened from the disk: see `one-file.e2e.mjs`. */
const ONE_FILE = pathToFileURL(
  process.env.BI_ONE_FILE ?? fileURLToPath(new URL('../../dist/backup-inspector.html', import.meta.url)),
).href;
const SCREENSHOTS = join(dirname(fileURLToPath(import.meta.url)), '../screenshots');

/** A Firefox without a window, with a profile of its own that ends with it. */
async function launch() {
  const profile = await mkdtemp(join(tmpdir(), 'backup-inspector-firefox-'));
  // For tests Firefox would let a page from the disk read its neighbours, which it permits nobody else; of the settings
  // that it has for tests, one is needed: files are chosen by a script.
  const settings = ['"remote.prefs.recommended", false', '"dom.file.createInChild", true'];
  await writeFile(join(profile, 'user.js'), settings.map((each) => `user_pref(${each});\n`).join(''));
  const program = spawn(
    process.env.FIREFOX ?? 'firefox-esr',
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const address = await new Promise((resolve, reject) => {
    let said = '';
    program.stderr.on('data', (chunk) => {
      said += chunk;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    program.once('error', reject).once('exit', () => reject(new Error(`Firefox ended at once:\n${said}`)));
    setTimeout(() => reject(new Error(`Firefox did not start:\n${said}`)), LIMIT_MS).unref();
  });
  const socket = new WebSocket(`${address}/session`);
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const waiting = new Map();
  const complaints = [];
  socket.on('message', (text) => {
    const { id, method, params, result, error, message } = JSON.parse(text);
    if (method === 'log.entryAdded' && params.level === 'error') complaints.push(params.text);
    if (id === undefined) return;
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(result);
    else reject(new Error(`${error}: ${message}`));
  });
  let last = 0;
  const send = (method, params) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  await send('session.new', { capabilities: {} });
  await send('session.subscribe', { events: ['log.entryAdded'] });
  const {
    contexts: [{ context }],
  } = await send('browsingContext.getTree', {});
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('script.evaluate', {
      expression,
      target: { context },
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result;
  };
  return {
    complaints,
    open: (url) => send('browsingContext.navigate', { context, url, wait: 'complete' }),
    /** The text that `expression` gives. */
    text: async (expression) => (await evaluate(`(async () => String(${expression}))()`)).value,
    async until(expression, what) {
      const end = Date.now() + LIMIT_MS;
      for (;;) {
        if ((await evaluate(`Boolean(${expression})`)).value) return;
        if (Date.now() > end)
          throw new Error(
            `waited in vain for ${what}; the page says:\n${(await evaluate('document.body.innerText')).value}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async choose(selector, ...files) {
      const { sharedId } = await evaluate(`document.querySelector(${JSON.stringify(selector)})`);
      await send('input.setFiles', { context, element: { sharedId }, files });
    },
    async picture(name) {
      const { data } = await send('browsingContext.captureScreenshot', { context, origin: 'document' });
      await mkdir(SCREENSHOTS, { recursive: true });
      await writeFile(join(SCREENSHOTS, `firefox-${name}.png`), Buffer.from(data, 'base64'));
    },
    async end() {
      // Firefox answers by going away.
      await Promise.race([
        send('browser.close', {}),
        new Promise((resolve) => program.once('exit', resolve)),
      ]).catch(() => undefined);
      if (program.exitCode === null) await new Promise((resolve) => program.once('exit', resolve));
      socket.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The element of this kind whose text is or contains `text`. */
const byText = (kind, text) =>
  `[...document.querySelectorAll('${kind}')].find((each) => each.innerText.includes(${JSON.stringify(text)}))`;

/** The JSON that the page would save, caught where it is handed to the browser. */
const CATCH_SAVED = `(() => { const make = URL.createObjectURL; URL.createObjectURL = (blob) => { window.savedBlob = blob; return make.call(URL, blob); }; })()`;

/** Saves the JSON by its dialog, with names or masked. */
async function saveJson(firefox, names) {
  await firefox.text(`(window.savedBlob = null, ${byText('button', 'Save JSON')}.click())`);
  await firefox.until(`document.querySelector('dialog[open] .mask-choice input')`, 'the dialog that saves');
  if (names) await firefox.text(`document.querySelector('dialog[open] .mask-choice input').click()`);
  await firefox.text(`document.querySelector('dialog[open] .button.primary').click()`);
  await firefox.until('window.savedBlob', 'the saved JSON');
}

async function run(firefox, url) {
  await firefox.open(url);
  await firefox.until(byText('button', 'Choose a file'), 'the landing page');
  await firefox.text(CATCH_SAVED);
  const expected = { good: 'Will restore', fails: 'Will not restore', losses: 'Will restore, with losses' };
  for (const [kind, title] of Object.entries(expected)) {
    const name = DATA[kind].split('/').at(-1);
    await firefox.choose('input[type=file][multiple]', DATA[kind]);
    await firefox.until(
      `document.querySelector('.verdict-file')?.innerText.includes(${JSON.stringify(name)}) && document.querySelector('.verdict progress') === null`,
      `the verdict of ${name}`,
    );
    assert.equal(await firefox.text(`document.querySelector('.verdict h1').innerText`), title);
    if (process.env.BI_CLI) {
      await saveJson(firefox, true);
      const printed = await promisify(execFile)(process.env.BI_CLI, ['check', '--json', DATA[kind]]).catch(
        (error) => error,
      );
      assert.equal(
        (await firefox.text('await window.savedBlob.text()')).trimEnd(),
        printed.stdout.trimEnd(),
        `${name}: page and command line`,
      );
    }
    await firefox.picture(kind);
  }

  await firefox.text(`${byText('nav a', 'Make a copy')}.click()`);
  await firefox.until(byText('label', 'New app name'), 'the panel for copies');
  await firefox.text(
    `(() => { const field = ${byText('label', 'New app name')}.control; field.value = 'demo-shop-2'; field.dispatchEvent(new Event('input', { bubbles: true })); })()`,
  );
  await firefox.text(`${byText('button', 'Preview the copy')}.click()`);
  await firefox.until(byText('p', 'The copy was read in full and checked.'), 'the check of the copy');
  await firefox.picture('copy');

  const blocked = await firefox.text(
    `await fetch(${JSON.stringify(url)}).then(() => 'connected', () => 'blocked')`,
  );
  assert.equal(blocked, 'blocked', 'the policy holds');
}

/** The systems beside the first: from the example to its verdict, the text to be taken away, and the saved JSON. */
async function runOthers(firefox, url) {
  for (const { system, outcome, view, says } of [
    {
      system: 'App Service',
      outcome: 'restores-with-loss',
      view: 'Requests',
      says: /management\.azure\.com|az webapp/,
    },
    { system: 'SharePoint', outcome: 'fails', view: 'Commands', says: /BACKUP DATABASE|RESTORE DATABASE/ },
  ]) {
    await firefox.open('about:blank');
    await firefox.open(url);
    await firefox.until(byText('button', `Open an example: ${system}`), 'the landing page');
    await firefox.text(CATCH_SAVED);
    await firefox.text(`${byText('button', `Open an example: ${system}`)}.click()`);
    await firefox.until(
      `document.querySelector('.verdict h1') !== null && document.querySelector('.verdict progress') === null`,
      `the verdict of ${system}`,
    );
    await saveJson(firefox, true);
    const saved = JSON.parse(await firefox.text('await window.savedBlob.text()'));
    assert.equal(saved.verdict.outcome, outcome, system);
    await firefox.picture(system.toLowerCase().replace(' ', '-'));
    // All views are drawn without a complaint of the browser.
    const views = Number(await firefox.text(`document.querySelectorAll('nav.rail a').length`));
    assert.ok(views > 4, `${system} has ${views} views`);
    for (let at = 0; at < views; at += 1) {
      await firefox.text(`document.querySelectorAll('nav.rail a')[${at}].click()`);
      await firefox.until(
        `document.querySelectorAll('nav.rail a')[${at}].getAttribute('aria-current') === 'page'`,
        `view ${at} of ${system}`,
      );
    }
    await firefox.text(`${byText('nav a', view)}.click()`);
    await firefox.until(
      `document.querySelector('.compose-text')?.innerText.length > 40`,
      `${view} of ${system}`,
    );
    assert.match(await firefox.text(`document.querySelector('.compose-text').innerText`), says, system);
  }
}

/** The page as one file, from the disk: the main path, and nothing that was asked for. */
async function runOneFile(firefox, url) {
  await firefox.open(url);
  await firefox.until(byText('button', 'Choose a file'), 'the landing page of the one file');
  await firefox.text(CATCH_SAVED);
  await firefox.text(`${byText('button', 'Open an example')}.click()`);
  await firefox.until(
    `document.querySelector('.verdict h1') !== null && document.querySelector('.verdict progress') === null`,
    'the verdict of the example',
  );
  assert.equal(
    await firefox.text(`document.querySelector('.verdict h1').innerText`),
    'Will restore, with losses',
  );
  await saveJson(firefox, false);
  const saved = JSON.parse(await firefox.text('await window.savedBlob.text()'));
  assert.equal(saved.verdict.outcome, 'restores-with-loss');
  await firefox.until(`document.querySelector('button.lamp.on')`, 'the green lamp');
  assert.match(await firefox.text(`document.querySelector('button.lamp').innerText`), /file, policy inside/);
  const asked = await firefox.text(
    `performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !name.startsWith('blob:') && !name.endsWith('/probe-that-must-be-refused')).join()`,
  );
  assert.equal(asked, '', 'nothing was asked for');
  await firefox.picture('one-file');

  // The browser complains of what it does not load.
  const before = firefox.complaints.length;
  await firefox.open(new URL('../dist/index.html', import.meta.url).href);
  await firefox.until(
    `document.body.innerText.includes('Open the file backup-inspector.html instead')`,
    'the hint which file to take',
  );
  firefox.complaints.length = before;
}

const own = process.env.BI_URL ? null : await serve();
const firefox = await launch();
try {
  await run(firefox, process.env.BI_URL ?? own.url);
  await runOthers(firefox, process.env.BI_URL ?? own.url);
  await runOneFile(firefox, ONE_FILE);
  // Those that were provoked are the policy's.
  assert.deepEqual(
    firefox.complaints.filter((each) => !/Content-Security-Policy/.test(each)),
    [],
  );
  console.log(
    'ok    Firefox: three verdicts, the saved JSON, a checked copy, no connection; the other systems; the one file from the disk',
  );
} finally {
  await firefox.end();
  await own?.close();
}
