//! "Did you mean …": the nearest of the names that would have been right.

/// The nearest candidate, if it is near enough to be meant: at most a third of its letters differ.
pub fn nearest<'c>(text: &str, candidates: impl Iterator<Item = &'c str>) -> Option<String> {
    let text: Vec<char> = text
        .chars()
        .take(100)
        .flat_map(char::to_lowercase)
        .collect();
    candidates
        // Names are ASCII. Each letter too many or too few is a difference, so most need no closer look: an
        // archive may have a million wrong names, and this is the slowest thing that is done with one.
        .filter(|candidate| candidate.len().abs_diff(text.len()) * 3 <= candidate.len())
        .map(|candidate| (distance(&text, candidate), candidate))
        .filter(|(distance, candidate)| *distance * 3 <= candidate.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| format!("did you mean {candidate}?"))
}

/// Letters to insert, remove, replace or swap with their neighbour.
fn distance(a: &[char], b: &str) -> usize {
    let b: Vec<char> = b.chars().flat_map(char::to_lowercase).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_misses_only() {
        let names = ["AppCreatedEvent", "AppDeletedEvent"];
        assert_eq!(
            nearest("appcraetedevent", names.into_iter()).as_deref(),
            Some("did you mean AppCreatedEvent?")
        );
        assert_eq!(nearest("Nothing", names.into_iter()), None);
        assert_eq!(nearest("", names.into_iter()), None);
        assert_eq!(nearest(&"App".repeat(50), names.into_iter()), None);
    }
}
