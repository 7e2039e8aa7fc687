/** The composer for SharePoint: tasks and settings are the engine's, words are ours. */
import { SETTINGS, TASKS } from '../../../engine/generated/sharepoint.ts';
import { EngineFailure, type SharePointComposed } from '../../../engine/protocol.ts';
import { instant, sentence } from '../../../state/format.ts';
import type { Inspection } from '../../../state/store.ts';
import type {
  Composed,
  ComposedPiece,
  ComposeField,
  Composer,
  ComposeRemark,
  ComposeTask,
  GivenField,
} from '../../../parts/compose/index.tsx';
import { sharepoint } from '../words.ts';
import { ask } from './ask.ts';

const text = sharepoint.compose;

/** More commands than these are one text: nobody copies a hundred of them one by one. */
const MOST_PIECES = 24;

/** What most people leave as it is. */
const RARE: ReadonlySet<string> = new Set([
  'item',
  'threads',
  'percentage',
  'host-header',
  'gradual-delete',
  'preserve-site-id',
  'stamp',
  'snap-in',
]);

const order = Object.keys(text.tasks);

const tasks: readonly ComposeTask[] = [...TASKS]
  .sort((a, b) => order.indexOf(a.word) - order.indexOf(b.word))
  .map(({ word, language, settings }) => {
    const own = text.tasks[word];
    return {
      id: word,
      label: own?.label ?? word,
      about: own?.about ?? '',
      group: text.groups[own?.group ?? 'check'],
      fields: settings,
      languages: [language],
    };
  });

const fields: readonly ComposeField[] = Object.entries(SETTINGS).map(([key, { means, takes }]) => ({
  key,
  label: text.fields[key] ?? key,
  hint: sentence(means),
  rare: RARE.has(key),
  look: takes.kind === 'switch' || takes.kind === 'word' ? 'choice' : 'text',
  choices:
    takes.kind === 'switch'
      ? [['true', text.on]]
      : takes.kind === 'word'
        ? takes.words.map((word) => [word, word] as const)
        : [],
}));

/** Each command by itself, so that one can be run after the other; many as one text. */
export function piecesOf(commands: readonly string[]): ComposedPiece[] {
  if (commands.length === 0) return [];
  if (commands.length === 1 || commands.length > MOST_PIECES) {
    const title = commands.length === 1 ? text.one : text.all(commands.length);
    return [{ title, text: commands.join('\n'), notes: [] }];
  }
  return commands.map((command, at) => ({
    title: text.command(at + 1, commands.length),
    text: command,
    notes: [],
  }));
}

/** What a task needs and nobody said: something stands in for it. */
export function standInsOf(task: string, given: readonly GivenField[]): ComposeRemark[] {
  const needs: readonly string[] = TASKS.find(({ word }) => word === task)?.needs ?? [];
  return needs
    .filter((key) => !given.some((each) => each.key === key))
    .map((key) => ({
      field: key,
      kind: 'missing',
      text: text.standIn(SETTINGS[key]?.standIn ?? ''),
      effect: null,
      rule: null,
    }));
}

export function shown(
  { commands, findings, space, reaches }: SharePointComposed,
  standIns: readonly ComposeRemark[],
): Composed {
  return {
    pieces: piecesOf(commands),
    remarks: [
      ...standIns,
      ...findings.map(
        ({ severity, message, effect, rule }): ComposeRemark => ({
          field: null,
          kind: severity,
          text: message,
          effect: effect === '' ? null : effect,
          rule,
        }),
      ),
    ],
    notes: [
      ...(space === null ? [] : [text.space(space.data_bytes, space.log_bytes)]),
      ...reaches.map(({ database, from, to }) => text.reach(database, instant(from), instant(to))),
    ],
    known: [],
  };
}

export function composerOf(inspection: Inspection): Composer {
  return {
    tasks,
    fields,
    languages: [...new Set(TASKS.map(({ language }) => language))].map((id) => ({ id, label: id })),
    fileName: text.file,
    async compose({ task, given }) {
      const settings = given.map(({ key, value }): [string, string] => [key, value]);
      try {
        const { composed } = await ask('composed', inspection, { kind: 'compose', task, settings });
        return shown(composed, standInsOf(task, given));
      } catch (error) {
        // What is wrong with the request is an answer, too.
        if (!(error instanceof EngineFailure) || error.code !== 'invalid') throw error;
        const remark = { field: null, kind: 'wrong', text: error.message, effect: null, rule: null } as const;
        return { pieces: [], remarks: [remark], notes: [], known: [] };
      }
    },
  };
}
