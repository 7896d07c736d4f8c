//! Taking in failures: who waits for how long, and what the user is told.

use std::time::Duration;

use crate::model::id::RequestId;
use crate::model::text::CleanText;

use super::super::checks::Mode;
use super::super::feed::{Lane, Rereading};
use super::super::lookups::Lookup;
use super::super::mistakes::{Mistake, made};
use super::super::request::{AuthProblem, Change, Failure, FailureKind, Notice};
use super::super::settings::{REREAD_DAY_EVERY, Scope};
use super::super::status::{Link, Problem};
use super::super::walk::Walk;
use super::schedule::Work;
use super::{Awaited, Engine};

impl Engine {
    pub(super) fn on_failure(&mut self, awaited: &Awaited, id: RequestId, failure: Failure) {
        self.counters.failures += 1;
        let work = awaited.work;
        if made(Mistake::PartialWalkCounts) {
            self.count_partial_walk(work);
        }
        self.journal.failed(work.kind(), &failure, self.now.wall);
        let spent = self.budget.spent_out(self.now.mono);
        let later = failure.retry_after;
        match failure.kind {
            FailureKind::RateLimited(asked) => self.refused(awaited, failure, asked.or(later)),
            FailureKind::Auth(AuthProblem::Forbidden) if later.is_some() => {
                self.refused(awaited, failure, later);
            }
            FailureKind::Auth(_) | FailureKind::Status(503) if spent => {
                self.refused(awaited, failure, later);
            }
            // The token is good for the organization, and still this one conversation is refused: there is none for
            // this token.
            FailureKind::Auth(_) if work == Work::Lookup && self.lookups.forbidden() => {
                self.not_there(id);
            }
            // The token may be good and only this object forbidden: the organization's answer tells.
            FailureKind::Auth(_) if matches!(work, Work::Items | Work::Lookup | Work::Members) => {
                self.retry(Work::Organization);
                self.faulty(work, failure);
            }
            FailureKind::Auth(problem) => {
                self.retry(work);
                self.blamed = None;
                self.journal.token_accepted = false;
                self.link = Link::Denied(problem, Self::problem(failure));
            }
            FailureKind::Network(_) => self.cut_off(awaited, failure),
            FailureKind::NotFound => self.not_found(work, id, failure),
            FailureKind::Rejected => self.rejected(work, failure),
            FailureKind::Status(_) | FailureKind::Unreadable => self.faulty(work, failure),
        }
    }

    /// The list promised more but did not lead there. What was received stays; nothing is called complete.
    pub(super) fn on_broken_list(&mut self, lane: Lane, why: &str) {
        self.lane_mut(lane).restarted = true;
        let failure = Failure {
            kind: FailureKind::Unreadable,
            retry_after: None,
            meta: crate::model::exchange::Meta::default(),
            message: CleanText::line(why),
        };
        let work = Work::List(lane);
        self.journal.failed(work.kind(), &failure, self.now.wall);
        self.faulty(work, failure);
        self.list_doubted = lane == Lane::Latest;
    }

    /// The limits are used up: nothing at all goes out for a while. Requests that were under way together
    /// are refused together: that is one refusal.
    fn refused(&mut self, awaited: &Awaited, failure: Failure, asked: Option<Duration>) {
        let refused_at = self.exhausted.failed_at();
        let known = refused_at.is_some_and(|at| at >= awaited.issued);
        let known = known || made(Mistake::RefusalIgnored);
        if !known {
            self.exhausted.refuse(self.now.mono, asked, &mut self.rng);
        } else if let Some(asked) = asked {
            self.exhausted.at_least(self.now.mono, asked);
        }
        self.retry(awaited.work);
        let problem = Problem {
            next_try: self.exhausted.until(),
            ..Self::problem(failure)
        };
        self.blamed = None;
        self.set_link(Link::Exhausted(problem));
    }

    fn count_partial_walk(&mut self, work: Work) {
        if let Work::List(lane) = work
            && let Some(walk) = self.lane_mut(lane).walk.take()
        {
            let began = self.server_time(walk.began_at.wall);
            let state = self.lane_mut(lane);
            state.watermark = state.watermark.max(walk.watermark(began));
        }
    }

    /// The network failed. Requests that were under way together fail together: that is one failure.
    fn cut_off(&mut self, awaited: &Awaited, failure: Failure) {
        let known = self.network.failing() && self.network_failed_since(awaited);
        if !known {
            self.network.fail(self.now.mono, &mut self.rng);
        }
        self.retry(awaited.work);
        let problem = Problem {
            next_try: self.network.until(),
            ..Self::problem(failure)
        };
        self.set_link(Link::Trouble(problem));
    }

    /// Whether the failure that is being waited out came after this request was sent.
    fn network_failed_since(&self, awaited: &Awaited) -> bool {
        self.network
            .failed_at()
            .is_some_and(|at| at >= awaited.issued)
    }

    fn not_found(&mut self, work: Work, id: RequestId, failure: Failure) {
        match work {
            // A server that does not find its own lists either knows nothing of conversations.
            // A list that was answered and is not believed is another matter: the lookup decides.
            Work::Lookup if self.others_blamed() && !self.list_doubted => {
                self.faulty(work, failure);
            }
            Work::Lookup => self.not_there(id),
            Work::Items => {
                if let Some(task) = self.task.take() {
                    self.checks.postpone(task.slot, self.now.mono);
                    self.reread_failed(task.slot);
                    self.lookups.refused(task.slot);
                    self.next_lookup();
                }
            }
            Work::Organization | Work::Members | Work::List(_) => self.faulty(work, failure),
        }
    }

