import { expect, test } from 'vitest';
import { givenOf, languageOf, shownValue, startOf, taskOf, wholeText, type Composer } from './model.ts';

const composer: Composer = {
  tasks: [
    {
      id: 'send',
      label: 'Send',
      about: '',
      group: '',
      fields: ['place', 'things', 'key'],
      languages: ['a', 'b'],
    },
    { id: 'look', label: 'Look', about: '', group: '', fields: ['place'], languages: ['b'] },
  ],
  fields: [
    { key: 'key', label: 'Key', hint: null, look: 'secret', choices: [] },
    { key: 'place', label: 'Place', hint: null, look: 'text', choices: [] },
    { key: 'things', label: 'Things', hint: null, look: 'list', choices: [] },
  ],
  languages: [
    { id: 'a', label: 'A' },
    { id: 'b', label: 'B' },
  ],
  fileName: () => 'x.txt',
  compose: async () => ({ pieces: [], remarks: [], notes: [], known: [] }),
};

const start = startOf(composer);
const task = taskOf(composer, start);

test('the beginning is the first task without secrets', () => {
  expect(start).toEqual({ task: 'send', language: 'a', typed: {}, secrets: false });
});

test('a task that lacks the chosen language is written in its own', () => {
  expect(languageOf(taskOf(composer, { ...start, task: 'look' }), start)).toBe('b');
  expect(languageOf(task, start)).toBe('a');
});

test('fields are given in the order of the task, a list line by line', () => {
  expect(givenOf(composer, task, { key: 'k', things: ' one\n\ntwo ', place: 'here' }, [])).toEqual([
    { key: 'place', value: 'here' },
    { key: 'things', value: 'one' },
    { key: 'things', value: 'two' },
    { key: 'key', value: 'k' },
  ]);
});

test('fields of other tasks are not given', () => {
  const look = taskOf(composer, { ...start, task: 'look' });
  expect(givenOf(composer, look, { key: 'k', place: 'here' }, [])).toEqual([{ key: 'place', value: 'here' }]);
});

test('an emptied field takes away what is known, and is nothing where nothing is known', () => {
  const typed = { place: '  ' };
  expect(givenOf(composer, task, typed, [])).toEqual([]);
  expect(givenOf(composer, task, typed, [{ key: 'place', values: ['there'] }])).toEqual([
    { key: 'place', value: '' },
  ]);
});

test('a field shows what is known until something is typed, and never a secret', () => {
  const [key, place, things] = composer.fields;
  const known = [
    { key: 'place', values: ['there'] },
    { key: 'things', values: ['x', 'y'] },
    { key: 'key', values: null },
  ];
  if (key === undefined || place === undefined || things === undefined) throw new Error('fields');
  expect(shownValue(place, {}, known)).toBe('there');
  expect(shownValue(place, { place: '' }, known)).toBe('');
  expect(shownValue(things, {}, known)).toBe('x\ny');
  expect(shownValue(key, {}, known)).toBe('');
});

test('all pieces are one text with an empty line between them', () => {
  const piece = (text: string) => ({ title: text, text, notes: [] });
  expect(wholeText({ pieces: [piece('one\n'), piece('two')] })).toBe('one\n\ntwo\n');
});
