/**
 * The npm package, `vite build --mode package`: `index.js` with the functions of `src/package/index.ts`, the worker and the engine
 * beside it, their types, and what npm wants to know. Nothing in it is fetched but by `import` and `new Worker`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Plugin, UserConfig } from 'vite';
import { bundle } from './bundle.ts';

const OWN = fileURLToPath(new URL('../', import.meta.url));

/** What a page of somebody else does in its own way: where the worker lies, and that no worker tries a connection. */
const SWAPPED = ['trusted.ts', 'probe.ts'];

function swapped(): Plugin {
  return {
    name: 'package-swapped',
    enforce: 'pre',
    resolveId(source, importer) {
      const name = source.slice('./'.length);
      const isEngine = importer?.startsWith(join(OWN, 'src/engine/')) ?? false;
      return isEngine && source.startsWith('./') && SWAPPED.includes(name)
        ? join(OWN, 'src/package', name)
        : null;
    },
  };
}

/** The engine is one script: whoever bundles it again cuts it as they like. */
function engineInOne(): Plugin {
  const list = 'virtual:engine';
  return {
    name: 'engine-in-one',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('engine-bytes.js?parts') ? list : null),
    load(id) {
      if (id !== list) return null;
      const bytes = join(OWN, 'src/engine/generated/engine-bytes.js');
      return `export default [() => import(${JSON.stringify(bytes)})];`;
    },
  };
}

/** The types of the entry and of all that it names, by the names of their files; they lie beside each other. */
async function types(): Promise<Map<string, string>> {
  const out = await mkdtemp(join(tmpdir(), 'backup-inspector-types-'));
  try {
    const tsc = join(OWN, 'node_modules/typescript/bin/tsc');
    const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', 'src'];
    await promisify(execFile)(process.execPath, [tsc, ...options, '--outDir', out], { cwd: OWN }).catch(
      (error: { stdout?: string; message: string }) => {
        throw new Error(`the types can't be written: ${error.stdout || error.message}`);
      },
    );
    const found = new Map<string, string>();
    const open = ['package/index'];
    for (let path = open.pop(); path !== undefined; path = open.pop()) {
      const folder = path.slice(0, path.lastIndexOf('/') + 1);
      const text = await readFile(join(out, `${path}.d.ts`), 'utf8');
      const flat = text.replaceAll(/(['"])(\.{1,2}\/[\w./-]+)\.ts\1/g, (_, _quote, to: string) => {
        open.push(join(folder, to));
        return `'./${to.slice(to.lastIndexOf('/') + 1)}.js'`;
      });
      found.set(`${path.slice(folder.length)}.d.ts`, flat);
    }
    return found;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** What npm wants to know; number and licence are those of the page. */
export interface Release {
  version: string;
  license: string;
}

function manifest(names: string[], { version, license }: Release): string {
  const about = {
    name: 'backup-inspector',
    version,
    description:
      'Know whether a backup will restore before you upload it: the check, for your own upload form.',
    keywords: ['backup', 'squidex', 'app-service', 'sharepoint', 'webassembly'],
    license,
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './worker.js': './worker.js' },
    types: './index.d.ts',
    files: names.filter((name) => /\.(js|ts)$/.test(name)).sort(),
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

/** Worker, types, README and licences beside the entry. */
function beside(target: string[], release: Release): Plugin {
  return {
    name: 'package-beside',
    // After whatever would take the address for a file of the page.
    renderChunk: {
      order: 'post',
      handler: (code) => code.replaceAll('__WORKER_BESIDE__', "new URL('./worker.js', import.meta.url)"),
    },
    generateBundle: {
      order: 'post',
      async handler(_options, built) {
        const emit = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source });
        const worker = await bundle(join(OWN, 'src/engine/worker.ts'), target, {}, [swapped()]);
        emit('worker.js', worker);
        const declared = await types();
        for (const [name, text] of declared) emit(name, text);
        for (const name of ['LICENSE-MIT', 'LICENSE-APACHE'])
          emit(name, await readFile(join(OWN, '..', name), 'utf8'));
        emit('README.md', await readFile(join(OWN, 'package/README.md'), 'utf8'));
        const names = Object.values(built).map(({ fileName }) => fileName);
        emit('package.json', manifest([...names, 'worker.js', ...declared.keys()], release));
      },
    },
  };
}

export function packageConfig(target: string[], release: Release): UserConfig {
  return {
    publicDir: false,
    plugins: [swapped(), engineInOne(), beside(target, release)],
    build: {
      target,
      lib: { entry: join(OWN, 'src/package/index.ts'), formats: ['es'], fileName: () => 'index.js' },
      minify: false,
      reportCompressedSize: false,
      rolldownOptions: {
        // The list of the engine's scripts, and the one that is in it.
        output: {
          chunkFileNames: (chunk) =>
            chunk.facadeModuleId?.startsWith('virtual:') ? 'engine.js' : '[name].js',
        },
      },
    },
  };
}
