/**
 * Makes the pictures of the icon for systems that take no SVG: `node build/icons.mjs` draws `src/styles/icon.svg` in Chromium
 * and writes `public/icons/*.png`. Run when the icon changes; the pictures are in the repository.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { launch } from '../e2e/browser.mjs';

const svg = await readFile(new URL('../src/styles/icon.svg', import.meta.url), 'utf8');
// A system cuts a maskable icon as it likes: the ground reaches the edge, and the drawing stays in the middle four fifths.
const whole = svg.replace(' rx="7"', '');
const maskable = whole.replace(
  /(<rect[^>]*>)(.*)(<\/svg>)/s,
  '$1<g transform="translate(3.2 3.2) scale(.8)">$2</g>$3',
);

const browser = await launch();
for (const [name, size, drawing] of [
  ['icon-192', 192, svg],
  ['icon-512', 512, svg],
  ['maskable-512', 512, maskable],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>* { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${drawing}`,
  );
  const picture = await page.screenshot({ omitBackground: true });
  await writeFile(new URL(`../public/icons/${name}.png`, import.meta.url), picture);
  await page.close();
}
await browser.close();
