//! Which contents a query finds, and in which order: all of a schema, however many, a moment's worth at a time.
//!
//! What contents hold is read in the order of the file and never kept. A search keeps the numbers of those that have the
//! text. A sort keeps the first bytes of the keys, at most [`KEYS_BYTES`] of them or [`LEAST_WIDTH`] a content if that is
//! more, and about 20 bytes a content beside them. Contents whose first bytes are alike are read once more for the bytes that
//! follow, they alone, until what they are sorted by tells them apart or ends.

use std::ops::Range;

use per_byte::find::Needle;
use serde::Serialize;

use super::Looker;
use super::columns::Path;
use super::rows::{CELL_CHARS, COLUMNS, at_path, displayed, is_part};
use crate::error::Error;
use crate::format::squidex::event_log::filter;
use crate::format::squidex::export::json::Node;
use crate::inspect::query::Query;
use crate::sort;

/// Contents that are looked at for one question: a moment's worth.
const STEP: usize = 1_000;

/// Of the keys that are sorted by, so many bytes are in memory.
const KEYS_BYTES: usize = 16 << 20;

/// But so many for each content at least.
const LEAST_WIDTH: usize = 16;

/// And no more than so many: longer keys are rare.
const MOST_WIDTH: usize = 256;

/// How far a search or sort is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Gathered {
    /// `search` or `sort`.
    pub what: &'static str,
    /// Contents that are looked at for it; those whose keys begin alike are looked at several times.
    #[cfg_attr(test, ts(type = "number"))]
    pub done: u64,
    /// And so many there are to look at, as far as it is known.
    #[cfg_attr(test, ts(type = "number"))]
    pub total: u64,
    /// Contents that fit so far.
    #[cfg_attr(test, ts(type = "number"))]
    pub found: u64,
    /// Rows can be asked for.
    pub ready: bool,
}

/// What is asked for, whatever page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Asked {
    schema: String,
    part: Option<String>,
    text: Option<String>,
    sort: Option<String>,
}

impl Asked {
    pub(super) fn of(schema: &str, query: &Query) -> Asked {
        Asked {
            schema: schema.to_owned(),
            part: query.part.clone(),
            text: query.text.clone().filter(|text| !text.is_empty()),
            sort: query.sort.clone(),
        }
    }
}

/// The contents that the last query finds, in its order.
#[derive(Debug)]
pub(super) struct List {
    asked: Asked,
    /// In the order of their ids, until they are sorted.
    numbers: Vec<u32>,
    stage: Stage,
    /// Contents that were looked at by now, and those that will be.
    done: u64,
    total: u64,
}

#[derive(Debug)]
enum Stage {
    Search(Box<Search>),
    Sort(Box<Sort>),
    Ready,
}

/// Which of the contents have a text.
#[derive(Debug)]
struct Search {
    /// In lower case.
    wanted: String,
    /// A part of it that is among the bytes of each event that has it, unless it hides.
    needle: Option<Needle>,
    /// Places among the contents, in the order of the file.
    visit: Vec<u32>,
    next: usize,
    /// Places of those that have it.
    found: Vec<u32>,
}

/// Contents by a column.
#[derive(Debug)]
struct Sort {
    by: By,
    down: bool,
    /// Contents that are alike by so many bytes of their keys.
    left: Vec<(Range<usize>, usize)>,
    run: Option<Run>,
}

/// What is sorted by.
#[derive(Debug)]
enum By {
    /// One of the columns that all contents have.
    Column(String),
    Path(Box<Path>),
}

/// Neighbouring contents that are sorted by a part of their keys.
#[derive(Debug)]
struct Run {
    of: Range<usize>,
    /// Bytes of the keys in front of that part.
    from: usize,
    /// Bytes of that part.
    width: usize,
    keys: Vec<u8>,
    /// Length of each whole key.
    lengths: Vec<u32>,
    /// The key that was read first, and how much of it all begin with.
    first: Option<Vec<u8>>,
    common: usize,
    /// Places in the run, in the order of the file.
    visit: Vec<u32>,
    next: usize,
}

