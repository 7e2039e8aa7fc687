/** State in, one screen out. No parsing and no requests here. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { commands, type Command } from './state/commands.ts';
import { busy, inspections, place, readAddress, spoken, toast, goTo } from './state/store.ts';
import { cancel, closeAll, openFiles, tell } from './state/inspect.ts';
import { isMac } from './state/platform.ts';
import { DropOverlay } from './parts/drop-overlay/index.tsx';
import { ShortcutHelp, helpOpen } from './parts/shortcut-help/index.tsx';
import { TopBar } from './parts/top-bar/index.tsx';
import { TroubleDialog } from './parts/trouble/index.tsx';
import { Landing } from './screens/landing/index.tsx';
import { words } from './state/words.ts';

async function openExample(): Promise<void> {
  try {
    const { exampleFile } = await import('./example.ts');
    await openFiles([exampleFile()]);
  } catch (error) {
    tell(error);
  }
}

function typing(element: Element | null): boolean {
  return (
    element instanceof HTMLElement &&
    (element.isContentEditable ||
      /^(textarea|select)$/i.test(element.tagName) ||
      (element instanceof HTMLInputElement && !/^(checkbox|radio|button)$/.test(element.type)))
  );
}

let report: Promise<ComponentType> | null = null;
/** The report screen is fetched while the visitor reads the landing page. */
export function loadReport(): Promise<ComponentType> {
  report ??= import('./screens/report/index.tsx').then(({ ReportScreen }) => ReportScreen);
  return report;
}

export function App() {
  const input = useRef<HTMLInputElement>(null);
  const Report = useSignal<ComponentType | null>(null);
  const open = inspections.value.length > 0;

  useEffect(() => {
    const hasReport = () => inspections.value.length > 0;
    const several = () => inspections.value.length > 1;
    const step = (by: number) =>
      goTo({ set: (place.value.set + by + inspections.value.length) % inspections.value.length });
    const list: Command[] = [
      { id: 'open', label: words.commands.open, hotkey: 'mod+o', run: () => input.current?.click() },
      { id: 'example', label: words.commands.example, hotkey: 'e', run: () => void openExample() },
      {
        id: 'cancel',
        label: words.commands.cancel,
        hotkey: 'escape',
        enabled: () => busy.value,
        run: cancel,
      },
      { id: 'previous', label: words.commands.previous, hotkey: '[', enabled: several, run: () => step(-1) },
      { id: 'next', label: words.commands.next, hotkey: ']', enabled: several, run: () => step(1) },
      { id: 'close', label: words.commands.close, hotkey: 'x', enabled: hasReport, run: closeAll },
      { id: 'help', label: words.commands.help, hotkey: '?', run: () => (helpOpen.value = true) },
    ];
    const remove = commands.add(list);
    const onKey = (event: KeyboardEvent) => {
      // An open panel or dialog has the first right to Escape and all single keys.
      if (
        event.defaultPrevented ||
        event.isComposing ||
        document.querySelector('dialog[open], :popover-open') !== null
      )
        return;
      if (commands.press(event, { typing: typing(document.activeElement), mac: isMac() }))
        event.preventDefault();
    };
    const onAddress = () => {
      if (location.hash === '' && inspections.value.length > 0) return;
      readAddress();
    };
    document.addEventListener('keydown', onKey);
    window.addEventListener('popstate', onAddress);
    window.addEventListener('hashchange', onAddress);
    readAddress();
    return () => {
      remove();
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('popstate', onAddress);
      window.removeEventListener('hashchange', onAddress);
    };
  }, []);

  useEffect(() => {
    if (!open) {
      document.title = words.name;
      return;
    }
    loadReport().then((screen) => {
      Report.value = screen;
    }, tell);
  }, [open]);

  const Screen = Report.value;
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: a link within the page; the hash is the view's address */}
      <a
        class="skip button"
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        {words.skip}
      </a>
      <TopBar />
      {open ? Screen === null ? <main id="content" tabIndex={-1} /> : <Screen /> : <Landing />}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file may be chosen again, after it was mended.
          event.currentTarget.value = '';
          void openFiles(files);
        }}
      />
      <DropOverlay />
      <ShortcutHelp />
      <TroubleDialog />
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken.value}
      </p>
      <p class={`toast${toast.value === null ? '' : ' shown'} no-print`} role="status">
        {toast.value}
      </p>
    </>
  );
}
