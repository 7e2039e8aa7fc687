import { people } from 'virtual:guide';
import { guideAddress } from '../../state/guide.ts';
import { engineState, goTo, hrefOf, inspections, lostReport, wentBack } from '../../state/store.ts';
import { commands, hotkeyLabel } from '../../state/commands.ts';
import { prepareEngine } from '../../state/inspect.ts';
import { isMac } from '../../state/platform.ts';
import { systems } from '../../formats/index.ts';
import { Icon } from '../../parts/icons/index.tsx';
import { words } from '../../state/words.ts';
import './style.css';

export function Landing() {
  const { landing } = words;
  const engine = engineState.value;
  return (
    <main class="landing" id="content" tabIndex={-1}>
      <div class="landing-head">
        <h1>{words.tagline}</h1>
        <p class="landing-lead">{landing.lead}</p>
      </div>
      {wentBack.value && (
        <div class="landing-lost" role="status">
          <p>{landing.open(inspections.value.length)}</p>
          <button type="button" class="button small" onClick={() => goTo({})}>
            {landing.back}
          </button>
        </div>
      )}
      {lostReport.value && (
        <p class="landing-lost" role="status">
          {landing.lost}
        </p>
      )}
      {typeof engine === 'object' && (
        <div class="landing-lost" role="alert">
          <p>
            <strong>{words.engineFailed.title}</strong>{' '}
            {words.problem({ code: 'start', details: engine.failed }).advice}
          </p>
          <button
            type="button"
            class="button small"
            onClick={() => {
              engineState.value = 'loading';
              prepareEngine();
            }}
          >
            {words.engineFailed.retry}
          </button>
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the button inside is the keyboard's way */}
      <section
        class="drop-area"
        aria-label={landing.drop}
        onClick={(event) => {
          if (!(event.target as Element).closest('button')) commands.get('open')?.run();
        }}
      >
        <div class="drop-inner">
          <span class="drop-icon" aria-hidden="true">
            <Icon name="down" />
          </span>
          <p class="drop-words">{landing.drop}</p>
          <div class="drop-buttons">
            <button type="button" class="button primary" onClick={() => commands.get('open')?.run()}>
              {landing.choose}
            </button>
            <button type="button" class="button" onClick={() => commands.get('folder')?.run()}>
              {landing.folder}
            </button>
            <button type="button" class="button" onClick={() => commands.get('example')?.run()}>
              {landing.example}
            </button>
          </div>
          <p class="muted small drop-hint">{landing.hint(hotkeyLabel('mod+o', isMac()))}</p>
        </div>
      </section>
      <section aria-labelledby="landing-who">
        <h2 id="landing-who" class="landing-who">
          {landing.who}
        </h2>
        <ul class="people">
          {people.map(({ who, has, to, start }) => (
            <li key={to}>
              <a href={guideAddress(to)}>
                <span class="people-who">{who}</span> <span class="people-has">{has}</span>{' '}
                <span class="people-start">{start}</span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={landing.whatIsABackup}>
        <dl class="checks">
          {systems.map(
            ({ id, about }) =>
              about.backup !== null && (
                <div key={id}>
                  <dt>{about.name}</dt>
                  <dd>{about.backup}</dd>
                  {about.example !== null && (
                    <dd>
                      {landing.exampleIs} {about.example.shows}
                    </dd>
                  )}
                  {(about.example !== null || about.tools !== undefined) && (
                    <dd class="landing-do">
                      {about.example !== null && (
                        <button
                          type="button"
                          class="link"
                          onClick={() => commands.get(`example-${id}`)?.run()}
                        >
                          {about.example.label}
                        </button>
                      )}
                      {about.tools?.map(({ address, label }) => (
                        <a
                          key={address}
                          href={hrefOf({ view: address })}
                          onClick={(event) => {
                            if (event.metaKey || event.ctrlKey) return;
                            event.preventDefault();
                            goTo({ view: address, set: 0, severity: null, code: null });
                          }}
                        >
                          {label}
                        </a>
                      ))}
                    </dd>
                  )}
                </div>
              ),
          )}
        </dl>
      </section>
      <section aria-label={landing.whatIsChecked}>
        <dl class="checks">
          {landing.checks.map(([title, text]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      </section>
    </main>
  );
}
