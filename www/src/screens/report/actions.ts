/** What can be done with a report: the buttons of the summary, and their keys. */
import { CODES } from '../../engine/generated/codes.ts';
import { systemOf } from '../../formats/index.ts';
import type { Command } from '../../state/commands.ts';
import type { TextKind } from '../../engine/protocol.ts';
import { withAdvice } from '../../state/advice.ts';
import { copyText, say } from '../../state/clipboard.ts';
import { instant } from '../../state/format.ts';
import { paperStyles, printOpen, takeViews } from '../../state/print.ts';
import { saveBlob } from '../../state/save.ts';
import { tell, textOf } from '../../state/inspect.ts';
import { current, type Inspection } from '../../state/store.ts';
import { VERSION } from '../../state/version.ts';
import { words } from '../../state/words.ts';
import { htmlOf, masking } from './print/html.ts';

/** The engine's text; Markdown with the advice that only the page has. */
async function rendering(inspection: Inspection, what: TextKind): Promise<string> {
  const text = await textOf(inspection, what);
  return what === 'markdown' ? withAdvice(text, (code) => CODES[code]?.advice) : text;
}

export async function copyRendering(inspection: Inspection, what: TextKind): Promise<void> {
  try {
    const system = systemOf(inspection.report.value?.format);
    await copyText(
      what === 'ticket' && system?.ticket !== undefined
        ? system.ticket(inspection)
        : rendering(inspection, what),
    );
  } catch (error) {
    tell(error);
  }
}

export async function saveRendering(inspection: Inspection, what: TextKind, fileName: string): Promise<void> {
  try {
    const text = await rendering(inspection, what);
    const type = what === 'json' ? 'application/json' : 'text/markdown';
    const saved = await saveBlob(new Blob([text], { type }), fileName);
    if (saved !== null) say(words.saved(saved.name));
  } catch (error) {
    tell(error);
  }
}

/** The drawn views as one HTML file. */
export async function saveHtml(
  inspection: Inspection,
  views: readonly string[],
  names: boolean,
): Promise<void> {
  const putBack = await systemOf(inspection.report.value?.format)?.withNames?.(names);
  try {
    const fileName = inspection.report.value?.source.file_name ?? inspection.fileName;
    const mask = names ? (text: string) => text : masking();
    const file = await takeViews(views, (content) =>
      htmlOf(
        {
          title: `${fileName} · ${words.name}`,
          foot: words.print.foot(VERSION, instant(new Date().toISOString())),
          styles: paperStyles(),
          content,
        },
        mask,
      ),
    );
    if (file === null) return;
    const name = `${mask(stemOf(inspection))}.report.html`;
    const saved = await saveBlob(new Blob([file], { type: 'text/html' }), name);
    if (saved !== null) say(words.saved(saved.name));
  } catch (error) {
    tell(error);
  } finally {
    putBack?.();
  }
}

function stemOf(inspection: Inspection): string {
  return (inspection.report.value?.source.file_name ?? inspection.fileName).replace(/\.zip$/i, '');
}

export function jsonName(inspection: Inspection): string {
  return `${stemOf(inspection)}.report.json`;
}

export function reportCommands(): Command[] {
  const there = () => current.value?.report.value != null;
  const withCurrent = (run: (inspection: Inspection) => void) => () => {
    if (current.value !== null) run(current.value);
  };
  return [
    {
      id: 'ticket',
      label: words.commands.ticket,
      hotkey: 't',
      enabled: there,
      run: withCurrent((inspection) => void copyRendering(inspection, 'ticket')),
    },
    {
      id: 'markdown',
      label: words.commands.markdown,
      hotkey: 'm',
      enabled: there,
      run: withCurrent((inspection) => void copyRendering(inspection, 'markdown')),
    },
    {
      id: 'json',
      label: words.commands.json,
      hotkey: 'j',
      // A saved report is one already.
      enabled: () => there() && current.value?.saved === null,
      run: withCurrent((inspection) => void saveRendering(inspection, 'json', jsonName(inspection))),
    },
    {
      id: 'print',
      label: words.commands.print,
      hotkey: 'p',
      enabled: there,
      run: () => (printOpen.value = true),
    },
  ];
}
