/** Schemas with their fields. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Field, Schema } from '../../../engine/protocol.ts';
import { count } from '../../../state/format.ts';
import { Icon } from '../../../parts/icons/index.tsx';
import { SafeText } from '../../../parts/safe-text/index.tsx';
import { squidex } from '../words.ts';
import { Name, Section, useFirst } from './section.tsx';

const text = squidex.app;

function Fields({ fields }: { fields: readonly Field[] }) {
  return (
    <table class="fields small">
      <thead>
        <tr>
          <th scope="col">{text.field.name}</th>
          <th scope="col">{text.field.type}</th>
          <th scope="col">{text.field.partitioning}</th>
          <th scope="col">{text.field.flags}</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <FieldRows key={field.id} field={field} depth={0} />
        ))}
      </tbody>
    </table>
  );
}

function FieldRows({ field, depth }: { field: Field; depth: number }) {
  const flags = [
    field.hidden && text.hidden,
    field.locked && text.locked,
    field.disabled && text.disabled,
  ].filter((flag) => flag !== false);
  return (
    <>
      <tr>
        <th scope="row">
          {depth > 0 && (
            <span class="muted" aria-hidden="true">
              {'└ '}
            </span>
          )}
          <SafeText text={field.name} />
        </th>
        <td>
          <SafeText text={field.type} />
        </td>
        <td>{field.partitioning}</td>
        <td>{flags.join(', ')}</td>
      </tr>
      {field.nested.map((each) => (
        <FieldRows key={each.id} field={each} depth={depth + 1} />
      ))}
    </>
  );
}

function SchemaRow({ schema, columns }: { schema: Schema; columns: number }) {
  const open = useSignal(false);
  const id = useId();
  return (
    <>
      <tr>
        <th scope="row">
          {schema.field_list.length === 0 ? (
            <Name value={schema.name} />
          ) : (
            <button
              type="button"
              class="link disclose"
              aria-expanded={open.value}
              aria-controls={id}
              onClick={() => (open.value = !open.value)}
            >
              <Icon name={open.value ? 'open' : 'closed'} />
              <Name value={schema.name} />
            </button>
          )}
        </th>
        <td>{schema.type}</td>
        <td>{schema.published ? text.yes : text.no}</td>
        <td>{schema.category === null ? '' : <SafeText text={schema.category} />}</td>
        <td class="number">
          {schema.fields === 0 ? (
            count(0)
          ) : (
            <button
              type="button"
              class="link"
              aria-expanded={open.value}
              aria-controls={id}
              aria-label={squidex.objects.open(
                schema.fields,
                squidex.objects.fields(schema.name ?? schema.id),
              )}
              onClick={() => (open.value = !open.value)}
            >
              {count(schema.fields)}
            </button>
          )}
        </td>
      </tr>
      {open.value && (
        <tr id={id}>
          <td colSpan={columns} class="fields-cell">
            <Fields fields={schema.field_list} />
          </td>
        </tr>
      )}
    </>
  );
}

export function Schemas({ schemas }: { schemas: readonly Schema[] }) {
  const { shown, more } = useFirst(schemas);
  const head = text.schema;
  return (
    <Section id="app-schemas" title={text.schemas} total={schemas.length} query={{ table: 'schemas' }}>
      <table>
        <thead>
          <tr>
            <th scope="col">{head.name}</th>
            <th scope="col">{head.type}</th>
            <th scope="col">{head.published}</th>
            <th scope="col">{head.category}</th>
            <th scope="col" class="number">
              {head.fields}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((schema) => (
            <SchemaRow key={schema.id} schema={schema} columns={5} />
          ))}
        </tbody>
      </table>
      {more}
    </Section>
  );
}
