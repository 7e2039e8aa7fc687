import { expect, it } from 'vitest';
import type { MemberBody } from '../../../engine/protocol.ts';
import { groupsOf, matches } from './members.ts';

const file = (path: string, kind: MemberBody['kind'], database: string | null = null) =>
  ({
    path,
    kind,
    backup_sets: database === null ? [] : [{ database_name: database }],
  }) as unknown as MemberBody;

it('groups files, databases first, and leaves empty groups out', () => {
  const groups = groupsOf([file('a.app', 'app_package'), file('x', 'other'), file('c.bak', 'sql_backup')]);
  expect(groups.map(({ id, members }) => [id, members.length])).toEqual([
    ['databases', 1],
    ['apps', 1],
    ['others', 1],
  ]);
});

it('finds a file by its path and by its database', () => {
  const member = file('night/0000001C.bak', 'sql_backup', 'WSS_Content');
  expect(matches(member, '')).toBe(true);
  expect(matches(member, ' wss_ ')).toBe(true);
  expect(matches(member, '1c.BAK')).toBe(true);
  expect(matches(member, 'config')).toBe(false);
});
