/** Shapes: each outcome and severity has its own, so that colour is never the only sign. */
import type { JSX } from 'preact';
import type { Outcome, Severity } from '../../engine/protocol.ts';

function Svg({ children, size }: { children: JSX.Element | JSX.Element[]; size?: number | undefined }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

const OUTCOME: Record<Outcome, JSX.Element> = {
  restores: (
    <g>
      <circle cx="12" cy="12" r="10" />
      <path d="M7.500 12.500l3 3 6-6.500" />
    </g>
  ),
  'restores-with-loss': (
    <g>
      <path d="M12 2.500L22.500 21h-21z" />
      <path d="M12 9.500v5.500M12 17.900v.1" />
    </g>
  ),
  fails: (
    <g>
      <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" />
      <path d="M8.500 8.500l7 7M15.500 8.500l-7 7" />
    </g>
  ),
  unknown: (
    <g>
      <path d="M12 1.500L22.500 12 12 22.500 1.500 12z" stroke-dasharray="3 2.600" />
      <path d="M9.700 9.800a2.400 2.400 0 1 1 3.400 2.200c-.8.4-1.100.9-1.100 1.700M12 16.600v.1" />
    </g>
  ),
};

export function OutcomeIcon({ outcome }: { outcome: Outcome }) {
  return <Svg>{OUTCOME[outcome]}</Svg>;
}

const SEVERITY: Record<Severity, JSX.Element> = {
  fatal: <path d="M8 3h8l5 5v8l-5 5H8l-5-5V8z" fill="currentColor" />,
  'data-loss': <path d="M12 4l9.500 16.500h-19z" fill="currentColor" />,
  suspicious: <path d="M12 3l9 9-9 9-9-9z" />,
  note: <circle cx="12" cy="12" r="7" />,
};

export function SeverityIcon({ severity }: { severity: Severity }) {
  return <Svg>{SEVERITY[severity]}</Svg>;
}

const GENERAL = {
  down: <path d="M12 4v13M6 12l6 6 6-6M4 21h16" />,
  lock: (
    <g>
      <rect x="5" y="11" width="14" height="9" rx="1.500" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </g>
  ),
  closed: <path d="M9 5l7 7-7 7" />,
  open: <path d="M5 9l7 7 7-7" />,
  check: <path d="M5 12.500l5 5 9-11" />,
  dash: <path d="M6 12h12" />,
  cross: <path d="M6 6l12 12M18 6L6 18" />,
  file: <path d="M6 2.500h8l5 5v14H6zM14 2.500v5h5" />,
  search: (
    <g>
      <circle cx="10.500" cy="10.500" r="6.500" />
      <path d="M15.500 15.500L21 21" />
    </g>
  ),
};

export function Icon({ name }: { name: keyof typeof GENERAL }) {
  return <Svg>{GENERAL[name]}</Svg>;
}
