/** What was chosen to be exported of an app, as what the engine is asked for. */
import type { LineForm, Wanted } from '../../../engine/protocol.ts';

/** The engine's words for what can be exported of a backup. */
export const WHAT = ['contents', 'assets', 'schemas', 'rules', 'events', 'sync'] as const;
export type What = (typeof WHAT)[number];

export interface Chosen {
  what: What;
  /** By name; `null`: of all schemas. */
  schema: string | null;
  form: LineForm;
  all: boolean;
  asRestored: boolean;
  mark: boolean;
  allVersions: boolean;
  secrets: boolean;
  rulesEnabled: boolean;
  ruleSecrets: boolean;
  protectedAssets: boolean;
}

/** Safe by default: no secret in plain text, nothing that works at once. */
export const CHOSEN: Chosen = {
  what: 'contents',
  schema: null,
  form: 'ndjson',
  all: false,
  asRestored: false,
  mark: false,
  allVersions: false,
  secrets: false,
  rulesEnabled: false,
  ruleSecrets: false,
  protectedAssets: false,
};

/** The forms in which it can be written; several files have their own. */
export function formsOf(what: What): readonly LineForm[] {
  if (what === 'contents') return ['ndjson', 'json', 'csv'];
  if (what === 'schemas' || what === 'rules') return ['ndjson', 'json'];
  return what === 'events' ? ['ndjson'] : [];
}

/** The form that holds: the chosen one, if it can be had. */
export function formOf({ what, form }: Chosen): LineForm {
  return formsOf(what).includes(form) ? form : 'ndjson';
}

/** Whether it is several files. */
export function isSeveral(chosen: Chosen): boolean {
  const { what, schema } = chosen;
  return what === 'assets' || what === 'sync' || (formOf(chosen) === 'csv' && schema === null);
}

/** What of the options means something for what is exported. */
export function takes(what: What): ReadonlySet<keyof Chosen> {
  switch (what) {
    case 'contents':
      return new Set(['schema', 'form', 'all', 'asRestored', 'mark', 'secrets']);
    case 'assets':
      return new Set(['all', 'allVersions', 'asRestored']);
    case 'schemas':
      return new Set(['form', 'all', 'asRestored']);
    case 'rules':
      return new Set(['form', 'all', 'secrets', 'asRestored']);
    case 'events':
      return new Set(['secrets']);
    case 'sync':
      return new Set(['rulesEnabled', 'ruleSecrets', 'protectedAssets']);
  }
}

export function wantedOf(chosen: Chosen): Partial<Wanted> & Pick<Wanted, 'what'> {
  const means = takes(chosen.what);
  const on = (key: keyof Chosen) => means.has(key) && chosen[key] === true;
  const form = formOf(chosen);
  return {
    what: chosen.what,
    only: means.has('schema') && chosen.schema !== null ? [chosen.schema] : [],
    form,
    byte_order_mark: form === 'csv' && on('mark'),
    all: on('all'),
    as_restored: on('asRestored'),
    all_versions: on('allVersions'),
    rules_enabled: on('rulesEnabled'),
    include: [
      ...(on('secrets') ? ['secrets'] : []),
      ...(on('ruleSecrets') ? ['rule-secrets'] : []),
      ...(on('protectedAssets') ? ['protected-assets'] : []),
    ],
  };
}

/** A name of a file without its end: no sign that a system refuses. */
export function nameOf(source: string, { what, schema }: Chosen): string {
  const bare = source.replace(/\.zip$/i, '');
  const parts = [bare, what === 'contents' && schema !== null ? schema : what];
  const clean = (part: string) =>
    [...part].map((sign) => (/[<>:"/\\|?*]/.test(sign) || sign < ' ' ? '_' : sign));
  return parts
    .map((part) => clean(part).join('').slice(0, 80))
    .join('-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
}
