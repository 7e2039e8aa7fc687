/**
 * End-to-end tests of the built page in real Chromium, under the real policy header.
 *
 *     cargo xtask build && npm run e2e             starts `cargo xtask serve`
 *     BI_URL=http://127.0.0.1:8080/ npm run e2e    a server that already runs
 *
 * All of them run in two parts beside each other, where there are two processors: each with a browser, and so a clipboard, of
 * its own. Arguments pick tests by parts of their names, and then there is one part. `BI_SLOW=8` makes the page's own thread eight times slower, which
 * finds tests that look before the page has drawn.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';
import { serve } from './server.mjs';
import { tests } from './harness.mjs';

// Every file there is: none can be forgotten.
const here = new URL('./', import.meta.url);
const files = (await readdir(here)).filter((name) => name.endsWith('.e2e.mjs')).sort();
/** How many tests each file has, in their order. */
const sizes = [];
for (const file of files) {
  const before = tests.length;
  await import(new URL(file, here).href);
  sizes.push(tests.length - before);
}

/** Only a test that hangs takes so long. */
const LIMIT_MS = 300_000;
const wanted = process.argv.slice(2);
const slow = Number(process.env.BI_SLOW ?? 1);

/** More would wait for each other: a browser has a processor's worth of threads of its own. */
const PARTS = Math.min(2, availableParallelism());
if (wanted.length === 0 && PARTS > 1 && process.env.BI_PART === undefined) {
  const counts = await Promise.all(
    Array.from({ length: PARTS }, async (_, part) => {
      const child = fork(fileURLToPath(import.meta.url), {
        env: { ...process.env, BI_PART: String(part) },
      });
      let counted = { passed: 0, failed: 1 };
      child.on('message', (message) => {
        counted = message;
      });
      // One that ends before it has counted has failed.
      await once(child, 'exit');
      return counted;
    }),
  );
  const sum = (key) => counts.reduce((all, each) => all + each[key], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(sum('failed') === 0 && sum('passed') === tests.length ? 0 : 1);
}
const part = process.env.BI_PART === undefined ? null : Number(process.env.BI_PART);
/** The tests of a file stay together: some share what the first of them sets up. Each file goes where there is least. */
function partOf() {
  const load = Array(PARTS).fill(0);
  return sizes.flatMap((size) => {
    const least = load.indexOf(Math.min(...load));
    load[least] += size;
    return Array(size).fill(least);
  });
}
const parts = partOf();
const mine = tests.filter(({ name }, at) =>
  part === null ? wanted.length === 0 || wanted.some((piece) => name.includes(piece)) : parts[at] === part,
);
const own = process.env.BI_URL ? null : await serve();
const url = process.env.BI_URL ?? own.url;
const browser = await launch();
const folder = await mkdtemp(join(tmpdir(), 'backup-inspector-'));
/** The address of the page under another policy (`serve`), for as long as the tests run. */
const servers = new Map();
const serveWith = async (policy) => {
  if (!servers.has(policy)) servers.set(policy, serve(policy));
  return (await servers.get(policy)).url;
};
let failed = 0;
let passed = 0;
for (const { name, run, options } of mine) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  if (slow > 1)
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slow });
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    // The page tries a connection that must be refused, and browsers complain about it.
    if (message.type() === 'error' && !message.text().includes('probe-that-must-be-refused'))
      complaints.push(`console: ${message.text()}`);
  });
  const started = performance.now();
  let timer;
  try {
    const limit = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`took longer than ${LIMIT_MS / 1000} s`)), LIMIT_MS);
    });
    await Promise.race([run({ page, context, browser, url, folder, complaints, serveWith }), limit]);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
    passed += 1;
    console.log(`ok    ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failed += 1;
    console.log(`FAIL  ${name}\n${String(error?.stack ?? error).replace(/^/gm, '      ')}`);
  } finally {
    clearTimeout(timer);
    // The engine comes in pieces: some may be on their way through a handler of the test when it has seen enough.
    if (!page.isClosed()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
}
await browser.close();
for (const server of [own, ...servers.values()]) await (await server)?.close();
await rm(folder, { recursive: true, force: true });
if (part === null) console.log(`${passed} passed, ${failed} failed`);
else await new Promise((sent) => process.send({ passed, failed }, sent));
process.exit(failed === 0 && passed > 0 ? 0 : 1);
