/** What the summary says of the set beside verdict and findings. */
import { ToldPanels } from '../../../parts/told/index.tsx';
import { ViewLink } from '../../../parts/view-link/index.tsx';
import { duration } from '../../../state/format.ts';
import type { ReportProps } from '../../contract.ts';
import { RoleBoard } from '../roles/index.tsx';
import { sharepoint } from '../words.ts';

export function Panels({ inspection }: ReportProps) {
  return <ToldPanels inspection={inspection} without="roles" />;
}

export function SidePanels({ report }: ReportProps) {
  const body = report.sharepoint;
  if (body === undefined) return null;
  const word = body.time === null ? undefined : sharepoint.times[body.time];
  return (
    <>
      <RoleBoard body={body} full={false} />
      {word !== undefined && (
        <section class="panel">
          <h2>{word.name}</h2>
          {body.spread_seconds !== null && <p>{sharepoint.time.spreadIs(duration(body.spread_seconds))}.</p>}
          <p class="muted">{word.what}</p>
          <ViewLink view="time">{sharepoint.views.time}</ViewLink>
        </section>
      )}
    </>
  );
}
