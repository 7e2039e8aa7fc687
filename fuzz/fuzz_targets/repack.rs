//! Copies of any bytes: where one is made, it has the promised length, opens, and is a backup itself.
#![no_main]

use std::rc::Rc;

use backup_inspector::container::zip::{self as archive, Segment};
use backup_inspector::error::Error;
use backup_inspector::format::Options;
use backup_inspector::inspect::copy::Recipe;
use backup_inspector::inspect::work::WorkKind;
use backup_inspector::open;
use backup_inspector::scan;
use backup_inspector::source::{Composed, Input, ReadAt};
use libfuzzer_sys::fuzz_target;

/// The last byte says what is asked for.
fn recipe(wish: u8) -> Recipe {
    let mut recipe = Recipe::default();
    if wish & 1 != 0 {
        recipe.name = Some("new-name".into());
    }
    if wish & 2 != 0 {
        recipe.fix.push("all".into());
    }
    recipe.without_deleted = wish & 4 != 0;
    recipe.without_superseded = wish & 8 != 0;
    if wish & 16 != 0 {
        recipe.without_schemas.push("posts".into());
    }
    recipe
}

fuzz_target!(|data: &[u8]| {
    let Some((wish, data)) = data.split_last() else {
        return;
    };
    let source = Rc::new(data.to_vec());
    let inputs = vec![Input::new("fuzz.zip", source.clone())];
    let mut sets = open::open(inputs).expect("bytes in memory can be read");
    let set = &mut sets[0];
    scan::run(set, &mut |_| true).expect("bytes in memory can be read");
    let kind = WorkKind::Copy {
        recipe: recipe(*wish),
    };
    let work = match set.begin(&kind, &Options::default()) {
        Ok(work) => work,
        Err(Error::Invalid(_)) => return,
        Err(error) => panic!("{error}"),
    };
    let copy = set
        .compose(work, set.packs_here(work))
        .expect("bytes in memory can be read");
    let bytes = copy.bytes;
    let mut composed = Composed::new(source.clone());
    for segment in copy.segments {
        match segment.expect("bytes in memory can be read") {
            Segment::Source { offset, bytes } => composed.push_slice(offset, bytes),
            Segment::Fresh(fresh) => composed.push_bytes(fresh),
        }
    }
    assert!(bytes.is_none_or(|bytes| bytes == composed.len()));
    let archive = archive::open(&composed).expect("bytes in memory can be read");
    assert_eq!(archive.dotnet, Ok(()), "{:?}", archive.faults);
});
