//! Any bytes are checked as a backup: an answer, no panic, and an outcome that its findings agree with.
#![no_main]

use backup_inspector::format::Options;
use backup_inspector::open;
use backup_inspector::report::{Outcome, Severity};
use backup_inspector::scan;
use backup_inspector::source::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let inputs = vec![Input::new("fuzz.zip", data.to_vec())];
    let mut sets = open::open(inputs).expect("bytes in memory can be read");
    for set in &mut sets {
        let first = set.report(&Options::default());
        assert!(first.verdict.outcome != Outcome::RestoresWithLoss);
        scan::run(set, &mut |_| true).expect("bytes in memory can be read");
        let report = set.report(&Options::default());
        let has = |severity| {
            report
                .findings
                .iter()
                .any(|finding| finding.severity == severity)
        };
        let outcome = report.verdict.outcome;
        assert!(outcome != Outcome::Unknown);
        assert!(outcome != Outcome::Restores || !has(Severity::DataLoss));
        assert!(outcome != Outcome::RestoresWithLoss || has(Severity::DataLoss));
        // What fails from the directory alone still fails when all is read.
        if first.verdict.outcome == Outcome::Fails {
            assert!(outcome == Outcome::Fails);
        }
    }
});
