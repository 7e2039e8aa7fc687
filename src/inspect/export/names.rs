//! Names for files that come from a backup: safe on every system, and unique in their folder.

use std::collections::HashMap;

use unicode_normalization::char::{canonical_combining_class, decompose_canonical};

/// Longest name, in bytes.
const MAX_BYTES: usize = 200;
/// What stands behind the last dot is an extension if it has no more bytes.
const MAX_EXTENSION_BYTES: usize = 20;

/// A name that has no path in it, nothing that can't be seen or turns the reading direction round, and means the same on
/// every system. Never empty, at most 200 bytes.
pub fn safe(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|letter| !is_bidirectional(*letter))
        .map(|letter| match letter {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            '\u{2028}' | '\u{2029}' => '_',
            letter if letter.is_control() => '_',
            letter => letter,
        });
    let letters: String = letters.collect();
    fitting(letters.trim_start(), "")
}

/// The name with something behind its stem, cut so that it fits.
fn fitting(name: &str, behind: &str) -> String {
    let name = name.trim_end_matches(is_trailing);
    let (stem, extension) = match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= MAX_EXTENSION_BYTES => name.split_at(at),
        _ => (name, ""),
    };
    let room = MAX_BYTES.saturating_sub(extension.len() + behind.len() + 1);
    let mut end = stem.len().min(room);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    let mut stem = stem.get(..end).unwrap_or_default().to_owned();
    if extension.is_empty() || !behind.is_empty() {
        stem.truncate(stem.trim_end_matches(is_trailing).len());
    }
    if stem.is_empty() && behind.is_empty() && extension.is_empty() {
        stem.push('_');
    }
    if is_reserved(&stem) {
        stem.push('_');
    }
    format!("{stem}{behind}{extension}")
}

fn is_trailing(letter: char) -> bool {
    letter == '.' || letter.is_whitespace()
}

/// Characters that only change the order in which others are shown.
fn is_bidirectional(letter: char) -> bool {
    matches!(
        letter,
        '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
    )
}

