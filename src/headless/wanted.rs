//! Which conversations a command is about, in which order, and what has to be read for that.

use std::fmt;

use crate::runtime::{Asked, asked};
use crate::sync::{self, Slot};
use crate::triage::{Desk, Query, SortBy};

use super::gather::{self, Names, Needs, Silent};
use super::{Context, Error};

/// What a command that lists or counts is asked for. Known before anything is asked of the server, so that a mistake
/// costs no request.
pub(super) struct Wanted {
    asked: Asked,
    filter: Query,
    /// As it was typed.
    typed: Option<String>,
}

impl Wanted {
    /// Of the configuration, and a filter as it was typed.
    ///
    /// # Errors
    /// When there is no such view, or the filter cannot be read.
    pub(super) fn new(context: &Context<'_>, filter: Option<&str>) -> Result<Self, Error> {
        let asked = asked(context.config)?;
        Ok(Self {
            filter: gather::filter(asked.zone, filter)?,
            asked,
            typed: filter.map(str::to_owned),
        })
    }

    /// What has to be read to know which conversations these are.
    pub(super) fn needs(&self) -> Needs {
        let scope = if self.queries().any(Query::reads_standing) {
            sync::Scope::All
        } else {
            sync::Scope::Lists
        };
        Needs {
            scope,
            names: Names::of(self.queries()),
            silent: Silent::Counted,
        }
    }

    /// What has to be read to know them and their order.
    pub(super) fn needs_in_order(&self) -> Needs {
        let mut needs = self.needs();
        if self.asked.order.reads_standing() {
            needs.scope = sync::Scope::All;
        }
        needs
    }

    /// What has to be read to print them.
    pub(super) fn needs_in_full(&self) -> Needs {
        let mut needs = self.needs();
        needs.scope = sync::Scope::All;
        if needs.names == Names::Unused {
            needs.names = Names::Shown;
        }
        needs
    }

    /// What both of them ask that have to be true: the view, and the filter.
    fn queries(&self) -> impl Iterator<Item = &Query> {
        let view = self.asked.views.get(self.asked.view);
        view.map(|view| &view.query)
            .into_iter()
            .chain([&self.filter])
    }

    /// Those of them that are known, in no order.
    pub(super) fn among<'a>(&'a self, desk: &'a Desk) -> impl Iterator<Item = Slot> + 'a {
        let all = desk.engine().picture().slots();
        all.filter(|slot| desk.admits(*slot, self.asked.view, &self.filter))
    }

    /// How many of them there are at least, whatever is still found out about those that are known: one that is not
    /// checked may turn out to be none of them where that depends on who wrote, and one that is assigned where that
    /// depends on names that are not known.
    pub(super) fn at_least(&self, desk: &Desk) -> usize {
        let picture = desk.engine().picture();
        let needs = self.needs();
        let by_items = needs.scope != sync::Scope::Lists;
        let by_names = needs.names.decide() && desk.engine().awaits_members();
        let sure = |slot: &Slot| {
            picture.row(*slot).is_some_and(|row| {
                let checked = !by_items || !row.unchecked();
                checked && !(by_names && row.conversation.assignee.is_some())
            })
        };
        self.among(desk).filter(sure).count()
    }

    /// Those that are known, in order.
    pub(super) fn sorted(&self, desk: &Desk) -> Vec<Slot> {
        let mut slots: Vec<_> = self.among(desk).collect();
        let picture = desk.engine().picture();
        self.asked.order.sort(picture, desk.attention(), &mut slots);
        slots
    }

    /// The order.
    pub(super) fn order(&self) -> SortBy {
        self.asked.order
    }

    /// The filter, as it was typed.
    pub(super) fn filter(&self) -> Option<String> {
        self.typed.clone()
    }
}

impl fmt::Debug for Wanted {
    /// Never what is asked for: names, mostly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wanted")
    }
}
