/** What makes the page an app that opens without a network: its icon, and the service worker `sw.js`, with the list of the files that it keeps, and their sums. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { bundle } from './bundle.ts';

/** The icon as it is drawn; `icons.mjs` makes pictures of it. */
const ICON = new URL('../src/styles/icon.svg', import.meta.url);
const SOURCE = fileURLToPath(new URL('../src/engine/offline-worker.ts', import.meta.url));
const NAME = 'sw.js';
/** Stands for the version until it is known. */
const PLACE = 'version-of-this-worker';
/** For hosts, for who installs the page, and for who compares: nobody needs them offline. */
const LEFT_OUT = /^(_headers|sw\.js|SHA256SUMS|icons\/.*\.png)$/;

async function filesBelow(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all
    .filter((each) => each.isFile())
    .map((each) => relative(folder, join(each.parentPath, each.name)).split(sep).join('/'))
    .sort();
}

export function offline(target: string[]): Plugin {
  return {
    name: 'offline',
    apply: 'build',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'icons/icon.svg', source: await readFile(ICON, 'utf8') });
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler({ dir }) {
        if (dir === undefined) throw new Error('the build has no folder');
        const list: [string, string][] = [];
        for (const name of await filesBelow(dir)) {
          if (LEFT_OUT.test(name)) continue;
          const sum = createHash('sha256')
            .update(await readFile(join(dir, name)))
            .digest('base64');
          list.push([name === 'index.html' ? './' : name, `sha256-${sum}`]);
        }
        const code = await bundle(SOURCE, target, {
          __FILES__: JSON.stringify(list),
          __VERSION__: JSON.stringify(PLACE),
        });
        if (code.split(PLACE).length !== 2)
          throw new Error('the service worker does not name its version once');
        // Whatever changes makes a version of its own: a file, the worker itself, the headers that files are kept with.
        const headers = await readFile(join(dir, '_headers'));
        const whole = createHash('sha256').update(code).update(headers).digest('hex');
        await writeFile(join(dir, NAME), code.replace(PLACE, whole.slice(0, 16)));
      },
    },
  };
}
