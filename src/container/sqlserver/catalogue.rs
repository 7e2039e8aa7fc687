//! Tables, columns, keys: the system tables put together (sqlserver-pages.md 5.2).

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::page::{PAGE_BYTES, UnitId};
use super::record::Slot;
use super::seek::Boot;
use super::system::{self, Declared, ReferenceEnd, Rows, Stored, Unit};
use super::types::{SqlType, xtype};

/// A database as its system tables describe it.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Name in the boot page.
    pub database: String,
    /// Internal version, which tells the release of SQL Server (sharepoint.md 3.7).
    pub version: u16,
    /// Internal version that it was created with.
    pub created_version: u16,
    /// User tables, ordered by schema and name.
    pub tables: Vec<Table>,
    /// Other objects by what they are, as far as they are the user's.
    pub objects: ObjectCounts,
}

/// How many objects of other kinds there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectCounts {
    /// Views.
    pub views: u64,
    /// Stored procedures, those in .NET too.
    pub procedures: u64,
    /// Functions of all kinds.
    pub functions: u64,
    /// Triggers of tables and views.
    pub triggers: u64,
    /// Foreign keys.
    pub foreign_keys: u64,
    /// Synonyms.
    pub synonyms: u64,
}

/// A user table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Object id.
    pub id: i32,
    /// Schema that it is in.
    pub schema: String,
    /// Name.
    pub name: String,
    /// Rows as the database recorded them, summed over partitions; `None` if what is recorded can't be.
    /// A stored counter: [`Database::rows`](super::Database::rows) counts exactly.
    pub rows: Option<u64>,
    /// Columns in the order of their ids.
    pub columns: Vec<Column>,
    /// Primary key, unique and foreign keys, other indexes; in this order.
    pub keys: Vec<Key>,
    /// Bytes that the table uses with its indexes and large values.
    pub bytes: u64,
    /// Of these, rows and large values.
    pub data_bytes: u64,
    /// Partitions; 1 for most.
    pub partitions: u32,
    /// How rows are compressed.
    pub compression: Compression,
    /// Whether it is a tool's table (diagrams, migrations), not the application's.
    pub is_tool: bool,
    pub(super) parts: Vec<Part>,
}

/// How the rows of a table are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// As they are.
    #[default]
    None,
    /// Row compression.
    Row,
    /// Page compression.
    Page,
    /// By column: rows can't be listed, only the recorded number is told.
    Columnstore,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Column id.
    pub id: i32,
    /// Name.
    pub name: String,
    /// Type as SQL Server shows it, such as `nvarchar(128)`.
    pub type_name: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Whether numbers are given out by the table.
    pub identity: bool,
    /// Whether it is computed: such a column has no stored value unless it is persisted.
    pub computed: bool,
    /// Position in the primary key, from 1.
    pub key_ordinal: Option<u8>,
    /// Whether the name suggests a secret: its values are not shown (section 13).
    pub is_hidden: bool,
    pub(super) sql_type: SqlType,
}

impl Column {
    /// Whether values are text (`char`, `nvarchar`, `ntext` ...), not numbers, dates or bytes.
    pub fn is_text(&self) -> bool {
        self.sql_type.is_text()
    }
}

/// A key or index of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Name of the index.
    pub name: String,
    /// What it is.
    pub kind: KeyKind,
    /// Whether the table is stored in its order.
    pub clustered: bool,
    /// Names of its columns, in order.
    pub columns: Vec<String>,
    /// What a foreign key refers to; `None` for other keys, and where the database does not tell.
    pub references: Option<Referenced>,
}

/// What a foreign key refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referenced {
    /// Schema of the table.
    pub schema: String,
    /// Name of the table.
    pub table: String,
    /// Names of its columns, in the order of the columns that refer to them.
    pub columns: Vec<String>,
}

/// What a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// The primary key.
    Primary,
    /// Another unique key.
    Unique,
    /// A foreign key: its columns hold what is in another table.
    Foreign,
    /// An index.
    Index,
}

/// One partition of a table: a heap or clustered index.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub compression: Compression,
    pub units: Vec<Unit>,
    pub stored: Vec<Physical>,
}

