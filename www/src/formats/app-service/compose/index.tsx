/** Requests and command lines for an app: the composer with what the engine says of tasks, fields and values. */
import { signal, useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Form, Task } from '../../../engine/protocol.ts';
import {
  ComposeView as View,
  startOf,
  type Composer,
  type ComposeState,
} from '../../../parts/compose/index.tsx';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { words } from '../../../state/words.ts';
import type { ReportProps } from '../../contract.ts';
import { composeForms, composeTask } from '../state/ask.ts';
import { appService } from '../words.ts';
import { composedOf, fieldsOf, LANGUAGES, tasksOf } from './requests.ts';

const text = appService.compose;

interface Made {
  composer: Composer;
  state: Signal<ComposeState>;
}

/** What was typed stays for as long as its files are open. */
const made = new WeakMap<object, Made>();
const ALONE = {};

async function makeComposer(inspection: Inspection | null): Promise<Made> {
  const key = inspection ?? ALONE;
  const known = made.get(key);
  if (known !== undefined) return known;
  const forms = await composeForms(inspection);
  const composer: Composer = {
    tasks: tasksOf(forms),
    fields: fieldsOf(forms),
    languages: LANGUAGES.map((id) => ({ id, label: text.languages[id] })),
    fileName: text.fileName,
    async compose({ task, language, given, secrets }) {
      return composedOf(await composeTask(inspection, task as Task, language as Form, [...given], secrets));
    },
  };
  const fresh = { composer, state: signal(startOf(composer)) };
  made.set(key, fresh);
  return fresh;
}

function Compose({ inspection }: { inspection: Inspection | null }) {
  const composer = useSignal<Made | null>(made.get(inspection ?? ALONE) ?? null);
  useEffect(() => {
    let wanted = true;
    makeComposer(inspection).then((found) => {
      if (wanted) composer.value = found;
    }, tell);
    return () => {
      wanted = false;
    };
  }, [inspection]);
  if (composer.value === null) return <p class="muted">{words.table.looking}</p>;
  return (
    <View
      composer={composer.value.composer}
      state={composer.value.state}
      asked={inspection?.report.value ?? null}
    >
      <p class="prose">{inspection === null ? text.introAlone : text.intro}</p>
    </View>
  );
}

export function ComposeView({ inspection }: ReportProps) {
  return <Compose inspection={inspection} />;
}

/** Without any file. */
export function RequestPlanner() {
  return <Compose inspection={null} />;
}
