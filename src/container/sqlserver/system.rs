//! The system tables that describe a database: where their columns stand, and their rows as they are
//! needed (sqlserver-pages.md 5.1).

use super::bytes;
use super::page::{Header, PageAddress, UnitId, kind, records};
use super::record::{Field, FixedVar, Role, Slot};

/// Rows of one system table that are kept at most: with some 100 bytes each, 200 MB (section 12).
pub(super) const MAX_ROWS: u64 = 2_000_000;

const fn fixed(offset: u16, bytes: u16) -> Slot {
    Slot::Fixed { offset, bytes }
}

const NAME: Slot = Slot::Variable(0);

/// A system table: object and index of its page headers, its columns.
#[derive(Debug)]
pub(super) struct Table {
    pub object: u32,
    pub index: u16,
    pub name: &'static str,
    pub columns: &'static [(&'static str, Slot)],
    /// Whether nothing can be said without it.
    pub needed: bool,
}

macro_rules! tables {
    ($($ident:ident = $object:literal, $index:literal, $name:literal, $needed:literal, [$($column:literal $slot:expr),* $(,)?];)*) => {
        $(pub(super) static $ident: Table = Table {
            object: $object,
            index: $index,
            name: $name,
            columns: &[$(($column, $slot)),*],
            needed: $needed,
        };)*
        /// All of them.
        pub(super) static ALL: &[&Table] = &[$(&$ident),*];
    };
}

tables! {
    UNITS = 7, 0, "sysallocunits", true, [
        "auid" fixed(4, 8), "type" fixed(12, 1), "ownerid" fixed(13, 8), "pgfirst" fixed(27, 6),
        "pgfirstiam" fixed(39, 6), "pcused" fixed(45, 8),
    ];
    ROWSETS = 5, 0, "sysrowsets", true, [
        "rowsetid" fixed(4, 8), "idmajor" fixed(13, 4), "idminor" fixed(17, 4), "rcrows" fixed(31, 8),
        "cmprlevel" fixed(39, 1), "ownertype" fixed(12, 1),
    ];
    STORED = 3, 0, "sysrscols", false, [
        "rsid" fixed(4, 8), "rscolid" fixed(12, 4), "hbcolid" fixed(16, 4), "ti" fixed(28, 4),
        "cid" fixed(32, 4), "status" fixed(40, 4), "offset" fixed(44, 4), "nullbit" fixed(48, 4),
        "bitpos" fixed(52, 2),
    ];
    ROWSET_COLUMNS = 4, 0, "sysrowsetcolumns", false, [
        "rowsetid" fixed(4, 8), "rowsetcolid" fixed(12, 4), "hobtcolumnid" fixed(16, 4),
        "status" fixed(20, 4),
    ];
    HOBT_COLUMNS = 13, 0, "syshobtcolumns", false, [
        "hobtid" fixed(4, 8), "hobtcolumnid" fixed(12, 4), "status" fixed(16, 4), "xtype" fixed(22, 1),
        "length" fixed(23, 2), "prec" fixed(25, 1), "scale" fixed(26, 1), "collationid" fixed(27, 4),
        "offsetleaf" fixed(31, 2), "bitposleaf" fixed(35, 1), "nullbitleaf" fixed(37, 2),
    ];
    OBJECTS = 34, 1, "sysschobjs", true, [
        "id" fixed(4, 4), "name" NAME, "nsid" fixed(8, 4), "type" fixed(17, 2), "pid" fixed(19, 4),
    ];
    COLUMNS = 41, 1, "syscolpars", true, [
        "id" fixed(4, 4), "number" fixed(8, 2), "colid" fixed(10, 4), "name" NAME, "xtype" fixed(14, 1),
        "utype" fixed(15, 4), "length" fixed(19, 2), "prec" fixed(21, 1), "scale" fixed(22, 1),
        "status" fixed(27, 4),
    ];
    TYPES = 50, 1, "sysscalartypes", false, [ "id" fixed(4, 4), "name" NAME ];
    INDEXES = 54, 1, "sysidxstats", false, [
        "id" fixed(4, 4), "indid" fixed(8, 4), "name" NAME, "status" fixed(12, 4), "type" fixed(21, 1),
    ];
    INDEX_COLUMNS = 55, 1, "sysiscols", false, [
        "idmajor" fixed(4, 4), "idminor" fixed(8, 4), "intprop" fixed(20, 4), "tinyprop1" fixed(24, 1),
    ];
    SCHEMAS = 64, 1, "sysclsobjs", false, [ "class" fixed(4, 1), "id" fixed(5, 4), "name" NAME ];
    REFERENCES = 74, 1, "syssingleobjrefs", false, [
        "class" fixed(4, 1), "depid" fixed(5, 4), "depsubid" fixed(9, 4), "indepid" fixed(13, 4),
        "indepsubid" fixed(17, 4),
    ];
    VALUES = 9, 1, "sysseobjvalues", false, [
        "valclass" fixed(4, 1), "id" fixed(5, 8), "subid" fixed(13, 4), "value" Slot::Variable(0),
    ];
}

