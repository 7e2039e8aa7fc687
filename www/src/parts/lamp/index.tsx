/** The permanent lamp "Nothing leaves this tab", and what stands behind it. */
import { signal } from '@preact/signals';
import { words } from '../../state/words.ts';
import './style.css';

interface Seen {
  name: string;
  own: boolean;
}

const seen = signal<readonly Seen[]>([]);

/** Counts requests from now on: called when the page is ready to be used. */
export function watchRequests(): void {
  const since = performance.now();
  const take = (list: readonly PerformanceEntry[]) => {
    const fresh = list.flatMap((entry) => {
      const request = entry as PerformanceResourceTiming;
      // Pictures of the backup itself are shown from memory.
      if (request.startTime < since || request.name.startsWith('blob:')) return [];
      const address = new URL(request.name, location.href);
      return [
        { name: address.pathname.split('/').at(-1) ?? address.href, own: address.origin === location.origin },
      ];
    });
    if (fresh.length > 0) seen.value = [...seen.value, ...fresh];
  };
  new PerformanceObserver((list) => take(list.getEntries())).observe({ type: 'resource', buffered: true });
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "manifest-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
];

export function Lamp() {
  const foreign = seen.value.filter(({ own }) => !own);
  const own = seen.value.filter((request) => request.own);
  const { lamp } = words;
  return (
    <>
      <button type="button" class={`lamp${foreign.length > 0 ? ' off' : ''}`} popovertarget="lamp-panel">
        <span class="lamp-light" aria-hidden="true" />
        {lamp.label}
      </button>
      <div id="lamp-panel" class="lamp-panel" popover="auto" role="dialog" aria-labelledby="lamp-title">
        <h2 id="lamp-title">{lamp.title}</h2>
        {lamp.policy.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <h3>{lamp.requests}</h3>
        <p class="lamp-count">
          <strong>{seen.value.length}</strong>
        </p>
        {seen.value.length === 0 && <p>{lamp.none}</p>}
        {own.length > 0 && (
          <>
            <p>{lamp.own}</p>
            <ul class="mono small">
              {own.map(({ name }, at) => (
                <li key={at}>{name}</li>
              ))}
            </ul>
          </>
        )}
        {foreign.length > 0 && (
          <>
            <p>{lamp.foreign}</p>
            <ul class="mono small">
              {foreign.map(({ name }, at) => (
                <li key={at}>{name}</li>
              ))}
            </ul>
          </>
        )}
        <h3>{lamp.header}</h3>
        <ul class="mono small">
          {POLICY.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <p>{lamp.plug}</p>
        <button type="button" class="button small" popovertarget="lamp-panel" popovertargetaction="hide">
          {lamp.close}
        </button>
      </div>
    </>
  );
}
