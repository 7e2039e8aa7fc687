import { describe, expect, it, vi } from 'vitest';
import { Commands, hotkeyLabel, isHotkey, type Key } from './commands.ts';

const key = (name: string, more: Partial<Key> = {}): Key => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('hotkeys', () => {
  it('take Ctrl, or Command on a Mac, and not the other', () => {
    expect(isHotkey('mod+o', key('o', { ctrlKey: true }), false)).toBe(true);
    expect(isHotkey('mod+o', key('o', { metaKey: true }), true)).toBe(true);
    expect(isHotkey('mod+o', key('o', { ctrlKey: true }), true)).toBe(false);
    expect(isHotkey('mod+o', key('o'), false)).toBe(false);
  });
  it('leave combinations of the browser alone', () => {
    expect(isHotkey('t', key('t', { ctrlKey: true }), false)).toBe(false);
    expect(isHotkey('t', key('T', { shiftKey: true }), false)).toBe(false);
    expect(isHotkey('1', key('1', { altKey: true }), false)).toBe(false);
  });
  it('take "?" however it is typed', () =>
    expect(isHotkey('?', key('?', { shiftKey: true }), false)).toBe(true));
  it('are written as the system writes them', () => {
    expect(hotkeyLabel('mod+o', false)).toBe('Ctrl+O');
    expect(hotkeyLabel('mod+o', true)).toBe('⌘O');
    expect(hotkeyLabel('escape', false)).toBe('Esc');
  });
});

describe('the registry', () => {
  it('leaves single keys, Escape too, to a field that has the focus, but not Ctrl+O', () => {
    const run = vi.fn();
    const commands = new Commands();
    commands.add([
      { id: 'a', label: 'A', hotkey: 't', run },
      { id: 'b', label: 'B', hotkey: 'escape', run },
      { id: 'c', label: 'C', hotkey: 'mod+o', run },
    ]);
    expect(commands.press(key('t'), { typing: true, mac: false })).toBe(false);
    expect(commands.press(key('Escape'), { typing: true, mac: false })).toBe(false);
    expect(commands.press(key('Escape'), { typing: false, mac: false })).toBe(true);
    expect(commands.press(key('o', { ctrlKey: true }), { typing: true, mac: false })).toBe(true);
    expect(commands.press(key('t'), { typing: false, mac: false })).toBe(true);
    expect(run).toHaveBeenCalledTimes(3);
  });
  it('leaves single keys alone when they are switched off, but not Escape', () => {
    const run = vi.fn();
    const commands = new Commands();
    commands.add([
      { id: 'a', label: 'A', hotkey: '?', run },
      { id: 'b', label: 'B', hotkey: 'escape', run },
    ]);
    const where = { typing: false, mac: false, single: false };
    expect(commands.press(key('?', { shiftKey: true }), where)).toBe(false);
    expect(commands.press(key('Escape'), where)).toBe(true);
  });
  it('runs nothing that is not possible now, and forgets what was taken away', () => {
    const run = vi.fn();
    const commands = new Commands();
    let possible = false;
    const remove = commands.add([{ id: 'a', label: 'A', hotkey: 'x', run, enabled: () => possible }]);
    expect(commands.press(key('x'), { typing: false, mac: false })).toBe(false);
    possible = true;
    expect(commands.list()).toHaveLength(1);
    remove();
    expect(commands.list()).toHaveLength(0);
    expect(run).not.toHaveBeenCalled();
  });
});