/// Rowset and allocation unit of sysrowsets itself, from which all others are found (6.2).
pub(super) const ROWSETS_ROWSET: i64 = 0x50000;
/// The same of sysallocunits.
pub(super) const UNITS_ROWSET: i64 = 0x70000;

/// An allocation unit: a chain of pages of one kind.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub id: UnitId,
    /// 1 rows, 2 large values, 3 row overflow.
    pub kind: u8,
    pub owner: i64,
    pub first: Option<PageAddress>,
    pub first_iam: Option<PageAddress>,
    pub used_pages: i64,
}

/// A heap or index, or one partition of it.
#[derive(Debug, Clone)]
pub(super) struct Rowset {
    pub id: i64,
    pub object: i32,
    pub index: i32,
    pub rows: i64,
    /// 0 none, 1 row, 2 page, 3 and 4 columnstore.
    pub compression: u8,
    /// What it holds for its object.
    pub owner: u8,
}

impl Rowset {
    /// Whether the rows are the table's own, each once. A table that is stored by column has rowsets beside those
    /// (rows that were deleted, rows that wait to be packed), which SQL Server tells apart by numbers from 2 on.
    pub fn is_of_rows(&self) -> bool {
        self.owner <= 1
    }
}

/// How a rowset stores a column.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub rowset: i64,
    pub column: i32,
    /// Position among the stored columns.
    pub physical: i32,
    pub xtype: u8,
    pub length: u16,
    pub precision: u8,
    pub scale: u8,
    pub collation: u32,
    pub status: i32,
    pub offset: i16,
    pub null_bit: u16,
    pub bit: u8,
}

impl Stored {
    pub const DROPPED: i32 = 0x02;
    pub const UNIQUIFIER: i32 = 0x10;
    pub const SPARSE: i32 = 0x100;
    pub const DEFAULT_KEPT: i32 = 0x200;

    /// Splits the word `ti` (5.2).
    fn set_type(&mut self, ti: u32) {
        let [xtype, second, third, _] = ti.to_le_bytes();
        self.xtype = xtype;
        match xtype {
            106 | 108 => {
                self.precision = second;
                self.scale = third;
            }
            41..=43 => self.scale = second,
            _ => self.length = u16::from_le_bytes([second, third]),
        }
    }
}

/// An object of a schema: table, view, constraint ...
#[derive(Debug, Clone)]
pub(super) struct Object {
    pub id: i32,
    pub name: String,
    pub schema: i32,
    pub kind: [u8; 2],
    pub parent: i32,
}

/// A column as its table declares it.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    pub object: i32,
    pub id: i32,
    pub name: String,
    pub xtype: u8,
    pub utype: i32,
    pub length: i16,
    pub precision: u8,
    pub scale: u8,
    pub status: i32,
}

/// An index of a table, index 0 for a heap.
#[derive(Debug, Clone)]
pub(super) struct Index {
    pub object: i32,
    pub id: i32,
    pub name: String,
    pub status: i32,
    pub kind: u8,
}

/// A column of an index.
#[derive(Debug, Clone)]
pub(super) struct IndexColumn {
    pub object: i32,
    pub index: i32,
    pub column: i32,
    pub ordinal: u8,
}

