//! The rows that view and filter admit, in the order shown, where those are not all, or the order needs it.
//!
//! They are found by looking at every row once, a stretch at a time, from the top of the order: a screen is full
//! after the first stretch, and a key never waits for the rest. Meanwhile rows that change are filed at once, like
//! ever after. The two do not get in each other's way: looking only ever puts in a row that is not in yet, and its
//! place is held by rank, not by position, so that rows may come and go on both sides of it.

use crate::app::order_index::{End, OrderIndex};
use crate::model::time::Timestamp;
use crate::sync::{Picture, Slot};
use crate::triage::{Agenda, Rank};

/// So many rows are looked at in one stretch: about a millisecond.
pub(super) const STRETCH: usize = if cfg!(test) { 4 } else { 4_000 };

/// The rows admitted.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) rows: OrderIndex,
    /// How far looking got; `None` = every row was looked at.
    scan: Option<Scan>,
    /// Rows that may come or go only because time passes.
    times: Agenda,
}

/// How far looking got.
#[derive(Clone, Copy, Debug, Default)]
struct Scan {
    /// The last row looked at among those that wait; `None` = none yet.
    wait: Option<(Timestamp, Slot)>,
    /// Whether those that wait are done with.
    waits_done: bool,
    /// The last row looked at among all; `None` = none yet.
    row: Option<(Rank, Slot)>,
}

/// What is walked along while looking.
#[derive(Clone, Copy)]
pub(super) struct Course<'a> {
    /// The longest waits, where they come first.
    pub(super) waits: Option<&'a Agenda>,
    /// All rows.
    pub(super) rows: &'a OrderIndex,
    /// From which end.
    pub(super) from: End,
}

impl Part {
    /// Nothing was looked at yet.
    pub(super) fn new() -> Self {
        Self {
            scan: Some(Scan::default()),
            ..Self::default()
        }
    }

    /// Whether rows are still being looked at.
    pub(super) fn scanning(&self) -> bool {
        self.scan.is_some()
    }

    /// The next rows to look at, none twice in a row; with none left, looking is over.
    pub(super) fn next_stretch(&mut self, picture: &Picture, course: Course<'_>) -> Vec<Slot> {
        let Some(scan) = &mut self.scan else {
            return Vec::new();
        };
        let mut found = Vec::new();
        match course.waits.filter(|_| !scan.waits_done) {
            Some(waits) => {
                let stretch = waits.stretch(scan.wait, STRETCH);
                scan.wait = stretch.last().copied().or(scan.wait);
                scan.waits_done = stretch.len() < STRETCH;
                found.extend(stretch.into_iter().map(|(_, slot)| slot));
            }
            None => scan.waits_done = true,
        }
        if scan.waits_done {
            let most = STRETCH.saturating_sub(found.len());
            let rows = course.rows;
            let stretch = rows.stretch(picture, course.from, scan.row, most);
            let filed = |slot: &Slot| Some((rows.filed(*slot)?, *slot));
            scan.row = stretch.last().and_then(filed).or(scan.row);
            let over = stretch.len() < most;
            found.extend(stretch);
            if over {
                self.scan = None;
            }
        }
        found
    }

    /// Notes when a row may come or go only because time passes.
    pub(super) fn note_time(&mut self, slot: Slot, at: Option<Timestamp>) {
        self.times.set(slot, at);
    }

    /// When the first of them may.
    pub(super) fn next_change(&self) -> Option<Timestamp> {
        self.times.first()
    }

    /// The rows that may have come or gone by now, to be looked at again.
    pub(super) fn due(&mut self, now: Timestamp) -> Vec<Slot> {
        self.times.take_due(now, usize::MAX)
    }
}
