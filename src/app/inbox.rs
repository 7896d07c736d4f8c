//! The list: its order, its selection and what part of it is on the screen.
//!
//! Selection and viewport are held by conversation, never by position. While something is selected, the
//! selected row keeps its line on the screen whatever arrives, even if the conversation itself moves:
//! it is filed anew only when the user moves on. With nothing selected the list follows the newest.

mod arrived;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::time::Duration;

use crate::model::exchange::OrderBy;
use crate::sync::{Picture, Slot};
use crate::triage::Query;

use super::order_index::OrderIndex;

/// Changes are gathered this long before rows move, so that a burst moves them once.
const GATHER: Duration = Duration::from_millis(500);

/// By what the list is sorted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SortBy {
    /// By time of the latest message, newest first.
    LastMessage,
    /// By time of creation, newest first.
    Created,
    /// By how long somebody waits, longest first; behind them those who do not, by their latest message.
    Waiting,
}

impl SortBy {
    /// Which of the server's lists it is made from.
    #[must_use]
    pub const fn listed(self) -> OrderBy {
        match self {
            Self::Created => OrderBy::Created,
            Self::LastMessage | Self::Waiting => OrderBy::LastMessage,
        }
    }
}

/// Order of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListOrder {
    /// By what.
    pub by: SortBy,
    /// The other way round.
    pub reversed: bool,
}

/// The selected row and its line on the screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Anchor {
    slot: Slot,
    line: usize,
}

/// The list.
#[derive(Debug)]
pub struct Inbox {
    order: ListOrder,
    by_last: OrderIndex,
    by_created: OrderIndex,
    anchor: Option<Anchor>,
    /// The selected row changed; it is filed anew when the user moves on.
    held: bool,
    frozen: bool,
    gathered: Vec<Slot>,
    gather_until: Option<Duration>,
    /// Rows that got a new place above the viewport since the user last moved it, and are above it now.
    arrived: HashSet<Slot>,
    filter: Query,
}

/// What is selected and what is on the screen, to come back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Place(Option<Anchor>);

impl Inbox {
    pub(super) fn new(by: SortBy) -> Self {
        let activity = |picture: &Picture, slot| picture.row(slot)?.conversation.last_activity();
        let created = |picture: &Picture, slot| picture.row(slot)?.conversation.created_at;
        Self {
            order: ListOrder {
                by,
                reversed: false,
            },
            by_last: OrderIndex::new(activity),
            by_created: OrderIndex::new(created),
            anchor: None,
            held: false,
            frozen: false,
            gathered: Vec::new(),
            gather_until: None,
            arrived: HashSet::new(),
            filter: Query::default(),
        }
    }

    /// What the rows are filtered by.
    #[must_use]
    pub fn filter(&self) -> &Query {
        &self.filter
    }

    /// Shows only what matches.
    pub(super) fn set_filter(&mut self, filter: Query, _picture: &Picture, _height: u16) {
        self.filter = filter;
    }

    /// The order.
    #[must_use]
    pub fn order(&self) -> ListOrder {
        self.order
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index().len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The selected conversation; `None` while the list follows the newest.
    #[must_use]
    pub fn selected(&self) -> Option<Slot> {
        self.anchor.map(|anchor| anchor.slot)
    }

    /// Position of the selected row from the top, from zero.
    #[must_use]
    pub fn selected_position(&self, picture: &Picture) -> Option<usize> {
        self.position(picture, self.selected()?)
    }

    /// Whether the list is held still.
    #[must_use]
    pub fn frozen(&self) -> bool {
        self.frozen
    }

    /// Number of rows that have another place now and wait for the list to go on.
    #[must_use]
    pub fn waiting_changes(&self) -> usize {
        self.gathered.len()
    }

    /// The rows of a screen of `height` lines, top first. `None` is an empty line: the row that was there
    /// is gone, and the others stay where they are.
    pub fn visible(
        &self,
        picture: &Picture,
        height: u16,
    ) -> impl Iterator<Item = Option<Slot>> + '_ {
        let top = self.top(picture);
        let lines = 0..isize::try_from(height).unwrap_or(0);
        lines.map(move |line| usize::try_from(top + line).ok().and_then(|at| self.at(at)))
    }

