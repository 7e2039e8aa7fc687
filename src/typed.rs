//! Typed values out of JSON that was parsed before, with little code for each type.
//!
//! Read straight from text, every type brings a parser of its own along: braces, commas, blanks, and a second way in for
//! objects that are written as lists. Together that is a tenth of the code of the page's engine. Here the text is parsed
//! once, by one body of code, and a type takes from the tree what it needs. For messages, which are small and ours; what
//! somebody typed is better read from its text, whose lines an error can name.

use std::vec;

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Error, Value, map};

/// A value from JSON text.
///
/// # Errors
/// When the text is no JSON, or another value than that of the type.
#[cfg(any(test, target_arch = "wasm32"))]
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    from_value(serde_json::from_str(text)?)
}

/// A value from parsed JSON.
///
/// # Errors
/// When it is another value than that of the type.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Error> {
    T::deserialize(Typed(value))
}

/// A value that a type is made of.
struct Typed(Value);

/// What was found, if it does not fit: one body of code for all types.
#[cold]
fn unfit(found: &Value, wanted: &dyn Expected) -> Error {
    let found = match found {
        Value::Null => Unexpected::Unit,
        Value::Bool(truth) => Unexpected::Bool(*truth),
        Value::Number(number) => match number.as_f64() {
            Some(number) => Unexpected::Float(number),
            None => Unexpected::Other("number"),
        },
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    };
    de::Error::invalid_type(found, wanted)
}

#[cold]
fn too_long(more: usize) -> Error {
    de::Error::custom(format_args!("a list has {more} items too many"))
}

impl Typed {
    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Number(number) = &self.0 else {
            return Err(unfit(&self.0, &visitor));
        };
        if let Some(number) = number.as_u64() {
            visitor.visit_u64(number)
        } else if let Some(number) = number.as_i64() {
            visitor.visit_i64(number)
        } else {
            visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN))
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            other => Err(unfit(&other, &visitor)),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => {
                let mut items = Items(items.into_iter());
                let value = visitor.visit_seq(&mut items)?;
                match items.0.len() {
                    0 => Ok(value),
                    more => Err(too_long(more)),
                }
            }
            other => Err(unfit(&other, &visitor)),
        }
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(members) => visitor.visit_map(Members {
                rest: members.into_iter(),
                value: None,
            }),
            other => Err(unfit(&other, &visitor)),
        }
    }

    fn nothing<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            other => Err(unfit(&other, &visitor)),
        }
    }
}

/// `method => how`: methods of a deserialiser that differ in nothing but their names.
macro_rules! likewise {
    ($($method:ident => $how:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            self.$how(visitor)
        })*
    };
}

