/** What is said of something, a line each: how grave by shape and word, what, what comes of it, the rule's number. */
import type { Severity } from '../../engine/protocol.ts';
import { sentence } from '../../state/format.ts';
import { words } from '../../state/words.ts';
import { Icon, SeverityIcon } from '../icons/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import './style.css';

export interface Remark {
  /** `wrong`: nothing can be done with it. `missing`: something stands for it. */
  kind: 'wrong' | 'missing' | Severity;
  text: string;
  /** What comes of it. */
  effect: string | null;
  /** Number of the rule in the specification. */
  rule: string | null;
}

function Line({ remark: { kind, text, effect, rule } }: { remark: Remark }) {
  const plain = kind === 'wrong' || kind === 'missing';
  return (
    <li class={`remark remark-${kind}`}>
      {plain ? <Icon name={kind === 'wrong' ? 'cross' : 'dash'} /> : <SeverityIcon severity={kind} />}
      <span>
        <span class="visually-hidden">{plain ? words.remarks[kind] : words.severities[kind].one}: </span>
        <span class="remark-text">
          <SafeText text={sentence(text)} />
        </span>
        {effect !== null && (
          <span class="muted">
            {' '}
            <SafeText text={sentence(effect)} />
          </span>
        )}
        {rule !== null && <span class="remark-rule mono"> {rule}</span>}
      </span>
    </li>
  );
}

export function Remarks({ remarks, small = false }: { remarks: readonly Remark[]; small?: boolean }) {
  if (remarks.length === 0) return null;
  return (
    <ul class={small ? 'remarks small' : 'remarks'}>
      {remarks.map((remark) => (
        <Line key={`${remark.rule} ${remark.text}`} remark={remark} />
      ))}
    </ul>
  );
}
