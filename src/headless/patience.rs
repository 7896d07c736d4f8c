//! When it is no use to go on.
//!
//! Pure: told what goes out, what comes back and how far it is, it says whether to give up. A command that gives one
//! answer must come to an end whatever the server does; but one that only waits for the request limits, or for a slow
//! answer, is not stuck. So three things are told apart:
//!
//! - *nothing works* (the engine says so: [`Link`]): given up when that lasts;
//! - *nothing new comes*, although there were answers: what is left cannot be read. Given up sooner if it failed
//!   several times;
//! - *it may not ask*: waited out, unless that takes longer than there is time.

use std::collections::HashMap;
use std::time::Duration;

use crate::model::id::RequestId;
use crate::model::text::CleanText;
use crate::sync::{
    Call, Failure, FailureKind, HistoryProgress, Knowledge, Link, Problem, Request, Stage,
};
use crate::triage::Desk;

use super::bounds::{Bounds, Cut, Reason};

/// Given up after this long without anything new, if several attempts failed meanwhile.
const FAILING: Duration = Duration::from_secs(10);
/// Several.
const SEVERAL: u32 = 3;
/// Given up after this long without anything new, although nothing kept it from asking.
const NOTHING_NEW: Duration = Duration::from_secs(20);

/// How much is known. Whatever grows in it is something new.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Extent {
    /// The organization and its members.
    pub(super) names: u64,
    /// Conversations.
    pub(super) rows: usize,
    /// Those that were looked into.
    pub(super) checked: usize,
    /// Rows of the window that were read, as the first walk goes.
    pub(super) window: u32,
    /// Rows of history, the same.
    pub(super) history: u32,
    /// Rows of the list by creation, the same.
    pub(super) created: u32,
}

impl Extent {
    /// What a desk knows. Costs as much as [`crate::sync::Engine::knowledge`], whatever the number of rows.
    pub(super) fn of(desk: &Desk, knowledge: &Knowledge) -> Self {
        let engine = desk.engine();
        let rows = engine.picture().len();
        let organization = u64::from(engine.organization_id().is_some());
        Self {
            names: engine.members_revision() + organization,
            rows,
            checked: rows.saturating_sub(knowledge.gaps().unchecked),
            window: match knowledge.stage() {
                Stage::Loading(progress) => progress.loaded,
                Stage::Complete | Stage::Stale(_) => u32::MAX,
            },
            history: match knowledge.gaps().history {
                HistoryProgress::Off => 0,
                HistoryProgress::Walking(progress) => progress.loaded,
                HistoryProgress::Done => u32::MAX,
            },
            created: engine
                .reads_by_creation()
                .map_or(u32::MAX, |progress| progress.loaded),
        }
    }

    /// The most of both.
    fn most(self, other: Self) -> Self {
        Self {
            names: self.names.max(other.names),
            rows: self.rows.max(other.rows),
            checked: self.checked.max(other.checked),
            window: self.window.max(other.window),
            history: self.history.max(other.history),
            created: self.created.max(other.created),
        }
    }
}

/// What is to be seen of a desk at one moment.
#[derive(Debug)]
pub(super) struct Sight<'a> {
    /// Now.
    pub(super) now: Duration,
    /// How much is known.
    pub(super) extent: Extent,
    /// Whether the window is still being read for the first time: there is no answer yet.
    pub(super) loading: bool,
    /// The connection.
    pub(super) link: &'a Link,
    /// Until when the limits hold back what is held back for the shortest time; `None` = nothing is held back.
    pub(super) held_until: Option<Duration>,
    /// When something will be asked; `None` = not by itself.
    pub(super) asks_at: Option<Duration>,
}

/// A request under way.
#[derive(Debug)]
struct Asked {
    at: Duration,
    /// Whether nothing works without it, as the engine has it: the organization, and the lists.
    basic: bool,
}

/// The last failure: its kind, and what it says of itself.
#[derive(Clone, Debug)]
struct Last(FailureKind, CleanText);

/// How long there was nothing new, and why.
#[derive(Debug, Default)]
pub(super) struct Patience {
    asked: HashMap<RequestId, Asked>,
    best: Extent,
    /// When something new was learnt last.
    learnt_at: Duration,
    /// Until when the limits held something back.
    held_at: Duration,
    /// Answers and failures since something new was learnt, or the limits held something back.
    replies: u32,
    /// The failures among them.
    failures: u32,
    /// When the first of the requests was sent that failed since calls fail, all of them.
    failing_since: Option<Duration>,
    last: Option<Last>,
    last_basic: Option<FailureKind>,
}

impl Patience {
    /// A request went out.
    pub(super) fn asks(&mut self, request: &Request, now: Duration) {
        let basic = matches!(request.call, Call::Organization | Call::List(_));
        self.asked.insert(request.id, Asked { at: now, basic });
    }

