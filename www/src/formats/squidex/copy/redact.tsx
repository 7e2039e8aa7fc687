import type { ComponentChildren } from 'preact';
import type { CopyOffer, OfferedKind, RedactionSearch, Report } from '../../../engine/protocol.ts';
import { count, sentence } from '../../../state/format.ts';
import { change, recipe } from '../state/recipe.ts';
import { Entry, SafeText } from '../../../parts/safe-text/index.tsx';
import { squidex } from '../words.ts';
import { staysOf } from '../state/stays.ts';
import { Elapsed } from './elapsed.tsx';
import { Check, Part } from './part.tsx';

const text = squidex.copy;

/** A row of either column. */
function Row({
  id,
  title,
  number,
  about,
  action,
}: {
  /** Of the button, so that the focus follows what moves. */
  id: string;
  title: string;
  /** How much of it there is. */
  number: string;
  about: ComponentChildren;
  /** To the other column; without it, it stays where it is. */
  action?: { label: string; run: () => void } | undefined;
}) {
  return (
    <li class="fate">
      <p class="fate-head">
        <strong>{title}</strong> <span class="muted">{number}</span>
      </p>
      <p class="small muted fate-about">{about}</p>
      {action !== undefined && (
        <button
          id={id}
          type="button"
          class="link small"
          aria-label={`${action.label}: ${title}`}
          onClick={() => {
            action.run();
            // It stands in the other column now.
            requestAnimationFrame(() => document.getElementById(id)?.focus());
          }}
        >
          {action.label}
        </button>
      )}
    </li>
  );
}

/** The name of the app is in every event, and in the suggested name of the file: whether it goes is a choice of its own. */
function nameRow(old: string, redact: boolean): { goes: boolean; row: ComponentChildren } {
  const { name } = recipe.value;
  const goes = name !== null && name !== old;
  const action = goes
    ? { label: text.keepIt, run: () => change({ name: null }) }
    : { label: text.takeOut, run: () => change({ name: text.neutralName }) };
  return {
    goes,
    row: (
      <Row
        key="app-name"
        id="fate-app-name"
        title={text.appName}
        number=""
        about={<SafeText text={goes ? text.appNameGoes(old, name) : text.appNameStays(old)} />}
        action={redact ? action : undefined}
      />
    ),
  };
}

function Columns({ report, kinds }: { report: Report; kinds: CopyOffer['kinds'] }) {
  const { redact, include } = recipe.value;
  const old = report.app?.name ?? null;
  const name = old === null ? null : nameRow(old, redact);
  const row = ({ kind, title, text: about, can_stay, count: n, bytes: size }: OfferedKind) => {
    const stays = include.includes(kind);
    const action = {
      label: stays ? text.takeOut : text.keepIt,
      run: () => change({ include: stays ? include.filter((each) => each !== kind) : [...include, kind] }),
    };
    return (
      <Row
        key={kind}
        id={`fate-${kind}`}
        title={title}
        number={text.kindNumber(n, size)}
        about={sentence(about)}
        action={redact && can_stay ? action : undefined}
      />
    );
  };
  const kept = kinds.filter(({ kind }) => include.includes(kind));
  const gone = kinds.filter(({ kind }) => !include.includes(kind));
  return (
    <div class="fates">
      <section aria-labelledby="fates-go">
        <h4 id="fates-go">{redact ? text.goes : text.wouldGo}</h4>
        <ul>
          {name?.goes === true && name.row}
          {gone.map(row)}
        </ul>
      </section>
      <section aria-labelledby="fates-stay">
        <h4 id="fates-stay">{redact ? text.stays : text.wouldStay}</h4>
        <ul>
          {kept.map(row)}
          {name?.goes === false && name.row}
          {staysOf(report).map(({ kind, count: n, examples }) => (
            <Row
              key={kind}
              id={`fate-${kind}`}
              title={text.stayKinds[kind].title}
              number={count(n)}
              about={
                <>
                  {text.stayKinds[kind].about}{' '}
                  {examples.length > 0 && <SafeText text={text.suchAs(examples)} />}
                </>
              }
            />
          ))}
        </ul>
      </section>
    </div>
  );
}

export function RedactPart({
  report,
  offer,
  onCount,
}: {
  report: Report;
  offer: CopyOffer | null;
  /** `null`: it is being counted. */
  onCount: (() => void) | null;
}) {
  const { redact } = recipe.value;
  // With an event that can't be read nothing can be redacted.
  const kinds = offer?.unread_events === 0 ? offer.kinds.filter(({ count: number }) => number > 0) : [];
  return (
    <Part title={text.redact} hint={text.redactHint}>
      <Check checked={redact} onChange={(checked) => change({ redact: checked })}>
        <strong>{text.redactAll}</strong>
      </Check>
      {offer === null &&
        (onCount === null ? (
          <p class="small muted counting" role="status">
            {text.counting} <Elapsed words={text.soLong} />
          </p>
        ) : (
          <div class="button-row">
            <button type="button" class="button small" onClick={onCount}>
              {text.count}
            </button>
          </div>
        ))}
      {kinds.length > 0 &&
        (redact ? (
          <Columns report={report} kinds={kinds} />
        ) : (
          // Closed, what is counted behind the view moves nothing that has the focus.
          <details>
            <summary>{text.look}</summary>
            <Columns report={report} kinds={kinds} />
          </details>
        ))}
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
