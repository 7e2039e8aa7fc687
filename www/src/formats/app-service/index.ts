/** Azure App Service: the views, figures and words that only it has. */
import { sizeFigure, type Figure } from '../../parts/figures/index.tsx';
import { count } from '../../state/format.ts';
import type { ReportProps, System } from '../contract.ts';
import { Assumed } from './assumed/index.tsx';
import { ComposeView, RequestPlanner } from './compose/index.tsx';
import { InsideView } from './inside/index.tsx';
import { PrivacyView } from './privacy/index.tsx';
import { SchedulePlanner, ScheduleView } from './schedule/index.tsx';
import { Panels } from './summary/index.tsx';
import { appService } from './words.ts';

function figures({ report }: ReportProps): readonly Figure[] {
  const body = report.app_service;
  const archive = body?.archive ?? null;
  const shown: Figure[] = [];
  if (archive !== null) {
    shown.push({ label: appService.files, value: count(archive.site_files) });
    shown.push({ label: appService.databases, value: count(archive.databases) });
  }
  const records = body?.records.length ?? 0;
  if (records > 0) shown.push({ label: appService.records, value: count(records) });
  return [...shown, sizeFigure(report)];
}

export const system: System = {
  title: () => appService.title,
  shows: appService.shows,
  views: [
    { address: 'archive', title: appService.inside, group: 'inside', Screen: InsideView },
    { address: 'privacy', title: appService.privacy.title, group: 'inside', Screen: PrivacyView },
    {
      address: 'schedule',
      title: appService.schedule.title,
      group: 'restore',
      Screen: ScheduleView,
      Alone: SchedulePlanner,
    },
    {
      address: 'compose',
      title: appService.compose.title,
      group: 'restore',
      Screen: ComposeView,
      Alone: RequestPlanner,
    },
  ],
  figures,
  holds({ app_service: body }) {
    const archive = body?.archive ?? null;
    if (archive !== null)
      return { count: archive.site_files, words: appService.filesUnit(archive.site_files) };
    const records = body?.records.length ?? 0;
    return records > 0 ? { count: records, words: appService.recordsUnit(records) } : null;
  },
  Panels,
  Assumed,
};
