//! The language in which rows are asked for.
//!
//! A query is a line of words that all must hold. `key:value` asks about one thing, a plain word about any
//! text of the row; `-` before a word turns it round, commas between values mean "one of these", quotes keep
//! blanks together and mean the words exactly as they are written:
//!
//! ```text
//! is:waiting has:call,voicemail -tag:refill wait:>30m "knee pain" jsmth
//! ```
//!
//! What a query knows is in [`Facts`], and nothing else: no clock, no setting. It is made ready once and then
//! asked of very many rows, so asking allocates nothing and begins with what is quickest to tell.
//!
//! What is asked for is private: `Debug` never shows it.
//!
//! | file | owns |
//! |---|---|
//! | `language` | the keys and what can stand behind them |
//! | `word`, `parse` | a text divided into words; what they ask, or what is wrong with them |
//! | `matching` | what a row answers, and when that may change |
//! | `text`, `day` | words in texts; days and lengths of time |
//! | `complete` | what could be written next |
//! | `reference` | the words, to be read by people |

pub mod complete;
mod day;
mod language;
mod matching;
mod parse;
pub mod reference;
#[cfg(test)]
mod tests;
mod text;
mod word;

use std::fmt;
use std::ops::Range;

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

use super::facts::Facts;
use matching::Clause;

/// A question that each row answers with yes or no.
///
/// Two queries are equal when they ask the same in the same order of words, however they are spaced.
#[derive(Clone, Default)]
pub struct Query {
    text: String,
    clauses: Box<[Clause]>,
}

/// What is wrong with a query, and where.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{words}")]
pub struct QueryError {
    /// Which bytes of the text are wrong, on the borders of characters.
    pub at: Range<usize>,
    /// What to write instead, in our own words.
    pub words: String,
}

/// A query that is still being typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// What can be read of it so far. A word at the cursor that is not finished is left out.
    pub query: Query,
    /// The first word that is wrong, unless the cursor stands at it.
    pub error: Option<QueryError>,
}

impl Query {
    /// Reads a query. Dates in it are of `zone`'s calendar.
    ///
    /// # Errors
    ///
    /// When a word is none of the language.
    pub fn parse(text: &str, zone: Zone) -> Result<Self, QueryError> {
        let reading = parse::read(text, zone, None);
        match reading.error {
            Some(error) => Err(error),
            None => Ok(Self::new(text, reading.clauses)),
        }
    }

    /// Reads a query while it is being typed, with the cursor before the byte `cursor`.
    #[must_use]
    pub fn typed(text: &str, zone: Zone, cursor: usize) -> Typed {
        let reading = parse::read(text, zone, Some(cursor));
        Typed {
            query: Self::new(text, reading.clauses),
            error: reading.error,
        }
    }

    fn new(text: &str, clauses: Vec<Clause>) -> Self {
        Self {
            text: text.to_owned(),
            clauses: clauses.into(),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every row answers yes.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.clauses.is_empty()
    }

    /// Whether a row answers yes.
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.clauses.iter().all(|clause| clause.holds(facts))
    }

    /// The earliest moment after now at which the answer of this row may change only because time passes;
    /// `None` = never.
    #[must_use]
    pub fn changes_at(&self, facts: &Facts<'_>) -> Option<Timestamp> {
        let changes = |clause: &Clause| clause.changes_at(facts);
        let next = self.clauses.iter().filter_map(changes).min()?;
        // Where something else says no, time alone changes nothing.
        let fixed = |clause: &&Clause| changes(clause).is_none();
        let mut fixed = self.clauses.iter().filter(fixed);
        fixed.all(|clause| clause.holds(facts)).then_some(next)
    }

    /// Whether the loaded items of a conversation may change its answer.
    #[must_use]
    pub fn reads_items(&self) -> bool {
        self.clauses.iter().any(Clause::reads_items)
    }

    /// Whether what the items of a conversation say may change its answer: who wrote last, who waits, the last words.
    /// If not, the lists are enough to answer it.
    #[must_use]
    pub fn reads_standing(&self) -> bool {
        self.clauses.iter().any(Clause::reads_standing)
    }

    /// Whether it asks what is the user's: of no row, while it is not known who that is.
    #[must_use]
    pub fn asks_for_me(&self) -> bool {
        self.clauses.iter().any(Clause::asks_for_me)
    }

    /// Whether the names of the clinic's members may change the answer of a row.
    #[must_use]
    pub fn asks_for_names(&self) -> bool {
        self.clauses.iter().any(Clause::asks_for_names)
    }

    /// Whether time alone may change the answer of a row.
    #[must_use]
    pub fn reads_time(&self) -> bool {
        self.clauses.iter().any(Clause::reads_time)
    }

    /// Which bytes of a name to mark: where the plain words of the query are found in it. From left to right,
    /// apart from each other, on the borders of what is seen as one character.
    #[must_use]
    pub fn marks(&self, name: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        for needle in self.clauses.iter().flat_map(Clause::highlights) {
            needle.marks(name, &mut found);
        }
        text::joined(name, found)
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.clauses == other.clauses
    }
}

impl Eq for Query {}

impl fmt::Debug for Query {
    /// Never what is asked for: names, mostly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({} bytes)", self.text.len())
    }
}

impl fmt::Debug for QueryError {
    /// Never the words: they may hold what was typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueryError")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
