/** Everything a person can do, once: buttons, keys and the sheet of shortcuts read this list. */
import { signal } from '@preact/signals';

export interface Command {
  id: string;
  label: string;
  /** `mod` is Ctrl, or ⌘ on a Mac: `mod+o`, `escape`, `?`, `1`. */
  hotkey?: string;
  run(): void;
  /** Absent: always. */
  enabled?(): boolean;
}

/** What is needed of a `KeyboardEvent`. */
export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

export function isHotkey(hotkey: string, event: Key, mac: boolean): boolean {
  const parts = hotkey.toLowerCase().split('+');
  const key = parts.pop() ?? '';
  const mod = parts.includes('mod');
  if (event.altKey) return false;
  if ((mac ? event.metaKey : event.ctrlKey) !== mod) return false;
  if (mac ? event.ctrlKey : event.metaKey) return false;
  // "?" needs Shift on most keyboards; letters and digits are meant without it.
  if (event.shiftKey && /^[a-z0-9]$/.test(key)) return false;
  return event.key.toLowerCase() === key;
}

/** How a key is written on this system. */
export function hotkeyLabel(hotkey: string, mac: boolean): string {
  const names: Record<string, string> = { mod: mac ? '⌘' : 'Ctrl', escape: 'Esc' };
  return hotkey
    .split('+')
    .map((part) => names[part] ?? part.toUpperCase())
    .join(mac ? '' : '+');
}

export class Commands {
  readonly #all = new Map<string, Command>();

  /** Adds commands; the returned function takes them away again. */
  add(commands: readonly Command[]): () => void {
    for (const command of commands) this.#all.set(command.id, command);
    return () => {
      for (const command of commands) {
        if (this.#all.get(command.id) === command) this.#all.delete(command.id);
      }
    };
  }

  /** Those that can be run now, in the order they were added. */
  list(): Command[] {
    return [...this.#all.values()].filter((command) => command.enabled?.() ?? true);
  }

  get(id: string): Command | undefined {
    return this.#all.get(id);
  }

  /**
   * Runs what belongs to that key. `typing`: a field has the focus, where single keys are text; `single`: they are keys
   * elsewhere.
   */
  press(event: Key, where: { typing: boolean; mac: boolean; single?: boolean }): boolean {
    const found = this.list().find(({ hotkey }) => {
      if (hotkey === undefined || !isHotkey(hotkey, event, where.mac)) return false;
      if (where.single === false && hotkey.length === 1) return false;
      return !where.typing || hotkey.includes('mod+');
    });
    found?.run();
    return found !== undefined;
  }
}

export const commands = new Commands();

/** Whether single letters, digits and signs are keys (WCAG 2.1.4: they can be switched off). */
export const singleKeys = signal(true);
const KEY = 'backup-inspector.single-keys';
try {
  singleKeys.value = localStorage.getItem(KEY) !== 'off';
} catch {
  // No storage: on, as ever.
}

export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // For this tab only.
  }
}
