/**
 * The view's address: `#v1/findings?set=2&severity=fatal`. Versioned; holds where somebody looks,
 * never what is looked at: no file name, no search text, no content.
 *
 * Which addresses there are is for each system to say; here they are words.
 */
import type { Severity } from '../engine/protocol.ts';

export interface Place {
  /** Address of the view: small letters and hyphens. */
  view: string;
  /** Position of the report among those that were dropped together. */
  set: number;
  severity: Severity | null;
  /** A finding code. */
  code: string | null;
  /** Number of an event, in a view of events. */
  event: number | null;
}

const VERSION = 'v1';
const SEVERITIES: readonly string[] = ['fatal', 'data-loss', 'suspicious', 'note'];
const VIEW = /^[a-z]{1,20}(-[a-z]{1,20})?$/;
export const START: Place = { view: 'summary', set: 0, severity: null, code: null, event: null };

/** `null` for an empty or foreign hash: the landing page. */
export function parsePlace(hash: string): Place | null {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [version, view = ''] = path.split('/');
  if (version !== VERSION || !VIEW.test(view)) return null;
  const values = new URLSearchParams(query);
  const set = Number(values.get('set') ?? '1');
  const severity = values.get('severity');
  const code = values.get('code');
  const event = /^\d{1,15}$/.exec(values.get('event') ?? '');
  return {
    view,
    set: Number.isSafeInteger(set) && set >= 1 ? set - 1 : 0,
    severity: severity !== null && SEVERITIES.includes(severity) ? (severity as Severity) : null,
    code: code !== null && /^[a-z0-9-]{1,80}$/.test(code) ? code : null,
    event: event === null ? null : Number(event[0]),
  };
}

export function formatPlace(place: Place): string {
  const values = new URLSearchParams();
  if (place.set > 0) values.set('set', String(place.set + 1));
  if (place.severity !== null) values.set('severity', place.severity);
  if (place.code !== null) values.set('code', place.code);
  if (place.event !== null) values.set('event', String(place.event));
  const query = values.toString();
  return `#${VERSION}/${place.view}${query === '' ? '' : `?${query}`}`;
}
