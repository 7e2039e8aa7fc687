//! Records of both forms.

use super::*;

/// Where the columns of a table stand in its records.
pub struct Shape {
    /// Offset or −n, and bit.
    pub places: Vec<(i16, u8)>,
    pub fixed_end: usize,
    pub variable: usize,
}

fn fixed_bytes(column: &Column) -> usize {
    match column.xtype {
        41 => time_bytes(column.scale),
        42 => time_bytes(column.scale) + 3,
        43 => time_bytes(column.scale) + 5,
        106 | 108 => match column.precision {
            0..=9 => 5,
            10..=19 => 9,
            20..=28 => 13,
            _ => 17,
        },
        _ => column.length as usize,
    }
}

fn time_bytes(scale: u8) -> usize {
    match scale {
        0..=2 => 3,
        3..=4 => 4,
        _ => 5,
    }
}

pub fn shape(columns: &[Column]) -> Shape {
    let mut shape = Shape {
        places: Vec::new(),
        fixed_end: 4,
        variable: 0,
    };
    let mut bits: Option<(usize, u8)> = None;
    for column in columns {
        if column.is_sparse {
            shape.places.push((0, 0));
        } else if column.is_variable() {
            shape.variable += 1;
            shape.places.push((-(shape.variable as i16), 0));
        } else if column.xtype == 104 {
            let (at, bit) = match bits {
                Some((at, bit)) if bit < 8 => (at, bit),
                _ => {
                    shape.fixed_end += 1;
                    (shape.fixed_end - 1, 0)
                }
            };
            bits = Some((at, bit + 1));
            shape.places.push((at as i16, bit));
        } else {
            shape.places.push((shape.fixed_end as i16, 0));
            shape.fixed_end += fixed_bytes(column);
        }
    }
    shape
}

/// A record of the FixedVar form. `pointers` says which variable values are pointers.
pub fn record(shape: &Shape, row: &[Stored], pointers: &[bool], status: u8) -> Vec<u8> {
    let mut fixed = vec![0; shape.fixed_end];
    let mut nulls = vec![0_u8; row.len().div_ceil(8)];
    let mut variable: Vec<(Vec<u8>, bool)> = vec![(Vec::new(), false); shape.variable];
    let mut sparse = Vec::new();
    for (index, (value, (place, bit))) in row.iter().zip(&shape.places).enumerate() {
        match value {
            // They have no place, and no bit.
            Stored::Null if *place == 0 => {}
            Stored::Bit(set) if *place == 0 => sparse.push((index, vec![u8::from(*set)], false)),
            Stored::Bytes(bytes) if *place == 0 => {
                sparse.push((index, bytes.clone(), pointers[index]));
            }
            Stored::Null => nulls[index / 8] |= 1 << (index % 8),
            Stored::Bit(set) => fixed[*place as usize] |= u8::from(*set) << bit,
            Stored::Bytes(bytes) if *place > 0 => {
                fixed[*place as usize..*place as usize + bytes.len()].copy_from_slice(bytes);
            }
            Stored::Bytes(bytes) => {
                variable[(-place - 1) as usize] = (bytes.clone(), pointers[index]);
            }
        }
    }
    if !sparse.is_empty() {
        variable.push((sparse_vector(&sparse), true));
    }
    while variable
        .last()
        .is_some_and(|(bytes, pointer)| bytes.is_empty() && !pointer)
    {
        variable.pop();
    }
    fixed[0] = status | 0x10 | if variable.is_empty() { 0 } else { 0x20 };
    put16(&mut fixed, 2, shape.fixed_end as u16);
    fixed.extend((row.len() as u16).to_le_bytes());
    fixed.extend(nulls);
    if !variable.is_empty() {
        fixed.extend((variable.len() as u16).to_le_bytes());
        let mut end = fixed.len() + 2 * variable.len();
        let mut data = Vec::new();
        for (bytes, pointer) in variable {
            end += bytes.len();
            fixed.extend((end as u16 | if pointer { 0x8000 } else { 0 }).to_le_bytes());
            data.extend(bytes);
        }
        fixed.extend(data);
    }
    fixed
}

