/**
 * The page as one HTML file, opened from the disk: everything inside, a policy that stands in it, and no server.
 * `cargo xtask dist` (or `dist --quick`) makes it; `BI_ONE_FILE` names another one.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { choose, DATA, drop, open, savedJson, shows, soon, test, verdict, view } from './harness.mjs';

const FILE =
  process.env.BI_ONE_FILE ?? fileURLToPath(new URL('../../dist/backup-inspector.html', import.meta.url));
const ADDRESS = pathToFileURL(FILE).href;

/** All that was asked for, but for the file itself, what lies in memory, and what must be refused. */
function watch(context) {
  const asked = [];
  context.on('request', (request) => {
    const address = request.url();
    if (address.split('#')[0] === ADDRESS || address.startsWith('blob:')) return;
    if (!address.endsWith('/probe-that-must-be-refused')) asked.push(address);
  });
  return asked;
}

async function saveJson(page) {
  return (await savedJson(page, { names: true })).text;
}

test('one file: from the disk it opens its example, judges and saves, without any request', async ({
  page,
  context,
}) => {
  const asked = watch(context);
  await open(page, ADDRESS);
  await page.getByRole('button', { name: 'Open an example', exact: true }).click();
  await verdict(page, 'Will restore, with losses');
  await soon(() => assert.ok(page.url().endsWith('#v1/summary')));
  const report = JSON.parse(await saveJson(page));
  assert.equal(report.verdict.outcome, 'restores-with-loss');
  assert.equal(report.counts.events, 252);
  assert.deepEqual(asked, []);
});

test('one file: what is dropped is judged as the command line does, and a copy is made and checked', async ({
  page,
  context,
}) => {
  const asked = watch(context);
  await open(page, ADDRESS);
  for (const [name, title] of [
    ['good', 'Will restore'],
    ['fails', 'Will not restore'],
  ]) {
    await drop(page, DATA[name]);
    await page.locator('.verdict-file', { hasText: DATA[name].split('/').at(-1) }).waitFor();
    await verdict(page, title);
    if (process.env.BI_CLI) {
      const printed = spawnSync(process.env.BI_CLI, ['check', '--json', DATA[name]], { encoding: 'utf8' });
      assert.equal((await saveJson(page)).trimEnd(), printed.stdout.trimEnd());
    }
  }
  await choose(page, DATA.losses);
  await verdict(page, 'Will restore, with losses');
  await view(page, 'Make a copy');
  await page.getByLabel('New app name').fill('demo-shop-2');
  await page.getByRole('button', { name: 'Preview the copy' }).click();
  await page.getByText('The copy was read in full and checked.').waitFor();
  assert.deepEqual(asked, []);
});

test('one file: the scripts of every system are inside', async ({ page, context }) => {
  const asked = watch(context);
  await open(page, ADDRESS);
  const examples = page.locator('.landing-do button', { hasText: 'example' });
  const count = await examples.count();
  assert.ok(count >= 2, `${count} examples`);
  for (let at = 0; at < count; at += 1) {
    await examples.nth(at).click();
    await verdict(page);
    await page.locator('.wordmark').click();
    await page.getByRole('button', { name: 'Choose a file' }).waitFor();
  }
  assert.deepEqual(asked, []);
});

test('one file: the lamp is green, and says that the policy is inside', async ({ page }) => {
  await open(page, ADDRESS);
  await page.locator('button.lamp.on').waitFor();
  await choose(page, DATA.good);
  await verdict(page);
  await shows(page.locator('button.lamp'), 'Nothing leaves this tab: file, policy inside');
  await page.locator('button.lamp').click();
  const panel = page.locator('#lamp-panel');
  await shows(panel, /and from each of its \d+ workers? was refused by the policy inside of this file/);
  assert.equal(await panel.locator('.notice').count(), 0);
});

test('one file: the policy knows script and styles by their sums, and lets nothing else in or out', async () => {
  const html = await readFile(FILE, 'utf8');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
  // The first is the element: the script has such words in its text, for the report that it saves.
  const inside = (start, end) => {
    const from = html.indexOf(start) + start.length;
    assert.ok(from >= start.length, start);
    return html.slice(from, html.indexOf(end, from));
  };
  const sum = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const script = sum(inside('<script type="module">', '</script>'));
  const sheet = sum(inside('<style>', '</style>'));
  assert.deepEqual(policy?.split('; '), [
    "default-src 'none'",
    `script-src ${script} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src ${sheet}`,
    'img-src blob:',
    "connect-src 'none'",
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types engine-worker',
  ]);
  // One of each, and no other element of their kind: the sheet in front of the script, nothing but the body behind it.
  const firstScript = html.indexOf('<script');
  assert.ok(html.indexOf('<style>') < firstScript);
  assert.equal(html.indexOf('<script type="module">'), firstScript);
  assert.doesNotMatch(html.slice(html.indexOf('</script>') + 9), /<(script|style|link)\b/);
  // The policy comes before whatever it is to bind.
  assert.ok(
    html.indexOf('Content-Security-Policy') < Math.min(html.indexOf('<style'), html.indexOf('<script')),
  );
  assert.ok(html.indexOf('charset') < 1024);
});

test('one file: neither the page nor a worker of it can connect', async ({ page, complaints }) => {
  await open(page, ADDRESS);
  const worker = page.waitForEvent('worker');
  await choose(page, DATA.good);
  await verdict(page);
  // By the policy, and not for want of anything there: what would answer stands in memory.
  const tried = (where) =>
    where.evaluate(async () => {
      const refusals = [];
      addEventListener('securitypolicyviolation', (event) => refusals.push(event.effectiveDirective));
      const address = URL.createObjectURL(new Blob(['here']));
      const answer = await fetch(address).then(
        (response) => response.text(),
        () => 'refused',
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [answer, ...refusals];
    });
  assert.deepEqual(await tried(page), ['refused', 'connect-src']);
  assert.deepEqual(await tried(await worker), ['refused', 'connect-src']);
  complaints.length = 0;
});

test('one file: the page of the folder, opened from the disk, says which file to take', async ({
  page,
  url,
  complaints,
}) => {
  const hint = page.getByText('Open the file backup-inspector.html instead');
  await page.goto(new URL('../dist/index.html', import.meta.url).href);
  await hint.waitFor();
  // The browser complains of the scripts that it does not load.
  complaints.length = 0;
  // Where it works, nobody sees it, not even for a moment.
  await page.route(/\/assets\/.*\.js$/, () => undefined);
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator('#needs-server').waitFor({ state: 'attached' });
  assert.equal(await hint.isVisible(), false);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await open(page, url);
  assert.equal(await page.locator('#needs-server').count(), 0);
});
