/** One asset: its picture, what is known of it, all versions of its file, and which contents use it. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AssetFile, AssetView, Use } from '../../../engine/protocol.ts';
import { announce } from '../../../state/announce.ts';
import { bytes, count, instant } from '../../../state/format.ts';
import { refusalOf, tell } from '../../../state/inspect.ts';
import { saveBlob } from '../../../state/save.ts';
import type { Inspection } from '../../../state/store.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { inside } from '../inside-words.ts';
import { Looking } from '../contents/looking.tsx';
import { assetOf, fileOf, openThing, placeOf, usedBy } from '../state/inside.ts';
import { Thumbnail } from './thumbnail.tsx';

const text = inside.assets;

/** Longest side of the picture, in CSS pixels. */
const SIDE = 420;

type State = keyof typeof text.states;

function Facts({ asset }: { asset: AssetView }) {
  const actor = (at: string | null, by: string | null) =>
    at === null && by === null ? null : (
      <>
        {at !== null && instant(at)} {by !== null && <SafeText text={inside.content.by(by)} />}
      </>
    );
  const plain = (value: string | null) => (value === null ? null : <SafeText text={value} />);
  const facts: Array<[string, ComponentChildren]> = [
    [
      text.id,
      <code>
        <SafeText text={asset.id} />
      </code>,
    ],
    [text.type, plain(asset.mime_type)],
    [text.folder, asset.folder.length === 0 ? text.root : <SafeText text={asset.folder.join(' / ')} />],
    [text.slug, plain(asset.slug)],
    [text.tags, asset.tags.length === 0 ? null : <SafeText text={asset.tags.join(', ')} />],
    [text.protected, asset.protected ? text.yes : null],
    [text.created, actor(asset.created, asset.created_by)],
    [text.modified, actor(asset.last_modified, asset.last_modified_by)],
    ...asset.metadata.map(([name, value]): [string, ComponentChildren] => [name, plain(value)]),
  ];
  return (
    <dl class="facts" aria-label={text.facts}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([term, value], at) => (
          <div key={at}>
            <dt>
              <SafeText text={term} />
            </dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Files({ inspection, asset }: { inspection: Inspection; asset: AssetView }) {
  const busy = useSignal<number | null>(null);
  const name = asset.file_name ?? asset.id;
  const save = async (file: AssetFile) => {
    busy.value = file.version;
    try {
      const place = await placeOf(inspection, asset.id, file.version);
      const saved = await saveBlob(await fileOf(inspection, place), place.save_as);
      if (saved !== null) announce(text.saved(saved.name), true);
    } catch (error) {
      tell(error);
    } finally {
      busy.value = null;
    }
  };
  return (
    <section aria-labelledby="asset-files">
      <h3 id="asset-files">{text.files}</h3>
      <Scroll label={text.files}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.file.version}</th>
              <th scope="col">{text.file.state}</th>
              <th scope="col" class="number">
                {text.file.bytes}
              </th>
              <th scope="col" class="number">
                {text.file.event}
              </th>
              <th scope="col">{text.file.hash}</th>
              <th scope="col">{text.file.save}</th>
            </tr>
          </thead>
          <tbody>
            {asset.files.map((file) => (
              <tr key={file.event_index}>
                <th scope="row">
                  {count(file.version)}
                  {file.current && <span class="muted">, {text.current}</span>}
                </th>
                <td class={file.state === 'wrong' || file.state === 'lost' ? 'object-lost' : undefined}>
                  {text.states[file.state as State]}
                </td>
                <td class="number">{bytes(file.bytes)}</td>
                <td class="number">{count(file.event_index)}</td>
                <td class="mono small asset-hash">{file.hash !== null && <SafeText text={file.hash} />}</td>
                <td>
                  {file.there && (
                    <button
                      type="button"
                      class="button small"
                      disabled={busy.value !== null}
                      aria-label={text.saveOf(name, file.version)}
                      onClick={() => void save(file)}
                    >
                      {text.save}
                    </button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {asset.more_files && <p class="small muted">{text.moreFiles}</p>}
    </section>
  );
}

function UsedBy({ inspection, id }: { inspection: Inspection; id: string }) {
  const found = useSignal<{ total: number; uses: readonly Use[] } | null>(null);
  const refused = useSignal<string | null>(null);
  useEffect(() => {
    let mine = true;
    usedBy(inspection, id).then(
      (uses) => {
        if (mine) found.value = uses;
      },
      (error: unknown) => {
        if (mine) refused.value = refusalOf(error);
      },
    );
    return () => {
      mine = false;
    };
  }, [inspection, id]);
  if (refused.value !== null) return <SafeText text={refused.value} />;
  if (found.value === null) return null;
  const { total, uses } = found.value;
  return (
    <>
      {total === 0 && <p>{text.usesNone}</p>}
      <ul class="value-links">
        {uses.map((use) => (
          <li key={use.id}>
            <button
              type="button"
              class="link value-link"
              onClick={() => openThing({ kind: 'contents', id: use.id, name: use.name ?? use.id, at: null })}
            >
              <SafeText text={use.name ?? use.id} />
            </button>{' '}
            {use.schema !== null && (
              <span class="small muted">
                <SafeText text={use.schema} />
              </span>
            )}
          </li>
        ))}
      </ul>
      {total > uses.length && <p class="small muted">{text.usesMore(total - uses.length)}</p>}
      <p class="small muted">{text.usesKnown}</p>
    </>
  );
}

export function AssetDetail({ inspection, id }: { inspection: Inspection; id: string }) {
  const asset = useSignal<AssetView | null>(null);
  const refused = useSignal<string | null>(null);
  const uses = useSignal(false);
  useEffect(() => {
    let mine = true;
    assetOf(inspection, id).then(
      (found) => {
        if (mine) asset.value = found;
      },
      (error: unknown) => {
        if (mine) refused.value = refusalOf(error);
      },
    );
    return () => {
      mine = false;
    };
  }, [inspection, id]);
  if (refused.value !== null)
    return (
      <p role="status">
        <SafeText text={refused.value} />
      </p>
    );
  if (asset.value === null) return <p class="muted counting">…</p>;
  const { value } = asset;
  const shown = value.files.find(({ current }) => current);
  const name = value.file_name ?? value.id;
  return (
    <div class="asset-view">
      <div class="asset-top">
        {shown !== undefined && (
          <Thumbnail
            inspection={inspection}
            wanted={{ id: value.id, version: shown.version, name, kind: '', state: shown.state }}
            side={SIDE}
            alt={text.picture(name)}
          />
        )}
        <Facts asset={value} />
      </div>
      {value.deleted && <p class="notice">{inside.deleted}</p>}
      <Files inspection={inspection} asset={value} />
      <section aria-labelledby="asset-uses">
        <h3 id="asset-uses">{text.uses}</h3>
        {uses.value ? (
          <Looking inspection={inspection} uses>
            {() => <UsedBy inspection={inspection} id={id} />}
          </Looking>
        ) : (
          <p>
            <button type="button" class="button small" onClick={() => (uses.value = true)}>
              {text.findUses}
            </button>{' '}
            <span class="small muted">{text.findUsesHint}</span>
          </p>
        )}
      </section>
    </div>
  );
}
