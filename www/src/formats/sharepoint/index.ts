/** SharePoint: the views, figures and words that only it has. */
import { sizeFigure, type Figure } from '../../parts/figures/index.tsx';
import { count, duration } from '../../state/format.ts';
import { goTo } from '../../state/store.ts';
import type { Report } from '../../engine/protocol.ts';
import type { NextStep, ReportProps, System } from '../contract.ts';
import { ArchiveView } from './archive/index.tsx';
import { CommandsView } from './compose/index.tsx';
import { InsideView } from './inside/index.tsx';
import { MembersView } from './members/index.tsx';
import { PrivacyView } from './privacy/index.tsx';
import { withNames } from './state/said.ts';
import { showTask } from './state/task.ts';
import { Panels, SidePanels } from './summary/index.tsx';
import { TargetView } from './target/index.tsx';
import { TimelineView } from './timeline/index.tsx';
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

/** Commands to back up what a set lacks, why it is not of one time, or commands to restore what is here. */
function next({ report }: ReportProps): NextStep | null {
  const body = report.sharepoint;
  if (body === undefined) return null;
  const { backUp, backUpHint, restore, restoreHint, time, timeHint } = sharepoint.next;
  const show = (label: string, hint: string, task: string): NextStep => ({
    label,
    hint,
    run() {
      showTask(task);
      goTo({ view: 'compose', severity: null, code: null });
    },
  });
  if (body.roles.some(({ state }) => state === 'missing'))
    return show(backUp, backUpHint, 'backup-databases');
  if (body.time === 'different' || body.time === 'close')
    return { label: time, hint: timeHint, run: () => goTo({ view: 'time', severity: null, code: null }) };
  if (body.chains.some(({ is_whole }) => is_whole)) return show(restore, restoreHint, 'restore-databases');
  return null;
}

/** What was opened: files that are no set are called by what they are. */
function title({ sharepoint: body }: Report): string {
  if (body === undefined || body.is_set) return sharepoint.title;
  const kinds = new Set(body.members.map(({ kind }) => kind));
  const [kind] = kinds;
  const isOne = kind !== undefined && kinds.size === 1 && kind !== 'other' && kind !== 'empty';
  return isOne ? sharepoint.kinds[kind] : sharepoint.title;
}

export const system: System = {
  title,
  shows: sharepoint.shows,
  views: [
    { address: 'files', title: sharepoint.views.files, group: 'inside', Screen: MembersView },
    { address: 'time', title: sharepoint.views.time, group: 'inside', Screen: TimelineView },
    { address: 'databases', title: sharepoint.views.lists, group: 'inside', Screen: InsideView },
    { address: 'privacy', title: sharepoint.views.privacy, group: 'inside', Screen: PrivacyView },
    { address: 'archive', title: sharepoint.views.archive, group: 'inside', Screen: ArchiveView },
    { address: 'target', title: sharepoint.views.target, group: 'restore', Screen: TargetView },
    { address: 'compose', title: sharepoint.views.compose, group: 'restore', Screen: CommandsView },
  ],
  figures,
  holds(report) {
    const number = databases(report);
    if (number > 0) return { count: number, words: sharepoint.databasesUnit(number) };
    const files = report.sharepoint?.members.length ?? 0;
    return files > 0 ? { count: files, words: sharepoint.filesUnit(files) } : null;
  },
  next,
  Panels,
  SidePanels,
  withNames,
};
