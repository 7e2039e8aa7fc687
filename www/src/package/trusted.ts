/** In the package, in place of `engine/trusted.ts`: the worker lies beside the entry, wherever a bundler puts both. */

interface TrustedTypes {
  createPolicy(name: string, rules: object): { createScriptURL(address: string): string };
}

/** `build/package.ts` puts `new URL('./worker.js', import.meta.url)` here, which bundlers know. */
declare const __WORKER_BESIDE__: URL;

const address = __WORKER_BESIDE__.href;

/** Where the page asks for it (`require-trusted-types-for`), one script is trusted to be a worker. */
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  'backup-inspector',
  {
    createScriptURL(wanted: string): string {
      if (wanted === address) return wanted;
      throw new TypeError('not the worker of backup-inspector');
    },
  },
);

export function newEngineWorker(): Worker {
  return new Worker(policy?.createScriptURL(address) ?? address, { name: 'backup-inspector' });
}
