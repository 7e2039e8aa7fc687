import { describe, expect, it, vi } from 'vitest';
import { Client, SILENCE_MS, type Port } from './client.ts';
import { Pool, poolSize, type Progress, type Source } from './pool.ts';
import type { FromWorker, ToWorker } from './protocol.ts';

/** A worker that answers as it is told. */
class FakePort implements Port {
  onmessage: Port['onmessage'] = null;
  onerror: Port['onerror'] = null;
  ended = false;
  readonly got: ToWorker[] = [];
  readonly #behave: (message: ToWorker, port: FakePort) => void;
  constructor(behave: (message: ToWorker, port: FakePort) => void) {
    this.#behave = behave;
  }
  postMessage(message: ToWorker): void {
    this.got.push(message);
    queueMicrotask(() => this.#behave(message, this));
  }
  terminate(): void {
    this.ended = true;
  }
  say(message: FromWorker): void {
    if (!this.ended) this.onmessage?.({ data: message });
  }
}

const whole = { bytes_done: 10, entries_done: 1, finished: true };

function works(message: ToWorker, port: FakePort): void {
  if (message.kind === 'run') {
    port.say({
      kind: 'progress',
      id: message.id,
      progress: { bytes_done: 4, entries_done: 0, finished: false },
    });
    port.say({ kind: 'ran', id: message.id, progress: whole, facts: message.task });
  }
}

function pool(size: number, behave: (at: number) => (message: ToWorker, port: FakePort) => void) {
  const ports: FakePort[] = [];
  const made = new Pool(size, async () => {
    const port = new FakePort(behave(ports.length));
    ports.push(port);
    return new Client(port);
  });
  return { made, ports };
}

function source(shards: number) {
  const folded: number[] = [];
  const lost: number[] = [];
  let out = 0;
  let mostOut = 0;
  const made: Source = {
    left: Array.from({ length: shards }, (_, at) => at),
    files: [],
    task: async (index) => {
      out += 1;
      mostOut = Math.max(mostOut, out);
      return new Uint8Array([index]);
    },
    take: async (index, result) => {
      out -= 1;
      expect((result as Uint8Array)[0]).toBe(index);
      folded.push(index);
    },
    lost: async (index) => void lost.push(index),
  };
  return { made, folded, lost, mostOut: () => mostOut };
}

const never = new AbortController().signal;

describe('number of workers', () => {
  it.each([
    [undefined, 1],
    [0, 1],
    [1, 1],
    [4, 4],
    [64, 8],
    [Number.NaN, 1],
  ])('%s cores give %s', (cores, expected) => {
    expect(poolSize(cores)).toBe(expected);
  });
});

describe('workers that are started ahead', () => {
  it('are as many as the pool has room for, and are those that a scan takes', async () => {
    const { made, ports } = pool(3, () => works);
    await made.fill();
    expect(ports).toHaveLength(3);
    await made.fill();
    const shards = source(25);
    expect((await made.work(shards.made, () => undefined, never)).end).toBe('finished');
    expect(ports).toHaveLength(3);
    expect(ports.every((port) => port.got.length > 0)).toBe(true);
  });
});

describe('a scan', () => {
  it('brings every shard to the coordinator, with no more than two a worker under way', async () => {
    const { made, ports } = pool(2, () => works);
    const shards = source(25);
    const seen: Progress[] = [];
    expect((await made.work(shards.made, (progress) => seen.push(progress), never)).end).toBe('finished');
    expect(shards.folded.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 25 }, (_, at) => at));
    expect(shards.mostOut()).toBeLessThanOrEqual(4);
    expect(ports.length).toBe(2);
    expect(seen.at(-1)).toEqual({ bytesDone: 250, entriesDone: 25, tasksDone: 25, tasksLost: 0 });
    for (const [at, progress] of seen.entries())
      expect(progress.bytesDone).toBeGreaterThanOrEqual(seen[at - 1]?.bytesDone ?? 0);
  });

  it('ends at once when there is nothing to read', async () => {
    const { made, ports } = pool(2, () => works);
    expect((await made.work(source(0).made, () => undefined, never)).end).toBe('finished');
    expect(ports.length).toBe(0);
  });

  it('replaces a worker that traps, and tries its shard once more', async () => {
    let trapped = false;
    const { made, ports } = pool(1, () => (message, port) => {
      if (message.kind === 'run' && message.task[0] === 3 && !trapped) {
        trapped = true;
        port.say({
          kind: 'progress',
          id: message.id,
          progress: { bytes_done: 9, entries_done: 1, finished: false },
        });
        port.say({ kind: 'failed', id: message.id, code: 'panic', message: 'unreachable' });
      } else works(message, port);
    });
    const shards = source(6);
    const seen: Progress[] = [];
    await made.work(shards.made, (progress) => seen.push(progress), never);
    expect(ports.map(({ ended }) => ended)).toEqual([true, false]);
    expect(shards.folded).toHaveLength(6);
    expect(shards.lost).toEqual([]);
    // What the first try had read is not counted twice.
    expect(seen.at(-1)?.bytesDone).toBe(60);
  });

