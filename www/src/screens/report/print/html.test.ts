import { describe, expect, it } from 'vitest';
import { type Drawn, htmlOf, masking, markup } from './html.ts';

const text = (value: string): Drawn => ({ nodeType: 3, nodeValue: value, childNodes: [] });
const element = (localName: string, attributes: Record<string, string>, ...childNodes: Drawn[]): Drawn => ({
  nodeType: 1,
  nodeValue: null,
  localName,
  childNodes,
  getAttribute: (name) => attributes[name] ?? null,
});
const asIs = (value: string) => value;

describe('the report as HTML', () => {
  it('escapes all text and attributes', () => {
    expect(
      markup(element('p', { title: '"><img src=x>' }, text('</p><script>alert(1)</script>&amp;\0')), asIs),
    ).toBe(
      '<p title="&quot;&gt;&lt;img src=x&gt;">&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;\ufffd</p>',
    );
  });
  it('has only elements and attributes that are named', () => {
    expect(
      markup(
        element(
          'main',
          { class: 'a', onclick: 'x()', id: 'content' },
          element('a', { href: 'javascript:x()' }, text('words')),
          element('script', {}, text('x')),
          element('button', { class: 'button small' }, text('press')),
          element('button', { class: 'link number' }, text('3')),
          element('div', { class: 'b no-print' }, text('gone')),
          element('p', { hidden: '' }, text('gone')),
          element('x-thing', {}, element('b', {}, text('kept'))),
          element('div', { style: 'background: url(https://a.example)' }),
          element('div', { style: 'width: 3px' }),
          element('br', {}),
          { nodeType: 8, nodeValue: '--><script>', childNodes: [] },
        ),
        asIs,
      ),
    ).toBe(
      '<main class="a">words<span class="number">3</span><b>kept</b><div></div><div style="width: 3px"></div><br></main>',
    );
  });
  it('masks addresses as the engine does in JSON', () => {
    const mask = masking();
    expect(mask('anna@shop.example and "Anna@Shop.Example"')).toBe('person-1 and "person-1"');
    expect(mask("@ a@ b@c@d é.o'neil+x@host")).toBe('@ a@ person-2@d person-3');
  });
  it('has a policy, no end of its style sheet, and numbers on pages', () => {
    const file = htmlOf(
      {
        title: '<t>',
        foot: 'by "x" </style>',
        styles: 'a::before { content: "</style><script>"; }',
        content: text('<b>'),
      },
      asIs,
    );
    expect(file.match(/<\/style>/g)).toHaveLength(1);
    expect(file).not.toContain('<script');
    expect(file).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(file).toContain('counter(page)');
    expect(file).toContain('<title>&lt;t&gt;</title>');
    expect(file).toContain('\n&lt;b&gt;\n');
  });
});
