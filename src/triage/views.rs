//! The views: named queries, each under a number.

use std::fmt;
use std::ops::Range;

use crate::model::zone::Zone;

use super::query::{Query, QueryError};

/// A view as it is written down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ViewSpec {
    /// Its name, for the title and for `--view`.
    pub name: String,
    /// Its query; empty = everything.
    pub query: String,
}

/// A named query.
#[derive(Clone, Debug)]
pub struct View {
    /// Its name.
    pub name: String,
    /// Which rows it shows.
    pub query: Query,
}

/// Place of a view among all, from zero. The key `1` shows the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ViewId(pub u8);

/// Most views there can be.
pub const VIEWS_MAX: usize = 32;

/// How alike a name must be to be offered for another, from 0 to 1.
const NEAR: f64 = 0.8;

/// The views there are, at least one.
#[derive(Clone, Debug)]
pub struct Views(Vec<View>);

/// The views that are always there, names and queries, in the order of their keys.
pub const STANDARD: [(&str, &str); 9] = [
    ("Inbox", "-is:archived -is:spam"),
    ("Needs reply", "is:waiting"),
    ("Unread", "is:unread"),
    ("Overdue", "is:overdue"),
    ("Calls and pages", "is:waiting has:call,voicemail,page"),
    ("Mine", "is:mine"),
    ("Unassigned", "by:none -is:archived"),
    ("Team", "ch:team"),
    ("All", ""),
];

/// Why views cannot be had as they are written.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ViewError {
    /// A query cannot be read.
    #[error("the view {name}: {}{error}", Word(query, &error.at))]
    Query {
        /// Name of its view.
        name: String,
        /// As it is written.
        query: String,
        /// Where and why.
        error: QueryError,
    },
    /// A view without a name could never be asked for.
    #[error("a view has no name: give it one, such as name = \"Refills\"")]
    NoName,
    /// Two of the user's views have one name.
    #[error("there are two views of the name {name}: give one of them another name")]
    Twice {
        /// The name.
        name: String,
    },
    /// More than there can be.
    #[error("there are more than {VIEWS_MAX} views, {} of them standard ones", STANDARD.len())]
    TooMany,
}

/// The part of a query that cannot be read, in quotes and with a colon behind it; nothing where that is the whole.
struct Word<'a>(&'a str, &'a Range<usize>);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = self.0.get(self.1.clone()).unwrap_or_default();
        if word.is_empty() {
            return Ok(());
        }
        write!(f, "{word:?}: ")
    }
}

impl Views {
    /// The standard views, with `own` ones behind them. One of the same name, whatever its case, takes the place of a
    /// standard one. Dates in queries are of `zone`'s calendar.
    ///
    /// # Errors
    ///
    /// When a query cannot be read, or names or number are not as they should be. With it, the place among `own` of
    /// the view that is to blame.
    pub fn new(own: &[ViewSpec], zone: Zone) -> Result<Self, (usize, ViewError)> {
        let mut views = STANDARD
            .iter()
            .filter_map(|(name, query)| View::read(name, query, zone).ok())
            .collect::<Vec<_>>();
        for (at, spec) in own.iter().enumerate() {
            let blame = |error| (at, error);
            let same = |name: &str| alike(name, &spec.name);
            if spec.name.trim().is_empty() {
                return Err(blame(ViewError::NoName));
            }
            if own.iter().take(at).any(|other| same(&other.name)) {
                let name = spec.name.clone();
                return Err(blame(ViewError::Twice { name }));
            }
            let view = View::read(&spec.name, &spec.query, zone).map_err(blame)?;
            let full = views.len() >= VIEWS_MAX;
            match views.iter_mut().find(|known| same(&known.name)) {
                Some(known) => *known = view,
                None if full => return Err(blame(ViewError::TooMany)),
                None => views.push(view),
            }
        }
        Ok(Self(views))
    }

    /// A view.
    #[must_use]
    pub fn get(&self, id: ViewId) -> Option<&View> {
        self.0.get(usize::from(id.0))
    }

