/** What the set holds that is personal or secret, and its documents without their secrets. */
import { useSignal } from '@preact/signals';
import type { PrivateKind } from '../../../engine/protocol.ts';
import type { Inspection } from '../../../state/store.ts';
import type { ReportProps } from '../../contract.ts';
import { AskedPrivacy } from '../../../parts/privacy/asked.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { say } from '../../../state/clipboard.ts';
import { tell } from '../../../state/inspect.ts';
import { saveBlob } from '../../../state/save.ts';
import { words } from '../../../state/words.ts';
import { privacyOf, redactedOf } from '../state/ask.ts';
import { appService } from '../words.ts';

const text = appService.privacy;

/** What stands in a file and in no entry of it stands in a document. */
function documentsOf(kinds: readonly PrivateKind[]): readonly string[] {
  const files = kinds.flatMap(({ places }) =>
    places.flatMap(({ file, entry }) => (file === null || entry !== null ? [] : [file])),
  );
  return [...new Set(files)];
}

/** Documents in which there is a secret, by their paths. */
function Documents({ inspection, kinds }: { inspection: Inspection; kinds: readonly PrivateKind[] }) {
  const leaking = useSignal<string | null>(null);
  const paths = documentsOf(kinds);
  if (paths.length === 0) return null;
  const save = async (path: string) => {
    try {
      const { text: redacted, leaks } = await redactedOf(inspection, path);
      leaking.value = leaks.length === 0 ? null : text.leaks(path, leaks);
      if (leaks.length > 0) return;
      const name = path.split('/').at(-1) ?? path;
      const blob = new Blob([redacted], { type: 'application/json' });
      const saved = await saveBlob(blob, text.redactedName(name));
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section class="panel" aria-labelledby="documents-title">
      <h3 id="documents-title">{text.documents}</h3>
      <p class="small muted">{text.documentsHint}</p>
      <ul class="stack">
        {paths.map((path) => (
          <li key={path} class="button-row">
            <span class="mono archive-name">
              <SafeText text={path} />
            </span>
            <button type="button" class="button small" onClick={() => void save(path)}>
              {text.save}
              <span class="visually-hidden">
                : <SafeText text={path} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      {leaking.value !== null && (
        <p class="field-fault" role="alert">
          <SafeText text={leaking.value} />
        </p>
      )}
    </section>
  );
}

export function PrivacyView({ inspection, report }: ReportProps) {
  return (
    <div class="stack">
      <p class="prose">{text.intro}</p>
      <AskedPrivacy
        ask={(show) => privacyOf(inspection, show)}
        report={report}
        label={text.title}
        after={(kinds) => <Documents inspection={inspection} kinds={kinds} />}
      />
    </div>
  );
}
