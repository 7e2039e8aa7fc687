/**
 * The composer: a task, its fields with what is said of each, and the requests or commands that come of it, ready to
 * copy. Nothing is sent. Secrets never stand on the screen: asked for, they go into what is copied or saved alone.
 */
import { useSignal, type Signal } from '@preact/signals';
import { Fragment, type ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { copyText, say } from '../../state/clipboard.ts';
import { sentence } from '../../state/format.ts';
import { tell } from '../../state/inspect.ts';
import { saveBlob } from '../../state/save.ts';
import { words } from '../../state/words.ts';
import { Icon } from '../icons/index.tsx';
import { Remarks } from '../remarks/index.tsx';
import { SafeText } from '../safe-text/index.tsx';
import {
  givenOf,
  languageOf,
  shownValue,
  taskOf,
  wholeText,
  type Composed,
  type ComposeField,
  type ComposeRemark,
  type Composer,
  type ComposeState,
  type ComposeTask,
  type KnownField,
} from './model.ts';
import './style.css';

export * from './model.ts';

const text = words.compose;

/** Typing goes on: so long nothing is asked, in ms. */
const TYPING_MS = 250;

const NOTHING: Composed = { pieces: [], remarks: [], notes: [], known: [] };

function groupsOf(tasks: readonly ComposeTask[]): ReadonlyArray<[string, readonly ComposeTask[]]> {
  const groups = new Map<string, ComposeTask[]>();
  for (const task of tasks) groups.set(task.group, [...(groups.get(task.group) ?? []), task]);
  return [...groups];
}

function TaskChoice({
  composer,
  task,
  onTask,
}: {
  composer: Composer;
  task: ComposeTask | undefined;
  onTask: (id: string) => void;
}) {
  const id = useId();
  const groups = groupsOf(composer.tasks);
  return (
    <>
      <fieldset class="compose-tasks">
        <legend class="visually-hidden">{text.task}</legend>
        {groups.map(([group, tasks]) => (
          <div key={group} role="group" aria-label={group}>
            <p class="compose-group small muted" aria-hidden="true">
              {group}
            </p>
            {tasks.map((each) => (
              <label key={each.id} class="compose-task">
                <input
                  type="radio"
                  class="visually-hidden"
                  name={`${id}-task`}
                  checked={each === task}
                  onChange={() => onTask(each.id)}
                />
                <span>{each.label}</span>
              </label>
            ))}
          </div>
        ))}
      </fieldset>
      {/* The same on a narrow screen, where a list would be longer than the screen. */}
      <div class="compose-task-menu field">
        <label for={`${id}-menu`}>{text.task}</label>
        <select
          id={`${id}-menu`}
          value={task?.id ?? ''}
          onChange={(event) => onTask(event.currentTarget.value)}
        >
          {groups.map(([group, tasks]) => (
            <optgroup key={group} label={group}>
              {tasks.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </div>
    </>
  );
}

function Field({
  field,
  typed,
  known,
  remarks,
  onValue,
}: {
  field: ComposeField;
  typed: ComposeState['typed'];
  known: readonly KnownField[];
  remarks: readonly ComposeRemark[];
  onValue: (value: string) => void;
}) {
  const id = useId();
  const { key, label, hint, look, choices } = field;
  const value = shownValue(field, typed, known);
  const fromFiles = typed[key] === undefined && known.some((each) => each.key === key);
  const shared = {
    id,
    'aria-describedby': `${id}-said`,
    'aria-invalid': remarks.some(({ kind }) => kind === 'wrong'),
    autocomplete: 'off' as const,
    spellcheck: false,
  };
  return (
    <div class={`field compose-field look-${look}`}>
      <label for={id}>
        {label}
        {fromFiles && <span class="compose-known small">{text.known}</span>}
      </label>
      {look === 'choice' ? (
        <select {...shared} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          <option value="">{text.notSet}</option>
          {choices.map(([each, word]) => (
            <option key={each} value={each}>
              {word}
            </option>
          ))}
        </select>
      ) : look === 'secret' ? (
        <input
          {...shared}
          type="password"
          // Neither shown nor offered to be kept by the browser.
          autocomplete="new-password"
          value={value}
          placeholder={fromFiles ? text.secretKnown : undefined}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      ) : look === 'list' ? (
        <textarea
          {...shared}
          class="mono small"
          rows={Math.max(2, value.split('\n').length)}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          type="text"
          autocapitalize="none"
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
      <div id={`${id}-said`}>
        {hint !== null && <p class="small muted">{hint}</p>}
        <Remarks remarks={remarks} small />
      </div>
    </div>
  );
}

/** Tabs by the pattern of the web: arrows move between them, Tab goes on to what they show. */
function Tabs({
  label,
  tabs,
  chosen,
  panel,
  onChoose,
}: {
  label: string;
  tabs: ReadonlyArray<{ id: string; label: string }>;
  chosen: string;
  panel: string;
  onChoose: (id: string) => void;
}) {
  const list = useRef<HTMLDivElement>(null);
  const at = tabs.findIndex(({ id }) => id === chosen);
  const onKey = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = moves[event.key];
    const tab = next === undefined ? undefined : tabs[(next + tabs.length) % tabs.length];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    onChoose(tab.id);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[(next + tabs.length) % tabs.length]?.focus();
  };
  return (
    <div class="compose-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKey}>
      {tabs.map(({ id, label: word }) => (
        <button
          key={id}
          id={`${panel}-${id}`}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          aria-controls={panel}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {word}
        </button>
      ))}
    </div>
  );
}

/** Text of several lines; what is hidden in one is named. */
function Lines({ text: all }: { text: string }) {
  return (
    <>
      {all.split('\n').map((line, at) => (
        // Lines have no other name than their place.
        <Fragment key={at}>
          {at > 0 && '\n'}
          <SafeText text={line} />
        </Fragment>
      ))}
    </>
  );
}

/** What can be copied, a piece after the other. */
function Output({
  composer,
  task,
  language,
  composed,
  state,
  whole,
  onState,
}: {
  composer: Composer;
  task: ComposeTask;
  language: string;
  composed: Composed;
  state: ComposeState;
  /** What is copied or saved: composed anew, with secrets if they were asked for. */
  whole: () => Promise<Composed>;
  onState: (change: Partial<ComposeState>) => void;
}) {
  const id = useId();
  const tabs = composer.languages.filter((each) => task.languages.includes(each.id));
  const wrong = composed.remarks.filter(({ kind }) => kind === 'wrong').length;
  const missing = composed.remarks.filter(({ kind }) => kind === 'missing').length;
  const ofWhole = composed.remarks.filter(({ field }) => field === null || !task.fields.includes(field));
  const copy = (of: (all: Composed) => string) => copyText(whole().then(of)).catch(tell);
  const save = async () => {
    try {
      const blob = new Blob([wholeText(await whole())], { type: 'text/plain' });
      const saved = await saveBlob(blob, composer.fileName(task.id, language));
      if (saved !== null) say(words.saved(saved.name));
    } catch (error) {
      tell(error);
    }
  };
  return (
    <section class="panel compose-out" aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{task.label}</h3>
      <p>{task.about}</p>
      {tabs.length > 1 && (
        <Tabs
          label={text.languages}
          tabs={tabs}
          chosen={language}
          panel={`${id}-panel`}
          onChoose={(next) => onState({ language: next })}
        />
      )}
      <div class="compose-foot no-print">
        <p class="compose-state small" role="status">
          {text.state(wrong, missing)}
        </p>
        {composer.fields.some(({ key, look }) => look === 'secret' && task.fields.includes(key)) && (
          <label class="choice">
            <input
              type="checkbox"
              checked={state.secrets}
              onChange={(event) => onState({ secrets: event.currentTarget.checked })}
            />
            <span>
              {text.secrets} <span class="muted small">{text.secretsHint}</span>
            </span>
          </label>
        )}
        <div class="button-row">
          <button
            type="button"
            class="button primary"
            disabled={composed.pieces.length === 0}
            onClick={() => void copy(wholeText)}
          >
            {state.secrets ? text.copyAllSecret : text.copyAll}
          </button>
          <button
            type="button"
            class="button"
            disabled={composed.pieces.length === 0}
            onClick={() => void save()}
          >
            {text.save}
          </button>
        </div>
        <p class="compose-nothing small">
          <Icon name="lock" /> {text.nothingSent}
        </p>
      </div>
      <div
        id={`${id}-panel`}
        class="compose-panel"
        {...(tabs.length > 1 ? { role: 'tabpanel', 'aria-labelledby': `${id}-panel-${language}` } : {})}
      >
        {composed.pieces.map(({ title, text: what, notes }, at) => (
          <div key={title} class="compose-piece">
            <div class="compose-piece-head">
              <h4>{title}</h4>
              <button
                type="button"
                class="button small no-print"
                aria-label={text.copyPiece(title)}
                onClick={() => void copy(({ pieces }) => pieces[at]?.text ?? '')}
              >
                {text.copy}
              </button>
            </div>
            {notes.length > 0 && (
              <ul class="compose-notes small muted">
                {notes.map((note) => (
                  <li key={note}>{sentence(note)}</li>
                ))}
              </ul>
            )}
            <pre class="mono compose-text">
              <Lines text={what} />
            </pre>
          </div>
        ))}
        <Remarks remarks={ofWhole} />
        {composed.notes.length > 0 && (
          <ul class="compose-notes">
            {composed.notes.map((note) => (
              <li key={note}>
                <SafeText text={sentence(note)} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

export function ComposeView({
  composer,
  state,
  asked,
  children,
}: {
  composer: Composer;
  /** Kept outside, since the view is drawn anew whenever somebody comes back to it. */
  state: Signal<ComposeState>;
  /** Whenever this changes, it is composed anew: what is known of the files. */
  asked: unknown;
  /** Stands above: what a system has to say. */
  children?: ComponentChildren;
}) {
  const composed = useSignal<Composed>(NOTHING);
  const task = taskOf(composer, state.value);
  const language = languageOf(task, state.value);
  const { typed } = state.value;
  const onState = (change: Partial<ComposeState>) => {
    state.value = { ...state.value, ...change };
  };
  const ask = async (secrets: boolean): Promise<Composed> => {
    const request = { task: task?.id ?? '', language, given: [], secrets };
    // What was typed before is only understood beside what the files say.
    const { known } = composed.peek() === NOTHING ? await composer.compose(request) : composed.peek();
    return composer.compose({ ...request, given: givenOf(composer, task, typed, known) });
  };
  const before = useRef(typed);
  useEffect(() => {
    let wanted = true;
    const go = () =>
      ask(false).then((found) => {
        if (wanted) composed.value = found;
      }, tell);
    // Only typing is waited for.
    const timer = setTimeout(() => void go(), before.current === typed ? 0 : TYPING_MS);
    before.current = typed;
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [composer, asked, typed, task?.id, language]);
  if (task === undefined) return null;
  const { remarks, known } = composed.value;
  const fields = task.fields.flatMap((key) => composer.fields.find((field) => field.key === key) ?? []);
  const rare = fields.filter((field) => field.rare === true);
  const wrong = new Set(remarks.flatMap(({ field, kind }) => (kind === 'wrong' ? (field ?? []) : [])));
  const draw = (field: ComposeField) => (
    <Field
      key={field.key}
      field={field}
      typed={typed}
      known={known}
      remarks={remarks.filter((remark) => remark.field === field.key)}
      onValue={(value) => onState({ typed: { ...typed, [field.key]: value } })}
    />
  );
  return (
    <div class="compose">
      {children}
      <div class="compose-body">
        <TaskChoice composer={composer} task={task} onTask={(id) => onState({ task: id })} />
        <form
          class="panel compose-fields no-print"
          aria-label={text.fields}
          onSubmit={(event) => event.preventDefault()}
        >
          {fields.filter((field) => field.rare !== true).map(draw)}
          {rare.length > 0 && (
            <details
              class="compose-rare"
              // What was typed, and what is wrong, is in sight.
              open={rare.some(({ key }) => key in typed || wrong.has(key))}
            >
              <summary>{text.more(rare.length)}</summary>
              {rare.map(draw)}
            </details>
          )}
          {Object.keys(typed).length > 0 && (
            <button type="button" class="button small" onClick={() => onState({ typed: {}, secrets: false })}>
              {text.reset}
            </button>
          )}
        </form>
        <Output
          composer={composer}
          task={task}
          language={language}
          composed={composed.value}
          state={state.value}
          whole={() => ask(state.peek().secrets)}
          onState={onState}
        />
      </div>
    </div>
  );
}
