//! Taking in answers of every kind: which request they belong to, and what they say about the server.

use std::time::Duration;

use crate::model::exchange::Meta;
use crate::model::id::RequestId;
use crate::model::text::CleanText;

use super::super::feed::Lane;
use super::super::request::{Body, Change, Failure, FailureKind, NetworkProblem, Reply};
use super::super::settings::ANSWER_WITHIN;
use super::super::status::Link;
use super::schedule::Work;
use super::{Awaited, Engine};

impl Engine {
    pub(super) fn on_reply(&mut self, id: RequestId, outcome: Result<Reply, Failure>) {
        let Some(awaited) = self.awaited.remove(&id) else {
            self.counters.dropped_replies += 1;
            return;
        };
        self.land(awaited.work);
        let took = self.now.mono.saturating_sub(awaited.issued);
        self.journal.ended(awaited.work.kind(), took);
        match outcome {
            Ok(reply) => {
                self.learn(&reply.meta);
                self.on_success(&awaited, id, reply.body);
            }
            Err(failure) => {
                self.learn(&failure.meta);
                self.on_failure(&awaited, id, failure);
            }
        }
        self.changes.push_back(Change::Status);
    }

    /// Gives up on requests whose outcome never came: whoever performs them has lost them. Without this, one
    /// lost outcome would stop its kind of work for good.
    pub(super) fn give_up_on_lost(&mut self) {
        let now = self.now.mono;
        let lost = |awaited: &Awaited| awaited.issued + ANSWER_WITHIN <= now;
        let ids: Vec<_> = self
            .awaited
            .iter()
            .filter(|(_, awaited)| lost(awaited))
            .map(|(id, _)| *id)
            .collect();
        for id in ids {
            let failure = Failure {
                kind: FailureKind::Network(NetworkProblem::Timeout),
                retry_after: None,
                meta: Meta::default(),
                message: CleanText::line("no answer"),
            };
            self.on_reply(id, Err(failure));
        }
    }

    fn on_success(&mut self, awaited: &Awaited, id: RequestId, body: Body) {
        let work = awaited.work;
        self.journal.token_accepted |= !matches!(self.link, Link::Denied(..));
        self.network.clear();
        // A request that was under way when the limits were used up does not end the wait.
        let refused_at = self.exhausted.failed_at();
        if refused_at.is_none_or(|refused| refused <= awaited.issued) {
            self.exhausted.clear();
            self.all_is_well(work);
        }
        match (work, body) {
            (Work::Organization, Body::Organization(organization)) => {
                self.organization_turn.due = None;
                self.organization = Some(organization);
                self.lookups.token_is_good();
                self.items_turn.due = Some(self.now.mono);
            }
            (Work::Members, Body::Members(page)) => self.on_members(page),
            (Work::Lookup, Body::Conversation(conversation)) => {
                let found = conversation.id.clone();
                self.take_in(*conversation, id);
                self.looked_up(&found);
            }
            (Work::List(lane), Body::List(page)) => self.on_list(lane, id, page),
            (Work::Items, Body::Items(page)) => self.on_items(page),
            // A driver that answers something else than was asked: as good as no answer.
            (work, _) => self.turn_mut(work).due = Some(self.now.mono),
        }
    }

    /// A call of this kind worked. That does not excuse another kind that keeps failing, and a request
    /// that was under way when the token was refused proves nothing.
    pub(super) fn all_is_well(&mut self, work: Work) {
        let blamed = self.blamed.is_some_and(|blamed| blamed != work);
        if !blamed && !matches!(self.link, Link::Denied(..)) {
            self.blamed = None;
            self.link = Link::Up;
        }
    }

    /// Learns from what a response said about itself.
    fn learn(&mut self, meta: &Meta) {
        self.budget.told(meta.limits, self.now.mono);
        let Some(server) = meta.server_time else {
            return;
        };
        let first = self.skew_ms.is_none();
        self.skew_ms = Some(server.as_millis().saturating_sub(self.now.wall.as_millis()));
        let start = self.server_time(self.now.wall).minus(self.settings.window);
        let latest = self.lane(Lane::Latest);
        // Our clock ran ahead of the server's: the window began too late and has to be walked again.
        if first && !latest.complete && start.plus(Duration::from_secs(60)) < self.window_start {
            self.window_start = start;
            self.checks.set_window_start(start);
            let now = self.now.mono;
            let lane = self.lane_mut(Lane::Latest);
            lane.walk = None;
            lane.turn.due = Some(now);
        }
    }
}
