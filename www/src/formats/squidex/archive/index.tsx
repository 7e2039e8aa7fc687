/** What the archive is made of, and how much of it no restored app would miss. */
import { ArchivePart } from '../../../parts/archive/index.tsx';
import { bytes } from '../../../state/format.ts';
import { goToThing } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import type { ReportProps } from '../../contract.ts';
import { Counting, useCount } from '../count/index.tsx';
import { archiveOf } from '../state/ask.ts';
import { countedOf } from '../state/offer.ts';
import { change } from '../state/recipe.ts';
import { squidex } from '../words.ts';

const text = squidex.archive;

function Superseded(props: ReportProps) {
  const { inspection, report } = props;
  const ask = useCount(props);
  const found = countedOf(inspection).offer.value?.superseded ?? null;
  const whole = report.source.bytes;
  return (
    <section class="panel archive-more" aria-labelledby="superseded-title">
      <h3 id="superseded-title">{text.superseded}</h3>
      <p class="prose small muted">{text.supersededHint}</p>
      {found === null ? (
        <Counting inspection={inspection} ask={ask}>
          {text.count}
        </Counting>
      ) : found.count === 0 ? (
        <p>{text.supersededNone}</p>
      ) : (
        <>
          <p>
            {text.saves(found.count, found.bytes)}{' '}
            {whole > 0 && text.ofFile(bytes(whole), words.treemap.shareOf(found.bytes / whole))}
          </p>
          <div class="button-row">
            <button
              type="button"
              class="button small"
              onClick={() => {
                change({ without_superseded: true });
                goToThing({ view: 'copy' }, 'copy-preview');
              }}
            >
              {text.leaveOut}
            </button>
          </div>
        </>
      )}
    </section>
  );
}

export function ArchiveView(props: ReportProps) {
  return (
    <ArchivePart inspection={props.inspection} ask={() => archiveOf(props.inspection)}>
      <Superseded {...props} />
    </ArchivePart>
  );
}
