//! What the list is a list of, as of one event.

use std::collections::HashMap;
use std::fmt;

use crate::model::id::EntityId;
use crate::model::member::Member;
use crate::model::time::{Now, Timestamp};
use crate::sync::{Engine, Picture, Slot};
use crate::triage::{Attention, Facts, Query, Rank, SortBy, View, ViewId, Views};

/// Everything that rows are sorted and picked by. Made anew for each use: it only refers to what others own.
#[derive(Clone, Copy)]
pub struct World<'a> {
    /// The rows.
    pub picture: &'a Picture,
    /// How they stand.
    pub attention: &'a Attention,
    /// The clinic's members, once they were read.
    pub members: &'a HashMap<EntityId, Member>,
    /// Who holds the loaded items; `None` where there are none to ask.
    pub engine: Option<&'a Engine>,
    /// The user, where that is known.
    pub me: Option<&'a EntityId>,
    /// Now, by the server's clock.
    pub now: Timestamp,
}

impl fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}

impl<'a> World<'a> {
    /// What the engine knows, and how it stands.
    #[must_use]
    pub fn new(engine: &'a Engine, attention: &'a Attention, now: Now) -> Self {
        Self {
            picture: engine.picture(),
            attention,
            members: engine.members(),
            engine: Some(engine),
            me: attention.me(),
            now: attention.present(engine.server_time(now.wall)),
        }
    }

    /// The views there are.
    #[must_use]
    pub fn views(&self) -> &'a Views {
        &self.attention.settings().views
    }

    /// A view.
    #[must_use]
    pub fn view(&self, id: ViewId) -> Option<&'a View> {
        self.views().get(id)
    }

    /// Whether a view shows every row. One that is not there does.
    #[must_use]
    pub fn shows_all(&self, id: ViewId) -> bool {
        self.view(id).is_none_or(|view| view.query.is_everything())
    }

    /// How many rows belong to a view.
    #[must_use]
    pub fn view_count(&self, id: ViewId) -> usize {
        self.attention.view_count(id)
    }

    /// Whether a row belongs to a view. Those that are gone belong to none.
    #[must_use]
    pub fn in_view(&self, slot: Slot, id: ViewId) -> bool {
        self.attention.in_view(slot, id)
    }

    /// Whether a row is shown in a view behind a filter.
    #[must_use]
    pub fn admits(&self, slot: Slot, id: ViewId, filter: &Query) -> bool {
        self.in_view(slot, id) && (filter.is_everything() || self.answers(slot, filter))
    }

    /// Whether a row answers yes to a query, whatever view it is in.
    #[must_use]
    pub fn answers(&self, slot: Slot, query: &Query) -> bool {
        let facts = self.facts(slot, query);
        facts.is_some_and(|facts| query.matches(&facts))
    }

    /// When a row may pass the filter, or not any more, only because time passes; `None` = never. Of the views, the
    /// standing of the row tells.
    #[must_use]
    pub fn changes_at(&self, slot: Slot, filter: &Query) -> Option<Timestamp> {
        if !filter.reads_time() {
            return None;
        }
        filter.changes_at(&self.facts(slot, filter)?)
    }

    /// Since when somebody waits in a row, as far as targets and bands go by it.
    #[must_use]
    pub fn waits_since(&self, slot: Slot) -> Option<Timestamp> {
        self.attention.standing(slot).wait.map(|wait| wait.since)
    }

    /// Where a row belongs in an order, whether or not it is gone.
    #[must_use]
    pub fn rank(&self, slot: Slot, by: SortBy) -> Option<Rank> {
        let row = self.picture.row(slot)?;
        Some(Rank::of(row, self.attention.standing(slot), by))
    }

    /// Whether a row is gone, or was never there.
    #[must_use]
    pub fn gone(&self, slot: Slot) -> bool {
        self.picture.row(slot).is_none_or(|row| row.gone)
    }

    /// What this query can ask of a row.
    fn facts(&self, slot: Slot, query: &Query) -> Option<Facts<'a>> {
        let engine = self.engine.filter(|_| query.reads_items());
        Some(Facts {
            row: self.picture.row(slot)?,
            standing: self.attention.standing(slot),
            thread: engine.and_then(|engine| engine.thread(slot)),
            members: self.members,
            me: self.me,
            now: self.now,
        })
    }
}
