/** The one thing to do next about a verdict, by what the report offers. */
import type { Report } from '../../../engine/protocol.ts';
import { goTo, goToThing } from '../../../state/store.ts';
import type { NextStep, ReportProps } from '../../contract.ts';
import { squidex } from '../words.ts';
import { chooseFix } from './recipe.ts';

const text = squidex.next;

/** Offered repairs with the number of places that each mends. */
export function offeredRepairs(report: Report | null): Array<[string, number]> {
  const places = new Map<string, number>();
  for (const { action } of report?.findings ?? []) {
    if (action !== null) places.set(action, (places.get(action) ?? 0) + 1);
  }
  return [...places].map(([action, found]) => [action, Math.max(found, report?.finding_counts[action] ?? 0)]);
}

/** The finding at which the restore ends, else the gravest one. */
export function causeOf({ findings, verdict }: Report): string | null {
  const fatal = findings.filter(({ severity }) => severity === 'fatal');
  const stop = verdict.fails_at;
  const cause =
    fatal.find(({ entry }) => stop !== null && entry === stop.entry) ??
    fatal[0] ??
    findings.find(({ severity }) => severity === 'data-loss');
  return cause?.code ?? null;
}

/** Faults of the name alone: no repair is needed, but another name. */
const NAME_CODES: ReadonlySet<string> = new Set(['app-name-taken', 'restore-name-refused']);

/** Somebody unpacked it: no server takes it before it is packed again. */
export function isUnpacked({ finding_counts }: Pick<Report, 'finding_counts'>): boolean {
  return (finding_counts['unpacked-backup'] ?? 0) > 0;
}

export function nextStep({ report, partial }: ReportProps): NextStep | null {
  // What is in the rest is not known: to read on stands beside the verdict already.
  if (partial) return null;
  const { outcome } = report.verdict;
  const cause = causeOf(report);
  if (cause !== null && NAME_CODES.has(cause))
    return {
      label: text.rename,
      hint: text.renameHint,
      run() {
        goToThing({ view: 'copy' }, 'new-name');
      },
    };
  // A repair that mends no failure and no loss changes nothing about this verdict.
  const grave = report.findings.filter(({ severity }) => severity === 'fatal' || severity === 'data-loss');
  const repairs = offeredRepairs({ ...report, findings: grave });
  if (repairs.length > 0)
    return {
      label: text.mend(repairs.length),
      hint: text.mendHint,
      run() {
        for (const [action] of repairs) chooseFix(action);
        goToThing({ view: 'copy' }, 'copy-preview');
      },
    };
  if (outcome !== 'fails' && isUnpacked(report))
    return {
      label: text.pack,
      hint: text.packHint,
      run: () => goToThing({ view: 'copy' }, 'copy-preview'),
    };
  if (outcome === 'fails')
    return {
      label: text.what,
      hint: text.whatHint,
      run: () => goTo({ view: 'findings', severity: null, code: cause }),
    };
  return {
    label: text.ticket,
    ...(outcome === 'restores-with-loss' ? { hint: text.lossHint } : {}),
    run: () => goTo({ view: 'ticket' }),
  };
}
