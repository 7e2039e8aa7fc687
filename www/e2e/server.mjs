/**
 * The built page, served by `cargo xtask serve` in a process of its own: the one server with the one policy
 * (`www/public/_headers`). `BI_XTASK` names its program, which saves asking cargo.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LIMIT_MS = 300_000;

/**
 * Starts the server; resolves with its address and a function that stops it. `policy` is `none` (a host that sends
 * no headers of ours) or directives that stand in for those of the same name, such as `connect-src 'self'`. `folder`: what
 * is served in place of the page, with the headers of its own `_headers`.
 */
export async function serve(policy, folder) {
  const [program, ...before] = process.env.BI_XTASK ? [process.env.BI_XTASK] : ['cargo', 'xtask'];
  const options = [
    ...(folder === undefined ? [] : ['--folder', folder]),
    ...(policy === undefined ? [] : ['--policy', policy]),
  ];
  // It ends with its input, which closes however this process ends.
  const server = spawn(program, [...before, 'serve', '--for-tests', ...options], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => server.once('close', resolve));
  let timer;
  const url = await new Promise((resolve, reject) => {
    let said = '';
    server.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('\n')) resolve(said.trim());
    });
    server.once('error', reject);
    void ended.then((status) => reject(new Error(`the server ended at once (${status})`)));
    timer = setTimeout(() => reject(new Error('the server did not start')), LIMIT_MS);
  }).finally(() => clearTimeout(timer));
  return {
    url,
    close: async () => {
      server.stdin.end();
      await ended;
    },
  };
}