/// A part of a foreign key: what it is of, and what it leads to.
#[derive(Debug, Clone)]
pub(super) struct Reference {
    /// Object id of the foreign key.
    pub key: i32,
    pub end: ReferenceEnd,
    /// Position in the key, from 1; 0 for the table.
    pub ordinal: i32,
    /// Object id of the table on this end.
    pub object: i32,
    /// Column id; for the table the index that it is looked up by.
    pub column: i32,
}

/// Which end of a foreign key is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReferenceEnd {
    /// The table that is referenced.
    Table,
    /// A column that refers.
    From,
    /// A column that is referred to.
    To,
}

impl ReferenceEnd {
    /// Classes of syssingleobjrefs that are of foreign keys.
    fn of_class(class: u8) -> Option<ReferenceEnd> {
        match class {
            27 => Some(ReferenceEnd::Table),
            28 => Some(ReferenceEnd::From),
            29 => Some(ReferenceEnd::To),
            _ => None,
        }
    }
}

/// A row of any system table.
#[derive(Debug, Clone)]
pub(super) enum Row {
    Unit(Unit),
    Rowset(Rowset),
    Stored(Stored),
    /// 2005: rowset column → stored column, with its status.
    RowsetColumn {
        rowset: i64,
        column: i32,
        physical: i32,
        status: i32,
    },
    Object(Object),
    Declared(Declared),
    Type {
        id: i32,
        name: String,
    },
    Index(Index),
    IndexColumn(IndexColumn),
    Reference(Reference),
    Schema {
        id: i32,
        name: String,
    },
    /// Value of a column that rows written before it lack.
    Default {
        rowset: i64,
        column: i32,
        value: Vec<u8>,
    },
    /// A row that is of no use here (a parameter, another class).
    Other,
}

/// The columns of one record of a system table, by their position in [`Table::columns`].
struct Columns<'r, 'p> {
    record: &'r FixedVar<'p>,
    slots: &'r [Slot],
}

impl<'p> Columns<'_, 'p> {
    /// Bytes of a column. Rows written before an upgrade are shorter: what they lack is zero.
    fn bytes(&self, column: usize) -> Option<&'p [u8]> {
        match self.record.field(*self.slots.get(column)?, 0)? {
            Field::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    fn number(&self, column: usize) -> u64 {
        self.bytes(column)
            .and_then(bytes::unsigned)
            .and_then(|number| u64::try_from(number).ok())
            .unwrap_or(0)
    }

    // The casts take the number apart into the width that the column has.
    fn i64(&self, column: usize) -> i64 {
        self.number(column) as i64
    }

    fn i32(&self, column: usize) -> i32 {
        self.number(column) as i32
    }

    fn i16(&self, column: usize) -> i16 {
        self.number(column) as i16
    }

    fn u8(&self, column: usize) -> u8 {
        self.number(column) as u8
    }

    fn address(&self, column: usize) -> Option<PageAddress> {
        bytes::address_at(self.bytes(column)?, 0)
    }

    fn name(&self, column: usize) -> String {
        self.bytes(column).map(bytes::name).unwrap_or_default()
    }
}

/// Where the columns of a system table stand in this database.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub table: &'static Table,
    pub slots: Vec<Slot>,
}

impl Layout {
    /// As every known version has it.
    pub fn known(table: &'static Table) -> Layout {
        Layout {
            table,
            slots: table.columns.iter().map(|(_, slot)| *slot).collect(),
        }
    }

    /// Whether the rows of a page are the table's, by its header.
    pub fn owns(&self, header: &Header) -> bool {
        header.kind == kind::DATA
            && header.level == 0
            && UnitId::of(self.table.object, self.table.index).owns(header)
    }

    /// Reads the rows of a page; returns how many records were not understood.
    pub fn rows(&self, page: &[u8], take: &mut dyn FnMut(Row)) -> u64 {
        let mut bad = 0;
        for record in records(page) {
            match record.map(|record| (record, FixedVar::role(record))) {
                Some((record, Some(Role::Live))) => match self.row(record) {
                    Some(row) => take(row),
                    None => bad += 1,
                },
                Some((_, Some(Role::Skipped))) => {}
                _ => bad += 1,
            }
        }
        bad
    }

