import type { ComponentChildren } from 'preact';
import type { Folder } from '../../../engine/protocol.ts';
import { ObjectCount } from '../objects/index.tsx';
import { squidex } from '../words.ts';
import { Name } from './section.tsx';

const text = squidex.app;

export function FolderTree({ folders }: { folders: readonly Folder[] }) {
  const ids = new Set(folders.map(({ id }) => id));
  const children = new Map<string | null, Folder[]>();
  for (const folder of folders) {
    // A parent that is gone: shown at the root, as the server's own list would never show it.
    const parent = folder.parent_id !== null && ids.has(folder.parent_id) ? folder.parent_id : null;
    children.set(parent, [...(children.get(parent) ?? []), folder]);
  }
  const seen = new Set<string>();
  const level = (parent: string | null): ComponentChildren => {
    const list = (children.get(parent) ?? []).filter(({ id }) => !seen.has(id));
    if (list.length === 0) return null;
    for (const { id } of list) seen.add(id);
    return (
      <ul class="folders">
        {list.map((folder) => (
          <li key={folder.id}>
            <span>
              <Name value={folder.name} />{' '}
              <span class="muted small">
                <ObjectCount
                  value={folder.assets}
                  title={squidex.objects.folder(folder.name ?? folder.id)}
                  query={{ table: 'assets', within: folder.id, part: 'present' }}
                />{' '}
                {text.folderAssets(folder.assets)}
              </span>
            </span>
            {level(folder.id)}
          </li>
        ))}
      </ul>
    );
  };
  return <>{level(null)}</>;
}
