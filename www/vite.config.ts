import { readdir, readFile } from 'node:fs/promises';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { readGuide } from './build/guide.ts';
import { offline } from './build/offline.ts';
import { oneFile, workerInside } from './build/one-file.ts';
import { packageConfig } from './build/package.ts';
import { htmlPolicy } from './build/policy.ts';
import { license, version } from './package.json';

/**
 * `import bytes from './file.zip?base64'`: a file as text inside a script. The page may not fetch
 * anything (`connect-src 'none'`), so what it needs later has to travel in script files.
 */
function base64(): Plugin {
  return {
    name: 'base64',
    enforce: 'pre',
    async load(id) {
      const [path, query] = id.split('?');
      if (query !== 'base64' || path === undefined) return null;
      this.addWatchFile(path);
      const text = (await readFile(path)).toString('base64');
      return `export default ${JSON.stringify(text)};`;
    },
  };
}

/**
 * `docs/guide` as data: `virtual:guide` is small and for the landing page, `virtual:guide/chapters` has what stands in the
 * chapters. Only text, links and looks come out of it, and what the page can't draw fails the build.
 */
function guide(): Plugin {
  const own = new URL('./', import.meta.url);
  const folder = new URL('../docs/guide/', own);
  const modules = ['virtual:guide', 'virtual:guide/chapters'];
  const read = async (watch: (path: string) => void) => {
    const files = new Map<string, string>();
    for (const name of await readdir(folder)) {
      if (!name.endsWith('.md')) continue;
      const path = new URL(name, folder);
      watch(path.pathname);
      files.set(name.slice(0, -'.md'.length), await readFile(path, 'utf8'));
    }
    const systems: string[] = [];
    for (const name of await readdir(new URL('src/formats/', own))) {
      const about = await readFile(new URL(`src/formats/${name}/about.ts`, own), 'utf8').catch(() => '');
      systems.push(...[...(/^ {2}name: '([^']+)'/gm.exec(about) ?? [])].slice(1));
    }
    const types = await readFile(new URL('src/engine/generated/types.ts', own), 'utf8');
    const outcomes = /export type Outcome = ([^;]+);/.exec(types)?.[1] ?? '';
    return readGuide(
      files,
      systems,
      [...outcomes.matchAll(/"([^"]+)"/g)].map(([, word = '']) => word),
    );
  };
  return {
    name: 'guide',
    resolveId: (id) => (modules.includes(id) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith('\0') || !modules.includes(id.slice(1))) return null;
      const { people, entries, chapters } = await read((path) => this.addWatchFile(path));
      const parts = id.endsWith('/chapters') ? { chapters } : { people, entries };
      return Object.entries(parts)
        .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
        .join('\n');
    },
  };
}

/**
 * The styles of a system's views, and of the guide, come with their script, as a sheet that the script adopts: the landing
 * page needs none of them, and once the engine is there only scripts are fetched.
 */
function lateStyles(): Plugin {
  const mark = '\0late:';
  return {
    name: 'late-styles',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('.css') || !/\/src\/(formats|screens\/guide)\//.test(importer ?? '')) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      // Its name must not end as that of a sheet does, or it is taken for one.
      return found === null ? null : `${mark}${found.id}.js`;
    },
    load(id) {
      if (!id.startsWith(mark)) return null;
      const path = id.slice(mark.length, -'.js'.length);
      return `import text from ${JSON.stringify(`${path}?inline`)};
const sheet = new CSSStyleSheet();
sheet.replaceSync(text);
document.adoptedStyleSheets.push(sheet);`;
    },
  };
}

/** As many script files does the engine travel in: each that is there is a step of the bar. */
const ENGINE_PARTS = 16;

/**
 * `import parts from './engine-bytes.js?parts'`: a long text of a script in several scripts, each fetched by its own
 * function. An import tells nothing before it is there, so on a slow line one file of a megabyte is a wait without a number.
 */
function parts(): Plugin {
  return {
    name: 'parts',
    enforce: 'pre',
    async load(id) {
      const [path, query] = id.split('?');
      if (path === undefined || query === undefined) return null;
      if (query === 'parts') {
        const each = Array.from(
          { length: ENGINE_PARTS },
          (_, at) => `() => import(${JSON.stringify(`${path}?part=${at}`)})`,
        );
        return `export default [${each.join(', ')}];`;
      }
      const at = /^part=(\d+)$/.exec(query)?.[1];
      if (at === undefined) return null;
      this.addWatchFile(path);
      const text = /"([^"]*)"/.exec(await readFile(path, 'utf8'))?.[1];
      if (text === undefined) throw new Error(`${path} exports no text`);
      const size = Math.ceil(text.length / ENGINE_PARTS);
      return `export default ${JSON.stringify(text.slice(Number(at) * size, (Number(at) + 1) * size))};`;
    },
  };
}

/**
 * The policy of `public/_headers` stands in the HTML as a second line, for a server that sends no headers. It binds the
 * page alone, not its workers; what browsers ignore there is left out.
 */
function metaPolicy(): Plugin {
  return {
    name: 'meta-policy',
    apply: 'build',
    async transformIndexHtml() {
      const attrs = { 'http-equiv': 'Content-Security-Policy', content: (await htmlPolicy()).join('; ') };
      return [{ tag: 'meta', attrs, injectTo: 'head-prepend' as const }];
    },
  };
}

const TARGET = ['chrome131', 'firefox128', 'safari18'];

/** `vite build` makes the page; `--mode one-file` the page as one file, `--mode package` the npm package. */
export default defineConfig(({ mode }) => {
  if (mode === 'package') return packageConfig(TARGET, { version, license });
  const inOneFile = mode === 'one-file';
  return {
    // Relative addresses: the page also works from a sub-folder of a host.
    base: './',
    publicDir: inOneFile ? false : 'public',
    plugins: [
      base64(),
      parts(),
      guide(),
      lateStyles(),
      ...(inOneFile ? [workerInside(TARGET), oneFile()] : [metaPolicy(), offline(TARGET)]),
    ],
    define: { __VERSION__: JSON.stringify(version), __ONE_FILE__: JSON.stringify(inOneFile) },
    build: {
      target: TARGET,
      // The preload helper fetches, which the policy forbids.
      modulePreload: false,
      // Nothing as `data:` address: the policy knows only files of our own.
      assetsInlineLimit: 0,
      // One small sheet that is there before the first paint; the styles of a system come with its script, see above.
      cssCodeSplit: false,
      sourcemap: false,
      chunkSizeWarningLimit: 4000,
      reportCompressedSize: true,
      ...(inOneFile ? { rolldownOptions: { output: { codeSplitting: false } } } : {}),
    },
    worker: { format: 'es' },
    // A machine that also compiles is slow.
    test: { environment: 'node', include: ['src/**/*.test.ts', 'build/**/*.test.ts'], testTimeout: 60_000 },
  } as UserConfig;
});
