/** All rows of one table, as a file. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { ExportButtons, ExportState } from '../../../parts/export-state/index.tsx';
import type { Inspection } from '../../../state/store.ts';
import { sharepoint } from '../words.ts';
import { fullName, type TableLine } from './model.ts';

const text = sharepoint.table.save;

/** Forms that rows are written in. */
type RowForm = keyof typeof text.forms;
const FORMS = Object.keys(text.forms) as RowForm[];

export function SaveRows({ inspection, line }: { inspection: Inspection; line: TableLine }) {
  const id = useId();
  const form = useSignal<RowForm>('csv');
  const name = fullName(line);
  return (
    <div class="save-rows">
      <label for={id}>{text.as}</label>
      <select
        id={id}
        value={form.value}
        onChange={(event) => (form.value = event.currentTarget.value as RowForm)}
      >
        {FORMS.map((each) => (
          <option key={each} value={each}>
            {text.forms[each]}
          </option>
        ))}
      </select>
      <ExportButtons
        inspection={inspection}
        several={false}
        order={{
          title: text.title(name),
          wanted: { what: 'rows', only: [name], part: line.database, form: form.value },
          // No sign that a file system refuses.
          name: `${line.database}.${name}`.replace(/[^\p{L}\p{N}._ -]/gu, '_').slice(0, 150),
          extension: form.value,
        }}
      />
      <ExportState inspection={inspection} />
    </div>
  );
}
