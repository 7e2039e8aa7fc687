/** Which commands are meant by what was typed. */
import type { Command } from '../../state/commands.ts';

/** Those with every word of `typed` in their label; where a word of the label begins so, first. */
export function matching(all: readonly Command[], typed: string): Command[] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ label }: Command): number => {
    const text = label.toLowerCase();
    if (!wanted.every((word) => text.includes(word))) return -1;
    const words = text.split(/\s+/);
    return wanted.filter((word) => words.some((each) => each.startsWith(word))).length;
  };
  return all
    .map((command, at) => ({ command, at, rank: rank(command) }))
    .filter((each) => each.rank >= 0)
    .sort((a, b) => b.rank - a.rank || a.at - b.at)
    .map(({ command }) => command);
}
