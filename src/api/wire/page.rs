//! The envelopes around rows: a page of them, or a single one.

use std::marker::PhantomData;

use serde::de::{IgnoredAny, MapAccess, SeqAccess};

use super::lenient::{Count, Flag, Lenient, Maybe, Object, Text, document, next, skip, take};
use super::{MAX_ROWS, Problem, parse};
use crate::model::exchange::{Cursor, Page};

/// A model type that is read from JSON objects.
pub(super) trait Wire: Sized {
    /// Its object as sent.
    type Row<'de>: Object<'de>;

    /// Checks and cleans a row; `None` when something it cannot do without is missing.
    fn from_row(row: Self::Row<'_>) -> Option<Self>;
}

/// A model type that comes in pages.
pub(super) trait Listed: Wire {
    /// The field that holds the list.
    const LIST: &'static str;
}

/// A model type that comes alone.
pub(super) trait Single: Wire {
    /// The field that holds the object.
    const ONE: &'static str;
}

/// Reads a page.
pub(super) fn page<T: Listed>(body: &[u8]) -> Result<Page<T>, Problem> {
    let page = parse(body, |json| {
        let Maybe(envelope) = document::<Maybe<Envelope<'_, T>>>(json)?;
        Ok(envelope.and_then(Envelope::into_page))
    })?;
    page.ok_or(Problem::NoList { name: T::LIST })
}

/// Reads a single object, in its wrapper or bare.
pub(super) fn single<T: Single>(body: &[u8]) -> Result<T, Problem> {
    let value = parse(body, |json| {
        let Maybe(one) = document::<Maybe<One<'_, T>>>(json)?;
        Ok(one.and_then(One::into_value))
    })?;
    value.ok_or(Problem::NoObject { name: T::ONE })
}

/// `{"<list>": […], "hasMore": …, "paginationToken": …, "totalCount": …}`
struct Envelope<'de, T> {
    rows: Rows<T>,
    has_more: Flag,
    token: Text<'de>,
    total: Count,
}

impl<T> Default for Envelope<'_, T> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            has_more: Flag::default(),
            token: Text::default(),
            total: Count::default(),
        }
    }
}

impl<'de, T: Listed> Object<'de> for Envelope<'de, T> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        match key {
            "hasMore" => self.has_more = take(object)?,
            "paginationToken" => self.token = take(object)?,
            "totalCount" => self.total = take(object)?,
            _ if key == T::LIST => self.rows = take(object)?,
            _ => skip(object)?,
        }
        Ok(())
    }
}

impl<T> Envelope<'_, T> {
    fn into_page(self) -> Option<Page<T>> {
        let Rows::List { rows, bad } = self.rows else {
            return None;
        };
        let next = self.token.get().and_then(Cursor::new);
        Some(Page {
            rows,
            bad_rows: bad,
            // Without the flag, a token is the only hint: following it in vain costs one request,
            // stopping too early would hide conversations.
            has_more: self.has_more.0.unwrap_or(next.is_some()),
            next,
            total: self.total.0.and_then(|total| total.try_into().ok()),
        })
    }
}

/// The list of a page. Only an array or `null` is one.
#[derive(Default)]
enum Rows<T> {
    #[default]
    Missing,
    List {
        rows: Vec<T>,
        bad: u32,
    },
}

impl<'de, T: Wire> Lenient<'de> for Rows<T> {
    fn from_null() -> Self {
        Self::List {
            rows: Vec::new(),
            bad: 0,
        }
    }

    fn from_list<S: SeqAccess<'de>>(mut list: S) -> Result<Self, S::Error> {
        let mut rows = Vec::new();
        let mut bad = 0_u32;
        while rows.len() < MAX_ROWS {
            let Some(Maybe(row)) = next::<Maybe<T::Row<'de>>, _>(&mut list)? else {
                return Ok(Self::List { rows, bad });
            };
            match row.and_then(T::from_row) {
                Some(value) => rows.push(value),
                None => bad = bad.saturating_add(1),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {
            bad = bad.saturating_add(1);
        }
        Ok(Self::List { rows, bad })
    }
}

/// `{"<one>": {…}}`, or the object itself. Both are read in one pass; the wrapped one wins.
struct One<'de, T: Single> {
    wrapped: Maybe<T::Row<'de>>,
    bare: T::Row<'de>,
    kind: PhantomData<T>,
}

impl<T: Single> Default for One<'_, T> {
    fn default() -> Self {
        Self {
            wrapped: Maybe::default(),
            bare: Default::default(),
            kind: PhantomData,
        }
    }
}

impl<'de, T: Single> Object<'de> for One<'de, T> {
    fn field<M: MapAccess<'de>>(&mut self, key: &str, object: &mut M) -> Result<(), M::Error> {
        if key == T::ONE {
            self.wrapped = take(object)?;
            Ok(())
        } else {
            self.bare.field(key, object)
        }
    }
}

impl<T: Single> One<'_, T> {
    fn into_value(self) -> Option<T> {
        T::from_row(self.wrapped.0.unwrap_or(self.bare))
    }
}
