/**
 * The accessibility tree of every view, as Chromium hands it to assistive programs, against what is kept in `trees/`: role,
 * name, level and states of what is there, nothing of how large it is or how the document calls it; running text is left to
 * other tests. What frames every view is kept once, with the summary. Whatever changes for a person who can't see the page
 * shows in review. `UPDATE_TREES=1` writes them anew.
 */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { choose, DATA, open, soon, test, verdict } from './harness.mjs';

const TREES = join(dirname(fileURLToPath(import.meta.url)), 'trees');

/** What holds others, or is running text. */
const SILENT = new Set([
  ...[
    'none',
    'generic',
    'presentation',
    'InlineTextBox',
    'LineBreak',
    'ListMarker',
    'StaticText',
    'LabelText',
  ],
  ...[
    'paragraph',
    'code',
    'strong',
    'emphasis',
    'mark',
    'time',
    'superscript',
    'subscript',
    'Abbr',
    'insertion',
    'deletion',
  ],
]);
/** States that are told where they are on; of these, also where they are off. */
const STATES = [
  'checked',
  'disabled',
  'expanded',
  'invalid',
  'pressed',
  'readonly',
  'required',
  'selected',
  'busy',
];
const EITHER_WAY = new Set(['checked', 'expanded', 'pressed']);
/** Of a grid or a list, so many rows and entries are kept: the rest is more of the same. */
const KEPT = 6;
const MANY = new Set(['row', 'listitem', 'option', 'treeitem', 'definition', 'term']);

/** What depends on the day, on how fast the machine is, and on the reader's clock. */
function still(text) {
  return text
    .replace(/\s+/g, ' ')
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?Z| UTC)?/g, '<instant>')
    .replace(/\d{1,2} \w{3,9} \d{4}(?:,? (?:at )?\d\d:\d\d(?::\d\d)?)?/g, '<instant>')
    .replace(/\b\d[\d.,]* ?(?:ms|s|min|h|[kMG]?B\/s)\b/g, '<measured>')
    .trim();
}

function propertyOf(node, name) {
  return node.properties?.find((property) => property.name === name)?.value?.value;
}

/** A line of the tree. */
function lineOf(node) {
  const role = node.role?.value ?? '';
  const name = still(node.name?.value ?? '');
  const value = node.value?.value === undefined ? '' : ` = ${still(String(node.value.value))}`;
  const described = node.description?.value ? ` (${still(node.description.value)})` : '';
  const level = propertyOf(node, 'level');
  const states = STATES.flatMap((state) => {
    const on = propertyOf(node, state);
    if (on === undefined || on === 'none') return [];
    if (on === false || on === 'false') return EITHER_WAY.has(state) ? [`not ${state}`] : [];
    return [on === true || on === 'true' ? state : `${state}: ${on}`];
  });
  return `${role}${name === '' ? '' : ` "${name}"`}${value}${described}${
    level === undefined ? '' : ` level ${level}`
  }${states.length === 0 ? '' : ` [${states.join(', ')}]`}`;
}

async function treeOf(page, whole) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const lines = [];
  const walk = (node, depth) => {
    const silent = node.ignored || SILENT.has(node.role?.value);
    if (!silent) lines.push('  '.repeat(depth) + lineOf(node));
    const inner = silent ? depth : depth + 1;
    const seen = new Map();
    for (const id of node.childIds ?? []) {
      const child = byId.get(id);
      const kind = child?.role?.value;
      if (child === undefined || (!whole && isFrame(child))) continue;
      const before = seen.get(kind) ?? 0;
      seen.set(kind, before + 1);
      if (!MANY.has(kind) || before < KEPT) walk(child, inner);
      else if (before === KEPT) lines.push(`${'  '.repeat(inner)}… more ${kind}`);
    }
  };
  walk(
    whole
      ? nodes.find((node) => node.parentId === undefined)
      : nodes.find(({ role }) => role?.value === 'main'),
    0,
  );
  return `${lines.join('\n')}\n`;
}

/** The verdict stands above every view. */
function isFrame(node) {
  return node.role?.value === 'region' && node.name?.value === 'Verdict';
}

/** Compares what is shown with what is kept, once nothing is on its way any more. */
async function kept(page, name, whole = false) {
  const path = join(TREES, `${name}.txt`);
  await page.waitForFunction(
    () => document.querySelector('.counting, main progress, [aria-busy=true]') === null,
  );
  await page.evaluate(() => document.activeElement?.blur());
  if (process.env.UPDATE_TREES) {
    // What comes a moment later has come.
    let [before, now] = ['', await treeOf(page, whole)];
    while (before !== now) {
      await page.waitForTimeout(500);
      [before, now] = [now, await treeOf(page, whole)];
    }
    await mkdir(TREES, { recursive: true });
    await writeFile(path, now);
    return;
  }
  const expected = await readFile(path, 'utf8');
  await soon(async () =>
    assert.equal(await treeOf(page, whole), expected, `${name}: UPDATE_TREES=1 writes it anew`),
  );
}

/** On one day, whenever it is run: calendars and what is late depend on it. */
async function openAt(page, url) {
  await page.clock.setFixedTime(new Date('2026-06-01T12:00:00Z'));
  await open(page, url);
}

/** What the archive's lists lead to is looked at in `archive.e2e.mjs`. */
const ELSEWHERE = new Set(['archive']);

const fixed = { timezoneId: 'UTC', locale: 'en-GB', reducedMotion: 'reduce' };

test(
  'trees: what assistive programs are told of every view of a Squidex backup',
  async ({ page, url }) => {
    await openAt(page, url);
    await kept(page, 'landing', true);
    await choose(page, DATA.losses);
    await verdict(page);
    const rail = page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link');
    const count = await rail.count();
    assert.ok(count > 10, String(count));
    for (let at = 0; at < count; at += 1) {
      await rail.nth(at).click();
      const { hash } = new URL(page.url());
      const address = /^#v1\/([\w-]+)/.exec(hash)?.[1];
      if (!ELSEWHERE.has(address)) await kept(page, `squidex-${address}`, at === 0);
    }
  },
  fixed,
);

for (const [system, name] of [
  ['app-service', 'App Service'],
  ['sharepoint', 'SharePoint'],
])
  test(
    `trees: what assistive programs are told of every view of ${name}`,
    async ({ page, url }) => {
      await openAt(page, url);
      await page.getByRole('button', { name: `Open an example: ${name}` }).click();
      await verdict(page);
      const rail = page.getByRole('navigation', { name: 'Views of the report' }).getByRole('link');
      for (let at = 0; at < (await rail.count()); at += 1) {
        await rail.nth(at).click();
        await kept(page, `${system}-${/^#v1\/([\w-]+)/.exec(new URL(page.url()).hash)?.[1] ?? at}`);
      }
    },
    fixed,
  );