    /// Whether something else than looking up conversations is known not to work.
    fn others_blamed(&self) -> bool {
        self.blamed.is_some_and(|blamed| blamed != Work::Lookup)
    }

    /// The conversation that was looked up is not there, as answered to `by`, or not for this token.
    fn not_there(&mut self, by: RequestId) {
        self.lookup_turn.backoff.clear();
        match self.lookups.answered() {
            Some(Lookup::Row(slot)) => {
                let wrong = self.picture.slots().next();
                let wrong = wrong.filter(|_| made(Mistake::WrongRowGone));
                self.gone(wrong.unwrap_or(slot), by);
            }
            Some(Lookup::Wanted(id)) => {
                if let Some(slot) = self.picture.slot(&id) {
                    self.gone(slot, by);
                }
                self.changes.push_back(Change::Notice(Notice::NotFound));
            }
            None => {}
        }
        if self.blamed == Some(Work::Lookup) {
            self.all_is_well(Work::Lookup);
        }
        self.next_lookup();
    }

    /// The server did not like the question. In the middle of a walk that means that its token is stale:
    /// the walk goes on from where it came to, or else starts over, once.
    fn rejected(&mut self, work: Work, failure: Failure) {
        let (began_at, now) = (self.now, self.now.mono);
        let server = self.server_time(self.now.wall);
        if let Work::List(lane) = work {
            let state = self.lane_mut(lane);
            let walk = state.walk.as_mut().filter(|walk| walk.by_token());
            if walk.is_some_and(Walk::resumed) {
                state.turn.due = Some(now);
                return;
            }
            let again = state
                .walk
                .as_ref()
                .filter(|walk| walk.by_token() && !state.restarted);
            let again = again.filter(|_| !made(Mistake::StaleTokenReused));
            if let Some(walk) = again.map(|walk| walk.again(began_at, server)) {
                state.walk = Some(walk);
                state.restarted = true;
                state.turn.due = Some(now);
                return;
            }
            state.walk.take_if(|_| !made(Mistake::StaleTokenReused));
        }
        if work == Work::Members {
            self.members_next = None;
            self.members_tokens.clear();
        }
        if work == Work::Items
            && let Some(task) = self.task.take_if(|task| task.mode == Mode::Older)
        {
            // The thread's token is stale: reading it again gives a new one. Until then it stays as it is,
            // or its reader would lose the place.
            if let Some(thread) = self.threads.get_mut(task.slot) {
                thread.token_stale = true;
            }
            self.changes.push_back(Change::Thread(task.slot));
            self.checks.refresh_open(now);
            return;
        }
        self.faulty(work, failure);
    }

    /// Something is wrong with this kind of work alone; the others go on.
    fn faulty(&mut self, work: Work, failure: Failure) {
        let now = self.now.mono;
        if work == Work::Items
            && let Some(task) = self.task.take()
        {
            self.checks.postpone(task.slot, now);
            self.reread_failed(task.slot);
        }
        if work == Work::Lookup {
            self.lookups.failed();
        }
        // Nor must the list by creation keep the other rereadings waiting.
        if work == Work::List(Lane::Reread) && self.rereading == Rereading::Created {
            self.lane_mut(Lane::Reread).walk = None;
        }
        // Nor must a window that fails again and again keep the last day waiting.
        if work == Work::List(Lane::Reread) && self.lane(Lane::Reread).turn.backoff.failing() {
            self.rest_window();
        }
        self.retry(work);
        let mut rng = self.rng.fork();
        let turn = self.turn_mut(work);
        turn.backoff.fail(now, &mut rng);
        if let Some(asked) = failure.retry_after {
            turn.backoff.at_least(now, asked);
        }
        let next_try = turn.backoff.until();
        let problem = Problem {
            next_try,
            ..Self::problem(failure)
        };
        if self.is_vital(work) {
            self.blamed = Some(work);
            self.list_doubted = false;
            self.set_link(Link::Trouble(problem));
        } else {
            let Problem {
                message,
                request_id,
                ..
            } = problem;
            self.changes.push_back(Change::Notice(Notice::Failed {
                message,
                request_id,
            }));
        }
    }

    /// Whether nothing is any good without it. Where a single conversation is all that is wanted, its items are as
    /// much as the list is otherwise.
    fn is_vital(&self, work: Work) -> bool {
        match work {
            Work::Organization | Work::List(Lane::Latest) => true,
            Work::Lookup | Work::Items => self.settings.scope == Scope::One,
            Work::List(_) | Work::Members => false,
        }
    }

    /// The rereading of the window failed more than once in a row: it begins anew when the last day has had its
    /// turn.
    fn rest_window(&mut self) {
        if self.rereading == Rereading::Window {
            self.reread_window_rests = self.now.mono + REREAD_DAY_EVERY * 2;
            self.lane_mut(Lane::Reread).walk = None;
        }
    }

    /// A refused token stays refused until the user says otherwise: what comes of requests that were
    /// under way must not talk the engine into asking again.
    fn set_link(&mut self, link: Link) {
        if !matches!(self.link, Link::Denied(..)) {
            self.link = link;
        }
    }

    /// Wants to ask the same again as soon as it may.
    fn retry(&mut self, work: Work) {
        self.turn_mut(work).due = Some(self.now.mono);
    }

    fn problem(failure: Failure) -> Problem {
        Problem {
            message: failure.message,
            request_id: failure.meta.request_id,
            next_try: None,
        }
    }
}
