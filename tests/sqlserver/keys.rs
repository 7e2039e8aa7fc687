//! Primary, unique and foreign keys, as the system tables tell them.

use backup_inspector::container::sqlserver::{BackupSet, Database, Key};
use backup_inspector::format::sharepoint::database_lists;

use super::writer::{self, Column, Foreign, Guard, Table, build};

fn int_table(schema: &str, name: &str, columns: &[&str], key: Vec<i32>) -> Table {
    let columns = columns
        .iter()
        .map(|name| Column::new(name, 56, 4))
        .collect();
    Table {
        key,
        ..Table::new(schema, name, columns)
    }
}

/// An order with lines; a line refers to its order by two columns, in another order than they stand in.
fn orders() -> Vec<Table> {
    let order = int_table(
        "sales",
        "Order",
        &["Year", "Number", "Customer"],
        vec![1, 2],
    );
    let mut line = int_table(
        "dbo",
        "Line",
        &["Id", "OrderNumber", "OrderYear", "Product", "Parent"],
        vec![1],
    );
    line.unique = vec![vec![3, 2, 4], vec![4]];
    line.foreign = vec![
        Foreign {
            columns: vec![3, 2],
            table: 0,
            to: vec![1, 2],
        },
        // A table that refers to itself.
        Foreign {
            columns: vec![5],
            table: 1,
            to: vec![1],
        },
    ];
    vec![order, line]
}

fn written(tables: &[Table]) -> writer::Database {
    let mut next = 2;
    let mut next_extent = || {
        next += 1;
        next
    };
    let nothing = &mut std::iter::empty();
    build("D", 706, tables, Guard::Checksum, &mut next_extent, nothing)
}

fn said(key: &Key) -> String {
    let to = key.references.as_ref().map(|to| {
        let columns = to.columns.join(", ");
        format!(" -> {}.{} ({columns})", to.schema, to.table)
    });
    format!(
        "{:?} {} ({}){}",
        key.kind,
        key.name,
        key.columns.join(", "),
        to.unwrap_or_default()
    )
}

#[test]
fn keys_are_listed_with_what_they_refer_to() {
    let stream = written(&orders()).stream();
    let database = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    assert!(database.faults().is_sound(), "{:?}", database.faults());
    let catalogue = database.catalogue();
    let line = catalogue.table("dbo.Line").unwrap();
    let keys: Vec<String> = line.keys.iter().map(said).collect();
    assert_eq!(
        keys,
        [
            "Primary PK_Line (Id)",
            "Unique UQ_Line_0 (OrderYear, OrderNumber, Product)",
            "Unique UQ_Line_1 (Product)",
            "Foreign FK_Line_0 (OrderYear, OrderNumber) -> sales.Order (Year, Number)",
            "Foreign FK_Line_1 (Parent) -> dbo.Line (Id)",
        ]
    );
    assert_eq!(catalogue.objects.foreign_keys, 2);
    let columns = database_lists::columns(catalogue);
    let of = |name: &str| columns.iter().find(|row| row["column"] == name).unwrap();
    assert_eq!(
        of("OrderNumber")["references"],
        serde_json::json!(["sales.Order.Number"])
    );
    assert_eq!(
        of("OrderNumber")["unique"],
        serde_json::json!(["UQ_Line_0"])
    );
    assert_eq!(
        of("Product")["unique"],
        serde_json::json!(["UQ_Line_0", "UQ_Line_1"])
    );
    assert_eq!(of("Product")["references"], serde_json::json!([]));
    assert_eq!(
        of("Parent")["references"],
        serde_json::json!(["dbo.Line.Id"])
    );
    let listed = database_lists::keys(catalogue);
    let foreign = listed
        .iter()
        .find(|row| row["name"] == "FK_Line_0")
        .unwrap();
    assert_eq!(
        *foreign,
        serde_json::json!({
            "database": "D", "schema": "dbo", "table": "Line", "name": "FK_Line_0", "kind": "foreign",
            "columns": ["OrderYear", "OrderNumber"], "clustered": false,
            "references": "sales.Order", "referenced_columns": ["Year", "Number"],
        })
    );
}

/// Without the table that tells them, a foreign key has its name, and nothing is made up.
#[test]
fn a_foreign_key_whose_ends_are_not_told_has_its_name() {
    let mut database = written(&orders());
    // syssingleobjrefs: its pages are taken out of the file.
    let is_of_references =
        |page: &Vec<u8>| page[1] == 1 && page[24..28] == 74_u32.to_le_bytes() && page[6] == 1;
    let before = database.pages.len();
    database.pages.retain(|_, page| !is_of_references(page));
    assert!(database.pages.len() < before);
    let stream = database.stream();
    let opened = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    let line = opened.catalogue().table("dbo.Line").unwrap();
    let keys: Vec<String> = line.keys.iter().skip(3).map(said).collect();
    assert_eq!(keys, ["Foreign FK_Line_0 ()", "Foreign FK_Line_1 ()"]);
    assert!(!opened.faults().is_sound(), "what is missing is said");
}

/// A table that is stored by column has rowsets for rows that were deleted or wait to be packed; their counters are none
/// of rows of the table.
#[test]
fn rowsets_beside_the_rows_are_not_counted_as_rows() {
    let mut table = int_table("dbo", "T", &["Id"], vec![1]);
    for id in 0..5_i32 {
        table
            .rows
            .push(vec![writer::Stored::Bytes(id.to_le_bytes().to_vec())]);
    }
    table.beside = vec![(2, 3), (3, 1_000)];
    let stream = written(&[table]).stream();
    let database = Database::open(BackupSet::full(Box::new(stream.as_slice())), None).unwrap();
    let table = database.catalogue().table("dbo.T").unwrap();
    assert_eq!((table.rows, table.partitions), (Some(5), 1));
    assert_eq!(super::rows(&database, table).len(), 5);
}
