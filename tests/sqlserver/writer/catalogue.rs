//! The system tables of a test database, and the pages of its own.

use super::fixed::fixed_pages;
use super::tables::{System, TABLES};
use super::*;

/// A number that is stored in the bytes that its column has.
fn number(value: i64) -> Stored {
    Stored::Bytes(value.to_le_bytes().to_vec())
}

fn text(value: &str) -> Stored {
    Stored::Bytes(value.encode_utf16().flat_map(u16::to_le_bytes).collect())
}

fn address(page: u32) -> Stored {
    let mut bytes = page.to_le_bytes().to_vec();
    bytes.extend(1_u16.to_le_bytes());
    Stored::Bytes(bytes)
}

/// Rows of the system tables by their object.
#[derive(Default)]
struct Rows(BTreeMap<u32, Vec<Vec<Stored>>>);

impl Rows {
    fn add(&mut self, object: u32, row: Vec<Stored>) {
        self.0.entry(object).or_default().push(row);
    }
}

fn system_columns(system: &System) -> Vec<Column> {
    system
        .3
        .iter()
        .map(|(name, xtype, length)| Column::new(name, *xtype, *length))
        .collect()
}

fn system_records(system: &System, rows: &[Vec<Stored>]) -> Vec<Vec<u8>> {
    let columns = system_columns(system);
    let shape = shape(&columns);
    rows.iter()
        .map(|row| {
            let row: Vec<Stored> = row
                .iter()
                .zip(&columns)
                .map(|(value, column)| match value {
                    Stored::Bytes(bytes) if !column.is_variable() && bytes.len() == 8 => {
                        Stored::Bytes(bytes[..column.length as usize].to_vec())
                    }
                    other => other.clone(),
                })
                .collect();
            record(&shape, &row, &vec![false; row.len()], 0)
        })
        .collect()
}

/// Object id of the table at a place.
fn object_id(place: usize) -> i64 {
    2_000_000 + place as i64
}

/// A rowset and its units, as the catalogue tells.
struct Rowset {
    id: i64,
    /// 1: the rows of its object.
    owner: i64,
    object: i64,
    index: i64,
    rows: usize,
    compression: u8,
    /// Unit id, kind, first page, IAM page, pages.
    units: Vec<(i64, i64, u32, u32, usize)>,
}

/// Builds a database. `next_extent` gives free extents in any order; those of `filler` are allocated too, and hold
/// nothing.
pub fn build(
    name: &str,
    version: u16,
    tables: &[Table],
    guard: Guard,
    next_extent: &mut dyn FnMut() -> u32,
    filler: &mut dyn Iterator<Item = u32>,
) -> Database {
    let mut space = Space {
        next_extent,
        mixed: None,
        extents: [0, 1].into(),
        used: (0..16).collect(),
    };
    let mut pages = BTreeMap::new();
    let mut rows = Rows::default();
    let mut rowsets = Vec::new();
    let mut unused = BTreeSet::new();
    let schemas = describe_names(tables, &mut rows);
    for (number, table) in tables.iter().enumerate() {
        let object = object_id(number);
        let schema = 5 + schemas
            .iter()
            .position(|schema| *schema == table.schema)
            .unwrap() as i64;
        describe_object(&mut rows, object, &table.name, schema, "U ", 0);
        describe_columns(&mut rows, object, &table.columns);
        describe_key(&mut rows, object, schema, table);
        describe_other_keys(&mut rows, number, schema, table);
        for part in 0..table.partitions {
            let id = 256_i64 << 48 | (number as i64 * 16 + part as i64 + 1) << 16;
            let share: Vec<&Vec<Stored>> = table
                .rows
                .iter()
                .skip(part)
                .step_by(table.partitions)
                .collect();
            let index = i64::from(!table.is_heap);
            describe_stored(&mut rows, id, &table.columns);
            rowsets.push(Rowset {
                id,
                owner: 1,
                object,
                index,
                rows: share.len(),
                compression: table.compression,
                units: write_table(&mut space, &mut pages, &mut unused, table, &share, id),
            });
        }
        for (at, (owner, rows)) in table.beside.iter().enumerate() {
            rowsets.push(Rowset {
                id: 257_i64 << 48 | (number as i64 * 16 + at as i64 + 1) << 16,
                owner: *owner,
                object,
                index: 1,
                rows: *rows,
                compression: 0,
                units: Vec::new(),
            });
        }
    }
    system_tables(&mut space, &mut pages, rows, rowsets);
    space.extents.extend(filler);
    let mut database = Database {
        pages,
        extents: space.extents,
        used: space.used,
        guard,
    };
    for page in unused {
        database.used.remove(&page);
    }
    fixed_pages(&mut database, name, version);
    database
}

