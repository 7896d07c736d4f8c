//! What is shown, and in which order. The user changes it; the rows are found a stretch at a time.

use std::time::Duration;

use crate::triage::{Query, ViewId};

use super::part::{Course, Part, STRETCH};
use super::{Inbox, ListOrder, SortBy, World};

impl Inbox {
    /// Another order. The selected row keeps its line where it can, also one that no longer belongs to the list.
    pub(in crate::app) fn set_order(&mut self, order: ListOrder, world: World<'_>, height: u16) {
        let ghost = self.ghost(world);
        // What is selected stays selected, even where it is only held in its place.
        if ghost.is_none() {
            self.moved(world);
        }
        let same_rows = self.order.by == order.by;
        self.order = order;
        // Rows that are being found are found from the top: from the other end it begins anew.
        if !same_rows || self.scanning() {
            self.look_again(world);
        }
        self.settle_on_line(world, height);
    }

    /// Another view and another filter. The selected row stays selected, on its line where it can, if it is still
    /// shown; else nothing is selected and the list shows its top.
    pub(in crate::app) fn set_shown(
        &mut self,
        view: ViewId,
        filter: Query,
        world: World<'_>,
        height: u16,
    ) {
        self.moved(world);
        self.view = view;
        self.filter = filter;
        if self.ghost(world).is_some() {
            self.anchor = None;
        }
        self.look_again(world);
        self.settle_on_line(world, height);
    }

    /// Another view; the filter stays.
    pub(in crate::app) fn set_view(&mut self, view: ViewId, world: World<'_>, height: u16) {
        if view != self.view {
            self.set_shown(view, self.filter.clone(), world, height);
        }
    }

    /// Another filter; one that matches everything takes it away. See `set_shown`.
    pub fn set_filter(&mut self, filter: Query, world: World<'_>, height: u16) {
        self.set_shown(self.view, filter, world, height);
    }

    /// What the filter goes by, beside the rows, is something else now: all rows are asked again, a stretch at a
    /// time. Those that come or go are filed like any that change.
    pub(in crate::app) fn ask_again(&mut self) {
        self.again_from = (!self.filter.is_everything()).then_some(0);
    }

    /// Looks at the next rows, if not all were looked at yet. Whether that changed the list, or what may be said of it.
    pub(in crate::app) fn look_on(&mut self, world: World<'_>, now: Duration) -> bool {
        let was = (self.len(), self.scanning());
        self.ask_on(world, now);
        self.find_on(world);
        was != (self.len(), self.scanning())
    }

    /// Asks the next rows again.
    fn ask_on(&mut self, world: World<'_>, now: Duration) {
        let Some(from) = self.again_from else { return };
        let slots: Vec<_> = world.picture.slots().skip(from).take(STRETCH).collect();
        self.again_from = (slots.len() == STRETCH).then_some(from + STRETCH);
        for slot in slots {
            self.gather(slot, world, now);
        }
    }

    /// Finds the next rows.
    fn find_on(&mut self, world: World<'_>) {
        let (view, by, top) = (self.view, self.order.by, self.order.top());
        let rows = match by {
            SortBy::LastMessage | SortBy::Waiting => &self.by_last,
            SortBy::Created => &self.by_created,
        };
        let Some(part) = self.part.as_mut().filter(|part| part.scanning()) else {
            return;
        };
        // In this order the index of all rows runs the other way round.
        let (from, waits) = match by {
            SortBy::Waiting => (top.other(), (!self.order.reversed).then_some(&self.waits)),
            SortBy::LastMessage | SortBy::Created => (top, None),
        };
        let filter = &self.filter;
        let mut found = part.next_stretch(world.picture, Course { waits, rows, from });
        if filter.reads_time() {
            for slot in &found {
                part.note_time(*slot, world.changes_at(*slot, filter));
            }
        }
        // One that is in already is left where it is: it may be held there.
        found.retain(|slot| part.rows.filed(*slot).is_none() && world.admits(*slot, view, filter));
        part.rows
            .apply(world.picture, &found, |slot| world.rank(slot, by));
    }

    /// Begins to look at all rows again, if they are not all shown as they are. The selected one is in at once.
    pub(super) fn look_again(&mut self, world: World<'_>) {
        self.again_from = None;
        let all = world.shows_all(self.view) && self.filter.is_everything();
        let as_they_are = all && self.order.by != SortBy::Waiting;
        self.part = (!as_they_are).then(Part::new);
        let by = self.order.by;
        if let Some((part, slot)) = self.part.as_mut().zip(self.anchor.map(|a| a.slot)) {
            part.rows
                .apply(world.picture, &[slot], |slot| world.rank(slot, by));
            part.note_time(slot, world.changes_at(slot, &self.filter));
        }
        self.find_on(world);
    }

    fn settle_on_line(&mut self, world: World<'_>, height: u16) {
        self.fit(world.picture, height);
        self.forget_arrived(None, world.picture);
    }
}
