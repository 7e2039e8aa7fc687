/** Advice in the engine's Markdown: the engine travels without these texts, the page has them. */

/** A line of the list of findings: its severity, and its code. */
const FINDING = /^- \*\*[a-z ]+\*\* ([a-z0-9-]+): /;

/** The Markdown with what can be done about each kind of finding, behind the first of it and its effect. */
export function withAdvice(markdown: string, adviceOf: (code: string) => string | undefined): string {
  const out: string[] = [];
  const said = new Set<string>();
  let waiting: string | undefined;
  for (const line of markdown.split('\n')) {
    if (waiting !== undefined && !line.startsWith('  - ')) {
      out.push(`  - What to do: ${waiting}`);
      waiting = undefined;
    }
    out.push(line);
    const code = FINDING.exec(line)?.[1];
    if (code === undefined || said.has(code)) continue;
    said.add(code);
    waiting = adviceOf(code) || undefined;
  }
  return out.join('\n');
}
