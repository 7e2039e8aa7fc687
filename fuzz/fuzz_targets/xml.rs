//! Any bytes are read as XML, as a table of contents, a manifest, a log and a list of sites: an answer, no panic.
#![no_main]

use backup_inspector::container::xml;
use backup_inspector::format::sharepoint::{farm, site};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = xml::root_name(data);
    if let Ok(root) = xml::parse(data) {
        if let Some(runs) = farm::read_toc(&root) {
            let _ = farm::choose(&runs, None, &|_| true);
        }
        let _ = farm::read_manifest(&root);
    }
    let text = xml::text_of(data);
    let _ = farm::read_log(&text);
    let _ = site::parse_list(&text);
});