impl List {
    /// Those that were found, once it is ready.
    pub(super) fn numbers(&self) -> &[u32] {
        &self.numbers
    }

    fn gathered(&self) -> Gathered {
        let (what, found) = match &self.stage {
            Stage::Search(search) => ("search", search.found.len()),
            Stage::Sort(_) | Stage::Ready => ("sort", self.numbers.len()),
        };
        Gathered {
            what,
            done: self.done,
            total: self.total.max(self.done),
            found: found as u64,
            ready: matches!(self.stage, Stage::Ready),
        }
    }
}

/// What a content is sorted by, as bytes in that order: nothing, then numbers, then texts in lower case.
fn number_key(number: f64) -> Vec<u8> {
    let bits = number.to_bits();
    // As `f64::total_cmp`: a sign bit turns all others round.
    let ordered = match bits >> 63 {
        0 => bits | 1 << 63,
        _ => !bits,
    };
    let mut key = vec![1];
    key.extend_from_slice(&ordered.to_be_bytes());
    key
}

fn text_key(text: &str) -> Vec<u8> {
    if text.is_empty() {
        return Vec::new();
    }
    let mut key = vec![2];
    key.extend_from_slice(text.to_lowercase().as_bytes());
    key
}

/// Bytes of each key that are in memory.
fn width(keys: usize) -> usize {
    (KEYS_BYTES / keys.max(1)).clamp(LEAST_WIDTH, MOST_WIDTH)
}

fn no_column(column: &str) -> Error {
    Error::Invalid(format!("there is no column \"{column}\" of these contents"))
}

/// There are no more contents than entries of an archive.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Run {
    /// Appends the part of a key.
    fn take(&mut self, at: usize, key: &[u8]) {
        let part = key.get(self.from..).unwrap_or_default();
        let part = part.get(..self.width).unwrap_or(part);
        let to = at * self.width;
        if let Some(to) = self.keys.get_mut(to..to + part.len()) {
            to.copy_from_slice(part);
        }
        if let Some(length) = self.lengths.get_mut(at) {
            *length = place(key.len());
        }
        match &self.first {
            None => {
                self.common = key.len();
                self.first = Some(key.to_vec());
            }
            Some(first) => {
                let same = first.iter().zip(key).take_while(|(a, b)| a == b).count();
                self.common = self.common.min(same);
            }
        }
    }

    fn part(&self, at: u32) -> &[u8] {
        let from = at as usize * self.width;
        self.keys.get(from..from + self.width).unwrap_or_default()
    }

    /// The order of its contents, and what of it is to be told apart by what follows: where, from which byte of the keys
    /// on.
    fn sorted(&self, down: bool) -> (Vec<u32>, Vec<(Range<usize>, usize)>) {
        let mut order: Vec<u32> = (0..place(self.of.len())).collect();
        // Equal ones keep their order, both ways.
        sort::sort_by(&mut order, |a, b| {
            let order = self.part(*a).cmp(self.part(*b));
            if down { order.reverse() } else { order }
        });
        let mut left = Vec::new();
        let mut from = 0;
        while let Some(first) = order.get(from) {
            let alike = |at: &&u32| self.part(**at) == self.part(*first);
            let same = order.iter().skip(from).take_while(alike).count();
            let to = from + same;
            let behind = match same == order.len() {
                true => self.common.max(self.from + self.width),
                false => self.from + self.width,
            };
            let ends = |at: &u32| self.lengths.get(*at as usize).copied().unwrap_or(0);
            let longer = order.iter().take(to).skip(from).map(ends);
            if same > 1 && longer.max().unwrap_or(0) as usize > behind {
                left.push((self.of.start + from..self.of.start + to, behind));
            }
            from = to;
        }
        (order, left)
    }
}

