/** Which releases of the server can restore the backup: a row of them, and the reasons. */
import type { Servers } from '../../../engine/protocol.ts';
import { OutcomeIcon } from '../../../parts/icons/index.tsx';
import { Headline, SafeText } from '../../../parts/safe-text/index.tsx';
import { sentence } from '../../../state/format.ts';
import { holdsRelease, silentLosses, stretches, type ReleaseFit } from '../state/releases.ts';
import { target } from '../state/target.ts';
import { squidex } from '../words.ts';
import './style.css';

const text = squidex.servers;

const OUTCOMES = { can: 'restores', silent: 'restores-with-loss', cannot: 'fails' } as const satisfies Record<
  ReleaseFit,
  string
>;

export function ServersChart({ servers }: { servers: Servers }) {
  const mine = target.value.server_version;
  return (
    <ol class="releases" aria-label={text.title}>
      {stretches(servers).map((stretch) => (
        <li key={`${stretch.from?.release} ${stretch.fit}`} class={`releases-${stretch.fit}`}>
          <span class="releases-bar" aria-hidden="true" />
          <span class="releases-words">
            <OutcomeIcon outcome={OUTCOMES[stretch.fit]} /> {text.fits[stretch.fit]}
          </span>
          <span class="releases-range">{text.range(stretch.from, stretch.to)}</span>
          {mine !== null && holdsRelease(stretch, mine) && (
            <span class="releases-mine">{text.mine(mine)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The row, and below it what decides the lowest release, the gaps, and what is dropped without a word. */
export function ServersPanel({ servers, heading: Heading }: { servers: Servers; heading: 'h2' | 'h3' }) {
  const { lowest, because, excluded } = servers;
  const silent = silentLosses(servers);
  return (
    <section class="panel servers" aria-labelledby="servers-title">
      <Heading id="servers-title">{text.title}</Heading>
      <p>
        <strong>{lowest === null ? text.none : text.any(lowest)}</strong>{' '}
        {because !== null && <Headline text={sentence(text.needs(because.what, because.event_index))} />}
      </p>
      <ServersChart servers={servers} />
      {excluded.length > 0 && (
        <ul class="servers-why small">
          {excluded.map(({ from, to, why }) => (
            <li key={from}>
              {text.gap(from, to)}: <SafeText text={sentence(why)} />
            </li>
          ))}
        </ul>
      )}
      {silent.length > 0 && (
        <details class="small">
          <summary>{text.silent(silent.length)}</summary>
          <ul class="servers-why">
            {silent.map(({ below, what, count: number }) => (
              <li key={`${below} ${what}`}>
                {text.drop(below, number)}: <SafeText text={sentence(what)} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
