/**
 * Which lines of a very long list are in sight. Browsers end an element at some 17 million pixels
 * (Firefox) or 33 (Chromium), which two million lines exceed: beyond a bound the scroll bar stands
 * for the whole list in a smaller scale, while small steps still move line by line.
 */

/** No element of ours is higher, in CSS pixels. */
export const MAX_HEIGHT = 8_000_000;

export class Scroller {
  #lines = 0;
  #line = 36;
  #view = 0;
  /** Where the box is scrolled to, as the browser says. */
  #scroll = 0;
  /** What that stands for: the first pixel in sight, of all lines one below the other. */
  #top = 0;

  /** Height of all lines. */
  get whole(): number {
    return this.#lines * this.#line;
  }

  /** Height that the box scrolls over. */
  get height(): number {
    return Math.min(this.whole, MAX_HEIGHT);
  }

  /** Where line `at` has to be drawn inside of what the box scrolls over. */
  place(at: number): number {
    return this.#scroll + at * this.#line - this.#top;
  }

  /** First line in sight, and the one behind the last, with `margin` lines on both sides. */
  range(margin: number): { from: number; to: number } {
    return {
      from: Math.max(0, Math.floor(this.#top / this.#line) - margin),
      to: Math.min(this.#lines, Math.ceil((this.#top + this.#view) / this.#line) + margin),
    };
  }

  /** How many whole lines are in sight. */
  get linesInSight(): number {
    return Math.max(1, Math.floor(this.#view / this.#line));
  }

  /** Other lines, or another height of line or box. Answers where the box has to be scrolled to. */
  measure(lines: number, line: number, view: number): number {
    const first = this.#line === 0 ? 0 : this.#top / this.#line;
    this.#lines = lines;
    this.#line = Math.max(1, line);
    this.#view = view;
    return this.#to(first * this.#line);
  }

  /** The box was scrolled, by hand or by us. */
  scrolled(to: number): void {
    const step = to - this.#scroll;
    this.#scroll = to;
    const far = this.whole - this.#view;
    const end = this.height - this.#view;
    if (this.whole <= MAX_HEIGHT || end <= 0) this.#top = to;
    else if (to <= 0) this.#top = 0;
    else if (to >= end) this.#top = far;
    else if (Math.abs(step) < this.#view) this.#top = Math.min(far, Math.max(0, this.#top + step));
    else this.#top = (to / end) * far;
  }

  /**
   * Where the scroll bar belongs for what is in sight. Small steps lead it astray, since they move it too far; it is put
   * right when the hand is off it.
   */
  settle(): number {
    return this.#to(this.#top);
  }

  /** Brings a line in sight, below `covered` pixels that something else covers. Answers where the box has to be scrolled to. */
  reveal(at: number, covered = 0): number {
    const top = at * this.#line;
    if (top < this.#top) return this.#to(top);
    if (top + this.#line > this.#top + this.#view - covered)
      return this.#to(top + this.#line - this.#view + covered);
    return this.#scroll;
  }

  #to(top: number): number {
    const far = Math.max(0, this.whole - this.#view);
    this.#top = Math.min(far, Math.max(0, top));
    const end = Math.max(0, this.height - this.#view);
    this.#scroll = this.whole <= MAX_HEIGHT || far === 0 ? this.#top : (this.#top / far) * end;
    return this.#scroll;
  }
}