    /// A request came to its end.
    pub(super) fn hears(&mut self, id: RequestId, failure: Option<&Failure>, now: Duration) {
        let asked = self.asked.remove(&id);
        self.replies += 1;
        let Some(failure) = failure else {
            return;
        };
        self.failures += 1;
        let at = asked.as_ref().map_or(now, |asked| asked.at);
        self.failing_since.get_or_insert(at);
        if asked.is_some_and(|asked| asked.basic) {
            self.last_basic = Some(failure.kind);
        }
        self.last = Some(Last(failure.kind, failure.message.clone()));
    }

    /// The reader of something got more of it that [`Extent`] does not count.
    pub(super) fn learns(&mut self, now: Duration) {
        self.learnt_at = now;
        (self.replies, self.failures) = (0, 0);
    }

    /// Whether it is no use to go on.
    pub(super) fn ends(&mut self, sight: &Sight<'_>, bounds: &Bounds) -> Option<Cut> {
        let patience = bounds.patience?;
        let end = bounds.until.unwrap_or(Duration::MAX);
        self.look(sight);
        self.by_link(sight, patience, end)
            .or_else(|| self.by_time(sight, end))
            .or_else(|| self.by_standstill(sight, end))
    }

    fn look(&mut self, sight: &Sight<'_>) {
        let most = self.best.most(sight.extent);
        if most != self.best {
            self.best = most;
            self.learns(sight.now);
        }
        if sight.held_until.is_some() || matches!(sight.link, Link::Exhausted(_)) {
            self.held_at = sight.now;
            (self.replies, self.failures) = (0, 0);
        }
        if matches!(sight.link, Link::Up | Link::Connecting) {
            self.failing_since = None;
        }
    }

    /// What the engine says about the connection.
    fn by_link(&self, sight: &Sight<'_>, patience: Duration, end: Duration) -> Option<Cut> {
        let now = sight.now;
        let since = self.failing_since.unwrap_or(now);
        let over = now >= end || now.saturating_sub(since) >= patience;
        let cut = |reason, problem: &Problem| {
            let why = problem.message.clone();
            Some(Cut { reason, why })
        };
        match sight.link {
            Link::Denied(_, problem) => cut(Reason::Auth, problem),
            Link::Exhausted(problem)
                if now >= end || problem.next_try.is_some_and(|at| at >= end) =>
            {
                cut(Reason::Budget, problem)
            }
            Link::Trouble(problem) if over || self.never(sight, end) => {
                cut(self.trouble(self.last_basic), problem)
            }
            _ => None,
        }
    }

    /// The time is up, or will be before anything is asked again.
    fn by_time(&self, sight: &Sight<'_>, end: Duration) -> Option<Cut> {
        let up = sight.now >= end;
        if !up && !self.never(sight, end) {
            return None;
        }
        if sight.held_until.is_some() && !up {
            let why = "the request limits let nothing more go in this time";
            return Some(Cut::new(Reason::Budget, why));
        }
        match &self.last {
            Some(last) if self.failures > 0 => Some(self.stuck(sight, last)),
            _ => Some(Cut::new(Reason::MaxTime, "the time is up")),
        }
    }

    /// Nothing new for too long.
    fn by_standstill(&self, sight: &Sight<'_>, end: Duration) -> Option<Cut> {
        let since = |at: Duration| sight.now.saturating_sub(at);
        if since(self.learnt_at) >= FAILING && sight.held_until.is_some_and(|until| until >= end) {
            let why = "the request limits let nothing more go in this time";
            return Some(Cut::new(Reason::Budget, why));
        }
        let quiet = since(self.learnt_at.max(self.held_at));
        let failing = quiet >= FAILING && self.failures >= SEVERAL;
        // While there is an answer to wait for, it may be slow.
        let answered = self.asked.is_empty() || self.replies >= SEVERAL;
        if !failing && (quiet < NOTHING_NEW || !answered) {
            return None;
        }
        Some(match &self.last {
            Some(last) => self.stuck(sight, last),
            None => Cut::new(
                Reason::NoProgress,
                "what is left did not come in time: a latest message may be late, or deleted",
            ),
        })
    }

    /// What is left cannot be read: of nothing at all the reason is that of the failures, and so are the words.
    fn stuck(&self, sight: &Sight<'_>, Last(kind, message): &Last) -> Cut {
        if sight.loading {
            return Cut {
                reason: self.trouble(Some(*kind)),
                why: message.clone(),
            };
        }
        let why = format!("what is left cannot be read: {message}");
        Cut::new(Reason::NoProgress, &why)
    }

    /// Whether nothing is awaited, and nothing will be asked any more while there is time.
    fn never(&self, sight: &Sight<'_>, end: Duration) -> bool {
        self.asked.is_empty() && sight.asks_at.is_none_or(|at| at >= end)
    }

    /// What a failure says about the server.
    fn trouble(&self, kind: Option<FailureKind>) -> Reason {
        match kind.or(self.last.as_ref().map(|Last(kind, _)| *kind)) {
            Some(FailureKind::Unreadable | FailureKind::Rejected | FailureKind::NotFound) => {
                Reason::NotUnderstood
            }
            Some(FailureKind::Status(status)) if status < 500 => Reason::NotUnderstood,
            Some(FailureKind::RateLimited(_)) => Reason::Budget,
            _ => Reason::Network,
        }
    }
}

#[cfg(test)]
mod tests;