impl Part {
    /// The unit with the rows.
    pub fn rows_unit(&self) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.kind == 1)
    }

    /// How many variable fields the columns of a record have, dropped ones too; what is behind them is no column's.
    pub fn variable_fields(&self) -> usize {
        self.stored
            .iter()
            .filter_map(|column| match column.slot {
                Some(Slot::Variable(number)) => Some(usize::from(number) + 1),
                _ => None,
            })
            .max()
            .unwrap_or(0)
    }
}

/// A stored column: where it stands, and whose values it has.
#[derive(Debug, Clone)]
pub(super) struct Physical {
    /// Position in [`Table::columns`]; `None` for dropped columns and uniquifiers.
    pub column: Option<usize>,
    pub sql_type: SqlType,
    pub collation: u32,
    /// `None` for what has no place of its own (sparse columns).
    pub slot: Option<Slot>,
    /// Whether values stand with those of other sparse columns.
    pub is_sparse: bool,
    pub null_bit: u16,
    pub bit: u8,
    /// sql_variant for rows that were written before the column was added; empty if it was not found.
    pub default: Option<Vec<u8>>,
}

impl Catalogue {
    /// The user table of a name, with or without its schema (`dbo.X`), as SQL Server compares by default:
    /// capital and small letters are the same, the exact name first.
    pub fn table(&self, name: &str) -> Option<&Table> {
        let full = |table: &Table| format!("{}.{}", table.schema, table.name);
        let of = |same: &dyn Fn(&str) -> bool| {
            self.tables
                .iter()
                .find(|table| same(&full(table)) || same(&table.name))
        };
        let lower = name.to_lowercase();
        of(&|known| known == name).or_else(|| of(&|known| known.to_lowercase() == lower))
    }

    /// Puts the system tables together. If they are not whole, tables are listed too of which nobody tells
    /// where their rows are.
    pub(super) fn assemble(boot: &Boot, rows: Rows, is_whole: bool) -> Catalogue {
        Assembly::new(rows).catalogue(boot, is_whole)
    }

    /// A table that holds the rows that pages with this unit have.
    pub(super) fn units(&self) -> impl Iterator<Item = (UnitId, usize, usize)> + '_ {
        self.tables.iter().enumerate().flat_map(|(table, of)| {
            of.parts.iter().enumerate().flat_map(move |(part, of)| {
                of.units
                    .iter()
                    .filter(|unit| unit.kind == 1)
                    .map(move |unit| (unit.id, table, part))
            })
        })
    }
}

impl Table {
    /// Name with schema, such as `dbo.AllSites`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// Position of the column of this name, capital and small letters the same.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// Whether the name suggests credentials: then only the structure is shown, never rows (section 13).
    pub fn suggests_credentials(&self) -> bool {
        suggests_credentials(&self.name) || self.name.to_uppercase().starts_with("SSS")
    }

    /// Whether the rows stand in data pages at all: those of memory-optimised tables don't (section 10).
    pub fn has_pages(&self) -> bool {
        self.parts
            .iter()
            .any(|part| part.rows_unit().is_some() && part.compression != Compression::Columnstore)
    }
}

/// Whether the name of a table or column suggests that it holds secrets (section 13).
pub(super) fn suggests_credentials(name: &str) -> bool {
    let name = name.to_lowercase();
    ["secret", "password", "credential"]
        .iter()
        .any(|word| name.contains(word))
}

/// Tables of tools that are not the application's (5.2).
const TOOLS: [&str; 4] = [
    "sysdiagrams",
    "dtproperties",
    "__migrationhistory",
    "__efmigrationshistory",
];

/// Schemas `INFORMATION_SCHEMA` and `sys`: what is in them is SQL Server's own.
const SYSTEM_SCHEMAS: [i32; 2] = [3, 4];

/// The rows of the system tables, by what they belong to.
struct Assembly {
    rows: Rows,
    schemas: HashMap<i32, String>,
    types: HashMap<i32, String>,
    declared: BTreeMap<i32, Vec<Declared>>,
    /// Numbers of rowsets by object.
    rowsets: HashMap<i32, Vec<usize>>,
    units: HashMap<i64, Vec<Unit>>,
    stored: HashMap<i64, Vec<Stored>>,
    defaults: HashMap<(i64, i32), Vec<u8>>,
    indexes: HashMap<i32, Vec<system::Index>>,
    index_columns: HashMap<(i32, i32), Vec<system::IndexColumn>>,
    /// Foreign keys by the object that has them.
    foreign: HashMap<i32, Vec<Key>>,
}

