import type { CopyOffer, Report } from '../../../engine/protocol.ts';
import { bytes } from '../../../state/format.ts';
import { change, leaveOutSchema, recipe } from '../state/recipe.ts';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { Scroll } from '../../../parts/scroll/index.tsx';
import { squidex } from '../words.ts';
import { Check, Part } from './part.tsx';

const text = squidex.copy;

export function LeavePart({ report, offer }: { report: Report; offer: CopyOffer | null }) {
  const schemas = report.app?.schemas ?? [];
  const contents = new Map((report.app?.contents ?? []).map((each) => [each.schema_id, each.total]));
  const out = recipe.value;
  const size = (name: string): string => {
    const found = offer?.schemas.find((each) => each.name === name);
    return found === undefined ? '' : `, ${bytes(found.bytes)}`;
  };
  return (
    <Part title={text.leave} hint={text.leaveHint}>
      <div class="repairs">
        <Check
          checked={out.without_superseded}
          onChange={(without_superseded) => change({ without_superseded })}
        >
          <strong>{text.superseded}</strong>{' '}
          {offer !== null && (
            <span class="muted">{text.files(offer.superseded.count, offer.superseded.bytes)}</span>
          )}
          <br />
          <span class="small muted">{text.supersededHint}</span>
        </Check>
        <Check checked={out.without_deleted} onChange={(without_deleted) => change({ without_deleted })}>
          <strong>{text.deleted}</strong>{' '}
          {offer !== null && (
            <span class="muted">{text.contents(offer.deleted.count, offer.deleted.bytes)}</span>
          )}
          <br />
          <span class="small muted">{text.deletedHint}</span>
        </Check>
      </div>
      <h4>{text.schemasOut}</h4>
      {schemas.length === 0 ? (
        <p class="muted">{text.schemaNone}</p>
      ) : (
        <Scroll label={text.schemasOut} tall>
          <div class="repairs schema-boxes">
            {schemas.map(
              ({ id, name }) =>
                name !== null && (
                  <Check
                    key={id}
                    checked={out.without_schemas.includes(name)}
                    onChange={(checked) => leaveOutSchema(name, checked)}
                  >
                    <SafeText text={name} />{' '}
                    <span class="small muted">
                      {text.schemaContents(contents.get(id) ?? 0)}
                      {size(name)}
                    </span>
                  </Check>
                ),
            )}
          </div>
        </Scroll>
      )}
    </Part>
  );
}
