//! What the app holds, as a person looks at it: contents with their data, one content, assets, their bytes and their use.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[allow(dead_code)] // built for the corpora of ZIP and of findings
#[path = "corpus/zip/build.rs"]
mod build;
#[allow(dead_code)] // the cases are another test's
#[path = "corpus/squidex/mod.rs"]
mod corpus;
mod squidex;

use std::io::Read;

use backup_inspector::error::Error;
use backup_inspector::format::squidex::ask::{Answer, Question};
use backup_inspector::format::squidex::inside::{
    AssetView, Columns, ContentView, FilePlace, FolderView, Looked,
};
use backup_inspector::format::squidex::target::Target;
use backup_inspector::inspect::export::Wanted;
use backup_inspector::inspect::query::{Query, Rows};
use serde_json::{Value, json};
use squidex::{Scanned, given_up, sample, scanned};

/// Ids in full.zip.
const PRODUCTS: &str = "e547ae44-97bf-47c7-8d3f-745d7d038308";
const HERO: &str = "bd10c2f6-c7b0-4abd-aba4-d45b881daf64";
/// A product that has a draft over what is published.
const WITH_DRAFT: &str = "f2920257-ff5e-48ef-a961-9aad0fdeaef0";

fn full() -> Scanned {
    scanned(sample("base/full.zip").unwrap())
}

fn rows(scanned: &Scanned, table: &str, within: Option<&str>, query: Query) -> Rows {
    let query = Query {
        table: table.into(),
        within: within.map(Into::into),
        limit: if query.limit == 0 { 1_000 } else { query.limit },
        ..query
    };
    scanned.rows(&Target::default(), &query).unwrap()
}

fn ids(rows: &Rows) -> Vec<&str> {
    let ids = rows.rows.iter().map(|row| row["id"].as_str().unwrap());
    ids.collect()
}

fn looked(scanned: &Scanned, uses: bool) -> Looked {
    loop {
        let Answer::Looked { looked } = scanned
            .ask(&Target::default(), Question::Look { uses })
            .unwrap()
        else {
            panic!()
        };
        assert!(looked.done <= looked.total, "{looked:?}");
        if looked.ready {
            return looked;
        }
    }
}

fn columns(scanned: &Scanned, schema: &str) -> Columns {
    let question = Question::Columns {
        schema: schema.into(),
    };
    match scanned.ask(&Target::default(), question).unwrap() {
        Answer::Columns { columns } => columns,
        other => panic!("{other:?}"),
    }
}

fn content(scanned: &Scanned, id: &str, at: Option<u64>) -> ContentView {
    let question = Question::Content { id: id.into(), at };
    match scanned.ask(&Target::default(), question).unwrap() {
        Answer::Content { content } => *content,
        other => panic!("{other:?}"),
    }
}

fn asset(scanned: &Scanned, id: &str) -> AssetView {
    let question = Question::Asset { id: id.into() };
    match scanned.ask(&Target::default(), question).unwrap() {
        Answer::Asset { asset } => *asset,
        other => panic!("{other:?}"),
    }
}

fn place(scanned: &Scanned, id: &str, version: i64) -> Result<FilePlace, Error> {
    let question = Question::File {
        id: id.into(),
        version,
    };
    match scanned.ask(&Target::default(), question)? {
        Answer::File { place } => Ok(place),
        other => panic!("{other:?}"),
    }
}

/// The value of a field, as text.
fn text<'c>(content: &'c ContentView, key: &str, at: usize) -> Option<&'c str> {
    let field = content.fields.iter().find(|field| field.key == key);
    let value = field.unwrap().values.get(at).unwrap().as_ref();
    value.map(|value| value.text.as_str())
}

