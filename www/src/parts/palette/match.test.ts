import { expect, test } from 'vitest';
import type { Command } from '../../state/commands.ts';
import { matching } from './match.ts';

const all: Command[] = ['Open a file', 'Go to Findings', 'Go to Ticket', 'Copy for ticket'].map((label) => ({
  id: label,
  label,
  run: () => undefined,
}));
const found = (typed: string) => matching(all, typed).map(({ label }) => label);

test('nothing typed: all, in their order', () => {
  expect(found(' ')).toEqual(all.map(({ label }) => label));
});

test('every word must be there, in any order and case', () => {
  expect(found('TICKET go')).toEqual(['Go to Ticket']);
  expect(found('go nowhere')).toEqual([]);
});

test('what begins so stands before what only holds it', () => {
  expect(found('f')).toEqual(['Open a file', 'Go to Findings', 'Copy for ticket']);
  expect(found('ile')).toEqual(['Open a file']);
});
