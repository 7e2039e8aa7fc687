/** The Chromium of the page's tests, for measures: with exact sizes of memory, and what its processes hold. */
import { execFileSync } from 'node:child_process';
import * as browser from '../../www/e2e/browser.mjs';

const EXACT = '--enable-precise-memory-info';

export async function launch() {
  return browser.launch(EXACT);
}

/** With a profile on the disk, and what a page stores beside it. */
export async function launchWithProfile(folder) {
  return browser.launchWithProfile(folder, EXACT);
}

/** Resident memory of each renderer process below us, in bytes. */
function renderers() {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(Boolean);
  const parents = new Map(rows.map(([, pid, ppid]) => [pid, ppid]));
  const ours = (pid) => {
    for (let at = pid; at !== undefined && at !== '0'; at = parents.get(at))
      if (at === String(process.pid)) return true;
    return false;
  };
  return rows
    .filter(([, pid, , , args]) => args.includes('--type=renderer') && ours(pid))
    .map((row) => Number(row[3]) * 1024);
}

/** Resident memory of all renderer processes below us, in bytes. */
export function rendererBytes() {
  return renderers().reduce((sum, each) => sum + each, 0);
}

/** The same of the largest: that of the page, if it is the only one. Others are kept ready by the browser, and shrink when they like. */
export function pageBytes() {
  return Math.max(0, ...renderers());
}
