/** What the set is made of: its files by folder, and by what they are. */
import { ArchivePart } from '../../../parts/archive/index.tsx';
import type { ReportProps } from '../../contract.ts';
import { archiveOf } from '../state/ask.ts';

export function ArchiveView({ inspection, report }: ReportProps) {
  return <ArchivePart inspection={inspection} ask={() => archiveOf(inspection)} again={report} />;
}
