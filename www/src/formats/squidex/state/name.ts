/** The rule for app names (Squidex: `CreateAppDto`, `RestoreRequestDto`; 40 is the limit of its form). */

export const MAX_NAME = 40;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

export type NameFault = 'empty' | 'upper-case' | 'characters' | 'hyphens' | 'long';

/** What is wrong with a name, the most helpful thing first; `null` if it can be used. */
export function nameFault(name: string): NameFault | null {
  if (name === '') return 'empty';
  if (NAME.test(name)) return name.length > MAX_NAME ? 'long' : null;
  if (/[^A-Za-z0-9-]/.test(name)) return 'characters';
  return /[A-Z]/.test(name) ? 'upper-case' : 'hyphens';
}

/** The nearest name that can be used; `null` if nothing is left. */
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
