/** Findings by kind, filtered: what the list shows, as plain data. */
import type { Finding, Report, Severity } from '../engine/protocol.ts';
import { sentence } from './format.ts';

export interface Group {
  code: string;
  /** The gravest of its findings. */
  severity: Severity;
  /** Listed ones. */
  findings: Finding[];
  /** Counted ones; the engine lists the first 1,000 of a kind. */
  total: number;
}

export const SEVERITIES: readonly Severity[] = ['fatal', 'data-loss', 'suspicious', 'note'];

export interface Filter {
  severity: Severity | null;
  code: string | null;
  text: string;
}

const ALL: Filter = { severity: null, code: null, text: '' };

/** Gravest first, then as the engine sorted them. */
export function groupFindings(
  report: Report,
  filter: Filter = ALL,
  titleOf: (code: string) => string = (code) => code,
): Group[] {
  const needle = filter.text.trim().toLowerCase();
  const groups = new Map<string, Group>();
  for (const finding of report.findings) {
    if (filter.code !== null && finding.code !== filter.code) continue;
    if (filter.severity !== null && finding.severity !== filter.severity) continue;
    if (
      needle !== '' &&
      ![finding.code, titleOf(finding.code), finding.message, finding.effect, finding.entry ?? ''].some(
        (text) => text.toLowerCase().includes(needle),
      )
    )
      continue;
    let group = groups.get(finding.code);
    if (group === undefined) {
      group = { code: finding.code, severity: finding.severity, findings: [], total: 0 };
      groups.set(finding.code, group);
    }
    if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(group.severity))
      group.severity = finding.severity;
    group.findings.push(finding);
  }
  for (const group of groups.values()) {
    group.total =
      needle === '' && filter.severity === null
        ? Math.max(group.findings.length, report.finding_counts[group.code] ?? 0)
        : group.findings.length;
  }
  return [...groups.values()].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** An effect as a sentence: an engine that says "none: the restore goes on" means that the restore goes on. */
export function effectInWords(effect: string): string {
  return sentence(effect.replace(/^none: /, ''));
}

/** How many of each severity; unlisted ones count to the gravest severity of their kind. */
export function severityCounts(report: Report): Record<Severity, number> {
  const counts: Record<Severity, number> = { fatal: 0, 'data-loss': 0, suspicious: 0, note: 0 };
  for (const group of groupFindings(report)) {
    for (const { severity } of group.findings) counts[severity] += 1;
    counts[group.severity] += group.total - group.findings.length;
  }
  return counts;
}

/** A line of the tree: a kind, or one finding of an open kind. */
export type Row =
  | { kind: 'group'; group: Group; open: boolean }
  | { kind: 'finding'; finding: Finding; group: Group; at: number }
  | { kind: 'more'; group: Group; more: number };

export function rowsOf(groups: readonly Group[], isOpen: (group: Group) => boolean): Row[] {
  return groups.flatMap((group) => {
    const open = isOpen(group);
    const rows: Row[] = [{ kind: 'group', group, open }];
    if (open) {
      rows.push(...group.findings.map((finding, at): Row => ({ kind: 'finding', finding, group, at })));
      if (group.total > group.findings.length)
        rows.push({ kind: 'more', group, more: group.total - group.findings.length });
    }
    return rows;
  });
}
