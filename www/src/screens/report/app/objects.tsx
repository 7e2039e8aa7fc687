/** The objects behind a number: a list that is asked for when somebody opens it, page by page. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ObjectLine, ObjectQuery } from '../../../engine/protocol.ts';
import { bytes, count } from '../../../state/format.ts';
import { objectsOf, tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { Dialog } from '../../../parts/trouble/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { words } from '../../../words.ts';

const text = words.objects;
const PAGE = 200;

interface Wanted {
  title: string;
  query: Partial<ObjectQuery>;
}

const wanted = signal<Wanted | null>(null);

/** A number that leads to its objects; 0 leads nowhere. */
export function ObjectCount({ value, title, query }: { value: number; title: string; query: Partial<ObjectQuery> }) {
  if (value === 0) return <>{count(0)}</>;
  return <button type="button" class="link number-link" aria-label={text.open(value, title)} onClick={() => (wanted.value = { title, query })}>{count(value)}</button>;
}

function State({ line }: { line: ObjectLine }) {
  const states = [line.deleted && text.deleted, line.live && text.live, line.draft && text.draft, line.scheduled && text.scheduled].filter((each) => each !== false);
  return <>{states.join(', ')}</>;
}

function Lines({ kind, lines }: { kind: ObjectQuery['kind']; lines: readonly ObjectLine[] }) {
  const { head } = text;
  const assets = kind === 'assets';
  return (
    <Scroll label={text.list}>
      <table class="objects small">
        <thead>
          <tr>
            {assets && <th scope="col">{head.name}</th>}<th scope="col">{head.id}</th>
            {assets ? <><th scope="col">{head.file}</th><th scope="col" class="number">{head.bytes}</th><th scope="col" class="number">{head.version}</th></> : <><th scope="col">{head.status}</th><th scope="col">{head.state}</th></>}
            <th scope="col" class="number">{head.event}</th><th scope="col" class="number">{head.events}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <tr key={at}>
              {assets && <th scope="row">{line.name === null ? <em class="muted">{words.app.noName}</em> : <SafeText text={line.name} />}</th>}
              <td class="mono"><SafeText text={line.id} /></td>
              {assets ? (
                <>
                  <td class={line.with_file === false ? 'object-lost' : undefined}>{line.with_file === null ? text.deleted : line.with_file ? text.withFile : text.withoutFile}</td>
                  <td class="number">{line.bytes === null ? '' : bytes(line.bytes)}</td><td class="number">{line.file_version ?? ''}</td>
                </>
              ) : <><td>{line.status !== null && <SafeText text={line.status} />}</td><td><State line={line} /></td></>}
              <td class="number">{line.event_index === null ? '' : `#${count(line.event_index)}`}</td><td class="number">{count(line.events)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function ObjectList({ inspection, of }: { inspection: Inspection; of: Wanted }) {
  const lines = useSignal<readonly ObjectLine[] | null>(null);
  const total = useSignal(0);
  const kind = of.query.kind ?? 'contents';
  const more = async () => {
    try {
      const page = await objectsOf(inspection, { kind, within: null, part: 'total', status: null, ...of.query, skip: lines.value?.length ?? 0, limit: PAGE });
      lines.value = [...(lines.value ?? []), ...(page?.objects ?? [])];
      total.value = page?.total ?? 0;
    } catch (error) {
      wanted.value = null;
      tell(error);
    }
  };
  useEffect(() => void more(), []);
  const shown = lines.value;
  return (
    <>
      <p class="muted" role="status">{shown === null ? words.notKnownYet : shown.length < total.value ? text.some(shown.length, total.value) : text.all(total.value)}</p>
      {shown !== null && shown.length > 0 && <Lines kind={kind} lines={shown} />}
      {shown !== null && shown.length < total.value && <p><button type="button" class="button small" onClick={() => void more()}>{text.more(Math.min(PAGE, total.value - shown.length))}</button></p>}
    </>
  );
}

export function ObjectDialog({ inspection }: { inspection: Inspection }) {
  // A list of another report must not stay open.
  useEffect(() => () => { wanted.value = null; }, []);
  const of = wanted.value;
  if (of === null) return null;
  return <Dialog title={of.title} wide onClose={() => (wanted.value = null)}><ObjectList inspection={inspection} of={of} /></Dialog>;
}
