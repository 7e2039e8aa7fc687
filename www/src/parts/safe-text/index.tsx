/** Text from an archive: shown as text only, cut off from the direction of its surroundings, hidden characters named. */
import { Fragment } from 'preact';
import { shortIds } from '../../state/ids.ts';
import { pieces } from '../../state/visible.ts';

/** What stands from left to right in any surroundings, begins and ends with such a sign, and hides nothing. */
const PLAIN = /^[A-Za-z0-9](?:[ -~]*[A-Za-z0-9])?$/;

export function SafeText({ text }: { text: string }) {
  // Long lists are made of such texts: an element less for each.
  if (PLAIN.test(text)) return <>{text}</>;
  const parts = pieces(text);
  if (parts.length === 1 && parts[0]?.named === false) return <bdi>{text}</bdi>;
  return (
    <bdi>
      {parts.map((piece, at) =>
        piece.named ? (
          <span key={at} class="named">
            {piece.text}
          </span>
        ) : (
          <bdi key={at}>{piece.text}</bdi>
        ),
      )}
    </bdi>
  );
}

/** A text of several lines: its line feeds are what they say, everything else that is hidden is named. */
export function SafeLines({ text }: { text: string }) {
  return (
    <>
      {runs(text).map((run, at) => (
        // Runs have no other name than their place.
        <Fragment key={at}>
          {at > 0 && '\n'}
          {run.plain ? <bdi>{run.text}</bdi> : <SafeText text={run.text} />}
        </Fragment>
      ))}
    </>
  );
}

/** Lines without anything hidden are one run: a long text has few. */
function runs(text: string): Array<{ plain: boolean; text: string }> {
  const found: Array<{ plain: boolean; text: string }> = [];
  for (const line of text.split('\n')) {
    const parts = pieces(line);
    const plain = parts.every(({ named }) => !named) && parts.length < 2;
    const last = found.at(-1);
    if (plain && last?.plain === true) last.text += `\n${line}`;
    else found.push({ plain, text: line });
  }
  return found;
}

/** A place inside an archive. */
export function Entry({ text }: { text: string }) {
  return (
    <code class="entry">
      <SafeText text={text} />
    </code>
  );
}

/** A sentence for people, in large type: long ids are cut short, and whole for who points at them. */
export function Headline({ text }: { text: string }) {
  return (
    <>
      {shortIds(text).map((piece, at) =>
        piece.whole === null ? (
          <SafeText key={at} text={piece.text} />
        ) : (
          <abbr key={at} class="short-id" title={piece.whole}>
            {piece.text}
          </abbr>
        ),
      )}
    </>
  );
}