fn describe_names(tables: &[Table], rows: &mut Rows) -> Vec<String> {
    let schemas: BTreeSet<String> = tables.iter().map(|table| table.schema.clone()).collect();
    let schemas: Vec<String> = schemas.into_iter().collect();
    rows.add(64, vec![number(50), number(4), text("sys")]);
    for (at, schema) in schemas.iter().enumerate() {
        rows.add(64, vec![number(50), number(5 + at as i64), text(schema)]);
    }
    for (id, name) in [
        (56, "int"),
        (231, "nvarchar"),
        (167, "varchar"),
        (106, "decimal"),
    ] {
        rows.add(
            50,
            vec![number(id), number(4), text(name), number(id), number(0)],
        );
    }
    schemas
}

fn describe_object(rows: &mut Rows, id: i64, name: &str, schema: i64, kind: &str, parent: i64) {
    rows.add(
        34,
        vec![
            number(id),
            text(name),
            number(schema),
            number(0),
            number(0),
            Stored::Bytes(kind.as_bytes().to_vec()),
            number(parent),
            number(0),
            number(0),
            number(0),
            number(0),
        ],
    );
}

fn describe_columns(rows: &mut Rows, object: i64, columns: &[Column]) {
    for (at, column) in columns.iter().enumerate() {
        rows.add(
            41,
            vec![
                number(object),
                number(0),
                number(at as i64 + 1),
                text(&column.name),
                number(i64::from(column.xtype)),
                number(i64::from(column.xtype)),
                number(i64::from(column.length)),
                number(i64::from(column.precision)),
                number(i64::from(column.scale)),
                number(0x3400_D008),
                number(i64::from(!column.nullable)),
            ],
        );
    }
}

fn describe_stored(rows: &mut Rows, rowset: i64, columns: &[Column]) {
    let shape = shape(columns);
    for (at, (column, (place, bit))) in columns.iter().zip(&shape.places).enumerate() {
        let id = at as i64 + 1;
        let mut status = if column.is_sparse { 0x100 } else { 0 };
        if let Some(default) = &column.default {
            status |= 0x200;
            let value = Stored::Bytes(default.clone());
            rows.add(
                9,
                vec![number(1), number(rowset), number(id), number(0), value],
            );
        }
        rows.add(
            3,
            vec![
                number(rowset),
                number(id),
                number(id),
                number(0),
                number(i64::from(column.ti())),
                number(0x3400_D008),
                number(0),
                number(0),
                number(status),
                number(i64::from(*place as u16)),
                number(id),
                number(i64::from(*bit)),
            ],
        );
    }
}

fn describe_key(rows: &mut Rows, object: i64, schema: i64, table: &Table) {
    let index = i64::from(!table.is_heap);
    let name = format!("PK_{}", table.name);
    rows.add(
        54,
        vec![
            number(object),
            number(index),
            text(&name),
            number(8),
            number(0),
            number(0),
            number(index),
        ],
    );
    if table.is_heap || table.key.is_empty() {
        return;
    }
    describe_object(rows, object + 1_000_000, &name, schema, "PK", object);
    for (at, column) in table.key.iter().enumerate() {
        rows.add(
            55,
            vec![
                number(object),
                number(index),
                number(at as i64 + 1),
                number(0),
                number(i64::from(*column)),
                number(at as i64 + 1),
            ],
        );
    }
}

