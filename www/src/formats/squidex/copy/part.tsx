import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** Up to this size what can be told of a copy is asked for without a question: it takes no time worth a word. */
export const COUNT_AT_ONCE_BYTES = 64 << 20;

export function Part({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <section class="panel copy-part" aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {hint !== undefined && <p class="small muted">{hint}</p>}
      {children}
    </section>
  );
}

export function Check({
  checked,
  onChange,
  about,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  /** More about it, which is no part of its name. */
  about?: ComponentChildren;
  children: ComponentChildren;
}) {
  const id = useId();
  return (
    <div class="check">
      <label class="repair">
        <input
          type="checkbox"
          checked={checked}
          {...(about === undefined ? {} : { 'aria-describedby': id })}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span>{children}</span>
      </label>
      {about !== undefined && (
        <div id={id} class="small muted check-about">
          {about}
        </div>
      )}
    </div>
  );
}
