//! `_backup.filter`: what partial backups leave out (specification 1.7).

use std::collections::HashSet;

use super::relaxed_json::decoded;

/// Largest filter that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Most lines that are kept.
const MAX_LINES: usize = 10_000;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number in the file, from 1.
    pub number: u64,
    /// Path below the home folder, with a leading `/`.
    pub path: String,
    /// Whether the leading separator was missing.
    pub no_separator: bool,
    /// Whether it has `*` or `?`.
    pub wildcard: bool,
    /// Whether it begins with `#`: there is no comment syntax, so it is a path.
    pub hash: bool,
}

/// A filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// The lines that are not empty.
    pub lines: Vec<Line>,
    /// The paths in lower case, without a separator at the end.
    covered: HashSet<String>,
}

impl Filter {
    /// Reads a filter.
    pub fn read(bytes: &[u8]) -> Filter {
        let text = decoded(bytes);
        let mut filter = Filter::default();
        for (number, line) in (1..).zip(text.split('\n')) {
            let line =
                line.trim_matches(|c: char| matches!(c, '\r' | ' ' | '\t' | '\u{feff}' | '\0'));
            if line.is_empty() || filter.lines.len() >= MAX_LINES {
                continue;
            }
            let path = line.replace('\\', "/");
            let no_separator = !path.starts_with('/');
            let path = if no_separator {
                format!("/{path}")
            } else {
                path
            };
            filter
                .covered
                .insert(path.trim_end_matches('/').to_lowercase());
            filter.lines.push(Line {
                number,
                path,
                no_separator,
                wildcard: line.contains(['*', '?']),
                hash: line.starts_with('#'),
            });
        }
        filter
    }

    /// Whether a path below `fs/` is left out: it is a line's path, or lies below one \[M\]. Letter case does not matter.
    pub fn covers(&self, path_below_fs: &str) -> bool {
        let path = format!("/{}", path_below_fs.to_lowercase());
        self.covered.contains(&path)
            || path.match_indices('/').any(|(at, _)| {
                at > 0
                    && path
                        .get(..at)
                        .is_some_and(|folder| self.covered.contains(folder))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_with_either_separator() {
        let filter = Filter::read(b"\xef\xbb\xbf\\site\\wwwroot\\Images\\2013\r\n\r\n  /LogFiles/ \r\nsite/wwwroot/temp\r\n\\site\\*\r\n# note");
        let numbers: Vec<u64> = filter.lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3, 4, 5, 6]);
        assert!(filter.lines[2].no_separator && !filter.lines[1].no_separator);
        assert!(filter.lines[3].wildcard && filter.lines[4].hash);
        assert!(
            filter.covers("site/wwwroot/images/2013/a.png") && filter.covers("LogFiles/http/a.log")
        );
        assert!(filter.covers("site/wwwroot/Temp") && !filter.covers("site/wwwroot/Templates/a"));
        // Wildcards are taken literally.
        assert!(!filter.covers("site/wwwroot/web.config") && filter.covers("site/*/x"));
        assert!(!Filter::read(b"").covers("a"));
    }
}
