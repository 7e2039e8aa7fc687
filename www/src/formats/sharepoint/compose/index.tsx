/** Commands to back up what is lacking and to restore what is here, to be copied; nothing is run. */
import { useMemo } from 'preact/hooks';
import { ComposeView } from '../../../parts/compose/index.tsx';
import type { ReportProps } from '../../contract.ts';
import { composerOf } from '../state/composer.ts';
import { composing } from '../state/task.ts';
import { sharepoint } from '../words.ts';

export function CommandsView({ inspection, report }: ReportProps) {
  const composer = useMemo(() => composerOf(inspection), [inspection]);
  return (
    <ComposeView composer={composer} state={composing} asked={report}>
      <p class="prose">{sharepoint.compose.intro}</p>
    </ComposeView>
  );
}
