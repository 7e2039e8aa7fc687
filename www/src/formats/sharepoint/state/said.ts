/** What a person says of the servers and of the set: another answer at once, nothing is read again. */
import { computed, effect } from '@preact/signals';
import { DEFAULTS } from '../../../engine/generated/defaults.ts';
import type { SharePointOptions } from '../../../engine/protocol.ts';
import { openAgain, refreshReports } from '../../../state/inspect.ts';
import { changeOptions, options, saidOfOneDrop } from '../../../state/options.ts';

export const said = computed<SharePointOptions>(() => ({
  ...DEFAULTS.sharepoint,
  ...options.value.sharepoint,
}));

/** Of one farm's files, and of no other's; that names are shown was asked of these, too. */
const OF_ONE_DROP = [
  'mask_names',
  'site_list',
  'roles',
  'site_files',
  'run',
  'whole_set',
  'no_site_lock',
] as const;
saidOfOneDrop('sharepoint', OF_ONE_DROP);

// Names stand masked in lists until somebody asks for them, also after all was forgotten.
effect(() => {
  const known = options.value;
  if (known.sharepoint?.mask_names === undefined)
    options.value = { ...known, sharepoint: { ...known.sharepoint, mask_names: true } };
});

/** What may be remembered: which servers somebody has, and which limits they use. Nothing of any set. */
export function worthKeeping(all: SharePointOptions): Partial<SharePointOptions> | null {
  const kept = Object.entries(all).filter(
    ([key, value]) => !(OF_ONE_DROP as readonly string[]).includes(key) && value !== null,
  );
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Partial<SharePointOptions>);
}

function assume(change: Partial<SharePointOptions>): void {
  const all = { ...said.peek(), ...change };
  changeOptions('sharepoint', all, worthKeeping(all));
}

export function say(change: Partial<SharePointOptions>): void {
  assume(change);
  void refreshReports();
}

/** Names are shown or masked, for as long as something is made of the report; what comes back puts back what was. */
export async function withNames(shown: boolean): Promise<() => void> {
  const before = said.peek().mask_names;
  if (before !== shown) return () => undefined;
  assume({ mask_names: !shown });
  await refreshReports();
  return () => say({ mask_names: before });
}

/** The files are one set, or are not: what belongs together is found out anew if they were opened otherwise. */
export function sayWhole(whole: boolean, apart: boolean): void {
  if (!apart) return say({ whole_set: whole });
  assume({ whole_set: whole });
  void openAgain();
}

/** The role of a file; `null`: as its name tells. */
export function sayRole(file: string, role: string | null): void {
  const others = said.peek().roles.filter((given) => given.file !== file);
  say({ roles: role === null ? others : [...others, { file, role }] });
}

/** The site collection in a file; `null`: nobody knows. */
export function saySite(file: string, site: string | null): void {
  const others = said.peek().site_files.filter((given) => given.file !== file);
  say({ site_files: site === null ? others : [...others, { file, site }] });
}

export function forgetAll(): void {
  say(DEFAULTS.sharepoint);
}
