//! Search and filter: the line they are typed in, and what is looked for among the rows.
//!
//! A search jumps and marks, a filter hides; both are a [`Query`]. The filter itself is kept by the list, which
//! applies it. Looking for a match goes through a bounded number of rows at a time: with a million
//! of them loaded, no key waits for it.

mod line;
mod scan;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::triage::Query;

pub use line::{Completion, Line, Purpose};
pub(super) use scan::{Outcome, Rows, Scan, Why};

/// The search.
#[derive(Default)]
pub struct Search {
    /// The line while it is being typed; `None` otherwise.
    pub(super) line: Option<Line>,
    /// What is searched for.
    pub(super) query: Query,
    /// A search that is under way.
    pub(super) scan: Option<Scan>,
}

impl fmt::Debug for Search {
    /// Never what is searched for: names, mostly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("line", &self.line)
            .field("query", &self.query)
            .field("scan", &self.scan)
            .finish()
    }
}

impl Search {
    /// The line being typed, if it is.
    #[must_use]
    pub fn line(&self) -> Option<&Line> {
        self.line.as_ref()
    }

    /// What is searched for, as it was written; empty = nothing.
    #[must_use]
    pub fn query(&self) -> &str {
        if self.query.is_everything() {
            return "";
        }
        self.query.text()
    }

    /// What is searched for, to be asked of rows and to mark names with.
    #[must_use]
    pub fn wanted(&self) -> &Query {
        &self.query
    }

    /// Whether rows are still being looked through.
    #[must_use]
    pub fn searching(&self) -> bool {
        self.scan.is_some()
    }

    /// Nothing is searched for, typed or looked through any more.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