/// The field that holds the values of sparse columns: their places among the columns, bytes, whether those are a pointer.
fn sparse_vector(values: &[(usize, Vec<u8>, bool)]) -> Vec<u8> {
    let mut field = vec![5, 0];
    field.extend((values.len() as u16).to_le_bytes());
    for (place, _, _) in values {
        field.extend((*place as u16 + 1).to_le_bytes());
    }
    let mut end = 4 + 4 * values.len();
    for (_, bytes, pointer) in values {
        end += bytes.len();
        field.extend((end as u16 | if *pointer { 0x8000 } else { 0 }).to_le_bytes());
    }
    field.extend(values.iter().flat_map(|(_, bytes, _)| bytes));
    field
}

/// A record of the CD form.
pub fn compressed_record(columns: &[Column], row: &[Stored]) -> Vec<u8> {
    let mut kinds = Vec::new();
    let mut short = Vec::new();
    let mut long: Vec<Vec<u8>> = Vec::new();
    for (column, value) in columns.iter().zip(row) {
        kinds.push(match value {
            Stored::Null => 0,
            Stored::Bit(bit) => {
                if *bit {
                    11
                } else {
                    1
                }
            }
            Stored::Bytes(bytes) => {
                let bytes = shorten(column, bytes);
                match bytes.len() {
                    length @ 0..=8 => {
                        short.extend(bytes);
                        length as u8 + 1
                    }
                    _ => {
                        long.push(bytes);
                        10
                    }
                }
            }
        });
    }
    let count = kinds.len();
    let mut record = vec![1 | if long.is_empty() { 0 } else { 0x20 }];
    if count < 128 {
        record.push(count as u8);
    } else {
        record.extend([0x80 | (count >> 8) as u8, count as u8]);
    }
    kinds.push(0);
    let pairs = count.div_ceil(2);
    record.extend((0..pairs).map(|pair| kinds[2 * pair] | kinds[2 * pair + 1] << 4));
    let clusters = vec![0; (count - 1) / 30];
    record.extend(&clusters);
    record.extend(short);
    if !long.is_empty() {
        record.push(1);
        record.extend((long.len() as u16).to_le_bytes());
        let mut end = 0;
        for bytes in &long {
            end += bytes.len() as u16;
            record.extend(end.to_le_bytes());
        }
        record.extend(&clusters);
        record.extend(long.concat());
    }
    record
}

/// The bytes that a compressed record keeps of a value.
fn shorten(column: &Column, bytes: &[u8]) -> Vec<u8> {
    let trimmed_end = |fill: u8| {
        let end = bytes
            .iter()
            .rposition(|byte| *byte != fill)
            .map_or(0, |at| at + 1);
        bytes[..end].to_vec()
    };
    match column.xtype {
        48 if bytes == [0] => Vec::new(),
        52 | 56 | 127 | 60 | 122 | 61 => {
            let mut wide = [if bytes.last().unwrap() & 0x80 != 0 {
                0xFF
            } else {
                0
            }; 8];
            wide[..bytes.len()].copy_from_slice(bytes);
            let number = i128::from(i64::from_le_bytes(wide));
            if number == 0 {
                return Vec::new();
            }
            let width = (1..=8)
                .find(|width| {
                    let half = 1_i128 << (8 * width - 1);
                    (-half..half).contains(&number)
                })
                .unwrap();
            let moved = (number + (1_i128 << (8 * width - 1))) as u128;
            moved.to_be_bytes()[16 - width..].to_vec()
        }
        62 | 59 | 58 => {
            let start = bytes
                .iter()
                .position(|byte| *byte != 0)
                .unwrap_or(bytes.len());
            bytes[start..].to_vec()
        }
        175 => trimmed_end(b' '),
        173 => trimmed_end(0),
        239 => {
            let mut end = bytes.len();
            while end >= 2 && bytes[end - 2..end] == [b' ', 0] {
                end -= 2;
            }
            bytes[..end].to_vec()
        }
        _ => bytes.to_vec(),
    }
}
