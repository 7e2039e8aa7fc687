//! Entry names, packed: neighbours in a directory have most of their names in common (`events/12/12345.json`,
//! `events/12/12346.json`), so a name is kept as what differs from the one before it.

/// Every so many names one is kept whole: reading any name takes at most so many steps.
const WHOLE_EVERY: usize = 8;

/// The names of some neighbouring entries.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Of each name: bytes that its beginning has in common with the name before it, bytes that its end has
    /// in common, number of bytes between them (7 bits a byte, lowest first), and these bytes.
    packed: Vec<u8>,
    /// Where the whole ones are.
    whole: Vec<u32>,
}

/// What differs from the name before.
struct Difference<'a> {
    head: usize,
    tail: usize,
    middle: &'a [u8],
}

impl Difference<'_> {
    /// Length of the name.
    fn len(&self) -> usize {
        self.head + self.middle.len() + self.tail
    }

    /// Makes the name out of the one before it.
    fn apply(&self, name: &mut Vec<u8>) {
        let (before, after) = (name.len(), self.len());
        let tail_to = self.head + self.middle.len();
        if after > before {
            name.resize(after, 0);
        }
        name.copy_within(before - self.tail..before, tail_to);
        name.truncate(after);
        name[self.head..tail_to].copy_from_slice(self.middle);
    }
}

impl Names {
    /// Adds the name behind `count` others; `before` is the last of them.
    pub(super) fn push(&mut self, count: usize, before: &[u8], name: &[u8]) {
        let (mut head, mut tail) = (0, 0);
        if count.is_multiple_of(WHOLE_EVERY) {
            self.whole.push(self.packed.len() as u32);
        } else {
            let most = before.len().min(name.len()).min(usize::from(u8::MAX));
            head = common(before.iter().zip(name), most);
            let rest = before.len().min(name.len()) - head;
            tail = common(
                before.iter().rev().zip(name.iter().rev()),
                rest.min(usize::from(u8::MAX)),
            );
        }
        let middle = &name[head..name.len() - tail];
        self.packed.push(head as u8);
        self.packed.push(tail as u8);
        let mut len = middle.len();
        while len >= 128 {
            self.packed.push(len as u8 | 128);
            len >>= 7;
        }
        self.packed.push(len as u8);
        self.packed.extend_from_slice(middle);
    }

    /// No further name will come.
    pub(super) fn close(&mut self) {
        self.packed.shrink_to_fit();
        self.whole.shrink_to_fit();
    }

    /// What is packed at a place, and the place behind it.
    fn difference(&self, at: usize) -> Option<(Difference<'_>, usize)> {
        let (&head, &tail) = (self.packed.get(at)?, self.packed.get(at + 1)?);
        let (mut at, mut len, mut shift) = (at + 2, 0, 0);
        loop {
            let byte = *self.packed.get(at)?;
            at += 1;
            len |= usize::from(byte & 127) << shift;
            if byte < 128 {
                break;
            }
            shift += 7;
        }
        let difference = Difference {
            head: head.into(),
            tail: tail.into(),
            middle: self.packed.get(at..at + len)?,
        };
        Some((difference, at + len))
    }

    /// Where reading the name with that number begins: at a whole one.
    fn start(&self, number: usize) -> Option<usize> {
        self.whole
            .get(number / WHOLE_EVERY)
            .map(|start| *start as usize)
    }

    /// The name with that number; `None` if there is none.
    pub(super) fn get(&self, number: usize) -> Option<Vec<u8>> {
        let mut name = Vec::new();
        self.read(number, &mut name)?;
        Some(name)
    }

    /// Puts the name with that number in place of another, and gives the place behind it; `None` if there is none.
    pub(super) fn read(&self, number: usize, name: &mut Vec<u8>) -> Option<usize> {
        let mut at = self.start(number)?;
        name.clear();
        for _ in 0..=number % WHOLE_EVERY {
            at = self.step(at, name)?;
        }
        Some(at)
    }

    /// Makes the name at a place out of the one before it, and gives the place behind it.
    pub(super) fn step(&self, at: usize, name: &mut Vec<u8>) -> Option<usize> {
        let (difference, next) = self.difference(at)?;
        difference.apply(name);
        Some(next)
    }

    /// Length of a name, in bytes; 0 if there is none.
    pub(super) fn name_len(&self, number: usize) -> usize {
        let mut at = self.start(number);
        let mut len = 0;
        for _ in 0..=number % WHOLE_EVERY {
            let Some((difference, next)) = at.and_then(|at| self.difference(at)) else {
                return 0;
            };
            len = difference.len();
            at = Some(next);
        }
        len
    }

    /// Memory that is held, in bytes.
    pub(super) fn heap_bytes(&self) -> usize {
        self.packed.capacity() + self.whole.capacity() * size_of::<u32>()
    }
}

/// How many of the first `most` pairs are of equal bytes.
#[inline]
fn common<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>, most: usize) -> usize {
    pairs.take(most).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_were() {
        let mut all: Vec<Vec<u8>> = (995..1_010)
            .map(|index| format!("events/{}/{index}.json", index / 1_000).into_bytes())
            .collect();
        // Common parts that could overlap, nothing in common, nothing at all, more than a length byte holds.
        for odd in ["aaaa", "aa", "aaa", "", "b", "", ""] {
            all.push(odd.into());
        }
        all.push(vec![b'x'; 65_535]);
        all.push(vec![b'x'; 65_534]);
        all.push([vec![b'x'; 300], vec![b'y'; 300], vec![b'x'; 300]].concat());
        let mut names = Names::default();
        for (count, name) in all.iter().enumerate() {
            let before = count.checked_sub(1).map_or(&[][..], |before| &all[before]);
            names.push(count, before, name);
        }
        names.close();
        let mut place = 0;
        let mut read = Vec::new();
        for (number, name) in all.iter().enumerate() {
            assert_eq!(names.get(number).as_ref(), Some(name), "{number}");
            assert_eq!(names.name_len(number), name.len(), "{number}");
            place = names.step(place, &mut read).unwrap();
            assert_eq!(&read, name, "{number}");
        }
        assert_eq!(names.get(all.len() + WHOLE_EVERY), None);
    }
}
