//! The objects behind a number of [`preview`](super::preview): the same lists, one by one.

use std::collections::HashSet;

use super::super::assets::AssetState;
use super::super::contents::{ContentState, DEFAULT_STATUS, Flags};
use super::super::ids::TextId;
use super::Run;
use super::rebuild::stored;
use crate::format::squidex::objects::{
    MAX_OBJECTS, ObjectKind, ObjectLine, ObjectPage, ObjectPart, ObjectQuery,
};

impl Run<'_> {
    /// One page of what the query asks for, of the objects that are stored.
    pub(super) fn object_page(&self, query: &ObjectQuery) -> ObjectPage {
        let ids = match query.within.as_deref().map(|id| self.dry.texts.find(id)) {
            None => Some(None),
            Some(Some(id)) => Some(Some(id)),
            // An id that no event has is nobody's schema, folder or asset.
            Some(None) => None,
        };
        match (query.kind, ids) {
            (ObjectKind::Contents | ObjectKind::Assets | ObjectKind::Files, None) => {
                ObjectPage::default()
            }
            (ObjectKind::Contents, Some(within)) => {
                page(query, self.stored_contents(query, within))
            }
            (ObjectKind::Assets, Some(within)) => page(query, self.stored_assets(query, within)),
            (ObjectKind::Files, Some(within)) => page(query, self.file_lines(query, within)),
            // The others are small and have no parts.
            _ if query.part != ObjectPart::Total => ObjectPage::default(),
            (kind, _) => {
                let lines = self.small_list(kind, query.within.as_deref());
                page(query, lines.into_iter().map(|line| move || line.clone()))
            }
        }
    }

    fn stored_contents<'a>(
        &'a self,
        query: &'a ObjectQuery,
        within: Option<TextId>,
    ) -> impl Iterator<Item = impl Fn() -> ObjectLine + 'a> + 'a {
        let dry = self.dry;
        let published = dry.texts.find("Published");
        stored(&self.groups.contents)
            .iter()
            .filter_map(|&number| dry.contents.states.get(number as usize))
            .filter(move |content| within.is_none_or(|schema| content.schema == schema))
            .filter(move |content| self.is_part(content, query, published))
            .map(move |content| move || self.content_line(content, published))
    }

    fn status(&self, content: &ContentState) -> String {
        self.dry
            .texts
            .text(content.displayed())
            .unwrap_or_else(|| DEFAULT_STATUS.into())
    }

    fn is_part(
        &self,
        content: &ContentState,
        query: &ObjectQuery,
        published: Option<TextId>,
    ) -> bool {
        let live = !content.is_deleted();
        match query.part {
            ObjectPart::Total => true,
            ObjectPart::Deleted => content.is_deleted(),
            ObjectPart::Status => {
                live && query.status.as_deref() == Some(self.status(content).as_str())
            }
            ObjectPart::Live => live && Some(content.current) == published,
            ObjectPart::Draft => live && content.draft.is_some(),
            ObjectPart::Scheduled => live && content.flags.has(Flags::SCHEDULED),
            ObjectPart::Present => live,
            _ => false,
        }
    }

    fn content_line(&self, content: &ContentState, published: Option<TextId>) -> ObjectLine {
        ObjectLine {
            id: self.dry.texts.text_or_empty(content.id),
            status: Some(self.status(content)),
            live: Some(content.current) == published,
            draft: content.draft.is_some(),
            scheduled: content.flags.has(Flags::SCHEDULED),
            deleted: content.is_deleted(),
            event_index: (content.created_at != u32::MAX).then(|| content.created_at.into()),
            events: content.events.into(),
            ..ObjectLine::default()
        }
    }

    fn stored_assets<'a>(
        &'a self,
        query: &'a ObjectQuery,
        within: Option<TextId>,
    ) -> impl Iterator<Item = impl Fn() -> ObjectLine + 'a> + 'a {
        let dry = self.dry;
        let uploaded: HashSet<(u32, TextId, i64)> = dry
            .file_versions
            .iter()
            .map(|version| (version.asset, version.id, version.version))
            .collect();
        stored(&self.groups.assets)
            .iter()
            .filter_map(move |&number| {
                let asset = dry.assets.states.get(number as usize)?;
                let with_file = !asset.life.deleted
                    && uploaded.contains(&(number, asset.id, asset.file_version))
                    && self.entry_of(asset.id, asset.file_version).is_some();
                Some((asset, with_file))
            })
            .filter(move |(asset, _)| within.is_none_or(|folder| asset.parent == folder))
            .filter(move |(asset, with_file)| match query.part {
                ObjectPart::Total => true,
                ObjectPart::Deleted => asset.life.deleted,
                ObjectPart::Present => !asset.life.deleted,
                ObjectPart::WithFile => *with_file,
                ObjectPart::WithoutFile => !asset.life.deleted && !with_file,
                _ => false,
            })
            .map(move |(asset, with_file)| move || self.asset_line(asset, with_file))
    }

    fn asset_line(&self, asset: &AssetState, with_file: bool) -> ObjectLine {
        ObjectLine {
            id: self.dry.texts.text_or_empty(asset.id),
            name: self.dry.texts.text(asset.file_name),
            deleted: asset.life.deleted,
            event_index: asset.life.created_at,
            events: asset.life.events,
            file_version: Some(asset.file_version),
            bytes: u64::try_from(asset.file_bytes).ok(),
            with_file: (!asset.life.deleted).then_some(with_file),
            ..ObjectLine::default()
        }
    }
}

/// Counts all and writes out those of the page.
fn page(query: &ObjectQuery, lines: impl Iterator<Item = impl Fn() -> ObjectLine>) -> ObjectPage {
    let limit = query.limit.min(MAX_OBJECTS);
    let mut page = ObjectPage::default();
    for line in lines {
        if page.total >= query.skip && (page.objects.len() as u64) < limit {
            page.objects.push(line());
        }
        page.total += 1;
    }
    page
}
