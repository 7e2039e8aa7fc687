/** The words of exports of a Squidex app. */
import type { LineForm } from '../../../engine/protocol.ts';
import type { What } from './model.ts';

export const exportWords = {
  title: 'Export',
  command: 'Export what is inside',
  hint: 'What is inside, as files that any program reads. Everything that can be read is exported, also of a backup that no server would restore.',
  what: 'What',
  kinds: {
    contents: 'Contents',
    assets: 'Assets: files under their own names',
    schemas: 'Schemas',
    rules: 'Rules',
    events: 'Events',
    sync: 'A folder for “sq sync in”',
  } satisfies Record<What, string>,
  about: {
    contents: 'One object for each content: its live version, a draft over it, its schedule.',
    assets:
      'In the folders of the app, with assets.ndjson beside them, which says what is known of each file.',
    schemas: 'One object for each schema, with its properties as Squidex names them.',
    rules: 'One object for each rule. Secrets stand as •••.',
    events: 'One line for each event, with its payload.',
    sync: 'For Squidex’s own command line, so that an app moves to another server without a restore. What would fail, be lost or do harm there lies in not-carried/ with its reason; README.md says how to go on.',
  } satisfies Record<What, string>,
  schema: 'Schema',
  allSchemas: 'All schemas',
  form: 'As',
  forms: {
    ndjson: 'NDJSON: an object a line',
    json: 'JSON: one array',
    csv: 'CSV: a table',
  } satisfies Record<LineForm, string>,
  manyTables: 'A table for each schema.',
  options: {
    all: 'Also what is deleted, and contents of deleted schemas',
    asRestored: 'Exactly what the server would be left with',
    asRestoredHint:
      'In place of all that can be read. The whole backup is read for it. Secrets stand in plain text.',
    mark: 'For Excel: with a byte order mark',
    allVersions: 'Files of earlier versions, too',
    secrets: 'With secrets in plain text',
    secretsHint: 'They stand as ••• otherwise. Keep such a file as you keep passwords.',
    rulesEnabled: 'Rules work at once',
    rulesEnabledHint: 'They come disabled otherwise, so that none sends anything before you looked.',
    ruleSecrets: 'Rules with secrets',
    ruleSecretsHint: 'They are left out as a whole otherwise.',
    protectedAssets: 'Protected assets',
    protectedAssetsHint: 'The command line’s import makes them public.',
  },
  titles: {
    contents: (schema: string | null) => (schema === null ? 'Contents' : `Contents of ${schema}`),
    assets: () => 'Assets',
    schemas: () => 'Schemas',
    rules: () => 'Rules',
    events: () => 'Events',
    sync: () => 'Folder for sq sync in',
  },
} as const;

/** What the command line's options are called here. */
const BOXES: ReadonlyArray<readonly [RegExp, string]> = [
  [/--include rule-secrets\b/g, `the box “${exportWords.options.ruleSecrets}”`],
  [/--include protected-assets\b/g, `the box “${exportWords.options.protectedAssets}”`],
  [/--include secrets\b/g, `the box “${exportWords.options.secrets}”`],
  [/--rules-enabled\b/g, `the box “${exportWords.options.rulesEnabled}”`],
  [/--all-versions\b/g, `the box “${exportWords.options.allVersions}”`],
  [/--as-restored\b/g, `the box “${exportWords.options.asRestored}”`],
  [/--all(?![\w-])/g, `the box “${exportWords.options.all}”`],
  [/--schema\b/g, `the field “${exportWords.schema}”`],
];

/** A sentence of the engine, with this page's boxes in the place of the command line's options. */
export function inPage(said: string): string {
  return BOXES.reduce((text, [option, box]) => text.replace(option, box), said);
}