impl Looker<'_, '_> {
    /// Finds the contents of a query, a moment's worth; those of the last one are kept.
    pub(super) fn find(&mut self, asked: &Asked, paths: &[Path]) -> Result<Gathered, Error> {
        let kept = self.open.list.take();
        let mut list = match kept.filter(|list| list.asked == *asked) {
            Some(list) => list,
            None => self.begin(asked, paths)?,
        };
        let mut left = STEP;
        while left > 0 && !matches!(list.stage, Stage::Ready) {
            match &mut list.stage {
                Stage::Search(search) => {
                    let Some(&at) = search.visit.get(search.next) else {
                        let found = std::mem::take(&mut search.found);
                        self.searched(&mut list, found, paths)?;
                        continue;
                    };
                    search.next += 1;
                    if let Some(&number) = list.numbers.get(at as usize)
                        && self.has_text(number, search)?
                    {
                        search.found.push(at);
                    }
                }
                Stage::Sort(sort) => {
                    let Some(mut run) = sort.run.take() else {
                        match sort.left.pop() {
                            None => list.stage = Stage::Ready,
                            Some((of, from)) => {
                                list.total += of.len() as u64;
                                sort.run = Some(self.run(&list.numbers, of, from));
                            }
                        }
                        continue;
                    };
                    let Some(&at) = run.visit.get(run.next) else {
                        let (order, more) = run.sorted(sort.down);
                        sort.left.extend(more);
                        if let Some(numbers) = list.numbers.get_mut(run.of.clone()) {
                            let before = numbers.to_vec();
                            for (number, at) in numbers.iter_mut().zip(order) {
                                *number = before.get(at as usize).copied().unwrap_or(*number);
                            }
                        }
                        continue;
                    };
                    run.next += 1;
                    let number = list.numbers.get(run.of.start + at as usize);
                    if let Some(&number) = number {
                        let key = self.key(number, &sort.by)?;
                        run.take(at as usize, &key);
                    }
                    sort.run = Some(run);
                }
                Stage::Ready => break,
            }
            list.done += 1;
            left -= 1;
        }
        let gathered = list.gathered();
        self.open.list = Some(list);
        Ok(gathered)
    }

    fn begin(&mut self, asked: &Asked, paths: &[Path]) -> Result<List, Error> {
        // Faults of the query come before any work.
        self.sorting(asked, paths, 0)?;
        let all = self.open.groups.get(&asked.schema);
        let mut numbers = Vec::new();
        for &number in all.map_or(&[][..], Vec::as_slice) {
            if let Some(content) = self.folded.dry.kept_content(number)
                && is_part(&content, asked.part.as_deref())?
            {
                numbers.push(number);
            }
        }
        let mut list = List {
            asked: asked.clone(),
            numbers,
            stage: Stage::Ready,
            done: 0,
            total: 0,
        };
        match &asked.text {
            None => self.sort(&mut list, paths)?,
            Some(text) => {
                // The server's address may be written into what contents hold, and is in no event.
                let as_written = self.folded.target.target_url.is_none();
                list.total = list.numbers.len() as u64;
                list.stage = Stage::Search(Box::new(Search {
                    wanted: text.to_lowercase(),
                    needle: filter::part_of(text).filter(|_| as_written),
                    visit: self.in_file(&list.numbers),
                    next: 0,
                    found: Vec::new(),
                }));
            }
        }
        Ok(list)
    }

    /// A search has come to its end.
    fn searched(&self, list: &mut List, mut found: Vec<u32>, paths: &[Path]) -> Result<(), Error> {
        sort::sort(&mut found);
        let of = |at: &u32| list.numbers.get(*at as usize).copied();
        list.numbers = found.iter().filter_map(of).collect();
        self.sort(list, paths)
    }

