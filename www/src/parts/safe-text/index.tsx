/** Text from an archive: shown as text only, cut off from the direction of its surroundings, hidden characters named. */
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
