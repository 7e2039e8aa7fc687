/** How long a restore takes: a range on a ruler, and its phases as a bar and a table. */
import type { Estimate } from '../../../engine/protocol.ts';
import { duration, roughly } from '../../../state/format.ts';
import { squidex } from '../words.ts';
import './style.css';

const text = squidex.summary;

/** So many fills there are in the sheet: one for each phase, so that no two of them look alike. */
const FILLS = 10;

/** Seconds on a logarithmic ruler: 1 s to an hour and more look as far apart as they feel. */
function rulerPlace(seconds: number, top: number): number {
  return Math.min(100, (Math.log10(1 + seconds) / Math.log10(1 + top)) * 100);
}

const MARKS = [1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10_800, 36_000, 86_400];

export function EstimateRange({ estimate }: { estimate: Estimate }) {
  const top = Math.max(10, estimate.high_seconds * 1.15);
  const marks = MARKS.filter((mark) => mark <= top);
  const place = (seconds: number) => `${rulerPlace(seconds, top)}%`;
  // Where low and high are the same, so is what lies between.
  const likely =
    roughly(estimate.low_seconds) === roughly(estimate.high_seconds)
      ? ''
      : `, ${text.likely(estimate.likely_seconds)}`;
  return (
    <>
      <p class="estimate-words">
        <strong>{text.estimateRange(estimate.low_seconds, estimate.high_seconds)}</strong>
        {likely}
      </p>
      <svg
        class="estimate-ruler"
        width="100%"
        height="46"
        role="img"
        aria-label={`${text.estimateRange(estimate.low_seconds, estimate.high_seconds)}${likely}`}
      >
        <line class="ruler-base" x1="0" x2="100%" y1="26" y2="26" />
        {marks.map((mark, at) => {
          const x = rulerPlace(mark, top);
          return (
            <g key={mark}>
              <line class="ruler-mark" x1={`${x}%`} x2={`${x}%`} y1="20" y2="26" />
              {(marks.length < 8 || at % 2 === 0) && x < 94 && (
                <text class="ruler-label" x={`${x}%`} y="41" text-anchor={x < 4 ? 'start' : 'middle'}>
                  {duration(mark)}
                </text>
              )}
            </g>
          );
        })}
        <rect
          class="ruler-range"
          x={place(estimate.low_seconds)}
          width={`${Math.max(1, rulerPlace(estimate.high_seconds, top) - rulerPlace(estimate.low_seconds, top))}%`}
          y="6"
          height="10"
        />
        <rect class="ruler-likely" x={place(estimate.likely_seconds)} width="3" y="2" height="18" />
      </svg>
    </>
  );
}

/** The phases that take longest, in one line. */
export function EstimateShares({ estimate }: { estimate: Estimate }) {
  const sum = estimate.phases.reduce((all, phase) => all + phase.likely_seconds, 0);
  const parts = estimate.phases
    .map((phase, at) => ({ ...phase, at, share: sum === 0 ? 0 : phase.likely_seconds / sum }))
    .filter(({ share }) => share >= 0.01);
  return (
    <>
      <div class="phase-bar" aria-hidden="true">
        {parts.map(({ name, share }, at) => (
          <PhasePart key={name} share={share} index={at} />
        ))}
      </div>
      <ul class="phase-list small">
        {parts.map(({ name, share }, at) => (
          <li key={name}>
            <span class={`phase-key phase-${at % FILLS}`} aria-hidden="true" /> {text.phaseName(name)}{' '}
            <span class="muted">{Math.round(share * 100)} %</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function EstimatePhases({ estimate }: { estimate: Estimate }) {
  const sum = estimate.phases.reduce((all, phase) => all + phase.likely_seconds, 0);
  const share = (seconds: number) => (sum === 0 ? 0 : seconds / sum);
  // What takes no time worth a line is one line; its colour would not be seen anyway.
  const long = estimate.phases.filter((phase) => share(phase.likely_seconds) >= 0.01);
  const rest = estimate.phases.filter((phase) => share(phase.likely_seconds) < 0.01);
  return (
    <>
      <div class="phase-bar" aria-hidden="true">
        {long.map((phase, at) => (
          <PhasePart key={phase.name} share={share(phase.likely_seconds)} index={at} />
        ))}
      </div>
      <table class="phases">
        <thead>
          <tr>
            <th scope="col">{text.phase.name}</th>
            <th scope="col" class="number">
              {text.phase.time}
            </th>
            <th scope="col" class="number">
              {text.phase.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {long.map((phase, at) => (
            <tr key={phase.name}>
              <th scope="row">
                <span class={`phase-key phase-${at % FILLS}`} aria-hidden="true" />{' '}
                {text.phaseName(phase.name)}
              </th>
              <td class="number">{duration(phase.likely_seconds)}</td>
              <td class="number">{Math.round(share(phase.likely_seconds) * 100)} %</td>
            </tr>
          ))}
          {rest.length > 0 && (
            <tr class="muted">
              <td colSpan={3}>{text.phaseRest(rest.map(({ name }) => name))}</td>
            </tr>
          )}
        </tbody>
      </table>
    </>
  );
}

/** A part of the phase bar. Its width is set through the style object, which the policy allows; an attribute it would not. */
function PhasePart({ share, index }: { share: number; index: number }) {
  return (
    <span
      class={`phase-part phase-${index % FILLS}`}
      ref={(element) => {
        if (element !== null) element.style.flexGrow = String(share);
      }}
    />
  );
}
