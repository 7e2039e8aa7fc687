//! Large values: their pages, and the pointers to them.

use super::*;

/// Pages of large values.
#[derive(Default)]
pub struct Large {
    pub pages: Vec<u32>,
    room: usize,
    pub records: Vec<Vec<Vec<u8>>>,
    blob: i64,
}

impl Large {
    fn add(&mut self, space: &mut Space<'_>, body: &[u8]) -> (u32, u16) {
        let mut record = vec![8, 0];
        record.extend((4 + 8 + body.len() as u16).to_le_bytes());
        record.extend(self.blob.to_le_bytes());
        record.extend(body);
        if self.pages.is_empty() || record.len() + 2 > self.room {
            self.pages.push(space.single());
            self.records.push(Vec::new());
            self.room = ROOM;
        }
        self.room -= record.len() + 2;
        let own = self.records.last_mut().unwrap();
        own.push(record);
        (*self.pages.last().unwrap(), own.len() as u16 - 1)
    }

    /// Stores a value as text, ntext and image are: the pointer leads to one record.
    pub fn store_text(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut body;
        if value.len() <= 64 {
            body = 0_u16.to_le_bytes().to_vec();
            body.extend((value.len() as u16).to_le_bytes());
            body.extend([0; 4]);
            body.extend(value);
        } else {
            let mut links = Vec::new();
            let mut end = 0;
            for part in value.chunks(3000) {
                end += part.len() as u32;
                let mut data = 3_u16.to_le_bytes().to_vec();
                data.extend(part);
                links.push((end, self.add(space, &data)));
            }
            // Kinds 4 and 5 have the same links.
            body = (4 + (self.blob % 2) as u16).to_le_bytes().to_vec();
            body.extend([0, 0]);
            body.extend((links.len() as u16).to_le_bytes());
            body.extend([0; 6]);
            for (end, (page, slot)) in links {
                body.extend(end.to_le_bytes());
                body.extend(row_id(page, slot));
            }
        }
        let (page, slot) = self.add(space, &body);
        let mut pointer = vec![0, 0, 1, 0, 0, 0, 0, 0];
        pointer.extend(row_id(page, slot));
        pointer
    }

    /// Moves a value out of its row that has no place there: row overflow.
    pub fn store_overflow(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut body = 3_u16.to_le_bytes().to_vec();
        body.extend(value);
        let (page, slot) = self.add(space, &body);
        let mut pointer = vec![2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        pointer.extend((value.len() as u32).to_le_bytes());
        pointer.extend(row_id(page, slot));
        pointer
    }

    /// Stores a value in parts, and gives the pointer that stands in the record.
    pub fn store(&mut self, space: &mut Space<'_>, value: &[u8]) -> Vec<u8> {
        self.blob += 1;
        let mut links = Vec::new();
        let mut end = 0;
        for part in value.chunks(3000) {
            end += part.len();
            let mut body = 3_u16.to_le_bytes().to_vec();
            body.extend(part);
            links.push((end, self.add(space, &body)));
        }
        if links.len() > 4 {
            // A node over every few parts.
            links = links
                .chunks(3)
                .scan(0, |before, part| {
                    let mut body = 2_u16.to_le_bytes().to_vec();
                    body.extend([0, 0]);
                    body.extend((part.len() as u16).to_le_bytes());
                    body.extend([0, 0]);
                    for (end, (page, slot)) in part {
                        body.extend(((end - *before) as u64).to_le_bytes());
                        body.extend(row_id(*page, *slot));
                    }
                    *before = part.last().unwrap().0;
                    Some((*before, self.add(space, &body)))
                })
                .collect();
        }
        let mut pointer = vec![4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        for (end, (page, slot)) in links {
            pointer.extend((end as u32).to_le_bytes());
            pointer.extend(row_id(page, slot));
        }
        pointer
    }
}
