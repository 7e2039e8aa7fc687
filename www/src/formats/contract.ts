/**
 * What the folder of a system gives to the page. A further system is a further folder with an
 * `index.ts` that exports `system`; no screen and no part is changed for it.
 */
import type { ComponentType } from 'preact';
import type { Report } from '../engine/protocol.ts';
import type { Figure } from '../parts/figures/index.tsx';
import type { Command } from '../state/commands.ts';
import type { Taken } from '../state/inputs.ts';
import type { Inspection } from '../state/store.ts';
import type { Place } from '../state/url.ts';

export interface ViewProps {
  inspection: Inspection;
}

/** What a view or panel needs that can't be drawn without a report. */
export interface ReportProps extends ViewProps {
  report: Report;
  /** More of the file is still being read. */
  running: boolean;
  /** Reading was stopped, by a person or a fault: what is known is of a part. */
  partial: boolean;
}

/** A view of the report beside those that every system has (summary, findings). */
export interface View {
  /** Its word in the address of the page: `#v1/WORD`. */
  address: string;
  title: string;
  /** What one comes for: to look inside, for the restore, or to take something away. Those of one group stand together. */
  group?: 'inside' | 'restore' | 'take';
  Screen: ComponentType<ReportProps>;
  /** The same where nothing was dropped, if it is of use then. */
  Alone?: ComponentType;
}

/** A backup to look at, for whoever has none at hand. */
export interface Example {
  /** On the button. */
  label: string;
  /** What it shows, in a sentence. */
  shows: string;
  /** Its files, which travel with the page and are fetched when somebody asks for them; `null`: the engine makes it. */
  files: (() => Promise<Taken>) | null;
  /** The one behind the large button and its key. */
  first?: true;
}

/** `about.ts` of a system's folder: there from the first moment, so a few words only. */
export interface About {
  /** As its makers write it. */
  name: string;
  /** What a backup of it is and where to get it, for the landing page; `null`: it can't be judged yet. */
  backup: string | null;
  /** Its example on the landing page; `null`: it has none. */
  example: Example | null;
  /** Views that are of use without a file, offered on the landing page. */
  tools?: ReadonlyArray<{ address: string; label: string }>;
}

/** The one thing to do next. */
export interface NextStep {
  label: string;
  /** What that does or needs, in a sentence. */
  hint?: string;
  run(): void;
}

export interface System {
  /** What such a file is called: "Squidex app backup". */
  title(report: Report): string;
  /** Before the message that the server shows: "Squidex shows". */
  shows: string;
  /** Whether this file may be meant for a server all the same: then the person can say for which. */
  asksForServer?(report: Report): boolean;
  /** Views that this system has, in the order of the rail. */
  views: readonly View[];
  /** The key figures of the summary. */
  figures(props: ReportProps): readonly Figure[];
  /** What is inside, for the table of sets: "252 events"; `null` where nothing is counted. */
  holds(report: Report): { count: number; words: string } | null;
  /** What to do next about this verdict: one thing, on one button. */
  next?(props: ReportProps): NextStep | null;
  /** Panels of the summary below the findings. */
  Panels?: ComponentType<ReportProps>;
  /** Panels of the summary beside them. */
  SidePanels?: ComponentType<ReportProps>;
  /**
   * Shows or masks the names of accounts and servers in the report, as long as something is made of it; the function that
   * comes back puts back what was. Without it, a report has no such names.
   */
  withNames?(shown: boolean): Promise<() => void>;
  /** What is assumed of the server, below the verdict. */
  Assumed?: ComponentType<ReportProps>;
  /** The text for support, about the file that shall be uploaded; without it the engine's text about this one. */
  ticket?(inspection: Inspection): Promise<string>;
  /** What else a person can do with a report of this system, for keys and whatever lists commands. */
  commands?: readonly Command[];
  /** Where an event is shown, by its number: goes there. */
  eventPlace?(index: number): Partial<Place>;
  /** Goes where the mending that a finding offers can be chosen, with it chosen. */
  mend?(action: string): void;
}
