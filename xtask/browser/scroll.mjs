/**
 * What a step of scrolling through the table of events costs: script, styles and layout of each frame, out of the browser's own
 * trace. Beside it, in the same run and in turns, the same steps over as many plain lines of text in a document of their own:
 * what this machine takes at this moment for next to nothing.
 *
 * On its own: `BI_URL=… node xtask/browser/scroll.mjs FILE`.
 */
import { pathToFileURL } from 'node:url';
import { check, freshPage } from './check.mjs';
import { launch } from './chromium.mjs';

const STEPS = 120;
/** Three lines, as a wheel makes; each tenth step goes far, so that rows have to be fetched. */
const isFar = (step) => step % 10 === 9;
const distance = (step) => (isFar(step) ? 7_000 : 108);

/** What the main thread does of its own for a frame, by the names that the trace has. */
const PARTS = {
  script: new Set([
    'FunctionCall',
    'EvaluateScript',
    'RunMicrotasks',
    'TimerFire',
    'FireAnimationFrame',
    'EventDispatch',
  ]),
  layout: new Set(['UpdateLayoutTree', 'RecalculateStyles', 'Layout', 'PrePaint']),
};

/** Below which this share of all numbers is. */
function quantile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Outermost events of a kind on one thread, in milliseconds of that thread's own time, where the trace has it, by the marks between which they lie. */
function stepsOf(events) {
  const marks = events
    .filter(({ name, cat }) => name.startsWith('bench-step') && cat.includes('user_timing'))
    .sort((a, b) => a.ts - b.ts);
  const thread = marks[0]?.tid;
  const steps = marks
    .slice(0, -1)
    .map((mark, at) => ({ from: mark.ts, to: marks[at + 1].ts, script: 0, layout: 0 }));
  for (const [part, names] of Object.entries(PARTS)) {
    const spans = events
      .filter(({ ph, tid, name }) => ph === 'X' && tid === thread && names.has(name))
      .sort((a, b) => a.ts - b.ts || b.dur - a.dur);
    let end = 0;
    for (const span of spans) {
      // What lies in another one is counted with it.
      if (span.ts < end) continue;
      end = span.ts + span.dur;
      const step = steps.find(({ from, to }) => span.ts >= from && span.ts < to);
      if (step) step[part] += (span.tdur ?? span.dur) / 1_000;
    }
  }
  return steps;
}

/** Scrolls a box step by step, and tells what each took. */
async function scrolled(browser, page, selector) {
  await browser.startTracing(page, {
    categories: [
      'devtools.timeline',
      'disabled-by-default-devtools.timeline',
      'blink.user_timing',
      'toplevel',
    ],
  });
  await page.evaluate(
    async ({ selector: where, distances }) => {
      const box = document.querySelector(where);
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      for (const [at, by] of distances.entries()) {
        performance.mark(`bench-step-${at}`);
        box.scrollTop += by;
        await frame();
        await frame();
      }
      performance.mark('bench-step-end');
    },
    { selector, distances: Array.from({ length: STEPS }, (_, step) => distance(step)) },
  );
  const trace = JSON.parse(String(await browser.stopTracing()));
  const steps = stepsOf(trace.traceEvents ?? trace);
  const wheel = steps.filter((_, at) => !isFar(at));
  const both = (some) => some.map(({ script, layout }) => script + layout);
  const high = (part) =>
    quantile(
      wheel.map((step) => step[part]),
      0.95,
    );
  return {
    script: high('script'),
    layout: high('layout'),
    both: quantile(both(wheel), 0.95),
    middle: quantile(both(wheel), 0.5),
    far: quantile(both(steps.filter((_, at) => isFar(at))), 0.5),
    steps: steps.length,
  };
}

/** As many lines as are in sight, each with a text in a box of its own, taken from a list by what the box is scrolled to. */
function plain() {
  document.body.innerHTML =
    '<style>#box{height:600px;overflow:auto;contain:strict}#whole{position:relative;contain:strict;height:7200000px}' +
    '.line{position:absolute;left:0;right:0;height:36px;contain:strict;white-space:nowrap}</style>' +
    '<div id="box"><div id="whole"></div></div>';
  const [box, whole] = [document.getElementById('box'), document.getElementById('whole')];
  const draw = () => {
    const first = Math.floor(box.scrollTop / 36);
    whole.replaceChildren(
      ...Array.from({ length: 33 }, (_, at) => {
        const line = document.createElement('div');
        line.className = 'line';
        line.style.translate = `0 ${(first + at) * 36}px`;
        line.textContent = `${first + at} ContentUpdatedEvent content-0b7d5a52-1111--${first + at} subject:5f0c`;
        return line;
      }),
    );
  };
  box.addEventListener('scroll', draw);
  draw();
}

/** Measures both, in turns. */
export async function measureScrolling(browser, url, file, rounds, say) {
  const result = { table: [], plain: [] };
  const page = await freshPage(browser, url);
  await check(page, file);
  await page.evaluate(() => {
    location.hash = '#v1/events';
  });
  await page.locator('.table-box [aria-rowindex="3"]').waitFor();
  // What the view looks for is found: its work is not that of scrolling.
  await page.locator('.ev-state progress').waitFor({ state: 'detached', timeout: 600_000 });
  const context = await browser.newContext({ bypassCSP: true });
  const other = await context.newPage();
  await other.goto('about:blank');
  await other.evaluate(plain);
  for (let round = 0; round < rounds; round += 1) {
    await other.bringToFront();
    result.plain.push(await scrolled(browser, other, '#box'));
    await page.bringToFront();
    await page.evaluate(() => {
      document.querySelector('.table-box').scrollTop = 0;
    });
    await page.waitForTimeout(500);
    result.table.push(await scrolled(browser, page, '.table-box'));
    const [mine, theirs] = [result.table.at(-1), result.plain.at(-1)];
    say(
      `a step of scrolling, 95th percentile: ${mine.script.toFixed(1)} ms script, ${mine.layout.toFixed(1)} ms styles and layout; plain lines ${theirs.script.toFixed(1)} and ${theirs.layout.toFixed(1)} ms; both in the middle ${mine.middle.toFixed(1)} and ${theirs.middle.toFixed(1)} ms; a step to other rows ${mine.far.toFixed(1)} and ${theirs.far.toFixed(1)} ms`,
    );
  }
  await context.close();
  await page.context().close();
  return result;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const browser = await launch();
  const result = await measureScrolling(browser, process.env.BI_URL, process.argv[2], 3, (text) =>
    console.error(text),
  );
  await browser.close();
  console.log(JSON.stringify(result));
}
