/** Chromium for tests and measures, quiet and offline. `CHROMIUM` names another one than the system's. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CANDIDATES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** How it is started; `more` arguments behind ours. */
export function options(...more) {
  const executablePath = CANDIDATES.find((path) => path && existsSync(path));
  if (!executablePath)
    throw new Error(
      'no Chromium found: install the package "chromium", or name one in the variable CHROMIUM',
    );
  return {
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  };
}

export async function launch(...more) {
  return chromium.launch(options(...more));
}

/** With a profile on the disk, and what a page stores beside it. Downloads are not taken. */
export async function launchWithProfile(folder, ...more) {
  return chromium.launchPersistentContext(folder, { ...options(...more), acceptDownloads: false });
}
