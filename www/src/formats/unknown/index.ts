/** A file that is a backup of none of the systems that have a folder here. */
import { sizeFigure } from '../../parts/figures/index.tsx';
import type { System } from '../contract.ts';
import { unknown } from './words.ts';

export const system: System = {
  title: ({ format }) => unknown.titles[format] ?? unknown.title,
  shows: unknown.shows,
  // Those of a system that has no folder here are its own.
  asksForServer: ({ format }) => !(format in unknown.titles) || format === unknown.zip,
  views: [],
  figures: ({ report }) => [sizeFigure(report)],
  holds: () => null,
};
