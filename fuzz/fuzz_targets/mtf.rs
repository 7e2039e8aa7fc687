//! Any bytes are read as a SQL Server backup, plain or compressed, and judged: an answer, no panic, no sum of areas
//! beyond what lengths can say.
#![no_main]

use backup_inspector::container::mtf;
use backup_inspector::format::sharepoint::{Options, judge, member, report};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let source = data.to_vec();
    let Some(media) = mtf::read(&source).expect("bytes in memory can be read") else {
        return;
    };
    for set in &media.sets {
        for area in &set.areas {
            let _ = (area.pages_offset(), area.page_count());
        }
    }
    if media.form == mtf::Form::Compressed {
        let _ = mtf::compressed::read_whole(&source).expect("bytes in memory can be read");
    }
    let _ = mtf::read_prefix(&source, source.len() as u64 + 1);
    let members =
        [member::read("a.bak", &source, None, None).expect("bytes in memory can be read")];
    let options = Options::default();
    let judgement = judge(&members, &options);
    let _ = report::body(&members, &judgement, &options);
});
