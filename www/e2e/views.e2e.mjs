/**
 * Every view of every system, as wide and as narrow as it gets: axe finds nothing, nothing is cut off at the side, whatever
 * can be pressed is large enough for a finger.
 */
import assert from 'node:assert/strict';
import { accessible, choose, DATABASE, largeEnough, open, soon, test, verdict } from './harness.mjs';

/** The text spacing of WCAG 1.4.12, as a reader would set it. */
function spacing() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }',
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** From the landing page to a report of each system that has all of its views. */
const SYSTEMS = {
  Squidex: (page) => page.getByRole('button', { name: 'Open an example', exact: true }).click(),
  'App Service': (page) => page.getByRole('button', { name: 'Open an example: App Service' }).click(),
  SharePoint: (page) => page.getByRole('button', { name: 'Open an example: SharePoint' }).click(),
  'a database': (page) => choose(page, DATABASE),
};

/** What is wider than the window, or has text that is cut off without a way to the rest. */
async function fits(page, where) {
  await soon(async () => {
    const wide = await page.evaluate(() => {
      if (document.documentElement.scrollWidth <= innerWidth) return [];
      return [...document.querySelectorAll('main *')]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 3)
        .map((element) => `${element.tagName}.${element.className}`);
    });
    assert.deepEqual(wide, [], `${where} is too wide`);
  });
}

async function all({ page, url }, system, prepare) {
  const faults = [];
  await open(page, url);
  if (prepare !== undefined) await page.evaluate(prepare);
  await SYSTEMS[system](page);
  await verdict(page);
  const rail = page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link');
  const views = await rail.count();
  assert.ok(views > 4, `${system} has ${views} views`);
  for (let at = 0; at < views; at += 1) {
    const where = (await rail.nth(at).innerText()).replace(/^\d\s*/, '').trim();
    await rail.nth(at).click();
    // What the view asks the engine for comes a moment later.
    await page.waitForTimeout(250);
    for (const check of [accessible, fits, largeEnough])
      await check(page, where).catch((error) => faults.push(error.message));
  }
  assert.deepEqual(faults, []);
}

const NARROW = { viewport: { width: 320, height: 640 } };

for (const system of Object.keys(SYSTEMS))
  for (const [look, options, prepare] of [
    ['320 px', NARROW],
    ['320 px, dark', { ...NARROW, colorScheme: 'dark' }],
    ['1280 px', {}],
    ['200 % zoom', { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 }],
    ['forced colours, reduced motion', { forcedColors: 'active', reducedMotion: 'reduce' }],
    ['wider spacing of the text', {}, spacing],
  ])
    test(`views: all of ${system}, ${look}`, (context) => all(context, system, prepare), options);

test(
  'views: nothing moves for who asks for no motion',
  async ({ page, url }) => {
    await open(page, url);
    await SYSTEMS.Squidex(page);
    await verdict(page);
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .map(({ animationName, transitionProperty }) => animationName ?? transitionProperty),
    );
    assert.deepEqual(moving, []);
  },
  { reducedMotion: 'reduce' },
);