/// Unique keys and foreign keys.
fn describe_other_keys(rows: &mut Rows, place: usize, schema: i64, table: &Table) {
    let object = object_id(place);
    for (at, columns) in table.unique.iter().enumerate() {
        let index = at as i64 + 2;
        let name = format!("UQ_{}_{at}", table.name);
        rows.add(
            54,
            vec![
                number(object),
                number(index),
                text(&name),
                number(8),
                number(0),
                number(0),
                number(2),
            ],
        );
        if at % 2 == 0 {
            let id = 4_000_000 + place as i64 * 16 + at as i64;
            describe_object(rows, id, &name, schema, "UQ", object);
        }
        for (ordinal, column) in columns.iter().enumerate() {
            rows.add(
                55,
                vec![
                    number(object),
                    number(index),
                    number(ordinal as i64 + 1),
                    number(0),
                    number(i64::from(*column)),
                    number(ordinal as i64 + 1),
                ],
            );
        }
    }
    for (at, foreign) in table.foreign.iter().enumerate() {
        let id = 5_000_000 + place as i64 * 16 + at as i64;
        let name = format!("FK_{}_{at}", table.name);
        describe_object(rows, id, &name, schema, "F ", object);
        let to = object_id(foreign.table);
        let mut refer = |class: i64, ordinal: usize, object: i64, column: i64| {
            rows.add(
                74,
                vec![
                    number(class),
                    number(id),
                    number(ordinal as i64),
                    number(object),
                    number(column),
                    number(0),
                ],
            );
        };
        refer(27, 0, to, 1);
        // Last columns first: their order is told by their ordinals alone.
        for (ordinal, (own, other)) in foreign.columns.iter().zip(&foreign.to).enumerate().rev() {
            refer(28, ordinal + 1, object, i64::from(*own));
            refer(29, ordinal + 1, to, i64::from(*other));
        }
    }
    // Of other things: a schema and its owner.
    rows.add(
        74,
        vec![
            number(50),
            number(5),
            number(0),
            number(1),
            number(0),
            number(0),
        ],
    );
}

/// Writes the rows of a partition; gives its units.
fn write_table(
    space: &mut Space<'_>,
    pages: &mut BTreeMap<u32, Vec<u8>>,
    unused: &mut BTreeSet<u32>,
    table: &Table,
    rows: &[&Vec<Stored>],
    rowset: i64,
) -> Vec<(i64, i64, u32, u32, usize)> {
    let shape = shape(&table.columns);
    let early_columns = table.early.map_or(0, |(_, columns)| columns);
    let early_shape = super::shape(&table.columns[..early_columns]);
    let unit = rowset + (0x8000 << 16);
    let mut large = Large::default();
    let mut records = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let mut row: Vec<Stored> = (*row).clone();
        let mut own_shape = &shape;
        if let Some((early, columns)) = table.early
            && at < early
        {
            row.truncate(columns);
            own_shape = &early_shape;
        }
        let mut pointers = vec![false; row.len()];
        for ((value, column), pointer) in row.iter_mut().zip(&table.columns).zip(&mut pointers) {
            let Stored::Bytes(bytes) = value else {
                continue;
            };
            if column.is_text() {
                // A pointer, but not marked as one.
                *bytes = large.store_text(space, bytes);
            } else if column.is_large() && bytes.len() > 200 {
                *bytes = large.store(space, bytes);
                *pointer = true;
            } else if table.with_oddities && column.is_variable() && bytes.len() > 40 {
                *bytes = large.store_overflow(space, bytes);
                *pointer = true;
            }
        }
        let compressed = table.compression > 0 && !pointers.contains(&true);
        records.push(if compressed {
            compressed_record(&table.columns, &row)
        } else {
            // Forwarded rows and those with a version tag are rows too.
            let status = if table.with_oddities && at % 5 == 3 {
                0x02
            } else {
                0
            };
            record(own_shape, &row, &pointers, status)
        });
        if table.with_oddities {
            odd_record(&mut records, at, own_shape, &row, &pointers);
        }
    }
    let sizes: Vec<usize> = records.iter().map(Vec::len).collect();
    let head: &[u8] = if table.compression == 2 {
        &[0, 0, 0, 0, 0]
    } else {
        &[]
    };
    let placed = place(space, &sizes, head.len());
    write(pages, &placed, unit as u64, 1, head, &records);
    if table.with_oddities {
        // A stale page: it says that it is the table's, but is not in use.
        let stale = space.single();
        let mut page = pages[&placed.pages[0]].clone();
        put32(&mut page, 32, stale);
        pages.insert(stale, page);
        unused.insert(stale);
    }
    let mut units = vec![(
        unit,
        1,
        placed.pages[0],
        placed.iam[0],
        placed.pages.len() + placed.iam.len(),
    )];
    if !large.pages.is_empty() {
        let unit = unit + (0x10000 << 16);
        for (page, records) in large.pages.iter().zip(&large.records) {
            pages.insert(*page, page_of(*page, 3, unit as u64, &[], records));
        }
        let iam = space.single();
        let placed = Placed {
            pages: large.pages,
            iam: vec![iam],
            counts: Vec::new(),
        };
        write_iam(pages, &placed, unit as u64);
        units.push((unit, 2, placed.pages[0], iam, placed.pages.len() + 1));
    }
    units
}

