use backup_inspector::protocol::Recipe;
use crate::support::*;

#[test]
fn explore() {
    for (name, bytes) in samples() {
        let before = check(&bytes);
        let mut actions: Vec<String> = before.findings.iter().filter_map(|f| f.action.clone()).collect();
        actions.sort();
        actions.dedup();
        let losses = |r: &backup_inspector::report::Report| -> Vec<String> { let mut v: Vec<String> = r.findings.iter().filter(|f| f.severity <= backup_inspector::report::Severity::DataLoss).map(|f| f.code.clone()).collect(); v.dedup(); v };
        if actions.is_empty() {
            if before.verdict.outcome != backup_inspector::report::Outcome::Restores { println!("NONE {name}: {:?} {:?} {}", before.verdict.outcome, losses(&before), before.verdict.summary); }
            continue;
        }
        match copy(&bytes, &Recipe { fix: actions.clone(), ..Recipe::default() }) {
            Ok((out, summary)) => {
                let after = check(&out);
                println!("FIX {name}: {:?} -> {:?} {actions:?} changes {} after {:?} {}", before.verdict.outcome, after.verdict.outcome, summary.change_count, losses(&after), if after.verdict.outcome != backup_inspector::report::Outcome::Restores { &after.verdict.summary } else { "" });
            }
            Err(error) => println!("ERR {name}: {error}"),
        }
    }
}
