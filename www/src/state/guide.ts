/**
 * The guide: its data, made of `docs/guide` when the page is built (`build/guide.ts`), and its addresses `#guide`,
 * `#guide/NAME` and `#guide/NAME/HEADING`.
 */
import { signal } from '@preact/signals';

/** A piece of a line: text, or text with a look. A link leads to a chapter, or to a heading in one (`NAME/HEADING`). */
export type Inline =
  | string
  | { t: 'code' | 'strong' | 'em' | 'span'; c: Inline[] }
  | { t: 'a'; to: string; c: Inline[] };

export type Block =
  | { t: 'h'; level: number; id: string; c: Inline[] }
  | { t: 'p'; c: Inline[] }
  | { t: 'code'; lang: string; text: string }
  | { t: 'list'; ordered: boolean; items: Block[][] }
  | { t: 'table'; head: Inline[][]; rows: Inline[][][] };

/** What stands below the title. */
export type Chapter = Block[];

/** One of those who come to the page, and where they start. */
export interface Person {
  who: string;
  has: string;
  to: string;
  /** The words of the link. */
  start: string;
}

/** A chapter as the list of chapters knows it. */
export interface Entry {
  name: string;
  title: string;
  answers: string;
  /** Name of the system, as its makers write it; `null`: of no single one. */
  system: string | null;
  /** Of that system, the outcomes that the chapter is for; empty: all. */
  outcomes: string[];
}

export interface Guide {
  people: Person[];
  entries: Entry[];
  chapters: Record<string, Chapter>;
}

/** Where in the guide somebody is. */
export interface GuidePlace {
  /** A chapter, by the name of its file; `null`: the list of chapters. */
  chapter: string | null;
  /** Anchor of a heading in it. */
  heading: string | null;
}

/** `null`: the guide is not shown. */
export const guidePlace = signal<GuidePlace | null>(null);

/** `null` for every address that is not of the guide. */
export function parseGuide(hash: string): GuidePlace | null {
  const found = /^#guide(?:\/([a-z0-9-]{1,60})(?:\/([a-z0-9-]{1,80}))?)?$/.exec(hash);
  return found === null ? null : { chapter: found[1] ?? null, heading: found[2] ?? null };
}

/** The address of a chapter or of a heading in one, as links within the guide have them; without one that of the list. */
export function guideAddress(to?: string): string {
  return to === undefined ? '#guide' : `#guide/${to}`;
}

/** The chapter for a report: the first one of its system that is for such an outcome. */
export function entryFor(
  entries: readonly Entry[],
  system: string | null,
  outcome: string,
): Entry | undefined {
  return entries.find(
    (entry) => entry.system === system && (entry.outcomes.length === 0 || entry.outcomes.includes(outcome)),
  );
}