    fn sort(&self, list: &mut List, paths: &[Path]) -> Result<(), Error> {
        list.stage = match self.sorting(&list.asked, paths, list.numbers.len())? {
            Some(sort) => Stage::Sort(Box::new(sort)),
            None => Stage::Ready,
        };
        Ok(())
    }

    fn sorting(&self, asked: &Asked, paths: &[Path], of: usize) -> Result<Option<Sort>, Error> {
        let Some(sort) = &asked.sort else {
            return Ok(None);
        };
        let (column, down) = match sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (sort.as_str(), false),
        };
        let by = match column.strip_prefix("data.") {
            None if COLUMNS.contains(&column) => By::Column(column.to_owned()),
            None => return Err(no_column(column)),
            Some(key) => {
                let mut paths = paths.iter();
                let path = paths.find(|path| path.column.key == key);
                By::Path(Box::new(path.ok_or_else(|| no_column(column))?.clone()))
            }
        };
        Ok(Some(Sort {
            by,
            down,
            left: vec![(0..of, 0)],
            run: None,
        }))
    }

    fn run(&self, numbers: &[u32], of: Range<usize>, from: usize) -> Run {
        let numbers = numbers.get(of.clone()).unwrap_or_default();
        let width = width(numbers.len());
        Run {
            of,
            from,
            width,
            keys: vec![0; numbers.len() * width],
            lengths: vec![0; numbers.len()],
            first: None,
            common: 0,
            visit: self.in_file(numbers),
            next: 0,
        }
    }

    /// Places of contents in the order in which what they hold stands in the file: nothing is read twice then.
    fn in_file(&self, numbers: &[u32]) -> Vec<u32> {
        let at = |number: &u32| self.folded.dry.content_is_at(*number);
        let events: Vec<u32> = numbers.iter().map(at).collect();
        let mut places: Vec<u32> = (0..place(numbers.len())).collect();
        sort::sort_by_key(&mut places, |at| events.get(*at as usize).copied());
        places
    }

    /// Whether a content has the text in its data, id or status.
    fn has_text(&mut self, number: u32, search: &Search) -> Result<bool, Error> {
        let Some(content) = self.folded.dry.kept_content(number) else {
            return Ok(false);
        };
        let has = |text: &str| text.to_lowercase().contains(&search.wanted);
        if has(&content.id) || has(displayed(&content)) || has(&content.current.status) {
            return Ok(true);
        }
        let draft = content.draft.as_ref().map(|draft| draft.at);
        for at in std::iter::once(content.current.at).chain(draft) {
            if let Some(needle) = &search.needle
                && !self.folded.may_have(at, needle)?
            {
                continue;
            }
            let found = self.data(&content, at)?;
            // Names of fields and languages are in every content.
            let values = found.iter().flat_map(|data| data.pairs());
            let mut values = values.flat_map(|(_, partitions)| partitions.pairs());
            if values.any(|(_, value)| value.has_text(&has)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn key(&mut self, number: u32, by: &By) -> Result<Vec<u8>, Error> {
        let Some(content) = self.folded.dry.kept_content(number) else {
            return Ok(Vec::new());
        };
        let instant = |at: Option<(i64, i32)>| match at {
            Some((seconds, nanos)) => number_key(seconds as f64 + f64::from(nanos) * 1e-9),
            None => Vec::new(),
        };
        let flag = |yes: bool| number_key(f64::from(u8::from(yes)));
        let text = |text: Option<String>| text_key(&text.unwrap_or_default());
        let column = match by {
            By::Column(column) => column.as_str(),
            By::Path(path) => {
                let data = self.data(&content, content.current.at)?;
                let Some(value) = data.as_ref().and_then(|data| at_path(data, path)) else {
                    return Ok(Vec::new());
                };
                return Ok(match value {
                    Node::Number(number) => number.parse().map_or(Vec::new(), number_key),
                    Node::Bool(yes) => flag(yes),
                    value => text_key(&self.cell(&value, &path.shape, CELL_CHARS)?),
                });
            }
        };
        Ok(match column {
            "id" => text_key(&content.id),
            "name" => text(self.name_of(number)?),
            "status" => text_key(&content.current.status),
            "new_status" => text(content.draft.map(|draft| draft.status)),
            "scheduled" => flag(content.scheduled_at.is_some()),
            "deleted" => flag(content.deleted),
            "version" => number_key(content.version as f64),
            "created" => instant(content.created),
            "last_modified" => instant(content.last_modified),
            "created_by" => text(content.created_by),
            "last_modified_by" => text(content.last_modified_by),
            _ => Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_in_order_as_bytes() {
        let numbers = [
            f64::NEG_INFINITY,
            -1e300,
            -2.5,
            -0.0,
            0.0,
            1e-9,
            3.0,
            1e300,
            f64::INFINITY,
        ];
        assert!(numbers.map(number_key).is_sorted_by(|a, b| a < b));
        assert!(number_key(f64::INFINITY) < text_key("a") && text_key("") < number_key(-1e300));
    }

    /// Sorts keys as a list does, with so little room that most are read several times; how often they were read.
    fn sorted(keys: &[&str], down: bool, width: usize) -> (Vec<usize>, usize) {
        let mut numbers: Vec<usize> = (0..keys.len()).collect();
        let mut left = vec![(0..keys.len(), 0)];
        let mut reads = 0;
        while let Some((of, from)) = left.pop() {
            let mut run = Run {
                keys: vec![0; of.len() * width],
                lengths: vec![0; of.len()],
                of,
                from,
                width,
                first: None,
                common: 0,
                visit: Vec::new(),
                next: 0,
            };
            let before = numbers[run.of.clone()].to_vec();
            for (at, number) in before.iter().enumerate() {
                reads += 1;
                run.take(at, keys[*number].as_bytes());
            }
            let (order, more) = run.sorted(down);
            for (to, at) in run.of.clone().zip(order) {
                numbers[to] = before[at as usize];
            }
            left.extend(more);
        }
        (numbers, reads)
    }

    #[test]
    fn keys_that_begin_alike_are_told_apart_by_what_follows() {
        let long = "the same beginning of all, ";
        let texts: Vec<String> = (0..200)
            .map(|at| match at % 5 {
                0 => String::new(),
                1 => format!("{long}{}", at * 7919 % 41),
                2 => format!("{long}{long}"),
                3 => long[..at % long.len()].to_owned(),
                _ => format!("b{}", at % 3),
            })
            .collect();
        let keys: Vec<&str> = texts.iter().map(String::as_str).collect();
        for width in [1, 2, 7, 64] {
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|at| keys[*at]);
            assert_eq!(sorted(&keys, false, width).0, expected, "{width}");
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|at| std::cmp::Reverse(keys[*at]));
            assert_eq!(sorted(&keys, true, width).0, expected, "{width}");
        }
    }

    /// A long text that all have costs one more look and not one for each of its bytes.
    #[test]
    fn what_all_begin_with_is_stepped_over() {
        let texts: Vec<String> = (0..100)
            .map(|at| format!("{}{at:03}", "x".repeat(500)))
            .collect();
        let keys: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (order, reads) = sorted(&keys, true, 16);
        assert_eq!((order[0], order[99], reads), (99, 0, 200));
        let same = vec![keys[0]; 100];
        assert_eq!(sorted(&same, false, 16), ((0..100).collect(), 100));
    }

    #[test]
    fn keys_take_bounded_memory() {
        for count in [0, 1, 1_000, 100_000, 2_000_000] {
            let bytes = width(count) * count;
            assert!(bytes <= KEYS_BYTES.max(count * LEAST_WIDTH), "{count}");
        }
        assert_eq!((width(1), width(10_000_000)), (MOST_WIDTH, LEAST_WIDTH));
    }
}
