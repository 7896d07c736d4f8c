//! How many rows there are of each kind, and in each view.

use crate::triage::standing::RowState;
use crate::triage::targets::Band;
use crate::triage::views::{VIEWS_MAX, ViewId};

/// How many rows are in each state.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Rows with something new from outside.
    pub new: usize,
    /// Rows whose latest activity is not known yet.
    pub unknown: usize,
    /// Rows somebody waits in, seen or not, whatever the band.
    pub waiting: usize,
    /// Those of them that are due soon and not overdue.
    pub due_soon: usize,
    /// Those of them whose target has passed.
    pub overdue: usize,
}

impl Counts {
    /// One row more that stands like this.
    pub(super) fn add(&mut self, state: RowState, band: Option<Band>) {
        self.each(state, band, |count| *count += 1);
    }

    /// One row less that stood like this.
    pub(super) fn take(&mut self, state: RowState, band: Option<Band>) {
        self.each(state, band, |count| *count = count.saturating_sub(1));
    }

    fn each(&mut self, state: RowState, band: Option<Band>, change: impl Fn(&mut usize)) {
        match state {
            RowState::New => change(&mut self.new),
            RowState::Unknown => change(&mut self.unknown),
            RowState::Waiting | RowState::Quiet => {}
        }
        if band.is_some() {
            change(&mut self.waiting);
        }
        match band {
            Some(Band::Overdue) => change(&mut self.overdue),
            Some(Band::DueSoon) => change(&mut self.due_soon),
            Some(Band::InTime) | None => {}
        }
    }
}

/// How many rows belong to each view.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ViewCounts([usize; VIEWS_MAX]);

impl ViewCounts {
    /// How many belong to this one.
    pub(super) fn of(&self, view: ViewId) -> usize {
        self.0.get(usize::from(view.0)).copied().unwrap_or(0)
    }

    /// A row belonged to the views of `was`, a set of bits, and belongs to those of `is` now.
    pub(super) fn change(&mut self, was: u32, is: u32) {
        let mut left = was ^ is;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            left ^= bit;
            let at = usize::try_from(bit.trailing_zeros()).unwrap_or(VIEWS_MAX);
            let Some(count) = self.0.get_mut(at) else {
                continue;
            };
            *count = if is & bit == 0 {
                count.saturating_sub(1)
            } else {
                *count + 1
            };
        }
    }
}
