//! The list: which rows it shows, their order, the selection, and what part of it is on the screen.
//!
//! The list is a view and a filter of it, in an order. Selection and viewport are held by conversation, never by
//! position. While something is selected, the selected row keeps its line on the screen whatever arrives, even if
//! the conversation itself moves, or no longer belongs to what is shown: it is filed anew only when the user moves
//! on. With nothing selected the list follows the top.
//!
//! | file | owns |
//! |---|---|
//! | `world` | what the list is a list of |
//! | `order` | which way round it is |
//! | `part` | the rows that view and filter admit, and how they are found |
//! | `shown` | changing view, filter and order |
//! | `filing` | rows that change |
//! | `moves` | selection and viewport |
//! | `arrived` | what arrived above the screen |

mod arrived;
mod filing;
mod moves;
mod order;
mod part;
mod shown;
#[cfg(test)]
mod tests;
mod world;

use std::collections::HashSet;
use std::time::Duration;

use crate::model::time::Timestamp;
use crate::sync::{Picture, Slot};
use crate::triage::{Agenda, Query, ViewId};

use super::order_index::{End, OrderIndex};
use part::Part;

pub use crate::triage::SortBy;
pub(super) use moves::{Place, Step};
pub use order::ListOrder;
pub use world::World;

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
    view: ViewId,
    filter: Query,
    by_last: OrderIndex,
    by_created: OrderIndex,
    /// The rows that wait, longest first.
    waits: Agenda,
    /// The rows shown; `None` = all rows, in one of the two orders above.
    part: Option<Part>,
    /// Every row from this one on is to be asked again.
    again_from: Option<usize>,
    anchor: Option<Anchor>,
    /// The selected row changed; it is filed anew when the user moves on.
    held: bool,
    frozen: bool,
    gathered: Vec<Slot>,
    gather_until: Option<Duration>,
    /// Rows that got a new place above the viewport since the user last moved it, and are above it now.
    arrived: HashSet<Slot>,
}

impl Inbox {
    /// An empty list that shows a view in an order.
    pub(super) fn new(by: SortBy, view: ViewId, world: World<'_>) -> Self {
        let mut new = Self {
            order: ListOrder {
                by,
                reversed: false,
            },
            view,
            filter: Query::default(),
            by_last: OrderIndex::new(),
            by_created: OrderIndex::new(),
            waits: Agenda::default(),
            part: None,
            again_from: None,
            anchor: None,
            held: false,
            frozen: false,
            gathered: Vec::new(),
            gather_until: None,
            arrived: HashSet::new(),
        };
        new.look_again(world);
        new
    }

    /// The order.
    #[must_use]
    pub fn order(&self) -> ListOrder {
        self.order
    }

    /// The view.
    #[must_use]
    pub fn view(&self) -> ViewId {
        self.view
    }

    /// The filter; one that matches everything while there is none.
    #[must_use]
    pub fn filter(&self) -> &Query {
        &self.filter
    }

    /// Whether rows are still being looked at: there may be more than are listed.
    #[must_use]
    pub fn scanning(&self) -> bool {
        self.again_from.is_some() || self.part.as_ref().is_some_and(Part::scanning)
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

    /// Whether a row is listed.
    #[must_use]
    pub fn contains(&self, slot: Slot) -> bool {
        self.index().filed(slot).is_some()
    }

    /// All rows listed, top first.
    pub fn rows(&self) -> impl Iterator<Item = Slot> + '_ {
        (0..self.len()).filter_map(|position| self.at(position))
    }

    /// The selected conversation; `None` while the list follows the top.
    #[must_use]
    pub fn selected(&self) -> Option<Slot> {
        self.anchor.map(|anchor| anchor.slot)
    }

    /// Whether the selected row no longer belongs to what is shown, and stays only until the user moves on.
    #[must_use]
    pub fn ghost(&self, world: World<'_>) -> Option<Slot> {
        self.selected().filter(|slot| !self.admits(*slot, world))
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

    /// When a row may come or go only because time passes, by the server's clock.
    pub(super) fn next_change(&self) -> Option<Timestamp> {
        self.part.as_ref().and_then(Part::next_change)
    }

    /// Position of a row from the top, from zero; `None` where it is not listed.
    pub(super) fn position(&self, picture: &Picture, slot: Slot) -> Option<usize> {
        let at = self.index().position(picture, slot)?;
        match self.order.top() {
            End::Lowest => Some(at),
            End::Highest => self.len().checked_sub(at + 1),
        }
    }

    /// Position of the top line; negative where empty lines keep the selected row in its place.
    fn top(&self, picture: &Picture) -> isize {
        let Some(anchor) = self.anchor else { return 0 };
        let position = self.position(picture, anchor.slot).unwrap_or(0);
        position.cast_signed() - anchor.line.cast_signed()
    }

    /// The row at a position from the top.
    pub(super) fn at(&self, position: usize) -> Option<Slot> {
        let last = self.len().checked_sub(1)?;
        let at = match self.order.top() {
            End::Lowest => position,
            End::Highest => last.checked_sub(position)?,
        };
        self.index().get(at)
    }

    fn admits(&self, slot: Slot, world: World<'_>) -> bool {
        world.admits(slot, self.view, &self.filter)
    }

    /// The index of all rows that the order is made from.
    fn base(&self) -> &OrderIndex {
        match self.order.by {
            SortBy::LastMessage | SortBy::Waiting => &self.by_last,
            SortBy::Created => &self.by_created,
        }
    }

    /// The index of the rows shown.
    fn index(&self) -> &OrderIndex {
        match &self.part {
            Some(part) => &part.rows,
            None => self.base(),
        }
    }
}
