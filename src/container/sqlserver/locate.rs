//! Where each extent stands: by its rank among the allocated extents, by an index, or by bisection
//! (sqlserver-pages.md 6.1).

use std::cell::RefCell;
use std::rc::Rc;

use super::gam::{GAM_EXTENTS, Interval};
use super::index::{ExtentIndex, Indexer};
use super::input::{BackupKind, BackupSet, DataStream};
use super::page::{EXTENT_BYTES, EXTENT_PAGES, GAM_PAGES, PageAddress, extent_base};
use super::pages::{Pages, Place, RUN_EXTENTS, peek};
use crate::error::Error;
use crate::source::ReadAt;

/// Streams up to this are read whole for an index where nothing else helps; larger ones only when asked.
const INDEX_UNASKED_BYTES: u64 = 64 << 20;
/// Extents without any header that a bisection steps over.
const MAX_UNKNOWN_STEPS: u64 = 64;
/// Places of extents that are kept.
const CACHED_PLACES: usize = 4096;

/// One backup set's pages.
pub(super) struct Layer<'a> {
    pub streams: Vec<DataStream<'a>>,
    pub tails: Vec<DataStream<'a>>,
    index: Option<ExtentIndex>,
    is_one_file: bool,
    /// Whether the n-th allocated extent is the n-th of the stream.
    ranked: bool,
    /// GAM pages read so far, from the first on; `None` behind the first that is no use.
    gam: RefCell<Vec<Option<Rc<Interval>>>>,
    /// Extents of each stream.
    pub extents: Vec<u64>,
    /// Of these, those before the padding; known once they were asked for.
    ordered: RefCell<Vec<Option<u64>>>,
}

impl<'a> Layer<'a> {
    pub fn new(set: BackupSet<'a>) -> Layer<'a> {
        Layer {
            extents: set
                .streams
                .iter()
                .map(|stream| stream.len() / EXTENT_BYTES as u64)
                .collect(),
            ordered: RefCell::new(vec![None; set.streams.len()]),
            is_one_file: set.data_files == 1,
            ranked: set.kind == BackupKind::Full
                && set.streams.len() == 1
                && set.stripes == 1
                && set.data_files == 1,
            streams: set.streams,
            tails: set.tails,
            index: set.index,
            gam: RefCell::default(),
        }
    }
}

/// Where the GAM page of an interval of 4 GB stands (2.4).
fn gam_address(interval: u32) -> PageAddress {
    PageAddress {
        file: 1,
        page: match interval {
            0 => 2,
            interval => interval.saturating_mul(GAM_PAGES),
        },
    }
}

/// What the GAM says of an extent.
enum Rank {
    /// Not allocated, so not in the backup.
    Free,
    /// It is the n-th.
    At(u64),
    /// The GAM page can't be read or trusted.
    Unknown,
}

impl Pages<'_> {
    /// Where the extent that begins with page `base` stands, in the newest layer that has it.
    pub fn locate(&self, base: PageAddress) -> Result<Option<Place>, Error> {
        if let Some(place) = self.places.borrow().get(&base) {
            return Ok(*place);
        }
        let mut found = None;
        for layer in 0..self.layers.len() {
            found = self.locate_in(layer, base)?;
            if found.is_some() {
                break;
            }
        }
        let mut places = self.places.borrow_mut();
        if places.len() >= CACHED_PLACES {
            places.clear();
        }
        places.insert(base, found);
        Ok(found)
    }

