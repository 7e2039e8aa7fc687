/** What the next copy shall change; lasts as long as the report that it belongs to. */
import { effect, signal } from '@preact/signals';
import type { Recipe } from '../engine/protocol.ts';
import { current } from './store.ts';

export const EMPTY: Recipe = {
  name: null, fix: [], map_users: [], without_schemas: [], without_superseded: false, without_deleted: false, redact: false, include: [],
};
export const recipe = signal<Recipe>(EMPTY);

export function chooseFix(code: string, chosen = true): void {
  const others = recipe.value.fix.filter((each) => each !== code);
  recipe.value = { ...recipe.value, fix: chosen ? [...others, code] : others };
}

let key: number | undefined;
effect(() => {
  if (current.value?.key === key) return;
  key = current.value?.key;
  recipe.value = EMPTY;
});
