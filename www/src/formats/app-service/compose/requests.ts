/** What the engine composed, as the composer shows it: each request or command a piece of text. */
import type { AppServiceComposed, Command, HttpRequest } from '../../../engine/protocol.ts';
import type {
  Composed,
  ComposedPiece,
  ComposeField,
  ComposeRemark,
  ComposeTask,
} from '../../../parts/compose/index.tsx';
import type { ComposedAnswer, FormsAnswer } from '../state/ask.ts';
import { appService } from '../words.ts';

const text = appService.compose;

/** Most requests do without these, or are right with what stands for them. */
const RARE: ReadonlySet<string> = new Set([
  'cloud',
  'api_version',
  'hosting_environment',
  'site_name',
  'target_exists',
  'source_platform',
  'target_platform',
]);

/** In the order in which they are offered. */
export const LANGUAGES = ['rest', 'az', 'powershell'] as const;

/** Method and address, headers, an empty line, the body: as it goes over the wire. */
export function requestText({ method, url, headers, body }: HttpRequest): string {
  const head = [`${method} ${url}`, ...headers.map(({ name, value }) => `${name}: ${value}`)].join('\n');
  return body === null ? `${head}\n` : `${head}\n\n${JSON.stringify(body, null, 2)}\n`;
}

function commandPiece({ shell, text: lines, comments }: Command): ComposedPiece {
  return { title: text.shells[shell], text: lines, notes: comments };
}

function remarksOf({ faults, findings }: AppServiceComposed): ComposeRemark[] {
  return [
    ...faults.map(
      ({ field, message, missing }): ComposeRemark => ({
        field,
        kind: missing ? 'missing' : 'wrong',
        text: message,
        effect: null,
        rule: null,
      }),
    ),
    ...findings.map(
      ({ entry, severity, message, effect, rule }): ComposeRemark => ({
        field: entry,
        kind: severity,
        text: message,
        effect,
        rule,
      }),
    ),
  ];
}

export function composedOf({ composed, filled }: ComposedAnswer): Composed {
  const { requests, commands, notes } = composed;
  return {
    pieces: [
      ...requests.map((request, at) => ({
        title: text.request(at + 1, requests.length, request.method),
        text: requestText(request),
        notes: [],
      })),
      ...commands.map(commandPiece),
    ],
    remarks: remarksOf(composed),
    notes,
    known: filled,
  };
}

export function tasksOf({ tasks }: FormsAnswer): ComposeTask[] {
  const all = tasks.map(({ name, keys }) => ({
    id: name,
    ...text.tasks[name as keyof typeof text.tasks],
    fields: keys,
    languages: LANGUAGES,
  }));
  const groups = [...new Set(Object.values(text.tasks).map(({ group }) => group))];
  return groups.flatMap((group) => all.filter((task) => task.group === group));
}

export function fieldsOf({ fields }: FormsAnswer): ComposeField[] {
  return fields.map(({ key, takes, look, choices }) => {
    const words = text.fields[key];
    return {
      key,
      label: words?.label ?? key,
      hint: words === undefined ? takes : words.hint,
      look,
      choices: choices.map((value) => [value, text.values[value] ?? value] as const),
      rare: RARE.has(key),
    };
  });
}
