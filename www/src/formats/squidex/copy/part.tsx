import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What had the focus went away with what it did: somebody who uses the keyboard goes on here, and not at the top of the page. */
export function keepFocus(next: () => HTMLElement | null): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) next()?.focus({ preventScroll: true });
  });
}

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
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ComponentChildren;
}) {
  return (
    <label class="repair">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}