/// Foreign keys by the id of their table (verified on real files of 2005 to 2022: the tables and columns of both ends
/// stand in syssingleobjrefs, by the object id of the key).
fn foreign_keys(
    rows: &mut Rows,
    schemas: &HashMap<i32, String>,
    declared: &BTreeMap<i32, Vec<Declared>>,
) -> HashMap<i32, Vec<Key>> {
    let mut ends: HashMap<i32, Vec<system::Reference>> = HashMap::new();
    for reference in std::mem::take(&mut rows.references) {
        ends.entry(reference.key).or_default().push(reference);
    }
    let tables: HashMap<i32, (i32, &str)> = rows
        .objects
        .iter()
        .filter(|object| &object.kind == b"U ")
        .map(|object| (object.id, (object.schema, object.name.as_str())))
        .collect();
    let column = |reference: &system::Reference| {
        let columns = declared.get(&reference.object)?;
        let at = columns.binary_search_by_key(&reference.column, |column| column.id);
        columns.get(at.ok()?).map(|column| column.name.clone())
    };
    let mut foreign: HashMap<i32, Vec<Key>> = HashMap::new();
    for object in rows.objects.iter().filter(|object| &object.kind == b"F ") {
        let mut ends = ends.remove(&object.id).unwrap_or_default();
        crate::sort::sort_by_key(&mut ends, |reference| reference.ordinal);
        let columns = |wanted: ReferenceEnd| -> Vec<String> {
            ends.iter()
                .filter(|reference| reference.end == wanted)
                .filter_map(column)
                .collect()
        };
        let table = ends
            .iter()
            .find(|reference| reference.end == ReferenceEnd::Table)
            .and_then(|reference| tables.get(&reference.object));
        foreign.entry(object.parent).or_default().push(Key {
            name: object.name.clone(),
            kind: KeyKind::Foreign,
            clustered: false,
            columns: columns(ReferenceEnd::From),
            references: table.map(|(schema, name)| Referenced {
                schema: schema_name(schemas, *schema),
                table: (*name).to_owned(),
                columns: columns(ReferenceEnd::To),
            }),
        });
    }
    foreign
}

fn schema_name(schemas: &HashMap<i32, String>, id: i32) -> String {
    let name = schemas.get(&id).cloned();
    name.unwrap_or_else(|| format!("schema {id}"))
}

impl Assembly {
    fn new(mut rows: Rows) -> Assembly {
        let mut declared: BTreeMap<i32, Vec<Declared>> = BTreeMap::new();
        for column in std::mem::take(&mut rows.declared) {
            declared.entry(column.object).or_default().push(column);
        }
        for columns in declared.values_mut() {
            crate::sort::sort_by_key(columns, |column| column.id);
        }
        let mut units: HashMap<i64, Vec<Unit>> = HashMap::new();
        for unit in std::mem::take(&mut rows.units) {
            units.entry(unit.owner).or_default().push(unit);
        }
        let mut stored: HashMap<i64, Vec<Stored>> = HashMap::new();
        for column in std::mem::take(&mut rows.stored) {
            stored.entry(column.rowset).or_default().push(column);
        }
        let mut rowsets: HashMap<i32, Vec<usize>> = HashMap::new();
        for (number, rowset) in rows.rowsets.iter().enumerate() {
            rowsets.entry(rowset.object).or_default().push(number);
        }
        let mut indexes: HashMap<i32, Vec<system::Index>> = HashMap::new();
        for index in std::mem::take(&mut rows.indexes) {
            // Index 0 is the heap; types 1 and 2 are B-trees, 7 is the hash index of a table in memory.
            if index.id != 0 && matches!(index.kind, 1 | 2 | 7) {
                indexes.entry(index.object).or_default().push(index);
            }
        }
        let mut index_columns: HashMap<(i32, i32), Vec<system::IndexColumn>> = HashMap::new();
        for column in std::mem::take(&mut rows.index_columns) {
            // Ordinal 0: only carried along.
            if column.ordinal != 0 {
                let key = (column.object, column.index);
                index_columns.entry(key).or_default().push(column);
            }
        }
        let schemas: HashMap<i32, String> = std::mem::take(&mut rows.schemas).into_iter().collect();
        let foreign = foreign_keys(&mut rows, &schemas, &declared);
        Assembly {
            indexes,
            index_columns,
            foreign,
            schemas,
            types: std::mem::take(&mut rows.types).into_iter().collect(),
            defaults: std::mem::take(&mut rows.defaults)
                .into_iter()
                .map(|(rowset, column, value)| ((rowset, column), value))
                .collect(),
            declared,
            rowsets,
            units,
            stored,
            rows,
        }
    }

