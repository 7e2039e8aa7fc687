//! A payload against the table: every value converted as the server's type does it, the kept ones kept.

use per_byte::find::split_at_byte;

use super::problem::{Problem, Res, cut, found, syntax};
use super::{suggest, values};
use crate::format::squidex::codes;
use crate::format::squidex::events::EventField;
use crate::format::squidex::events::schema::{EnumType, Keep, Key, Need, Poly, Prop, Shape, Type};
use crate::format::squidex::facts::{DataFacts, RefToken, Val};
use crate::format::squidex::versions::{self, Dated, Needs};
use crate::json::{
    Exactness, Reader, Text, Token, exactness, parse_double, parse_int32, parse_int64,
};

/// From this nesting on the payload can be read, but not written again: the serializer of the server
/// allows 63 containers when it stores the event.
const WRITE_DEPTH: u32 = 64;

/// What the server's migrators do to discriminators of rules (`formats/squidex.md` 5.5).
#[derive(Debug, Clone, Copy)]
pub(super) struct Replace {
    /// Key that they look at, in any object.
    pub key: &'static str,
    /// Names in this family stay.
    pub known: &'static Poly,
    /// What others become.
    pub with: &'static str,
}

/// A number that becomes another one.
#[derive(Debug)]
pub(super) struct Inexact {
    /// Field and partition, if it is in content data.
    pub place: Option<String>,
    pub written: String,
    pub stored: f64,
}

/// Walks over one payload, which is valid UTF-8.
pub(super) struct Walk<'a, 'c> {
    reader: Reader<'a>,
    scratch: &'c mut Vec<u8>,
    /// What is kept of the top level.
    pub kept: Vec<(EventField, Val)>,
    /// `actor` of the top level.
    pub actor: Option<RefToken>,
    /// The actor read last.
    read_actor: Option<RefToken>,
    /// Numbers that change: the first few, and how many.
    pub inexact: Vec<Inexact>,
    pub inexact_count: u64,
    replace: Option<Replace>,
    /// A text with this in it doesn't count as one that the rewriting of asset links can fail at.
    pub whole_links: Option<&'c str>,
    /// A discriminator is looked for down to this depth.
    scope: u32,
    /// What in it not every release of the server knows.
    pub needs: Needs,
    /// Properties of the event itself that older servers drop.
    pub dated: Dated,
}

/// So many changed numbers of one event are named.
const MAX_INEXACT: usize = 3;

impl<'a, 'c> Walk<'a, 'c> {
    pub fn new(reader: Reader<'a>, scratch: &'c mut Vec<u8>, replace: Option<Replace>) -> Self {
        Walk {
            reader,
            scratch,
            // As many as the events have that there are most of.
            kept: Vec::with_capacity(4),
            actor: None,
            read_actor: None,
            inexact: Vec::new(),
            inexact_count: 0,
            replace,
            whole_links: None,
            scope: 0,
            needs: Needs::default(),
            dated: Dated::default(),
        }
    }

