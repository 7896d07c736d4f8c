//! How well all is known: `ready`, `disconnected`, `stale`, and `ready` again.

use std::time::Duration;

use crate::model::time::Timestamp;
use crate::report::{Completeness, Scope, Text, Time};
use crate::sync::{Knowledge, Link, Priority, Problem, Stage};
use crate::triage::Desk;

use super::{Counts, What};

/// Calls that fail for no longer than this are not worth a line: they are tried again by themselves.
const BLIP: Duration = Duration::from_secs(3);
/// When for so long nothing more could be read of what is still to be read, although the limits allow it, all is known
/// that can be.
const STUCK: Duration = Duration::from_secs(60);

/// How well all is known, as it was told.
#[derive(Debug, Default)]
pub(super) struct Course {
    ready: bool,
    disconnected: bool,
    stale: bool,
    /// Since when calls fail.
    failing_since: Option<Duration>,
    /// Polls there were when that was told, or when the picture went stale: more of them have to come to their end
    /// before all is known again.
    polls: u64,
    /// The fewest conversations that were still to be read since the list is known, and since when it is so few.
    fewest: Option<(usize, Duration)>,
}

impl Course {
    /// Whether all is known, as it was told.
    pub(super) fn is_ready(&self) -> bool {
        self.ready
    }

    /// What is to be told of it now; `settled` says whether all rows are judged by all that is known.
    pub(super) fn turn(&mut self, desk: &Desk, knowledge: &Knowledge, settled: bool) -> Vec<What> {
        let mut told = Vec::new();
        told.extend(self.broken(desk));
        let stale = matches!(knowledge.stage(), Stage::Stale(_));
        if stale && !self.stale {
            self.stale = true;
            self.lost(desk);
            told.push(What::Stale {
                as_of: knowledge.as_of().map(Time),
            });
        }
        if !self.ready && self.knows(desk, knowledge, settled) {
            *self = Self {
                ready: true,
                ..Self::default()
            };
            told.push(ready(desk, knowledge));
        }
        told
    }

    /// When that may change although nothing happens.
    pub(super) fn next_deadline(&self, desk: &Desk) -> Option<Duration> {
        let failing = self.failing_since.filter(|_| !self.disconnected);
        let stuck = self.fewest.filter(|_| !self.ready);
        let stale = desk.engine().stale_at(desk.now());
        [
            failing.map(|since| since + BLIP),
            stuck.map(|(_, since)| since + STUCK),
            stale.filter(|_| !self.stale),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn lost(&mut self, desk: &Desk) {
        self.ready = false;
        self.fewest = None;
        self.polls = desk.engine().status().counters.polls;
    }

    fn broken(&mut self, desk: &Desk) -> Option<What> {
        let (reason, problem) = match desk.engine().link() {
            Link::Up | Link::Connecting => {
                self.failing_since = None;
                return None;
            }
            Link::Trouble(problem) => ("network", problem),
            Link::Exhausted(problem) => ("budget", problem),
            Link::Denied(_, problem) => ("auth", problem),
        };
        let now = desk.now().mono;
        let since = *self.failing_since.get_or_insert(now);
        if self.disconnected || now < since + BLIP {
            return None;
        }
        self.disconnected = true;
        self.lost(desk);
        Some(What::Disconnected {
            reason,
            message: Text(problem.message.clone()),
            next_try: next_try(desk, problem).map(Time),
        })
    }

    /// Whether all is known that can be: the list was read to its end after whatever kept it from being, and what it
    /// shows was looked into.
    fn knows(&mut self, desk: &Desk, knowledge: &Knowledge, settled: bool) -> bool {
        let broken = self.disconnected || self.stale;
        let polls = desk.engine().status().counters.polls;
        let listed = knowledge.stage() == Stage::Complete
            && *desk.engine().link() == Link::Up
            && (!broken || polls > self.polls);
        if !listed {
            self.fewest = None;
            return false;
        }
        let (unchecked, now) = (knowledge.gaps().unchecked_in_window, desk.now().mono);
        let (fewest, since) = *self.fewest.get_or_insert((unchecked, now));
        let held = desk.engine().held_back();
        let limited = held.iter().any(|held| held.kind >= Priority::Recent);
        if unchecked < fewest || limited {
            // It gets on, or will: limits are no reason to say that no more can be known.
            self.fewest = Some((unchecked, now));
        }
        (unchecked == 0 && settled) || (unchecked >= fewest && now >= since + STUCK)
    }
}

fn next_try(desk: &Desk, problem: &Problem) -> Option<Timestamp> {
    let left = problem.next_try?.checked_sub(desk.now().mono)?;
    Some(desk.server_now().plus(left))
}

fn ready(desk: &Desk, knowledge: &Knowledge) -> What {
    let requests = desk.engine().status().counters.requests;
    let requests = u32::try_from(requests).unwrap_or(u32::MAX);
    let counts = desk.attention().counts();
    What::Ready {
        completeness: Completeness::of(knowledge, Scope::Window, None, requests),
        counts: Counts {
            unread: counts.new,
            waiting: counts.waiting,
            due_soon: counts.due_soon,
            overdue: counts.overdue,
        },
    }
}
