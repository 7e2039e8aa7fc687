import { describe, expect, it } from 'vitest';
import { MAX_HEIGHT, Scroller } from './scroller.ts';

const LINE = 36;
const VIEW = 600;

function scroller(lines: number): Scroller {
  const made = new Scroller();
  made.measure(lines, LINE, VIEW);
  return made;
}

describe('a list that fits a browser', () => {
  it('is drawn where it is', () => {
    const list = scroller(1_000);
    list.scrolled(3_600);
    expect(list.range(0)).toEqual({ from: 100, to: 117 });
    expect(list.place(100)).toBe(3_600);
    expect(list.settle()).toBe(3_600);
  });

  it('moves only as far as a line needs to come in sight', () => {
    const list = scroller(1_000);
    expect(list.reveal(3)).toBe(0);
    expect(list.reveal(20)).toBe(21 * LINE - VIEW);
    expect(list.reveal(0)).toBe(0);
  });
});

describe('two million lines', () => {
  const lines = 2_000_000;
  it('take no more height than a browser gives', () => {
    expect(scroller(lines).height).toBe(MAX_HEIGHT);
  });

  it.each([0, 1, 999_999, 1_999_998, 1_999_999])('line %i can be brought in sight', (at) => {
    const list = scroller(lines);
    list.scrolled(list.reveal(at));
    const { from, to } = list.range(0);
    expect(from).toBeLessThanOrEqual(at);
    expect(to).toBeGreaterThan(at);
    // It is drawn inside of what the box shows, up to what a screen can't show.
    const top = list.place(at) - list.reveal(at);
    expect(top).toBeGreaterThan(-0.01);
    expect(top + LINE).toBeLessThan(VIEW + 0.01);
  });

  it('are passed line by line by small steps, and the bar follows', () => {
    const list = scroller(lines);
    list.scrolled(list.reveal(1_000_000));
    const start = list.range(0).from;
    const bar = list.settle();
    list.scrolled(bar + 10 * LINE);
    expect(list.range(0).from).toBe(start + 10);
    expect(list.settle()).toBeLessThan(bar + 10 * LINE);
    expect(list.range(0).from).toBe(start + 10);
  });

  it('end at both ends of the bar', () => {
    const list = scroller(lines);
    list.scrolled(list.height - VIEW);
    expect(list.range(0).to).toBe(lines);
    list.scrolled(0);
    expect(list.range(0).from).toBe(0);
  });

  it('are reached by a far jump of the bar in proportion', () => {
    const list = scroller(lines);
    list.scrolled((list.height - VIEW) / 2);
    expect(Math.abs(list.range(0).from - lines / 2)).toBeLessThan(20);
  });
});

it('a shorter list shows its end', () => {
  const list = scroller(1_000);
  list.scrolled(list.reveal(999));
  list.measure(50, LINE, VIEW);
  expect(list.range(0).to).toBe(50);
  list.measure(0, LINE, VIEW);
  expect(list.range(3)).toEqual({ from: 0, to: 0 });
});
