import { expect, test } from 'vitest';
import type { AppServiceComposed } from '../../../engine/protocol.ts';
import { composedOf, fieldsOf, requestText, tasksOf } from './requests.ts';

const nothing: AppServiceComposed = { requests: [], commands: [], findings: [], faults: [], notes: [] };

test('a request is written as it goes over the wire, its keys in their order', () => {
  const text = requestText({
    method: 'PUT',
    url: 'https://example/x?api-version=1',
    headers: [{ name: 'Authorization', value: 'Bearer <token>' }],
    body: { properties: { z: 1, a: true } },
  });
  expect(text).toBe(
    'PUT https://example/x?api-version=1\nAuthorization: Bearer <token>\n\n{\n  "properties": {\n    "z": 1,\n    "a": true\n  }\n}\n',
  );
  expect(requestText({ method: 'GET', url: 'u', headers: [], body: null })).toBe('GET u\n');
});

test('several requests are numbered, and commands say for which shell', () => {
  const request = { method: 'GET', url: 'u', headers: [], body: null };
  const { pieces } = composedOf({
    kind: 'composed',
    composed: {
      ...nothing,
      requests: [request, request],
      commands: [{ shell: 'cmd', text: 'az x', comments: ['once'] }],
    },
    filled: [],
  });
  expect(pieces.map(({ title }) => title)).toEqual([
    'GET request, 1 of 2',
    'GET request, 2 of 2',
    'For a batch file',
  ]);
  expect(pieces[2]?.notes).toEqual(['once']);
});

test('faults and findings stand at their fields', () => {
  const { remarks, known } = composedOf({
    kind: 'composed',
    composed: {
      ...nothing,
      faults: [
        { field: 'app', message: 'the app is missing', missing: true },
        { field: 'every', message: 'wrong', missing: false },
      ],
      findings: [
        {
          code: 'x',
          severity: 'suspicious',
          rule: 'AS-RST-001',
          file: null,
          entry: 'overwrite',
          event_index: null,
          message: 'm',
          effect: 'e',
          action: null,
        },
      ],
    },
    filled: [{ key: 'container_url', values: null }],
  });
  expect(remarks.map(({ field, kind, rule }) => [field, kind, rule])).toEqual([
    ['app', 'missing', null],
    ['every', 'wrong', null],
    ['overwrite', 'suspicious', 'AS-RST-001'],
  ]);
  expect(known).toEqual([{ key: 'container_url', values: null }]);
});

test('every task and field that the engine has is in words, tasks of a group together', () => {
  const forms = {
    kind: 'forms' as const,
    tasks: [
      { name: 'back-up', keys: ['app'] },
      { name: 'restore', keys: ['app'] },
      { name: 'list', keys: [] },
    ],
    fields: [
      { key: 'cloud', takes: 't', look: 'choice' as const, choices: ['china'] },
      { key: 'new_one', takes: 'something new', look: 'text' as const, choices: [] },
    ],
    api_versions: [],
  };
  expect(tasksOf(forms).map(({ id }) => id)).toEqual(['back-up', 'list', 'restore']);
  expect(fieldsOf(forms)).toEqual([
    {
      key: 'cloud',
      label: 'Cloud',
      hint: null,
      look: 'choice',
      choices: [['china', 'Azure China']],
      rare: true,
    },
    { key: 'new_one', label: 'new_one', hint: 'something new', look: 'text', choices: [], rare: false },
  ]);
});
