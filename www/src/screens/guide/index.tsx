/** The guide: a chapter, or the list of them. Its data is made when the page is built; here it is drawn. */
import { entries, people } from 'virtual:guide';
import { chapters } from 'virtual:guide/chapters';
import { useEffect, useRef } from 'preact/hooks';
import { systems } from '../../formats/index.ts';
import { Icon } from '../../parts/icons/index.tsx';
import { copyText } from '../../state/clipboard.ts';
import { commands } from '../../state/commands.ts';
import { guideAddress, guidePlace, type Block, type Entry, type Inline } from '../../state/guide.ts';
import { closeAll } from '../../state/inspect.ts';
import { goTo, hrefOf, inspections } from '../../state/store.ts';
import { words } from '../../state/words.ts';
import './style.css';

const text = words.guide;

function Line({ pieces }: { pieces: readonly Inline[] }) {
  return (
    <>
      {pieces.map((piece) => {
        if (typeof piece === 'string') return piece;
        const within = <Line pieces={piece.c} />;
        switch (piece.t) {
          case 'a':
            return <a href={guideAddress(piece.to)}>{within}</a>;
          case 'code':
            return <code>{within}</code>;
          case 'strong':
            return <strong>{within}</strong>;
          case 'em':
            return <em>{within}</em>;
          default:
            return within;
        }
      })}
    </>
  );
}

/** What is typed, without the sign in front of it. */
function typed(code: string): string {
  return code.replace(/^\$ /gm, '');
}

function Code({ code }: { code: string }) {
  const commandsOnly = typed(code);
  const [first = ''] = commandsOnly.split('\n');
  return (
    <div class="guide-code">
      {/* It may be wider than a phone, and is then moved by its keys. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
      <button
        type="button"
        class="button small no-print"
        aria-label={text.copyCode(first)}
        onClick={() => void copyText(commandsOnly)}
      >
        {words.compose.copy}
      </button>
    </div>
  );
}

function Table({ head, rows }: { head: readonly Inline[][]; rows: readonly Inline[][][] }) {
  return (
    <div class="guide-table">
      <table>
        <thead>
          <tr>
            {head.map((cell) => (
              <th scope="col">
                <Line pieces={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name = [], ...cells]) => (
            <tr>
              <th scope="row">
                <Line pieces={name} />
              </th>
              {cells.map((cell, at) => (
                // On a phone a row stands as a list, each cell with its heading.
                <td data-head={plainHead(head[at + 1])}>
                  <Line pieces={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function One({ block }: { block: Block }) {
  switch (block.t) {
    case 'h': {
      const Level = block.level === 2 ? 'h2' : 'h3';
      return (
        <Level id={block.id} tabIndex={-1}>
          <Line pieces={block.c} />
        </Level>
      );
    }
    case 'p':
      return (
        <p>
          <Line pieces={block.c} />
        </p>
      );
    case 'code':
      return <Code code={block.text} />;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item) => (
            <li>
              <Blocks blocks={item} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
  }
}

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <>
      {blocks.map((block) => (
        <One block={block} />
      ))}
    </>
  );
}

function plainHead(pieces: readonly Inline[] | undefined): string {
  return (pieces ?? []).map((piece) => (typeof piece === 'string' ? piece : plainHead(piece.c))).join('');
}

/** What can be done at once for the system that a chapter is about. */
function TryIt({ entry }: { entry: Entry }) {
  const found = systems.find(({ about }) => about.name === entry.system);
  if (found === undefined || inspections.value.length > 0) return null;
  const { example, tools } = found.about;
  return (
    <section class="guide-try no-print" aria-label={text.tryIt}>
      {example !== null && (
        <p>
          <button type="button" class="button" onClick={() => commands.get(`example-${found.id}`)?.run()}>
            {example.label}
          </button>{' '}
          <span class="muted">{example.shows}</span>
        </p>
      )}
      {tools?.map(({ address, label }) => (
        <p key={address}>
          <a
            href={hrefOf({ view: address })}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              goTo({ view: address, set: 0, severity: null, code: null });
            }}
          >
            {label}
          </a>
        </p>
      ))}
    </section>
  );
}

function List({ current }: { current: string | null }) {
  return (
    <nav class="guide-list no-print" aria-label={text.list}>
      <ul>
        {entries.map(({ name, title }) => (
          <li key={name}>
            <a href={guideAddress(name)} aria-current={name === current ? 'page' : undefined}>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Index({ unknown }: { unknown: boolean }) {
  return (
    <>
      <p class="guide-lead">{unknown ? text.unknown : text.lead}</p>
      <dl class="guide-index">
        {entries.map(({ name, title, answers }) => (
          <div key={name}>
            <dt>
              <a href={guideAddress(name)}>{title}</a>
            </dt>
            <dd>{answers}</dd>
          </div>
        ))}
      </dl>
      {!unknown && (
        <>
          <h2>{words.landing.who}</h2>
          <dl class="guide-index">
            {people.map(({ who, has, to, start }) => (
              <div key={to}>
                <dt>{who}</dt>
                <dd>
                  {has}: <a href={guideAddress(to)}>{start}</a>
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </>
  );
}

export function GuideScreen() {
  const place = guidePlace.value;
  const at = entries.findIndex(({ name }) => name === place?.chapter);
  const entry = entries[at];
  const next = entries[at + 1];
  const title = entry?.title ?? text.name;
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title =
      entry === undefined ? `${text.name} · ${words.name}` : `${title} · ${text.name} · ${words.name}`;
  }, [entry, title]);
  // A chapter is read from its title on, or from the heading that a link named.
  useEffect(() => {
    const heading = place?.heading == null ? null : document.getElementById(place.heading);
    if (heading === null) {
      window.scrollTo(0, 0);
      top.current?.focus({ preventScroll: true });
    } else {
      heading.focus({ preventScroll: true });
      heading.scrollIntoView();
    }
  }, [place]);
  const open = inspections.value.length > 0;
  return (
    <main id="content" class={`guide${entry === undefined ? ' guide-whole' : ''}`} tabIndex={-1}>
      {entry !== undefined && <List current={entry.name} />}
      <article class="guide-text">
        <p class="guide-back no-print">
          {entry !== undefined && <a href={guideAddress()}>{text.all}</a>}
          <button type="button" class="link" onClick={open ? () => goTo({}) : closeAll}>
            {open ? text.toReport : text.toStart}
          </button>
        </p>
        <h1 tabIndex={-1} ref={top}>
          {title}
        </h1>
        {entry === undefined ? (
          <Index unknown={place?.chapter != null} />
        ) : (
          <>
            <Blocks blocks={chapters[entry.name] ?? []} />
            <TryIt entry={entry} />
            {next !== undefined && (
              <p class="guide-next no-print">
                <span class="muted">{text.next}</span>{' '}
                <a href={guideAddress(next.name)}>
                  {next.title} <Icon name="closed" />
                </a>
              </p>
            )}
          </>
        )}
      </article>
    </main>
  );
}
