/**
 * The page kept on the device by its service worker (`engine/offline-worker.ts`): whether it is, whether a newer version
 * waits, and looking for one. Nothing is taken unless somebody asks for it.
 */
import { signal } from '@preact/signals';
import { registerOfflineWorker } from '../engine/trusted.ts';
import { ONE_FILE } from './version.ts';

/** `none`: this browser or this server keeps none. */
export type Kept = 'none' | 'keeping' | 'kept';

export const kept = signal<Kept>('none');
/** A newer version is on the device and waits to be taken. */
export const newer = signal(false);
/** What came of looking for a newer version. */
export const looked = signal<'not-yet' | 'looking' | 'current' | 'failed'>('not-yet');

/** So long the page has time for itself before it is kept. */
const QUIET_MS = 1_000;

let registration: ServiceWorkerRegistration | null = null;

function look(): void {
  if (registration === null) return;
  const { active, waiting, installing } = registration;
  if (active !== null) kept.value = 'kept';
  else kept.value = installing === null && waiting === null ? 'none' : 'keeping';
  newer.value = waiting !== null && active !== null;
}

/** Follows a version that is on its way, to wherever it gets. */
function follow(worker: ServiceWorker | null): void {
  worker?.addEventListener('statechange', () => {
    // Not all of its files could be had.
    if (worker.state === 'redundant' && looked.value === 'looking') looked.value = 'failed';
    look();
  });
  look();
}

/** Has the page kept, once all of it is loaded. Asks for a newer version, as every load does. */
export async function keepOffline(): Promise<void> {
  if (ONE_FILE || navigator.serviceWorker === undefined) return;
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  // There is nothing to be had without a network.
  if (!navigator.onLine) return;
  try {
    registration = await registerOfflineWorker();
  } catch {
    // A private window, a server without that script: the page works all the same.
    return;
  }
  registration.addEventListener('updatefound', () => follow(registration?.installing ?? null));
  follow(registration.installing ?? registration.waiting);
}

/** Looks for a newer version now. */
export async function lookForNewer(): Promise<void> {
  if (registration === null) return;
  looked.value = 'looking';
  try {
    await registration.update();
    if (registration.installing === null && registration.waiting === null) looked.value = 'current';
  } catch {
    looked.value = 'failed';
  }
}

/** Takes the newer version, which loads this tab again. */
export function takeNewer(): void {
  const worker = registration?.waiting;
  worker?.addEventListener('statechange', () => {
    if (worker.state === 'activated') location.reload();
  });
  worker?.postMessage('take');
}
