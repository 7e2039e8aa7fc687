import { expect, it } from 'vitest';
import { SETTINGS, TASKS } from '../../../engine/generated/sharepoint.ts';
import { newInspection } from '../../../state/store.ts';
import { sharepoint } from '../words.ts';
import { composerOf, piecesOf, shown, standInsOf } from './composer.ts';

it('has words for every task and setting of the engine, and for no other', () => {
  expect(Object.keys(sharepoint.compose.tasks).sort()).toEqual(TASKS.map(({ word }) => word).sort());
  expect(Object.keys(sharepoint.compose.fields).sort()).toEqual(Object.keys(SETTINGS).sort());
});

it('gives each task the fields that it depends on', () => {
  const { tasks, fields } = composerOf(newInspection('set', 0));
  for (const task of tasks) {
    expect(task.fields.length).toBeGreaterThan(0);
    for (const key of task.fields) expect(fields.map((field) => field.key)).toContain(key);
  }
});

it('offers commands one by one, and many as one text', () => {
  expect(piecesOf([])).toEqual([]);
  expect(piecesOf(['A']).map(({ text }) => text)).toEqual(['A']);
  expect(piecesOf(['A', 'B']).map(({ text }) => text)).toEqual(['A', 'B']);
  const many = Array.from({ length: 100 }, (_, at) => `C${at}`);
  expect(piecesOf(many).map(({ text }) => text.split('\n').length)).toEqual([100]);
});

it('says the room that is needed and the moments that can be restored to', () => {
  const { notes, remarks } = shown(
    {
      commands: [],
      findings: [],
      space: { data_bytes: 2e9, log_bytes: 1e9 },
      reaches: [{ database: 'WSS_Content', from: '2026-10-31T01:30:00Z', to: '2026-10-31T01:30:00Z' }],
    },
    [],
  );
  expect(notes[0]).toContain('2.0 GB for data and 1.0 GB for logs');
  expect(notes[1]).toMatch(/^WSS_Content can be restored to 31 Oct 2026/);
  expect(remarks).toEqual([]);
});

it('says what stands in for what a task needs, until it is said', () => {
  const keys = (given: string[]) =>
    standInsOf(
      'attach-databases',
      given.map((key) => ({ key, value: 'x' })),
    ).map(({ field }) => field);
  expect(keys([])).toEqual(['web-application', 'database-server', 'application-pool']);
  expect(keys(['database-server'])).toEqual(['web-application', 'application-pool']);
  expect(standInsOf('history', [])[0]?.text).toContain('D:\\backup');
});
