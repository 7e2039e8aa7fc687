//! Events that could not be read.

use crate::report::codes;

codes! {
    EVENT_UNREADABLE = "event-unreadable", Fatal {
        title: "An event can't be decompressed",
        cause: "the entry is damaged, or packed with a method that the server does not know",
        effect: "the restore fails with \"Failed with internal error.\" at this event",
        advice: "find the original archive, or download it again",
    }
    EVENT_TOO_LARGE = "event-too-large", Suspicious {
        title: "An event is larger than what is read here",
        cause: "no server writes an event of that size, or very many events share the same bytes",
        effect: "what the server does with it is not known",
        advice: "look at the entry by hand",
    }
    FILE_TOO_LARGE = "file-too-large", Suspicious {
        title: "A file is larger than what is read here",
        cause: "no server writes a file of that name and size, or very many entries share the same bytes",
        effect: "what the server does with it is not known",
        advice: "look at the entry by hand",
    }
}
