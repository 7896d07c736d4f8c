//! Views of the user, as written. What their queries mean is not known here.

use serde::Deserialize;
use toml::Spanned;

/// A named query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Which conversations it shows.
    pub query: String,
    /// In which line of the file the query is, from 1: only who reads it knows what is wrong with it.
    pub line: usize,
}

/// A view as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    name: String,
    query: Spanned<String>,
}

impl Written {
    /// The view; `line_of` knows the line of each byte.
    pub(super) fn view(self, line_of: impl Fn(usize) -> usize) -> View {
        View {
            name: self.name,
            line: line_of(self.query.span().start),
            query: self.query.into_inner(),
        }
    }
}
