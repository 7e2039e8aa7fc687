/** An empty view says why, and what next. */
import type { ComponentChildren } from 'preact';
import './style.css';

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
