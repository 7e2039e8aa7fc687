/** Text from an archive: shown as text only, cut off from the direction of its surroundings, hidden characters named. */
import { shortIds } from '../../state/ids.ts';
import { pieces } from '../../state/visible.ts';

export function SafeText({ text }: { text: string }) {
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
