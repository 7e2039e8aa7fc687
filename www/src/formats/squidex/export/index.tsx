/** Exports of an app: what, how, and where to. */
import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { LineForm } from '../../../engine/protocol.ts';
import { ExportButtons, ExportState } from '../../../parts/export-state/index.tsx';
import { Check } from '../copy/part.tsx';
import type { ReportProps } from '../../contract.ts';
import {
  CHOSEN,
  formOf,
  formsOf,
  isSeveral,
  nameOf,
  takes,
  wantedOf,
  WHAT,
  type Chosen,
  type What,
} from './model.ts';
import { exportWords as text, inPage } from './words.ts';
import { EXPORT_TITLE } from '../state/export.ts';
import './style.css';

type Switch =
  | 'all'
  | 'asRestored'
  | 'mark'
  | 'allVersions'
  | 'secrets'
  | 'rulesEnabled'
  | 'ruleSecrets'
  | 'protectedAssets';

/** The switches, with what is to be known before one is turned. */
const SWITCHES: ReadonlyArray<{ key: Switch; label: string; about?: string }> = [
  { key: 'all', label: text.options.all },
  { key: 'allVersions', label: text.options.allVersions },
  { key: 'mark', label: text.options.mark },
  { key: 'asRestored', label: text.options.asRestored, about: text.options.asRestoredHint },
  { key: 'secrets', label: text.options.secrets, about: text.options.secretsHint },
  { key: 'rulesEnabled', label: text.options.rulesEnabled, about: text.options.rulesEnabledHint },
  { key: 'ruleSecrets', label: text.options.ruleSecrets, about: text.options.ruleSecretsHint },
  { key: 'protectedAssets', label: text.options.protectedAssets, about: text.options.protectedAssetsHint },
];

/** The form of exports. `what`: only this, in the view that shows it; `schema`: of this one at first. */
export function ExportForm({
  inspection,
  report,
  what,
  schema = null,
}: Pick<ReportProps, 'inspection' | 'report'> & { what?: What; schema?: string | null }) {
  const chosen = useSignal<Chosen>({ ...CHOSEN, what: what ?? CHOSEN.what, schema });
  const id = useId();
  const now = chosen.value;
  const means = takes(now.what);
  const form = formOf(now);
  const forms = formsOf(now.what);
  const change = (some: Partial<Chosen>) => {
    chosen.value = { ...now, ...some };
  };
  const schemas = (report.app?.schemas ?? []).flatMap(({ id: key, name }) =>
    name === null ? [] : [{ key, name }],
  );
  const several = isSeveral(now);
  return (
    <div class="export-form">
      {what === undefined && (
        <div class="field">
          <label for={`${id}-what`}>{text.what}</label>
          <select
            id={`${id}-what`}
            value={now.what}
            aria-describedby={`${id}-about`}
            onChange={(event) => change({ what: event.currentTarget.value as What })}
          >
            {WHAT.map((each) => (
              <option key={each} value={each}>
                {text.kinds[each]}
              </option>
            ))}
          </select>
        </div>
      )}
      <p id={`${id}-about`} class="small muted measure">
        {text.about[now.what]}
      </p>
      <div class="export-fields">
        {means.has('schema') && schemas.length > 0 && (
          <div class="field">
            <label for={`${id}-schema`}>{text.schema}</label>
            <select
              id={`${id}-schema`}
              value={now.schema ?? ''}
              onChange={(event) =>
                change({ schema: event.currentTarget.value === '' ? null : event.currentTarget.value })
              }
            >
              <option value="">{text.allSchemas}</option>
              {schemas.map(({ key, name }) => (
                <option key={key} value={name}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
        {forms.length > 1 && (
          <div class="field">
            <label for={`${id}-form`}>{text.form}</label>
            <select
              id={`${id}-form`}
              value={form}
              onChange={(event) => change({ form: event.currentTarget.value as LineForm })}
            >
              {forms.map((each) => (
                <option key={each} value={each}>
                  {text.forms[each]}
                </option>
              ))}
            </select>
            {form === 'csv' && several && <p class="small muted">{text.manyTables}</p>}
          </div>
        )}
      </div>
      <div class="export-switches">
        {SWITCHES.filter(({ key }) => means.has(key) && (key !== 'mark' || form === 'csv')).map(
          ({ key, label, about }) => (
            <Check key={key} checked={now[key]} about={about} onChange={(on) => change({ [key]: on })}>
              {label}
            </Check>
          ),
        )}
      </div>
      <ExportButtons
        inspection={inspection}
        several={several}
        order={{
          title: text.titles[now.what](now.schema),
          wanted: wantedOf(now),
          name: nameOf(report.source.file_name, now),
          extension: form,
        }}
      />
      <ExportState inspection={inspection} inPage={inPage} />
    </div>
  );
}

/** The form as a panel. */
export function ExportPanel(props: Pick<ReportProps, 'inspection' | 'report'>) {
  return (
    <section class="panel export-panel" aria-labelledby={EXPORT_TITLE}>
      <div class="panel-head">
        <h3 id={EXPORT_TITLE} tabIndex={-1}>
          {text.title}
        </h3>
        <span class="small muted">{text.hint}</span>
      </div>
      <ExportForm {...props} />
    </section>
  );
}
