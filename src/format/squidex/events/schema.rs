//! The words in which [`table`](super::table) describes payloads: .NET types as `System.Text.Json`
//! reads them, with the converters that Squidex registers.

use super::EventField;

/// The type of a property.
///
/// References (`Text`, lists, objects …) take null; values (`Bool`, numbers, ids …) refuse it unless
/// they are `Opt…`. Every property may be absent.
#[derive(Debug, Clone, Copy)]
pub enum Type {
    /// `string`.
    Text,
    /// `bool`.
    Bool,
    /// `bool?`.
    OptBool,
    /// `int`.
    Int32,
    /// `int?`.
    OptInt32,
    /// `long`.
    Int64,
    /// `long?`.
    OptInt64,
    /// `double`.
    Double,
    /// `double?`.
    OptDouble,
    /// `Guid`.
    Guid,
    /// `Guid?`.
    OptGuid,
    /// `Uri`.
    Uri,
    /// NodaTime `Instant`.
    Instant,
    /// NodaTime `Instant?`.
    OptInstant,
    /// `DomainId`: any string; an object counts as the empty id.
    Id,
    /// `DomainId?`.
    OptId,
    /// `NamedId<DomainId>`.
    NamedId,
    /// `NamedId<long>`.
    NamedNumber,
    /// `RefToken`.
    Actor,
    /// `Language`.
    Language,
    /// `Status`: any string; an object counts as the empty status.
    Status,
    /// An enum.
    Enum(&'static EnumType),
    /// An enum that may be null.
    OptEnum(&'static EnumType),
    /// `JsonValue`: anything, but numbers must be doubles.
    Value,
    /// `JsonObject` and other dictionaries of `JsonValue`.
    Values,
    /// A list, array or set.
    List(&'static Type),
    /// A list whose null items make the conversion fail with a null reference.
    Items(&'static Type),
    /// A dictionary.
    Map(Key, &'static Type),
    /// A dictionary whose null values make the conversion fail with a null reference.
    MapNotNull(Key, &'static Type),
    /// A class or record.
    Object(&'static Shape),
    /// One of several classes, told by a discriminator.
    Poly(&'static Poly),
    /// `ContentData`: field name → partition → any value.
    Data,
}

/// Type of dictionary keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// Any string.
    Text,
    /// A GUID.
    Guid,
}

/// A .NET enum; the position is the number.
#[derive(Debug)]
pub struct EnumType {
    /// Class name.
    pub name: &'static str,
    /// Members in numeric order, from 0.
    pub members: &'static [&'static str],
}

/// One property.
#[derive(Debug, Clone, Copy)]
pub struct Prop {
    /// JSON name.
    pub name: &'static str,
    /// Type.
    pub ty: Type,
    /// How the dry run keeps it.
    pub keep: Option<(EventField, Keep)>,
    /// What has to be there.
    pub need: Need,
}

/// In which form a value is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// As the type says: [`Val`](crate::format::squidex::facts::Val) of the same kind.
    Same,
    /// As JSON text.
    Json,
    /// Only whether it is there.
    Presence,
    /// Only whether it is a string with more than blanks: for secrets.
    NotBlank,
    /// The class that the discriminator named.
    Class,
}

/// What the constructor of a class insists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// Not null and not absent.
    NotNull,
    /// A string that is not null, absent, empty or blank.
    NotBlank,
    /// A member of the enum, not just any number. May be absent.
    Member,
}

/// A class or record.
#[derive(Debug)]
pub struct Shape {
    /// Class name, for documentation.
    pub name: &'static str,
    /// Its own properties.
    pub props: &'static [Prop],
    /// The class it is derived from.
    pub base: Option<&'static Shape>,
    /// Whether the server reads it apart from what stands behind it, so that the search for a
    /// discriminator ends with it.
    pub scoped: bool,
}

impl Shape {
    /// All properties, those of base classes last.
    pub fn all(&'static self) -> impl Iterator<Item = &'static Prop> {
        std::iter::successors(Some(self), |shape| shape.base).flat_map(|shape| shape.props)
    }
}

/// A family of classes with a discriminator.
#[derive(Debug)]
pub struct Poly {
    /// Base class, for documentation.
    pub name: &'static str,
    /// Key of the discriminator; `$type` always works as well. Compared with case.
    pub discriminator: &'static str,
    /// What it is, in words: "field type".
    pub what: &'static str,
    /// The classes with the names that stand for them (case is ignored), the one that servers write first.
    pub classes: &'static [Class],
}

/// One class of a family.
#[derive(Debug)]
pub struct Class {
    /// Short name that the dry run gets.
    pub name: &'static str,
    /// Discriminators that name it.
    pub discriminators: &'static [&'static str],
    /// Its properties.
    pub shape: &'static Shape,
}

impl Poly {
    /// The class of that discriminator; case is ignored.
    pub fn class(&'static self, discriminator: &str) -> Option<&'static Class> {
        self.classes.iter().find(|class| {
            class
                .discriminators
                .iter()
                .any(|name| name.eq_ignore_ascii_case(discriminator))
        })
    }
}
