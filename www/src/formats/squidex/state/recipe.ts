/** What the next copy shall change; lasts as long as the report that it belongs to. */
import { effect, signal } from '@preact/signals';
import type { Recipe } from '../../../engine/protocol.ts';
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

export function writeRecipe(of: Recipe): string {
  return `${JSON.stringify(of, null, 2)}\n`;
}

let key: number | undefined;
effect(() => {
  if (current.value?.key === key) return;
  key = current.value?.key;
  recipe.value = EMPTY;
});
