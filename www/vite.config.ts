import { readFile } from 'node:fs/promises';
import { defineConfig, type Plugin } from 'vite';

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

export default defineConfig({
  // Relative addresses: the page also works from a sub-folder of a host.
  base: './',
  plugins: [base64()],
  build: {
    target: ['chrome131', 'firefox128', 'safari18'],
    // The preload helper fetches, which the policy forbids.
    modulePreload: false,
    // Nothing as `data:` address: the policy knows only files of our own.
    assetsInlineLimit: 0,
    // One small sheet that is there before the first paint; late views bring no styles of their own.
    cssCodeSplit: false,
    sourcemap: false,
    chunkSizeWarningLimit: 4000,
    reportCompressedSize: true,
  },
  worker: { format: 'es' },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0]);
