import { describe, expect, it } from 'vitest';
import { KEPT, PAGE, Pages, type Query } from './pages.ts';

const TOTAL = 2_000_000;

function numbers({ from, limit }: Query): { total: number; rows: number[] } {
  return {
    total: TOTAL,
    rows: Array.from({ length: Math.min(limit, TOTAL - from) }, (_, at) => from + at),
  };
}

const ALL = { text: '', sort: null };

describe('rows that are fetched by the page', () => {
  it('are there at once if they are at hand', () => {
    const pages = new Pages(numbers, ALL, () => expect.unreachable());
    pages.want(1_999_990, 2_000_000);
    expect(pages.total).toBe(TOTAL);
    expect(pages.get(1_999_999)).toBe(1_999_999);
    expect(pages.get(0)).toBeUndefined();
  });

  it('are asked for once, and told when they are there', async () => {
    const asked: number[] = [];
    let told = 0;
    const pages = new Pages(
      async (query) => {
        asked.push(query.from);
        return numbers(query);
      },
      ALL,
      () => {
        told += 1;
      },
    );
    pages.want(PAGE - 5, PAGE + 5);
    pages.want(PAGE - 5, PAGE + 5);
    expect(pages.get(PAGE)).toBeUndefined();
    await new Promise((done) => setTimeout(done));
    expect(asked).toEqual([0, PAGE]);
    expect(told).toBe(2);
    expect(pages.get(PAGE)).toBe(PAGE);
  });

  it('are forgotten in the order of their last use', () => {
    const pages = new Pages(numbers, ALL, () => undefined);
    for (let page = 0; page < KEPT; page += 1) pages.want(page * PAGE, page * PAGE + 1);
    pages.want(0, 1);
    pages.want(KEPT * PAGE, KEPT * PAGE + 1);
    expect(pages.get(0)).toBe(0);
    expect(pages.get(PAGE)).toBeUndefined();
  });

  it('are asked for again where more was found behind them, and stay until it is there', async () => {
    let total = PAGE + 3;
    const asked: number[] = [];
    const pages = new Pages(
      async ({ from, limit }) => {
        asked.push(from / PAGE);
        const rows = Array.from({ length: Math.min(limit, total - from) }, (_, at) => from + at);
        return { total, atLeast: total < 2 * PAGE, rows };
      },
      ALL,
      () => undefined,
    );
    const there = () => new Promise((done) => setTimeout(done));
    pages.want(0, PAGE + 3);
    await there();
    expect(pages.atLeast).toBe(true);
    total = 2 * PAGE;
    pages.renew();
    expect(pages.get(PAGE + 2)).toBe(PAGE + 2);
    await there();
    expect(asked).toEqual([0, 1, 1]);
    expect([pages.total, pages.atLeast, pages.get(PAGE + 9)]).toEqual([2 * PAGE, false, PAGE + 9]);
    // What is seen is full: one page is asked for, to know how many there are.
    total = 3 * PAGE;
    pages.want(0, 10);
    pages.renew();
    await there();
    expect(asked).toEqual([0, 1, 1, 0]);
    expect(pages.total).toBe(3 * PAGE);
  });

  it('are not told of when nobody looks any more', async () => {
    const pages = new Pages(
      async (query, signal) => {
        await new Promise((done) => setTimeout(done));
        expect(signal.aborted).toBe(true);
        return numbers(query);
      },
      ALL,
      () => expect.unreachable(),
    );
    pages.want(0, 1);
    pages.close();
    await new Promise((done) => setTimeout(done, 5));
    expect(pages.total).toBeNull();
  });

  it('can be asked for again when they could not be had', async () => {
    let fail = true;
    const errors: unknown[] = [];
    const pages = new Pages(
      async (query) => {
        if (fail) throw new Error('gone');
        return numbers(query);
      },
      ALL,
      (error) => errors.push(error),
    );
    pages.want(0, 1);
    await new Promise((done) => setTimeout(done));
    fail = false;
    pages.want(0, 1);
    await new Promise((done) => setTimeout(done));
    expect(errors).toEqual([new Error('gone'), null]);
    expect(pages.get(0)).toBe(0);
  });
});
