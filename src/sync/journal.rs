//! The engine's record of what it did, for diagnostics: counts, durations, the last errors.
//!
//! Nothing is decided by it. Everything is bounded: a tally and a few durations for each kind of work, and
//! the last errors, those that are alike folded into one, so that an outage of a day is one line.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::text::CleanText;
use crate::model::time::{Now, Timestamp};

use super::diagnostics::{BadRows, LastError, LastPoll, QuotableId, Tally, WorkKind};
use super::request::{Failure, FailureKind};
use super::walk::Walk;

/// Most errors remembered.
const ERRORS_MAX: usize = 20;
/// The median is that of so many latest durations.
const DURATIONS_MAX: usize = 64;

/// What a row that could not be read was to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RowOf {
    /// A conversation.
    List,
    /// An item.
    Items,
    /// A member.
    Members,
}

/// What happened so far.
#[derive(Debug)]
pub(super) struct Journal {
    /// When it was begun.
    pub(super) started: Timestamp,
    /// Whether anything was answered since the token was last refused.
    pub(super) token_accepted: bool,
    /// The latest complete poll.
    pub(super) last_poll: Option<LastPoll>,
    /// Rows that came too late for any delta.
    pub(super) late_rows: u64,
    /// Rows that could not be read.
    pub(super) bad_rows: BadRows,
    works: [Count; WorkKind::ALL.len()],
    /// Latest last.
    errors: VecDeque<LastError>,
}

/// One kind of work.
#[derive(Debug, Default)]
struct Count {
    sent: u64,
    failed: u64,
    /// The latest ones, oldest first, in milliseconds.
    took_ms: VecDeque<u32>,
    slowest: Option<Duration>,
}

impl Journal {
    pub(super) fn new(started: Timestamp) -> Self {
        Self {
            started,
            token_accepted: false,
            last_poll: None,
            late_rows: 0,
            bad_rows: BadRows::default(),
            works: Default::default(),
            errors: VecDeque::new(),
        }
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, work: WorkKind) {
        self.count_mut(work).sent += 1;
    }

    /// A request ended, well or not.
    pub(super) fn ended(&mut self, work: WorkKind, took: Duration) {
        let count = self.count_mut(work);
        count.slowest = count.slowest.max(Some(took));
        if count.took_ms.len() >= DURATIONS_MAX {
            count.took_ms.pop_front();
        }
        let ms = u32::try_from(took.as_millis()).unwrap_or(u32::MAX);
        count.took_ms.push_back(ms);
    }

    /// It failed. That a conversation is not there is what a lookup wants to know.
    pub(super) fn failed(&mut self, work: WorkKind, failure: &Failure, at: Timestamp) {
        if (work, failure.kind) == (WorkKind::Lookup, FailureKind::NotFound) {
            return;
        }
        self.count_mut(work).failed += 1;
        let request_id = failure.meta.request_id.as_ref().map(CleanText::as_str);
        let mut error = LastError {
            work,
            kind: failure.kind,
            first_at: at,
            last_at: at,
            count: 1,
            request_id: request_id.and_then(QuotableId::parse),
        };
        let known = self.errors.iter().position(|known| alike(known, &error));
        if let Some(known) = known.and_then(|place| self.errors.remove(place)) {
            error.first_at = known.first_at;
            error.count = known.count.saturating_add(1);
            error.request_id = error.request_id.or(known.request_id);
        } else if self.errors.len() >= ERRORS_MAX {
            self.errors.pop_front();
        }
        self.errors.push_back(error);
    }

    /// A walk through the list by latest message came to its end.
    pub(super) fn polled(&mut self, walk: &Walk, now: Now) {
        self.last_poll = Some(LastPoll {
            began: walk.began_at.wall,
            took: now.mono.saturating_sub(walk.began_at.mono),
            pages: walk.pages,
        });
    }

    /// So many rows could not be read.
    pub(super) fn bad_rows(&mut self, of: RowOf, rows: u32) {
        let count = match of {
            RowOf::List => &mut self.bad_rows.lists,
            RowOf::Items => &mut self.bad_rows.items,
            RowOf::Members => &mut self.bad_rows.members,
        };
        *count += u64::from(rows);
    }

    /// The requests by kind.
    pub(super) fn tallies(&self) -> Vec<Tally> {
        let works = WorkKind::ALL.into_iter().zip(&self.works);
        works.map(|(kind, count)| count.tally(kind)).collect()
    }

    /// The last errors, latest first.
    pub(super) fn errors(&self) -> Vec<LastError> {
        self.errors.iter().rev().cloned().collect()
    }

    fn count_mut(&mut self, work: WorkKind) -> &mut Count {
        let [
            organization,
            latest,
            created,
            reread,
            history,
            items,
            members,
            lookup,
        ] = &mut self.works;
        match work {
            WorkKind::Organization => organization,
            WorkKind::Latest => latest,
            WorkKind::Created => created,
            WorkKind::Reread => reread,
            WorkKind::History => history,
            WorkKind::Items => items,
            WorkKind::Members => members,
            WorkKind::Lookup => lookup,
        }
    }
}

impl Count {
    fn tally(&self, kind: WorkKind) -> Tally {
        let mut took: Vec<_> = self.took_ms.iter().copied().collect();
        took.sort_unstable();
        // With an even number the lower one: a duration that did happen.
        let middle = took.len().saturating_sub(1) / 2;
        let median = took
            .get(middle)
            .map(|ms| Duration::from_millis((*ms).into()));
        Tally {
            kind,
            sent: self.sent,
            failed: self.failed,
            median,
            slowest: self.slowest,
        }
    }
}

/// Whether one line can stand for both. How long the server asked to wait makes no difference.
fn alike(one: &LastError, other: &LastError) -> bool {
    let refused = |error: &LastError| matches!(error.kind, FailureKind::RateLimited(_));
    one.work == other.work && (one.kind == other.kind || (refused(one) && refused(other)))
}

#[cfg(test)]
mod tests;
