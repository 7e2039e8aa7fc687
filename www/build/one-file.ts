/**
 * The page as one HTML file that works wherever it lies: script, styles, worker and engine inside, and a policy that knows
 * them by their hashes. No server sends headers with a file, so the policy stands in it; its workers are blobs, which
 * inherit it (CSP 3, 4.1), so that it binds them as well.
 */
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { bundle as bundled } from './bundle.ts';
import { htmlPolicy } from './policy.ts';

/** Name of the file that the build leaves. */
export const ONE_FILE = 'backup-inspector.html';

const WORKER = 'worker.ts?worker&url';
const INLINE_WORKER = '\0worker-inside';

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** No text in a script ends the element it stands in, or begins a comment there (HTML, 4.12.1.3). */
function insideScript(code: string): string {
  return code.trim().replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}

/** The address of the worker is one in memory. */
export function workerInside(target: string[]): Plugin {
  return {
    name: 'worker-inside',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith(WORKER)) return null;
      const found = await this.resolve(source.slice(0, source.indexOf('?')), importer, { skipSelf: true });
      return found === null ? null : `${INLINE_WORKER}:${found.id}.js`;
    },
    async load(id) {
      if (!id.startsWith(INLINE_WORKER)) return null;
      const code = await bundled(id.slice(INLINE_WORKER.length + 1, -'.js'.length), target);
      return `export default URL.createObjectURL(new Blob([${JSON.stringify(code)}], { type: 'text/javascript' }));`;
    },
  };
}

/** The page's policy, but for where things come from: all of them are inside. */
async function policyOf(script: string, sheet: string): Promise<string> {
  const own = new Map([
    ['script-src', [`script-src ${hash(script)} 'wasm-unsafe-eval'`]],
    ['style-src', [`style-src ${hash(sheet)}`]],
    ['worker-src', ['worker-src blob:']],
    ['img-src', ['img-src blob:']],
    ['manifest-src', []],
  ]);
  return (await htmlPolicy()).flatMap((part) => own.get(part.split(' ')[0] ?? '') ?? [part]).join('; ');
}

/** Puts script and sheet into the HTML, and the policy before them; nothing else is left of the build. */
export function oneFile(): Plugin {
  return {
    name: 'one-file',
    enforce: 'post',
    // Behind what Vite still does with the script.
    generateBundle: { order: 'post', handler: inline },
  };
}

const inline: Extract<Plugin['generateBundle'], (...all: never[]) => unknown> = async function (
  _options,
  bundle,
) {
  const all = Object.values(bundle);
  const scripts = all.flatMap((each) => (each.type === 'chunk' ? [each.code] : []));
  const asset = (ending: string) =>
    all.flatMap((each) =>
      each.type === 'asset' && each.fileName.endsWith(ending) ? [String(each.source)] : [],
    );
  const [[html], [css], [code]] = [asset('.html'), asset('.css'), scripts];
  if (all.length !== 3 || html === undefined || css === undefined || code === undefined)
    throw new Error(`one script, one sheet and one page were expected: ${Object.keys(bundle).join(', ')}`);
  const script = insideScript(code);
  const sheet = css.trim();
  if (/<\/style/i.test(sheet)) throw new Error('the sheet would end its element');
  const policy = await policyOf(script, sheet);
  // What asks for files of its own, and what is said where those are missing, has no place here.
  const bare = html
    .replaceAll(/\s*<script\b[^>]*><\/script>/g, '')
    .replaceAll(/\s*<link\b[^>]*>/g, '')
    .replace(/\s*<p id="needs-server"[\s\S]*?<\/p>\s*/, '');
  const page = bare
    .replace(
      /\s*<meta charset="utf-8">/i,
      (found) =>
        `${found}\n    <meta http-equiv="Content-Security-Policy" content="${policy.replaceAll('"', '&quot;')}">`,
    )
    .replace(
      '</head>',
      () => `  <style>${sheet}</style>\n    <script type="module">${script}</script>\n  </head>`,
    );
  if (!page.includes(policy) || !page.includes(script))
    throw new Error('index.html has another form than expected');
  for (const name of Object.keys(bundle)) delete bundle[name];
  this.emitFile({ type: 'asset', fileName: ONE_FILE, source: page });
};
