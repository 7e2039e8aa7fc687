import type { SchemaContents } from '../../../engine/protocol.ts';
import { ObjectCount } from '../objects/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { inside } from '../inside-words.ts';
import { openSchema } from '../state/inside.ts';
import { squidex } from '../words.ts';
import { Section, useFirst } from './section.tsx';

const text = squidex.app;

export function Contents({ contents }: { contents: readonly SchemaContents[] }) {
  const { shown, more } = useFirst(contents);
  const head = text.content;
  const present = contents.reduce((sum, each) => sum + each.total - each.deleted, 0);
  return (
    <Section
      id="app-contents"
      title={text.contents}
      total={contents.length}
      count={present}
      query={{ table: 'contents', part: 'present' }}
      hint={text.contentsHint}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">{head.schema}</th>
            {(['total', 'live', 'draft', 'scheduled', 'deleted'] as const).map((key) => (
              <th key={key} scope="col" class="number">
                {head[key]}
              </th>
            ))}
            <th scope="col">{head.status}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((each) => (
            <tr key={each.schema_id} class={each.schema_name === null ? 'gone' : undefined}>
              <th scope="row">
                <button
                  type="button"
                  class="link schema-link"
                  id={`schema-${each.schema_id}`}
                  aria-label={inside.open(each.schema_name ?? each.schema_id)}
                  onClick={() => (openSchema.value = each.schema_id)}
                >
                  {each.schema_name === null ? (
                    <code>
                      <SafeText text={each.schema_id} />
                    </code>
                  ) : (
                    <SafeText text={each.schema_name} />
                  )}
                </button>
                {each.schema_name === null && (
                  <>
                    <br />
                    <span class="small gone-note">{text.schemaGone}</span>
                  </>
                )}
              </th>
              {(['total', 'live', 'draft', 'scheduled', 'deleted'] as const).map((part) => (
                <td key={part} class="number">
                  <ObjectCount
                    value={each[part]}
                    title={squidex.objects.contents(each.schema_name ?? each.schema_id, head[part])}
                    query={{ table: 'contents', within: each.schema_id, part }}
                  />
                </td>
              ))}
              <td>
                {Object.entries(each.by_status).map(([status, number], at) => (
                  <span key={status} class="status-count">
                    {at > 0 && ', '}
                    <SafeText text={status} />{' '}
                    <ObjectCount
                      value={number}
                      title={squidex.objects.contents(each.schema_name ?? each.schema_id, status)}
                      query={{ table: 'contents', within: each.schema_id, part: `status:${status}` }}
                    />
                  </span>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}
