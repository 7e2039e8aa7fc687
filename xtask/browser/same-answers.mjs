/**
 * The same bytes of JSON from the page and from the command line, from one worker or from several.
 *
 * Drives the worker script of the built page itself (no copy of it) with the messages that the page
 * sends, for every archive that is found: made ones, the page's example, and the samples beside the
 * project if they are there.
 *
 * Run by `cargo xtask test --only wasm`. Variables: BI_URL, BI_CLI, CHROMIUM; arguments: folders.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './chromium.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { BI_URL: url, BI_CLI: cli } = process.env;
if (!url || !cli) throw new Error('BI_URL and BI_CLI must be set');

const folders = [
  ...process.argv.slice(2),
  join(root, 'www/assets'),
  join(root, 'tests/data'),
  join(root, '../shared/samples/squidex/base'),
  join(root, '../shared/samples/squidex/mutants'),
  join(root, '../shared/samples/sharepoint'),
];

/** All files below a folder, sorted. */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort();
}
const files = folders.flatMap(filesBelow);
if (files.length < 3) throw new Error(`only ${files.length} files were found: nothing would be tested`);

/** The present that both assume, in whole seconds. */
const NOW = '2026-06-01T12:00:00Z';

/** A line of JSON for each set in the file, from the command line. Findings have an exit status of their own. */
function native(file) {
  const { status, stdout, stderr, error } = spawnSync(cli, ['check', file, '--json', '--now', NOW], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (error) throw error;
  const lines = stdout.split('\n').filter((line) => line !== '');
  if (status > 2 || lines.length === 0) {
    throw new Error(`the command line answered ${lines.length} times (exit status ${status}): ${stderr}`);
  }
  return lines;
}

const assets = readdirSync(join(root, 'www/dist/assets'));
const [worker, unpacker] = [/^worker-.*\.js$/, /^lzma-.*\.js$/].map((pattern) =>
  assets.find((name) => pattern.test(name)),
);
// The engine travels in pieces; one script names them in their order.
const engine = assets.find(
  (name) =>
    name.startsWith('engine-bytes-') &&
    readFileSync(join(root, 'www/dist/assets', name), 'utf8').includes('import('),
);
if (!worker || !engine || !unpacker)
  throw new Error('the built page has no worker script or no engine: was it built?');

const browser = await launch();
// A script of ours starts the workers here, which the page's policy leaves to the page (trusted types).
const page = await browser.newPage({ bypassCSP: true });
const problems = [];
page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
await page.goto(url);
await page.evaluate(
  async ({ workerUrl, engineUrl, unpackerUrl, now }) => {
    const { default: pieces } = await import(engineUrl);
    const base64 = (await Promise.all(pieces.map((piece) => piece())))
      .map(({ default: text }) => text)
      .join('');
    const { unlzma } = await import(unpackerUrl);
    const module = await WebAssembly.compile(
      await unlzma(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))),
    );

    /** A worker that answers requests, as the page's client does it. */
    const start = async () => {
      const port = new Worker(workerUrl, { type: 'module' });
      let next = 1;
      const waiting = new Map();
      const all = (message) => {
        for (const { reject } of waiting.values()) reject(new Error(message));
        waiting.clear();
      };
      port.onerror = (event) => all(event.message ?? 'the worker stopped');
      port.onmessage = ({ data }) => {
        if (data.kind === 'progress' || data.kind === 'probed') return;
        const { resolve, reject } = waiting.get(data.id);
        waiting.delete(data.id);
        if (data.kind === 'failed' || data.kind === 'cancelled')
          reject(new Error(`${data.kind} ${data.code ?? ''} ${data.message ?? ''}`));
        else resolve(data);
      };
      const ask = (request) =>
        new Promise((resolve, reject) => {
          const id = next++;
          waiting.set(id, { resolve, reject });
          port.postMessage({ ...request, id });
        });
      await ask({ kind: 'init', module });
      return { ask };
    };

    // One coordinator takes the results in order, one in the opposite order, both from two decoders.
    const [forward, backward, ...decoders] = await Promise.all(Array.from({ length: 4 }, start));
    const options = { now };

    /** The reports of one file as JSON, of each set that is in it. */
    globalThis.report = async (file) => {
      const files = [{ path: file.name, tree: 0, file }];
      const open = async (coordinator) =>
        (await coordinator.ask({ kind: 'open', files, options })).sets.length;
      const sets = await open(forward);
      await open(backward);
      const begin = (coordinator, set) =>
        coordinator.ask({ kind: 'begin', set, options, work: { kind: 'check' } });
      const reports = [];
      for (let set = 0; set < sets; set += 1) {
        const { work, plan } = await begin(forward, set);
        const results = [];
        const tasks = Array.from({ length: plan.tasks }, (_, index) => index);
        await Promise.all(
          decoders.map(async (decoder) => {
            for (let index = tasks.shift(); index !== undefined; index = tasks.shift()) {
              const { task } = await forward.ask({ kind: 'task', set, work, index });
              results.push({ index, facts: (await decoder.ask({ kind: 'run', files, task })).facts });
            }
          }),
        );
        results.sort((a, b) => a.index - b.index);
        const taken = async (coordinator, number, inOrder) => {
          for (const { index, facts } of inOrder)
            await coordinator.ask({ kind: 'take', set, work: number, index, facts });
          await coordinator.ask({ kind: 'end', set, work: number, forget: false });
          return (await coordinator.ask({ kind: 'text', set, options, what: 'json', mask_names: false }))
            .text;
        };
        const texts = [await taken(forward, work, results)];
        // One task has no order.
        if (results.length > 1)
          texts.push(await taken(backward, (await begin(backward, set)).work, results.reverse()));
        reports.push({ texts, shards: plan.tasks });
      }
      return reports;
    };
    /** A file whose first bytes are nothing but zeros, put together from parts: as large as is liked, in little memory. */
    globalThis.composed = (file, zeros) => {
      const part = new Blob([new Uint8Array(50_000_000)]);
      const parts = Array.from({ length: Math.floor(zeros / part.size) }, () => part);
      return new File([...parts, part.slice(0, zeros % part.size), file.slice(zeros)], file.name);
    };
    const input = document.createElement('input');
    input.type = 'file';
    input.id = 'same-answers';
    document.body.append(input);
  },
  {
    workerUrl: new URL(`assets/${worker}`, url).href,
    engineUrl: new URL(`assets/${engine}`, url).href,
    unpackerUrl: new URL(`assets/${unpacker}`, url).href,
    now: NOW,
  },
);

