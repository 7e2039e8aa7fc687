//! Any bytes are read as an app package and as a cabinet: an answer, no panic.
#![no_main]

use backup_inspector::container::cab;
use backup_inspector::format::sharepoint::app_package;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let source = data.to_vec();
    let _ = app_package::read(&source).expect("bytes in memory can be read");
    let _ = cab::read(&source).expect("bytes in memory can be read");
});
