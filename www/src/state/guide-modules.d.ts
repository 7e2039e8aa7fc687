/** What `vite.config.ts` makes of `docs/guide`. */
declare module 'virtual:guide' {
  import type { Entry, Person } from './guide.ts';

  /** Small: the landing page has it. */
  export const people: readonly Person[];
  export const entries: readonly Entry[];
}

declare module 'virtual:guide/chapters' {
  import type { Chapter } from './guide.ts';

  export const chapters: Readonly<Record<string, Chapter>>;
}
