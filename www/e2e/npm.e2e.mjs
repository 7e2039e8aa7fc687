/**
 * The npm package, installed into the page of `examples/npm` as anybody would, and served with the policy of its README.
 * `cargo xtask dist` (or `dist --quick`) makes it; `BI_DIST` names another folder than `dist`.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATA, shows, test } from './harness.mjs';
import { serve } from './server.mjs';
import { writeLargeBackup } from './zip.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = process.env.BI_DIST ?? join(ROOT, 'dist');
const INDEX = '/node_modules/backup-inspector/index.js';

function run(program, args, cwd) {
  const done = spawnSync(program, args, { cwd, encoding: 'utf8' });
  assert.equal(
    done.status,
    0,
    `${program} ${args.join(' ')}: ${done.stdout}${done.stderr}${done.error ?? ''}`,
  );
}

/** The page with the package in it, and the headers that the package's README asks for. */
async function installed(folder) {
  const site = await mkdtemp(join(folder, 'npm-'));
  await cp(join(ROOT, 'examples/npm'), site, { recursive: true });
  const { name, version } = JSON.parse(await readFile(join(DIST, 'npm/package.json'), 'utf8'));
  const packed = join(DIST, `${name}-${version}.tgz`);
  await writeFile(join(site, 'package.json'), '{ "private": true }\n');
  run('npm', ['install', '--offline', '--silent', '--no-audit', '--no-fund', packed], site);
  const readme = await readFile(join(site, 'node_modules/backup-inspector/README.md'), 'utf8');
  for (const name of await readdir(join(site, 'node_modules/backup-inspector')))
    assert.ok(
      !(await readFile(join(site, 'node_modules/backup-inspector', name), 'utf8')).includes(
        ROOT.slice(0, -1),
      ),
      `${name} names a folder of the machine that it was made on`,
    );
  const policy = /^Content-Security-Policy: .*$/m.exec(readme)?.[0];
  assert.ok(policy, 'the README gives no policy');
  await writeFile(join(site, '_headers'), `/*\n  ${policy}\n  X-Content-Type-Options: nosniff\n`);
  return site;
}

/** One for all tests, as long as they run: it ends with this process. */
let served = null;
function example(folder) {
  served ??= installed(folder).then(async (site) => ({ site, url: (await serve(undefined, site)).url }));
  return served;
}

