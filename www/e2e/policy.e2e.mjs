import assert from 'node:assert/strict';
import { choose, DATA, open, shows, test, verdict, view } from './harness.mjs';

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
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
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
  await page.locator('.several [role=grid]').waitFor();
  // A `blob:` address is this tab's own memory (the icon).
  const foreign = requests.filter(
    (request) =>
      !request.url().startsWith('blob:') &&
      // It was refused: see below.
      !request.url().endsWith('/probe-that-must-be-refused') &&
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

const lamp = (page) => page.locator('button.lamp');

test('policy: the lamp is green after page and workers were refused by the header', async ({ page, url }) => {
  await open(page, url);
  await page.locator('button.lamp.on').waitFor();
  await choose(page, DATA.good);
  await verdict(page);
  await lamp(page).click();
  const panel = page.locator('#lamp-panel');
  await shows(panel, /and from each of its \d+ workers? was refused by the policy that the server sent/);
  await shows(panel, /frame-ancestors 'none'/);
  assert.equal(await panel.locator('.notice').count(), 0);
});

/** The page as a server sends it that has no policy, or another one, for some of its files. */
async function served(page, url, policyOf) {
  await page.route(`${url}**`, async (route) => {
    const response = await route.fetch();
    const headers = response.headers();
    const policy = policyOf(new URL(route.request().url()).pathname, headers['content-security-policy']);
    if (policy === null) delete headers['content-security-policy'];
    else headers['content-security-policy'] = policy;
    await route.fulfill({ response, headers });
  });
  await open(page, url);
  await page.locator('button.lamp.doubt').waitFor();
  await lamp(page).click();
  return page.locator('#lamp-panel');
}

test('policy: without the header the lamp says that its workers could connect', async ({ page, url }) => {
  const panel = await served(page, url, () => null);
  await shows(panel, /The server sent no policy/);
  await shows(panel, /one of its workers, could send something/);
});

test('policy: with a header for the page alone, the lamp tells of the workers', async ({ page, url }) => {
  const panel = await served(page, url, (path, policy) => (path.includes('/worker-') ? null : policy));
  await shows(panel, /one of its workers, could send something/);
});

test('policy: a header that lets more through is named', async ({ page, url }) => {
  const panel = await served(page, url, (_path, policy) =>
    policy.replace("img-src 'self' blob:", "img-src 'self' blob: https://elsewhere.example"),
  );
  await shows(panel, /lets more through than this page needs/);
});

test('policy: it works with the plug pulled', async ({ page, context, url }) => {
  await open(page, url);
  await choose(page, DATA.good);
  await verdict(page);
  // What is kept for the next visit is not on its way any more.
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
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
