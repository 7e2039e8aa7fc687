/** Squidex: the views, figures and words that only it has. */
import type { System } from '../contract.ts';
import { goToThing } from '../../state/store.ts';
import { AppView } from './app/index.tsx';
import { ArchiveView } from './archive/index.tsx';
import { Assumed } from './assumed/index.tsx';
import { CopyView } from './copy/index.tsx';
import { LogView } from './log/index.tsx';
import { PrivacyView } from './privacy/index.tsx';
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
    { address: 'app', title: views.app, Screen: AppView },
    { address: 'privacy', title: views.privacy, Screen: PrivacyView },
    { address: 'archive', title: views.archive, Screen: ArchiveView },
    { address: 'log', title: views.log, Screen: LogView },
    { address: 'time', title: views.time, Screen: TimeView },
    { address: 'copy', title: views.copy, Screen: CopyView },
    { address: 'ticket', title: views.ticket, Screen: TicketView },
    { address: 'target', title: views.target, Screen: TargetView },
  ],
  figures,
  holds: ({ counts: { events } }) =>
    events === null ? null : { count: events, words: squidex.eventsUnit(events) },
  Panels,
  SidePanels,
  Assumed,
  next: nextStep,
  ticket: ticketText,
  mend(action) {
    chooseFix(action);
    goToThing({ view: 'copy' }, 'copy-preview');
  },
};
