/**
 * The part of `cargo xtask bench` that runs in Chromium: our page as a person uses it, other ZIP
 * readers in a worker, the time to the first report, and how long Cancel takes. Prints one JSON object.
 *
 * Variables: BI_URL (the built page, with `peers/` beside it), CHROMIUM. Argument: a JSON object.
 */
import { CHOICE, check, freshPage } from './check.mjs';
import { launch, rendererBytes } from './chromium.mjs';
import { measureScrolling } from './scroll.mjs';

const { file, rounds, peers, cancels, memory, scrolls = 0 } = JSON.parse(process.argv[2]);
const url = process.env.BI_URL;
const say = (text) => console.error(`    ${text}`);

const browser = await launch();
const version = browser.version();

/**
 * The largest WebAssembly memory of all workers of a page, in bytes: such a memory never shrinks, so looking at the
 * end tells the most that there was. Through the debugger, since nothing in the page has a reason to know it.
 */
async function largestWorker(page) {
  const session = await page.context().newCDPSession(page);
  const waiting = new Map();
  const workers = [];
  let number = 0;
  session.on('Target.attachedToTarget', ({ sessionId }) => workers.push(sessionId));
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result } = JSON.parse(message);
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  await session.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: false,
  });
  await page.waitForTimeout(1_000);
  const ask = (sessionId, method, params) =>
    new Promise((resolve) => {
      const id = ++number;
      waiting.set(id, resolve);
      setTimeout(() => resolve(undefined), 10_000);
      session
        .send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params }) })
        .catch(() => resolve(undefined));
    });
  let largest = 0;
  for (const worker of workers) {
    const prototype = (await ask(worker, 'Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' }))
      ?.result?.objectId;
    const objects =
      prototype &&
      (await ask(worker, 'Runtime.queryObjects', { prototypeObjectId: prototype }))?.objects?.objectId;
    const functionDeclaration =
      'function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }';
    const bytes =
      objects &&
      (
        await ask(worker, 'Runtime.callFunctionOn', {
          objectId: objects,
          functionDeclaration,
          returnByValue: true,
        })
      )?.result?.value;
    if (typeof bytes === 'number') largest = Math.max(largest, bytes);
  }
  await session.detach();
  return largest;
}

/** What fails is not measured; the rest is not to be lost because of it. */
async function attempt(what, work) {
  try {
    await work();
  } catch (error) {
    say(`${what} failed: ${error}`);
  }
}

const result = {
  version,
  workers: 0,
  ours: [],
  first: [],
  cancel: [],
  peers: {},
  memory: [],
  scroll: null,
  verdict: '',
  figures: '',
};

for (let round = 0; round < rounds; round += 1) {
  const page = await freshPage(browser, url);
  result.workers = await page.evaluate(() => Math.max(1, Math.min(8, navigator.hardwareConcurrency)));
  const { total, first, verdict, figures } = await check(page, file);
  Object.assign(result, { verdict, figures });
  result.ours.push(total);
  result.first.push(first);
  say(
    `page, all workers: ${total.toFixed(2)} s, first report after ${(first * 1000).toFixed(0)} ms (${verdict})`,
  );
  await page.context().close();
}

if (cancels > 0)
  await attempt('cancel', async () => {
    const page = await freshPage(browser, url);
    for (let round = 0; round < cancels; round += 1) {
      await page.locator(CHOICE).setInputFiles(file);
      await page.waitForFunction(() => Number(document.querySelector('.verdict progress')?.value) > 0.02);
      // Not always at the same place.
      await page.waitForTimeout((round * 37) % 200);
      const took = await page.evaluate(async () => {
        const before = performance.now();
        document.body.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }),
        );
        while (document.querySelector('.verdict progress') !== null)
          await new Promise((resolve) => setTimeout(resolve, 1));
        return performance.now() - before;
      });
      result.cancel.push(took / 1000);
    }
    say(`cancel: ${result.cancel.map((took) => (took * 1000).toFixed(0)).join(', ')} ms`);
    await page.context().close();
  });

if (scrolls > 0)
  await attempt('scrolling', async () => {
    result.scroll = await measureScrolling(browser, url, file, scrolls, say);
  });

for (const { name, script, runs, limit, scale } of peers)
  await attempt(name, async () => {
    const times = [];
    for (let run = 0; run < runs; run += 1) {
      // Any page of the origin; the policy leaves it to our own page which scripts are workers.
      const context = await browser.newContext({ bypassCSP: true });
      const page = await context.newPage();
      await page.goto(new URL('peers/empty.html', url).href);
      await page.evaluate(() => {
        const input = document.createElement('input');
        input.type = 'file';
        document.body.append(input);
      });
      await page.locator('input').setInputFiles(file);
      const answer = await page.evaluate(
        ({ name: peer, script: source, limit: most }) =>
          new Promise((resolve) => {
            const worker = new Worker('worker.js');
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = (event) => resolve({ error: event.message ?? 'the worker stopped' });
            worker.postMessage({
              peer,
              script: source,
              file: document.querySelector('input').files[0],
              limit: most,
            });
          }),
        { name, script, limit },
      );
      await context.close();
      if (answer.error) {
        say(`${name}: ${answer.error}`);
        result.peers[name] = { error: answer.error };
        break;
      }
      times.push((answer.ms / 1000) * scale);
      say(
        `${name}: ${((answer.ms / 1000) * scale).toFixed(1)} s${scale === 1 ? '' : ` (${answer.events} events in ${(answer.ms / 1000).toFixed(1)} s, scaled)`}`,
      );
      result.peers[name] = { times, events: answer.events };
    }
  });

for (const path of memory)
  await attempt(path, async () => {
    const page = await freshPage(browser, url);
    const before = rendererBytes();
    let peak = before;
    const timer = setInterval(() => (peak = Math.max(peak, rendererBytes())), 250);
    const { total, first, figures } = await check(page, path).finally(() => clearInterval(timer));
    const heap = await largestWorker(page).catch((error) => {
      say(`the memory of workers is not measured: ${error}`);
      return 0;
    });
    result.memory.push({ path, total, first, figures, before, peak, heap });
    say(
      `${path.split('/').at(-1)}: ${total.toFixed(1)} s, first report after ${(first * 1000).toFixed(0)} ms, renderer grew by ${((peak - before) / 1e6).toFixed(0)} MB, largest worker ${(heap / 1e6).toFixed(0)} MB`,
    );
    await page.context().close();
  });

await browser.close();
console.log(JSON.stringify(result));
