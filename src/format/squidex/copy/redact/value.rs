//! The redaction of an event's payload: an allow-list, driven by the table of event types. What the table does
//! not have goes; of what it has, each text goes unless [`fate`](super::fate) has it.

use super::event::{Listener, Redactor};
use super::fate::{Fate, Place, fate};
use super::kind::Kind;
use super::raw::{is_member, is_scalar, items, of_characters, push_string, string, texts};
use crate::format::squidex::events::schema::{Poly, Shape, Type};
use crate::format::squidex::members::Members;
use crate::json;

/// Keys of a photo's metadata that stay, if they are numbers.
const SAFE_METADATA: [&str; 6] = [
    "pixelWidth",
    "pixelHeight",
    "videoWidth",
    "videoHeight",
    "focusX",
    "focusY",
];
impl Redactor {
    /// An object with the properties of its class.
    pub(super) fn object(
        &mut self,
        raw: &str,
        shape: &'static Shape,
        in_rule: bool,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        out.push('{');
        let start = out.len();
        self.members(raw, shape, in_rule, start, out, hear)?;
        out.push('}');
        Some(())
    }

    fn members(
        &mut self,
        raw: &str,
        shape: &'static Shape,
        in_rule: bool,
        start: usize,
        out: &mut String,
        hear: Listener,
    ) -> Option<()> {
        let members = Members::parse(raw)?;
        for (at, (name, value)) in members.0.iter().enumerate() {
            let known = std::iter::successors(Some(shape), |shape| shape.base).find_map(|shape| {
                let prop = shape
                    .props
                    .iter()
                    .find(|prop| prop.name.eq_ignore_ascii_case(name))?;
                Some((shape, prop))
            });
            let overruled = members
                .0
                .iter()
                .skip(at + 1)
                .any(|(later, _)| later.eq_ignore_ascii_case(name));
            let Some((owner, prop)) = known.filter(|_| !overruled) else {
                // The discriminator of a class was taken before.
                if !matches!(
                    name.as_str(),
                    "$type" | "triggerType" | "stepType" | "actionType"
                ) {
                    self.gone_at(name, Kind::Unknown, value, hear);
                }
                continue;
            };
            let before = out.len();
            if out.len() > start {
                out.push(',');
            }
            push_string(out, prop.name);
            out.push(':');
            let place = Place {
                owner: owner.name,
                prop,
                in_rule,
            };
            let outside = self.enter(name);
            if !self.value(value, &prop.ty, place, out, hear) {
                out.truncate(before);
            }
            self.leave(outside);
        }
        Some(())
    }

