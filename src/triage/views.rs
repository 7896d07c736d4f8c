//! The views: named queries, each under a number.

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

/// The views there are, at least one.
#[derive(Clone, Debug)]
pub struct Views(Vec<View>);

/// The views that are always there, in the order of their keys.
const STANDARD: [(&str, &str); 9] = [
    ("Inbox", "-is:archived"),
    ("Needs reply", "is:waiting"),
    ("Unread", "is:unread"),
    ("Overdue", "is:overdue"),
    ("Calls and pages", "is:waiting has:call,voicemail,page"),
    ("Mine", "is:mine"),
    ("Unassigned", "by:none -is:archived"),
    ("Team", "ch:team"),
    ("All", ""),
];

impl Views {
    /// The standard views, with `own` ones behind them. One of the same name takes the place of a standard one.
    ///
    /// # Errors
    ///
    /// When a query cannot be read: the name of its view, and why.
    pub fn new(own: &[ViewSpec], zone: Zone) -> Result<Self, (String, QueryError)> {
        let standard = STANDARD.map(|(name, query)| ViewSpec {
            name: name.to_owned(),
            query: query.to_owned(),
        });
        let mut specs = standard.to_vec();
        for spec in own {
            let room = specs.len() < VIEWS_MAX;
            match specs.iter_mut().find(|known| known.name == spec.name) {
                Some(known) => known.query.clone_from(&spec.query),
                None if room => specs.push(spec.clone()),
                None => {}
            }
        }
        let read = |spec: ViewSpec| match Query::parse(&spec.query, zone) {
            Ok(query) => Ok(View {
                name: spec.name,
                query,
            }),
            Err(error) => Err((spec.name, error)),
        };
        Ok(Self(specs.into_iter().map(read).collect::<Result<_, _>>()?))
    }

    /// A view.
    #[must_use]
    pub fn get(&self, id: ViewId) -> Option<&View> {
        self.0.get(usize::from(id.0))
    }

    /// The view of this name, whatever its case.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<ViewId> {
        let same = |view: &View| view.name.eq_ignore_ascii_case(name);
        let at = self.0.iter().position(same)?;
        u8::try_from(at).ok().map(ViewId)
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