    fn row(&self, bytes: &[u8]) -> Option<Row> {
        let record = FixedVar::read(bytes)?;
        let row = Columns {
            record: &record,
            slots: &self.slots,
        };
        // The first column is the first of the key: a record that lacks it is none.
        row.bytes(0)?;
        Some(match self.table.object {
            7 => Row::Unit(Unit {
                id: UnitId(row.number(0)),
                kind: row.u8(1),
                owner: row.i64(2),
                first: row.address(3),
                first_iam: row.address(4),
                used_pages: row.i64(5),
            }),
            5 => Row::Rowset(Rowset {
                id: row.i64(0),
                object: row.i32(1),
                index: row.i32(2),
                rows: row.i64(3),
                compression: row.u8(4),
                owner: row.u8(5),
            }),
            3 => Row::Stored(stored_2008(&row)),
            4 => Row::RowsetColumn {
                rowset: row.i64(0),
                column: row.i32(1),
                physical: row.i32(2),
                status: row.i32(3),
            },
            13 => Row::Stored(stored_2005(&row)),
            34 => Row::Object(Object {
                id: row.i32(0),
                name: row.name(1),
                schema: row.i32(2),
                kind: row.bytes(3)?.try_into().ok()?,
                parent: row.i32(4),
            }),
            // Others are parameters of procedures.
            41 if row.i16(1) != 0 => Row::Other,
            41 => Row::Declared(Declared {
                object: row.i32(0),
                id: row.i32(2),
                name: row.name(3),
                xtype: row.u8(4),
                utype: row.i32(5),
                length: row.i16(6),
                precision: row.u8(7),
                scale: row.u8(8),
                status: row.i32(9),
            }),
            50 => Row::Type {
                id: row.i32(0),
                name: row.name(1),
            },
            54 => Row::Index(Index {
                object: row.i32(0),
                id: row.i32(1),
                name: row.name(2),
                status: row.i32(3),
                kind: row.u8(4),
            }),
            55 => Row::IndexColumn(IndexColumn {
                object: row.i32(0),
                index: row.i32(1),
                column: row.i32(2),
                ordinal: row.u8(3),
            }),
            64 if row.u8(0) == 50 => Row::Schema {
                id: row.i32(1),
                name: row.name(2),
            },
            74 => match ReferenceEnd::of_class(row.u8(0)) {
                Some(end) => Row::Reference(Reference {
                    key: row.i32(1),
                    end,
                    ordinal: row.i32(2),
                    object: row.i32(3),
                    column: row.i32(4),
                }),
                None => Row::Other,
            },
            9 if row.u8(0) == 1 => Row::Default {
                rowset: row.i64(1),
                column: row.i32(2),
                value: row.bytes(3).unwrap_or_default().to_vec(),
            },
            _ => Row::Other,
        })
    }
}

fn stored_2008(row: &Columns<'_, '_>) -> Stored {
    let mut stored = Stored {
        rowset: row.i64(0),
        column: row.i32(1),
        physical: row.i32(2),
        xtype: 0,
        length: 0,
        precision: 0,
        scale: 0,
        collation: row.i32(4) as u32,
        status: row.i32(5),
        // Low 16 bits, and low 8 of the bit (5.2).
        offset: row.i32(6) as i16,
        null_bit: row.i32(7) as u16,
        bit: row.u8(8),
    };
    stored.set_type(row.i32(3) as u32);
    stored
}

fn stored_2005(row: &Columns<'_, '_>) -> Stored {
    Stored {
        rowset: row.i64(0),
        // Given by sysrowsetcolumns, joined on the stored column's number.
        column: 0,
        physical: row.i32(1),
        xtype: row.u8(3),
        length: row.i16(4) as u16,
        precision: row.u8(5),
        scale: row.u8(6),
        collation: row.i32(7) as u32,
        status: row.i32(2),
        offset: row.i16(8),
        null_bit: row.i16(10) as u16,
        bit: row.u8(9),
    }
}