  it('gives up a shard that traps twice, and goes on with the rest', async () => {
    const { made } = pool(2, () => (message, port) => {
      if (message.kind === 'run' && message.task[0] === 1)
        port.say({ kind: 'failed', id: message.id, code: 'panic', message: 'unreachable' });
      else works(message, port);
    });
    const shards = source(5);
    const seen: Progress[] = [];
    expect((await made.work(shards.made, (progress) => seen.push(progress), never)).end).toBe('finished');
    expect(shards.lost).toEqual([1]);
    expect(shards.folded).toHaveLength(4);
    expect(seen.at(-1)?.tasksLost).toBe(1);
  });

  it('stops everything when the file can not be read, without a second try', async () => {
    const { made, ports } = pool(2, () => (message, port) => {
      if (message.kind === 'run' && message.task[0] === 2)
        port.say({ kind: 'failed', id: message.id, code: 'read', message: 'gone' });
      else if (message.kind === 'cancel') port.say({ kind: 'cancelled', id: message.id });
      else works(message, port);
    });
    const shards = source(50);
    await expect(made.work(shards.made, () => undefined, never)).rejects.toMatchObject({
      code: 'read',
      message: 'gone',
    });
    expect(shards.folded.length).toBeLessThan(50);
    expect(ports.every(({ ended }) => !ended)).toBe(true);
  });

  it('hears a cancel, keeps the workers, and can scan again', async () => {
    const held = (message: ToWorker, port: FakePort) => {
      if (message.kind === 'cancel') port.say({ kind: 'cancelled', id: message.id });
    };
    let behave: (message: ToWorker, port: FakePort) => void = held;
    const { made, ports } = pool(2, () => (message, port) => behave(message, port));
    const stop = new AbortController();
    const running = made.work(source(10).made, () => undefined, stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect((await running).end).toBe('cancelled');
    expect(ports.every(({ ended }) => !ended)).toBe(true);
    behave = works;
    const shards = source(4);
    expect((await made.work(shards.made, () => undefined, never)).end).toBe('finished');
    expect(shards.folded).toHaveLength(4);
    expect(ports.length).toBe(2);
  });

  it('replaces a worker that does not answer a cancel within a second', async () => {
    vi.useFakeTimers();
    try {
      const { made, ports } = pool(1, () => () => undefined);
      const stop = new AbortController();
      const running = made.work(source(3).made, () => undefined, stop.signal);
      await vi.advanceTimersByTimeAsync(10);
      stop.abort();
      await vi.advanceTimersByTimeAsync(1_100);
      expect((await running).end).toBe('cancelled');
      expect(ports[0]?.ended).toBe(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends a worker that says nothing any more, and gives the shard to another', async () => {
    vi.useFakeTimers();
    try {
      const { made, ports } = pool(1, (at) => (at === 0 ? () => undefined : works));
      const shards = source(2);
      const end = made.work(shards.made, () => undefined, never);
      await vi.advanceTimersByTimeAsync(SILENCE_MS - 1);
      expect(ports[0]?.ended).toBe(false);
      await vi.advanceTimersByTimeAsync(2);
      expect((await end).end).toBe('finished');
      expect(ports[0]?.ended).toBe(true);
      expect(shards.folded.toSorted()).toEqual([0, 1]);
      expect(shards.lost).toEqual([]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('a work that was stopped', () => {
  it('goes on where it stopped: nothing is done twice, no number starts again', async () => {
    const stop = new AbortController();
    const { made } = pool(1, () => works);
    const all = source(20);
    const left = new Set(all.made.left);
    const kept: Source = {
      ...all.made,
      get left() {
        return [...left];
      },
      take: async (index, facts) => {
        await all.made.take(index, facts);
        left.delete(index);
        if (left.size === 12) stop.abort();
      },
    };
    const first = await made.work(kept, () => undefined, stop.signal);
    expect(first.end).toBe('cancelled');
    expect(first.settled.tasksDone).toBe(20 - left.size);
    const seen: Progress[] = [];
    const second = await made.work(kept, (progress) => seen.push(progress), never, first.settled);
    expect(second).toEqual({
      end: 'finished',
      settled: { bytesDone: 200, entriesDone: 20, tasksDone: 20, tasksLost: 0 },
    });
    expect(all.folded.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at));
    expect(seen[0]?.bytesDone).toBeGreaterThanOrEqual(first.settled.bytesDone);
  });
});

describe('facts that the browser keeps', () => {
  it('are handed on as they are', async () => {
    const { made } = pool(2, () => (message, port) => {
      if (message.kind === 'run')
        port.say({ kind: 'ran', id: message.id, progress: whole, facts: new Blob([`${message.task[0]}`]) });
    });
    const got: string[] = [];
    const packs: Source = {
      ...source(3).made,
      take: async (index, facts) => {
        got[index] = await (facts as Blob).text();
      },
    };
    expect((await made.work(packs, () => undefined, never)).end).toBe('finished');
    expect(got).toEqual(['0', '1', '2']);
  });
  it('of a task that must not be lost end the work', async () => {
    const { made } = pool(
      1,
      () => (message, port) =>
        port.say({ kind: 'failed', id: message.id, code: 'panic', message: 'unreachable' }),
    );
    const strict: Source = {
      ...source(2).made,
      lost: async (_index, why) => {
        throw new Error(why);
      },
    };
    await expect(made.work(strict, () => undefined, never)).rejects.toThrow('unreachable');
  });
});
