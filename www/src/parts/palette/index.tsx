/** Everything that can be done here, found by typing: the registry of commands, to be run from the keyboard. */
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { commands, hotkeyLabel, type Command } from '../../state/commands.ts';
import { isMac } from '../../state/platform.ts';
import { words } from '../../state/words.ts';
import { Dialog } from '../trouble/index.tsx';
import { matching } from './match.ts';
import './style.css';

export const paletteOpen = signal(false);

/** The command that opens it; there it would do nothing. */
export const PALETTE = 'palette';

export function Palette() {
  return paletteOpen.value ? <Opened /> : null;
}

function Opened() {
  const text = words.palette;
  const typed = useSignal('');
  const at = useSignal(0);
  const list = useRef<HTMLDivElement>(null);
  const found = matching(
    commands.list().filter(({ id }) => id !== PALETTE),
    typed.value,
  );
  const chosen = found[Math.min(at.value, found.length - 1)];
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.id]);
  const close = () => (paletteOpen.value = false);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    close();
    // First the dialog gives back the focus, then the command may take it elsewhere.
    setTimeout(() => command.run());
  };
  const move = (by: number) => {
    if (found.length > 0)
      at.value = (Math.min(at.value, found.length - 1) + by + found.length) % found.length;
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter') run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={text.title} onClose={close}>
      <input
        type="text"
        role="combobox"
        aria-label={text.label}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `command-${chosen.id}` })}
        autofocus
        autocomplete="off"
        spellcheck={false}
        placeholder={text.label}
        value={typed.value}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={onKey}
      />
      <p class="small muted palette-count" role="status">
        {found.length === 0 ? text.none : text.found(found.length)}
      </p>
      <div class="palette" id="palette-list" role="listbox" aria-label={text.title} ref={list}>
        {found.map((command) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field is the keyboard's way
          <div
            key={command.id}
            id={`command-${command.id}`}
            role="option"
            aria-selected={command === chosen}
            onClick={() => run(command)}
          >
            <span>{command.label}</span>
            {command.hotkey !== undefined && <kbd>{hotkeyLabel(command.hotkey, isMac())}</kbd>}
          </div>
        ))}
      </div>
    </Dialog>
  );
}
