/**
 * The service worker: keeps the page on the device, so that it opens without a network. It alone may connect, to its own
 * site (`connect-src 'self'` for this script, see `public/_headers`), and fetches nothing but the files in its list, each
 * only if it has the sum that the list says. It never sees what is dropped: files of the page travel by no address.
 *
 * A new version is kept beside the old one and waits until the page asks for it, or until no tab is left that uses the old one.
 */

/** Names below the folder of the page and their sums, put in when it is built (`build/offline.ts`). */
declare const __FILES__: ReadonlyArray<readonly [name: string, sum: string]>;
/** Sum of this script with its list, and of the headers that the files are served with. */
declare const __VERSION__: string;

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Event {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: {
    matchAll(of: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(kind: 'install' | 'activate', listener: (event: Waiting) => void): void;
  addEventListener(kind: 'fetch', listener: (event: Fetching) => void): void;
  addEventListener(kind: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}
const scope = globalThis as unknown as Scope;

/** The page itself: some hosts send elsewhere who asks for `index.html`. */
const START = './';
const SUMS: ReadonlyMap<string, string> = new Map(__FILES__);
/** Other pages of the same host have caches, too. */
const OURS = `backup-inspector ${scope.registration.scope} `;
const OWN = `${OURS}${__VERSION__}`;

function addressOf(name: string): string {
  return new URL(name, scope.registration.scope).href;
}

/** What of ours an address means; `null`: nothing. */
function nameOf(address: string): string | null {
  const { origin, pathname } = new URL(address);
  const folder = new URL(scope.registration.scope);
  if (origin !== folder.origin || !pathname.startsWith(folder.pathname)) return null;
  const name = pathname.slice(folder.pathname.length);
  return name === '' || name === 'index.html' ? START : name;
}

/** One file of the list, from the network. */
async function get(name: string, sum: string): Promise<Response> {
  const response = await fetch(addressOf(name), {
    integrity: sum,
    mode: 'same-origin',
    redirect: 'error',
    // Asks whether what the browser has is still current.
    cache: 'no-cache',
  });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

/** All files or none: half a page is worse than none. */
async function keep(): Promise<void> {
  const cache = await caches.open(OWN);
  try {
    for (const [name, sum] of SUMS) await cache.put(addressOf(name), await get(name, sum));
  } catch (error) {
    await caches.delete(OWN);
    throw error;
  }
}

/** Older versions go, but not while another tab may still need a script of one. */
async function sweep(): Promise<void> {
  const tabs = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (tabs.length > 1) return;
  for (const name of await caches.keys())
    if (name.startsWith(OURS) && name !== OWN) await caches.delete(name);
}

/** From what is kept, newest first; what the browser threw away is fetched again, if it is in the list. */
async function answer(name: string): Promise<Response> {
  const others = (await caches.keys()).filter((each) => each.startsWith(OURS) && each !== OWN);
  for (const each of [OWN, ...others.reverse()]) {
    const found = await (await caches.open(each)).match(addressOf(name));
    if (found !== undefined) return found;
  }
  const sum = SUMS.get(name);
  return sum === undefined ? Response.error() : get(name, sum);
}

scope.addEventListener('install', (event) => event.waitUntil(keep()));
scope.addEventListener('activate', (event) => event.waitUntil(sweep()));
scope.addEventListener('message', ({ data }) => {
  if (data === 'take') void scope.skipWaiting();
});
scope.addEventListener('fetch', (event) => {
  const name = event.request.method === 'GET' ? nameOf(event.request.url) : null;
  // A script that is not in the list is one of an older version. What else there is, is none of ours.
  if (name !== null && (SUMS.has(name) || name.startsWith('assets/'))) event.respondWith(answer(name));
});
