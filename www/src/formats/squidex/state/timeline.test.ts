import { describe, expect, it } from 'vitest';
import { brushOf, edgesOf, ends, fieldOf, moved, rangeOf, stepOf, timeOf } from './timeline.ts';

const DAY = 86_400;
const AT = Math.floor(new Date(2024, 4, 6, 7, 12, 11).getTime() / 1_000);

describe('bins of time', () => {
  it('are of lengths that people count in, and not too many', () => {
    expect(stepOf({ from: 0, to: 100 }, 100)).toBe(1);
    expect(stepOf({ from: 0, to: 90 * DAY }, 120)).toBe(DAY);
    expect(stepOf({ from: 0, to: 400_000 * DAY }, 100)).toBe(4_000 * DAY);
    expect(stepOf({ from: 5, to: 5 }, 100)).toBe(1);
  });

  it.each([
    { from: AT, to: AT + 1 },
    { from: AT, to: AT + 3_600 },
    { from: AT, to: AT + 200 * DAY },
    { from: AT - 9_000 * DAY, to: AT },
  ])('hold all of a range: %o', (range) => {
    const edges = edgesOf(range, 120);
    expect(edges.length).toBeGreaterThan(1);
    expect(edges.length).toBeLessThan(124);
    expect(edges[0]).toBeLessThanOrEqual(range.from);
    expect(edges.at(-1)).toBeGreaterThanOrEqual(range.to);
    expect([...edges].sort((a, b) => a - b)).toEqual(edges);
    expect(new Set(edges).size).toBe(edges.length);
  });

  it('of a day or more begin at midnight, when clocks are changed too', () => {
    for (const edge of edgesOf({ from: AT, to: AT + 300 * DAY }, 400))
      expect(new Date(edge * 1_000).getHours()).toBe(0);
  });

  it('end somewhere, whatever an archive claims', () => {
    expect(edgesOf({ from: -4e11, to: 2.5e11 }, 120).length).toBeLessThan(140);
    expect(edgesOf({ from: -9e15, to: 9e15 }, 120).length).toBeLessThanOrEqual(1_000);
  });
});

describe('what is selected', () => {
  const edges = [0, 10, 20, 30, 40];

  it('is a range of time, and the bins that it touches', () => {
    expect(rangeOf({ anchor: 2, at: 1 }, edges)).toEqual({ from: 10, to: 30 });
    expect(rangeOf(null, edges)).toBeNull();
    expect(rangeOf({ anchor: 3, at: 4 }, edges)).toBeNull();
    expect(brushOf({ from: 10, to: 30 }, edges)).toEqual({ anchor: 1, at: 2 });
    expect(brushOf({ from: 5, to: 6 }, edges)).toEqual({ anchor: 0, at: 0 });
    expect(brushOf({ from: -5, to: 99 }, edges)).toEqual({ anchor: 0, at: 3 });
    expect(brushOf({ from: 40, to: 50 }, edges)).toBeNull();
    expect(brushOf({ from: 20, to: 10 }, edges)).toBeNull();
  });

  it('is moved, extended and given up by keys', () => {
    let brush = moved(null, 'ArrowRight', false, 4);
    expect(brush).toEqual({ anchor: 0, at: 0 });
    brush = moved(brush ?? null, 'ArrowRight', false, 4);
    brush = moved(brush ?? null, 'ArrowRight', true, 4);
    expect(brush).toEqual({ anchor: 1, at: 2 });
    brush = moved(brush ?? null, 'End', true, 4);
    expect(ends(brush ?? { anchor: 0, at: 0 })).toEqual([1, 3]);
    expect(moved(brush ?? null, 'ArrowLeft', false, 4)).toEqual({ anchor: 2, at: 2 });
    expect(moved(null, 'ArrowLeft', true, 4)).toEqual({ anchor: 3, at: 3 });
    expect(moved(null, 'Home', false, 4)).toEqual({ anchor: 0, at: 0 });
    expect(moved(null, 'End', false, 4)).toEqual({ anchor: 3, at: 3 });
    expect(moved(null, 'PageUp', false, 40)).toEqual({ anchor: 9, at: 9 });
    expect(moved(brush ?? null, 'Escape', false, 4)).toBeNull();
    expect(moved(null, 'Escape', false, 4)).toBeUndefined();
    expect(moved(null, 'a', false, 4)).toBeUndefined();
    expect(moved(null, 'ArrowRight', false, 0)).toBeUndefined();
  });

  it('stands in fields and is taken from them', () => {
    expect(timeOf(fieldOf(AT))).toBe(AT);
    expect(timeOf('')).toBeNull();
    expect(fieldOf(9e15)).toBe('');
    expect(fieldOf(-4e11)).toBe('');
  });
});
