/** A file that is a backup of none of the systems that have a folder here. */
import { CODES } from '../../engine/generated/codes.ts';
import { sizeFigure } from '../../parts/figures/index.tsx';
import { commands } from '../../state/commands.ts';
import { sentence } from '../../state/format.ts';
import type { NextStep, ReportProps, System } from '../contract.ts';
import { unknown } from './words.ts';

/** What it is stands above; what fits it stands in the first finding, in front of faults that it has as a ZIP file. */
function next({ report }: ReportProps): NextStep | null {
  const [first] = report.findings;
  if (first === undefined) return null;
  // Where the effect has no advice of its own, that of the kind of finding holds.
  const advice = first.effect.includes('; ') ? '' : `; ${CODES[first.code]?.advice ?? ''}`;
  return {
    label: unknown.next,
    hint: sentence(`${first.effect}${advice}`),
    run: () => commands.get('open')?.run(),
  };
}

export const system: System = {
  title: ({ format }) => unknown.titles[format] ?? unknown.title,
  shows: unknown.shows,
  // Those of a system that has no folder here are its own.
  asksForServer: ({ format }) => !(format in unknown.titles) || format === unknown.zip,
  views: [],
  figures: ({ report }) => [sizeFigure(report)],
  holds: () => null,
  next,
};