    /// The view of this name, whatever its case.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<ViewId> {
        let at = self.0.iter().position(|view| alike(&view.name, name))?;
        u8::try_from(at).ok().map(ViewId)
    }

    /// The name of a view that may be meant by one that there is not.
    #[must_use]
    pub fn nearest(&self, name: &str) -> Option<&str> {
        let name = name.trim().to_lowercase();
        let likeness = |view: &View| strsim::jaro_winkler(&view.name.to_lowercase(), &name);
        let all = self.0.iter().map(|view| (likeness(view), view));
        let near = all.filter(|(likeness, _)| *likeness >= NEAR);
        let best = near.max_by(|(one, _), (other, _)| one.total_cmp(other));
        best.map(|(_, view)| view.name.as_str())
    }

    /// All of them, in the order of their keys.
    pub fn iter(&self) -> impl Iterator<Item = (ViewId, &View)> {
        (0_u8..).map(ViewId).zip(&self.0)
    }
}

impl Default for Views {
    fn default() -> Self {
        Self::new(&[], Zone::Utc).unwrap_or(Self(Vec::new()))
    }
}

impl View {
    fn read(name: &str, query: &str, zone: Zone) -> Result<Self, ViewError> {
        let name = name.trim().to_owned();
        match Query::parse(query, zone) {
            Ok(query) => Ok(Self { name, query }),
            Err(error) => Err(ViewError::Query {
                name,
                query: query.to_owned(),
                error,
            }),
        }
    }
}

/// Names are told apart neither by case nor by the blanks around them.
fn alike(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(names: &[&str]) -> Vec<ViewSpec> {
        let spec = |name: &&str| ViewSpec {
            name: (*name).to_owned(),
            query: "tag:refill".to_owned(),
        };
        names.iter().map(spec).collect()
    }

    fn error(names: &[&str]) -> (usize, ViewError) {
        Views::new(&own(names), Zone::Utc).unwrap_err()
    }

    #[test]
    fn all_standard_views_are_there() {
        let views = Views::default();
        let names: Vec<_> = views.iter().map(|(_, view)| view.name.as_str()).collect();
        assert_eq!(names, STANDARD.map(|(name, _)| name));
        assert_eq!(views.named("needs REPLY"), Some(ViewId(1)));
    }

    #[test]
    fn own_views_come_behind_or_take_a_place() {
        let views = Views::new(&own(&["Refills", " mine "]), Zone::Utc).unwrap();
        assert_eq!(views.named("Refills"), Some(ViewId(9)));
        let mine = views.named("Mine").unwrap();
        assert_eq!(mine, ViewId(5));
        assert_eq!(views.get(mine).unwrap().name, "mine");
        assert_eq!(views.get(mine).unwrap().query.text(), "tag:refill");
        assert_eq!(views.iter().count(), 10);
    }

    #[test]
    fn names_are_needed_and_told_apart() {
        assert_eq!(error(&["Refills", " "]), (1, ViewError::NoName));
        let (at, twice) = error(&["Refills", "Labs", "refills"]);
        assert_eq!(at, 2);
        assert!(twice.to_string().contains("two views of the name refills"));
        let many: Vec<_> = (0..24).map(|number| format!("View {number}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        let (at, error) = error(&many);
        assert_eq!((at, &error), (23, &ViewError::TooMany));
        assert_eq!(
            error.to_string(),
            "there are more than 32 views, 9 of them standard ones"
        );
    }

    #[test]
    fn a_name_that_is_nearly_right_is_guessed() {
        let views = Views::default();
        assert_eq!(views.nearest("needs-reply"), Some("Needs reply"));
        assert_eq!(views.nearest("overdu"), Some("Overdue"));
        assert_eq!(views.nearest("xyz"), None);
    }

    #[test]
    fn an_error_shows_the_word_it_is_about() {
        let error = |at: Range<usize>| ViewError::Query {
            name: "Refills".to_owned(),
            query: "tag:x is:wating".to_owned(),
            error: QueryError {
                at,
                words: "did you mean is:waiting?".to_owned(),
            },
        };
        assert_eq!(
            error(6..15).to_string(),
            "the view Refills: \"is:wating\": did you mean is:waiting?"
        );
        assert_eq!(
            error(20..30).to_string(),
            "the view Refills: did you mean is:waiting?"
        );
    }
}
