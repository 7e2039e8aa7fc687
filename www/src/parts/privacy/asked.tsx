/** The same for systems that have all of it at hand: asked for when the view opens, and again with each report. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PrivateKind, Report } from '../../engine/protocol.ts';
import { tell } from '../../state/inspect.ts';
import { PrivacyPart } from './index.tsx';

export function AskedPrivacy({
  ask,
  report,
  label,
  after,
}: {
  /** By kind; the values of the kind `show` are not masked. */
  ask: (show: string | null) => Promise<readonly PrivateKind[]>;
  report: Report;
  label: string;
  /** What comes below, of the kinds that were found. */
  after?: (kinds: readonly PrivateKind[]) => ComponentChildren;
}) {
  const kinds = useSignal<readonly PrivateKind[] | null>(null);
  useEffect(() => {
    let wanted = true;
    ask(null).then((found) => {
      if (wanted) kinds.value = found;
    }, tell);
    return () => {
      wanted = false;
    };
  }, [report]);
  if (kinds.value === null) return null;
  const reveal = async ({ kind }: PrivateKind) => {
    const shown = await ask(kind);
    return shown.find((each) => each.kind === kind)?.places.map(({ value }) => value) ?? [];
  };
  return (
    <>
      <PrivacyPart kinds={kinds.value} reveal={reveal} label={label} />
      {after?.(kinds.value)}
    </>
  );
}
