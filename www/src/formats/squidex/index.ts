/** Squidex: the views, figures and words that only it has. */
import type { System } from '../contract.ts';
import { goToThing } from '../../state/store.ts';
import { AppView } from './app/index.tsx';
import { ArchiveView } from './archive/index.tsx';
import { AssetsView } from './assets/index.tsx';
import { CompareView } from './compare/index.tsx';
import { Assumed } from './assumed/index.tsx';
import { CopyView } from './copy/index.tsx';
import { EventsView } from './events/index.tsx';
import { exportWords } from './export/words.ts';
import { LogView } from './log/index.tsx';
import { PrivacyView } from './privacy/index.tsx';
import { goToExport } from './state/export.ts';
import { nextStep } from './state/next.ts';
import { chooseFix } from './state/recipe.ts';
import { ticketText } from './state/ticket.ts';
import { figures, Panels, SidePanels } from './summary/index.tsx';
import { TargetView } from './target/index.tsx';
import { TicketView } from './ticket/index.tsx';
import { TimeView } from './time/index.tsx';
import { squidex } from './words.ts';

const { views } = squidex;

export const system: System = {
  title: () => squidex.title,
  shows: squidex.shows,
  views: [
    { address: 'app', title: views.app, group: 'inside', Screen: AppView },
    { address: 'events', title: views.events, group: 'inside', Screen: EventsView },
    { address: 'assets', title: views.assets, group: 'inside', Screen: AssetsView },
    { address: 'privacy', title: views.privacy, group: 'inside', Screen: PrivacyView },
    { address: 'archive', title: views.archive, group: 'inside', Screen: ArchiveView },
    { address: 'log', title: views.log, group: 'restore', Screen: LogView },
    { address: 'time', title: views.time, group: 'restore', Screen: TimeView },
    { address: 'target', title: views.target, group: 'restore', Screen: TargetView },
    { address: 'copy', title: views.copy, group: 'take', Screen: CopyView },
    { address: 'ticket', title: views.ticket, group: 'take', Screen: TicketView },
    { address: 'compare', title: views.compare, group: 'take', Screen: CompareView },
  ],
  figures,
  holds: ({ counts: { events } }) =>
    events === null ? null : { count: events, words: squidex.eventsUnit(events) },
  Panels,
  SidePanels,
  Assumed,
  next: nextStep,
  ticket: ticketText,
  commands: [
    {
      id: 'export',
      label: exportWords.command,
      hotkey: 'x',
      run: goToExport,
    },
  ],
  eventPlace: (event) => ({ view: 'events', event }),
  mend(action) {
    chooseFix(action);
    goToThing({ view: 'copy' }, 'copy-preview');
  },
};
