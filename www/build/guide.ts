/**
 * The guide (`docs/guide`) as data for the page: Markdown is read when the page is built, since the policy lets no text
 * become markup. What could not be drawn, or would lead nowhere, fails the build.
 */
import { lexer, type Token, type Tokens } from 'marked';
import type { Block, Chapter, Entry, Guide, Inline, Person } from '../src/state/guide.ts';

/** The page of the guide that leads to its chapters. */
const INDEX = 'README';
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

class GuideFault extends Error {
  constructor(file: string, fault: string) {
    super(`docs/guide/${file}.md: ${fault}`);
    this.name = 'GuideFault';
  }
}

/** The anchor of a heading, as GitHub makes it. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s+/g, '-');
}

/** The text of a piece of a line, without its looks. */
export function plain(pieces: readonly Inline[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : plain(piece.c))).join('');
}

/** `before-you-upload.md#many-at-once` as an address within the guide. */
function target(file: string, href: string): string {
  const found = /^([a-z0-9-]+)\.md(?:#([a-z0-9-]+))?$/.exec(href);
  if (found === null) throw new GuideFault(file, `a link that leads out of the guide: ${href}`);
  const [, name = '', part] = found;
  return part === undefined ? name : `${name}/${part}`;
}

function inline(file: string, tokens: readonly Token[] | undefined): Inline[] {
  return (tokens ?? []).map((token): Inline => {
    switch (token.type) {
      case 'text': {
        const { text, tokens: within } = token as Tokens.Text;
        if (within !== undefined && within.length > 0) return { t: 'span', c: inline(file, within) };
        if (/&#?\w+;/.test(text)) throw new GuideFault(file, `an entity: ${text}`);
        // A line that is broken in the source goes on; an apostrophe is that of the page's other words.
        return text.replace(/\s*\n\s*/g, ' ').replace(/(?<=\p{L})'/gu, '’');
      }
      case 'escape':
        return (token as Tokens.Escape).text;
      case 'codespan':
        return { t: 'code', c: [(token as Tokens.Codespan).text] };
      case 'strong':
        return { t: 'strong', c: inline(file, (token as Tokens.Strong).tokens) };
      case 'em':
        return { t: 'em', c: inline(file, (token as Tokens.Em).tokens) };
      case 'link': {
        const { href, tokens: within } = token as Tokens.Link;
        return { t: 'a', to: target(file, href), c: inline(file, within) };
      }
      default:
        throw new GuideFault(file, `the page can't draw “${token.type}”: ${token.raw}`);
    }
  });
}

function blocks(file: string, tokens: readonly Token[]): Block[] {
  const found: Block[] = [];
  for (const token of tokens) {
    switch (token.type) {
      case 'space':
        break;
      case 'heading': {
        const { depth, tokens: within } = token as Tokens.Heading;
        if (depth > 3) throw new GuideFault(file, `a heading of level ${depth}`);
        const c = inline(file, within);
        found.push({ t: 'h', level: depth, id: slug(plain(c)), c });
        break;
      }
      case 'paragraph':
        found.push({ t: 'p', c: inline(file, (token as Tokens.Paragraph).tokens) });
        break;
      // What a tight list holds.
      case 'text':
        found.push({ t: 'p', c: inline(file, (token as Tokens.Text).tokens ?? [token]) });
        break;
      case 'code': {
        const { text, lang } = token as Tokens.Code;
        if (lang === undefined || lang === '') throw new GuideFault(file, `code without a language: ${text}`);
        found.push({ t: 'code', lang, text });
        break;
      }
      case 'list': {
        const { ordered, items } = token as Tokens.List;
        found.push({ t: 'list', ordered, items: items.map((item) => blocks(file, item.tokens)) });
        break;
      }
      case 'table': {
        const { header, rows } = token as Tokens.Table;
        found.push({
          t: 'table',
          head: header.map((cell) => inline(file, cell.tokens)),
          rows: rows.map((row) => row.map((cell) => inline(file, cell.tokens))),
        });
        break;
      }
      default:
        throw new GuideFault(file, `the page can't draw “${token.type}”: ${token.raw}`);
    }
  }
  return found;
}

/** All links of some blocks, as addresses within the guide. */
function links(of: readonly Block[]): string[] {
  const within = (pieces: readonly Inline[]): string[] =>
    pieces.flatMap((piece) =>
      typeof piece === 'string' ? [] : piece.t === 'a' ? [piece.to, ...within(piece.c)] : within(piece.c),
    );
  return of.flatMap((block) => {
    switch (block.t) {
      case 'code':
        return [];
      case 'list':
        return block.items.flatMap(links);
      case 'table':
        return [...block.head, ...block.rows.flat()].flatMap(within);
      default:
        return within(block.c);
    }
  });
}

/** The one link of a cell. */
function linkOf(file: string, cell: readonly Inline[]): { to: string; text: string } {
  const [first, ...rest] = cell;
  if (typeof first !== 'object' || first.t !== 'a' || rest.length > 0)
    throw new GuideFault(file, `a cell that is not one link: ${plain(cell)}`);
  return { to: first.to, text: plain(first.c) };
}

function tableUnder(all: readonly Block[], heading: string, columns: readonly string[]): Inline[][][] {
  const at = all.findIndex((block) => block.t === 'h' && plain(block.c) === heading);
  const table = at < 0 ? undefined : all.slice(at + 1).find(({ t }) => t === 'table');
  if (table?.t !== 'table') throw new GuideFault(INDEX, `no table under “${heading}”`);
  const head = table.head.map(plain);
  if (head.join() !== columns.join())
    throw new GuideFault(INDEX, `the table under “${heading}” has ${head.join()}, not ${columns.join()}`);
  return table.rows;
}

/**
 * The guide out of its files, by their names without `.md`; `systems` and `outcomes` are the words that the table of
 * chapters may use.
 */
export function readGuide(
  files: ReadonlyMap<string, string>,
  systems: readonly string[],
  outcomes: readonly string[],
): Guide {
  const read = new Map<string, Block[]>();
  for (const [name, text] of files) {
    if (name !== INDEX && !NAME.test(name)) throw new GuideFault(name, 'a name for no address');
    read.set(name, blocks(name, lexer(text)));
  }
  const index = read.get(INDEX);
  if (index === undefined) throw new GuideFault(INDEX, 'is missing');
  const anchors = new Map(
    [...read].map(([name, all]) => [name, all.flatMap((block) => (block.t === 'h' ? [block.id] : []))]),
  );
  for (const [name, all] of read) {
    const ids = anchors.get(name) ?? [];
    const twice = ids.find((id, at) => ids.indexOf(id) !== at);
    if (twice !== undefined) throw new GuideFault(name, `two headings of one anchor: ${twice}`);
    for (const link of links(all)) {
      const [to = '', part] = link.split('/');
      if (to === INDEX || !anchors.has(to) || (part !== undefined && !anchors.get(to)?.includes(part)))
        throw new GuideFault(name, `a link that leads nowhere: ${link}`);
    }
  }

  const people: Person[] = tableUnder(index, 'Which of these are you?', [
    'You',
    'What you have',
    'Start here',
  ]).map(([who = [], has = [], start = []]) => {
    const { to, text } = linkOf(INDEX, start);
    return { who: plain(who), has: plain(has), to, start: text };
  });

  const entries: Entry[] = [];
  const chapters: Record<string, Chapter> = {};
  for (const [link = [], answers = [], system = [], outcome = []] of tableUnder(index, 'Chapters', [
    'Chapter',
    'What it answers',
    'System',
    'Outcome',
  ])) {
    const { to: name, text } = linkOf(INDEX, link);
    const [title, ...body] = read.get(name) ?? [];
    if (title?.t !== 'h' || title.level !== 1 || plain(title.c) !== text)
      throw new GuideFault(name, `does not begin with its title “${text}”`);
    if (body.some((block) => block.t === 'h' && block.level === 1))
      throw new GuideFault(name, 'has two titles');
    const of = plain(system);
    if (of !== '' && !systems.includes(of)) throw new GuideFault(INDEX, `no system has the name ${of}`);
    const ends = plain(outcome)
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '');
    for (const each of ends)
      if (!outcomes.includes(each)) throw new GuideFault(INDEX, `no outcome is called ${each}`);
    entries.push({
      name,
      title: text,
      answers: plain(answers),
      system: of === '' ? null : of,
      outcomes: ends,
    });
    chapters[name] = body;
  }
  const forgotten = [...read.keys()].find((name) => name !== INDEX && chapters[name] === undefined);
  if (forgotten !== undefined) throw new GuideFault(INDEX, `names no chapter ${forgotten}`);
  return { people, entries, chapters };
}
