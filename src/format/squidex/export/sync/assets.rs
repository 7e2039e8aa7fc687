//! Asset folders, assets and their files (`formats/squidex-sync.md` 2.6).

use std::collections::HashSet;

use super::super::super::layout::SpecialFile;
use super::super::super::objects::FileState;
use super::super::super::restore::KeptAsset;
use super::super::Folded;
use super::super::asset::Asset;
use super::super::assets::{bytes_of, replay, stored, tag_names};
use super::super::json::Node;
use super::super::schemas::{list_of, object};
use super::{BATCH, Out, State, left_behind, put, put_lines};
use crate::error::Error;

/// Writes them.
pub(super) fn write(
    folded: &mut Folded<'_>,
    state: &mut State<'_>,
    out: &mut Out<'_>,
) -> Result<(), Error> {
    let mut paths: Vec<String> = folded
        .dry
        .kept_folders(&folded.stored)
        .iter()
        .filter(|folder| !folder.deleted)
        .filter_map(|folder| state.folder_path(&folder.id))
        .filter(|path| !path.is_empty())
        .collect();
    paths.sort();
    paths.dedup();
    state.counts.push(("asset folder", paths.len() as u64));
    let document = Node::object([("paths", list_of(&paths))]);
    put(out, &["assetFolders", "assetFolders.json"], &document);

    let tags = tag_names(folded.special(SpecialFile::AssetTags)?.as_deref());
    let mut items = Vec::new();
    let mut not_carried = Vec::new();
    let mut left = Vec::new();
    let mut files = Vec::new();
    let mut names = HashSet::new();
    for kept in stored(folded)?.into_iter().filter(|asset| !asset.deleted) {
        let asset = replay(folded, &kept)?;
        let name = asset.file_name.clone().unwrap_or_default();
        let names_of = asset.tags.iter().filter_map(|id| tags.get(id).cloned());
        let tags: Vec<String> = names_of.collect();
        let why = refused(
            &kept,
            &asset,
            &mut names,
            state.wanted.includes("protected-assets"),
        );
        let body = Node::object([
            ("slug", Node::optional(asset.slug.as_deref())),
            ("isProtected", Node::Bool(asset.protected)),
            ("tags", list_of(&tags)),
            ("metadata", asset.metadata().into_owned()),
        ]);
        let url = format!("/api/apps/{{app}}/assets/{}/", kept.id);
        if let Some(why) = why {
            state.lost("asset", &name, why);
            not_carried.push(Node::object([
                ("id", Node::Text(kept.id.clone())),
                ("fileName", Node::Text(name.clone())),
                ("reason", Node::Text(why.to_owned())),
            ]));
            let more = vec![("fileName", Node::Text(name))];
            left.extend(left_behind(&kept.id, why, Some(("PUT", url, body)), more));
            continue;
        }
        if asset.protected || !tags.is_empty() || !asset.metadata().pairs().is_empty() {
            let why = if asset.protected {
                state.lost(
                    "asset",
                    &name,
                    "it was protected, and is public until that is set again",
                );
                "it was protected: the import makes it public; tags, slug and metadata are not transferred"
            } else {
                "tags, slug and metadata are not transferred"
            };
            left.extend(left_behind(
                &kept.id,
                why,
                Some(("PUT", url, body)),
                Vec::new(),
            ));
        }
        let file = kept.files.iter().find(|file| file.current);
        state.largest = state
            .largest
            .max(u64::try_from(asset.bytes).unwrap_or_default());
        files.push((kept.id.clone(), file.and_then(|file| file.entry)));
        items.push(item(&kept, &asset, &name, tags, state));
    }
    state.counts.push(("asset", items.len() as u64));
    batches(items, not_carried, out);
    put_lines(out, "assets.ndjson", &left);
    for (id, entry) in files {
        let place = [
            "assets".to_owned(),
            "files".to_owned(),
            format!("{id}.blob"),
        ];
        match entry {
            Some(entry) => {
                if let Some(why) = bytes_of(folded, entry, &place, out)? {
                    out.told.leave_out(None, format!("asset {id}: {why}"));
                }
            }
            None => out.file(&place, Some(0)),
        }
        if !out.goes_on() {
            return Ok(());
        }
    }
    Ok(())
}

fn item(
    kept: &KeptAsset,
    asset: &Asset,
    name: &str,
    tags: Vec<String>,
    state: &State<'_>,
) -> Node<'static> {
    let mime_type = asset
        .mime_type
        .as_deref()
        .filter(|mime| is_media_type(mime));
    let mut pairs = vec![
        ("id", Node::Text(kept.id.clone())),
        (
            "mimeType",
            Node::Text(mime_type.unwrap_or("application/octet-stream").to_owned()),
        ),
        ("fileName", Node::Text(name.to_owned())),
    ];
    if let Some(hash) = &asset.hash {
        pairs.push(("fileHash", Node::Text(hash.clone())));
    }
    pairs.push((
        "folderPath",
        Node::Text(state.folder_path(&kept.parent).unwrap_or_default()),
    ));
    if let Some(slug) = &asset.slug {
        pairs.push(("slug", Node::Text(slug.clone())));
    }
    pairs.push(("tags", list_of(&tags)));
    pairs.push(("metadata", asset.metadata().into_owned()));
    pairs.push(("isProtected", Node::Bool(asset.protected)));
    object(pairs)
}

/// Why an asset can't be in the folder.
fn refused(
    kept: &KeptAsset,
    asset: &Asset,
    names: &mut HashSet<String>,
    with_protected: bool,
) -> Option<&'static str> {
    let id = kept.id.as_str();
    let bad = |letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter);
    if id.is_empty()
        || id.len() > 180
        || id.contains(bad)
        || id.starts_with('.')
        || id.ends_with(['.', ' '])
    {
        return Some("its id can't be the name of a file");
    }
    if asset.file_name.as_deref().is_none_or(str::is_empty) {
        return Some("it has no file name");
    }
    let file = kept.files.iter().find(|file| file.current);
    if file.is_none_or(|file| file.state == FileState::Lost) {
        return Some("its file is not in the backup");
    }
    if asset.protected && !with_protected {
        return Some(
            "it is protected, and the import would make it public; --include protected-assets carries it over",
        );
    }
    (!names.insert(id.to_lowercase())).then_some("its id differs from another one's in case only")
}

/// `type/subtype`.
fn is_media_type(text: &str) -> bool {
    let parts: Vec<&str> = text.split('/').collect();
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    matches!(parts.as_slice(), [kind, subtype] if word(kind) && word(subtype))
}

fn batches(items: Vec<Node<'static>>, not_carried: Vec<Node<'static>>, out: &mut Out<'_>) {
    let mut items = items;
    let mut not_carried = Some(not_carried);
    let mut at = 0;
    loop {
        let rest = items.split_off(items.len().min(BATCH));
        let mut pairs = vec![("assets", Node::List(items))];
        if let Some(lost) = not_carried.take().filter(|lost| !lost.is_empty()) {
            pairs.push(("x-notCarried", Node::List(lost)));
        }
        put(out, &["assets", &format!("{at}.json")], &object(pairs));
        at += 1;
        items = rest;
        if items.is_empty() {
            return;
        }
    }
}
