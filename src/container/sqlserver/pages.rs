//! Pages by their address: extents are located through the GAM or by bisection, read whole, and kept in a
//! bounded cache (sqlserver-pages.md 6.1).
//!
//! Differentials lie over their base: the newest layer that has an extent gives it (1.1).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::faults::Faults;
use super::feed::pfs_of;
use super::input::BackupSet;
use super::locate::Layer;
use super::page::{
    EXTENT_BYTES, EXTENT_PAGES, Header, Lsn, PAGE_BYTES, PFS_PAGES, PageAddress, Protection,
    extent_base, kind, verify_and_restore,
};
use crate::error::Error;
use crate::source::ReadAt;

/// Extents that are kept: 256 pages (6.1).
const CACHED_EXTENTS: usize = 32;
/// Extents that one read fetches at most: 1 MB.
pub(super) const RUN_EXTENTS: usize = 16;
/// Foreign extents between two wanted ones that are read along: cheaper than a read of its own.
const GAP_EXTENTS: u64 = 3;
/// PFS pages that are kept.
const CACHED_PFS: usize = 8;
/// Pages at the start of the file that the second data stream repeats (1.1).
const TAIL_PAGES: u32 = 16;

/// An extent as it was read, its pages verified and restored.
pub(super) struct Extent {
    pub base: Option<PageAddress>,
    bytes: Vec<u8>,
    protection: [Protection; EXTENT_PAGES as usize],
}

impl Extent {
    /// Takes an extent's bytes; `expected` is what stands there if all is well.
    pub fn new(mut bytes: Vec<u8>, expected: Option<PageAddress>) -> Extent {
        let base = extent_base(&bytes, expected);
        let mut protection = [Protection::None; EXTENT_PAGES as usize];
        for (page, told) in bytes.chunks_exact_mut(PAGE_BYTES).zip(&mut protection) {
            *told = verify_and_restore(page);
        }
        Extent {
            base,
            bytes,
            protection,
        }
    }

    /// The bytes of one of the eight pages.
    pub fn page(&self, index: usize) -> &[u8] {
        self.bytes
            .get(index * PAGE_BYTES..(index + 1) * PAGE_BYTES)
            .unwrap_or_default()
    }

    pub fn protection(&self, index: usize) -> Protection {
        self.protection.get(index).copied().unwrap_or_default()
    }
}

/// One page of an extent that is kept alive.
#[derive(Clone)]
pub(super) struct PageRef {
    extent: Rc<Extent>,
    index: usize,
    pub header: Header,
}

impl PageRef {
    pub fn bytes(&self) -> &[u8] {
        self.extent.page(self.index)
    }

    pub fn protection(&self) -> Protection {
        self.extent.protection(self.index)
    }
}

/// The page of an extent, if it says itself that it is that page. Whether it is in use is another question.
pub(super) fn peek(extent: &Rc<Extent>, address: PageAddress) -> Option<PageRef> {
    let index = address.in_extent();
    let header = Header::read(extent.page(index))?;
    (header.address == Some(address)).then(|| PageRef {
        extent: Rc::clone(extent),
        index,
        header,
    })
}

/// Where an extent stands: layer, stream of the layer, extent of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Place {
    pub layer: usize,
    pub stream: usize,
    pub position: u64,
}

/// How often and how much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reads {
    /// Calls that read.
    pub count: u64,
    /// Bytes that they gave.
    pub bytes: u64,
}

/// All pages of a database in a backup.
pub(super) struct Pages<'a> {
    pub layers: Vec<Layer<'a>>,
    checkpoint: Option<Lsn>,
    cache: RefCell<Vec<(Place, Rc<Extent>)>>,
    pub places: RefCell<HashMap<PageAddress, Option<Place>>>,
    pfs: RefCell<Vec<(PageAddress, Option<PageRef>)>>,
    reads: Cell<Reads>,
    pub faults: RefCell<Faults>,
}

impl<'a> Pages<'a> {
    /// Pages of `newest`, laid over those of `base` if it is a differential.
    pub fn new(newest: BackupSet<'a>, base: Option<BackupSet<'a>>) -> Self {
        let checkpoint = newest.checkpoint;
        Pages {
            layers: std::iter::once(newest)
                .chain(base)
                .map(Layer::new)
                .collect(),
            checkpoint,
            cache: RefCell::default(),
            places: RefCell::default(),
            pfs: RefCell::default(),
            reads: Cell::default(),
            faults: RefCell::default(),
        }
    }

    pub fn reads(&self) -> Reads {
        self.reads.get()
    }

    /// The page at an address, if it is there and says so itself. A damaged page is given, and noted.
    pub fn page(&self, address: PageAddress) -> Result<Option<PageRef>, Error> {
        let Some(extent) = self.extent(address.extent())? else {
            return Ok(None);
        };
        let page = peek(&extent, address);
        if let Some(page) = &page {
            self.note(page);
        }
        Ok(page)
    }

    /// Notes if a page that is used is damaged, or newer than the checkpoint.
    pub fn note(&self, page: &PageRef) {
        let Some(address) = page.header.address else {
            return;
        };
        let mut faults = self.faults.borrow_mut();
        if page.protection().is_wrong() {
            faults.damaged(address);
        }
        if self.is_newer(&page.header) {
            faults.newer(address);
        }
    }

    /// Whether a page changed after the checkpoint of the backup (1.2).
    pub fn is_newer(&self, header: &Header) -> bool {
        self.checkpoint.is_some_and(|at| header.lsn > at)
    }

