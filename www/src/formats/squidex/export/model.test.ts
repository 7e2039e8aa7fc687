import { expect, test } from 'vitest';
import { CHOSEN, formOf, isSeveral, nameOf, takes, wantedOf, WHAT } from './model.ts';
import { inPage } from './words.ts';

test('what is exported unless something else is said holds no secret and lets nothing work', () => {
  for (const what of WHAT) {
    const wanted = wantedOf({ ...CHOSEN, what });
    expect(wanted.include).toEqual([]);
    expect(wanted.rules_enabled).toBe(false);
    expect(wanted.all).toBe(false);
  }
});

test('an option that means nothing for what is exported is not asked for', () => {
  const every = {
    ...CHOSEN,
    schema: 'posts',
    form: 'csv',
    all: true,
    asRestored: true,
    mark: true,
    allVersions: true,
    secrets: true,
    rulesEnabled: true,
    ruleSecrets: true,
    protectedAssets: true,
  } as const;
  expect(wantedOf({ ...every, what: 'events' })).toEqual({
    what: 'events',
    only: [],
    form: 'ndjson',
    byte_order_mark: false,
    all: false,
    as_restored: false,
    all_versions: false,
    rules_enabled: false,
    include: ['secrets'],
  });
  expect(wantedOf({ ...every, what: 'contents' }).only).toEqual(['posts']);
  expect(wantedOf({ ...every, what: 'contents' }).include).toEqual(['secrets']);
  expect(wantedOf({ ...every, what: 'sync' }).include).toEqual(['rule-secrets', 'protected-assets']);
  expect(takes('sync').has('all')).toBe(false);
});

test('tables of several schemas are several files, one table is one', () => {
  expect(isSeveral({ ...CHOSEN, form: 'csv' })).toBe(true);
  expect(isSeveral({ ...CHOSEN, form: 'csv', schema: 'posts' })).toBe(false);
  expect(isSeveral({ ...CHOSEN, form: 'json' })).toBe(false);
  expect(isSeveral({ ...CHOSEN, what: 'assets' })).toBe(true);
  // A form that schemas don't have is not kept from contents.
  expect(formOf({ ...CHOSEN, what: 'schemas', form: 'csv' })).toBe('ndjson');
  expect(isSeveral({ ...CHOSEN, what: 'schemas', form: 'csv' })).toBe(false);
});

test('suggested names have no sign that a file system refuses', () => {
  expect(nameOf('backup-demo.zip', CHOSEN)).toBe('backup-demo-contents');
  expect(nameOf('a.zip', { ...CHOSEN, schema: 'x:y/../z' })).toBe('a-x_y_.._z');
  expect(nameOf('..ZIP', { ...CHOSEN, what: 'sync' })).toBe('-sync');
});

test('what the command line calls an option is called as the box here', () => {
  expect(inPage('rule a: it holds a secret; --include rule-secrets carries it over')).toBe(
    'rule a: it holds a secret; the box “Rules with secrets” carries it over',
  );
  expect(inPage('1 content of schemas that don’t exist: --all exports them')).toContain(
    'the box “Also what is deleted',
  );
  expect(inPage('--all-versions')).toBe('the box “Files of earlier versions, too”');
  expect(inPage('nothing of the kind')).toBe('nothing of the kind');
});