    fn catalogue(mut self, boot: &Boot, is_whole: bool) -> Catalogue {
        let mut catalogue = Catalogue {
            database: boot.name.clone(),
            version: boot.version,
            created_version: boot.created_version,
            ..Catalogue::default()
        };
        let primary: HashMap<(i32, String), bool> = self
            .rows
            .objects
            .iter()
            .filter(|object| matches!(&object.kind, b"PK" | b"UQ"))
            .map(|object| ((object.parent, object.name.clone()), &object.kind == b"PK"))
            .collect();
        for object in std::mem::take(&mut self.rows.objects) {
            if SYSTEM_SCHEMAS.contains(&object.schema) {
                continue;
            }
            let counts = &mut catalogue.objects;
            match &object.kind {
                // A table without any rowset is one that the database does not have.
                b"U " if is_whole && !self.rowsets.contains_key(&object.id) => {}
                b"U " => {
                    let table = self.table(&object, &primary);
                    catalogue.tables.push(table);
                }
                b"V " => counts.views += 1,
                b"P " | b"PC" => counts.procedures += 1,
                b"FN" | b"IF" | b"TF" | b"FS" | b"FT" | b"AF" => counts.functions += 1,
                b"TR" | b"TA" => counts.triggers += 1,
                b"F " => counts.foreign_keys += 1,
                b"SN" => counts.synonyms += 1,
                _ => {}
            }
        }
        crate::sort::sort_by(&mut catalogue.tables, |a, b| {
            (&a.schema, &a.name, a.id).cmp(&(&b.schema, &b.name, b.id))
        });
        catalogue
    }

    fn table(&mut self, object: &system::Object, primary: &HashMap<(i32, String), bool>) -> Table {
        let declared = self.declared.remove(&object.id).unwrap_or_default();
        let mut columns: Vec<Column> = declared.iter().map(|of| self.column(of)).collect();
        let keys = self.keys(object.id, &mut columns, primary);
        let mut table = Table {
            id: object.id,
            schema: schema_name(&self.schemas, object.schema),
            name: object.name.clone(),
            rows: Some(0),
            columns,
            keys,
            bytes: 0,
            data_bytes: 0,
            partitions: 0,
            compression: Compression::None,
            is_tool: TOOLS.contains(&object.name.to_lowercase().as_str()),
            parts: Vec::new(),
        };
        let rowsets = self.rowsets.get(&object.id).cloned().unwrap_or_default();
        if rowsets.is_empty() {
            table.rows = None;
        }
        for number in rowsets {
            let Some(rowset) = self.rows.rowsets.get(number).cloned() else {
                continue;
            };
            let units = self.units.get(&rowset.id).cloned().unwrap_or_default();
            let bytes = units
                .iter()
                .filter_map(|unit| u64::try_from(unit.used_pages).ok())
                .fold(0_u64, u64::saturating_add)
                .saturating_mul(PAGE_BYTES as u64);
            table.bytes = table.bytes.saturating_add(bytes);
            if !matches!(rowset.index, 0 | 1) || !rowset.is_of_rows() {
                continue;
            }
            table.data_bytes = table.data_bytes.saturating_add(bytes);
            table.partitions += 1;
            table.rows = table.rows.and_then(|sum| {
                u64::try_from(rowset.rows)
                    .ok()
                    .and_then(|rows| sum.checked_add(rows))
            });
            let compression = match rowset.compression {
                1 => Compression::Row,
                2 => Compression::Page,
                3 | 4 => Compression::Columnstore,
                _ => Compression::None,
            };
            table.compression = table.compression.max(compression);
            let stored = self.part(rowset.id, &declared);
            table.parts.push(Part {
                compression,
                units,
                stored,
            });
        }
        table
    }

