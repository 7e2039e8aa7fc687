/** A box that scrolls sideways when its content is wider (`tall`: down, too, when it is long); only then it can be reached with Tab. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

export function Scroll({
  label,
  tall = false,
  children,
}: {
  label: string;
  tall?: boolean;
  children: ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const wide = useSignal(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      wide.value = element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight;
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    measure();
    return () => observer.disconnect();
  }, []);
  return (
    <div
      class={tall ? 'scroll-x scroll-tall' : 'scroll-x'}
      ref={box}
      {...(wide.value ? { tabIndex: 0, role: 'group', 'aria-label': label } : {})}
    >
      {children}
    </div>
  );
}
