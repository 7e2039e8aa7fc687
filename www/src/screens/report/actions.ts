/** What can be done with a report: the buttons of the summary, and their keys. */
import { CODES } from '../../engine/generated/codes.ts';
import { systemOf } from '../../formats/index.ts';
import type { Command } from '../../state/commands.ts';
import { withAdvice } from '../../state/advice.ts';
import { copyText, say } from '../../state/clipboard.ts';
import { instant } from '../../state/format.ts';
import { handingOn, type HandedOn } from '../../state/hand-on.ts';
import { paperStyles, printOpen, takeViews } from '../../state/print.ts';
import { saveBlob } from '../../state/save.ts';
import { tell, textOf } from '../../state/inspect.ts';
import { current, type Inspection } from '../../state/store.ts';
import { VERSION } from '../../state/version.ts';
import { words } from '../../state/words.ts';
import { htmlOf, masking } from './print/html.ts';

/** The ticket; no name of a person is in it. */
export async function copyTicket(inspection: Inspection): Promise<void> {
  try {
    const system = systemOf(inspection.report.value?.format);
    await copyText(system?.ticket?.(inspection) ?? textOf(inspection, 'ticket'));
  } catch (error) {
    tell(error);
  }
}

/** The engine's Markdown with the advice that only the page has. */
async function copyMarkdown(inspection: Inspection, maskNames: boolean): Promise<void> {
  const advised = async () =>
    withAdvice(await textOf(inspection, 'markdown', maskNames), (code) => CODES[code]?.advice);
  try {
    await copyText(advised());
  } catch (error) {
    tell(error);
  }
}

async function saveJson(inspection: Inspection, maskNames: boolean): Promise<void> {
  try {
    const text = await textOf(inspection, 'json', maskNames);
    const mask = maskNames ? masking() : (name: string) => name;
    const name = `${mask(stemOf(inspection))}.report.json`;
    const saved = await saveBlob(new Blob([text], { type: 'application/json' }), name);
    if (saved !== null) say(words.saved(saved.name));
  } catch (error) {
    tell(error);
  }
}

/** What is handed on once it is said whether names are masked. */
export function handOver(inspection: Inspection, what: HandedOn, maskNames: boolean): Promise<void> {
  return (what === 'json' ? saveJson : copyMarkdown)(inspection, maskNames);
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
      run: withCurrent((inspection) => void copyTicket(inspection)),
    },
    {
      id: 'markdown',
      label: words.commands.markdown,
      hotkey: 'm',
      enabled: there,
      run: () => (handingOn.value = 'markdown'),
    },
    {
      id: 'json',
      label: words.commands.json,
      hotkey: 'j',
      // A saved report is one already.
      enabled: () => there() && current.value?.saved === null,
      run: () => (handingOn.value = 'json'),
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