/// Names of devices on Windows, with any extension.
fn is_reserved(stem: &str) -> bool {
    let word = stem.split('.').next().unwrap_or_default();
    let word = word.trim_end().to_ascii_uppercase();
    let numbered = |start: &str| {
        word.strip_prefix(start).is_some_and(|rest| {
            let mut letters = rest.chars();
            let number = letters.next();
            letters.next().is_none()
                && number.is_some_and(|one| one.is_ascii_digit() || matches!(one, '¹' | '²' | '³'))
        })
    };
    matches!(
        word.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || numbered("COM")
        || numbered("LPT")
}

/// What two names have in common that some system takes for one: case and normalisation are left out.
fn key(name: &str) -> String {
    let folded = decomposed(name.chars());
    let folded = folded.into_iter().flat_map(char::to_uppercase);
    let folded = decomposed(folded.flat_map(char::to_lowercase));
    folded.into_iter().collect()
}

/// Canonical decomposition (form D of UAX #15): equal for the same texts as the composed form. The composed one would bring
/// its table and those of compatible forms into the page's engine, 72 kB, a third of that as it travels.
fn decomposed(letters: impl Iterator<Item = char>) -> Vec<char> {
    let mut out = Vec::new();
    for letter in letters {
        decompose_canonical(letter, |part| out.push(part));
    }
    // Marks that follow each other stand in the order of their classes.
    let is_mark = |letter: &char| canonical_combining_class(*letter) != 0;
    for marks in out.chunk_by_mut(|before, letter| is_mark(before) && is_mark(letter)) {
        if marks.len() > 1 {
            marks.sort_by_key(|letter| canonical_combining_class(*letter));
        }
    }
    out
}

/// The names in one folder.
#[derive(Debug, Default)]
pub struct Folder {
    /// By key, the next number to be tried.
    taken: HashMap<String, u64>,
}

impl Folder {
    /// A safe name like this one that is not taken yet: `name (2).png`. It is taken then.
    pub fn unique(&mut self, name: &str) -> String {
        let name = safe(name);
        if self.take(&name) {
            return name;
        }
        let own = key(&name);
        loop {
            let number = match self.taken.get_mut(&own) {
                Some(next) => {
                    *next += 1;
                    *next
                }
                None => 2,
            };
            let numbered = fitting(&name, &format!(" ({number})"));
            if self.take(&numbered) {
                return numbered;
            }
        }
    }

    fn take(&mut self, name: &str) -> bool {
        let key = key(name);
        if self.taken.contains_key(&key) {
            return false;
        }
        self.taken.insert(key, 1);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    use super::*;

    proptest! {
        /// What a file system takes for one name has one key, whatever form it is written in.
        #[test]
        fn a_key_is_the_same_for_every_form_of_a_name(
            name in "[a-zA-Z\\u{c0}-\\u{17f}\\u{300}-\\u{345}\\u{370}-\\u{3ff}\\u{5b0}-\\u{5c7}\\u{1100}-\\u{11ff}\\u{1dc0}-\\u{1fff}\\u{ac00}-\\u{ac80}\\u{f900}-\\u{f910}]{0,12}",
        ) {
            let (composed, apart): (String, String) = (name.nfc().collect(), name.nfd().collect());
            prop_assert_eq!(key(&composed), key(&name));
            prop_assert_eq!(key(&apart), key(&name));
            let letters: String = decomposed(name.chars()).into_iter().collect();
            prop_assert_eq!(letters, apart);
        }
    }

    #[test]
    fn different_names_have_different_keys() {
        for (one, other) in [
            ("e", "\u{e9}"),
            ("日本", "東京"),
            ("a\u{301}\u{327}", "a\u{301}"),
        ] {
            assert_ne!(key(one), key(other));
        }
        assert_eq!(key("A\u{301}\u{327}"), key("a\u{327}\u{301}"));
    }

    #[test]
    fn hostile_names_become_safe_ones() {
        for (name, expected) in [
            ("plain.png", "plain.png"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("..", "_"),
            ("...", "_"),
            ("", "_"),
            (" . ", "_"),
            ("a\\b:c*d?e\"f<g>h|i", "a_b_c_d_e_f_g_h_i"),
            ("line\nbreak\t.txt", "line_break_.txt"),
            ("nul\u{0}byte", "nul_byte"),
            ("photo\u{202e}gpj.exe", "photogpj.exe"),
            ("CON", "CON_"),
            ("con.txt", "con_.txt"),
            ("Com1.tar.gz", "Com1.tar_.gz"),
            ("lpt\u{b9}", "lpt\u{b9}_"),
            ("aux .txt", "aux _.txt"),
            ("COM10", "COM10"),
            ("name.", "name"),
            ("name. . .", "name"),
            (".htaccess", ".htaccess"),
            ("C:\\Windows\\x", "C__Windows_x"),
        ] {
            assert_eq!(safe(name), expected, "{name:?}");
        }
        let long = format!("{}.jpeg", "ä".repeat(300));
        let short = safe(&long);
        assert!(
            short.len() <= MAX_BYTES && short.ends_with("ä.jpeg"),
            "{short}"
        );
        assert!(safe(&format!("a.{}", "b".repeat(300))).len() <= MAX_BYTES);
    }

    #[test]
    fn names_are_unique_under_case_and_normalisation() {
        let mut folder = Folder::default();
        assert_eq!(folder.unique("a.png"), "a.png");
        assert_eq!(folder.unique("A.PNG"), "A (2).PNG");
        assert_eq!(folder.unique("a.png"), "a (3).png");
        assert_eq!(folder.unique("a (3).png"), "a (3) (2).png");
        assert_eq!(folder.unique("\u{e4}"), "\u{e4}");
        assert_eq!(folder.unique("a\u{308}"), "a\u{308} (2)");
        assert_eq!(folder.unique("A\u{308}"), "A\u{308} (3)");
        assert_eq!(folder.unique("stra\u{df}e"), "stra\u{df}e");
        assert_eq!(folder.unique("STRASSE"), "STRASSE (2)");
        assert_eq!(folder.unique("\u{212a}"), "\u{212a}");
        assert_eq!(folder.unique("k"), "k (2)");
        assert_eq!(folder.unique("con"), "con_");
        assert_eq!(folder.unique("con_"), "con_ (2)");
        assert_eq!(folder.unique("\u{65e5}\u{672c}"), "\u{65e5}\u{672c}");
        assert_eq!(folder.unique("\u{4e2d}\u{56fd}"), "\u{4e2d}\u{56fd}");
        let long = "x".repeat(300);
        let names: HashSet<String> = (0..50).map(|_| folder.unique(&long)).collect();
        assert_eq!(names.len(), 50);
        assert!(names.iter().all(|name| name.len() <= MAX_BYTES));
    }

    proptest! {
        #[test]
        fn any_name_is_safe_and_stays_so(name in "\\PC{0,40}|[./\\\\ :a-cCON\u{202e}\u{0}]{0,12}") {
            let once = safe(&name);
            prop_assert!(!once.is_empty() && once.len() <= MAX_BYTES);
            prop_assert!(!once.contains(['/', '\\', ':', '\0']));
            prop_assert!(!once.ends_with(['.', ' ']));
            prop_assert!(once != "." && once != "..");
            prop_assert!(!is_reserved(&once));
            let mut folder = Folder::default();
            let first = folder.unique(&name);
            let second = folder.unique(&name);
            prop_assert_ne!(key(&first), key(&second));
            prop_assert!(!is_reserved(&second));
        }
    }
}
