/** What the archive holds that is personal or secret, and the way to a copy without it. */
import type { OfferedKind } from '../../../engine/protocol.ts';
import { PrivacyPart } from '../../../parts/privacy/index.tsx';
import { goToThing } from '../../../state/store.ts';
import type { ReportProps } from '../../contract.ts';
import { Counting, useCount } from '../count/index.tsx';
import { revealAt } from '../state/ask.ts';
import { countedOf } from '../state/offer.ts';
import { change, recipe } from '../state/recipe.ts';
import { squidex } from '../words.ts';

const text = squidex.privacy;

/** Whether a kind goes from the copy: what can't stay goes always. */
function Fate({ kind }: { kind: OfferedKind }) {
  if (!kind.can_stay) return <p class="small muted">{text.always}</p>;
  const { include } = recipe.value;
  const goes = !include.includes(kind.kind);
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={goes}
        onChange={() =>
          change({ include: goes ? [...include, kind.kind] : include.filter((each) => each !== kind.kind) })
        }
      />
      <span>
        {text.takeOut}
        <span class="visually-hidden">: {kind.title}</span>
      </span>
    </label>
  );
}

export function PrivacyView(props: ReportProps) {
  const { inspection } = props;
  const ask = useCount(props);
  const offer = countedOf(inspection).offer.value;
  if (offer === null)
    return (
      <>
        <p class="prose">{text.intro}</p>
        <Counting inspection={inspection} ask={ask} />
      </>
    );
  const unread = offer.unread_events;
  const kinds = offer.kinds.filter(({ count }) => count > 0);
  const gone = kinds.filter(({ kind }) => !recipe.value.include.includes(kind)).length;
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  return (
    <>
      <p class="prose">{text.intro}</p>
      {unread > 0 ? (
        <p class="notice">{text.unread(unread)}</p>
      ) : (
        kinds.length > 0 && (
          <div class="panel private-act">
            <button
              type="button"
              class="button primary"
              aria-disabled={gone === 0}
              onClick={() => {
                if (gone === 0) return;
                change({ redact: true });
                goToThing({ view: 'copy' }, 'copy-preview');
              }}
            >
              {text.copy}
            </button>
            <p class="small muted">{text.chosen(gone, kinds.length)}</p>
          </div>
        )
      )}
      <PrivacyPart
        kinds={kinds}
        label={squidex.views.privacy}
        reveal={(kind) => revealAt(inspection, kind.places)}
        choice={({ kind: word }) => {
          const kind = byKind.get(word);
          return unread === 0 && kind !== undefined && <Fate kind={kind} />;
        }}
      />
    </>
  );
}
