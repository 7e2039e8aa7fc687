//! Random tables with random rows, and what each value must be shown as. Dates are worked out by another library
//! than the reader's.

use backup_inspector::container::sqlserver::{Decimal, Value};

use super::writer::{Column, Stored, Table};

/// A small generator of numbers (SplitMix64), so that a seed is all that a failure needs.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }

    /// Often small, sometimes anything.
    fn number(&mut self) -> i64 {
        match self.below(4) {
            0 => self.below(5) as i64 - 2,
            1 => self.below(1000) as i64 - 500,
            2 => self.next() as i64 >> 33,
            _ => self.next() as i64,
        }
    }
}

const TYPES: [u8; 28] = [
    34, 35, 99, 36, 40, 41, 42, 43, 48, 52, 56, 58, 59, 60, 61, 62, 104, 106, 108, 122, 127, 165,
    167, 173, 175, 231, 239, 241,
];

/// A column of any type.
pub fn column(random: &mut Random, number: usize) -> Column {
    let xtype = TYPES[random.below(TYPES.len() as u64) as usize];
    let mut column = Column::new(&format!("column {number}"), xtype, 0);
    column.length = match xtype {
        36 => 16,
        40 => 3,
        48 | 104 => 1,
        52 => 2,
        56 | 58 | 59 | 122 => 4,
        60 | 61 | 62 | 127 => 8,
        173 | 175 => 1 + random.below(12) as i16,
        239 => 2 + 2 * random.below(6) as i16,
        165 | 167 | 231 if random.below(4) == 0 => -1,
        165 | 167 => 1 + random.below(60) as i16,
        231 => 2 + 2 * random.below(40) as i16,
        241 | 34 | 35 | 99 => -1,
        _ => 8,
    };
    match xtype {
        41..=43 => column.scale = random.below(8) as u8,
        106 | 108 => {
            column.precision = 1 + random.below(38) as u8;
            column.scale = random.below(u64::from(column.precision) + 1) as u8;
        }
        _ => {}
    }
    column.nullable = random.below(3) > 0;
    column
}

/// A value of a column: how it is stored, and what it must be read as.
pub fn value(random: &mut Random, column: &Column) -> (Stored, Value) {
    if column.nullable && random.below(4) == 0 {
        return (Stored::Null, Value::Null);
    }
    let whole = |number: i64, bytes: &[u8]| (Stored::Bytes(bytes.to_vec()), Value::Integer(number));
    match column.xtype {
        104 => {
            let bit = random.below(2) == 1;
            (Stored::Bit(bit), Value::Bit(bit))
        }
        48 => {
            let number = random.next() as u8;
            whole(i64::from(number), &[number])
        }
        52 => {
            let number = random.number() as i16;
            whole(i64::from(number), &number.to_le_bytes())
        }
        56 => {
            let number = random.number() as i32;
            whole(i64::from(number), &number.to_le_bytes())
        }
        127 => {
            let number = random.number();
            whole(number, &number.to_le_bytes())
        }
        62 => {
            let number = random.number() as f64 / 64.0;
            (
                Stored::Bytes(number.to_le_bytes().to_vec()),
                Value::Float(number),
            )
        }
        59 => {
            let number = random.number() as i16 as f32 / 4.0;
            (
                Stored::Bytes(number.to_le_bytes().to_vec()),
                Value::Real(number),
            )
        }
        60 => money(random.number(), 8),
        122 => money(i64::from(random.number() as i32), 4),
        106 | 108 => decimal(random, column),
        36 => {
            let bytes: [u8; 16] = random.bytes(16).try_into().unwrap();
            (Stored::Bytes(bytes.to_vec()), Value::Guid(bytes))
        }
        40 | 41 | 42 | 43 | 58 | 61 => moment(random, column),
        34 | 165 | 173 | 241 => {
            let bytes = match column.length {
                -1 => {
                    let length = length(random);
                    random.bytes(length)
                }
                length if column.xtype == 173 => random.bytes(length as usize),
                length => {
                    let count = random.below(length as u64 + 1) as usize;
                    random.bytes(count)
                }
            };
            (Stored::Bytes(bytes.clone()), Value::Binary(bytes))
        }
        _ => text(random, column),
    }
}

