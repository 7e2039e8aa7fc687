/**
 * Where the browser asks for it (`require-trusted-types-for`), two scripts are trusted to be workers, both ours: the engine's,
 * and the one that keeps the page for offline use.
 */
import workerAddress from './worker.ts?worker&url';

/** Beside the page, since it may only keep what is below its own address; the build puts it there. */
const OFFLINE = './sw.js';

interface TrustedTypes {
  createPolicy(name: string, rules: object): { createScriptURL(address: string): string };
}

const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('engine-worker', {
  createScriptURL(address: string): string {
    if (address === workerAddress || address === OFFLINE) return address;
    throw new TypeError('not a worker of this page');
  },
});

function trusted(address: string): string {
  return policy?.createScriptURL(address) ?? address;
}

export function newEngineWorker(): Worker {
  // Chromium starts no module from the memory of a page that is a file.
  const type = workerAddress.startsWith('blob:') ? 'classic' : 'module';
  const address = trusted(workerAddress);
  try {
    return new Worker(address, { type, name: 'engine' });
  } catch {
    // A browser without module workers. The script imports nothing: an old one runs it as well.
    return new Worker(address, { name: 'engine' });
  }
}

/** Its script is never taken from the browser's cache: whoever looks for a new version wants to know. */
export function registerOfflineWorker(): Promise<ServiceWorkerRegistration> {
  return navigator.serviceWorker.register(trusted(OFFLINE), { updateViaCache: 'none' });
}