test('npm: the example page checks what is chosen before it is sent, and asks for nothing but its scripts', async ({
  page,
  context,
  folder,
}) => {
  const { url } = await example(folder);
  const asked = [];
  context.on('request', (request) => asked.push(request.url()));
  await page.goto(url);
  const send = page.getByRole('button', { name: 'Send' });
  const input = page.getByLabel('Backup');
  assert.ok(await send.isDisabled());
  await input.setInputFiles(DATA.good);
  await shows(page.locator('output'), /^good\.zip: .+/);
  assert.ok(await send.isEnabled());
  // The stop has gone with the work.
  assert.equal(await page.getByRole('button', { name: 'Stop' }).isVisible(), false);
  await input.setInputFiles([DATA.fails, DATA.losses]);
  await shows(page.locator('output'), /^fails\.zip: .+\n?example\.zip: .+/);
  assert.ok(await send.isDisabled());
  const others = asked.filter(
    (address) => !/^[^?#]*\/(|page\.js|node_modules\/backup-inspector\/[\w-]+\.js)$/.test(address),
  );
  assert.deepEqual(others, []);
  assert.ok(asked.every((address) => address.startsWith(url)));
});

test('npm: a report is what the command line prints; neither page nor worker can connect', async ({
  page,
  folder,
  complaints,
}) => {
  const { url } = await example(folder);
  await page.goto(url);
  for (const name of ['good', 'fails', 'losses']) {
    await page.getByLabel('Backup').setInputFiles(DATA[name]);
    // The page checks the same files at the same time: neither gets what is the other's.
    const reports = await page.evaluate(async (index) => {
      const { check } = await import(index);
      return check(document.querySelector('input').files);
    }, INDEX);
    assert.equal(reports.length, 1);
    await shows(page.locator('output'), `${DATA[name].split('/').at(-1)}: ${reports[0].verdict.summary}`);
    if (!process.env.BI_CLI) continue;
    const printed = spawnSync(process.env.BI_CLI, ['check', '--json', DATA[name]], { encoding: 'utf8' });
    assert.deepEqual(reports[0], JSON.parse(printed.stdout));
  }
  const tried = (where) =>
    where.evaluate(() =>
      fetch('/').then(
        () => 'connected',
        () => 'refused',
      ),
    );
  assert.equal(await tried(page), 'refused');
  const workers = page.workers();
  assert.ok(workers.length > 0);
  for (const worker of workers) assert.equal(await tried(worker), 'refused');
  complaints.length = 0;
});

test('npm: progress never goes down, a stop ends the check with its reason, and the next one works', async ({
  page,
  folder,
}) => {
  const { url } = await example(folder);
  const large = join(folder, 'npm-large.zip');
  await writeLargeBackup(large, { events: 20_000, eventBytes: 4_000 });
  await page.goto(url);
  await page.getByLabel('Backup').setInputFiles(large);
  const told = await page.evaluate(async (index) => {
    const { check, version } = await import(index);
    const { files } = document.querySelector('input');
    const whole = [];
    const reports = await check(files, { onProgress: (progress) => whole.push(progress) });
    const stop = new AbortController();
    const stopped = await check(files, { signal: stop.signal, onProgress: () => stop.abort('enough') }).catch(
      (error) => error,
    );
    const before = await check(files, { signal: AbortSignal.abort('too late') }).catch((error) => error);
    const named = await check(files, { assume: { squidex: { restore_name: 'No Name' } } });
    return {
      whole,
      outcome: reports[0].verdict.outcome,
      stopped,
      before,
      named: named[0].verdict.outcome,
      version: await version(),
    };
  }, INDEX);
  assert.ok(told.whole.length > 1);
  for (const [at, { bytesDone, bytesTotal }] of told.whole.entries()) {
    assert.equal(bytesTotal, told.whole[0].bytesTotal);
    assert.ok(bytesDone >= (told.whole[at - 1]?.bytesDone ?? 0) && bytesDone <= bytesTotal);
  }
  assert.equal(told.whole.at(-1).bytesDone, told.whole[0].bytesTotal);
  assert.equal(told.stopped, 'enough');
  assert.equal(told.before, 'too late');
  // The form refuses such a name: what was assumed came to the engine.
  assert.equal(told.named, 'fails');
  assert.notEqual(told.outcome, 'unknown');
  assert.match(told.version, /^\d+\.\d+\.\d+$/);
});

test('npm: bundled by Vite, worker and engine come along', async ({ page, folder }) => {
  const { site } = await example(folder);
  const app = join(site, 'bundled');
  await mkdir(app);
  await writeFile(
    join(app, 'index.html'),
    '<!doctype html><title>Bundled</title><input type="file"><output></output><script type="module" src="main.js"></script>',
  );
  await writeFile(
    join(app, 'main.js'),
    `import { check } from 'backup-inspector';
document.querySelector('input').addEventListener('change', async ({ target }) => {
  const [{ verdict }] = await check(target.files);
  document.querySelector('output').textContent = verdict.outcome;
});
`,
  );
  run(
    process.execPath,
    [join(ROOT, 'www/node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
    app,
  );
  await cp(join(site, '_headers'), join(app, 'dist/_headers'));
  const { url, close } = await serve(undefined, join(app, 'dist'));
  await page.goto(url);
  await page.locator('input').setInputFiles(DATA.losses);
  await shows(page.locator('output'), 'restores-with-loss');
  await close();
});

test('npm: the types of the package are complete', async ({ folder }) => {
  const { site } = await example(folder);
  await writeFile(
    join(site, 'page.ts'),
    `import { check, EngineFailure, preload, version, type CheckProgress, type Finding, type Report } from 'backup-inspector';
const seen: CheckProgress[] = [];
await preload();
const reports: Report[] = await check([new File([], 'a.zip')], {
  assume: { squidex: { restore_name: await version() } },
  onProgress: (progress) => seen.push(progress),
  signal: AbortSignal.timeout(1_000),
}).catch((error: unknown) => {
  if (error instanceof EngineFailure && error.code === 'read') return [];
  throw error;
});
const findings: Finding[] = reports.flatMap((report) => report.findings);
// @ts-expect-error An outcome has four words.
export const sentence: [string, 'perhaps'][] = reports.map((report) => [findings[0]?.message ?? '', report.verdict.outcome]);
`,
  );
  const tsc = join(ROOT, 'www/node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--types',
    '',
    'page.ts',
  ];
  await writeFile(join(site, 'package.json'), '{ "private": true, "type": "module" }\n');
  run(process.execPath, [tsc, ...options], site);
});
