//! Golden reports: what a person and a script see for real archives, whole. A change of a word or a
//! number shows in review as a changed file in `tests/snapshots`.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test --test golden`.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use backup_inspector::format::Options;
use backup_inspector::format::Report;
use backup_inspector::format::squidex::app_text::app_to_text;
use backup_inspector::open;
use backup_inspector::scan;
use backup_inspector::source::Input;

/// One of each kind of outcome and generation; `tests/data/squidex/README.md` says where they are from.
const ARCHIVES: [&str; 20] = [
    "base/tiny.zip",
    "base/full.zip",
    "base/legacy.zip",
    "base/legacy-v1.zip",
    "base/legacy-v2n.zip",
    "base/legacy2017-client.zip",
    "base/deletedapp.zip",
    "base/restoredapp.zip",
    "base/ruledel.zip",
    "base/schemadel-late.zip",
    "base/singlecontent.zip",
    "base/team.zip",
    "mutants/03-html-page.zip",
    "mutants/04-no-eocd.zip",
    "mutants/04-trunc-last-byte.zip",
    "mutants/10-no-events.zip",
    "mutants/11-gap-k6.zip",
    "mutants/12-macosx.zip",
    "mutants/13-dup-event-second-differs.zip",
    "mutants/14-lone-surrogate.zip",
];

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/squidex")
        .join(name)
}

fn report(name: &str) -> Report {
    let path = file(name);
    let inputs = vec![Input::new(
        path.file_name().unwrap().to_str().unwrap().to_owned(),
        std::fs::read(&path).unwrap(),
    )];
    let mut set = open::open(inputs).unwrap().remove(0);
    assert!(scan::run(&mut set, &mut |_| true).unwrap());
    // As for a server of this system: files of none have its answer, too.
    set.report(&Options {
        system: Some("squidex".into()),
        ..Options::default()
    })
}

#[test]
fn reports_are_as_they_were() {
    for name in ARCHIVES {
        let report = report(name);
        let json = serde_json::to_string_pretty(&report).unwrap();
        let whole = format!(
            "{}\n======== app\n{}\n======== ticket\n{}\n======== json\n{json}\n",
            report.to_text(),
            app_to_text(&report),
            report.to_ticket(&Options::default()),
        );
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name.replace(['/', '.'], "-"), whole);
        });
    }
}
