//! The language in which rows are asked for.

use std::ops::Range;

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

use super::facts::Facts;

/// A question that each row answers with yes or no.
#[derive(Clone, Debug, Default)]
pub struct Query {
    text: String,
}

/// What is wrong with a query, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{words}")]
pub struct QueryError {
    /// Which bytes of the text are wrong.
    pub at: Range<usize>,
    /// What to write instead, in our own words.
    pub words: String,
}

impl Query {
    /// Reads a query. Dates in it are of `zone`'s calendar.
    ///
    /// # Errors
    ///
    /// When a word is none of the language.
    pub fn parse(text: &str, _zone: Zone) -> Result<Self, QueryError> {
        Ok(Self {
            text: text.to_owned(),
        })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every row answers yes.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether a row answers yes.
    #[must_use]
    pub fn matches(&self, _facts: &Facts<'_>) -> bool {
        true
    }

    /// When the answer of this row may change only because time passes; `None` = never.
    #[must_use]
    pub fn changes_at(&self, _facts: &Facts<'_>) -> Option<Timestamp> {
        None
    }
}