/// What stands among rows and is none.
fn odd_record(
    records: &mut Vec<Vec<u8>>,
    at: usize,
    shape: &Shape,
    row: &[Stored],
    pointers: &[bool],
) {
    match at % 4 {
        0 => records.push(record(shape, row, pointers, 6 << 1)),
        1 => records.push(Vec::new()),
        2 => {
            let mut stub = vec![4];
            stub.extend(row_id(7, 3));
            records.push(stub);
        }
        _ => {}
    }
}

fn system_tables(
    space: &mut Space<'_>,
    pages: &mut BTreeMap<u32, Vec<u8>>,
    mut rows: Rows,
    mut rowsets: Vec<Rowset>,
) {
    for system in &TABLES {
        let object = i64::from(system.0);
        describe_object(&mut rows, object, system.2, 4, "S ", 0);
        let columns = system_columns(system);
        describe_columns(&mut rows, object, &columns);
        describe_stored(&mut rows, system_unit(system), &columns);
    }
    // Other tables first: those that name units and rowsets have to know them all.
    for system in TABLES.iter().filter(|system| !matches!(system.0, 5 | 7)) {
        let own = rows.0.remove(&system.0).unwrap_or_default();
        let records = system_records(system, &own);
        let sizes: Vec<usize> = records.iter().map(Vec::len).collect();
        let placed = place(space, &sizes, 0);
        let unit = system_unit(system);
        write(pages, &placed, unit as u64, 1, &[], &records);
        rowsets.push(system_rowset(system, own.len(), &placed));
    }
    let of = |object: u32| TABLES.iter().find(|system| system.0 == object).unwrap();
    let rowset_count = rowsets.len() + 2;
    let unit_count = rowsets
        .iter()
        .map(|rowset| rowset.units.len())
        .sum::<usize>()
        + 2;
    let blank_rowset = vec![number(0); of(5).3.len()];
    let blank_unit = unit_row(0, 0, (0, 0, 0, 0, 0));
    let size = |system: &System, row: &Vec<Stored>| {
        system_records(system, std::slice::from_ref(row))[0].len()
    };
    let rowsets_placed = place(space, &vec![size(of(5), &blank_rowset); rowset_count], 0);
    let units_placed = place(space, &vec![size(of(7), &blank_unit); unit_count], 0);
    rowsets.insert(0, system_rowset(of(5), rowset_count, &rowsets_placed));
    rowsets.insert(1, system_rowset(of(7), unit_count, &units_placed));
    let rowset_rows: Vec<Vec<Stored>> = rowsets
        .iter()
        .map(|rowset| {
            vec![
                number(rowset.id),
                number(rowset.owner),
                number(rowset.object),
                number(rowset.index),
                number(1),
                number(0),
                number(0),
                number(rowset.rows as i64),
                number(i64::from(rowset.compression)),
            ]
        })
        .collect();
    let unit_rows: Vec<Vec<Stored>> = rowsets
        .iter()
        .flat_map(|rowset| {
            rowset
                .units
                .iter()
                .map(|unit| unit_row(rowset.id, 0, *unit))
        })
        .collect();
    for (object, placed, rows) in [
        (5, &rowsets_placed, rowset_rows),
        (7, &units_placed, unit_rows),
    ] {
        let system = of(object);
        write(
            pages,
            placed,
            system_unit(system) as u64,
            1,
            &[],
            &system_records(system, &rows),
        );
    }
    let mut boot = blank(9, 13, 99 << 16);
    put_address(&mut boot, 612, units_placed.pages[0]);
    pages.insert(9, boot);
}

fn unit_row(owner: i64, status: i64, unit: (i64, i64, u32, u32, usize)) -> Vec<Stored> {
    let (id, kind, first, iam, used) = unit;
    vec![
        number(id),
        number(kind),
        number(owner),
        number(status),
        number(1),
        address(first),
        address(first),
        address(iam),
        number(used as i64),
        number(used as i64),
        number(used as i64),
    ]
}

fn system_unit(system: &System) -> i64 {
    i64::from(system.1) << 48 | i64::from(system.0) << 16
}

fn system_rowset(system: &System, rows: usize, placed: &Placed) -> Rowset {
    let unit = system_unit(system);
    Rowset {
        id: unit,
        owner: 1,
        object: i64::from(system.0),
        index: 1,
        rows,
        compression: 0,
        units: vec![(unit, 1, placed.pages[0], placed.iam[0], placed.pages.len())],
    }
}