/// The rows of all system tables that were read.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub units: Vec<Unit>,
    pub rowsets: Vec<Rowset>,
    pub stored: Vec<Stored>,
    pub rowset_columns: Vec<(i64, i32, i32, i32)>,
    pub objects: Vec<Object>,
    pub declared: Vec<Declared>,
    pub types: Vec<(i32, String)>,
    pub indexes: Vec<Index>,
    pub index_columns: Vec<IndexColumn>,
    pub references: Vec<Reference>,
    pub schemas: Vec<(i32, String)>,
    pub defaults: Vec<(i64, i32, Vec<u8>)>,
}

impl Rows {
    pub fn push(&mut self, row: Row) {
        match row {
            Row::Unit(unit) => self.units.push(unit),
            Row::Rowset(rowset) => self.rowsets.push(rowset),
            Row::Stored(stored) => self.stored.push(stored),
            Row::RowsetColumn {
                rowset,
                column,
                physical,
                status,
            } => self.rowset_columns.push((rowset, physical, column, status)),
            Row::Object(object) => self.objects.push(object),
            Row::Declared(column) => self.declared.push(column),
            Row::Type { id, name } => self.types.push((id, name)),
            Row::Index(index) => self.indexes.push(index),
            Row::IndexColumn(column) => self.index_columns.push(column),
            Row::Reference(reference) => self.references.push(reference),
            Row::Schema { id, name } => self.schemas.push((id, name)),
            Row::Default {
                rowset,
                column,
                value,
            } => self.defaults.push((rowset, column, value)),
            Row::Other => {}
        }
    }

    /// Drops the rows of a table that was misread.
    pub fn forget(&mut self, object: u32) {
        match object {
            50 => self.types.clear(),
            54 => self.indexes.clear(),
            55 => self.index_columns.clear(),
            74 => self.references.clear(),
            64 => self.schemas.clear(),
            9 => self.defaults.clear(),
            _ => {}
        }
    }

    /// Gives the columns of 2005 their numbers in the table, which stand in a table of their own (5.1).
    pub fn join_2005(&mut self) {
        if self.rowset_columns.is_empty() {
            return;
        }
        crate::sort::sort(&mut self.rowset_columns);
        for stored in &mut self.stored {
            let key = (stored.rowset, stored.physical);
            let at = self
                .rowset_columns
                .partition_point(|(rowset, physical, _, _)| (*rowset, *physical) < key);
            match self.rowset_columns.get(at) {
                Some((rowset, physical, column, _)) if (*rowset, *physical) == key => {
                    stored.column = *column;
                }
                _ => {}
            }
        }
    }

    /// How a system table stores its columns, told by the database itself: each column that is needed by
    /// its name. `None` if the database does not describe the table, or lacks one of the columns.
    pub fn described(&self, table: &'static Table) -> Option<Layout> {
        let object = i32::try_from(table.object).ok()?;
        let rowset = self
            .rowsets
            .iter()
            .find(|rowset| rowset.object == object && rowset.index <= 1)?;
        let slots = table
            .columns
            .iter()
            .map(|(name, known)| {
                let declared = self
                    .declared
                    .iter()
                    .find(|column| column.object == object && column.name == *name)?;
                let stored = self
                    .stored
                    .iter()
                    .find(|stored| stored.rowset == rowset.id && stored.column == declared.id)?;
                let width = match known {
                    Slot::Fixed { bytes, .. } => *bytes,
                    Slot::Variable(_) => 0,
                };
                slot(stored.offset, width)
            })
            .collect::<Option<Vec<Slot>>>()?;
        Some(Layout { table, slots })
    }
}

/// The place that an `offset` of the catalogue means (5.2).
pub(super) fn slot(offset: i16, bytes: u16) -> Option<Slot> {
    match u16::try_from(offset) {
        Ok(0) => None,
        Ok(offset) => Some(Slot::Fixed { offset, bytes }),
        // −1 is variable column 0.
        Err(_) => Some(Slot::Variable(offset.unsigned_abs() - 1)),
    }
}
