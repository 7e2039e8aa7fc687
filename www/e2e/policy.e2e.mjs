import assert from 'node:assert/strict';
import { choose, DATA, open, test, verdict, view } from './harness.mjs';

const MUST = [
  "default-src 'none'",
  "connect-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
];

/** Whether page and worker reach their own host, the nearest there is. */
async function reach(page, url) {
  await open(page, url);
  const tried = (where) =>
    where.evaluate(() =>
      fetch(location.href).then(
        () => 'reached',
        () => 'refused',
      ),
    );
  const worker = page.waitForEvent('worker');
  await choose(page, DATA.good);
  await verdict(page);
  return [await tried(page), await tried(await worker)];
}

test('policy: the header comes with page and worker, and allows no network', async ({ page, url }) => {
  const policies = new Map();
  page.on('response', (response) =>
    policies.set(new URL(response.url()).pathname, response.headers()['content-security-policy'] ?? ''),
  );
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  const kinds = [
    [...policies].find(([path]) => path.endsWith('/')),
    [...policies].find(([path]) => /worker-.*\.js$/.test(path)),
  ];
  for (const found of kinds) {
    assert.ok(found, 'page and worker script were seen');
    for (const part of MUST) assert.ok(found[1].includes(part), `${found[0]}: ${part}`);
    assert.ok(!/unsafe-inline|'unsafe-eval'/.test(found[1]), found[1]);
  }
});

test('policy: neither page nor worker can reach the network; a worker could without the headers', async ({
  page,
  url,
  serveWith,
  complaints,
}) => {
  assert.deepEqual(await reach(page, url), ['refused', 'refused']);
  // The same question where the answer must be another: else it would tell nothing. Of the worker, since nothing but
  // headers binds it.
  for (const policy of ["connect-src 'self'", 'none']) {
    const [, worker] = await reach(page, await serveWith(policy));
    assert.equal(worker, 'reached', policy);
  }
  complaints.length = 0;
});

test('policy: once the engine is there, no request but for scripts of our own', async ({ page, url }) => {
  const requests = [];
  await open(page, url);
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('engine-bytes')),
  );
  await page.waitForTimeout(300);
  page.on('request', (request) => requests.push(request));
  await page.getByRole('button', { name: 'Open an example' }).click();
  await verdict(page);
  for (const name of [
    'App',
    /Findings/,
    'Restore log',
    'Duration',
    'Make a copy',
    'Ticket',
    'Target server',
    'Summary',
  ])
    await view(page, name);
  await choose(page, DATA.fails, DATA.good);
  await verdict(page);
  // A `blob:` address is this tab's own memory (the icon).
  const foreign = requests.filter(
    (request) =>
      !request.url().startsWith('blob:') &&
      !(
        request.url().startsWith(url) &&
        request.url().endsWith('.js') &&
        request.method() === 'GET' &&
        request.postData() === null
      ),
  );
  assert.deepEqual(
    foreign.map((request) => request.url()),
    [],
  );
});

test('policy: it works with the plug pulled', async ({ page, context, url }) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  await context.setOffline(true);
  await choose(page, DATA.fails);
  await page.locator('.verdict-file', { hasText: 'fails.zip' }).waitFor();
  await verdict(page, 'Will not restore');
});

test('policy: nothing of a backup is stored on the device', async ({ page, url }) => {
  await open(page, url);
  await choose(page, DATA.losses);
  await verdict(page);
  await view(page, 'Target server');
  await page.getByLabel('Name in the restore form').fill('secret-name');
  const kept = await page.evaluate(async () => ({
    storage: JSON.stringify({ ...localStorage }),
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).length,
  }));
  assert.ok(!/secret-name|demo-shop|example/.test(kept.storage), kept.storage);
  assert.deepEqual([kept.session, kept.databases], [0, 0]);
});
