/**
 * The drawn report as the text of one HTML file. Only the elements and attributes named here come over, all text is escaped,
 * and there is no script, no address and no field in it: a hostile name stays text whatever reads the file.
 */

/** What is read of a node of the document. */
export interface Drawn {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly localName?: string;
  readonly childNodes: Iterable<Drawn>;
  getAttribute?(name: string): string | null;
}

const ELEMENT = 1;
const TEXT = 3;

const ELEMENTS = new Set(
  (
    'main section article header footer div p span h1 h2 h3 h4 ul ol li dl dt dd table caption thead tbody tfoot tr th td ' +
    'strong em b i s code pre kbd bdi abbr q small sub sup time figure figcaption details summary br hr wbr ' +
    'svg g path line rect circle ellipse polyline polygon text tspan title desc pattern defs clipPath'
  ).split(' '),
);
/** Roles of lists in boxes of their own. */
const SCROLLED = new Set(['grid', 'treegrid', 'listbox']);
const EMPTY = new Set(['br', 'hr', 'wbr']);
/** Neither they nor what is in them is for reading. */
const LEFT_OUT = new Set(
  'input label legend select textarea datalist dialog nav script style template iframe object embed canvas img audio video link meta base form'.split(
    ' ',
  ),
);
const ATTRIBUTES = (
  'class style title role aria-label aria-hidden aria-level colspan rowspan scope dir lang datetime data-head ' +
  'viewBox width height d x y x1 x2 y1 y2 cx cy r rx ry dx dy points transform fill stroke stroke-width stroke-linecap ' +
  'stroke-linejoin stroke-dasharray fill-opacity opacity text-anchor dominant-baseline preserveAspectRatio'
).split(' ');

export function escaped(text: string): string {
  // U+0000 can't stand in HTML; the page names it where it shows text from an archive.
  return text
    .replaceAll('\0', '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Letters of an e-mail address, as the engine masks them in JSON: generous, since what is masked too much does no harm. */
const ADDRESS = /[\p{Alphabetic}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{Alphabetic}\p{N}.!#$%&'*+/=?^_`{|}~-]+/gu;

/** Replaces each e-mail address by `person-N`, the same one always by the same. */
export function masking(): (text: string) => string {
  const people: string[] = [];
  return (text) =>
    text.replace(ADDRESS, (address) => {
      const known = people.indexOf(address.toLowerCase());
      return `person-${known < 0 ? people.push(address.toLowerCase()) : known + 1}`;
    });
}

function classes(node: Drawn): string[] {
  return (node.getAttribute?.('class') ?? '').split(/\s+/);
}

/** Whether the element is on the screen alone, or hidden. */
function isLeftOut(node: Drawn, name: string): boolean {
  // What is moved to choose something has nothing to move it.
  if (node.getAttribute?.('role') === 'slider') return true;
  if (LEFT_OUT.has(name) || (node.getAttribute?.('hidden') ?? null) !== null) return true;
  // What is pressed to do something goes; a number or name that can be pressed to see more is read, too.
  const alone = name === 'button' ? ['no-print', 'button'] : ['no-print', 'printed-at'];
  return classes(node).some((each) => alone.includes(each));
}

/** The value that an attribute has in the file; `null`: it isn't there. */
function attributeOf(node: Drawn, attribute: string): string | null {
  const value = node.getAttribute?.(attribute) ?? null;
  if (value === null || (attribute === 'style' && /url\(|image|@import/i.test(value))) return null;
  // Nothing looks as if it could be pressed.
  return attribute === 'class' ? value.replace(/(^|\s)link(?=\s|$)/g, '').trim() : value;
}

/** One node with what is in it. */
export function markup(node: Drawn, mask: (text: string) => string): string {
  if (node.nodeType === TEXT) return escaped(mask(node.nodeValue ?? ''));
  if (node.nodeType !== ELEMENT) return '';
  const name = node.localName ?? '';
  if (isLeftOut(node, name)) return '';
  let within = '';
  for (const child of node.childNodes) within += markup(child, mask);
  // A link leads nowhere outside of the page: its words stay.
  const written = name === 'button' ? 'span' : name;
  if (!ELEMENTS.has(written)) return within;
  let start = `<${written}`;
  for (const attribute of ATTRIBUTES) {
    const value = attributeOf(node, attribute);
    if (value !== null && value !== '') start += ` ${attribute}="${escaped(mask(value))}"`;
  }
  if (name === 'details') start += ' open=""';
  // A list that scrolls in itself does so by keyboard, too.
  if (SCROLLED.has(node.getAttribute?.('role') ?? '')) start += ' tabindex="0"';
  return EMPTY.has(name) ? `${start}>` : `${start}>${within}</${written}>`;
}

/** The same policy for the file as for the page, but for its styles, which stand in it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Behind the page's own styles: what is for paper alone is shown, and pages are numbered. */
function ownStyles(foot: string): string {
  const text = JSON.stringify(foot).slice(1, -1);
  return `
body { padding: clamp(1rem, 3vw, 2.5rem); font: 400 var(--step-0)/1.5 var(--sans); font-variant-numeric: tabular-nums; }
@media screen { html { font-size: 100%; } .scroll-x, .table-box { overflow-x: auto; } }
/* Borders that a browser can't tell from its own rules. */
.verdict { border: 1px solid #999; border-top-width: 4px; }
body > * { max-width: 72rem; margin-inline: auto; }
.print-only, .view.print-only { display: block; position: static; }
.view.print-only { display: grid; margin-top: var(--gap-6); }
.print-text { white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll-tall { max-height: none; }
.saved-foot { margin-top: var(--gap-5); color: var(--text-muted); }
@page { margin: 18mm 15mm; @bottom-left { content: "${text}"; font: 8pt sans-serif; } @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }
@media print { body { padding: 0; } .saved-foot { display: none; } h1, h2, h3, thead { break-after: avoid; } }
`;
}

export interface Saved {
  title: string;
  /** Who wrote it and when. */
  foot: string;
  /** Rules of the page. */
  styles: string;
  /** What is drawn. */
  content: Drawn;
}

export function htmlOf({ title, foot, styles, content }: Saved, mask: (text: string) => string): string {
  // Nothing in a style sheet may end it, or look like markup.
  const sheet = (styles + ownStyles(foot)).replace(/<(?=[/!?a-z])/gi, '\\3c ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(mask(title))}</title>
<style>${sheet}</style>
</head>
<body>
${markup(content, mask)}
<footer class="saved-foot small">${escaped(foot)}</footer>
</body>
</html>
`;
}
