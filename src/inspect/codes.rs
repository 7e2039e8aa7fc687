//! Findings about the inspection itself, of any system.

use crate::report::codes;

codes! {
    PART_NOT_READ = "part-not-read", Suspicious {
        title: "A part of the data was not read",
        cause: "the program failed while it read this part; that is its fault and not the archive's",
        effect: "the answer is not complete",
        advice: "check the file again; if it happens again, please report it with the details",
    }
}
