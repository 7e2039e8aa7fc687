/** What the next copy shall change; lasts as long as the report that it belongs to. */
import { effect, signal } from '@preact/signals';
import type { Recipe, UserMapping } from '../../../engine/protocol.ts';
import { current } from '../../../state/store.ts';

export const EMPTY: Recipe = {
  name: null,
  fix: [],
  map_users: [],
  without_schemas: [],
  without_superseded: false,
  without_deleted: false,
  redact: false,
  include: [],
};
export const recipe = signal<Recipe>(EMPTY);

export function change(part: Partial<Recipe>): void {
  recipe.value = { ...recipe.value, ...part };
}

function toggled(list: readonly string[], item: string, chosen: boolean): string[] {
  const others = list.filter((each) => each !== item);
  return chosen ? [...others, item] : others;
}

/** What a recipe of the command line says for "every repair that there is". */
const ALL = 'all';

export function wantsFix(fix: readonly string[], code: string): boolean {
  return fix.includes(code) || fix.includes(ALL);
}

/** `offered`: what "all" stands for, as soon as one of them is taken out of it. */
export function chooseFix(code: string, chosen = true, offered: readonly string[] = []): void {
  const { fix } = recipe.value;
  change({ fix: toggled(fix.includes(ALL) && !chosen ? [...offered] : fix, code, chosen) });
}

export function leaveOutSchema(name: string, chosen: boolean): void {
  change({ without_schemas: toggled(recipe.value.without_schemas, name, chosen) });
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** An empty new address keeps the old one. */
export function mapUser(old: string, to: string): void {
  const others = recipe.value.map_users.filter((each) => !same(each.old, old));
  change({
    map_users: to.trim() === '' || to.trim() === old ? others : [...others, { old, new: to.trim() }],
  });
}

/** Good enough to catch a slip; the server's own rule is looser. */
export function isEmail(text: string): boolean {
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(text);
}

/** Pairs of addresses from a pasted table: commas, semicolons or tabs, quotes, perhaps a heading. */
export function parseMappings(
  pasted: string,
  users: readonly string[],
): { mappings: UserMapping[]; unknown: number } {
  const mappings: UserMapping[] = [];
  let unknown = 0;
  for (const line of pasted.split(/\r?\n/)) {
    const [from = '', to = ''] = line.split(/[,;\t]/).map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .trim(),
    );
    if (!isEmail(from) || !isEmail(to)) continue;
    const old = users.find((user) => same(user, from));
    if (old === undefined) unknown += 1;
    else mappings.push({ old, new: to });
  }
  return { mappings, unknown };
}

/** Whether nothing would be changed. */
export function isNothing(of: Recipe): boolean {
  return (
    of.name === null &&
    of.fix.length === 0 &&
    of.map_users.length === 0 &&
    of.without_schemas.length === 0 &&
    !of.without_superseded &&
    !of.without_deleted &&
    !of.redact
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** What each key may hold, as the engine reads it. */
const SHAPES: Record<keyof Recipe, (value: unknown) => boolean> = {
  name: (value) => value === null || isText(value),
  fix: areTexts,
  map_users: (value) =>
    Array.isArray(value) &&
    value.every((pair: Partial<UserMapping> | null) => isText(pair?.old) && isText(pair.new)),
  without_schemas: areTexts,
  without_superseded: isFlag,
  without_deleted: isFlag,
  redact: isFlag,
  include: areTexts,
};

/**
 * A recipe from a file, as page and command line write it; `null` for anything else. What is not known, or is written in
 * another way, can't be followed: it may be what was to be taken out.
 */
export function readRecipe(text: string): Recipe | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value);
  const sound =
    entries.length > 0 &&
    entries.every(([key, each]) => Object.hasOwn(SHAPES, key) && SHAPES[key as keyof Recipe](each));
  return sound ? { ...EMPTY, ...(value as Partial<Recipe>) } : null;
}

export function writeRecipe(of: Recipe): string {
  return `${JSON.stringify(of, null, 2)}\n`;
}

let key: number | undefined;
effect(() => {
  if (current.value?.key === key) return;
  key = current.value?.key;
  recipe.value = EMPTY;
});
