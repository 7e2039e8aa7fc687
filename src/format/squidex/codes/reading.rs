//! Events that could not be read.

use crate::report::codes;

codes! {
    EVENT_UNREADABLE = "event-unreadable", Fatal {
        title: "An event can't be decompressed",
        cause: "the entry is damaged, or packed with a method that the server does not know",
        effect: "the restore fails with \"Failed with internal error.\" at this event",
        advice: "find the original archive, or download it again",
    }
    EVENT_TOO_LARGE = "event-too-large", Fatal {
        title: "An event is larger than what is read here",
        cause: "an event of that size was not written by a server",
        effect: "what the server would do is not known",
        advice: "look at the entry by hand",
    }
}
