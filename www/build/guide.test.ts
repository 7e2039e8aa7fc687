import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Block } from '../src/state/guide.ts';
import { readGuide, slug } from './guide.ts';

const FOLDER = new URL('../../docs/guide/', import.meta.url);
const SYSTEMS = ['Squidex', 'Azure App Service', 'SharePoint'];
const OUTCOMES = ['restores', 'restores-with-loss', 'fails', 'unknown'];

const files = new Map(
  readdirSync(FOLDER).map((name) => [name.replace(/\.md$/, ''), readFileSync(new URL(name, FOLDER), 'utf8')]),
);

const INDEX = `# Guide

## Which of these are you?

| You | What you have | Start here |
|---|---|---|
| A | b | [One](one.md#part) |

## Chapters

| Chapter | What it answers | System | Outcome |
|---|---|---|---|
| [One](one.md) | x | Squidex | fails |
`;

/** A guide of one chapter with this text. */
function guide(body: string, index = INDEX) {
  return readGuide(
    new Map([
      ['README', index],
      ['one', `# One\n\n## Part\n\n${body}\n`],
    ]),
    SYSTEMS,
    OUTCOMES,
  );
}

describe('Markdown of the guide', () => {
  it('becomes data', () => {
    const { chapters, people, entries } = guide(
      'A `code <b>` and **strong *em***\nover lines, [there](one.md#part).\n\n1. one\n\n   ```console\n   $ a && b\n   ```\n\n| a | b |\n|---|---|\n| `x` | y |',
    );
    expect(people).toEqual([{ who: 'A', has: 'b', to: 'one/part', start: 'One' }]);
    expect(entries).toEqual([
      { name: 'one', title: 'One', answers: 'x', system: 'Squidex', outcomes: ['fails'] },
    ]);
    expect(chapters['one']).toEqual([
      { t: 'h', level: 2, id: 'part', c: ['Part'] },
      {
        t: 'p',
        c: [
          'A ',
          { t: 'code', c: ['code <b>'] },
          ' and ',
          { t: 'strong', c: ['strong ', { t: 'em', c: ['em'] }] },
          ' over lines, ',
          { t: 'a', to: 'one/part', c: ['there'] },
          '.',
        ],
      },
      {
        t: 'list',
        ordered: true,
        items: [
          [
            { t: 'p', c: ['one'] },
            { t: 'code', lang: 'console', text: '$ a && b' },
          ],
        ],
      },
      { t: 'table', head: [['a'], ['b']], rows: [[[{ t: 'code', c: ['x'] }], ['y']]] },
    ]);
  });

  it('fails the build where the page could not draw it, or a link leads nowhere', () => {
    for (const [body, fault] of [
      ['<b>bold</b>', /can't draw “html”/],
      ['text <script>alert(1)</script>', /can't draw “html”/],
      ['![picture](a.png)', /can't draw “image”/],
      ['> said', /can't draw “blockquote”/],
      ['---', /can't draw “hr”/],
      ['a &amp; b', /an entity/],
      ['```\ncode\n```', /without a language/],
      ['#### deep', /level 4/],
      ['[out](https://example.com)', /leads out/],
      ['[script](javascript:alert)', /leads out/],
      ['[gone](two.md)', /leads nowhere/],
      ['[gone](one.md#nothing)', /leads nowhere/],
      ['## Part', /two headings/],
    ] as const)
      expect(() => guide(body), body).toThrow(fault);
    expect(() => guide('x', INDEX.replace('Squidex', 'Squid'))).toThrow(/no system/);
    expect(() => guide('x', INDEX.replace('fails', 'failed'))).toThrow(/no outcome/);
    expect(() => guide('x', INDEX.replace('[One](one.md) ', '[Two](one.md) '))).toThrow(/its title/);
    expect(() => guide('x', INDEX.replace('What you have', 'Have'))).toThrow(/Have/);
  });

  it('has the anchors that GitHub makes', () => {
    expect(slug('Which of these are you?')).toBe('which-of-these-are-you');
    expect(slug('One time, one version')).toBe('one-time-one-version');
  });
});

/** Every piece of code in some blocks. */
function codes(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) =>
    block.t === 'code' ? [block.text] : block.t === 'list' ? block.items.flatMap(codes) : [],
  );
}

/** Sources of the command line, all in one text. */
function commandLine(folder = new URL('../../src/cli/', import.meta.url)): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((item) =>
      item.isDirectory()
        ? commandLine(new URL(`${item.name}/`, folder))
        : readFileSync(new URL(item.name, folder), 'utf8'),
    )
    .join('\n');
}

describe('the guide as it is', () => {
  const { people, entries, chapters } = readGuide(files, SYSTEMS, OUTCOMES);

  it('has seven chapters, and a way for each of six people', () => {
    expect(entries).toHaveLength(7);
    expect(people).toHaveLength(6);
    for (const system of SYSTEMS)
      expect(
        entries.some((entry) => entry.system === system),
        system,
      ).toBe(true);
  });

  it('has a chapter for every outcome of every system', async () => {
    const { entryFor } = await import('../src/state/guide.ts');
    for (const system of [...SYSTEMS, null])
      for (const outcome of OUTCOMES)
        expect(entryFor(entries, system, outcome), `${system} ${outcome}`).toBeDefined();
  });

  it('says the same parts in every chapter', () => {
    for (const [name, blocks] of Object.entries(chapters)) {
      const headings = blocks.flatMap((block) => (block.t === 'h' ? [block.id] : []));
      for (const part of ['as-commands', 'what-the-answers-mean', 'what-cant-be-known'])
        expect(headings, name).toContain(part);
      expect(
        headings.some((id) => id.startsWith('in-the-page')),
        name,
      ).toBe(true);
    }
  });

  it('names only commands and options that the command line has', () => {
    const source = commandLine();
    const list = /pub enum Command \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
    const known = new Set(
      [...list.matchAll(/^ {4}([A-Z][a-z]+)/gm)].map(([, name = '']) => name.toLowerCase()),
    );
    const options = new Set([...source.matchAll(/long = "([a-z-]+)"/g)].map(([, name = '']) => name));
    // A field that is an option has the option's name, with a hyphen for each underscore.
    for (const [, name = ''] of source.matchAll(
      /#\[arg\((?:[^\]"]|"[^"]*"|\[[^\]]*\])*?\blong\b(?:[^\]"]|"[^"]*"|\[[^\]]*\])*\)\]\s*(?:\/\/[^\n]*\s*)*(?:pub )?([a-z_]+):/g,
    ))
      options.add(name.replaceAll('_', '-'));
    expect(known.size).toBeGreaterThan(10);
    expect(options.size).toBeGreaterThan(40);
    let seen = 0;
    for (const [name, text] of files) {
      const spoken = [
        ...codes(chapters[name] ?? []).flatMap((code) => code.split('\n')),
        ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
      ];
      for (const line of spoken) {
        const command = /^(?:\$ )?backup-inspector (\S+)/.exec(line)?.[1];
        if (command !== undefined) {
          seen += 1;
          expect(known, `${name}: ${line}`).toContain(command);
        }
        if (command === undefined && !line.startsWith('--')) continue;
        for (const [, option = ''] of line.matchAll(/(?<=^|\s)--([a-z-]+)/g))
          expect(options, `${name}: ${line}`).toContain(option);
      }
    }
    expect(seen).toBeGreaterThan(25);
  });
});
