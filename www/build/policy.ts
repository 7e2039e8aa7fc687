/** The policy of the page, out of the one place where it stands: `public/_headers`. */
import { readFile } from 'node:fs/promises';

const HEADERS = new URL('../public/_headers', import.meta.url);

/** The policy for all addresses as the header has it, by its directives. */
export async function headerPolicy(): Promise<string[]> {
  const policy = /^\s*Content-Security-Policy: (.*)$/m.exec(await readFile(HEADERS, 'utf8'))?.[1];
  if (policy === undefined) throw new Error('public/_headers has no Content-Security-Policy');
  return policy.split(';').map((part) => part.trim());
}

/** What browsers heed of it in the HTML (CSP 3, 3.3). */
export async function htmlPolicy(): Promise<string[]> {
  return (await headerPolicy()).filter((part) => !part.startsWith('frame-ancestors'));
}
