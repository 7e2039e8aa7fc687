//! Several changes in one pass.

use backup_inspector::inspect::copy::{Recipe, UserMapping};

use crate::support::{by_name, check, copy, sample, scanned_copy};

#[test]
fn renamed_repaired_and_mapped_in_one_pass() {
    let bytes = sample("39-array.zip");
    let recipe = Recipe {
        name: Some("another-name".into()),
        fix: vec!["all".into()],
        map_users: vec![UserMapping {
            old: "Anna@Demo-Shop.example".into(),
            new: "bo@demo-shop.example".into(),
        }],
        ..Recipe::default()
    };
    let users = String::from_utf8(
        by_name(&bytes)["attachments/135/users.json"]
            .clone()
            .unwrap(),
    );
    let old = users.unwrap();
    let address = old.split('"').nth(3).unwrap().to_owned();
    let recipe = Recipe {
        map_users: vec![UserMapping {
            old: address.to_uppercase(),
            ..recipe.map_users[0].clone()
        }],
        ..recipe
    };
    let (written, summary) = copy(&bytes, &recipe).unwrap();
    let report = check(&written);
    assert_eq!(
        report.verdict.summary,
        check(&sample("tiny.zip")).verdict.summary
    );
    let app = report.base.app.unwrap();
    assert_eq!(app.name.as_deref(), Some("another-name"));
    let (before, after) = (by_name(&bytes), by_name(&written));
    let users = after["attachments/135/users.json"].clone().unwrap();
    let users = String::from_utf8(users).unwrap();
    assert!(users.contains("bo@demo-shop.example") && !users.contains(&address));
    let different: Vec<&str> = before
        .iter()
        .filter(|(name, content)| after.get(*name) != Some(content))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        different,
        [
            "attachments/135/users.json",
            "attachments/634/assettags.json",
            "events/0/0.json"
        ]
    );
    assert_eq!(summary.change_count, 3);
    assert!(after.keys().all(|name| before.contains_key(name)));
}

#[test]
fn a_recipe_is_a_small_file() {
    let recipe: Recipe = serde_json::from_str(r#"{"name":"a","fix":["all"]}"#).unwrap();
    assert_eq!(recipe.name.as_deref(), Some("a"));
    let text = serde_json::to_string(&recipe).unwrap();
    assert_eq!(serde_json::from_str::<Recipe>(&text).unwrap(), recipe);
}

#[test]
fn a_new_name_wins_over_a_later_event_that_creates_the_app_again() {
    for name in [
        "18-second-appcreated-end.zip",
        "19-second-appcreated-other.zip",
    ] {
        let renamed = Recipe {
            name: Some("another-name".into()),
            ..Recipe::default()
        };
        let note = |recipe: &Recipe| {
            let (_, summary) = scanned_copy(&sample(name), recipe).unwrap();
            let notes = summary.notes.iter();
            notes
                .filter(|note| note.contains("creates the app again"))
                .count()
        };
        assert_eq!(note(&renamed), 1, "{name}");
        let (written, _) = scanned_copy(&sample(name), &renamed).unwrap();
        let after = check(&written).base.app.unwrap().name;
        assert_eq!(after.as_deref(), Some("another-name"), "{name}");
        let repaired = Recipe {
            fix: vec!["second-app-created".into()],
            ..renamed
        };
        assert_eq!(note(&repaired), 0, "{name}");
        assert_eq!(note(&Recipe::default()), 0, "{name}");
    }
    let recipe = Recipe {
        name: Some("another-name".into()),
        ..Recipe::default()
    };
    let (_, summary) = scanned_copy(&sample("tiny.zip"), &recipe).unwrap();
    assert_eq!(summary.notes, Vec::<String>::new());
}
