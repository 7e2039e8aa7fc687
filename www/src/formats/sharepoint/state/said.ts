/** What a person says of the servers and of the set: another answer at once, nothing is read again. */
import { computed } from '@preact/signals';
import { DEFAULTS } from '../../../engine/generated/defaults.ts';
import type { SharePointOptions } from '../../../engine/protocol.ts';
import { openAgain, refreshReports } from '../../../state/inspect.ts';
import { changeOptions, options, saidOfOneDrop } from '../../../state/options.ts';

export const said = computed<SharePointOptions>(() => ({
  ...DEFAULTS.sharepoint,
  ...options.value.sharepoint,
}));

/** Of one farm's files, and of no other's. */
const OF_ONE_DROP = ['site_list', 'roles', 'site_files', 'run', 'whole_set', 'no_site_lock'] as const;
saidOfOneDrop('sharepoint', OF_ONE_DROP);

/** What may be remembered: which servers somebody has, and which limits they use. Nothing of any set. */
export function worthKeeping(all: SharePointOptions): Partial<SharePointOptions> | null {
  const kept = Object.entries(all).filter(
    ([key, value]) => !(OF_ONE_DROP as readonly string[]).includes(key) && value !== null,
  );
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Partial<SharePointOptions>);
}

export function say(change: Partial<SharePointOptions>): void {
  const all = { ...said.peek(), ...change };
  changeOptions('sharepoint', all, worthKeeping(all));
  void refreshReports();
}

/** The files are one set, or are not: what belongs together is found out anew if they were opened otherwise. */
export function sayWhole(whole: boolean, apart: boolean): void {
  say({ whole_set: whole });
  if (apart) void openAgain();
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
