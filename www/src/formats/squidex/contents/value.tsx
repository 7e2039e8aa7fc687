/** A value of a content as an editor knows it: text, names of what it refers to, items one below the other. */
import type { LinkView, ValueView } from '../../../engine/protocol.ts';
import { instant, utc } from '../../../state/format.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { inside } from '../inside-words.ts';
import { openThing } from '../state/inside.ts';

const text = inside.content;

function Link({ link }: { link: LinkView }) {
  const name = link.name ?? link.id;
  if (!link.there && link.name === null)
    return (
      <span class="object-lost">
        <SafeText text={link.id} /> ({text.notThere})
      </span>
    );
  return (
    <>
      <button
        type="button"
        class="link value-link"
        onClick={() =>
          openThing(
            link.kind === 'assets'
              ? { kind: 'assets', id: link.id, name }
              : { kind: 'contents', id: link.id, name, at: null },
          )
        }
      >
        <SafeText text={name} />
      </button>
      {link.schema !== null && (
        <span class="small muted">
          {' '}
          <SafeText text={link.schema} />
        </span>
      )}
      {!link.there && <span class="object-lost"> ({text.notThere})</span>}
    </>
  );
}

function Links({ links }: { links: readonly LinkView[] }) {
  return (
    <ul class="value-links">
      {links.map((link, at) => (
        <li key={at}>
          <Link link={link} />
        </li>
      ))}
    </ul>
  );
}

function Text({ value }: { value: ValueView }) {
  if (value.look === 'json')
    return (
      <pre class="value-json mono small" tabIndex={0}>
        <SafeText text={value.text} />
      </pre>
    );
  if (value.look === 'instant')
    return (
      <time dateTime={value.text} title={utc(value.text)}>
        {instant(value.text)}
      </time>
    );
  return (
    <p class="value-text">
      <SafeText text={value.text} />
    </p>
  );
}

export function Value({ value }: { value: ValueView }) {
  return (
    <>
      {value.look === 'items' ? (
        <ol class="value-items">
          {value.items.map((item, at) => (
            <li key={at}>
              <p class="small muted">
                {item.title === null ? text.item(at + 1) : <SafeText text={item.title} />}
              </p>
              <dl class="value-item">
                {item.fields.map((field, place) => (
                  <div key={place}>
                    <dt>
                      <SafeText text={field.label} />
                    </dt>
                    <dd>
                      <Value value={field.value} />
                    </dd>
                  </div>
                ))}
              </dl>
            </li>
          ))}
        </ol>
      ) : (
        value.look !== 'links' && <Text value={value} />
      )}
      {value.look === 'items' && value.items.length === 0 && <span class="muted">{text.nothing}</span>}
      {value.look === 'links' && value.links.length === 0 && <span class="muted">{text.nothing}</span>}
      {value.links.length > 0 && <Links links={value.links} />}
      {value.cut && <p class="small muted">{text.cut}</p>}
    </>
  );
}
