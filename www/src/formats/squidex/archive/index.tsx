/** What the archive is made of, and how much of it no restored app would miss. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ArchivePart, type Look } from '../../../parts/archive/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { bytes, sentence } from '../../../state/format.ts';
import { refusalOf } from '../../../state/inspect.ts';
import { goTo, goToThing } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import type { ReportProps } from '../../contract.ts';
import { Counting, useCount } from '../count/index.tsx';
import { ThingDialog } from '../contents/things.tsx';
import { archiveOf } from '../state/ask.ts';
import { assetOf, lookInside, openThing } from '../state/inside.ts';
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
  const { inspection } = props;
  const opening = useSignal<string | null>(null);
  const refused = useSignal<string | null>(null);
  /** An asset is looked at over this view: what the app holds is found out first. */
  const openAsset = async (id: string) => {
    const stop = new AbortController();
    opening.value = id;
    refused.value = null;
    try {
      await lookInside(inspection, false, () => undefined, stop.signal);
      const { file_name: name } = await assetOf(inspection, id);
      if (opening.peek() === id) openThing({ kind: 'assets', id, name: name ?? id });
    } catch (error) {
      // The archive may hold files of assets that no event speaks of.
      if (opening.peek() === id) refused.value = refusalOf(error);
    } finally {
      if (opening.peek() === id) opening.value = null;
    }
  };
  useEffect(
    () => () => {
      opening.value = null;
    },
    [inspection],
  );
  const look: Look = ({ event_index: event, object }) => {
    if (event !== undefined) {
      const place = { view: 'events', event };
      return { place, go: () => goTo(place) };
    }
    return object === undefined ? null : { go: () => void openAsset(object) };
  };
  return (
    <>
      <ArchivePart inspection={inspection} ask={() => archiveOf(inspection)} look={look}>
        <Superseded {...props} />
        <p
          role="status"
          class={refused.value === null && opening.value === null ? 'visually-hidden' : 'notice'}
        >
          {opening.value !== null && text.opening}
          {refused.value !== null && <SafeText text={sentence(refused.value)} />}
        </p>
      </ArchivePart>
      <ThingDialog inspection={inspection} />
    </>
  );
}