/** Where two texts part. */
function difference(a, b) {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return `at character ${at}:\n  command line: …${a.slice(Math.max(0, at - 80), at + 120)}\n  page:         …${b.slice(Math.max(0, at - 80), at + 120)}`;
}

let checked = 0;
let most = 0;
for (const file of files) {
  try {
    const expected = native(file);
    await page.setInputFiles('#same-answers', file);
    let timer;
    const late = new Promise(
      (_, reject) => (timer = setTimeout(() => reject(new Error('no answer within 60 s')), 60_000)),
    );
    const zeros = Number(/^behind-(\d+)-bytes/.exec(basename(file))?.[1] ?? 0);
    const ask = page.evaluate((hole) => {
      const [picked] = document.querySelector('#same-answers').files;
      return globalThis.report(hole > 0 ? globalThis.composed(picked, hole) : picked);
    }, zeros);
    const reports = await Promise.race([ask, late]).finally(() => clearTimeout(timer));
    if (reports.length !== expected.length)
      throw new Error(`${expected.length} sets natively, ${reports.length} in the page`);
    for (const [at, { texts, shards }] of reports.entries()) {
      most = Math.max(most, shards);
      for (const [which, text] of texts.entries()) {
        if (text.trimEnd() !== expected[at]) {
          throw new Error(
            `results taken ${which === 0 ? 'in order' : 'in the opposite order'}: ${difference(expected[at], text.trimEnd())}`,
          );
        }
      }
    }
    checked += 1;
  } catch (error) {
    problems.push(`${basename(file)}: ${error.message}`);
  }
}
await browser.close();

console.log(
  `    ${checked} of ${files.length} files: the same JSON from Chromium and natively (up to ${most} shards)`,
);
if (most < 2) problems.push('no archive had more than one shard: the order of results was not tested');
if (problems.length > 0) {
  for (const problem of problems.slice(0, 20)) console.error(`    ${problem}`);
  console.error(`    ${problems.length} problem(s)`);
  process.exit(1);
}
