/** What the summary says of the set beside verdict and findings. */
import { ToldPanels } from '../../../parts/told/index.tsx';
import type { ReportProps } from '../../contract.ts';

export function Panels({ inspection }: ReportProps) {
  return <ToldPanels inspection={inspection} />;
}
