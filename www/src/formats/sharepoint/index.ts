/** SharePoint: the views, figures and words that only it has. */
import { sizeFigure, type Figure } from '../../parts/figures/index.tsx';
import { count, duration } from '../../state/format.ts';
import type { Report } from '../../engine/protocol.ts';
import type { ReportProps, System } from '../contract.ts';
import { InsideView } from './inside/index.tsx';
import { Panels } from './summary/index.tsx';
import { sharepoint } from './words.ts';

/** Different databases of the set, by their names. */
function databases(report: Report): number {
  const names = report.sharepoint?.members.flatMap(({ backup_sets: sets }) =>
    sets.flatMap(({ database_name: name }) => (name === null ? [] : [name.toLowerCase()])),
  );
  return new Set(names).size;
}

function figures({ report }: ReportProps): readonly Figure[] {
  const body = report.sharepoint;
  const spread = body?.spread_seconds ?? null;
  return [
    { label: sharepoint.files, value: count(body?.members.length ?? 0) },
    { label: sharepoint.databases, value: count(databases(report)) },
    ...(spread === null ? [] : [{ label: sharepoint.spread, value: duration(spread) }]),
    sizeFigure(report),
  ];
}

export const system: System = {
  title: () => sharepoint.title,
  shows: sharepoint.shows,
  views: [{ address: 'databases', title: sharepoint.inside, Screen: InsideView }],
  figures,
  holds(report) {
    const number = databases(report);
    if (number > 0) return { count: number, words: sharepoint.databasesUnit(number) };
    const files = report.sharepoint?.members.length ?? 0;
    return files > 0 ? { count: files, words: sharepoint.filesUnit(files) } : null;
  },
  Panels,
};
