//! Pictures by their first bytes: which kind, and how many pixels they have. Only kinds that a browser decodes without
//! running anything; an SVG is a document and none of them.
//!
//! Sources: PNG 3rd edition 11.2.1; GIF89a 18; ITU-T T.81 B.2.2; RFC 9649 (WebP) 2.5 to 2.7; BITMAPINFOHEADER of Windows;
//! ISO/IEC 23008-12 6.5.3 (`ispe`).

/// Most first bytes that are needed: the size of a JPEG may stand behind tables of 64 KiB each.
pub const HEAD_BYTES: usize = 1 << 20;

/// What the first bytes of a picture tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture {
    /// Its type, for a browser: `image/png`.
    pub mime: &'static str,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Picture {
    /// All its pixels.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// Tells a picture by its first bytes, at most [`HEAD_BYTES`] of them; `None`: it is none of the known kinds, or they
/// don't tell its size.
pub fn recognize(head: &[u8]) -> Option<Picture> {
    let (mime, (width, height)) = if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        ("image/png", png(head)?)
    } else if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") {
        ("image/gif", (little(head, 6, 2)?, little(head, 8, 2)?))
    } else if head.starts_with(b"\xff\xd8\xff") {
        ("image/jpeg", jpeg(head)?)
    } else if head.starts_with(b"RIFF") && head.get(8..12)? == b"WEBP" {
        ("image/webp", webp(head)?)
    } else if head.starts_with(b"BM") {
        ("image/bmp", bmp(head)?)
    } else if matches!(head.get(4..12)?, b"ftypavif" | b"ftypavis") {
        ("image/avif", avif(head)?)
    } else {
        return None;
    };
    (width > 0 && height > 0).then_some(Picture {
        mime,
        width,
        height,
    })
}

/// A number of so many bytes, the lowest first.
fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
    Some(digits.iter().rev().fold(0, add))
}

/// A number of so many bytes, the highest first.
fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    let add = |sum: u32, byte: &u8| sum << 8 | u32::from(*byte);
    Some(digits.iter().fold(0, add))
}

fn png(head: &[u8]) -> Option<(u32, u32)> {
    (head.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(head, 16, 4)?, big(head, 20, 4)?))
}

/// The largest frame in front of the data.
fn jpeg(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut largest: Option<(u32, u32)> = None;
    loop {
        // A marker may have any number of fill bytes in front.
        while head.get(at) == Some(&0xff) && head.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        let (Some(0xff), Some(&marker)) = (head.get(at), head.get(at + 1)) else {
            return largest;
        };
        match marker {
            // Start of a scan, end of the picture.
            0xda | 0xd9 => return largest,
            // Markers that stand alone.
            0x01 | 0xd0..=0xd7 => {
                at += 2;
                continue;
            }
            // Frames: all of the row but tables (DHT, DAC) and JPG.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let frame = (big(head, at + 7, 2)?, big(head, at + 5, 2)?);
                let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
                if largest.is_none_or(|known| pixels(known) < pixels(frame)) {
                    largest = Some(frame);
                }
            }
            _ => {}
        }
        let length = big(head, at + 2, 2).filter(|length| *length >= 2);
        let Some(length) = length else {
            return largest;
        };
        at = at.checked_add(2 + length as usize)?;
    }
}

fn webp(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8 " => {
            (head.get(23..26)? == b"\x9d\x01\x2a").then_some(())?;
            Some((little(head, 26, 2)? & 0x3fff, little(head, 28, 2)? & 0x3fff))
        }
        b"VP8L" => {
            (head.get(20)? == &0x2f).then_some(())?;
            let bits = little(head, 21, 4)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(head, 24, 3)? + 1, little(head, 27, 3)? + 1)),
        _ => None,
    }
}

fn bmp(head: &[u8]) -> Option<(u32, u32)> {
    let header = little(head, 14, 4)?;
    if header == 12 {
        return Some((little(head, 18, 2)?, little(head, 20, 2)?));
    }
    // Rows from the top downwards have a negative number.
    let height = little(head, 22, 4)?.cast_signed().unsigned_abs();
    (header >= 40).then_some((little(head, 18, 4)?, height))
}

/// The largest of the sizes that are told: a picture put together of tiles tells those of tiles as well.
fn avif(head: &[u8]) -> Option<(u32, u32)> {
    let mut largest = None;
    for at in 0..head.len().saturating_sub(15) {
        if head.get(at..at + 4) == Some(b"ispe") {
            let size = (big(head, at + 8, 4)?, big(head, at + 12, 4)?);
            let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
            if largest.is_none_or(|known| pixels(known) < pixels(size)) {
                largest = Some(size);
            }
        }
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn is(head: &[u8], mime: &str, width: u32, height: u32) {
        let found = recognize(head).unwrap();
        assert_eq!(
            (found.mime, found.width, found.height),
            (mime, width, height)
        );
        // No first bytes of it make it panic, or larger.
        for end in 0..head.len() {
            if let Some(part) = recognize(&head[..end]) {
                assert!(part.pixels() <= found.pixels());
            }
        }
    }

    #[test]
    fn kinds_tell_their_pixels() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x03\xe8\0\0\0\x02";
        is(png, "image/png", 1000, 2);
        is(b"GIF89a\x01\x02\x03\0", "image/gif", 513, 3);
        // A table of Exif with the size of its thumbnail in it, fill bytes, two frames.
        let mut jpeg = b"\xff\xd8\xff\xe1\0\x0cExif\xff\xc0\xff\xff\xff\xff".to_vec();
        jpeg.extend(b"\xff\xff\xc2\0\x0b\x08\0\x10\0\x20\x01\x01\x11\0");
        jpeg.extend(b"\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0\xff\xda");
        is(&jpeg, "image/jpeg", 32, 16);
        let lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x05\0\x06\0";
        is(lossy, "image/webp", 5, 6);
        let lossless = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x04\x40\x01\0";
        is(lossless, "image/webp", 5, 6);
        let extended = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x04\0\0\x05\0\0";
        is(extended, "image/webp", 5, 6);
        let mut bmp = b"BM".to_vec();
        bmp.resize(14, 0);
        bmp.extend([40, 0, 0, 0, 7, 0, 0, 0]);
        bmp.extend((-9_i32).to_le_bytes());
        is(&bmp, "image/bmp", 7, 9);
        let mut avif = b"\0\0\0\x10ftypavif\0\0\0\0".to_vec();
        for size in [64_u32, 640] {
            avif.extend(b"\0\0\0\x14ispe\0\0\0\0");
            avif.extend(size.to_be_bytes());
            avif.extend((size / 2).to_be_bytes());
        }
        is(&avif, "image/avif", 640, 320);
    }

    #[test]
    fn what_is_no_picture_is_none() {
        for head in [
            &b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"[..],
            b"<?xml version=\"1.0\"?><svg/>",
            b"%PDF-1.4",
            b"",
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x02",
        ] {
            assert_eq!(recognize(head), None, "{head:?}");
        }
    }
}
