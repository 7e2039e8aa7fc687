/** The words of two backups against each other. */
import type { BackupRelation } from '../../../engine/protocol.ts';
import { count, plural } from '../../../state/format.ts';
import type { Change } from './model.ts';

export const compareWords = {
  title: 'Compare with another backup',
  about:
    'What was added, changed and gone between this backup and another of the same app; also of an app that was restored elsewhere, which is known by the ids of its objects.',
  choose: 'Compare with…',
  hint: 'or drop the other backup anywhere in this window',
  drop: (name: string) => `Let go to compare with ${name}`,
  fromDrop: 'Or one of those that you dropped together',
  several: 'Choose one file: the other backup.',
  running: (a: string, b: string) => `Comparing ${a} with ${b}`,
  cancel: 'Cancel',
  again: 'Compare with another one',
  stopped: 'The comparison was stopped.',
  refused: 'These two can’t be compared.',
  failed: 'The comparison failed.',
  relations: {
    same: 'Both hold the same events',
    continuation: 'The other one goes on where this one ends',
    earlier: 'The other one ends before this one does',
    diverged: 'They begin alike and go on in different ways',
    unrelated: 'They have no events in common',
  } satisfies Record<BackupRelation, string>,
  sides: (a: string, b: string) =>
    `This one: ${a}. The other one: ${b}. Added is what only the other one has.`,
  events: {
    common: 'Events in common',
    added: 'Only in the other one',
    gone: 'Only in this one',
  },
  alike: 'No object differs.',
  kinds: {
    contents: 'Contents',
    assets: 'Assets',
    asset_folders: 'Asset folders',
    schemas: 'Schemas',
    rules: 'Rules',
    app: 'App settings',
  } as Readonly<Record<string, string>>,
  byKind: 'Objects that differ, by kind',
  head: {
    kind: 'Kind',
    added: 'Added',
    gone: 'Gone',
    changed: 'Changed',
    id: 'Id',
    change: 'What',
    fields: 'Fields',
  },
  changes: { added: 'added', gone: 'gone', changed: 'changed' } satisfies Record<Change, string>,
  list: 'Objects that differ',
  search: 'Search in ids, fields and values',
  allKinds: 'All kinds',
  allChanges: 'All of them',
  tooLarge: (size: string, most: string) =>
    `The comparison has ${size}; up to ${most} are listed here. Save it to look into it.`,
  fields: (n: number) => plural(n, 'field'),
  more: (n: number) => `and ${count(n)} more`,
  field: { path: 'Field', before: 'This one', after: 'The other one' },
  of: (id: string) => `What differs in ${id}`,
  closeRow: 'Close',
  none: 'not there',
  cut: 'cut off here; all of it is in the saved comparison',
  onlyAdded: 'It is only in the other backup.',
  onlyGone: 'It is only in this backup.',
  save: 'Save as JSON',
  saved: (name: string) => `Saved as ${name}.`,
  say: (relation: string) => `Compared. ${relation}.`,
} as const;
