//! What the made-up contents say, and the numbers that all of it is drawn from.

use super::record::quoted;

/// Content data: a title and a text in two languages, and small fields.
pub fn data(words: &[String], random: &mut Random) -> String {
    let title = text(words, random, 4);
    // Short notes and long articles: 5 to 40 words.
    let first = 5 + random.below(20);
    let second = random.below(14);
    format!(
        r#"{{"title":{{"en":{},"de":{}}},"slug":{{"iv":{}}},"text":{{"en":{},"de":{}}},"tags":{{"iv":["{}","{}"]}},"rank":{{"iv":{}.5}}}}"#,
        quoted(&title),
        quoted(&text(words, random, 3)),
        quoted(&title.to_lowercase().replace([' ', 'ü', 'ö', 'ä'], "-")),
        quoted(&text(words, random, first)),
        quoted(&text(words, random, second)),
        words[random.below(200) as usize],
        words[random.below(200) as usize],
        random.below(10_000),
    )
}

fn text(words: &[String], random: &mut Random, count: u64) -> String {
    let mut text = String::new();
    for at in 0..count {
        if at > 0 {
            text.push_str(if random.below(12) == 0 { ". " } else { " " });
        }
        // Most words are new: so short a text hardly compresses, as real records with ids and
        // escaped markup do.
        if random.below(8) == 0 {
            text.push_str(&words[random.below(words.len() as u64) as usize]);
        } else {
            for _ in 0..3 + random.below(20) {
                text.push(char::from(
                    LETTERS[random.below(LETTERS.len() as u64) as usize],
                ));
            }
        }
    }
    text
}

const LETTERS: [u8; 62] = *b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// 4,000 made-up words of 2 to 12 letters, some with umlauts.
pub fn vocabulary(random: &mut Random) -> Vec<String> {
    const SYLLABLES: [&str; 40] = [
        "ba", "cor", "den", "el", "fa", "gri", "hol", "in", "jo", "kal", "lum", "mi", "nor", "o",
        "pra", "qui", "ros", "sta", "tur", "ul", "ver", "win", "xa", "yl", "zen", "ther", "ing",
        "able", "ment", "ash", "ük", "öst", "ät", "qua", "ness", "dle", "ex", "com", "pre", "sub",
    ];
    (0..4_000)
        .map(|_| {
            (0..=1 + random.below(3))
                .map(|_| SYLLABLES[random.below(40) as usize])
                .collect()
        })
        .collect()
}

/// SplitMix64: small, fast, the same everywhere.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number below `end`; the tiny bias does not matter here.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Bytes that nothing compresses.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.next().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}
