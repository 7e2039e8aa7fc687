import { describe, expect, it } from 'vitest';
import type { Finding, Report, Severity } from '../engine/protocol.ts';
import { effectInWords, groupFindings, rowsOf, severityCounts } from './findings.ts';

function finding(code: string, severity: Severity, message = code): Finding {
  return {
    code,
    severity,
    rule: null,
    file: null,
    entry: null,
    event_index: null,
    message,
    effect: 'nothing',
    action: null,
  };
}

function report(findings: Finding[], more: Record<string, number> = {}): Report {
  const finding_counts: Record<string, number> = {};
  for (const { code } of findings) finding_counts[code] = (finding_counts[code] ?? 0) + 1;
  return { findings, finding_counts: { ...finding_counts, ...more } } as unknown as Report;
}

const sample = report(
  [finding('a', 'note'), finding('b', 'fatal'), finding('c', 'data-loss'), finding('c', 'fatal', 'special')],
  { a: 1_500 },
);

describe('the list of findings', () => {
  it('puts the gravest kinds first and counts what is not listed', () => {
    expect(groupFindings(sample).map(({ code, severity, total }) => [code, severity, total])).toEqual([
      ['b', 'fatal', 1],
      ['c', 'fatal', 2],
      ['a', 'note', 1_500],
    ]);
    expect(severityCounts(sample)).toEqual({ fatal: 2, 'data-loss': 1, suspicious: 0, note: 1_500 });
  });
  it('filters by severity, kind and text', () => {
    expect(
      groupFindings(sample, { severity: 'data-loss', code: null, text: '' }).map(({ code }) => code),
    ).toEqual(['c']);
    expect(groupFindings(sample, { severity: null, code: 'a', text: '' }).map(({ code }) => code)).toEqual([
      'a',
    ]);
    expect(groupFindings(sample, { severity: null, code: null, text: ' SPECIAL ' })).toMatchObject([
      { code: 'c', total: 1 },
    ]);
    expect(
      groupFindings(sample, { severity: null, code: null, text: 'title of b' }, (code) => `Title of ${code}`),
    ).toMatchObject([{ code: 'b' }]);
  });
  it('shows the findings of open kinds only, and a last line for the rest', () => {
    const rows = rowsOf(groupFindings(sample), ({ code }) => code === 'a');
    expect(rows.map(({ kind }) => kind)).toEqual(['group', 'group', 'group', 'finding', 'more']);
    expect(rows.at(-1)).toMatchObject({ more: 1_499 });
  });
});

describe('an effect in words', () => {
  it('says what happens, also where that is no harm', () => {
    expect(effectInWords('none: the restore goes on')).toBe('The restore goes on.');
    expect(effectInWords('the event is left out')).toBe('The event is left out.');
  });
});