    fn column(&self, declared: &Declared) -> Column {
        let sql_type = SqlType {
            xtype: declared.xtype,
            length: declared.length,
            precision: declared.precision,
            scale: declared.scale,
        };
        let alias = self.types.get(&declared.utype).map(String::as_str);
        const NOT_NULL: i32 = 1;
        const IDENTITY: i32 = 4;
        const COMPUTED: i32 = 0x10;
        Column {
            id: declared.id,
            name: declared.name.clone(),
            type_name: sql_type.shown(alias),
            nullable: declared.status & NOT_NULL == 0,
            identity: declared.status & IDENTITY != 0,
            computed: declared.status & COMPUTED != 0,
            key_ordinal: None,
            is_hidden: suggests_credentials(&declared.name),
            sql_type,
        }
    }

    fn keys(
        &mut self,
        object: i32,
        columns: &mut [Column],
        primary: &HashMap<(i32, String), bool>,
    ) -> Vec<Key> {
        const UNIQUE: i32 = 8;
        let mut keys = Vec::new();
        for index in self.indexes.remove(&object).unwrap_or_default() {
            let mut of = self
                .index_columns
                .remove(&(object, index.id))
                .unwrap_or_default();
            crate::sort::sort_by_key(&mut of, |column| column.ordinal);
            let kind = match primary.get(&(object, index.name.clone())) {
                Some(true) => KeyKind::Primary,
                Some(false) => KeyKind::Unique,
                None if index.status & UNIQUE != 0 => KeyKind::Unique,
                None => KeyKind::Index,
            };
            let mut names = Vec::new();
            for column in of {
                if let Some(named) = columns.iter_mut().find(|known| known.id == column.column) {
                    if kind == KeyKind::Primary {
                        named.key_ordinal = Some(column.ordinal);
                    }
                    names.push(named.name.clone());
                }
            }
            keys.push(Key {
                name: index.name.clone(),
                kind,
                clustered: index.id == 1,
                columns: names,
                references: None,
            });
        }
        keys.extend(self.foreign.remove(&object).unwrap_or_default());
        crate::sort::sort_by(&mut keys, |a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        keys
    }

    /// The stored columns of a rowset, in their physical order.
    fn part(&mut self, rowset: i64, declared: &[Declared]) -> Vec<Physical> {
        let mut stored = self.stored.remove(&rowset).unwrap_or_default();
        crate::sort::sort_by_key(&mut stored, |column| (column.physical, column.null_bit));
        stored
            .iter()
            .map(|stored| {
                let hidden = stored.status & (Stored::DROPPED | Stored::UNIQUIFIER) != 0;
                let column = declared
                    .iter()
                    .position(|column| column.id == stored.column)
                    .filter(|_| !hidden);
                let of_table = column.and_then(|column| declared.get(column));
                let sql_type = SqlType {
                    xtype: stored.xtype,
                    length: of_table.map_or(stored.length as i16, |column| {
                        if matches!(stored.xtype, xtype::CHAR | xtype::NCHAR | xtype::BINARY) {
                            stored.length as i16
                        } else {
                            column.length
                        }
                    }),
                    precision: stored.precision,
                    scale: stored.scale,
                };
                let bytes = sql_type.fixed_bytes().unwrap_or(stored.length);
                let is_sparse = stored.status & Stored::SPARSE != 0;
                Physical {
                    column,
                    sql_type,
                    collation: stored.collation,
                    slot: system::slot(stored.offset, bytes).filter(|_| !is_sparse),
                    is_sparse,
                    null_bit: stored.null_bit,
                    bit: stored.bit,
                    default: (stored.status & Stored::DEFAULT_KEPT != 0).then(|| {
                        self.defaults
                            .get(&(rowset, stored.column))
                            .cloned()
                            .unwrap_or_default()
                    }),
                }
            })
            .collect()
    }
}