    /// The PFS byte of a page (2.4); `None` if it can't be had or trusted.
    pub fn pfs(&self, address: PageAddress) -> Result<Option<u8>, Error> {
        let at = pfs_of(address);
        let known = self
            .pfs
            .borrow()
            .iter()
            .find(|(known, _)| *known == at)
            .map(|(_, page)| page.clone());
        let page = match known {
            Some(page) => page,
            None => {
                let page = self
                    .page(at)?
                    .filter(|page| page.header.kind == kind::PFS && !page.protection().is_wrong());
                if page.is_none() {
                    self.faults.borrow_mut().pfs_missing(at);
                }
                let mut kept = self.pfs.borrow_mut();
                if kept.len() >= CACHED_PFS {
                    kept.remove(0);
                }
                kept.push((at, page.clone()));
                page
            }
        };
        let byte = 100 + (address.page % PFS_PAGES) as usize;
        Ok(page.and_then(|page| page.bytes().get(byte).copied()))
    }

    /// The extent that begins with page `base`.
    pub fn extent(&self, base: PageAddress) -> Result<Option<Rc<Extent>>, Error> {
        // The later copy of the first two extents (1.1).
        if base.file == 1 && base.page < TAIL_PAGES {
            for (layer, pages) in self.layers.iter().enumerate() {
                for (tail, stream) in pages.tails.iter().enumerate() {
                    for position in 0..stream.len() / EXTENT_BYTES as u64 {
                        let place = Place {
                            layer,
                            stream: pages.streams.len() + tail,
                            position,
                        };
                        let extent = self.load(place, Some(base))?;
                        if extent.base == Some(base) {
                            return Ok(Some(extent));
                        }
                    }
                }
            }
        }
        match self.locate(base)? {
            Some(place) => self.load(place, Some(base)).map(Some),
            None => Ok(None),
        }
    }

    /// Reads the extents among `bases` that are not kept yet, neighbours together, in as few reads as can be.
    /// More than [`RUN_EXTENTS`] would push each other out of the cache.
    pub fn prefetch(&self, bases: &[PageAddress]) -> Result<(), Error> {
        let mut wanted = Vec::new();
        for base in bases.iter().take(CACHED_EXTENTS) {
            if let Some(place) = self.locate(*base)?
                && !self.is_cached(place)
            {
                wanted.push(place);
            }
        }
        wanted.sort_unstable();
        let mut rest = wanted.as_slice();
        while let Some(first) = rest.first() {
            let mut taken = 1;
            let mut last = *first;
            for next in rest.iter().skip(1) {
                let near = next.layer == first.layer
                    && next.stream == first.stream
                    && next.position - last.position <= GAP_EXTENTS
                    && next.position - first.position < RUN_EXTENTS as u64;
                if !near {
                    break;
                }
                last = *next;
                taken += 1;
            }
            let (run, behind) = rest.split_at(taken);
            self.load_run(*first, last.position - first.position + 1, run)?;
            rest = behind;
        }
        Ok(())
    }

    fn is_cached(&self, place: Place) -> bool {
        self.cache.borrow().iter().any(|(known, _)| *known == place)
    }

    fn keep(&self, place: Place, extent: Rc<Extent>) {
        let mut cache = self.cache.borrow_mut();
        if cache.len() >= CACHED_EXTENTS {
            cache.remove(0);
        }
        cache.push((place, extent));
    }

    /// Reads an extent, or takes it from the cache.
    pub fn load(&self, place: Place, expected: Option<PageAddress>) -> Result<Rc<Extent>, Error> {
        {
            let mut cache = self.cache.borrow_mut();
            if let Some(at) = cache.iter().position(|(known, _)| *known == place) {
                // Last used stands last.
                let kept = cache.remove(at);
                let extent = Rc::clone(&kept.1);
                cache.push(kept);
                return Ok(extent);
            }
        }
        let bytes = self.read(place, 1)?;
        let extent = Rc::new(Extent::new(bytes, expected));
        self.keep(place, Rc::clone(&extent));
        Ok(extent)
    }

    fn load_run(&self, first: Place, extents: u64, wanted: &[Place]) -> Result<(), Error> {
        let bytes = self.read(first, extents)?;
        for place in wanted {
            // At most RUN_EXTENTS, so it fits.
            let at = (place.position - first.position) as usize * EXTENT_BYTES;
            if let Some(bytes) = bytes.get(at..at + EXTENT_BYTES) {
                self.keep(*place, Rc::new(Extent::new(bytes.to_vec(), None)));
            }
        }
        Ok(())
    }

    /// Reads extents of a stream; what the stream does not have is zeros.
    pub fn read(&self, first: Place, extents: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; extents.min(RUN_EXTENTS as u64) as usize * EXTENT_BYTES];
        let layer = self.layers.get(first.layer);
        let stream =
            layer.and_then(|layer| layer.streams.iter().chain(&layer.tails).nth(first.stream));
        if let Some(stream) = stream {
            let offset = first.position * EXTENT_BYTES as u64;
            let read = stream
                .read_full_at(offset, &mut bytes)
                .map_err(|source| Error::Read { offset, source })?;
            let before = self.reads.get();
            self.reads.set(Reads {
                count: before.count + 1,
                bytes: before.bytes + read as u64,
            });
        }
        Ok(bytes)
    }

    /// All streams, the newest layer first, for a walk over all extents: the first extent, and how many.
    pub fn all(&self) -> Vec<(Place, u64)> {
        self.layers
            .iter()
            .enumerate()
            .flat_map(|(layer, pages)| {
                pages
                    .extents
                    .iter()
                    .enumerate()
                    .map(move |(stream, extents)| {
                        let first = Place {
                            layer,
                            stream,
                            position: 0,
                        };
                        (first, *extents)
                    })
            })
            .collect()
    }

    /// Reads extents for a walk over all, past the cache.
    pub fn walk(&self, first: Place, extents: u64) -> Result<Vec<u8>, Error> {
        self.read(first, extents)
    }
}
