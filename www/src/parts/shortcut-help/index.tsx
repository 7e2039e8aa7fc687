/** The sheet of shortcuts: the registry of commands, written down. */
import { signal } from '@preact/signals';
import { commands, hotkeyLabel, setSingleKeys, singleKeys } from '../../state/commands.ts';
import { words } from '../../state/words.ts';
import { Dialog } from '../trouble/index.tsx';
import { isMac } from '../../state/platform.ts';
import './style.css';

export const helpOpen = signal(false);

export function ShortcutHelp() {
  if (!helpOpen.value) return null;
  const close = () => (helpOpen.value = false);
  return (
    <Dialog title={words.help.title} onClose={close}>
      <table class="shortcuts">
        <tbody>
          {commands
            .list()
            .filter(({ hotkey }) => hotkey !== undefined)
            .map(({ id, label, hotkey }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td class="number">
                  <kbd>{hotkeyLabel(hotkey ?? '', isMac())}</kbd>
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <p class="muted small">{words.help.hint}</p>
      <label class="choice">
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />{' '}
        {words.help.single}
      </label>
    </Dialog>
  );
}
