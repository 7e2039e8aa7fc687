/** A box that scrolls sideways when its content is wider; only then it can be reached with Tab. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  const box = useRef<HTMLDivElement>(null);
  const wide = useSignal(false);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => { wide.value = element.scrollWidth > element.clientWidth; };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    measure();
    return () => observer.disconnect();
  }, []);
  return <div class="scroll-x" ref={box} {...(wide.value ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}>{children}</div>;
}
