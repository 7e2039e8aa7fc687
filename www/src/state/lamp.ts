/**
 * Whether anything can leave this tab, measured: by a connection that must fail in the page and in
 * each worker, by the policy that refused it, and by the list of requests.
 */
import { computed, signal } from '@preact/signals';
import { probe, type Probe } from '../engine/probe.ts';
import { ONE_FILE } from './version.ts';

/** A request that this page made, as the browser lists it. */
export interface Request {
  address: string;
  /** What asked for it: `script`, `css`, `fetch` … */
  type: string;
  /** On this site; else it should not be there. */
  own: boolean;
  /** When it began, in ms since the page was opened. */
  began: number;
}

export const requests = signal<readonly Request[]>([]);
/** When all was loaded that the page needs, in ms since it was opened. */
export const readyAt = signal(Number.POSITIVE_INFINITY);
export const pageProbe = signal<Probe | null>(null);
export const workerProbes = signal<readonly Probe[]>([]);

/** Only in a header: browsers ignore it in the HTML (CSP 3, 6.4.2). */
const HEADER_ONLY = 'frame-ancestors';
/** What sources may be named: our own files, memory, and compiling the engine. */
const HARMLESS: ReadonlySet<string> = new Set(["'none'", "'self'", "'wasm-unsafe-eval'", 'blob:']);
/** A script or sheet that stands in the HTML, known by its sum: in the one file alone. */
const HASH = /^'sha256-[A-Za-z0-9+/]{43}='$/;
/** Directives whose values are no sources. */
const NO_SOURCES: ReadonlySet<string> = new Set(['require-trusted-types-for', 'trusted-types']);

export function directives(policy: string): Map<string, readonly string[]> {
  const found = policy
    .split(';')
    .map((part) => part.trim().split(/\s+/))
    .filter(([name]) => name !== undefined && name !== '');
  return new Map(found.map(([name = '', ...values]) => [name.toLowerCase(), values]));
}

export function isHeader(policy: string): boolean {
  return directives(policy).has(HEADER_ONLY);
}

/** Nothing may be connected to or sent, and nothing comes from elsewhere. `inside`: see {@link doubtsOf}. */
export function isTight(policy: string, inside = false): boolean {
  const all = directives(policy);
  const none = (name: string) => all.get(name)?.join(' ') === "'none'";
  return (
    none('default-src') &&
    (none('connect-src') || !all.has('connect-src')) &&
    none('form-action') &&
    [...all].every(
      ([name, values]) =>
        NO_SOURCES.has(name) || values.every((value) => HARMLESS.has(value) || (inside && HASH.test(value))),
    )
  );
}

/** What the lamp knows against itself; the words stand in `words.lamp.doubts`. */
export type Doubt = 'reached' | 'no-policy' | 'no-header' | 'weak-header' | 'foreign-request';

/**
 * What speaks against it. `inside`: the policy stands in the one file that the page is, and its workers inherit it; elsewhere
 * only a header binds them.
 */
export function doubtsOf(
  page: Probe,
  workers: readonly Probe[],
  listed: readonly Request[],
  inside = ONE_FILE,
): readonly Doubt[] {
  const isOurs = (policy: string) => inside || isHeader(policy);
  const all = [page, ...workers];
  const doubts: Doubt[] = [];
  if (all.some(({ refused }) => !refused)) doubts.push('reached');
  if (all.some(({ refused, policies }) => refused && policies.length === 0)) doubts.push('no-policy');
  else if (all.some(({ refused, policies }) => refused && !policies.some(isOurs))) doubts.push('no-header');
  if (all.some(({ policies }) => policies.some((policy) => isOurs(policy) && !isTight(policy, inside))))
    doubts.push('weak-header');
  if (listed.some(({ own }) => !own)) doubts.push('foreign-request');
  return doubts;
}

/** `null`: not tried yet. */
export const doubts = computed<readonly Doubt[] | null>(() =>
  pageProbe.value === null ? null : doubtsOf(pageProbe.value, workerProbes.value, requests.value),
);

/** The policy that the response carried, else the one that refused anything. */
export const carried = computed<string | null>(() => {
  const policies = pageProbe.value?.policies ?? [];
  return policies.find(isHeader) ?? policies[0] ?? null;
});

/** From now on nothing has to be fetched any more. */
export function allIsLoaded(): void {
  readyAt.value = performance.now();
}

/** Lists requests from the first on. */
export function watchRequests(): void {
  const take = (list: readonly PerformanceEntry[]) => {
    const fresh = list.flatMap((entry): Request[] => {
      const request = entry as PerformanceResourceTiming;
      // Pictures of the backup itself are shown from memory; the probe was refused and went nowhere.
      if (request.name.startsWith('blob:') || request.name.endsWith('/probe-that-must-be-refused')) return [];
      const address = new URL(request.name, location.href);
      return [
        {
          address: address.href,
          type: request.initiatorType,
          own: address.origin === location.origin,
          began: request.startTime,
        },
      ];
    });
    if (fresh.length > 0) requests.value = [...requests.value, ...fresh];
  };
  new PerformanceObserver((list) => take(list.getEntries())).observe({ type: 'resource', buffered: true });
}

/** Tries the connection of the page itself. */
export async function tryConnection(): Promise<void> {
  pageProbe.value = await probe(location.href);
}

export function takeWorkerProbe(found: Probe): void {
  workerProbes.value = [...workerProbes.value, found];
}
