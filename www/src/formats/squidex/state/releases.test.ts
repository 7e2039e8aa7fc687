import { describe, expect, it } from 'vitest';
import type { Servers } from '../../../engine/protocol.ts';
import { compareReleases, holdsRelease, silentLosses, stretches } from './releases.ts';

const servers = (part: Partial<Servers>): Servers => ({
  lowest: '5.0.0',
  because: null,
  excluded: [],
  silent: [],
  ...part,
});
const drop = (below: string) => ({ below, what: 'tags', count: 1, event_index: 1 });
const gap = (from: string, to: string) => ({ from, to, why: 'field ids', event_index: 1 });
const told = (part: Partial<Servers>) =>
  stretches(servers(part)).map(({ fit, from, to }) => {
    const edge = (at: typeof from) => (at === null ? '' : `${at.behind ? '>' : ''}${at.release}`);
    return `${fit} ${edge(from)}..${edge(to)}`;
  });

describe('the releases of a server in a row', () => {
  it('are ordered by numbers and not by letters', () => {
    expect(['7.22.0', '7.9.1', '7.9', '10.0.0'].sort(compareReleases)).toEqual([
      '7.9',
      '7.9.1',
      '7.22.0',
      '10.0.0',
    ]);
  });
  it('are divided at the lowest, around gaps, and where losses end', () => {
    expect(told({})).toEqual(['cannot ..5.0.0', 'can 5.0.0..']);
    expect(told({ excluded: [gap('7.0.0', '7.0.0')] })).toEqual([
      'cannot ..5.0.0',
      'can 5.0.0..7.0.0',
      'cannot 7.0.0..>7.0.0',
      'can >7.0.0..',
    ]);
    expect(told({ silent: [drop('7.16.0'), drop('6.6.0')], excluded: [gap('7.0.0', '7.0.3')] })).toEqual([
      'cannot ..5.0.0',
      'silent 5.0.0..7.0.0',
      'cannot 7.0.0..>7.0.3',
      'silent >7.0.3..7.16.0',
      'can 7.16.0..',
    ]);
    expect(told({ lowest: null })).toEqual(['cannot ..']);
  });
  it('a gap at the lowest one joins what can’t restore anyway', () => {
    expect(told({ lowest: '7.0.0', excluded: [gap('7.0.0', '7.0.1')] })).toEqual([
      'cannot ..>7.0.1',
      'can >7.0.1..',
    ]);
  });
  it('what only releases drop that can’t restore at all is no loss', () => {
    const all = servers({ silent: [drop('7.2.0'), drop('5.0.0'), drop('4.6.0')] });
    expect(silentLosses(all).map(({ below }) => below)).toEqual(['7.2.0']);
    expect(told({ silent: [drop('4.6.0')] })).toEqual(['cannot ..5.0.0', 'can 5.0.0..']);
  });
  it('a release lies in one stretch', () => {
    const all = stretches(servers({ excluded: [gap('7.0.0', '7.0.0')] }));
    const found = (release: string) => all.findIndex((each) => holdsRelease(each, release));
    expect(['4.7.6', '5.0.0', '6.14.0', '7.0.0', '7.0.1', '7.23.0'].map(found)).toEqual([0, 1, 1, 2, 3, 3]);
    expect(found('7')).toBe(-1);
  });
});