#[test]
fn the_look_says_what_schemas_hold() {
    let scanned = full();
    let looked = looked(&scanned, false);
    assert!(looked.as_restored);
    let briefs = looked.schemas.iter();
    let briefs: Vec<(Option<&str>, u64)> = briefs
        .map(|schema| (schema.name.as_deref(), schema.contents))
        .collect();
    assert!(briefs.contains(&(Some("categories"), 4)), "{briefs:?}");
    // Of what the export writes, nothing is missing.
    let (files, _) = scanned
        .export(
            &Target::default(),
            &Wanted {
                what: "contents".into(),
                as_restored: true,
                ..Wanted::default()
            },
        )
        .unwrap();
    let lines: Vec<u8> = files.into_values().flatten().collect();
    let exported = lines.iter().filter(|byte| **byte == b'\n').count() as u64;
    let named = briefs.iter().filter(|(name, _)| name.is_some());
    assert_eq!(named.map(|(_, count)| count).sum::<u64>(), exported);
}

#[test]
fn nested_and_localised_fields_are_columns() {
    let columns = columns(&full(), PRODUCTS);
    assert_eq!(columns.label.as_deref(), Some("Products"));
    let keys: Vec<&str> = columns
        .columns
        .iter()
        .map(|column| column.key.as_str())
        .collect();
    for key in [
        "title.en",
        "title.de",
        "price.iv",
        "variants.iv.sku",
        "seo.en.metaTitle",
        "sections.iv",
    ] {
        assert!(keys.contains(&key), "{key} of {keys:?}");
    }
    // A field that is a line in the form holds nothing.
    assert!(!keys.iter().any(|key| key.starts_with("ui.")));
    let price = columns
        .columns
        .iter()
        .find(|column| column.key == "price.iv");
    let price = price.unwrap();
    assert_eq!(
        (price.label.as_str(), price.in_lists, &price.language),
        ("Price (EUR)", true, &None)
    );
}

#[test]
fn rows_have_what_contents_hold_and_what_a_draft_changes() {
    let scanned = full();
    let all = rows(&scanned, "data", Some(PRODUCTS), Query::default());
    assert_eq!(all.total as usize, all.rows.len());
    assert!(all.incomplete.is_empty(), "{:?}", all.incomplete);
    assert!(all.rows.iter().all(|row| row["deleted"] == false));
    let drafted = all.rows.iter().find(|row| row["id"] == WITH_DRAFT).unwrap();
    assert_eq!(drafted["status"], "Published");
    assert_eq!(drafted["new_status"], "Draft");
    assert_eq!(drafted["data"]["price.iv"], "20.9");
    assert_eq!(drafted["data"]["isActive.iv"], "yes");
    assert_eq!(drafted["data"]["story.en"], "Once upon a time[image: cup]");
    // Assets and references by name.
    assert!(
        drafted["data"]["images.iv"]
            .as_str()
            .unwrap()
            .ends_with("logo.svg")
    );
    assert!(
        drafted["data"]["related.iv"]
            .as_str()
            .unwrap()
            .starts_with("Wasserkocher Nr. 0")
    );
    assert_eq!(
        drafted["new_data"],
        json!({"title.en": "Draft title of kettle 1"})
    );
    // With deleted ones on request.
    let part = |part: &str| Query {
        part: Some(part.into()),
        ..Query::default()
    };
    let whole = rows(&scanned, "data", Some(PRODUCTS), part("total"));
    let deleted = rows(&scanned, "data", Some(PRODUCTS), part("deleted"));
    assert!(deleted.total > 0);
    assert_eq!(whole.total, all.total + deleted.total);
}