    fn locate_in(&self, number: usize, base: PageAddress) -> Result<Option<Place>, Error> {
        let Some(layer) = self.layers.get(number) else {
            return Ok(None);
        };
        if let Some(index) = &layer.index {
            return Ok(index.find(base).map(|(stream, position)| Place {
                layer: number,
                stream,
                position,
            }));
        }
        if layer.ranked && base.file == 1 {
            match self.rank(number, base)? {
                Rank::Free => return Ok(None),
                Rank::At(position) => {
                    let place = Place {
                        layer: number,
                        stream: 0,
                        position,
                    };
                    if layer.extents.first().is_some_and(|all| position < *all) {
                        let seen = self.load(place, Some(base))?.base;
                        // An extent without any header was allocated and never written.
                        if seen.is_none() || seen == Some(base) {
                            return Ok(Some(place));
                        }
                    }
                    self.faults.borrow_mut().rank_misses += 1;
                }
                Rank::Unknown => {}
            }
        }
        for stream in 0..layer.streams.len() {
            if let Some(position) = self.bisect(number, stream, base)? {
                return Ok(Some(Place {
                    layer: number,
                    stream,
                    position,
                }));
            }
        }
        Ok(None)
    }

    /// The rank of an extent among all allocated ones of the file.
    fn rank(&self, number: usize, base: PageAddress) -> Result<Rank, Error> {
        let extent = base.page / EXTENT_PAGES;
        let mut before = 0;
        for interval in 0..=extent / GAM_EXTENTS {
            let Some(gam) = self.gam(number, interval, before)? else {
                return Ok(Rank::Unknown);
            };
            if interval == extent / GAM_EXTENTS {
                return Ok(match gam.rank(extent % GAM_EXTENTS) {
                    Some(rank) => Rank::At(before + u64::from(rank)),
                    None => Rank::Free,
                });
            }
            before += u64::from(gam.allocated);
        }
        Ok(Rank::Unknown)
    }

    /// The GAM page of an interval of 4 GB; `before` are the extents allocated before it. The first copy
    /// is taken, never the tail's: it is the one that the extents were written by (6.1).
    fn gam(
        &self,
        number: usize,
        interval: u32,
        before: u64,
    ) -> Result<Option<Rc<Interval>>, Error> {
        let Some(layer) = self.layers.get(number) else {
            return Ok(None);
        };
        let at = interval as usize;
        if let Some(known) = layer.gam.borrow().get(at) {
            return Ok(known.clone());
        }
        let address = gam_address(interval);
        let place = Place {
            layer: number,
            stream: 0,
            position: before,
        };
        let extent = self.load(place, Some(address.extent()))?;
        let page = peek(&extent, address);
        if let Some(page) = &page {
            self.note(page);
        }
        let gam = page
            .filter(|page| !page.protection().is_wrong())
            .and_then(|page| Interval::read(page.bytes(), address))
            .map(Rc::new);
        if gam.is_none() {
            self.faults.borrow_mut().gam_missing(address);
        }
        layer.gam.borrow_mut().push(gam.clone());
        Ok(gam)
    }

    /// Finds an extent in a stream whose extents increase, stepping over those that tell nothing.
    fn bisect(&self, layer: usize, stream: usize, base: PageAddress) -> Result<Option<u64>, Error> {
        let (mut low, mut high) = (0, self.ordered(layer, stream)?);
        while low < high {
            let middle = low + (high - low) / 2;
            let mut probe = middle;
            let mut seen = None;
            while probe < high && probe - middle < MAX_UNKNOWN_STEPS {
                let place = Place {
                    layer,
                    stream,
                    position: probe,
                };
                seen = self.load(place, Some(base))?.base;
                if seen.is_some() {
                    break;
                }
                probe += 1;
            }
            match seen {
                Some(seen) if seen == base => return Ok(Some(probe)),
                Some(seen) if seen < base => low = probe + 1,
                _ => high = middle,
            }
        }
        Ok(None)
    }