/// Lengths of large values: mostly short, some over several pages.
fn length(random: &mut Random) -> usize {
    match random.below(60) {
        0 => random.below(60_000) as usize,
        1..=3 => random.below(9000) as usize,
        4..=10 => 0,
        _ => random.below(300) as usize,
    }
}

fn money(number: i64, bytes: usize) -> (Stored, Value) {
    let value = Value::Decimal(Decimal {
        negative: number < 0,
        digits: u128::from(number.unsigned_abs()),
        scale: 4,
    });
    (Stored::Bytes(number.to_le_bytes()[..bytes].to_vec()), value)
}

fn decimal(random: &mut Random, column: &Column) -> (Stored, Value) {
    let limit = 10_u128.pow(u32::from(column.precision));
    let digits = (u128::from(random.next()) << 64 | u128::from(random.next())) % limit;
    let negative = random.below(2) == 1;
    let bytes = match column.precision {
        0..=9 => 4,
        10..=19 => 8,
        20..=28 => 12,
        _ => 16,
    };
    let mut stored = vec![u8::from(!negative)];
    stored.extend(&digits.to_le_bytes()[..bytes]);
    let value = Value::Decimal(Decimal {
        negative,
        digits,
        scale: column.scale,
    });
    (Stored::Bytes(stored), value)
}

fn text(random: &mut Random, column: &Column) -> (Stored, Value) {
    let is_wide = matches!(column.xtype, 99 | 231 | 239);
    let unit = if is_wide { 2 } else { 1 };
    let count = match column.length {
        -1 => length(random),
        length if matches!(column.xtype, 175 | 239) => (length / unit) as usize,
        length => random.below(length as u64 / unit as u64 + 1) as usize,
    };
    let letters: Vec<char> = "abc XYZ09,\"'=\u{E9}\u{DF}\u{20AC}".chars().collect();
    let wide: Vec<char> = "ab\u{41F}\u{4E00}\u{5D0}\u{E9} \n".chars().collect();
    let from = if is_wide { &wide } else { &letters };
    let text: String = (0..count)
        .map(|_| from[random.below(from.len() as u64) as usize])
        .collect();
    let bytes = if is_wide {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    } else {
        text.chars()
            .map(|letter| match letter {
                '\u{20AC}' => 0x80,
                other => other as u32 as u8,
            })
            .collect()
    };
    (Stored::Bytes(bytes), Value::Text(text))
}

