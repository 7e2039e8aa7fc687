/** The releases of a server in a row, divided where what they do with this backup changes. */
import type { Servers } from '../../../engine/protocol.ts';

/** What the releases of a stretch do: restore all, drop something without a word, or not restore. */
export type ReleaseFit = 'can' | 'silent' | 'cannot';

/** A place between releases. */
export interface Edge {
  release: string;
  /** Behind that release, and not in front of it. */
  behind: boolean;
}

export interface Stretch {
  fit: ReleaseFit;
  /** `null`: from the first release that there was. */
  from: Edge | null;
  /** `null`: to the newest one. */
  to: Edge | null;
}

/** By numbers: 7.9.0 comes before 7.22.0. */
export function compareReleases(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const order = (left[at] ?? 0) - (right[at] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

function compareEdges(a: Edge, b: Edge): number {
  return compareReleases(a.release, b.release) || Number(a.behind) - Number(b.behind);
}

/** What is dropped without a word by releases that do restore the backup: what others drop, nobody ever sees. */
export function silentLosses({ lowest, silent }: Servers): Servers['silent'] {
  return lowest === null ? [] : silent.filter(({ below }) => compareReleases(below, lowest) > 0);
}

/** All releases in stretches, oldest first; neighbours differ. */
export function stretches(servers: Servers): Stretch[] {
  const { lowest, excluded } = servers;
  if (lowest === null) return [{ fit: 'cannot', from: null, to: null }];
  const dropped = silentLosses(servers).map(({ below }): Edge => ({ release: below, behind: false }));
  const gaps = excluded.map(({ from, to }): [Edge, Edge] => [
    { release: from, behind: false },
    { release: to, behind: true },
  ]);
  const first: Edge = { release: lowest, behind: false };
  const edges = [first, ...gaps.flat(), ...dropped]
    .filter((edge) => compareEdges(edge, first) >= 0)
    .sort(compareEdges);
  const fitAt = (edge: Edge): ReleaseFit => {
    if (gaps.some(([from, to]) => compareEdges(from, edge) <= 0 && compareEdges(edge, to) < 0))
      return 'cannot';
    return dropped.some((end) => compareEdges(edge, end) < 0) ? 'silent' : 'can';
  };
  const found: Stretch[] = [{ fit: 'cannot', from: null, to: null }];
  for (const edge of edges) {
    const fit = fitAt(edge);
    const before = found.at(-1);
    if (before === undefined || before.fit === fit) continue;
    before.to = edge;
    found.push({ fit, from: edge, to: null });
  }
  return found;
}

/** Whether a release with all three numbers lies in a stretch; what people write shorter is for the engine to read. */
export function holdsRelease({ from, to }: Stretch, release: string): boolean {
  if (!/^\d+\.\d+\.\d+$/.test(release)) return false;
  const at: Edge = { release, behind: false };
  return (from === null || compareEdges(from, at) <= 0) && (to === null || compareEdges(at, to) < 0);
}
