/** The permanent lamp "Nothing leaves this tab", and what stands behind it: measured, not claimed. */
import {
  carried,
  directives,
  doubts,
  readyAt,
  requests,
  workerProbes,
  type Request,
} from '../../state/lamp.ts';
import { forgetOptions, remembered } from '../../state/options.ts';
import { refreshReports } from '../../state/inspect.ts';
import { kept, looked, lookForNewer, newer } from '../../state/offline.ts';
import { ONE_FILE, VERSION } from '../../state/version.ts';
import { words } from '../../state/words.ts';
import './style.css';

const { lamp } = words;

function List({ of }: { of: readonly Request[] }) {
  return (
    <ul class="mono small lamp-list">
      {of.map(({ address, type }, at) => (
        <li key={at}>
          {type} {address}
        </li>
      ))}
    </ul>
  );
}

function Requests() {
  const ready = readyAt.value;
  const early = requests.value.filter(({ own, began }) => own && began < ready);
  const late = requests.value.filter(({ own, began }) => own && began >= ready);
  const foreign = requests.value.filter(({ own }) => !own);
  return (
    <>
      <h3>{lamp.requests}</h3>
      <p class="lamp-count">
        <strong>{late.length + foreign.filter(({ began }) => began >= ready).length}</strong>
      </p>
      {foreign.length > 0 && (
        <>
          <p>{lamp.foreign}</p>
          <List of={foreign} />
        </>
      )}
      {late.length > 0 && (
        <>
          <p>{lamp.own}</p>
          <List of={late} />
        </>
      )}
      <details>
        <summary>{lamp.early(early.length)}</summary>
        <List of={early} />
      </details>
    </>
  );
}

/** The one script that may connect, by name, and what it keeps. */
function Offline() {
  const { offline } = lamp;
  return (
    <>
      <h3>{offline.title}</h3>
      <p>{offline.kept[kept.value]}</p>
      <p>{offline.exception}</p>
      {kept.value === 'kept' && (
        <p>
          <button
            type="button"
            class="button small"
            disabled={looked.value === 'looking'}
            onClick={() => void lookForNewer()}
          >
            {offline.look}
          </button>{' '}
          <span role="status">{newer.value ? words.offline.newer : offline.looked[looked.value]}</span>
        </p>
      )}
    </>
  );
}

export function Lamp() {
  const found = doubts.value;
  const state = found === null ? 'trying' : found.length === 0 ? 'on' : 'doubt';
  const label = state === 'doubt' ? lamp.labelDoubt : lamp.label;
  const policy = carried.value;
  return (
    <>
      <button type="button" class={`lamp ${state}`} popovertarget="lamp-panel">
        <span class="lamp-light" aria-hidden="true" />
        {label}
      </button>
      <div id="lamp-panel" class="lamp-panel" popover="auto" role="dialog" aria-labelledby="lamp-title">
        <h2 id="lamp-title">{label}</h2>
        {found === null && <p>{lamp.trying}</p>}
        {found?.length === 0 && <p>{lamp.tried(workerProbes.value.length)}</p>}
        {(found ?? []).map((doubt) => (
          <p key={doubt} class="notice">
            {lamp.doubts[doubt]}
          </p>
        ))}
        {lamp.policy.map((text) => (
          <p key={text}>{text}</p>
        ))}
        {remembered.value && (
          <p>
            {lamp.remembered}{' '}
            <button
              type="button"
              class="button small"
              onClick={() => {
                forgetOptions();
                void refreshReports();
              }}
            >
              {lamp.forget}
            </button>
          </p>
        )}
        <Requests />
        {!ONE_FILE && <Offline />}
        <h3>{lamp.header}</h3>
        {policy === null ? (
          <p>{lamp.noPolicy}</p>
        ) : (
          <ul class="mono small lamp-list">
            {[...directives(policy)].map(([name, values]) => (
              <li key={name}>
                {name} {values.join(' ')}
              </li>
            ))}
          </ul>
        )}
        <p>{lamp.plug}</p>
        <p class="small muted">{words.version(VERSION)}</p>
        <button type="button" class="button small" popovertarget="lamp-panel" popovertargetaction="hide">
          {lamp.close}
        </button>
      </div>
    </>
  );
}
