/** State in, one screen out. No parsing and no requests here. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { commands, setSingleKeys, singleKeys, type Command } from './state/commands.ts';
import {
  addressed,
  busy,
  current,
  inspections,
  isRunning,
  place,
  readAddress,
  severalShown,
  spoken,
  TABLE_OF_SETS,
  toast,
  wentBack,
  goTo,
} from './state/store.ts';
import { guideAddress, guidePlace } from './state/guide.ts';
import { fromFiles } from './state/inputs.ts';
import { cancel, cancelAll, closeAll, openExample, openTaken, tell } from './state/inspect.ts';
import type { Example } from './formats/contract.ts';
import { systems, toolAt } from './formats/index.ts';
import { takeLaunched } from './state/launched.ts';
import { isMac } from './state/platform.ts';
import { DropOverlay } from './parts/drop-overlay/index.tsx';
import { Newer } from './parts/newer/index.tsx';
import { Palette, PALETTE, paletteOpen } from './parts/palette/index.tsx';
import { ShortcutHelp, helpOpen } from './parts/shortcut-help/index.tsx';
import { TopBar } from './parts/top-bar/index.tsx';
import { TroubleDialog } from './parts/trouble/index.tsx';
import { Landing } from './screens/landing/index.tsx';
import { words } from './state/words.ts';
import { VERSION } from './state/version.ts';

/** The example of a system: files that travel with the page, or a set that the engine makes. */
async function showExample(system: string, { files }: Example): Promise<void> {
  try {
    if (files === null) await openExample(system);
    else await openTaken(await files());
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

/** In the table, all reading is stopped; in a report, that of its file. */
function stop(): void {
  if (severalShown.value) cancelAll();
  else if (current.value !== null) cancel(current.value);
}

interface Screens {
  Report: ComponentType;
  Several: ComponentType;
  Alone: ComponentType;
}

let screens: Promise<Screens> | null = null;
/** The screens for what was dropped are fetched while the visitor reads the landing page. */
export function loadScreens(): Promise<Screens> {
  screens ??= Promise.all([
    import('./screens/report/index.tsx'),
    import('./screens/several/index.tsx'),
    import('./screens/alone/index.tsx'),
  ]).then(([{ ReportScreen }, { SeveralScreen }, { AloneScreen }]) => ({
    Report: ReportScreen,
    Several: SeveralScreen,
    Alone: AloneScreen,
  }));
  return screens;
}

let guideScreen: Promise<ComponentType> | null = null;
/** The guide is fetched behind the screens, so that it is there offline. */
export function loadGuide(): Promise<ComponentType> {
  guideScreen ??= import('./screens/guide/index.tsx').then(({ GuideScreen }) => GuideScreen);
  // A script that could not be fetched may be there the next time.
  guideScreen.catch(() => {
    guideScreen = null;
  });
  return guideScreen;
}

export function App() {
  const input = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const loaded = useSignal<Screens | null>(null);
  const guide = useSignal<{ Screen: ComponentType } | null>(null);
  const inGuide = guidePlace.value !== null;
  const open = inspections.value.length > 0 && !wentBack.value;
  /** A view that is shown without any file. */
  const alone = inspections.value.length === 0 && addressed.value && toolAt(place.value.view) !== null;

  useEffect(() => {
    if (folder.current !== null) folder.current.webkitdirectory = true;
    const hasReport = () => inspections.value.length > 0;
    const several = () => inspections.value.length > 1;
    const step = (by: number) =>
      goTo({
        view: severalShown.value ? 'summary' : place.value.view,
        set: (place.value.set + by + inspections.value.length) % inspections.value.length,
      });
    const first = systems.find(({ about }) => about.example?.first)?.id;
    const list: Command[] = [
      { id: 'open', label: words.commands.open, hotkey: 'mod+o', run: () => input.current?.click() },
      { id: 'folder', label: words.commands.folder, run: () => folder.current?.click() },
      {
        id: 'example',
        label: words.commands.example,
        hotkey: 'e',
        enabled: () => !hasReport(),
        run: () => commands.get(`example-${first}`)?.run(),
      },
      ...systems.flatMap(({ id, about: { example } }) =>
        example === null
          ? []
          : [
              {
                id: `example-${id}`,
                label: example.label,
                enabled: () => !hasReport(),
                run: () => void showExample(id, example),
              },
            ],
      ),
      {
        id: 'cancel',
        label: words.commands.cancel,
        hotkey: 'escape',
        enabled: () => (severalShown.value ? busy.value : current.value !== null && isRunning(current.value)),
        run: stop,
      },
      { id: 'previous', label: words.commands.previous, hotkey: '[', enabled: several, run: () => step(-1) },
      { id: 'next', label: words.commands.next, hotkey: ']', enabled: several, run: () => step(1) },
      {
        id: 'table',
        label: words.commands.table,
        enabled: () => several() && !severalShown.value,
        run: () => goTo({ view: TABLE_OF_SETS, severity: null, code: null }),
      },
      { id: 'close', label: words.commands.close, enabled: hasReport, run: closeAll },
      { id: 'guide', label: words.commands.guide, run: () => (location.hash = guideAddress()) },
      { id: PALETTE, label: words.commands.palette, hotkey: 'mod+k', run: () => (paletteOpen.value = true) },
      { id: 'help', label: words.commands.help, hotkey: '?', run: () => (helpOpen.value = true) },
      {
        id: 'keys-off',
        label: words.commands.keysOff,
        enabled: () => singleKeys.value,
        run: () => setSingleKeys(false),
      },
      {
        id: 'keys-on',
        label: words.commands.keysOn,
        enabled: () => !singleKeys.value,
        run: () => setSingleKeys(true),
      },
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
      if (
        commands.press(event, {
          typing: typing(document.activeElement),
          mac: isMac(),
          single: singleKeys.value,
        })
      )
        event.preventDefault();
    };
    const onAddress = () => {
      readAddress();
    };
    document.addEventListener('keydown', onKey);
    window.addEventListener('popstate', onAddress);
    window.addEventListener('hashchange', onAddress);
    readAddress();
    takeLaunched();
    return () => {
      remove();
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('popstate', onAddress);
      window.removeEventListener('hashchange', onAddress);
    };
  }, []);

  useEffect(() => {
    if (inGuide) {
      loadGuide().then((Screen) => {
        guide.value = { Screen };
      }, tell);
      return;
    }
    if (!open && !alone) {
      document.title = words.name;
      return;
    }
    loadScreens().then((both) => {
      loaded.value = both;
    }, tell);
  }, [open, alone, inGuide]);

  const Screen = inGuide
    ? guide.value?.Screen
    : alone
      ? loaded.value?.Alone
      : severalShown.value
        ? loaded.value?.Several
        : loaded.value?.Report;
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
      <Newer />
      {!open && !alone && !inGuide ? (
        <Landing />
      ) : Screen === undefined ? (
        <main id="content" tabIndex={-1} />
      ) : (
        <Screen />
      )}
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
          void openTaken(fromFiles(files));
        }}
      />
      <input
        ref={folder}
        type="file"
        hidden
        tabIndex={-1}
        aria-hidden="true"
        onChange={(event) => {
          const taken = fromFiles(event.currentTarget.files ?? []);
          event.currentTarget.value = '';
          void openTaken(taken);
        }}
      />
      <DropOverlay />
      <Palette />
      <ShortcutHelp />
      <TroubleDialog />
      <p class="visually-hidden" role="status" aria-live="polite">
        {spoken.value}
      </p>
      <footer class={`status-line${toast.value === null ? '' : ' says'} no-print`}>
        <p role="status">{toast.value}</p>
        <p class="small">{words.versionShort(VERSION)}</p>
      </footer>
    </>
  );
}
