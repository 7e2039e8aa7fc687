/**
 * The part of `cargo xtask bench --page-against` that runs in Chromium: the same check in two built pages, in turns, so
 * that a busy minute of the machine hits both. Prints a list with the times of each.
 *
 * Variable: CHROMIUM. Argument: a JSON object with the file, the number of runs and the addresses of the pages.
 */
import { check, freshPage } from './check.mjs';
import { launch } from './chromium.mjs';

const { file, runs, pages } = JSON.parse(process.argv[2]);
const times = pages.map(() => ({ first: [], total: [] }));
const browser = await launch();
// The first round only warms the file cache. Who begins changes, so that nobody always comes behind the other.
for (let round = 0; round <= runs; round += 1) {
  const order = [...pages.keys()];
  if (round % 2 === 1) order.reverse();
  for (const at of order) {
    const page = await freshPage(browser, pages[at]);
    const { first, total, verdict } = await check(page, file);
    await page.context().close();
    console.error(
      `    page ${at + 1}: ${total.toFixed(2)} s, first report after ${(first * 1000).toFixed(0)} ms (${verdict})${round === 0 ? ', not counted' : ''}`,
    );
    if (round === 0) continue;
    times[at].first.push(first);
    times[at].total.push(total);
  }
}
await browser.close();
console.log(JSON.stringify(times));