    /// Extents that are allocated and that the stream of a layer is too short for: the file was cut.
    pub fn missing_extents(&self, number: usize) -> Result<u64, Error> {
        let Some(layer) = self.layers.get(number).filter(|layer| layer.ranked) else {
            return Ok(0);
        };
        let extents = layer.extents.first().copied().unwrap_or(0);
        let mut before = 0;
        let mut interval = 0;
        while before < extents {
            // What is no GAM page is padding: there, the database ends.
            let address = gam_address(interval);
            let place = Place {
                layer: number,
                stream: 0,
                position: before,
            };
            let extent = self.load(place, Some(address.extent()))?;
            let gam = peek(&extent, address).and_then(|page| Interval::read(page.bytes(), address));
            let Some(gam) = gam else {
                break;
            };
            before += u64::from(gam.allocated);
            interval += 1;
        }
        Ok(before.saturating_sub(extents))
    }

    /// How many extents of a stream increase: after the last there may be padding with old content (1.1).
    fn ordered(&self, number: usize, stream: usize) -> Result<u64, Error> {
        let Some(layer) = self.layers.get(number) else {
            return Ok(0);
        };
        if let Some(Some(known)) = layer.ordered.borrow().get(stream) {
            return Ok(*known);
        }
        let extents = layer.extents.get(stream).copied().unwrap_or(0);
        let first = Place {
            layer: number,
            stream,
            position: extents.saturating_sub(RUN_EXTENTS as u64),
        };
        let bytes = self.read(first, extents - first.position)?;
        let mut ordered = first.position;
        let mut last = None;
        for (position, bytes) in (first.position..).zip(bytes.chunks_exact(EXTENT_BYTES)) {
            let base = extent_base(bytes, None);
            if base.is_some() {
                if base <= last {
                    break;
                }
                last = base;
                ordered = position + 1;
            }
        }
        if let Some(known) = layer.ordered.borrow_mut().get_mut(stream) {
            *known = Some(ordered);
        }
        Ok(ordered)
    }

    /// Whether the extents of each stream increase, by a sample of them: else they need an index.
    pub fn is_ordered(&self) -> Result<bool, Error> {
        const SAMPLES: u64 = 32;
        for (number, layer) in self.layers.iter().enumerate() {
            if layer.index.is_some() || layer.ranked {
                continue;
            }
            for (stream, all) in layer.extents.iter().enumerate() {
                // Of one file, what goes down at the end is padding; of several, it may be another file.
                let extents = if layer.is_one_file {
                    self.ordered(number, stream)?
                } else {
                    *all
                };
                let mut last = None;
                for sample in 0..SAMPLES.min(extents) {
                    let place = Place {
                        layer: number,
                        stream,
                        position: sample * extents / SAMPLES.min(extents),
                    };
                    let base = self.load(place, None)?.base;
                    if base.is_some() && base < last {
                        return Ok(false);
                    }
                    last = base.or(last);
                }
            }
        }
        Ok(true)
    }

    /// Reads small streams whole for an index where their order is not known; whether all have one now.
    pub fn index_small(&mut self) -> Result<bool, Error> {
        for layer in &mut self.layers {
            if layer.index.is_some() || layer.ranked {
                continue;
            }
            let bytes: u64 = layer.streams.iter().map(|stream| stream.len()).sum();
            if bytes > INDEX_UNASKED_BYTES {
                return Ok(false);
            }
            let mut indexer = Indexer::default();
            while indexer.step(&layer.streams)? {}
            layer.index = indexer.finish();
        }
        self.places.borrow_mut().clear();
        Ok(true)
    }

    /// Whether an extent that stands at a place is the one that counts, by what its layer alone tells: behind
    /// the last there may be padding with old content.
    pub fn counts(&self, place: Place, base: PageAddress) -> Result<bool, Error> {
        let ranked = self
            .layers
            .get(place.layer)
            .is_some_and(|layer| layer.ranked && layer.index.is_none());
        if ranked && base.file == 1 {
            match self.rank(place.layer, base)? {
                Rank::At(position) => return Ok(position == place.position),
                Rank::Free => return Ok(false),
                Rank::Unknown => {}
            }
        }
        Ok(place.position < self.ordered(place.layer, place.stream)?)
    }
}
