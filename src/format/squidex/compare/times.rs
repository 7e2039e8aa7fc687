//! When events were, counted while they are folded: in bounded memory for any number of them, over any time.

use std::collections::BTreeMap;

use crate::inspect::export::Times;

/// Lengths of the stretches that are counted, in seconds; beyond the last, twice as long each time.
const STEPS: [i64; 6] = [1, 60, 900, 3_600, 86_400, 604_800];

/// So many stretches are counted apart before they become longer.
const MOST: usize = 8_192;

/// Events by time.
#[derive(Debug, Clone)]
pub(in crate::format::squidex) struct Counts {
    step: i64,
    /// By the number of the stretch, from the Unix epoch on.
    stretches: BTreeMap<i64, u64>,
    without: u64,
}

impl Default for Counts {
    fn default() -> Counts {
        Counts {
            step: 1,
            stretches: BTreeMap::new(),
            without: 0,
        }
    }
}

fn longer(step: i64) -> i64 {
    let next = STEPS.iter().find(|each| **each > step);
    next.copied().unwrap_or(step.saturating_mul(2))
}

impl Counts {
    /// One more, at seconds of the Unix epoch.
    pub(in crate::format::squidex) fn add(&mut self, at: Option<i64>) {
        let Some(at) = at else {
            self.without += 1;
            return;
        };
        *self.stretches.entry(at.div_euclid(self.step)).or_default() += 1;
        while self.stretches.len() > MOST {
            self.lengthen(longer(self.step));
        }
    }

    fn lengthen(&mut self, step: i64) {
        for (stretch, count) in std::mem::take(&mut self.stretches) {
            let at = stretch.saturating_mul(self.step);
            *self.stretches.entry(at.div_euclid(step)).or_default() += count;
        }
        self.step = step;
    }

    fn pairs(&self) -> Vec<(i64, u64)> {
        let pairs = self.stretches.iter();
        pairs
            .map(|(stretch, count)| (stretch.saturating_mul(self.step), *count))
            .collect()
    }
}

/// Those of two, in stretches of one length.
pub(super) fn of_both(mut first: Counts, mut second: Counts) -> Times {
    // Every length is a multiple of those before it.
    let step = first.step.max(second.step);
    first.lengthen(step);
    second.lengthen(step);
    Times {
        step,
        first: first.pairs(),
        second: second.pairs(),
        without: (first.without, second.without),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_a_multiple_of_the_one_before() {
        let mut step = 1;
        for _ in 0..30 {
            let next = longer(step);
            assert!(next > step && next % step == 0, "{step} {next}");
            step = next;
        }
    }

    #[test]
    fn however_many_there_are_each_is_counted_once_in_few_stretches() {
        let mut first = Counts::default();
        let mut second = Counts::default();
        for at in 0..30_000_i64 {
            // Some of long before 1970, one every three hours.
            first.add(Some((at - 10_000) * 10_800 + 17));
        }
        second.add(Some(-1));
        second.add(None);
        let times = of_both(first, second);
        assert_eq!(times.step, 86_400);
        assert!(times.first.len() <= MOST && times.first.is_sorted());
        assert!(times.first.iter().all(|(at, _)| at % 86_400 == 0));
        assert_eq!(
            times.first.iter().map(|(_, count)| count).sum::<u64>(),
            30_000
        );
        assert_eq!((times.second, times.without), (vec![(-86_400, 1)], (0, 1)));
    }

    #[test]
    fn times_at_the_ends_of_all_time_are_taken() {
        let mut counts = Counts::default();
        for at in 0..20_000 {
            counts.add(Some(i64::MIN + at));
            counts.add(Some(i64::MAX - at));
        }
        assert_eq!(
            counts.pairs().iter().map(|(_, count)| count).sum::<u64>(),
            40_000
        );
    }
}
