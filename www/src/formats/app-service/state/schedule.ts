/** What a person typed about a schedule, and what it gives: kept for each set, asked anew a moment after a change. */
import { signal, type Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Typed } from '../../../engine/protocol.ts';
import { tell } from '../../../state/inspect.ts';
import type { Inspection } from '../../../state/store.ts';
import { runSchedule, type ScheduleAnswer } from './ask.ts';

/** Typing goes on: so long nothing is asked, in ms. */
const TYPING_MS = 250;

export interface SchedulePlan {
  typed: Typed;
  /** Outcomes of single runs, by the number of their slot. */
  outcomes: Readonly<Record<number, string>>;
  /** Dropped records are taken in, and runs simulated from now on only. */
  project: boolean;
  /** The day that is looked at; `null`: today. */
  day: string | null;
}

/** Nothing typed. */
export const NOTHING: Typed = {
  start: null,
  every: null,
  keep_days: null,
  keep_one: null,
  enabled: null,
  saved: null,
  tier: null,
  duration: null,
  outcomes: [],
  manual: [],
  sas_expiry: null,
  sas_permissions: null,
  mode: null,
  until: null,
  size: null,
};

/** Without files something has to be typed to begin with: once a week. */
const ALONE: Typed = { ...NOTHING, every: '7d' };

/** What there is to begin with: the dropped configuration; where there is none, a week stands for the interval. */
function startOf(inspection: Inspection | null): SchedulePlan {
  const body = inspection?.report.peek()?.app_service;
  return {
    typed: body?.configuration == null ? ALONE : NOTHING,
    outcomes: {},
    project: (body?.records.length ?? 0) > 0,
    day: null,
  };
}

const plans = new WeakMap<object, Signal<SchedulePlan>>();
const NO_FILES = {};

export function planOf(inspection: Inspection | null): Signal<SchedulePlan> {
  const key = inspection ?? NO_FILES;
  const plan = plans.get(key) ?? signal(startOf(inspection));
  plans.set(key, plan);
  return plan;
}

/** As it was before anything was typed; the day that is looked at stays. */
export function resetPlan(inspection: Inspection | null): void {
  const plan = planOf(inspection);
  plan.value = { ...startOf(inspection), day: plan.peek().day };
}

/** With the outcomes as the engine takes them. */
export function typedOf({ typed, outcomes }: Pick<SchedulePlan, 'typed' | 'outcomes'>): Typed {
  return { ...typed, outcomes: Object.entries(outcomes).map(([slot, status]) => `${slot}=${status}`) };
}

/** Asks, and asks again a moment after something else was typed, or the report says something else. */
export function useSchedule(
  inspection: Inspection | null,
  plan: SchedulePlan,
  answer: Signal<ScheduleAnswer | null>,
): void {
  const first = useRef(true);
  const { typed, outcomes, project } = plan;
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(
      () =>
        void runSchedule(inspection, typedOf({ typed, outcomes }), project).then((found) => {
          if (wanted) answer.value = found;
        }, tell),
      first.current ? 0 : TYPING_MS,
    );
    first.current = false;
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [inspection, inspection?.report.value, typed, outcomes, project]);
}
