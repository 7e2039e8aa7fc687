/** Files of a set in groups, as a person looks for them. */
import type { MemberBody, SharePointKind } from '../../../engine/protocol.ts';

export type GroupId = 'databases' | 'sites' | 'apps' | 'farm' | 'others';

export interface Group {
  id: GroupId;
  members: readonly MemberBody[];
}

const GROUP: Record<SharePointKind, GroupId> = {
  sql_backup: 'databases',
  site_collection: 'sites',
  web_export: 'sites',
  export_part: 'sites',
  app_package: 'apps',
  framework_package: 'apps',
  solution: 'apps',
  template: 'apps',
  table_of_contents: 'farm',
  run_manifest: 'farm',
  restore_manifest: 'farm',
  run_log: 'farm',
  farm_object: 'farm',
  cabinet: 'others',
  empty: 'others',
  other: 'others',
};

const ORDER: readonly GroupId[] = ['databases', 'sites', 'apps', 'farm', 'others'];

/** Those that have a file, in their order. */
export function groupsOf(members: readonly MemberBody[]): Group[] {
  return ORDER.map((id) => ({ id, members: members.filter(({ kind }) => GROUP[kind] === id) })).filter(
    (group) => group.members.length > 0,
  );
}

/** Whether its path or one of its databases has the text. */
export function matches({ path, backup_sets: sets }: MemberBody, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  return (
    path.toLowerCase().includes(wanted) ||
    sets.some(({ database_name: name }) => name?.toLowerCase().includes(wanted) === true)
  );
}
