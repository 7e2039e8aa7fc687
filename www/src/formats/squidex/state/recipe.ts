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

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

/** A recipe from a file, as page and command line write it; `null` for anything else. */
export function readRecipe(text: string): Recipe | null {
  let value: Record<string, unknown>;
  try {
    const parsed: unknown = JSON.parse(text);
    if (
      typeof parsed !== 'object' ||
      parsed === null ||
      Array.isArray(parsed) ||
      !Object.keys(parsed).some((key) => key in EMPTY)
    )
      return null;
    value = parsed as Record<string, unknown>;
  } catch {
    return null;
  }
  const mappings = Array.isArray(value['map_users']) ? (value['map_users'] as unknown[]) : [];
  return {
    name: typeof value['name'] === 'string' && value['name'] !== '' ? value['name'] : null,
    fix: strings(value['fix']),
    map_users: mappings.flatMap((each) => {
      const pair = (each ?? {}) as Partial<UserMapping>;
      return typeof pair.old === 'string' && typeof pair.new === 'string'
        ? [{ old: pair.old, new: pair.new }]
        : [];
    }),
    without_schemas: strings(value['without_schemas']),
    without_superseded: value['without_superseded'] === true,
    without_deleted: value['without_deleted'] === true,
    redact: value['redact'] === true,
    include: strings(value['include']),
  };
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