    /// When gathered changes are to be taken in.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.gather_until.filter(|_| !self.frozen)
    }

    /// Notes that a row changed; the list has to do with it only if that gives it another place.
    pub(super) fn gather(&mut self, slot: Slot, picture: &Picture, now: Duration) {
        let orders = [&self.by_last, &self.by_created];
        if !orders.iter().any(|order| order.is_misfiled(picture, slot)) {
            return;
        }
        self.gathered.push(slot);
        self.gather_until.get_or_insert(now + GATHER);
    }

    /// Takes in gathered changes when they are due; at once while there is nothing on the screen yet.
    /// Whether the list is another one now.
    pub(super) fn take_in(&mut self, picture: &Picture, now: Duration) -> bool {
        let due = self.is_empty() || self.gather_until.is_some_and(|until| until <= now);
        if self.frozen {
            self.gathered.sort_unstable();
            self.gathered.dedup();
        }
        if self.frozen || !due || self.gathered.is_empty() {
            return false;
        }
        let mut slots = std::mem::take(&mut self.gathered);
        self.gather_until = None;
        if let Some(anchor) = self.anchor {
            let before = slots.len();
            slots.retain(|slot| *slot != anchor.slot);
            self.held |= slots.len() != before;
        }
        let before = self.len();
        let moved = self.file(picture, &slots);
        let changed = !moved.is_empty() || self.len() != before;
        if self.anchor.is_some() {
            self.note_arrived(&slots, moved, picture);
        }
        changed
    }

    /// Holds the list still, or lets it go on at once.
    pub(super) fn set_frozen(&mut self, frozen: bool, now: Duration) {
        self.frozen = frozen;
        if !self.gathered.is_empty() {
            self.gather_until = Some(now);
        }
    }

    /// Another order. The selected row keeps its line where it can.
    pub(super) fn set_order(&mut self, order: ListOrder, picture: &Picture, height: u16) {
        let gone = |anchor: &Anchor| picture.row(anchor.slot).is_none_or(|row| row.gone);
        // What is selected stays selected, even where it is only held in its place.
        if !self.anchor.as_ref().is_some_and(gone) {
            self.moved(picture);
        }
        self.order = order;
        self.fit(picture, height);
        self.forget_arrived(None, picture);
    }

    /// Selects the row `by` lines further down, up where negative.
    pub(super) fn move_by(&mut self, by: isize, picture: &Picture, height: u16) {
        let Some(last) = self.len().checked_sub(1) else {
            return;
        };
        // The first step from "following the newest" lands on the first row.
        let from = match self.selected_position(picture) {
            Some(at) => at.cast_signed(),
            None if by > 0 => -1,
            None => 0,
        };
        let to = usize::try_from(from + by).unwrap_or(0).min(last);
        self.select_at(to, picture, height);
    }

    /// Selects the first row.
    pub(super) fn first(&mut self, picture: &Picture, height: u16) {
        // Before looking what the first is: the row that was held may be it.
        self.moved(picture);
        self.select_at(0, picture, height);
    }

    /// Selects the last row.
    pub(super) fn last(&mut self, picture: &Picture, height: u16) {
        self.moved(picture);
        let last = self.len().saturating_sub(1);
        self.select_at(last, picture, height);
    }

    /// Selects a conversation, if it is in the list.
    pub(super) fn select(&mut self, slot: Slot, picture: &Picture, height: u16) {
        if let Some(at) = self.position(picture, slot) {
            self.select_at(at, picture, height);
        }
    }

    /// Selects nothing: the list follows the newest.
    pub(super) fn follow(&mut self, picture: &Picture) {
        self.moved(picture);
        self.anchor = None;
        self.arrived.clear();
    }

    /// What is selected, and on which line.
    pub(super) fn place(&self) -> Place {
        Place(self.anchor)
    }

    /// Selects what was selected at `place`, on the same line, if it is still in the list.
    pub(super) fn return_to(&mut self, place: Place, picture: &Picture, height: u16) {
        let Some(anchor) = place.0 else {
            self.follow(picture);
            return;
        };
        if self.position(picture, anchor.slot).is_none() {
            return;
        }
        if self.selected() != Some(anchor.slot) {
            self.moved(picture);
        }
        self.anchor = Some(anchor);
        self.fit(picture, height);
        self.forget_arrived(None, picture);
    }

    /// Keeps the selected row on a screen of this height.
    pub(super) fn clamp(&mut self, picture: &Picture, height: u16) {
        let above = self.last_above(picture);
        self.fit(picture, height);
        self.forget_arrived(above, picture);
    }

    fn fit(&mut self, picture: &Picture, height: u16) {
        let Some(anchor) = self.anchor else { return };
        let position = self.position(picture, anchor.slot).unwrap_or(0);
        let lowest = usize::from(height).saturating_sub(1);
        // No empty lines above the first row, nor below the last where rows above could fill them.
        let rows_below = self.len().saturating_sub(position + 1);
        let least = usize::from(height)
            .saturating_sub(rows_below + 1)
            .min(position);
        let line = anchor.line.min(lowest).min(position).max(least.min(lowest));
        self.anchor = Some(Anchor { line, ..anchor });
    }

    fn select_at(&mut self, to: usize, picture: &Picture, height: u16) {
        let (top, above) = (self.top(picture), self.last_above(picture));
        let Some(slot) = self.at(to) else { return };
        let line = usize::try_from(to.cast_signed() - top).unwrap_or(0);
        if self.selected() != Some(slot) {
            self.moved(picture);
        }
        // Filing the row that was left may have moved everything: the new one keeps its line.
        self.anchor = Some(Anchor { slot, line });
        self.fit(picture, height);
        self.forget_arrived(above, picture);
    }

    /// The user moved on: the row that was held in place is filed where it belongs, or waits with the
    /// others while the list is held still.
    fn moved(&mut self, picture: &Picture) {
        let Some(anchor) = self.anchor.filter(|_| self.held) else {
            return;
        };
        self.held = false;
        if self.frozen {
            self.gathered.push(anchor.slot);
        } else {
            self.file(picture, &[anchor.slot]);
        }
    }

    /// Files rows anew in both orders. Those that have a new place in the order shown.
    fn file(&mut self, picture: &Picture, slots: &[Slot]) -> Vec<Slot> {
        let by_last = self.by_last.apply(picture, slots);
        let by_created = self.by_created.apply(picture, slots);
        match self.order.by {
            SortBy::LastMessage | SortBy::Waiting => by_last,
            SortBy::Created => by_created,
        }
    }

    /// Whether a row is in the list above the screen.
    fn is_above(&self, picture: &Picture, slot: Slot) -> bool {
        let position = self.position(picture, slot);
        position.is_some_and(|at| at.cast_signed() < self.top(picture))
    }

    /// Position of the top line; negative where empty lines keep the selected row in its place.
    fn top(&self, picture: &Picture) -> isize {
        let Some(anchor) = self.anchor else { return 0 };
        let position = self.position(picture, anchor.slot).unwrap_or(0);
        position.cast_signed() - anchor.line.cast_signed()
    }

    fn index(&self) -> &OrderIndex {
        match self.order.by {
            SortBy::LastMessage | SortBy::Waiting => &self.by_last,
            SortBy::Created => &self.by_created,
        }
    }

    /// The row at a position from the top.
    pub(super) fn at(&self, position: usize) -> Option<Slot> {
        let last = self.len().checked_sub(1)?;
        let at = if self.order.reversed {
            position
        } else {
            last.checked_sub(position)?
        };
        self.index().get(at)
    }

    /// Position of a row from the top, from zero; `None` where the list does not show it.
    pub(super) fn position(&self, picture: &Picture, slot: Slot) -> Option<usize> {
        let at = self.index().position(picture, slot)?;
        Some(if self.order.reversed {
            at
        } else {
            self.len() - 1 - at
        })
    }
}

/// Which way to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    Down,
    Up,
}
