/**
 * What a composer works with: tasks, their fields, and what was composed of them. What a task needs, what is wrong with a
 * value and how a request is written is for the engine to say; a system's folder only gives it words.
 */
import type { Remark } from '../remarks/index.tsx';

export interface ComposeTask {
  id: string;
  label: string;
  /** What it does, in a sentence. */
  about: string;
  /** Tasks of one group stand together. */
  group: string;
  /** Keys of the fields that it uses, in their order. */
  fields: readonly string[];
  /** Languages that it can be written in, by their ids. */
  languages: readonly string[];
}

export interface ComposeField {
  key: string;
  label: string;
  /** What it takes. */
  hint: string | null;
  /** `list`: a value a line, each of them given under the key. */
  look: 'text' | 'list' | 'secret' | 'choice';
  /** Of a choice: value and word. That nothing is chosen is always offered. */
  choices: ReadonlyArray<readonly [value: string, word: string]>;
  /** Few need it: it stands behind the others, folded up. */
  rare?: boolean;
}

export interface ComposeLanguage {
  id: string;
  label: string;
}

/** A value given under a key; a list gives several. */
export interface GivenField {
  key: string;
  value: string;
}

/** What was dropped says so of a field. `values` is `null` of a secret: it is there, and never shown. */
export interface KnownField {
  key: string;
  values: readonly string[] | null;
}

/** What is asked of the engine. */
export interface ComposeRequest {
  task: string;
  language: string;
  given: readonly GivenField[];
  /** With secrets: for the clipboard or a file, never for the screen. */
  secrets: boolean;
}

/** One thing to copy. */
export interface ComposedPiece {
  /** What it is: "Request 1 of 3", "for PowerShell". */
  title: string;
  text: string;
  /** What is worth knowing about it. */
  notes: readonly string[];
}

/** What is said of a field, or of the whole. */
export interface ComposeRemark extends Remark {
  /** Key of the field; `null`: of the whole. */
  field: string | null;
}

export interface Composed {
  pieces: readonly ComposedPiece[];
  remarks: readonly ComposeRemark[];
  /** What to know before it is used. */
  notes: readonly string[];
  known: readonly KnownField[];
}

export interface Composer {
  tasks: readonly ComposeTask[];
  fields: readonly ComposeField[];
  languages: readonly ComposeLanguage[];
  /** Name of the file that is saved, for a task and a language. */
  fileName(task: string, language: string): string;
  compose(request: ComposeRequest): Promise<Composed>;
}

/** What a person chose and typed. Outlives the view, not the tab. */
export interface ComposeState {
  task: string;
  language: string;
  /** Values by key, as typed: a list is one text of several lines. */
  typed: Readonly<Record<string, string>>;
  /** The person asked for secrets in what is copied. */
  secrets: boolean;
}

/** The beginning: the first task, nothing typed, no secrets. */
export function startOf(composer: Composer): ComposeState {
  const [task] = composer.tasks;
  return { task: task?.id ?? '', language: task?.languages[0] ?? '', typed: {}, secrets: false };
}

export function taskOf(composer: Composer, state: ComposeState): ComposeTask | undefined {
  return composer.tasks.find(({ id }) => id === state.task) ?? composer.tasks[0];
}

/** The chosen language, or the first that the task can be written in. */
export function languageOf(task: ComposeTask | undefined, state: ComposeState): string {
  const languages = task?.languages ?? [];
  return languages.includes(state.language) ? state.language : (languages[0] ?? '');
}

/** The text that stands in a field: what was typed, else what is known. */
export function shownValue(
  { key }: ComposeField,
  typed: ComposeState['typed'],
  known: readonly KnownField[],
): string {
  return typed[key] ?? known.find((each) => each.key === key)?.values?.join('\n') ?? '';
}

/**
 * What was typed, for the engine: fields of the task in their order. An emptied field is given empty if something is known
 * of it, which takes that away; else it is not given.
 */
export function givenOf(
  composer: Composer,
  task: ComposeTask | undefined,
  typed: ComposeState['typed'],
  known: readonly KnownField[],
): GivenField[] {
  return (task?.fields ?? []).flatMap((key): GivenField[] => {
    const value = typed[key];
    if (value === undefined) return [];
    const field = composer.fields.find((each) => each.key === key);
    const lines = field?.look === 'list' ? value.split('\n') : [value];
    const given = lines.map((line) => line.trim()).filter((line) => line !== '');
    if (given.length > 0) return given.map((line) => ({ key, value: line }));
    return known.some((each) => each.key === key) ? [{ key, value: '' }] : [];
  });
}

/** All pieces as one text. */
export function wholeText({ pieces }: Pick<Composed, 'pieces'>): string {
  return `${pieces.map(({ text }) => text.trimEnd()).join('\n\n')}\n`;
}
