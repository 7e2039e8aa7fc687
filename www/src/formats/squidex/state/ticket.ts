/** The ticket: about the file that will be uploaded, which is the copy as soon as there is one. */
import { signal } from '@preact/signals';
import { textOf } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { squidex } from '../words.ts';
import { made, type Made } from './copies.ts';

/** The download link as typed; of this tab alone. */
export const link = signal('');
/** The person wants the ticket about the file as it was dropped. */
export const aboutOriginal = signal(false);

/** The copy that the ticket is about. */
export function copyFor(inspection: Inspection): Made | null {
  return made.value?.of === inspection && !aboutOriginal.value ? made.value : null;
}

/** Markdown of one line: names from an archive can't make links, images or markup. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').replace(/[\\`*_{}[\]<>()#+!|~]/g, '\\$&');
}

const LINK_LINE = /^(- Link to the backup: ).*$/m;
const FILE_LINE = /^- File: .*$/m;

export async function ticketText(inspection: Inspection): Promise<string> {
  const copy = copyFor(inspection);
  let text = await (copy === null ? textOf(inspection, 'ticket') : copy.copy.text('ticket'));
  const address = link.value.trim();
  if (address !== '')
    text = text.replace(
      LINK_LINE,
      (_, start: string) => `${start}<${address.replace(/[<>\s]/g, encodeURIComponent)}>`,
    );
  const report = inspection.report.value;
  if (copy !== null && report !== null) {
    const line = squidex.ticket.copyOf(
      plain(report.source.file_name),
      report.app?.name == null ? null : plain(report.app.name),
    );
    text = text.replace(FILE_LINE, (file) => `${file}\n${line}`);
  }
  return text;
}
