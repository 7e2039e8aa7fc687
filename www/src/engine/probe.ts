/**
 * One connection that must fail, tried where it would matter: in the page and in each worker. It goes
 * to the page's own address, so that nothing is told to anybody even if nothing refuses it.
 */

export interface Probe {
  /** The connection did not come about. */
  refused: boolean;
  /** The policies that refused it, as the browser names them; without one it may have been the network. */
  policies: string[];
}

/** Events of refused connections come a moment after the refusal. */
const LATER_MS = 50;

export async function probe(base: string): Promise<Probe> {
  const policies: string[] = [];
  const listen = (event: Event): void => {
    const { effectiveDirective, originalPolicy } = event as SecurityPolicyViolationEvent;
    if (effectiveDirective === 'connect-src') policies.push(originalPolicy);
  };
  addEventListener('securitypolicyviolation', listen);
  const refused = await fetch(new URL('probe-that-must-be-refused', base)).then(
    () => false,
    () => true,
  );
  await new Promise((resolve) => setTimeout(resolve, LATER_MS));
  removeEventListener('securitypolicyviolation', listen);
  return { refused, policies };
}
