//! A search under way: where among the rows it is.
//!
//! It goes round the list once, from the selected row to the selected row, some rows at a time. Its place is held
//! by conversation, because the list goes on meanwhile. A row that moves may get a place that was passed
//! already: before it is said that nothing was found, such a list is gone round again. While the list itself is
//! still being made, the search waits at its end for the rows to come.

use crate::app::inbox::Step;
use crate::sync::Slot;

/// Rows that are looked at in one go.
pub(super) const ROWS_AT_ONCE: usize = 5_000;
/// Times the list is gone round at most.
const ROUNDS_MAX: u8 = 3;

/// Why something is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Why {
    /// The line changed: nothing is said yet.
    Typing,
    /// The line was finished: only that there is no match is said.
    Finished,
    /// The next one was asked for.
    Next,
}

/// The list that is searched, as it is now.
#[derive(Clone, Copy, Debug)]
pub(in crate::app) struct Rows {
    /// Number of rows.
    pub(in crate::app) len: usize,
    /// Place of the selected one.
    pub(in crate::app) selected: Option<usize>,
    /// Every row that belongs to the list is in it; else more are being found, towards its end.
    pub(in crate::app) complete: bool,
}

/// A search under way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::app) struct Scan {
    pub(in crate::app) step: Step,
    pub(in crate::app) why: Why,
    /// It went beyond an end of the list and on from the other.
    pub(in crate::app) wrapped: bool,
    /// The row looked at last, and the place it had; `None` before the first.
    last: Option<(Slot, usize)>,
    /// Rows looked at in this round.
    done: usize,
    /// Rows of the list, as it was last.
    len: Option<usize>,
    /// Rows got other places while it was under way.
    moved: bool,
    rounds: u8,
}

impl Scan {
    pub(in crate::app) const fn new(step: Step, why: Why) -> Self {
        Self {
            step,
            why,
            wrapped: false,
            last: None,
            done: 0,
            len: None,
            moved: false,
            rounds: 0,
        }
    }

    /// Rows got other places.
    pub(in crate::app) fn note_moved(&mut self) {
        self.moved = true;
    }

    /// Whether no row was looked at yet.
    pub(in crate::app) const fn begins(&self) -> bool {
        self.last.is_none()
    }

    /// Goes on for a while. `position` tells where a row is, `at` which row is somewhere.
    pub(in crate::app) fn go_on(
        &mut self,
        rows: Rows,
        position: impl Fn(Slot) -> Option<usize>,
        at: impl Fn(usize) -> Option<Slot>,
        matches: impl Fn(Slot) -> bool,
    ) -> Outcome {
        let len = rows.len;
        self.moved |= self.len.replace(len).is_some_and(|was| was != len);
        let mut place = match self.last {
            Some((slot, place)) => position(slot).or_else(|| match self.step {
                // The row is gone: another one stands in its place.
                Step::Down => place.checked_sub(1),
                Step::Up => Some(place),
            }),
            None => rows.selected,
        };
        for _ in 0..ROWS_AT_ONCE {
            let (next, wraps) = self.next(place, len);
            // Where more rows are to come, this is no end: the next match may be among them.
            let over = self.done >= len || wraps || (place.is_none() && self.step == Step::Up);
            if over && !rows.complete {
                return Outcome::More;
            }
            let Some(slot) = at(next).filter(|_| self.done < len) else {
                return self.round_ends();
            };
            self.wrapped |= wraps;
            if matches(slot) {
                return Outcome::Found(slot);
            }
            place = Some(next);
            self.last = Some((slot, next));
            self.done += 1;
        }
        Outcome::More
    }

    /// Nothing was found. Where rows moved meanwhile some may have been passed over: once more, but not for ever.
    fn round_ends(&mut self) -> Outcome {
        self.rounds += 1;
        self.done = 0;
        if std::mem::take(&mut self.moved) && self.rounds < ROUNDS_MAX {
            Outcome::More
        } else {
            Outcome::None
        }
    }

    /// The place behind this one, in the direction of the search, and whether that is beyond an end of the list.
    fn next(&self, place: Option<usize>, len: usize) -> (usize, bool) {
        let next = match (self.step, place) {
            (Step::Down, None) => Some(0),
            (Step::Down, Some(place)) => Some(place + 1).filter(|next| *next < len),
            (Step::Up, None) => len.checked_sub(1),
            (Step::Up, Some(place)) => place.min(len).checked_sub(1),
        };
        let end = match self.step {
            Step::Down => 0,
            Step::Up => len.saturating_sub(1),
        };
        (next.unwrap_or(end), next.is_none())
    }
}

/// What came of going on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::app) enum Outcome {
    /// This row matches.
    Found(Slot),
    /// None does.
    None,
    /// There are more rows to look at.
    More,
}
