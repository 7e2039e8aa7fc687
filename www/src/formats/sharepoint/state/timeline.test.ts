import { describe, expect, it } from 'vitest';
import type { SharePointBody } from '../../../engine/protocol.ts';
import { hasUnused, rowsOf, spanOf, ticksOf } from './timeline.ts';

const HOUR = 3_600_000;
const NIGHT = '2026-10-31T01:30:00Z';

function step(path: string, started: string | null, compared: boolean) {
  return {
    what: 'full backup',
    paths: [path],
    position: 1,
    started,
    finished: started,
    zone_known: true,
    sets_time: compared,
  };
}

function member(path: string, type: number | null, guid: string | null, database = 'WSS_Content') {
  const set = {
    position: 1,
    backup_type: type,
    backup_type_description: 'Log',
    backup_set_guid: guid,
    database_name: database,
    started_utc: '2026-10-01T00:00:00Z',
    finished_utc: null,
    zone_minutes: 0,
  };
  return { path, kind: 'sql_backup', modified: null, backup_sets: type === null ? [] : [set] };
}

function body(change: object): SharePointBody {
  return {
    members: [],
    chains: [],
    runs: [],
    limits: { same_time_seconds: 900, close_time_seconds: 86_400 },
    earliest_start: NIGHT,
    ...change,
  } as unknown as SharePointBody;
}

describe('lines of a timeline', () => {
  it('stand in the order of the starts, those that are compared first', () => {
    const rows = rowsOf(
      body({
        chains: [
          { database: 'msdb', role: 'system', steps: [step('m', '2026-01-01T00:00:00Z', false)] },
          { database: 'b', role: 'config', steps: [step('b', '2026-10-31T02:00:00Z', true)] },
          { database: 'a', role: 'content', steps: [step('a', NIGHT, true)] },
          { database: 'empty', role: 'unknown', steps: [] },
        ],
      }),
      false,
    );
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'msdb']);
  });

  it('tell the kind by the number that HEADERONLY has', () => {
    const [row] = rowsOf(
      body({
        members: [member('d', 5, 'g')],
        chains: [{ database: 'a', role: 'content', steps: [step('d', NIGHT, true)] }],
      }),
      false,
    );
    expect(row?.marks.map(({ kind }) => kind)).toEqual(['differential']);
  });

  it('have what no chain uses only when asked for, parts of one set as one', () => {
    const all = body({
      members: [member('1', 1, 'same'), member('2', 1, 'same'), member('3', 2, null, 'other')],
    });
    expect(hasUnused(all)).toBe(true);
    expect(rowsOf(all, false)).toEqual([]);
    const rows = rowsOf(all, true);
    expect(rows.map(({ name }) => name).sort()).toEqual(['WSS_Content', 'other']);
    expect(rows.find(({ name }) => name === 'WSS_Content')?.marks[0]?.files).toEqual(['1', '2']);
    expect(rows[0]?.marks.every(({ kind }) => kind === 'unused')).toBe(true);
  });

  it('say of a site collection when its file was changed', () => {
    const site = { path: 's', kind: 'site_collection', modified: NIGHT, backup_sets: [] };
    expect(rowsOf(body({ members: [site, { ...site, modified: null }] }), false)).toHaveLength(1);
  });
});

describe('what is shown', () => {
  const rows = rowsOf(
    body({ chains: [{ database: 'a', role: 'content', steps: [step('a', NIGHT, true)] }] }),
    false,
  );

  it('is a minute at least', () => {
    const span = spanOf(rows, body({}), 'all');
    expect(span).not.toBeNull();
    expect((span?.to ?? 0) - (span?.from ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('is the limit that was chosen', () => {
    const span = spanOf(rows, body({}), 'close');
    expect((span?.to ?? 0) - (span?.from ?? 0)).toBeCloseTo(24 * HOUR * 1.08);
  });

  it('is nothing where no time is known', () => {
    const none = body({
      earliest_start: null,
      chains: [{ database: 'a', role: 'content', steps: [step('a', null, false)] }],
    });
    expect(spanOf(rowsOf(none, false), none, 'all')).toBeNull();
  });
});

describe('marks of the scale', () => {
  it('are round by the clock of the reader', () => {
    const from = Date.parse('2026-10-31T21:10:00Z');
    const { step: each, ticks } = ticksOf({ from, to: from + 6 * HOUR }, 6, 5.5 * HOUR);
    expect(each).toBe(HOUR);
    expect(ticks.map(({ at }) => (at + 5.5 * HOUR) % HOUR)).toEqual(ticks.map(() => 0));
    expect(new Date(ticks[0]?.at ?? 0).toISOString()).toBe('2026-10-31T21:30:00.000Z');
  });

  it.each([10, 1_000, HOUR, 1e9, 1e12, 1e14])('are few over %d ms', (wide) => {
    const { ticks } = ticksOf({ from: 0, to: wide }, 8, 0);
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(10);
  });

  it('know where a day begins', () => {
    const { ticks } = ticksOf({ from: 0, to: 2 * 24 * HOUR }, 8, 0);
    expect(ticks.filter(({ day }) => day)).toHaveLength(3);
  });
});
