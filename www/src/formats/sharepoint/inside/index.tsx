/** Everything of the set that can be listed. */
import { Lists } from '../../../parts/lists/index.tsx';
import type { ReportProps } from '../../contract.ts';

export function InsideView({ inspection }: ReportProps) {
  return <Lists inspection={inspection} />;
}
