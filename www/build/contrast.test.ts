/** Contrast of what is no text (WCAG 1.4.11) and of text (1.4.3), computed from the colours by their names, light and dark. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const sheet = readFileSync(new URL('../src/styles/tokens.css', import.meta.url), 'utf8');

/** `--name: light-dark(#light, #dark)`. */
const tokens = new Map(
  [...sheet.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

/** Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(name: string, ground: string, look: 'light' | 'dark'): number {
  const [front, back] = [tokens.get(name)?.[look], tokens.get(ground)?.[look]];
  if (front === undefined || back === undefined) throw new Error(`no colour: ${name} or ${ground}`);
  const [dark = 0, light = 0] = [luminance(front), luminance(back)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['ground', 'surface', 'raised'];
const TEXT = ['text', 'text-muted', 'accent', 'accent-strong'];
/** What is seen by its colour beside its shape: borders of fields, the ring around the focus, marks of outcomes. */
const MARKS = [
  'line-strong',
  'focus',
  'good',
  'fault-fatal',
  'fault-data-loss',
  'fault-suspicious',
  'fault-note',
  'not-known',
];

for (const look of ['light', 'dark'] as const) {
  test.each(TEXT)(`${look}: %s can be read on every ground`, (name) => {
    for (const ground of GROUNDS)
      expect(contrast(name, ground, look), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
  test.each(MARKS)(`${look}: %s is seen on every ground`, (name) => {
    for (const ground of GROUNDS)
      expect(contrast(name, ground, look), `${name} on ${ground}`).toBeGreaterThanOrEqual(3);
  });
  test(`${look}: what an outcome says can be read on its own ground`, () => {
    for (const name of ['good', 'fault-fatal', 'fault-data-loss', 'not-known'])
      expect(contrast(name, `${name}-ground`, look), name).toBeGreaterThanOrEqual(4.5);
    for (const name of ['text', 'text-muted'])
      for (const ground of ['good', 'fault-fatal', 'fault-data-loss', 'not-known', 'accent'])
        expect(contrast(name, `${ground}-ground`, look), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
}
