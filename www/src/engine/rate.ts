/** Rate and time left from a sliding window: recent enough to be true, long enough to be calm. */

/** Length of the window. */
const WINDOW_MS = 5_000;
/** No number before so much was seen: the first reads say little about the rest. */
const WARM_UP_MS = 400;

interface Sample {
  at: number;
  bytes: number;
}

export interface Pace {
  /** Bytes a second; `null` while too little was seen. */
  bytesPerSecond: number | null;
  /** `null` while too little was seen, or nothing moves. */
  secondsLeft: number | null;
}

export class RateMeter {
  #samples: Sample[] = [];

  constructor(startedAt: number) {
    this.#samples.push({ at: startedAt, bytes: 0 });
  }

  /** Takes a reading: `bytes` in all up to `at` (ms of a clock that never goes back). */
  add(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    // The newest sample that is older than the window stays: it is where the window begins.
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) <= at - WINDOW_MS) this.#samples.shift();
  }

  pace(bytesTotal: number): Pace {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < WARM_UP_MS) {
      return { bytesPerSecond: null, secondsLeft: null };
    }
    const rate = ((last.bytes - first.bytes) * 1000) / (last.at - first.at);
    if (rate <= 0) return { bytesPerSecond: 0, secondsLeft: null };
    return { bytesPerSecond: rate, secondsLeft: Math.max(0, bytesTotal - last.bytes) / rate };
  }
}
