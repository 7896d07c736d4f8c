//! The lists the engine walks, each in a lane of its own with at most one request in flight.

use std::time::Duration;

use crate::model::exchange::{OrderBy, Start};
use crate::model::time::Timestamp;

use super::backoff::Backoff;
use super::budget::Priority;
use super::mistakes::{Mistake, made};
use super::settings::{OVERLAP, REREAD_DAY};
use super::unreadable::Depth;
use super::walk::Walk;

/// Which list work it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Lane {
    /// The list by latest message: window, then deltas.
    Latest,
    /// The list by creation: window, then deltas. Also finds conversations without any message.
    Created,
    /// The last day or the window again.
    Reread,
    /// Everything behind the window.
    History,
}

/// Which part of which list is read again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rereading {
    /// The last day, by latest message.
    Day,
    /// The whole window, by latest message.
    Window,
    /// The whole window, by creation: of conversations without any message no other list tells.
    Created,
}

impl Rereading {
    pub(super) const fn order(self) -> OrderBy {
        match self {
            Self::Day | Self::Window => OrderBy::LastMessage,
            Self::Created => OrderBy::Created,
        }
    }

    /// How far back it goes, for a window of this length.
    pub(super) fn back(self, window: Duration) -> Duration {
        let back = match self {
            Self::Day => REREAD_DAY,
            Self::Window | Self::Created => window,
        };
        back.max(OVERLAP)
    }

    /// What it says of rows that cannot be read, which are counted along the list by latest message.
    pub(super) const fn depth(self) -> Option<Depth> {
        match self {
            Self::Day => Some(Depth::Day),
            Self::Window => Some(Depth::Window),
            Self::Created => None,
        }
    }
}

impl Lane {
    /// All of them, most important first.
    pub(super) const ALL: [Self; 4] = [Self::Latest, Self::Created, Self::Reread, Self::History];

    pub(super) const fn priority(self) -> Priority {
        match self {
            Self::Latest | Self::Created => Priority::Feed,
            Self::Reread => Priority::Reread,
            Self::History => Priority::History,
        }
    }
}

/// When one kind of work wants to ask next. At most one of its requests is in flight.
#[derive(Debug)]
pub(super) struct Turn {
    /// When there is something to ask; `None` = nothing planned.
    pub(super) due: Option<Duration>,
    /// Waiting after faults of this kind of work alone.
    pub(super) backoff: Backoff,
    /// A request is under way.
    pub(super) in_flight: bool,
}

impl Turn {
    pub(super) fn new(due: Option<Duration>) -> Self {
        Self {
            due,
            backoff: Backoff::transient(),
            in_flight: false,
        }
    }

    /// When it wants to ask; `None` while it waits for an answer or has nothing to do.
    pub(super) fn wants_at(&self) -> Option<Duration> {
        let waits = self.in_flight && !made(Mistake::PilesOn);
        let due = self.due.filter(|_| !waits)?;
        Some(self.backoff.until().map_or(due, |until| until.max(due)))
    }
}

/// State of one lane.
#[derive(Debug)]
pub(super) struct LaneState {
    /// When the next page is asked for.
    pub(super) turn: Turn,
    /// The walk under way.
    pub(super) walk: Option<Walk>,
    /// Up to here the list is known completely. Moves only when a walk came to its end.
    pub(super) watermark: Option<Timestamp>,
    /// Whether any walk of this lane came to its end.
    pub(super) complete: bool,
    /// A walk had to start over, and none has come to its end since. A stale token costs one restart, and
    /// first pages that are good again prove nothing.
    pub(super) restarted: bool,
    /// A walk was asked for while one was under way, which may have passed what it is asked for: another
    /// one follows at once.
    pub(super) wanted_again: bool,
}

impl LaneState {
    pub(super) fn new(due: Option<Duration>) -> Self {
        Self {
            turn: Turn::new(due),
            walk: None,
            watermark: None,
            complete: false,
            restarted: false,
            wanted_again: false,
        }
    }

    /// A walk is wanted now, whatever is under way.
    pub(super) fn hurry(&mut self, now: Duration) {
        self.turn.due = Some(now);
        self.wanted_again = self.walk.is_some();
    }

    /// A new walk begins.
    pub(super) fn begin(&mut self, walk: Walk) {
        self.walk = Some(walk);
        self.wanted_again = false;
    }

    /// Where a delta starts, or the whole window when nothing is known yet.
    pub(super) fn start(&self, window_start: Timestamp) -> Start {
        let overlap = if made(Mistake::NoOverlap) {
            Duration::ZERO
        } else {
            OVERLAP
        };
        Start::From(
            self.watermark
                .map_or(window_start, |known| known.minus(overlap)),
        )
    }

    /// Takes in a walk that came to its end: the watermark moves forward, never back. `began` is when it
    /// began by the server's clock.
    pub(super) fn finish(&mut self, walk: &Walk, began: Timestamp) {
        self.watermark = self.watermark.max(walk.watermark(began));
        self.complete = true;
        self.restarted = false;
    }
}
