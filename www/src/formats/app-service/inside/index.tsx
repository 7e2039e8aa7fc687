/** What is inside: where the bytes are, the entries of the archive, and everything else of the set that can be listed. */
import { ArchivePart } from '../../../parts/archive/index.tsx';
import { Lists } from '../../../parts/lists/index.tsx';
import type { ReportProps } from '../../contract.ts';
import { archiveOf } from '../state/ask.ts';
import { appService } from '../words.ts';
import './style.css';

const text = appService.content;

/** The part shows these itself. */
const SHOWN = ['entries', 'folders', 'kinds'];

export function InsideView({ inspection, report }: ReportProps) {
  const archive = report.app_service?.archive ?? null;
  return (
    <>
      {archive !== null && <ArchivePart inspection={inspection} ask={() => archiveOf(inspection)} />}
      <section class="content-lists" aria-label={text.lists}>
        <h3>{text.lists}</h3>
        <Lists inspection={inspection} without={SHOWN} />
      </section>
    </>
  );
}
