import type { CopyOffer, RedactionSearch } from '../../../engine/protocol.ts';
import { bytes, count, sentence } from '../../../state/format.ts';
import { change, recipe } from '../state/recipe.ts';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { squidex } from '../words.ts';
import { Check, Part } from './part.tsx';

const text = squidex.copy;

export function RedactPart({ offer, onCount }: { offer: CopyOffer | null; onCount: (() => void) | null }) {
  const { redact, include } = recipe.value;
  const kinds = (offer?.kinds ?? []).filter(({ count: number }) => number > 0);
  const stay = (kind: string, checked: boolean) =>
    change({ include: checked ? [...include, kind] : include.filter((each) => each !== kind) });
  return (
    <Part title={text.redact} hint={text.redactHint}>
      <Check checked={redact} onChange={(checked) => change({ redact: checked })}>
        <strong>{text.redactAll}</strong>
      </Check>
      {offer === null &&
        (onCount === null ? (
          <p class="small muted counting" role="status">
            {text.counting}
          </p>
        ) : (
          <div class="button-row">
            <button type="button" class="button small" onClick={onCount}>
              {text.count}
            </button>
          </div>
        ))}
      {kinds.length > 0 && (
        <Scroll label={text.redact} tall>
          <table class="kind-table">
            <thead>
              <tr>
                <th scope="col">{text.kind}</th>
                <th scope="col" class="number">
                  {text.kindCount}
                </th>
                <th scope="col" class="number">
                  {text.kindBytes}
                </th>
                {redact && <th scope="col">{text.include}</th>}
              </tr>
            </thead>
            <tbody>
              {kinds.map(({ kind, title, text: about, can_stay, count: number, bytes: size }) => (
                <tr key={kind}>
                  <th scope="row">
                    {sentence(title).replace(/\.$/, '')}
                    <br />
                    <span class="small muted">{sentence(about)}</span>
                  </th>
                  <td class="number">{count(number)}</td>
                  <td class="number">{bytes(size)}</td>
                  {redact && (
                    <td>
                      {can_stay ? (
                        <label class="kind-include">
                          <input
                            type="checkbox"
                            checked={include.includes(kind)}
                            onChange={(event) => stay(kind, event.currentTarget.checked)}
                          />{' '}
                          <span class="visually-hidden">{text.includeOne(title)}</span>
                        </label>
                      ) : (
                        <span class="small muted">{text.goesAlways}</span>
                      )}
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Part>
  );
}

export function Search({ search, kinds }: { search: RedactionSearch; kinds: CopyOffer['kinds'] }) {
  const titleOf = (kind: string) => kinds.find((each) => each.kind === kind)?.title ?? kind;
  return (
    <div class={search.hit_count > 0 ? 'notice' : 'search-clean'}>
      <p>
        {search.hit_count > 0
          ? text.searchHits(search.hit_count)
          : text.searchClean(search.values, search.entries)}{' '}
        {search.whole_only > 0 && text.searchWhole(search.whole_only)}{' '}
        {search.too_short > 0 && text.searchShort(search.too_short)}{' '}
        {search.too_many > 0 && text.searchMany(search.too_many)}
      </p>
      {search.hits.length > 0 && (
        <ul class="small">
          {search.hits.map((hit, at) => (
            <li key={at}>
              <Entry text={hit.entry} />: {titleOf(hit.kind)}, <SafeText text={hit.masked} /> ({hit.place})
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
