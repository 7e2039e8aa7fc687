import { goTo, hrefOf } from '../../state/store.ts';

/** A line at the end of a panel that leads to the view with the rest. */
export function ViewLink({ view, children }: { view: string; children: string }) {
  return (
    <p class="panel-more no-print">
      <a
        href={hrefOf({ view, severity: null, code: null })}
        onClick={(event) => {
          event.preventDefault();
          goTo({ view, severity: null, code: null });
        }}
      >
        {children}
      </a>
    </p>
  );
}
