//! Reading JSON without ever failing on its shape.
//!
//! The API's answers differ from its documentation in many small ways, and they grow. So no reader
//! here has an error of its own: a value of the wrong kind reads as absent, an unknown field is
//! skipped, a repeated field overwrites. Only broken JSON is an error. This is what confines a bad
//! row to itself while the page is still read in one pass, without a tree of values in between.
//!
//! Readers nest only as deep as our own types; whatever is deeper is skipped without recursion, so
//! deep nesting cannot exhaust the stack.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::model::text::CleanText;
use crate::model::time::Timestamp;

/// Most elements kept of an array inside a row (tags, participants, attachments, …).
pub(super) const MAX_ELEMENTS: usize = 50;

/// A type that can be read from any JSON value. Each function is one kind of value; what is not
/// overridden reads as absent, and so does `null`.
pub(super) trait Lenient<'de>: Default {
    /// From a string.
    fn from_text(_text: Cow<'de, str>) -> Self {
        Self::default()
    }

    /// From a number.
    fn from_number(_number: Number) -> Self {
        Self::default()
    }

    /// From `true` or `false`.
    fn from_flag(_flag: bool) -> Self {
        Self::default()
    }

    /// From `null`.
    fn from_null() -> Self {
        Self::default()
    }

    /// From an array, which must be read to its end.
    fn from_list<S: SeqAccess<'de>>(mut list: S) -> Result<Self, S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    /// From an object, which must be read to its end.
    fn from_object<M: MapAccess<'de>>(mut object: M) -> Result<Self, M::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// An object of known fields.
pub(super) trait Object<'de>: Default {
    /// Takes the value of one field: [`take`] for a known key, [`skip`] for any other. Called again
    /// when a key is repeated; the last value counts.
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error>;
}

/// The value of the current field.
pub(super) fn take<'de, T: Lenient<'de>, M: MapAccess<'de>>(object: &mut M) -> Result<T, M::Error> {
    object.next_value_seed(Reader(PhantomData))
}

/// Passes over the value of the current field.
pub(super) fn skip<'de, M: MapAccess<'de>>(object: &mut M) -> Result<(), M::Error> {
    object.next_value::<IgnoredAny>().map(|_ignored| ())
}

/// Reads a whole document.
pub(super) fn document<'de, T: Lenient<'de>>(json: &'de str) -> serde_json::Result<T> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let value = Reader(PhantomData).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// A string; a number reads as its digits. The empty string means absent (observed).
#[derive(Default)]
pub(super) struct Text<'de>(Option<Cow<'de, str>>);

impl Text<'_> {
    /// The string, unless it is blank.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.trim().is_empty())
    }

    /// As one clean line; empty when absent.
    pub(super) fn line(&self) -> CleanText {
        CleanText::line(self.get().unwrap_or_default())
    }

    /// As one clean line, unless nothing of it is left.
    pub(super) fn some_line(&self) -> Option<CleanText> {
        Some(CleanText::line(self.get()?)).filter(|line| !line.is_empty())
    }

    /// As clean lines; empty when absent.
    pub(super) fn block(&self) -> CleanText {
        CleanText::block(self.get().unwrap_or_default())
    }

    /// As a time.
    pub(super) fn time(&self) -> Option<Timestamp> {
        Timestamp::parse(self.get()?)
    }
}

impl<'de> Lenient<'de> for Text<'de> {
    fn from_text(text: Cow<'de, str>) -> Self {
        Self(Some(text))
    }

    fn from_number(number: Number) -> Self {
        Self(Some(Cow::Owned(number.to_string())))
    }
}

/// A time that must not go unnoticed when it cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Moment {
    /// Not there, `null`, or blank.
    #[default]
    Absent,
    /// This time.
    At(Timestamp),
    /// There, but of another kind, or no time.
    Unreadable,
}

impl<'de> Lenient<'de> for Moment {
    fn from_text(text: Cow<'de, str>) -> Self {
        if text.trim().is_empty() {
            return Self::Absent;
        }
        Timestamp::parse(&text).map_or(Self::Unreadable, Self::At)
    }

    fn from_number(_number: Number) -> Self {
        Self::Unreadable
    }

    fn from_flag(_flag: bool) -> Self {
        Self::Unreadable
    }

    fn from_list<S: SeqAccess<'de>>(mut list: S) -> Result<Self, S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::Unreadable)
    }

    fn from_object<M: MapAccess<'de>>(mut object: M) -> Result<Self, M::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::Unreadable)
    }
}

/// `true` or `false`, also as a string.
#[derive(Default)]
pub(super) struct Flag(pub(super) Option<bool>);

impl Flag {
    /// Whether it is there and true.
    pub(super) fn is_set(&self) -> bool {
        self.0 == Some(true)
    }
}

impl<'de> Lenient<'de> for Flag {
    fn from_flag(flag: bool) -> Self {
        Self(Some(flag))
    }

    fn from_text(text: Cow<'de, str>) -> Self {
        Self(text.parse().ok())
    }
}

/// A count, also as a string; negative reads as absent, a fraction is cut off.
#[derive(Default)]
pub(super) struct Count(pub(super) Option<u64>);

impl<'de> Lenient<'de> for Count {
    fn from_number(number: Number) -> Self {
        Self(number.as_u64().or_else(|| whole(number.as_f64()?)))
    }

    fn from_text(text: Cow<'de, str>) -> Self {
        Self(text.trim().parse().ok())
    }
}

/// The whole part of a number from 0 up to where `f64` still counts in ones.
fn whole(number: f64) -> Option<u64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked, and cutting off the fraction is what is wanted"
    )]
    (0.0..EXACT).contains(&number).then_some(number as u64)
}

/// An object, or nothing.
#[derive(Default)]
pub(super) struct Maybe<T>(pub(super) Option<T>);

impl<'de, T: Object<'de>> Lenient<'de> for Maybe<T> {
    fn from_object<M: MapAccess<'de>>(mut object: M) -> Result<Self, M::Error> {
        let mut value = T::default();
        while let Some(Text(key)) = object.next_key_seed(Reader(PhantomData))? {
            value.field(key.as_deref().unwrap_or_default(), &mut object)?;
        }
        Ok(Self(Some(value)))
    }
}

/// An array of objects, at most [`MAX_ELEMENTS`] of them. `null` is empty, and so is anything else
/// that is not an array; elements that are not objects are left out.
pub(super) struct Many<T>(pub(super) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Object<'de>> Lenient<'de> for Many<T> {
    fn from_list<S: SeqAccess<'de>>(mut list: S) -> Result<Self, S::Error> {
        let mut elements = Vec::new();
        while elements.len() < MAX_ELEMENTS {
            let Some(Maybe(element)) = next(&mut list)? else {
                return Ok(Self(elements));
            };
            elements.extend(element);
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self(elements))
    }
}

/// The next element of an array.
pub(super) fn next<'de, T: Lenient<'de>, S: SeqAccess<'de>>(
    list: &mut S,
) -> Result<Option<T>, S::Error> {
    list.next_element_seed(Reader(PhantomData))
}

/// Hands any JSON value to a [`Lenient`] type.
struct Reader<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> DeserializeSeed<'de> for Reader<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Lenient<'de>> Visitor<'de> for Reader<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::from_text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::from_text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::from_number(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::from_number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(Number::from_f64(number).map_or_else(T::default, T::from_number))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::from_flag(flag))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::from_null())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::from_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::from_object(object)
    }
}
