import { expect, test } from 'vitest';
import { squarify } from './layout.ts';

const sizes = [6, 6, 4, 3, 2, 2, 1];

test('cells have the share of the box that their sizes have, and fill it', () => {
  const cells = squarify(sizes, 600, 400);
  const total = sizes.reduce((all, size) => all + size, 0);
  cells.forEach(({ width, height }, at) => {
    expect(width * height).toBeCloseTo(((sizes[at] ?? 0) / total) * 600 * 400, 3);
  });
});

test('cells stay in the box and do not overlap', () => {
  const cells = squarify(sizes, 600, 400);
  for (const { x, y, width, height } of cells) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(600.001);
    expect(y + height).toBeLessThanOrEqual(400.001);
  }
  cells.forEach((a, at) => {
    for (const b of cells.slice(at + 1)) {
      const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
      const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
      expect(across > 0.001 && down > 0.001).toBe(false);
    }
  });
});

test('no cell is a sliver where sizes are alike', () => {
  const cells = squarify(
    Array.from({ length: 12 }, () => 5),
    800,
    300,
  );
  for (const { width, height } of cells) expect(Math.max(width / height, height / width)).toBeLessThan(3);
});

test('nothings have no surface and take none, and no box gives no cells a surface', () => {
  expect(squarify([3, 0, 0], 10, 10)).toEqual([
    { x: 0, y: 0, width: 10, height: 10 },
    { x: 0, y: 0, width: 0, height: 0 },
    { x: 0, y: 0, width: 0, height: 0 },
  ]);
  expect(squarify([0], 10, 10)[0]?.width).toBe(0);
  expect(squarify([1], 0, 10)[0]?.width).toBe(0);
  expect(squarify([], 10, 10)).toEqual([]);
});
