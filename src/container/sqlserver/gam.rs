//! Which extents are allocated, and the rank of each among them: the n-th allocated extent is the n-th
//! extent of a full backup's data stream (sqlserver-pages.md 1.1, 2.4, 6.1).

use super::page::{EXTENT_PAGES, GAM_PAGES, Header, PageAddress, kind};

/// Where the bitmap of a GAM or IAM page begins, and its bytes (2.4).
pub(super) const BITMAP_AT: usize = 194;
pub(super) const BITMAP_BYTES: usize = 7988;
/// Extents that one GAM page tells about.
pub(super) const GAM_EXTENTS: u32 = GAM_PAGES / EXTENT_PAGES;
/// Bytes of the bitmap between two kept sums.
const STRIDE: usize = 64;

/// The bitmap of one GAM page: 63,904 extents, 4 GB of the file.
pub(super) struct Interval {
    /// 1 = free.
    bitmap: Vec<u8>,
    /// Allocated extents before each stride.
    before: Vec<u32>,
    /// Allocated extents in all.
    pub allocated: u32,
}

impl Interval {
    /// Reads a GAM page that stands at `address`; `None` if it is none.
    pub fn read(page: &[u8], address: PageAddress) -> Option<Interval> {
        let header = Header::read(page)?;
        if header.kind != kind::GAM || header.address != Some(address) {
            return None;
        }
        let bitmap = page.get(BITMAP_AT..BITMAP_AT + BITMAP_BYTES)?.to_vec();
        let mut before = Vec::with_capacity(BITMAP_BYTES / STRIDE + 1);
        let mut allocated = 0;
        for stride in bitmap.chunks(STRIDE) {
            before.push(allocated);
            allocated += zeros(stride);
        }
        Some(Interval {
            bitmap,
            before,
            allocated,
        })
    }

    /// How many allocated extents stand before extent `extent` of the interval; `None` if it is itself free.
    pub fn rank(&self, extent: u32) -> Option<u32> {
        let byte = extent as usize / 8;
        let bit = extent % 8;
        let of_byte = *self.bitmap.get(byte)?;
        if of_byte >> bit & 1 == 1 {
            return None;
        }
        let stride = byte / STRIDE;
        let whole = self.bitmap.get(stride * STRIDE..byte)?;
        // Bits of the byte before the extent's own: ones are free.
        let in_byte = bit - (of_byte & ((1 << bit) - 1)).count_ones();
        Some(self.before.get(stride)? + zeros(whole) + in_byte)
    }
}

fn zeros(bytes: &[u8]) -> u32 {
    bytes.iter().map(|byte| byte.count_zeros()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bitmap: impl Fn(usize) -> u8) -> Vec<u8> {
        let mut page = vec![0; 8192];
        page[0] = 1;
        page[1] = kind::GAM;
        page[32] = 2;
        page[36] = 1;
        for byte in 0..BITMAP_BYTES {
            page[BITMAP_AT + byte] = bitmap(byte);
        }
        page
    }

    #[test]
    fn rank_counts_the_allocated_extents_before() {
        // The GAM of section 14: extents 0 to 6 allocated.
        let address = PageAddress { file: 1, page: 2 };
        let gam =
            Interval::read(&page(|byte| if byte == 0 { 0x80 } else { 0xFF }), address).unwrap();
        assert_eq!(gam.allocated, 7);
        assert_eq!(gam.rank(6), Some(6));
        assert_eq!(gam.rank(7), None);
        // Every bit against a plain count.
        let pattern = |byte: usize| (byte * 37 % 251) as u8;
        let gam = Interval::read(&page(pattern), address).unwrap();
        let mut count = 0;
        for extent in 0..GAM_EXTENTS {
            let free = pattern(extent as usize / 8) >> (extent % 8) & 1 == 1;
            assert_eq!(gam.rank(extent), (!free).then_some(count));
            count += u32::from(!free);
        }
        assert_eq!(gam.allocated, count);
        assert_eq!(gam.rank(GAM_EXTENTS), None);
    }
}
