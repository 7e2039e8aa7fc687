//! Any bytes are read as an event record: an answer and no panic, the same from used and from fresh buffers.
#![no_main]

use backup_inspector::format::squidex::decode::{self, Context};
use backup_inspector::report::FindingSet;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static USED: std::cell::RefCell<Context> = std::cell::RefCell::default();
}

fuzz_target!(|data: &[u8]| {
    let mut findings = FindingSet::default();
    let fresh = decode::event(7, data, &mut Context::default(), &mut findings);
    USED.with_borrow_mut(|context| {
        let mut again = FindingSet::default();
        let used = decode::event(7, data, context, &mut again);
        assert_eq!(fresh, used);
        assert_eq!(findings, again);
    });
});
