/** Chromium driven by the page's playwright-core, quiet and offline. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const www = fileURLToPath(new URL('../../www/', import.meta.url));
const { chromium } = createRequire(www)('playwright-core');

const options = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--enable-precise-memory-info',
  ],
};

export async function launch() {
  return chromium.launch(options);
}

/** With a profile on the disk, and what a page stores beside it. Downloads are not taken. */
export async function launchWithProfile(folder) {
  return chromium.launchPersistentContext(folder, { ...options, acceptDownloads: false });
}

/** Resident memory of each renderer process below us, in bytes. */
function renderers() {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).split('\n').map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter(Boolean);
  const parents = new Map(rows.map(([, pid, ppid]) => [pid, ppid]));
  const ours = (pid) => {
    for (let at = pid; at !== undefined && at !== '0'; at = parents.get(at)) if (at === String(process.pid)) return true;
    return false;
  };
  return rows.filter(([, pid, , , args]) => args.includes('--type=renderer') && ours(pid)).map((row) => Number(row[3]) * 1024);
}

/** Resident memory of all renderer processes below us, in bytes. */
export function rendererBytes() {
  return renderers().reduce((sum, each) => sum + each, 0);
}

/** The same of the largest: that of the page, if it is the only one. Others are kept ready by the browser, and shrink when they like. */
export function pageBytes() {
  return Math.max(0, ...renderers());
}
