//! Sorting what is not hot, with one body of code: each sort of the standard library, and each collecting
//! into a sorted map, is up to 10 kB of WebAssembly for every type that it is used with, and the page's engine
//! travels to the browser. Only lists as long as the directory are sorted by the standard library itself.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Sorts a list and keeps the order of what is equal.
pub(crate) fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut order: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut order, &|a, b| compare(&items[a], &items[b]));
    // Each cycle of the new order by swaps: no second list of T, and little code for each T.
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|a, b| compare(*a, *b));
}

/// Sorts a list by a key and keeps the order of what has the same.
pub(crate) fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts a list by its own order.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, Ord::cmp);
}

/// A set of these. `collect` would sort them first.
pub(crate) fn set_of<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// A map of these; the last of several values for a key stays. `collect` would sort them first.
pub(crate) fn map_of<K: Ord, V>(items: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(items);
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorts_as_the_standard_library() {
        let mut items: Vec<(u32, u32)> = (0..500).map(|at| (at * 7919 % 13, at)).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|item| item.0);
        sort_by(&mut items, |a, b| a.0.cmp(&b.0));
        assert_eq!(items, expected);
        sort_by_key(&mut expected, |item| std::cmp::Reverse(item.1));
        items.sort_by_key(|item| std::cmp::Reverse(item.1));
        assert_eq!(items, expected);
        sort(&mut expected);
        items.sort();
        assert_eq!(items, expected);
        assert_eq!(
            map_of(items.iter().copied()),
            items.iter().copied().collect()
        );
        assert_eq!(
            set_of(items.iter().copied()),
            items.iter().copied().collect()
        );
    }
}