fn moment(random: &mut Random, column: &Column) -> (Stored, Value) {
    use jiff::civil::date;
    let from_1900 = |days: i64| date(1900, 1, 1) + jiff::Span::new().days(days);
    let days = random.below(3_652_059) as i64;
    let day = date(1, 1, 1) + jiff::Span::new().days(days);
    let days = (days as u32).to_le_bytes()[..3].to_vec();
    let second = 10_u64.pow(u32::from(column.scale));
    let units = random.below(86_400 * second);
    let time_bytes = match column.scale {
        0..=2 => 3,
        3..=4 => 4,
        _ => 5,
    };
    let time = units.to_le_bytes()[..time_bytes].to_vec();
    let clock = |units: u64| {
        let seconds = units / second;
        let clock = format!(
            "{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds % 3600 / 60,
            seconds % 60
        );
        match column.scale {
            0 => clock,
            scale => format!(
                "{clock}.{:0width$}",
                units % second,
                width = usize::from(scale)
            ),
        }
    };
    let (bytes, shown) = match column.xtype {
        40 => (days, day.to_string()),
        41 => (time, clock(units)),
        42 => ([time, days].concat(), format!("{day} {}", clock(units))),
        43 => {
            // Not so near to the ends that the offset leads out of the calendar.
            let day = date(2000, 1, 1) + jiff::Span::new().days(random.below(9000) as i64);
            let since = (day - date(1, 1, 1)).get_days();
            let offset = random.below(1681) as i64 - 840;
            let utc = day.at(0, 0, 0, 0) + jiff::Span::new().seconds((units / second) as i64);
            let local = utc + jiff::Span::new().minutes(offset);
            let mut shown = local.strftime("%Y-%m-%d %H:%M:%S").to_string();
            if column.scale > 0 {
                shown += &format!(
                    ".{:0width$}",
                    units % second,
                    width = usize::from(column.scale)
                );
            }
            let sign = if offset < 0 { '-' } else { '+' };
            shown += &format!(" {sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60);
            let days = since.to_le_bytes()[..3].to_vec();
            (
                [time, days, (offset as i16).to_le_bytes().to_vec()].concat(),
                shown,
            )
        }
        58 => {
            let minutes = random.below(1440) as u16;
            let days = random.below(65_536) as u16;
            let shown = format!(
                "{} {:02}:{:02}:00",
                from_1900(i64::from(days)),
                minutes / 60,
                minutes % 60
            );
            ([minutes.to_le_bytes(), days.to_le_bytes()].concat(), shown)
        }
        _ => {
            let ticks = random.below(86_400 * 300) as u32;
            let days = random.below(100_000) as i32 - 50_000;
            let milliseconds = (f64::from(ticks % 300) * 10.0 / 3.0).round();
            let seconds = ticks / 300;
            let shown = format!(
                "{} {:02}:{:02}:{:02}.{milliseconds:03}",
                from_1900(i64::from(days)),
                seconds / 3600,
                seconds % 3600 / 60,
                seconds % 60
            );
            ([ticks.to_le_bytes(), days.to_le_bytes()].concat(), shown)
        }
    };
    (Stored::Bytes(bytes), Value::Moment(shown))
}

/// A table with rows, and what the rows must be read as.
pub fn table(random: &mut Random, number: usize, most_rows: u64) -> (Table, Vec<Vec<Value>>) {
    let schema = ["dbo", "sales", "\u{43E}\u{442}\u{447}\u{451}\u{442}"][random.below(3) as usize];
    let count = 1 + random.below(40) as usize;
    let columns: Vec<Column> = (0..count).map(|at| column(random, at)).collect();
    let mut table = Table::new(schema, &format!("table {number}"), columns);
    table.is_heap = random.below(2) == 0;
    table.partitions = 1 + (random.below(5) / 3) as usize;
    table.compression = match random.below(3) {
        0 => 1 + random.below(2) as u8,
        _ => 0,
    };
    // Text stays uncompressed here: its pointers are told from values by their type alone.
    if table
        .columns
        .iter()
        .any(|column| matches!(column.xtype, 34 | 35 | 99))
    {
        table.compression = 0;
    }
    // Decimals of compressed tables have a form of their own, which the reader's own tests look at.
    if table
        .columns
        .iter()
        .any(|column| matches!(column.xtype, 106 | 108))
    {
        table.compression = 0;
    }
    table.with_oddities = table.compression == 0 && random.below(2) == 0;
    // Neither text and image nor compressed tables can be so.
    if table.compression == 0 && random.below(3) == 0 {
        for column in &mut table.columns {
            column.is_sparse =
                column.nullable && !matches!(column.xtype, 34 | 35 | 99) && random.below(2) == 0;
        }
    }
    table.key = vec![1];
    let mut expected = Vec::new();
    for _ in 0..random.below(most_rows + 1) {
        let (stored, values): (Vec<Stored>, Vec<Value>) = table
            .columns
            .iter()
            .map(|column| value(random, column))
            .unzip();
        table.rows.push(stored);
        expected.push(values);
    }
    // Rows are read partition by partition.
    let in_order = (0..table.partitions)
        .flat_map(|part| {
            expected
                .iter()
                .skip(part)
                .step_by(table.partitions)
                .cloned()
        })
        .collect();
    (table, in_order)
}
