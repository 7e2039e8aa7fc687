import { inspections, wentBack } from '../../state/store.ts';
import { commands } from '../../state/commands.ts';
import { guideAddress, guidePlace } from '../../state/guide.ts';
import { closeAll } from '../../state/inspect.ts';
import { words } from '../../state/words.ts';
import { Lamp } from '../lamp/index.tsx';
import './style.css';

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 28 20" aria-hidden="true" focusable="false">
      <path
        d="M1 17.500h26M2 17.500v-5M8 17.500v-3M14 17.500v-8M20 17.500v-3M26 17.500v-5"
        fill="none"
        stroke="currentColor"
        stroke-width="1.500"
        stroke-linecap="round"
      />
      <path class="mark-pointer" d="M20 11.500L16.500 4h7z" />
    </svg>
  );
}

export function TopBar() {
  const open = inspections.value.length > 0 && !wentBack.value;
  return (
    <header class="top-bar">
      <a
        class="wordmark"
        href="./"
        onClick={(event) => {
          event.preventDefault();
          closeAll();
        }}
      >
        <Mark />
        <span>{words.name}</span>
      </a>
      <a
        class="top-guide small no-print"
        href={guideAddress()}
        aria-current={guidePlace.value === null ? undefined : 'true'}
      >
        {words.guide.name}
      </a>
      <div class="top-actions no-print">
        {open && (
          <button type="button" class="button small" onClick={() => commands.get('open')?.run()}>
            {words.actions.openOther}
          </button>
        )}
        <button
          type="button"
          class="button small help-button"
          aria-label={words.commands.help}
          onClick={() => commands.get('help')?.run()}
        >
          ?
        </button>
        <Lamp />
      </div>
    </header>
  );
}