impl<'de> Deserializer<'de> for Typed {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(truth),
            Value::Number(_) => self.number(visitor),
            Value::String(_) => self.text(visitor),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    likewise! {
        deserialize_i8 => number, deserialize_i16 => number, deserialize_i32 => number, deserialize_i64 => number,
        deserialize_u8 => number, deserialize_u16 => number, deserialize_u32 => number, deserialize_u64 => number,
        deserialize_i128 => number, deserialize_u128 => number, deserialize_f32 => number, deserialize_f64 => number,
        deserialize_char => text, deserialize_str => text, deserialize_string => text, deserialize_identifier => text,
        deserialize_bytes => deserialize_any, deserialize_byte_buf => deserialize_any,
        deserialize_unit => nothing, deserialize_seq => list, deserialize_map => object,
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Bool(truth) => visitor.visit_bool(truth),
            other => Err(unfit(&other, &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.nothing(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let (name, value) = match self.0 {
            Value::String(name) => (name, Value::Null),
            Value::Object(members) if members.len() == 1 => {
                let Some(member) = members.into_iter().next() else {
                    return Err(unfit(&Value::Null, &visitor));
                };
                member
            }
            other => return Err(unfit(&other, &visitor)),
        };
        visitor.visit_enum(Variant { name, value })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }
}

/// Items of a list.
struct Items(vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        self.0
            .next()
            .map(|item| seed.deserialize(Typed(item)))
            .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// Members of an object.
struct Members {
    rest: map::IntoIter,
    /// That of the name that was read last.
    value: Option<Value>,
}

impl<'de> MapAccess<'de> for Members {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.rest.next() else {
            return Ok(None);
        };
        self.value = Some(value);
        seed.deserialize(Typed(Value::String(name))).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Typed(self.value.take().unwrap_or_default()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A variant of an enum, with what it holds; null if it is only named.
struct Variant {
    name: String,
    value: Value,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Typed;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Typed), Error> {
        let variant = seed.deserialize(Typed(Value::String(self.name)))?;
        Ok((variant, Typed(self.value)))
    }
}

impl<'de> VariantAccess<'de> for Typed {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.0 {
            Value::Null => Ok(()),
            other => Err(unfit(&other, &"a name alone")),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Error> {
        self.list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.object(visitor)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use serde::Deserialize;

    use super::*;

    /// The same as straight from the text. Answers whether it is a value of the type.
    #[track_caller]
    pub(crate) fn check<T: DeserializeOwned + Debug>(text: &str) -> bool {
        let straight = serde_json::from_str::<T>(text);
        let typed = from_json::<T>(text);
        match (straight, typed) {
            (Ok(straight), Ok(typed)) => {
                assert_eq!(format!("{typed:?}"), format!("{straight:?}"));
                true
            }
            (Err(_), Err(_)) => false,
            (straight, typed) => panic!("{text}: {straight:?}, but {typed:?}"),
        }
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "shown by Debug")]
    enum Shape {
        Dot,
        Circle(f64),
        Box(u8, i64),
        Named {
            name: Option<String>,
            sides: Vec<(char, bool)>,
        },
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "kind", rename_all = "camelCase")]
    #[allow(dead_code, reason = "shown by Debug")]
    enum Tagged {
        Nothing,
        Some {
            shape: Shape,
            counts: BTreeMap<String, u64>,
        },
    }

    #[test]
    fn values_are_those_of_the_text() {
        for (text, is_shape) in [
            (r#""Dot""#, true),
            (r#"{"Dot":null}"#, true),
            (r#"{"Dot":1}"#, false),
            (r#"{"Circle":1}"#, true),
            (r#"{"Circle":-1.5e300}"#, true),
            (r#"{"Circle":"1"}"#, false),
            (r#"{"Box":[255,-9223372036854775808]}"#, true),
            (r#"{"Box":[256,0]}"#, false),
            (r#"{"Box":[1]}"#, false),
            (r#"{"Box":[1,2,3]}"#, false),
            (
                r#"{"Named":{"name":null,"sides":[["x",true]],"more":[{}]}}"#,
                true,
            ),
            (r#"{"Named":{"sides":[]}}"#, true),
            (r#"{"Named":{"name":"n"}}"#, false),
            (r#"{"Round":1}"#, false),
            (r#"{"Circle":1,"Dot":null}"#, false),
            ("{}", false),
            ("[", false),
            ("null", false),
        ] {
            assert_eq!(check::<Shape>(text), is_shape, "{text}");
        }
        for (text, is_tagged) in [
            (r#"{"kind":"nothing"}"#, true),
            (
                r#"{"kind":"some","shape":{"Circle":2},"counts":{"a":18446744073709551615}}"#,
                true,
            ),
            (r#"{"kind":"some","shape":"Dot","counts":{"a":-1}}"#, false),
            (r#"{"shape":"Dot","counts":{},"kind":"some"}"#, true),
            (r#"{"kind":"other"}"#, false),
            ("7", false),
        ] {
            assert_eq!(check::<Tagged>(text), is_tagged, "{text}");
            assert_eq!(check::<Option<Tagged>>(text), is_tagged, "{text}");
            assert_eq!(
                check::<Vec<Tagged>>(&format!("[{text}]")),
                is_tagged,
                "{text}"
            );
            assert!(check::<Value>(text), "{text}");
        }
    }
}
