/**
 * One connection that must fail, tried where it would matter: in the page and in each worker. It goes
 * to the page's own address, so that nothing is told to anybody even if nothing refuses it. A page that is a
 * file has none that could be connected to; its connection goes to a name that no network has.
 */

export interface Probe {
  /** The connection did not come about. */
  refused: boolean;
  /** The policies that refused it, as the browser names them; without one it may have been the network. */
  policies: string[];
}

/** Reserved, never anybody's (RFC 6761, 6.4). */
const NOBODY = 'https://backup-inspector.invalid/';

/** Events of refused connections come a moment after the refusal. */
const LATER_MS = 50;

export async function probe(base: string): Promise<Probe> {
  const policies: string[] = [];
  const listen = (event: Event): void => {
    const { effectiveDirective, originalPolicy } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective === 'connect-src') policies.push(originalPolicy);
  };
  addEventListener('securitypolicyviolation', listen);
  const address = new URL('probe-that-must-be-refused', base.startsWith('http') ? base : NOBODY);
  const refused = await fetch(address).then(
    () => false,
    () => true,
  );
  await new Promise((resolve) => setTimeout(resolve, LATER_MS));
  removeEventListener('securitypolicyviolation', listen);
  return { refused, policies };
}