#[test]
fn rows_are_searched_sorted_and_paged() {
    let scanned = full();
    let sorted = |sort: &str| {
        rows(
            &scanned,
            "data",
            Some(PRODUCTS),
            Query {
                sort: Some(sort.into()),
                ..Query::default()
            },
        )
    };
    let by_price = sorted("-data.price.iv");
    let prices: Vec<f64> = by_price
        .rows
        .iter()
        .map(|row| {
            let price = row["data"]["price.iv"].as_str();
            price.map_or(f64::MIN, |price| price.parse().unwrap())
        })
        .collect();
    assert!(prices.is_sorted_by(|a, b| a >= b), "{prices:?}");
    assert!(prices.len() > 10 && prices[0] > prices[5]);
    let up = sorted("data.price.iv");
    assert_eq!(up.total, by_price.total);
    // Page by page the same as at once.
    let mut pages = Vec::new();
    for from in (0..).step_by(7).take_while(|from| *from < up.total) {
        let page = rows(
            &scanned,
            "data",
            Some(PRODUCTS),
            Query {
                sort: Some("data.price.iv".into()),
                from,
                limit: 7,
                ..Query::default()
            },
        );
        assert_eq!(page.total, up.total);
        pages.extend(page.rows);
    }
    assert_eq!(pages, up.rows);
    let found = rows(
        &scanned,
        "data",
        Some(PRODUCTS),
        Query {
            text: Some("DRAFT TITLE of kettle 1".into()),
            ..Query::default()
        },
    );
    assert_eq!(ids(&found), [WITH_DRAFT]);
    let nothing = rows(
        &scanned,
        "data",
        Some(PRODUCTS),
        Query {
            // A secret, which is masked.
            text: Some("K3y7notreal".into()),
            ..Query::default()
        },
    );
    assert_eq!(nothing.total, 0);
    for (sort, part) in [(Some("data.none.iv"), None), (None, Some("none"))] {
        let query = Query {
            table: "data".into(),
            within: Some(PRODUCTS.into()),
            sort: sort.map(Into::into),
            part: part.map(Into::into),
            ..Query::default()
        };
        let refused = scanned.rows(&Target::default(), &query);
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    let of_none = Query {
        table: "data".into(),
        ..Query::default()
    };
    let refused = scanned.rows(&Target::default(), &of_none);
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[test]
fn a_content_is_shown_as_an_editor_knows_it() {
    let scanned = full();
    let view = content(&scanned, WITH_DRAFT, None);
    // In the master language.
    assert_eq!(view.name.as_deref(), Some("Wasserkocher Nr. 1 »red«"));
    assert_eq!(view.schema.as_deref(), Some("products"));
    let which: Vec<&str> = view.shown.iter().map(|shown| shown.which).collect();
    assert_eq!(which, ["current", "draft"]);
    assert_eq!(text(&view, "title.en", 1), Some("Draft title of kettle 1"));
    let differing = view.fields.iter().filter(|field| field.differs);
    let differing: Vec<&str> = differing.map(|field| field.key.as_str()).collect();
    assert_eq!(differing, ["title.en"]);
    let of = |key: &str| {
        let field = view.fields.iter().find(|field| field.key == key).unwrap();
        (field, field.values[0].as_ref().unwrap())
    };
    let (price, _) = of("price.iv");
    assert_eq!(price.hints.as_deref(), Some("gross"));
    assert!(of("meta.iv").0.hidden);
    let (_, related) = of("related.iv");
    assert_eq!(related.links[0].id, "product-000");
    assert_eq!(related.links[0].schema.as_deref(), Some("products"));
    assert!(related.links[0].there);
    // An asset that is deleted or was never there is named as such.
    let (_, images) = of("images.iv");
    assert_eq!(images.links[1].name.as_deref(), Some("logo.svg"));
    let (_, sections) = of("sections.iv");
    assert_eq!(sections.items.len(), 2);
    assert_eq!(sections.items[0].title.as_deref(), Some("teaser"));
    assert_eq!(sections.items[0].fields[0].value.text, "New!");
    assert_eq!(sections.items[0].fields[1].value.links[0].id, HERO);
    let (_, variants) = of("variants.iv");
    assert_eq!(variants.items[0].fields.len(), 3);
    let (_, user) = of("apiUser.iv");
    assert!(user.text.contains("•••") && !user.text.contains("notreal"));
    let (_, description) = of("description.en");
    let linked: Vec<&str> = description
        .links
        .iter()
        .map(|link| link.id.as_str())
        .collect();
    assert_eq!(linked, ["86b83e9a-28b8-497c-af90-e64555de3395", HERO]);
}

#[test]
fn an_earlier_version_stands_beside_what_is_there_now() {
    let scanned = full();
    // The draft that was published: event 134 made it, 196 is what is live.
    let id = "cd0cf985-311a-44d9-93c0-5eb791b26bde";
    let now = content(&scanned, id, None);
    assert_eq!(now.shown[0].event_index, 196);
    let view = content(&scanned, id, Some(134));
    assert_eq!(view.shown[0].which, "earlier");
    assert_eq!(text(&view, "title.en", 0), Some("Kettle no. 3 \"grün\""));
    assert_eq!(text(&view, "title.en", 1), Some("Draft title of kettle 3"));
    // An event of another content is none of its versions.
    for (id, at) in [(id, 133), (id, 1_000_000), ("nobody", 134)] {
        let question = Question::Content {
            id: id.into(),
            at: Some(at),
        };
        let refused = scanned.ask(&Target::default(), question);
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

#[test]
fn the_gallery_tells_the_state_of_files_and_what_uses_them() {
    let scanned = full();
    let all = rows(&scanned, "gallery", None, Query::default());
    let row = |name: &str| -> Value {
        let found = all.rows.iter().find(|row| row["name"] == name);
        found.unwrap_or_else(|| panic!("{name}")).clone()
    };
    let hero = row("hero-image.png");
    assert_eq!(
        (&hero["versions"], &hero["file_version"], &hero["kind"]),
        (&json!(3), &json!(2), &json!("images"))
    );
    assert_eq!(hero["folder"], "Images");
    assert_eq!(hero["used_by"], Value::Null);
    let kettle = row("Blue Kettle.png");
    assert_eq!(kettle["folder"], "Images / Products");
    assert_eq!(row("Blue Kettle.png")["state"], "verified");
    assert!(!all.rows.iter().any(|row| row["name"] == "gone.png"));
    looked(&scanned, true);
    let part = |part: &str| {
        let query = Query {
            part: Some(part.into()),
            ..Query::default()
        };
        rows(&scanned, "gallery", None, query)
    };
    let (used, unused) = (part("used"), part("unused"));
    assert_eq!(used.total + unused.total, all.total);
    assert!(ids(&used).contains(&HERO) && used.total > 2);
    // Referred to by nobody.
    assert!(unused.rows.iter().any(|row| row["name"] == "teaser.mp4"));
    let question = Question::UsedBy { id: HERO.into() };
    let Answer::UsedBy { total, uses } = scanned.ask(&Target::default(), question).unwrap() else {
        panic!()
    };
    assert_eq!(total as usize, uses.len());
    assert!(uses.iter().any(|content| content.id == WITH_DRAFT));
    assert!(uses.iter().all(|content| content.schema.is_some()));
    let by_size = rows(
        &scanned,
        "gallery",
        None,
        Query {
            sort: Some("-bytes".into()),
            text: Some(".png".into()),
            ..Query::default()
        },
    );
    let sizes: Vec<u64> = by_size
        .rows
        .iter()
        .map(|row| row["bytes"].as_u64().unwrap())
        .collect();
    assert!(
        sizes.is_sorted_by(|a, b| a >= b) && sizes.len() > 5,
        "{sizes:?}"
    );
}

#[test]
fn folders_add_up_to_the_gallery() {
    let scanned = full();
    let Answer::Folders { folders } = scanned
        .ask(&Target::default(), Question::Folders {})
        .unwrap()
    else {
        panic!()
    };
    let all = rows(&scanned, "gallery", None, Query::default());
    let bytes = |row: &Value| row["bytes"].as_u64().unwrap();
    let of = |folder: &FolderView| folder.kinds.iter().map(|(.., bytes)| bytes).sum::<u64>();
    assert_eq!(
        folders.iter().map(of).sum::<u64>(),
        all.rows.iter().map(bytes).sum::<u64>()
    );
    for folder in &folders {
        let within = rows(&scanned, "gallery", Some(&folder.id), Query::default());
        assert_eq!(within.total, folder.assets, "{folder:?}");
    }
    let root = folders.iter().filter(|folder| folder.parent.is_none());
    assert_eq!(root.count(), 1);
}

#[test]
fn an_asset_is_shown_with_all_its_files() {
    let scanned = full();
    let hero = asset(&scanned, HERO);
    assert_eq!(hero.file_name.as_deref(), Some("hero-image.png"));
    assert_eq!(hero.folder, ["Images"]);
    assert!(!hero.tags.is_empty());
    let versions: Vec<(i64, bool)> = hero
        .files
        .iter()
        .map(|file| (file.version, file.current))
        .collect();
    assert_eq!(versions, [(2, true), (1, false), (0, false)]);
    let width = hero.metadata.iter().find(|(name, _)| name == "pixelWidth");
    assert_eq!(width.map(|(_, value)| value.as_str()), Some("162"));
}

#[test]
fn the_place_of_a_file_leads_to_its_bytes() {
    let scanned = full();
    let (exported, _) = scanned
        .export(
            &Target::default(),
            &Wanted {
                what: "assets".into(),
                in_folder: true,
                ..Wanted::default()
            },
        )
        .unwrap();
    let all = rows(&scanned, "gallery", None, Query::default());
    let mut pictures = 0;
    let mut compared = 0;
    for row in &all.rows {
        let version = row["file_version"].as_i64().unwrap();
        let Ok(place) = place(&scanned, row["id"].as_str().unwrap(), version) else {
            assert!(row["state"] == "lost" || row["bytes"] == 0, "{row}");
            continue;
        };
        let start = place.offset as usize;
        let slice = &scanned.bytes()[start..start + place.compressed_bytes as usize];
        let mut bytes = Vec::new();
        match place.method {
            "stored" => bytes.extend_from_slice(slice),
            _ => {
                flate2::read::DeflateDecoder::new(slice)
                    .read_to_end(&mut bytes)
                    .unwrap();
            }
        }
        let folder = row["folder"].as_str().unwrap().replace(" / ", "/");
        let path = [folder.as_str(), &place.save_as].join("/");
        assert_eq!(
            Some(&bytes),
            exported.get(path.trim_start_matches('/')),
            "{row}"
        );
        assert_eq!(bytes.len() as u64, place.bytes);
        compared += 1;
        // An SVG is none, whatever it is called.
        let is_picture = place.picture.is_some();
        assert!(!(is_picture && row["name"].as_str().unwrap().ends_with(".svg")));
        pictures += u32::from(is_picture);
    }
    assert!(compared > 8 && pictures > 5, "{compared} {pictures}");
    let hero = place(&scanned, HERO, 2).unwrap().picture.unwrap();
    assert_eq!((hero.mime, hero.width, hero.height), ("image/png", 162, 62));
    assert!(place(&scanned, HERO, 99).is_err());
    assert!(place(&scanned, "nobody", 0).is_err());
}

#[test]
fn of_a_dead_server_all_that_can_be_read_is_shown() {
    let scanned = scanned(sample("mutants/24-unknown-at-0.zip").unwrap());
    let looked = looked(&scanned, true);
    assert!(!looked.as_restored);
    assert_eq!(looked.left_out, 1);
    let contents = looked.schemas.iter().map(|schema| schema.contents);
    assert_eq!(contents.sum::<u64>(), 3);
    let schema = looked.schemas.iter().find(|schema| schema.contents > 0);
    let rows = rows(
        &scanned,
        "data",
        Some(&schema.unwrap().id),
        Query::default(),
    );
    assert_eq!(rows.total, 3);
}

#[test]
fn before_all_is_read_contents_are_shown_and_files_are_not_judged() {
    let scanned = given_up(sample("base/full.zip").unwrap());
    assert!(!looked(&scanned, false).as_restored);
    let all = rows(&scanned, "data", Some(PRODUCTS), Query::default());
    assert!(all.total > 10);
    let query = Query {
        table: "gallery".into(),
        ..Query::default()
    };
    let refused = scanned.rows(&Target::default(), &query);
    assert!(matches!(refused, Err(Error::Unknown(_))), "{refused:?}");
}

/// More contents than one look at them takes, so that a search and a sort go through many; their texts begin alike, and what
/// is looked for stands in the last of them.
#[test]
fn of_a_large_schema_all_contents_are_searched_and_sorted() {
    const CONTENTS: usize = 20_500;
    // Neither in the order of the ids nor in that of the events.
    let title = |at: usize| {
        format!(
            "A title that begins as all of them do: {:05}",
            at * 7_919 % CONTENTS
        )
    };
    let mut backup = corpus::sound();
    backup.events.truncate(corpus::CONTENT);
    backup.events.extend((0..CONTENTS).map(|at| {
        let id = format!("c-{:05}", CONTENTS - at);
        let data = json!({ "title": { "iv": title(at) } });
        let payload = json!({ "status": "Draft", "data": data });
        corpus::event("ContentCreatedEventV2", "content", &id, payload)
    }));
    let scanned = scanned(backup.zip().build());
    let query = |text: Option<&str>, sort: Option<&str>| Query {
        table: "data".into(),
        within: Some(corpus::SCHEMA.into()),
        text: text.map(Into::into),
        sort: sort.map(Into::into),
        limit: 1_000,
        ..Query::default()
    };
    let gathered = |query: &Query| {
        let question = Question::Gather {
            query: query.clone(),
        };
        match scanned.ask(&Target::default(), question).unwrap() {
            Answer::Gathered { gathered } => gathered,
            other => panic!("{other:?}"),
        }
    };
    let rows = |query: &Query| scanned.rows(&Target::default(), query).unwrap();

    // Of the one with the smallest id, which comes last in the file.
    let last = title(CONTENTS - 1);
    let search = query(Some(&last.to_uppercase()), None);
    let mut steps = 0;
    loop {
        let now = gathered(&search);
        assert_eq!(now.what, if now.ready { "sort" } else { "search" });
        assert!(
            now.done <= now.total && now.done <= CONTENTS as u64,
            "{now:?}"
        );
        steps += 1;
        if now.ready {
            assert_eq!((now.done, now.found), (CONTENTS as u64, 1));
            break;
        }
    }
    assert!(steps > 10, "{steps}");
    let found = rows(&search);
    assert_eq!((ids(&found), found.at_least), (vec!["c-00001"], false));
    // Without being gathered first, it is the same.
    let found = rows(&query(Some("TITLE that begins"), None));
    assert_eq!((found.total, found.at_least), (CONTENTS as u64, false));
    assert_eq!(rows(&query(Some("no such title"), None)).total, 0);

    for (sort, down) in [
        ("data.title.iv", false),
        ("-data.title.iv", true),
        ("-name", true),
    ] {
        let sorted = query(None, Some(sort));
        while !gathered(&sorted).ready {}
        let mut titles = Vec::new();
        for from in [0, 10_000, 20_000] {
            let page = rows(&Query {
                from,
                ..sorted.clone()
            });
            assert_eq!((page.total, page.at_least), (CONTENTS as u64, false));
            let texts = page.rows.iter().map(|row| row["data"]["title.iv"].as_str());
            titles.extend(texts.map(|text| text.unwrap().to_owned()));
        }
        assert_eq!(titles.len(), 2_500);
        let expected: Vec<String> = [0..1_000, 10_000..11_000, 20_000..CONTENTS]
            .into_iter()
            .flatten()
            .map(|at| if down { CONTENTS - 1 - at } else { at })
            .map(|at| format!("A title that begins as all of them do: {at:05}"))
            .collect();
        assert_eq!(titles, expected, "{sort}");
    }
}