    /// Writes what may stay of a value; `false`: nothing, so that the property is left out.
    fn value(
        &mut self,
        raw: &str,
        ty: &'static Type,
        place: Place,
        out: &mut String,
        hear: Listener,
    ) -> bool {
        if raw == "null" {
            out.push_str("null");
            return true;
        }
        match ty {
            Type::Bool
            | Type::OptBool
            | Type::Int32
            | Type::OptInt32
            | Type::Int64
            | Type::OptInt64
            | Type::Double
            | Type::OptDouble => {
                if place.prop.name == "fileSize" && self.event.emptied {
                    out.push('0');
                    return true;
                }
                self.keep_if(is_scalar(raw), raw, out, hear)
            }
            Type::Enum(members) | Type::OptEnum(members) => {
                self.keep_if(is_member(raw, members), raw, out, hear)
            }
            Type::Guid | Type::OptGuid => {
                let sound = of_characters(raw, "0123456789abcdefABCDEF-{}()", 40);
                self.keep_if(sound, raw, out, hear)
            }
            Type::Instant | Type::OptInstant => {
                self.keep_if(of_characters(raw, "0123456789TZ:.+-", 40), raw, out, hear)
            }
            Type::Language => {
                let sound = raw.len() < 20
                    && raw
                        .bytes()
                        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'"'));
                self.keep_if(sound, raw, out, hear)
            }
            Type::Id | Type::OptId | Type::Status if raw.starts_with('{') => {
                out.push_str("{}");
                true
            }
            Type::Id | Type::OptId | Type::Status => {
                if let Some(text) = string(raw) {
                    hear(None, &text);
                }
                out.push_str(raw);
                true
            }
            Type::NamedId | Type::NamedNumber => self.named(raw, place, out, hear),
            Type::Actor => match string(raw) {
                Some(actor) if !self.keeps(Kind::Users) => {
                    let (prefix, id) = match actor.split_once(':') {
                        Some(("client", id)) => {
                            self.client(raw, id, out, hear);
                            return true;
                        }
                        // Nobody is named.
                        Some((_, "")) => {
                            hear(None, &actor);
                            out.push_str(raw);
                            return true;
                        }
                        Some((_, id)) => ("subject:", id),
                        None => ("", actor.as_str()),
                    };
                    self.gone(Kind::Users, raw, hear);
                    hear(Some(Kind::Users), id);
                    let user = format!("{prefix}{}", self.user(id));
                    hear(None, &user);
                    push_string(out, &user);
                    true
                }
                Some(actor) => {
                    hear(None, &actor);
                    out.push_str(raw);
                    true
                }
                None => {
                    out.push_str("{}");
                    true
                }
            },
            Type::Text | Type::Uri => self.text(raw, fate(ty, place), out, hear),
            Type::Value | Type::Values => self.free(raw, place, out, hear),
            Type::List(item) | Type::Items(item) => self.list(raw, item, place, out, hear),
            Type::Map(_, item) | Type::MapNotNull(_, item) => {
                if let Type::Text | Type::Uri | Type::Value = item
                    && let Fate::Goes(kind) = fate(item, place)
                    && !self.keeps(kind)
                {
                    self.gone(kind, raw, hear);
                    out.push_str("{}");
                    return true;
                }
                if place.prop.name == "defaultValues" && !self.keeps(Kind::Descriptions) {
                    self.gone(Kind::Descriptions, raw, hear);
                    return false;
                }
                let Some(members) = Members::parse(raw) else {
                    return false;
                };
                out.push('{');
                let start = out.len();
                for (name, value) in &members.0 {
                    let before = out.len();
                    if out.len() > start {
                        out.push(',');
                    }
                    push_string(out, name);
                    out.push(':');
                    let outside = self.enter(name);
                    if !self.value(value, item, place, out, hear) {
                        out.truncate(before);
                    }
                    self.leave(outside);
                }
                out.push('}');
                true
            }
            Type::Object(shape) => self.object(raw, shape, place.in_rule, out, hear).is_some(),
            Type::Poly(poly) => self.poly(raw, poly, out, hear),
            Type::Data => self.data(raw, out, hear),
        }
    }

    fn keep_if(&mut self, sound: bool, raw: &str, out: &mut String, hear: Listener) -> bool {
        if sound {
            hear(None, raw.trim_matches('"'));
            out.push_str(raw);
        } else {
            self.gone(Kind::Unknown, raw, hear);
        }
        sound
    }

    /// Ids stay; the name of the app is that of the app, whatever the event says.
    fn named(&mut self, raw: &str, place: Place, out: &mut String, hear: Listener) -> bool {
        let (id, name) = match string(raw) {
            Some(text) => match text.split_once(',') {
                Some((id, name)) => (id.to_owned(), name.to_owned()),
                None => (text, String::new()),
            },
            None => {
                let Some(members) = Members::parse(raw) else {
                    return false;
                };
                let part = |name| members.get(name).and_then(string).unwrap_or_default();
                (part("id"), part("name"))
            }
        };
        hear(None, &id);
        let name = if place.prop.name == "appId" && !self.app_name.is_empty() {
            if name != self.app_name {
                self.gone(Kind::Unknown, &format!("{name:?}"), hear);
            }
            self.app_name.clone()
        } else {
            name
        };
        hear(None, &name);
        let written = format!("{id},{name}");
        hear(None, &written);
        push_string(out, &written);
        true
    }

    /// A client that acted: in front of its id stands the name of the app, which is that of the copy.
    fn client(&mut self, raw: &str, id: &str, out: &mut String, hear: Listener) {
        match id.split_once(':') {
            Some((name, id)) if !self.app_name.is_empty() && name != self.app_name => {
                self.gone(Kind::Unknown, &format!("{name:?}"), hear);
                push_string(out, &format!("client:{}:{id}", self.app_name));
            }
            _ => out.push_str(raw),
        }
    }

    fn text(&mut self, raw: &str, fate: Fate, out: &mut String, hear: Listener) -> bool {
        let text = string(raw).unwrap_or_default();
        let replaced = match fate {
            Fate::Stays => None,
            Fate::Goes(kind) if self.keeps(kind) => None,
            Fate::Goes(kind) => {
                self.gone(kind, raw, hear);
                return false;
            }
            Fate::User => (!self.keeps(Kind::Users)).then(|| (Kind::Users, self.user(&text))),
            Fate::FileName => (!self.keeps(Kind::FileNames)).then(|| {
                let extension = text
                    .rsplit_once('.')
                    .map(|(_, extension)| extension)
                    .filter(|extension| {
                        (1..=5).contains(&extension.len())
                            && extension.bytes().all(|b| b.is_ascii_alphanumeric())
                    })
                    .map_or_else(String::new, |extension| format!(".{extension}"));
                (
                    Kind::FileNames,
                    format!("file-{}{extension}", self.event.number),
                )
            }),
            Fate::FolderName => (!self.keeps(Kind::FileNames))
                .then(|| (Kind::FileNames, format!("folder-{}", self.event.number))),
            Fate::Secret => (!self.keeps(Kind::ClientSecrets)).then(|| {
                let secret = if text.trim().is_empty() {
                    text.clone()
                } else {
                    self.derived("client secret", &text)
                };
                (Kind::ClientSecrets, secret)
            }),
            Fate::Word if text.len() < 20 && text.bytes().all(|b| b.is_ascii_alphabetic()) => None,
            Fate::Word => {
                self.gone(Kind::Unknown, raw, hear);
                return false;
            }
            Fate::FileHash => return self.file_hash(raw, &text, out, hear),
            // Lists only.
            Fate::Tags => {
                self.gone(Kind::Tags, raw, hear);
                return false;
            }
        };
        match replaced {
            Some((kind, new)) => {
                self.gone(kind, raw, hear);
                hear(None, &new);
                push_string(out, &new);
            }
            None => {
                hear(None, &text);
                out.push_str(raw);
            }
        }
        true
    }

    /// The hash of a file is one of its bytes and its name: without them it is wrong. An update whose hash
    /// equals the present one is ignored by the server, so equal ones stay equal.
    fn file_hash(&mut self, raw: &str, text: &str, out: &mut String, hear: Listener) -> bool {
        let stays =
            self.keeps(Kind::Files) && self.keeps(Kind::FileNames) && self.keeps(Kind::OldFiles);
        if stays || text.is_empty() {
            out.push_str(raw);
            return true;
        }
        self.gone(Kind::Files, raw, hear);
        if self.event.hash_goes {
            return false;
        }
        push_string(out, &self.derived("file hash", text));
        true
    }

    fn list(
        &mut self,
        raw: &str,
        item: &'static Type,
        place: Place,
        out: &mut String,
        hear: Listener,
    ) -> bool {
        if let Type::Text = item {
            match fate(item, place) {
                Fate::Goes(kind) if !self.keeps(kind) => {
                    self.gone(kind, raw, hear);
                    return false;
                }
                Fate::Tags if !self.keeps(Kind::Tags) => {
                    let mut kept = Vec::new();
                    for (at, item) in items(raw).into_iter().enumerate() {
                        match string(item).filter(|tag| self.tags.contains(tag)) {
                            Some(tag) => kept.push(tag),
                            None => {
                                let outside = self.enter_item(at);
                                self.gone(Kind::Tags, item, hear);
                                self.leave(outside);
                            }
                        }
                    }
                    out.push_str(&serde_json::to_string(&kept).unwrap_or_else(|_| "[]".into()));
                    return true;
                }
                Fate::User => {}
                _ => {
                    texts(raw.as_bytes(), &mut |text| hear(None, text));
                    out.push_str(raw);
                    return true;
                }
            }
        }
        // Patterns and editors are nothing without their texts.
        let empty = match place.prop.name {
            "patterns" => Some(Kind::Descriptions),
            "editors" => Some(Kind::Links),
            "allowedValues" => Some(Kind::Descriptions),
            _ => None,
        };
        if let Some(kind) = empty.filter(|kind| !self.keeps(*kind)) {
            self.gone(kind, raw, hear);
            out.push_str("[]");
            return true;
        }
        out.push('[');
        let start = out.len();
        for (at, value) in items(raw).into_iter().enumerate() {
            let before = out.len();
            if out.len() > start {
                out.push(',');
            }
            let outside = self.enter_item(at);
            if !self.value(value, item, place, out, hear) {
                out.truncate(before);
            }
            self.leave(outside);
        }
        out.push(']');
        true
    }

    fn poly(&mut self, raw: &str, poly: &'static Poly, out: &mut String, hear: Listener) -> bool {
        let Some(members) = Members::parse(raw) else {
            return false;
        };
        let named = members
            .0
            .iter()
            .find(|(name, _)| name == poly.discriminator)
            .or_else(|| members.0.iter().find(|(name, _)| name == "$type"))
            .and_then(|(_, value)| string(value));
        let class = named.as_deref().and_then(|name| poly.class(name));
        let class = match class {
            Some(class) => class,
            None => {
                // The server's migrators put these in the place of what they don't know.
                self.gone(
                    Kind::Unknown,
                    &format!("{:?}", named.as_deref().unwrap_or_default()),
                    hear,
                );
                let substitute = match poly.discriminator {
                    "actionType" => "Webhook",
                    _ => "Script",
                };
                let Some(class) = poly.class(substitute) else {
                    return false;
                };
                class
            }
        };
        let Some(written) = class.discriminators.first() else {
            return false;
        };
        // Of an old trigger it is the old name.
        let written = named
            .as_deref()
            .filter(|name| {
                class
                    .discriminators
                    .iter()
                    .any(|known| known.eq_ignore_ascii_case(name))
            })
            .unwrap_or(written);
        out.push('{');
        let start = out.len();
        push_string(out, poly.discriminator);
        out.push(':');
        push_string(out, written);
        hear(None, written);
        let in_rule = matches!(poly.discriminator, "stepType" | "actionType");
        if self
            .members(raw, class.shape, in_rule, start, out, hear)
            .is_none()
        {
            return false;
        }
        out.push('}');
        true
    }

    /// Metadata, and values of any form.
    fn free(&mut self, raw: &str, place: Place, out: &mut String, hear: Listener) -> bool {
        let kind = match place.prop.name {
            "metadata" => Kind::PhotoMetadata,
            "properties" => Kind::Settings,
            _ => Kind::RuleSecrets,
        };
        if self.keeps(kind) {
            out.push_str(raw);
            return true;
        }
        let Some(members) = Members::parse(raw).filter(|_| kind == Kind::PhotoMetadata) else {
            self.gone(kind, raw, hear);
            return false;
        };
        out.push('{');
        let start = out.len();
        for (name, value) in &members.0 {
            if !(SAFE_METADATA.contains(&name.as_str()) && json::double(value).is_some()) {
                self.gone_at(name, kind, value, hear);
                continue;
            }
            if out.len() > start {
                out.push(',');
            }
            push_string(out, name);
            out.push(':');
            out.push_str(value);
        }
        out.push('}');
        true
    }

    fn data(&mut self, raw: &str, out: &mut String, hear: Listener) -> bool {
        let kind = if self.event.deleted {
            Kind::DeletedContents
        } else {
            Kind::Contents
        };
        if !self.keeps(kind) {
            self.gone(kind, raw, hear);
            out.push_str("{}");
            return true;
        }
        if self.keeps(Kind::ApiKeys) || !raw.to_ascii_lowercase().contains("apikey") {
            texts(raw.as_bytes(), &mut |text| hear(None, text));
            out.push_str(raw);
        } else {
            self.without_keys(raw, out, hear);
        }
        true
    }

    /// Content data without the keys of user infos.
    fn without_keys(&mut self, raw: &str, out: &mut String, hear: Listener) {
        if raw.starts_with('{')
            && let Some(members) = Members::parse(raw)
        {
            out.push('{');
            let start = out.len();
            for (name, value) in &members.0 {
                if name.eq_ignore_ascii_case("apiKey") {
                    self.gone(Kind::ApiKeys, value, hear);
                    continue;
                }
                if out.len() > start {
                    out.push(',');
                }
                push_string(out, name);
                out.push(':');
                self.without_keys(value, out, hear);
            }
            out.push('}');
        } else if raw.starts_with('[') {
            out.push('[');
            for (at, value) in items(raw).into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                self.without_keys(value, out, hear);
            }
            out.push(']');
        } else {
            texts(raw.as_bytes(), &mut |text| hear(None, text));
            out.push_str(raw);
        }
    }
}
