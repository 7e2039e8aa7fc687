//! Large values: pointers in records, and the trees of LOB records they lead to (sqlserver-pages.md 4).

use super::bytes::{i64_at, row_id_at, u8_at, u16_at, u32_at, u64_at};
use super::page::{PFS_ALLOCATED, RowId, kind, record};
use super::pages::Pages;
use crate::error::Error;

/// Levels of a tree (section 12).
const MAX_DEPTH: u32 = 8;
/// Records that one value may be spread over: 2 GB in records of 8,040 bytes, and the nodes above.
const MAX_RECORDS: u64 = 300_000;

/// Where a large value is: the start of its tree, in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongPointer {
    links: Vec<Link>,
}

/// A part of a value, and where the value's bytes are up to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Link {
    /// Bytes of the value up to the end of this part; `None` if the pointer does not tell.
    end: Option<u64>,
    target: RowId,
}

impl LongPointer {
    /// Reads a pointer field; `None` for one of an unknown form.
    pub(super) fn read(field: &[u8]) -> Option<LongPointer> {
        const SPARSE_VECTOR: u16 = 5;
        if field.len() == 16 && u16_at(field, 0) != Some(SPARSE_VECTOR) {
            let target = row_id_at(field, 8)?;
            let links = vec![Link { end: None, target }];
            return Some(LongPointer { links });
        }
        // 4: root in the row; 2: row overflow.
        if !matches!(u8_at(field, 0)?, 2 | 4) {
            return None;
        }
        let links = field
            .get(12..)?
            .chunks_exact(12)
            .map(|link| {
                Some(Link {
                    end: Some(u64::from(u32_at(link, 0)?)),
                    target: row_id_at(link, 4)?,
                })
            })
            .collect::<Option<Vec<Link>>>()?;
        (!links.is_empty()).then_some(LongPointer { links })
    }

    /// Bytes of the whole value, where the pointer tells.
    pub fn bytes(&self) -> Option<u64> {
        self.links.last().and_then(|link| link.end)
    }
}

/// How reading a large value ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LongEnd {
    /// All of it was given.
    Whole,
    /// The value is NULL (text pointers only).
    Null,
    /// The taker wanted no more.
    Stopped,
    /// A part is missing or damaged.
    Broken,
}

/// Gives the bytes of a large value piece by piece to `take`, until it says `false`.
pub(super) fn read(
    pages: &Pages<'_>,
    pointer: &LongPointer,
    take: &mut dyn FnMut(&[u8]) -> bool,
) -> Result<LongEnd, Error> {
    let mut reader = Reader {
        pages,
        done: 0,
        records: 0,
        take,
    };
    for link in &pointer.links {
        match reader.record(link.target, 0)? {
            LongEnd::Whole => {}
            end => return Ok(end),
        }
        if link.end.is_some_and(|end| end != reader.done) {
            return Ok(LongEnd::Broken);
        }
    }
    Ok(LongEnd::Whole)
}

struct Reader<'r, 'a> {
    pages: &'r Pages<'a>,
    done: u64,
    records: u64,
    take: &'r mut dyn FnMut(&[u8]) -> bool,
}

impl Reader<'_, '_> {
    fn record(&mut self, target: RowId, depth: u32) -> Result<LongEnd, Error> {
        self.records += 1;
        if depth > MAX_DEPTH || self.records > MAX_RECORDS {
            return Ok(LongEnd::Broken);
        }
        // What stands on a page that is not in use was deleted: it is nobody's value (1.3, 13).
        let is_stale = self
            .pages
            .pfs(target.address)?
            .is_some_and(|pfs| pfs & PFS_ALLOCATED == 0);
        let page = match is_stale {
            true => None,
            false => self.pages.page(target.address)?,
        };
        let page = page.filter(|page| matches!(page.header.kind, kind::TEXT_MIX | kind::TEXT_TREE));
        let Some(page) = page else {
            self.pages.faults.borrow_mut().missing(target.address);
            return Ok(LongEnd::Broken);
        };
        let Some(part) = record(page.bytes(), target.slot).and_then(Node::read) else {
            self.pages.faults.borrow_mut().bad_records += 1;
            return Ok(LongEnd::Broken);
        };
        match part {
            Node::Null => Ok(LongEnd::Null),
            Node::Data(bytes) => {
                self.done += bytes.len() as u64;
                Ok(if (self.take)(bytes) {
                    LongEnd::Whole
                } else {
                    LongEnd::Stopped
                })
            }
            Node::Links(links) => {
                // Ends count from the start of this node.
                let start = self.done;
                for (end, target) in links {
                    match self.record(target, depth + 1)? {
                        LongEnd::Whole => {}
                        end => return Ok(end),
                    }
                    if self.done - start != end {
                        return Ok(LongEnd::Broken);
                    }
                }
                Ok(LongEnd::Whole)
            }
        }
    }
}

/// A LOB record.
enum Node<'p> {
    Null,
    Data(&'p [u8]),
    Links(Vec<(u64, RowId)>),
}

impl<'p> Node<'p> {
    fn read(record: &'p [u8]) -> Option<Node<'p>> {
        // Bits 1 to 3: LOB; others may be set in databases that came from SQL Server 2000.
        if u8_at(record, 0)? & 0x0F != 8 {
            return None;
        }
        let record = record.get(..usize::from(u16_at(record, 2)?))?;
        let body = record.get(4..)?;
        i64_at(body, 0)?;
        let links = |at: usize, bytes: usize| {
            let count = usize::from(u16_at(body, 12)?);
            body.get(at..at + count * bytes)?
                .chunks_exact(bytes)
                .map(|link| {
                    let end = match bytes {
                        12 => u64::from(u32_at(link, 0)?),
                        _ => u64_at(link, 0)?,
                    };
                    Some((end, row_id_at(link, bytes - 8)?))
                })
                .collect::<Option<Vec<_>>>()
                .map(Node::Links)
        };
        match u16_at(body, 8)? {
            0 => {
                let bytes = usize::from(u16_at(body, 10)?);
                body.get(16..16 + bytes).map(Node::Data)
            }
            3 => body.get(10..).map(Node::Data),
            4 | 5 => links(20, 12),
            2 => links(16, 16),
            8 => Some(Node::Null),
            _ => None,
        }
    }
}
