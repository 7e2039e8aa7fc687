/**
 * The page kept on the device: it opens without a network, its service worker fetches its own list and nothing else, and a
 * newer version waits until somebody takes it.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { accessible, DATA, open, shows, soon, test, verdict } from './harness.mjs';

const built = (name) => new URL(`../dist/${name}`, import.meta.url);
const sum = (bytes) => `sha256-${createHash('sha256').update(bytes).digest('base64')}`;

/** Names and sums that the service worker has in its list. */
async function list() {
  const script = await readFile(built('sw.js'), 'utf8');
  return new Map([...script.matchAll(/\[`([^`]+)`,`(sha256-[^`]+)`\]/g)].map(([, name, sum]) => [name, sum]));
}

/**
 * A server before the one at `url`, which writes down what is asked of it, can answer otherwise (`change` gets a path and
 * bytes), and can be gone.
 */
async function between(url) {
  const state = { asked: [], change: (_path, bytes) => bytes };
  const server = createServer(async (request, response) => {
    state.asked.push(request.url);
    try {
      const answer = await fetch(new URL(request.url, url));
      const bytes = state.change(request.url, Buffer.from(await answer.arrayBuffer()));
      const headers = Object.fromEntries(answer.headers);
      response.writeHead(answer.status, { ...headers, 'content-length': bytes.length, connection: 'close' });
      response.end(bytes);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** The page is kept: its service worker has all that it wants. */
const hasWorker = (page) =>
  soon(async () =>
    assert.equal(
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state),
      'activated',
    ),
  );

test('offline: after the first visit the page opens without its server, and judges a backup', async ({
  page,
  context,
  url,
}) => {
  const host = await between(url);
  await open(page, host.url);
  await hasWorker(page);
  await host.close();
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
  await verdict(page, 'Will restore, with losses');
  // What was kept came with its policy, and is held by it.
  await page.locator('button.lamp.on').waitFor();
  await page.locator('button.lamp').click();
  await shows(page.locator('#lamp-panel'), /was refused by the policy that the server sent/);
  await context.setOffline(false);
});

test('offline: the service worker fetches the names in its list, and no other', async ({ page, url }) => {
  const host = await between(url);
  await open(page, host.url);
  await hasWorker(page);
  const names = await list();
  assert.ok(names.size > 20 && names.has('./'), `${names.size} names`);
  for (const [name, expected] of names)
    assert.equal(sum(await readFile(built(name === './' ? 'index.html' : name))), expected, name);
  // By the page, and by its worker, which asks whether that is current; nothing that neither has.
  const known = new Set([...[...names.keys()].map((name) => `/${name.replace(/^\.\//, '')}`), '/sw.js']);
  const odd = host.state.asked.filter((path) => !known.has(path));
  assert.deepEqual(odd, []);
  for (const path of known) {
    const times = host.state.asked.filter((each) => each === path).length;
    // A script of workers is asked for by each of them.
    assert.ok(times >= 1 && (times <= 2 || path.includes('/worker-')), `${path}: ${times} times`);
  }
  // A page that is kept asks whether there is a newer version, and for nothing else.
  host.state.asked.length = 0;
  await page.reload();
  await page.locator('button.lamp.on').waitFor();
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
  await verdict(page);
  // The question comes when the page has nothing better to do; nothing else follows it.
  await soon(() => assert.ok(host.state.asked.length > 0));
  await page.waitForTimeout(2_000);
  assert.deepEqual([...new Set(host.state.asked)], ['/sw.js']);
  await host.close();
});

test('offline: the lamp names the one script that may connect, and the headers permit it that alone', async ({
  page,
  url,
}) => {
  await open(page, url);
  await page.locator('button.lamp').click();
  const panel = page.locator('#lamp-panel');
  await shows(panel, /The one exception: the service worker, the script sw\.js/);
  await shows(panel, /A copy of this page is kept on this device/);
  await accessible(page, 'lamp');
  await panel.getByRole('button', { name: 'Look for a newer version' }).click();
  await shows(panel, /This is the newest version\./);
  const policies = (await fetch(new URL('sw.js', url))).headers.get('content-security-policy');
  assert.ok(policies.includes("connect-src 'self'") && policies.includes("default-src 'none'"), policies);
  assert.ok(!policies.includes("connect-src 'none'"), policies);
  for (const name of (await list()).keys()) {
    const policy = (await fetch(new URL(name, url))).headers.get('content-security-policy');
    assert.ok(policy.includes("connect-src 'none'"), name);
  }
  // Nobody but the browser makes a worker of it: here it is a script like any other.
  const registrations = await page.evaluate(async () =>
    (await navigator.serviceWorker.getRegistrations()).map(({ active }) => active?.scriptURL),
  );
  assert.deepEqual(registrations, [new URL('sw.js', url).href]);
});

/** The same page with another sentence in it, and a service worker that knows its sum. */
async function next(wrong = false) {
  const html = (await readFile(built('index.html'), 'utf8')).replace(
    '<title>',
    '<meta name="second"><title>',
  );
  const before = (await list()).get('./');
  return (path, bytes) => {
    if (path === '/') return Buffer.from(html);
    if (path !== '/sw.js') return bytes;
    const text = bytes.toString().replace(before, wrong ? sum('another page') : sum(html));
    return Buffer.from(text.replace(/[0-9a-f]{16}(?=`)/, wrong ? 'bad' : 'second'));
  };
}

test('offline: a newer version is offered, is never forced, and comes with a click', async ({
  page,
  url,
}) => {
  const host = await between(url);
  const second = () => page.locator('meta[name=second]').count();
  const line = page.locator('.newer', { hasText: 'A newer version of this page is on this device.' });
  await open(page, host.url);
  await hasWorker(page);
  host.state.change = await next();
  await page.reload();
  await line.waitFor();
  await accessible(page, 'newer version');
  assert.equal(await second(), 0);
  await page.getByRole('button', { name: 'Later' }).click();
  await line.waitFor({ state: 'hidden' });
  // Loaded again, it is still what it was, and offers again; with a report it says what is lost.
  await page.reload();
  await line.waitFor();
  assert.equal(await second(), 0);
  await page.locator('input[type=file][multiple]').setInputFiles(DATA.good);
  await verdict(page, 'Will restore');
  await shows(page.locator('.newer p'), /closes the reports that are open/);
  await page.getByRole('button', { name: 'Take it now' }).click();
  await soon(async () => assert.equal(await second(), 1));
  await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  assert.equal(await line.count(), 0);
  // What was kept before is gone.
  await soon(async () => assert.equal(await page.evaluate(async () => (await caches.keys()).length), 1));
  await host.close();
});

test('offline: a version of which a file has another sum is not taken', async ({ page, url, complaints }) => {
  const host = await between(url);
  await open(page, host.url);
  await hasWorker(page);
  host.state.change = await next(true);
  await page.reload();
  await page.locator('button.lamp').click();
  const panel = page.locator('#lamp-panel');
  await panel.getByRole('button', { name: 'Look for a newer version' }).click();
  await shows(panel, /The site could not be asked, or what it sent is not whole\./);
  assert.equal(await page.locator('meta[name=second], .newer').count(), 0);
  assert.equal(await page.evaluate(async () => (await caches.keys()).length), 1);
  await host.close();
  complaints.length = 0;
});

test('offline: it can be installed, with icons of its own, and opens files if asked to', async ({
  page,
  context,
  url,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'launchQueue', {
      value: { setConsumer: (consumer) => (window.launch = consumer) },
    });
  });
  await open(page, url);
  const session = await context.newCDPSession(page);
  const { errors, url: address, data } = await session.send('Page.getAppManifest');
  assert.deepEqual([errors, address], [[], new URL('manifest.webmanifest', url).href]);
  const manifest = JSON.parse(data);
  for (const { src, sizes, type } of manifest.icons) {
    const response = await fetch(new URL(src, url));
    assert.equal(response.headers.get('content-type'), type, src);
    const bytes = Buffer.from(await response.arrayBuffer());
    // Width and height stand behind the signature and the head of the first chunk (PNG, 11.2.2).
    if (type === 'image/png') assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
  }
  const endings = manifest.file_handlers.flatMap(({ accept }) => Object.values(accept).flat());
  assert.deepEqual(endings, ['.zip', '.bak']);
  const bytes = (await readFile(DATA.good)).toString('base64');
  await page.evaluate((base64) => {
    const file = new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], 'opened.zip');
    window.launch({ files: [{ getFile: () => Promise.resolve(file) }] });
  }, bytes);
  await page.locator('.verdict-file', { hasText: 'opened.zip' }).waitFor();
  await verdict(page, 'Will restore');
});
