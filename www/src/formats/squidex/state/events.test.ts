import { describe, expect, it } from 'vitest';
import type { Finding, Report } from '../../../engine/protocol.ts';
import { ALL, findingsByEvent, isAll, linesOf, NOTHING, spanOfReport } from './events.ts';

const report = (part: Partial<Report>) => part as Report;

describe('what is searched for', () => {
  it('is what the fields say, without blanks around it', () => {
    expect(linesOf(NOTHING)).toEqual(ALL);
    expect(linesOf({ text: '  ', type: '', stream: ' ', actor: '' })).toEqual(ALL);
    expect(linesOf({ text: ' kettle ', type: 'ContentCreated', stream: 'x', actor: 'client:c' })).toEqual({
      ...ALL,
      text: 'kettle',
      types: ['ContentCreated'],
      stream: 'x',
      actor: 'client:c',
    });
    expect(isAll(ALL)).toBe(true);
    expect(isAll(linesOf({ ...NOTHING, type: 'a' }))).toBe(false);
  });
});

describe('what is known before a search', () => {
  it('is the span of the report, its last second included', () => {
    const span = { first: '1970-01-01T00:00:01Z', last: '1970-01-01T00:00:02.5Z' };
    expect(spanOfReport(report({ span }))).toEqual({ from: 1, to: 3 });
    expect(spanOfReport(report({ span: null }))).toBeNull();
    expect(spanOfReport(report({ span: { first: '-9998-01-01T00:00:00Z', last: 'x' } }))).toBeNull();
  });

  it('is what was found at which event', () => {
    const at = (event: number | null, code: string) => ({ event_index: event, code }) as Finding;
    const [one, two, three] = [at(3, 'a'), at(3, 'b'), at(null, 'c')];
    const found = findingsByEvent(report({ findings: [one, two, three] }));
    expect([...found]).toEqual([[3, [one, two]]]);
  });
});
