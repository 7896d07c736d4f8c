//! The user moves: selection and viewport.

use crate::sync::{Picture, Slot};

use super::{Anchor, Inbox, World};

/// What is selected and what is on the screen, to come back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Place(Option<Anchor>);

/// Which way to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Step {
    Down,
    Up,
}

impl Inbox {
    /// Selects the row `by` lines further down, up where negative.
    pub(in crate::app) fn move_by(&mut self, by: isize, world: World<'_>, height: u16) {
        let Some(last) = self.len().checked_sub(1) else {
            return;
        };
        // The first step from "following the top" lands on the first row.
        let from = match self.selected_position(world.picture) {
            Some(at) => at.cast_signed(),
            None if by > 0 => -1,
            None => 0,
        };
        let to = usize::try_from(from + by).unwrap_or(0).min(last);
        self.select_at(to, world, height);
    }

    /// Selects the first row.
    pub(in crate::app) fn first(&mut self, world: World<'_>, height: u16) {
        // Before looking what the first is: the row that was held may be it.
        self.moved(world);
        self.select_at(0, world, height);
    }

    /// Selects the last row.
    pub(in crate::app) fn last(&mut self, world: World<'_>, height: u16) {
        self.moved(world);
        let last = self.len().saturating_sub(1);
        self.select_at(last, world, height);
    }

    /// Selects a conversation, if it is in the list.
    pub(in crate::app) fn select(&mut self, slot: Slot, world: World<'_>, height: u16) {
        self.reach(slot, world);
        if let Some(at) = self.position(world.picture, slot) {
            self.select_at(at, world, height);
        }
    }

    /// Selects nothing: the list follows the top.
    pub(in crate::app) fn follow(&mut self, world: World<'_>) {
        self.moved(world);
        self.anchor = None;
        self.arrived.clear();
    }

    /// What is selected, and on which line.
    pub(in crate::app) fn place(&self) -> Place {
        Place(self.anchor)
    }

    /// Selects what was selected at `place`, on the same line, if it is still in the list.
    pub(in crate::app) fn return_to(&mut self, place: Place, world: World<'_>, height: u16) {
        let Some(anchor) = place.0 else {
            self.follow(world);
            return;
        };
        self.reach(anchor.slot, world);
        if self.position(world.picture, anchor.slot).is_none() {
            return;
        }
        if self.selected() != Some(anchor.slot) {
            self.moved(world);
        }
        self.anchor = Some(anchor);
        self.fit(world.picture, height);
        self.forget_arrived(None, world.picture);
    }

    /// Keeps the selected row on a screen of this height.
    pub(in crate::app) fn clamp(&mut self, picture: &Picture, height: u16) {
        let above = self.last_above(picture);
        self.fit(picture, height);
        self.forget_arrived(above, picture);
    }

    pub(super) fn fit(&mut self, picture: &Picture, height: u16) {
        let Some(anchor) = self.anchor else { return };
        let position = self.position(picture, anchor.slot).unwrap_or(0);
        let lowest = usize::from(height).saturating_sub(1);
        // No empty lines above the first row, nor below the last where rows above could fill them. While more rows
        // may turn up below, those lines are left to them.
        let rows_below = self.len().saturating_sub(position + 1);
        let least = usize::from(height).saturating_sub(rows_below + 1);
        let least = if self.scanning() { 0 } else { least };
        let least = least.min(position);
        let line = anchor.line.min(lowest).min(position).max(least.min(lowest));
        self.anchor = Some(Anchor { line, ..anchor });
    }

    /// Takes a row in that will be found, but was not looked at yet.
    fn reach(&mut self, slot: Slot, world: World<'_>) {
        if self.scanning() && !self.contains(slot) {
            self.file(world, &[slot]);
        }
    }

    fn select_at(&mut self, to: usize, world: World<'_>, height: u16) {
        let picture = world.picture;
        let (top, above) = (self.top(picture), self.last_above(picture));
        let Some(slot) = self.at(to) else {
            // The row that was held was the only one, and is filed elsewhere now: none is left to select.
            self.anchor = None;
            self.arrived.clear();
            return;
        };
        let line = usize::try_from(to.cast_signed() - top).unwrap_or(0);
        if self.selected() != Some(slot) {
            self.moved(world);
        }
        // Filing the row that was left may have moved everything: the new one keeps its line.
        self.anchor = Some(Anchor { slot, line });
        self.fit(picture, height);
        self.forget_arrived(above, picture);
    }
}
