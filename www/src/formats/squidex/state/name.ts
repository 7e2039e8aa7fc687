/** A new name of an app: what is wrong with it the engine says; what could be meant is guessed here. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { faultOfName } from './ask.ts';

/** The longest that Squidex's form takes. */
export const MAX_NAME = 40;

/** The nearest name that could be used; `null` if nothing is left. */
export function suggestName(name: string): string | null {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/ß/g, 'ss')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_NAME)
    .replace(/^-+|-+$/g, '');
  return plain !== '' && plain !== name ? plain : null;
}

/** What was asked last, and the answer; `undefined`: on its way. */
const answers = signal<ReadonlyMap<string, string | null>>(new Map());

/** What is wrong with a name, in words; `null` if nothing is, `undefined` as long as that is being asked. */
export function useNameFault(inspection: Inspection, name: string | null): string | null | undefined {
  useEffect(() => {
    if (name === null || answers.peek().has(name)) return;
    faultOfName(inspection, name).then((fault) => {
      answers.value = new Map(answers.peek()).set(name, fault);
    }, tell);
  }, [inspection, name]);
  return name === null ? null : answers.value.get(name);
}