    fn token(&mut self) -> Res<Token<'a>> {
        self.reader
            .token()
            .map_err(|fault| syntax(fault, self.reader.bytes(), "the payload"))
    }

    fn next_key(&mut self) -> Res<Option<Text<'a>>> {
        self.reader
            .member()
            .map_err(|fault| syntax(fault, self.reader.bytes(), "the payload"))
    }

    fn next_value(&mut self) -> Res<Token<'a>> {
        self.reader
            .member_value()
            .map_err(|fault| syntax(fault, self.reader.bytes(), "the payload"))
    }

    fn skip(&mut self, token: Token<'a>) -> Res<()> {
        self.reader
            .skip(token)
            .map_err(|fault| syntax(fault, self.reader.bytes(), "the payload"))
    }

    fn text(&mut self, text: Text<'a>) -> Res<&str> {
        text.decode(self.scratch).map_err(|_| bad_text())
    }

    /// Reads the whole payload as that class. Null is a payload that has no properties to read, and
    /// the server fails at it later with a null reference.
    pub fn event(&mut self, shape: &'static Shape) -> Res<()> {
        match self.token()? {
            Token::BeginObject => {}
            Token::Null => return Err(Problem::value("the payload is null")),
            token => {
                return Err(Problem::value(format!(
                    "the payload must be an object, found {}",
                    found(token)
                )));
            }
        }
        let dated = self.dated;
        self.object(shape, true, dated)?;
        match self.token()? {
            Token::End => Ok(()),
            _ => Ok(()),
        }
    }

    /// Reads the properties of an object whose brace has been read.
    fn object(&mut self, shape: &'static Shape, top: bool, dated: Dated) -> Res<()> {
        // Which of the properties with a need have been met, by position in their class.
        let mut met: u64 = 0;
        // Servers write the properties in the order of the table.
        let mut cursor = (shape, 0usize);
        while let Some(key) = self.next_key()? {
            let Some((prop, position)) = find(shape, &mut cursor, key) else {
                if key.escaped && key.check_escapes().is_err() {
                    return Err(bad_text());
                }
                let token = self.next_value()?;
                self.skip(token)?;
                continue;
            };
            let token = self.next_value()?;
            let (start, before) = (self.reader.token_start(), self.needs);
            if prop.need != Need::Nothing {
                met |= 1 << (position & 63);
                if token == Token::Null {
                    return Err(Problem::value("must not be null").key(prop.name));
                }
                if let (Need::NotBlank, Token::Text(text)) = (prop.need, token)
                    && self.text(text)?.trim().is_empty()
                {
                    return Err(Problem::value("must not be blank").key(prop.name));
                }
            }
            if top {
                let keep = prop.keep.map(|(_, keep)| keep);
                let value = self
                    .value(&prop.ty, token, keep)
                    .map_err(|problem| problem.key(prop.name))?;
                if let Some((field, _)) = prop.keep {
                    // The last one of several with the same name counts.
                    match self.kept.iter_mut().find(|(kept, _)| *kept == field) {
                        Some((_, kept)) => *kept = value,
                        None => self.kept.push((field, value)),
                    }
                } else if matches!(prop.ty, Type::Actor) {
                    self.actor = self.read_actor.take();
                }
            } else {
                let value = self
                    .value(&prop.ty, token, None)
                    .map_err(|problem| problem.key(prop.name))?;
                if let (Need::Member, Val::Int(number)) = (prop.need, value) {
                    return Err(Problem::value(format!(
                        "must not be {number}, which stands for nothing"
                    ))
                    .key(prop.name));
                }
            }
            if let Some(need) = dated.need(prop.name) {
                let end = self.reader.position();
                let value = self.reader.bytes().get(start..end).unwrap_or_default();
                if !versions::is_default(value) {
                    self.needs.add(need);
                }
            }
            match (prop.name, token) {
                ("fromRule", Token::Bool(true)) => self.needs.add(versions::Need::FromRule),
                // Ids of comments were texts from the beginning.
                ("commentsId", _) => self.needs = before,
                ("url", Token::Text(text))
                    if shape.name == "WebhookFlowStep" && !values::is_uri(self.text(text)?) =>
                {
                    self.needs.add(versions::Need::WebhookUrl);
                }
                _ => {}
            }
        }
        // Only the most derived class may need something: a test holds that.
        for (position, prop) in shape.props.iter().enumerate() {
            if matches!(prop.need, Need::NotNull | Need::NotBlank)
                && met & (1 << (position & 63)) == 0
            {
                return Err(Problem::value("is missing").key(prop.name));
            }
        }
        Ok(())
    }

    /// Converts the value that begins with `token`. Without `keep` the result has no meaning.
    fn value(&mut self, ty: &Type, token: Token<'a>, keep: Option<Keep>) -> Res<Val> {
        match keep {
            Some(Keep::Json) => {
                let start = self.reader.token_start();
                self.convert(ty, token, false)?;
                if token == Token::Null {
                    return Ok(Val::Null);
                }
                let text = self
                    .reader
                    .bytes()
                    .get(start..self.reader.position())
                    .unwrap_or_default();
                let text = std::str::from_utf8(text).map_err(|_| bad_text())?;
                Ok(Val::Json(text.to_owned()))
            }
            Some(Keep::Presence) => {
                self.convert(ty, token, false)?;
                Ok(if token == Token::Null {
                    Val::Null
                } else {
                    Val::Bool(true)
                })
            }
            Some(Keep::NotBlank) => {
                self.convert(ty, token, false)?;
                match token {
                    Token::Text(text) => Ok(Val::Bool(!self.text(text)?.trim().is_empty())),
                    _ => Ok(Val::Null),
                }
            }
            Some(Keep::Class | Keep::Same) => self.convert(ty, token, true),
            None => self.convert(ty, token, false),
        }
    }

    /// Converts a value. `keep`: whether the result is wanted.
    fn convert(&mut self, ty: &Type, token: Token<'a>, keep: bool) -> Res<Val> {
        match (ty, token) {
            (Type::Value, token) => {
                self.any(token, None)?;
                Ok(Val::Null)
            }
            (
                Type::Text
                | Type::OptBool
                | Type::OptInt32
                | Type::OptInt64
                | Type::OptDouble
                | Type::OptGuid
                | Type::Uri
                | Type::OptInstant
                | Type::OptId
                | Type::NamedId
                | Type::NamedNumber
                | Type::Actor
                | Type::Language
                | Type::OptEnum(_)
                | Type::Values
                | Type::List(_)
                | Type::Items(_)
                | Type::Map(..)
                | Type::MapNotNull(..)
                | Type::Object(_)
                | Type::Poly(_)
                | Type::Data,
                Token::Null,
            ) => Ok(Val::Null),
            (Type::Text, Token::Text(text)) => {
                if keep {
                    return Ok(Val::Str(self.text(text)?.to_owned()));
                }
                text.check_escapes().map_err(|_| bad_text())?;
                Ok(Val::Null)
            }
            (Type::Text, token) => Err(wrong("must be a text", token)),
            (Type::Bool | Type::OptBool, Token::Bool(value)) => Ok(Val::Bool(value)),
            (Type::Bool | Type::OptBool, token) => Err(wrong("must be true or false", token)),
            (Type::Int32 | Type::OptInt32, token) => self.whole(token, true),
            (Type::Int64 | Type::OptInt64, token) => self.whole(token, false),
            (Type::Double | Type::OptDouble, token) => self.double(token),
            (Type::Guid | Type::OptGuid, Token::Text(text)) => {
                let text = self.text(text)?;
                if !values::is_guid(text.as_bytes()) {
                    return Err(Problem::value(format!(
                        "must be a GUID, found {:?}",
                        cut(text, 40)
                    )));
                }
                Ok(if keep {
                    Val::Str(text.to_ascii_lowercase())
                } else {
                    Val::Null
                })
            }
            (Type::Guid | Type::OptGuid, token) => Err(wrong("must be a GUID", token)),
            (Type::Uri, Token::Text(text)) => {
                if values::is_uri(self.text(text)?) {
                    Ok(Val::Null)
                } else {
                    // The address may hold a secret, so it is not quoted.
                    Err(Problem::value("must be a web address"))
                }
            }
            (Type::Uri, token) => Err(wrong("must be a web address", token)),
            (Type::Instant | Type::OptInstant, Token::Text(text)) => {
                let text = self.text(text)?;
                if values::instant(text).is_none() {
                    return Err(Problem::value(format!(
                        "must be a time such as 2024-05-06T07:08:09Z, found {:?}",
                        cut(text, 40)
                    )));
                }
                Ok(if keep {
                    Val::Str(text.to_owned())
                } else {
                    Val::Null
                })
            }
            (Type::Instant | Type::OptInstant, token) => {
                Err(wrong("must be a time such as 2024-05-06T07:08:09Z", token))
            }
            (Type::Id | Type::OptId | Type::Status, Token::Text(text)) => {
                if !matches!(ty, Type::Status) && !is_like_guid(text.raw) {
                    self.needs.add(versions::Need::TextId);
                }
                if keep {
                    return Ok(Val::Str(self.text(text)?.to_owned()));
                }
                text.check_escapes().map_err(|_| bad_text())?;
                Ok(Val::Null)
            }
            (Type::Id | Type::OptId | Type::Status, Token::BeginObject) => {
                // Neither type has a property that could be set: whatever stands there, the result is empty.
                self.skip(token)?;
                let empty = if matches!(ty, Type::Status) {
                    UNKNOWN_STATUS
                } else {
                    EMPTY_ID
                };
                Ok(if keep {
                    Val::Str(empty.to_owned())
                } else {
                    Val::Null
                })
            }
            (Type::Id | Type::OptId, token) => Err(wrong("must be an id", token)),
            (Type::Status, token) => Err(wrong("must be a status", token)),
            (Type::NamedId, token) => self.named(token, false, keep),
            (Type::NamedNumber, token) => self.named(token, true, keep),
            (Type::Actor, token) => self.actor(token),
            (Type::Language, Token::Text(text)) => {
                let text = self.text(text)?;
                if text.trim().is_empty() {
                    return Err(Problem::value(
                        "must be a language code such as en or de-AT, found a blank text",
                    ));
                }
                let language = values::language(text);
                self.needs_of_language(&language);
                Ok(if keep { Val::Str(language) } else { Val::Null })
            }
            (Type::Language, token) => {
                Err(wrong("must be a language code such as en or de-AT", token))
            }
            (Type::Enum(members) | Type::OptEnum(members), token) => self.member(members, token),
            (Type::Values, Token::BeginObject) => {
                self.any(token, None)?;
                Ok(Val::Null)
            }
            (Type::List(item) | Type::Items(item), Token::BeginArray) => {
                self.list(item, matches!(ty, Type::Items(_)), keep)
            }
            (Type::List(_) | Type::Items(_), token) => Err(wrong("must be a list", token)),
            (Type::Map(key, item), Token::BeginObject) => self.map(*key, item, false),
            (Type::MapNotNull(key, item), Token::BeginObject) => self.map(*key, item, true),
            (Type::Object(shape), Token::BeginObject) => {
                let scope = self.scope;
                if shape.scoped {
                    self.scope = self.reader.depth();
                }
                self.object(shape, false, Dated::of(shape))?;
                self.scope = scope;
                Ok(Val::Null)
            }
            (Type::Poly(poly), Token::BeginObject) => {
                let class = self.discriminator(poly)?;
                let dated = match poly.discriminator {
                    "actionType" => Dated::of_action(class.shape),
                    _ => Dated::of(class.shape),
                };
                self.object(class.shape, false, dated)?;
                Ok(if keep {
                    Val::Str(class.name.to_owned())
                } else {
                    Val::Null
                })
            }
            (Type::Data, Token::BeginObject) => self.data(),
            (
                Type::Values
                | Type::Map(..)
                | Type::MapNotNull(..)
                | Type::Object(_)
                | Type::Poly(_)
                | Type::Data,
                token,
            ) => Err(wrong("must be an object", token)),
        }
    }

    fn needs_of_language(&mut self, language: &str) {
        match values::known_language(language) {
            Some(true) => {}
            Some(false) => self.needs.add(versions::Need::LanguageRegion),
            None => self.needs.add(versions::Need::LanguageOwn),
        }
    }

    fn whole(&mut self, token: Token<'a>, small: bool) -> Res<Val> {
        let parse = |text: &[u8], quoted| {
            if small {
                parse_int32(text, quoted).map(i64::from)
            } else {
                parse_int64(text, quoted)
            }
        };
        let value = match token {
            Token::Number(text) => parse(text, false),
            Token::Text(text) => parse(self.text(text)?.as_bytes(), true),
            _ => None,
        };
        value.map(Val::Int).ok_or_else(|| {
            let range = if small {
                "a whole number up to 2147483647"
            } else {
                "a whole number"
            };
            wrong(&format!("must be {range}"), token)
        })
    }

    fn double(&mut self, token: Token<'a>) -> Res<Val> {
        let value = match token {
            Token::Number(text) => parse_double(text),
            Token::Text(text) => parse_double(self.text(text)?.as_bytes()),
            _ => None,
        };
        value
            .map(|_| Val::Null)
            .ok_or_else(|| wrong("must be a number", token))
    }

    /// `"id,name"`, or an object with both.
    fn named(&mut self, token: Token<'a>, number: bool, keep: bool) -> Res<Val> {
        let wanted = if number {
            "must be written as \"1,name\""
        } else {
            "must be written as \"id,name\""
        };
        self.needs.add(match (number, token) {
            (true, Token::BeginObject) => versions::Need::FieldIdObject,
            (true, _) => versions::Need::FieldIdText,
            (false, Token::Text(text)) if is_like_guid(text.raw.get(..36).unwrap_or_default()) => {
                return self.named_parts(token, number, keep, wanted);
            }
            (false, _) => versions::Need::TextId,
        });
        self.named_parts(token, number, keep, wanted)
    }

    fn named_parts(
        &mut self,
        token: Token<'a>,
        number: bool,
        keep: bool,
        wanted: &str,
    ) -> Res<Val> {
        match token {
            Token::Text(text) => {
                let text = self.text(text)?;
                let parts = split_at_byte(text, b',').filter(|(id, name)| {
                    !id.is_empty()
                        && !name.is_empty()
                        && (!number || parse_int64(id.trim().as_bytes(), true).is_some())
                });
                match parts {
                    Some((id, name)) if keep => Ok(Val::Named {
                        id: canonical(id, number),
                        name: name.to_owned(),
                    }),
                    Some(_) => Ok(Val::Null),
                    None => Err(Problem::value(format!(
                        "{wanted}, found {:?}",
                        cut(text, 60)
                    ))),
                }
            }
            Token::BeginObject => {
                let (mut id, mut name) = (
                    if number {
                        "0".to_owned()
                    } else {
                        EMPTY_ID.to_owned()
                    },
                    None,
                );
                while let Some(key) = self.next_key()? {
                    let value = self.next_value()?;
                    if key.is_ignoring_case("id") {
                        let ty = if number { Type::Int64 } else { Type::Id };
                        id = match self
                            .convert(&ty, value, true)
                            .map_err(|problem| problem.key("id"))?
                        {
                            Val::Int(id) => id.to_string(),
                            Val::Str(id) => id,
                            _ => id,
                        };
                    } else if key.is_ignoring_case("name") {
                        name = match self
                            .convert(&Type::Text, value, true)
                            .map_err(|problem| problem.key("name"))?
                        {
                            Val::Str(name) => Some(name),
                            _ => None,
                        };
                    } else {
                        self.skip(value)?;
                    }
                }
                match name {
                    Some(name) => Ok(Val::Named { id, name }),
                    None => Err(Problem::value(format!(
                        "{wanted}, found an object without a name"
                    ))),
                }
            }
            token => Err(wrong(wanted, token)),
        }
    }

    fn actor(&mut self, token: Token<'a>) -> Res<Val> {
        let wanted = "must be an actor such as \"subject:ID\" or \"client:ID\"";
        match token {
            Token::Text(text) => {
                let actor = values::actor(self.text(text)?);
                if actor.is_none() {
                    return Err(Problem::value(format!("{wanted}, found a blank text")));
                }
                self.read_actor = actor;
                Ok(Val::Null)
            }
            Token::BeginObject => {
                let (mut client, mut id) = (false, None);
                while let Some(key) = self.next_key()? {
                    let value = self.next_value()?;
                    if key.is_ignoring_case("type") {
                        let kind = self
                            .member(&ACTOR_TYPE, value)
                            .map_err(|problem| problem.key("type"))?;
                        client = kind == Val::Str("Client".into());
                    } else if key.is_ignoring_case("identifier") {
                        id = match self
                            .convert(&Type::Text, value, true)
                            .map_err(|problem| problem.key("identifier"))?
                        {
                            Val::Str(id) => Some(id),
                            _ => None,
                        };
                    } else {
                        self.skip(value)?;
                    }
                }
                match id.filter(|id| !id.trim().is_empty()) {
                    Some(id) => {
                        self.read_actor = Some(if client {
                            RefToken::Client(id)
                        } else {
                            RefToken::Subject(id)
                        });
                        Ok(Val::Null)
                    }
                    None => Err(Problem::value(format!(
                        "{wanted}, found an object without an identifier"
                    ))),
                }
            }
            token => Err(wrong(wanted, token)),
        }
    }

    /// A member of an enum: by name (case ignored, several with commas), or by number.
    fn member(&mut self, members: &'static EnumType, token: Token<'a>) -> Res<Val> {
        let by_number = |number: i32| {
            let name = usize::try_from(number)
                .ok()
                .and_then(|number| members.members.get(number));
            name.map_or(Val::Int(number.into()), |name| Val::Str((*name).to_owned()))
        };
        let wanted = || format!("must be one of {}", members.members.join(", "));
        match token {
            Token::Number(text) => parse_int32(text, false)
                .map(by_number)
                .ok_or_else(|| wrong(&wanted(), token)),
            Token::Text(text) => {
                let text = self.text(text)?.trim();
                if let Some(name) = members
                    .members
                    .iter()
                    .find(|name| name.eq_ignore_ascii_case(text))
                {
                    if let Some(need) = versions::table::member_need(members.name, name) {
                        self.needs.add(need);
                    }
                    return Ok(Val::Str((*name).to_owned()));
                }
                if let Some(number) = parse_int32(text.as_bytes(), true) {
                    return Ok(by_number(number));
                }
                if text.contains(',') {
                    let numbers: Option<Vec<usize>> = text
                        .split(',')
                        .map(|part| {
                            members
                                .members
                                .iter()
                                .position(|name| name.eq_ignore_ascii_case(part.trim()))
                        })
                        .collect();
                    if let Some(numbers) = numbers {
                        let all = numbers.iter().fold(0, |all, number| all | number);
                        return Ok(by_number(i32::try_from(all).unwrap_or_default()));
                    }
                }
                let suggestion = suggest::nearest(text, members.members.iter().copied());
                Err(
                    Problem::value(format!("{}, found {:?}", wanted(), cut(text, 40)))
                        .suggest(suggestion),
                )
            }
            token => Err(wrong(&wanted(), token)),
        }
    }

    fn list(&mut self, item: &Type, not_null: bool, keep: bool) -> Res<Val> {
        let mut items = Vec::new();
        for index in 0.. {
            let token = self.token()?;
            if token == Token::EndArray {
                break;
            }
            if not_null && token == Token::Null {
                return Err(Problem::value("must not be null").index(index));
            }
            let value = self
                .convert(item, token, keep)
                .map_err(|problem| problem.index(index))?;
            if keep {
                items.push(match value {
                    Val::Str(text) => Some(text),
                    Val::Int(number) => Some(number.to_string()),
                    _ => None,
                });
            }
        }
        Ok(if keep { Val::List(items) } else { Val::Null })
    }

    fn map(&mut self, keys: Key, item: &Type, not_null: bool) -> Res<Val> {
        while let Some(key) = self.next_key()? {
            key.check_escapes().map_err(|_| bad_text())?;
            if keys == Key::Guid && !values::is_guid(self.text(key)?.as_bytes()) {
                return Err(Problem::value("must be a GUID as key").key(key.lossy()));
            }
            let token = self.next_value()?;
            if not_null && token == Token::Null {
                return Err(Problem::value("must not be null").key(key.lossy()));
            }
            self.convert(item, token, false)
                .map_err(|problem| problem.key(key.lossy()))?;
        }
        Ok(Val::Null)
    }

    /// The class of an object whose brace has been read. The server looks for the first key that is a
    /// discriminator from here to the end of the text, so it may even find one behind the object.
    fn discriminator(&mut self, poly: &'static Poly) -> Res<&'static super::Class> {
        let mut look = self.reader;
        loop {
            let token = look
                .token()
                .map_err(|fault| syntax(fault, look.bytes(), "the payload"))?;
            match token {
                Token::Key(key) if key.is(poly.discriminator) || key.is("$type") => {
                    let value = look
                        .token()
                        .map_err(|fault| syntax(fault, look.bytes(), "the payload"))?;
                    let Token::Text(text) = value else {
                        return Err(
                            wrong(&format!("must be the name of a {}", poly.what), value)
                                .key(key.lossy()),
                        );
                    };
                    let written = text.decode(self.scratch).map_err(|_| bad_text())?;
                    let name = match self.replace {
                        Some(replace)
                            if key.is(replace.key) && replace.known.class(written).is_none() =>
                        {
                            replace.with
                        }
                        _ => written,
                    };
                    let class = poly.class(name);
                    if let Some(class) = class {
                        let replaced = name != written;
                        let own_key = key.is(poly.discriminator);
                        needs_of_class(&mut self.needs, poly, class, written, own_key, replaced);
                    }
                    return class.ok_or_else(|| {
                        let all = poly
                            .classes
                            .iter()
                            .flat_map(|class| class.discriminators)
                            .copied();
                        Problem::new(
                            &codes::EVENT_DISCRIMINATOR_UNKNOWN,
                            format!(
                                "names the {} {:?}, which Squidex does not know",
                                poly.what,
                                cut(name, 60)
                            ),
                        )
                        .suggest(suggest::nearest(name, all))
                        .key(key.lossy())
                    });
                }
                Token::BeginObject | Token::BeginArray => {
                    look.skip(token)
                        .map_err(|fault| syntax(fault, look.bytes(), "the payload"))?;
                }
                Token::End => break,
                _ if look.depth() < self.scope => break,
                _ => {}
            }
        }
        Err(Problem::new(
            &codes::EVENT_DISCRIMINATOR_UNKNOWN,
            format!(
                "has no `{}` that says which {} it is",
                poly.discriminator, poly.what
            ),
        ))
    }

    /// Content data, whose brace has been read.
    fn data(&mut self) -> Res<Val> {
        let mut facts = DataFacts::default();
        while let Some(field) = self.next_key()? {
            field.check_escapes().map_err(|_| bad_text())?;
            facts.has_nul |= field.has_nul();
            let at_field = |problem: Box<Problem>| problem.key(field.lossy());
            match self.next_value()? {
                Token::Null => {}
                Token::BeginObject => {
                    while let Some(partition) = self.next_key().map_err(at_field)? {
                        partition
                            .check_escapes()
                            .map_err(|_| at_field(bad_text()))?;
                        facts.has_nul |= partition.has_nul();
                        let token = self.next_value()?;
                        let named = self.inexact.len();
                        self.any(token, Some(&mut facts))
                            .map_err(|problem| at_field(problem.key(partition.lossy())))?;
                        for number in self.inexact.iter_mut().skip(named) {
                            number.place =
                                Some(format!("{}.{}", cut(&field.lossy(), 80), partition.lossy()));
                        }
                    }
                }
                token => {
                    return Err(at_field(wrong(
                        "must be an object with one value per language",
                        token,
                    )));
                }
            }
        }
        Ok(Val::Data(facts))
    }

    /// Any value: numbers become doubles, texts strings.
    fn any(&mut self, first: Token<'a>, mut facts: Option<&mut DataFacts>) -> Res<()> {
        let outside = self.reader.depth()
            - u32::from(matches!(first, Token::BeginObject | Token::BeginArray));
        // Depth of an array in an array: the rewriting of asset links doesn't go in there.
        let mut hidden: Option<u32> = None;
        // Which open containers are arrays, by depth.
        let mut arrays: u64 = 0;
        let mut token = first;
        loop {
            match token {
                Token::Number(text) => match exactness(text) {
                    Exactness::Same => {}
                    Exactness::Changed(stored) => {
                        self.inexact_count += 1;
                        if self.inexact.len() < MAX_INEXACT {
                            self.inexact.push(Inexact {
                                place: None,
                                written: found(token),
                                stored,
                            });
                        }
                    }
                    Exactness::TooLarge => {
                        return Err(Problem::value(format!(
                            "must be within the range of double numbers, found {}",
                            found(token)
                        )));
                    }
                },
                Token::Text(text) => {
                    text.check_escapes().map_err(|_| bad_text())?;
                    if let Some(facts) = facts.as_deref_mut() {
                        facts.has_string |= hidden.is_none()
                            && !self
                                .whole_links
                                .is_some_and(|links| text.lossy().contains(links));
                        facts.has_nul |= text.has_nul();
                    }
                }
                Token::Key(text) => {
                    text.check_escapes().map_err(|_| bad_text())?;
                    if let Some(facts) = facts.as_deref_mut() {
                        facts.has_nul |= text.has_nul();
                    }
                }
                Token::BeginObject | Token::BeginArray => {
                    let depth = self.reader.depth();
                    if depth >= WRITE_DEPTH {
                        return Err(Problem::new(
                            &codes::EVENT_JSON_INVALID,
                            "has more than 63 objects and arrays in each other, which Squidex can't store",
                        ));
                    }
                    let is_array = token == Token::BeginArray;
                    let in_array = depth > outside + 1 && arrays >> (depth - 1) & 1 == 1;
                    if is_array && in_array && hidden.is_none() {
                        hidden = Some(depth);
                    }
                    arrays = arrays & !(1 << depth) | u64::from(is_array) << depth;
                }
                Token::EndObject | Token::EndArray => {
                    if hidden == Some(self.reader.depth() + 1) {
                        hidden = None;
                    }
                }
                Token::Bool(_) | Token::Null | Token::End => {}
            }
            if self.reader.depth() == outside {
                return Ok(());
            }
            token = self.token()?;
        }
    }

    /// What the migrators of rule events read before the event itself: the whole payload as a value.
    /// Gives the discriminators that they replace.
    pub fn migrators(&mut self, replace: Replace) -> Res<Vec<String>> {
        let first = self.token()?;
        let mut look = Reader::new(self.reader.bytes());
        self.any(first, None)?;
        self.inexact.clear();
        self.inexact_count = 0;
        if self.token()? != Token::End {
            return Ok(Vec::new());
        }
        let mut replaced = Vec::new();
        loop {
            match look
                .token()
                .map_err(|fault| syntax(fault, look.bytes(), "the payload"))?
            {
                Token::End => return Ok(replaced),
                Token::Key(key) if key.is(replace.key) => {
                    if let Ok(Token::Text(text)) = look.token() {
                        let name = self.text(text)?;
                        if replace.known.class(name).is_none() {
                            replaced.push(name.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// What naming a class needs. `own_key`: under the family's own key, not `$type`.
fn needs_of_class(
    needs: &mut Needs,
    poly: &'static Poly,
    class: &super::Class,
    written: &str,
    own_key: bool,
    replaced: bool,
) {
    use versions::Need as N;
    let ends = |end: &str| {
        let start = written.len().saturating_sub(end.len());
        written
            .get(start..)
            .is_some_and(|last| last.eq_ignore_ascii_case(end))
    };
    let by_class = versions::table::class_need(poly.discriminator, class.name);
    match poly.discriminator {
        "$type" => {
            let always = matches!(class.name, "DateTime" | "References");
            if !ends("Field") && !always {
                needs.add(N::ShortFieldType);
            }
            by_class.into_iter().for_each(|need| needs.add(need));
        }
        "triggerType" => {
            if own_key {
                needs.add(N::KeyTriggerType);
            }
            if ends("Trigger") && class.name.ends_with("V2") {
                needs.add(N::TriggerOld);
            } else {
                by_class.into_iter().for_each(|need| needs.add(need));
            }
        }
        "actionType" => {
            if own_key || !ends("Action") {
                needs.add(N::KeyActionType);
            }
            if replaced {
                needs.add(N::ActionUnknown);
            }
            by_class.into_iter().for_each(|need| needs.add(need));
        }
        _ if replaced => needs.add(N::StepUnknown),
        _ => {}
    }
}

/// Whether a text has the length and the hyphens of a GUID.
fn is_like_guid(text: &[u8]) -> bool {
    text.len() == 36
        && [8, 13, 18, 23]
            .iter()
            .all(|at| text.get(*at) == Some(&b'-'))
}

/// The name that a status without one shows.
pub(super) const UNKNOWN_STATUS: &str = "Unknown";

/// The id that an empty `DomainId` is written as.
pub(super) const EMPTY_ID: &str = "00000000-0000-0000-0000-000000000000";

static ACTOR_TYPE: EnumType = EnumType {
    name: "RefTokenType",
    members: &["Subject", "Client"],
};

/// An id as .NET writes it again.
fn canonical(id: &str, number: bool) -> String {
    if number {
        return parse_int64(id.trim().as_bytes(), true)
            .map_or_else(|| id.to_owned(), |id| id.to_string());
    }
    id.to_owned()
}

fn wrong(wanted: &str, token: Token<'_>) -> Box<Problem> {
    Problem::value(format!("{wanted}, found {}", found(token)))
}

fn bad_text() -> Box<Problem> {
    Problem::new(
        &codes::EVENT_JSON_INVALID,
        "holds a text with half of a surrogate pair or bad UTF-8",
    )
}

/// The property of that name, and its position in its class. Looks first where the order of the table
/// goes on.
fn find(
    shape: &'static Shape,
    cursor: &mut (&'static Shape, usize),
    key: Text<'_>,
) -> Option<(&'static Prop, usize)> {
    // Step over the ends of derived classes.
    while cursor.1 >= cursor.0.props.len() {
        match cursor.0.base {
            Some(base) => *cursor = (base, 0),
            None => break,
        }
    }
    if let Some(prop) = cursor.0.props.get(cursor.1)
        && key.raw == prop.name.as_bytes()
    {
        cursor.1 += 1;
        return Some((prop, cursor.1 - 1));
    }
    let mut at = Some(shape);
    while let Some(part) = at {
        for (index, prop) in part.props.iter().enumerate() {
            if (key.escaped || key.raw.len() == prop.name.len()) && key.is_ignoring_case(prop.name)
            {
                *cursor = (part, index + 1);
                return Some((prop, index));
            }
        }
        at = part.base;
    }
    None
}
