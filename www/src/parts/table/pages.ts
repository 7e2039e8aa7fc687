/** The rows of a list that somebody looked at, fetched page by page and forgotten again. */

/** How the list is sorted: a column, and its direction. */
export interface Sort {
  column: string;
  descending: boolean;
}

export interface Query {
  text: string;
  sort: Sort | null;
  from: number;
  limit: number;
}

export interface Rows<Row> {
  total: number;
  /** More may be found. */
  atLeast?: boolean;
  rows: readonly Row[];
}

/** Who knows the rows. What is at hand is answered at once, so that nothing flickers. */
export type Source<Row> = (query: Query, signal: AbortSignal) => Rows<Row> | Promise<Rows<Row>>;

/** Rows of a page. */
export const PAGE = 200;
/** Pages that are kept: memory stays the same for any list. */
export const KEPT = 24;

export class Pages<Row> {
  /** `null`: not known yet. */
  total: number | null = null;
  /** More may be found. */
  atLeast = false;
  readonly #source: Source<Row>;
  readonly #what: Pick<Query, 'text' | 'sort'>;
  readonly #changed: (error: unknown) => void;
  readonly #stop = new AbortController();
  /** In the order of their last use. */
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #asked = new Set<number>();
  /** First and last page that somebody looks at. */
  #seen = { first: 0, last: 0 };

  /** `changed` hears that there is more, with the error if a page could not be had. */
  constructor(source: Source<Row>, what: Pick<Query, 'text' | 'sort'>, changed: (error: unknown) => void) {
    this.#source = source;
    this.#what = what;
    this.#changed = changed;
  }

  get(at: number): Row | undefined {
    return this.#pages.get(Math.floor(at / PAGE))?.[at % PAGE];
  }

  /** Sees to it that these rows are there soon; the first page always, since it brings the total. */
  want(from: number, to: number): void {
    const first = Math.floor(Math.max(0, from) / PAGE);
    const last = Math.floor(Math.max(0, to - 1) / PAGE);
    this.#seen = { first, last };
    for (let page = first; page <= last; page += 1) {
      const found = this.#pages.get(page);
      if (found !== undefined) {
        this.#pages.delete(page);
        this.#pages.set(page, found);
      } else if (!this.#asked.has(page)) this.#ask(page);
    }
  }

  /**
   * More was found behind what is known, or in front of it if the order is turned round: what somebody looks at is asked
   * for again where it may be longer now, or another. It stays until that is there.
   */
  renew(): void {
    if (this.total === null) return;
    const { first, last } = this.#seen;
    const turned = this.#what.sort?.descending === true;
    let asked = false;
    for (const [page, rows] of this.#pages) {
      if (page < first || page > last || (rows.length === PAGE && !turned)) continue;
      asked = true;
      if (!this.#asked.has(page)) this.#ask(page);
    }
    // All that is seen is as it was: the number alone is another.
    if (!asked && !this.#asked.has(first)) this.#ask(first);
  }

  /** What is still on its way comes too late. */
  close(): void {
    this.#stop.abort();
  }

  #ask(page: number): void {
    const { signal } = this.#stop;
    this.#asked.add(page);
    const answer = this.#source({ ...this.#what, from: page * PAGE, limit: PAGE }, signal);
    if (!(answer instanceof Promise)) return this.#take(page, answer);
    answer.then(
      (rows) => {
        if (signal.aborted) return;
        this.#take(page, rows);
        this.#changed(null);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        this.#asked.delete(page);
        this.#changed(error);
      },
    );
  }

  #take(page: number, { total, atLeast = false, rows }: Rows<Row>): void {
    this.#asked.delete(page);
    this.total = total;
    this.atLeast = atLeast;
    this.#pages.set(page, rows);
    for (const old of this.#pages.keys()) {
      if (this.#pages.size <= KEPT) break;
      this.#pages.delete(old);
    }
  }
}
