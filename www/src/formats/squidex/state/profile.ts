/** The name of a target profile, `store[+assets][+download]`, as three choices of a form. */
import { ASSET_STORES, DOWNLOADS, STORES, type Choice } from '../../../engine/generated/profiles.ts';
import type { Target } from '../../../engine/protocol.ts';

export interface ProfileChoice {
  store: string;
  assets: string;
  download: string;
}

const first = (choices: readonly Choice[]): string => choices[0]?.[0] ?? '';
const known = (choices: readonly Choice[], id: string): boolean => choices.some(([each]) => each === id);
const DOWNLOAD = /^([0-9]+)(mbit|gbit)$/;

/** A bandwidth as the list spells it: `1000mbit` is its `1gbit`. */
function bandwidth(id: string): string {
  const [, number, unit] = DOWNLOAD.exec(id) ?? [];
  return number !== undefined &&
    unit === 'mbit' &&
    Number(number) % 1000 === 0 &&
    known(DOWNLOADS, `${Number(number) / 1000}gbit`)
    ? `${Number(number) / 1000}gbit`
    : id;
}

/** What the engine assumes for this target. */
export function profileOf({ profile, store }: Pick<Target, 'profile' | 'store'>): ProfileChoice {
  const choice: ProfileChoice = {
    store: store === 'postgresql' ? 'postgresql' : 'mongodb',
    assets: first(ASSET_STORES),
    download: first(DOWNLOADS),
  };
  const [named = '', ...parts] = (profile ?? '')
    .toLowerCase()
    .split('+')
    .map((part) => part.trim());
  if (known(STORES, named)) choice.store = named;
  for (const part of parts) {
    if (known(ASSET_STORES, part)) choice.assets = part;
    else if (known(DOWNLOADS, part) || DOWNLOAD.test(part)) choice.download = bandwidth(part);
  }
  return choice;
}

export function profileName({ store, assets, download }: ProfileChoice): string {
  return [
    store,
    ...(assets === first(ASSET_STORES) ? [] : [assets]),
    ...(download === first(DOWNLOADS) ? [] : [download]),
  ].join('+');
}

/** The verdict asks only for PostgreSQL or not; the estimate wants to know more. Both must agree. */
export function storeOf({ store }: ProfileChoice): Target['store'] {
  return store.startsWith('postgresql') ? 'postgresql' : 'other';
}

/** A profile for that store: the rest stays, a store that disagrees is replaced. */
export function withStore(
  target: Pick<Target, 'profile' | 'store'>,
  store: Target['store'],
): Pick<Target, 'profile' | 'store'> {
  const choice = profileOf(target);
  if (storeOf(choice) === store || target.profile === null) return { store, profile: target.profile };
  return {
    store,
    profile: profileName({ ...choice, store: store === 'postgresql' ? 'postgresql' : 'mongodb' }),
  };
}
