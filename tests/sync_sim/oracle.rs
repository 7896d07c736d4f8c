//! The oracle: what must hold at every moment, and what must hold once nothing goes wrong any more.

mod settled;

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use crate::model::exchange::{ItemsQuery, ListQuery, OrderBy, PageSize, Start};
use crate::model::id::RequestId;
use crate::model::item::{ItemKey, Role};
use crate::model::time::{Now, Timestamp};
use crate::sync::{Call, Change, Engine, Failure, FailureKind, Reply, Request, Row};

use super::plan::Plan;
use super::world::{Conv, DAY, LAG_MAX, MINUTE, Ms, SECOND, START, World, stamp};

/// How long after an inbound item could be known it may be missing from an all-clear: the overlap, or
/// what still counts as fresh, and this: the way of an answer, and the error of the server's clock as a
/// client sees it.
const GRACE: Ms = 8 * SECOND;
/// Assumed while no response said otherwise.
const ASSUMED_LIMIT: u32 = 100;

/// Items a reading surely reaches back to, in the smallest pages.
const ITEMS_READ: usize = 45;

/// For how long a failure forbids to ask again.
fn pause(failure: &Failure) -> Duration {
    let spent = failure.meta.limits.minute_remaining == Some(0);
    match failure.kind {
        FailureKind::RateLimited(Some(asked)) => asked,
        FailureKind::RateLimited(None) => Duration::from_mins(1),
        FailureKind::Auth(_) | FailureKind::Status(503) if spent => Duration::from_mins(1),
        _ => Duration::ZERO,
    }
}

/// What a row says, to notice changes nobody was told of.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shown {
    last: Option<Timestamp>,
    title: String,
    archived: bool,
    gone: bool,
    unchecked: bool,
    owed: Vec<ItemKey>,
}

impl Shown {
    fn is(&self, row: &Row) -> bool {
        let conversation = &row.conversation;
        self.last == conversation.last_message_at
            && self.title == conversation.title.as_str()
            && self.archived == conversation.archived
            && self.gone == row.gone
            && self.unchecked == row.unchecked()
            && row
                .digest
                .as_ref()
                .map_or(&[][..], |digest| digest.unanswered())
                == self.owed
    }

    fn of(row: &Row) -> Self {
        let conversation = &row.conversation;
        Self {
            last: conversation.last_message_at,
            title: conversation.title.as_str().to_owned(),
            archived: conversation.archived,
            gone: row.gone,
            unchecked: row.unchecked(),
            owed: row
                .digest
                .as_ref()
                .map_or_else(Vec::new, |digest| digest.unanswered().to_vec()),
        }
    }
}

/// A kind of work, as far as it can be told from outside.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Lane {
    Organization,
    Members,
    Lookup,
    Items,
    List(OrderBy),
}

/// Watches one run.
pub(crate) struct Oracle<'a> {
    plan: &'a Plan,
    world: &'a World,
    in_flight: HashMap<RequestId, Lane>,
    sent: VecDeque<Duration>,
    /// When a request went out although the share was used up.
    floor_used: Option<Duration>,
    limit: u32,
    /// Until then the server wants to be left alone.
    paused_until: Duration,
    /// The rows, each with the request whose answer gave it its time.
    shown: Vec<(Shown, RequestId)>,
    /// The request answered last.
    answer: Option<RequestId>,
    denied: bool,
    refresh_planned: bool,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(plan: &'a Plan, world: &'a World) -> Self {
        Self {
            plan,
            world,
            in_flight: HashMap::new(),
            sent: VecDeque::new(),
            floor_used: None,
            limit: ASSUMED_LIMIT,
            paused_until: Duration::ZERO,
            shown: Vec::new(),
            answer: None,
            denied: false,
            refresh_planned: false,
        }
    }

    /// A request goes out.
    pub(crate) fn on_request(
        &mut self,
        engine: &Engine,
        request: &Request,
        now: Now,
    ) -> Result<(), String> {
        if self.denied {
            return Err("a request although the token was refused".into());
        }
        if now.mono < self.paused_until {
            return Err("a request although the limits are used up".into());
        }
        Self::paging(&request.call)?;
        let lane = match &request.call {
            Call::Organization => Lane::Organization,
            Call::Members(_) => Lane::Members,
            Call::Conversation(_) => Lane::Lookup,
            Call::Items(_) => Lane::Items,
            Call::List(query) => Lane::List(query.order),
        };
        // Two kinds of work share each order: deltas and rereading, deltas and history.
        let most = if matches!(lane, Lane::List(_)) { 2 } else { 1 };
        if self
            .in_flight
            .values()
            .filter(|flying| **flying == lane)
            .count()
            >= most
        {
            return Err(format!("too many requests of one kind in flight: {lane:?}"));
        }
        self.in_flight.insert(request.id, lane);
        self.budget(engine, &request.call, now.mono)
    }

    fn paging(call: &Call) -> Result<(), String> {
        match call {
            Call::List(ListQuery { size, .. }) if *size != PageSize::MAX => {
                Err("the list is asked for in small pages".into())
            }
            Call::List(ListQuery {
                order: OrderBy::LastMessage,
                start: Start::Beginning,
                ..
            }) => Err("the list by latest message from the beginning of all time".into()),
            Call::Items(ItemsQuery {
                start: Start::From(from),
                ..
            }) if *from > stamp(START + DAY) => Err("items from the future".into()),
            _ => Ok(()),
        }
    }

    /// The share is kept in every 60 s, apart from one poll in two minutes.
    fn budget(&mut self, engine: &Engine, call: &Call, now: Duration) -> Result<(), String> {
        while self
            .sent
            .front()
            .is_some_and(|at| *at + Duration::from_mins(1) <= now)
        {
            self.sent.pop_front();
        }
        let allowed = (f64::from(self.limit) * self.plan.settings.share)
            .floor()
            .max(1.0);
        let used = self.sent.len();
        self.sent.push_back(now);
        let shown = engine.status().budget.used;
        if usize::try_from(shown) != Ok(self.sent.len()) {
            return Err(format!(
                "{shown} requests counted, {} sent",
                self.sent.len()
            ));
        }
        if f64::from(u32::try_from(used).unwrap_or(u32::MAX)) < allowed {
            return Ok(());
        }
        let floor = self
            .floor_used
            .is_none_or(|at| at + Duration::from_mins(2) <= now);
        if floor && matches!(call, Call::List(_) | Call::Organization) {
            self.floor_used = Some(now);
            return Ok(());
        }
        Err(format!(
            "{used} requests in a minute, {allowed} allowed, and {call:?}"
        ))
    }

    /// An answer is about to be handed over.
    pub(crate) fn on_answer(
        &mut self,
        id: RequestId,
        outcome: &Result<Reply, Failure>,
        now: Duration,
    ) {
        self.in_flight.remove(&id);
        self.answer = Some(id);
        if let Err(failure) = outcome {
            self.paused_until = self.paused_until.max(now + pause(failure));
        }
        let meta = match outcome {
            Ok(reply) => &reply.meta,
            Err(failure) => &failure.meta,
        };
        self.limit = meta.limits.minute_limit.unwrap_or(self.limit);
    }

    pub(crate) fn on_refresh(&mut self) {
        self.denied = false;
        self.refresh_planned = false;
    }

    /// Notes that the token was refused; whether a user has yet to react to it.
    pub(crate) fn denied(&mut self) -> bool {
        self.denied = true;
        !std::mem::replace(&mut self.refresh_planned, true)
    }

    /// After every input.
    pub(crate) fn on_changes(
        &mut self,
        engine: &Engine,
        changes: &[Change],
        now: Now,
        at: Ms,
    ) -> Result<(), String> {
        let told: HashSet<_> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Row(slot) => Some(*slot),
                _ => None,
            })
            .collect();
        for slot in engine.picture().slots() {
            let Some(row) = engine.picture().row(slot) else {
                return Err("a slot without a row".into());
            };
            let known = self.shown.get(slot.index());
            if known.is_some_and(|(known, _)| known.is(row)) {
                continue;
            }
            let shown = Shown::of(row);
            if !told.contains(&slot) {
                return Err(format!("nobody was told that {shown:?} was {known:?}"));
            }
            // Of two requests under way together the later one may get there first, but what an earlier
            // one brought never replaces it.
            let back = |(known, told): &(Shown, RequestId)| {
                known.last > shown.last && self.answer < Some(*told)
            };
            if known.is_some_and(back) {
                return Err(format!("a row went back in time: {shown:?} was {known:?}"));
            }
            self.sides(row, at)?;
            let by = self.answer.unwrap_or(RequestId(0));
            if let Some((known, told)) = self.shown.get_mut(slot.index()) {
                if known.last != shown.last {
                    *told = by;
                }
                *known = shown;
            } else {
                self.shown.push((shown, by));
            }
        }
        if engine.status().all_known(now) {
            self.all_clear(engine, at)?;
        }
        Ok(())
    }

    /// Nothing is shown that does not exist, and nothing on the wrong side.
    fn sides(&self, row: &Row, at: Ms) -> Result<(), String> {
        let id = &row.conversation.id;
        let conv = self.world.conv(id).ok_or("a conversation out of nowhere")?;
        let Some(digest) = &row.digest else {
            return Ok(());
        };
        let real = |key: &ItemKey, role: Role| {
            let mut items = conv.visible_items(at);
            items.any(|item| item.key() == *key && item.kind.role() == role)
        };
        for key in digest.unanswered() {
            if !real(key, Role::Inbound) {
                return Err(format!("{id}: {key:?} is shown as inbound"));
            }
        }
        if digest.waiting_since() != digest.unanswered().first().map(|key| key.at) {
            return Err(format!("{id}: waits since the wrong moment"));
        }
        if let Some(answer) = digest.last_answer() {
            let mut items = conv.visible_items(at);
            let answered = |kind: Role| kind == Role::HumanAnswer;
            if !items.any(|item| stamp(item.at) == answer && answered(item.kind.role())) {
                return Err(format!("{id}: an answer that nobody gave"));
            }
        }
        Ok(())
    }

    /// No false all-clear.
    fn all_clear(&self, engine: &Engine, at: Ms) -> Result<(), String> {
        let grace = engine.status().stale_after.max(Duration::from_mins(1));
        let grace = GRACE + u64::try_from(grace.as_millis()).unwrap_or(Ms::MAX);
        for conv in &self.world.conversations {
            let long = conv.items.len() > ITEMS_READ;
            if long || conv.deleted.is_some() || !self.in_window(conv, at) {
                continue;
            }
            let slot = engine.picture().slot(&conv.id);
            let row = slot.and_then(|slot| engine.picture().row(slot));
            let digest = row.and_then(|row| row.digest.as_deref());
            for item in conv.unanswered(at) {
                let knowable = conv
                    .knowable_at(item, self.window_from())
                    .unwrap_or(Ms::MAX);
                let late = knowable.saturating_sub(item.at) > LAG_MAX + 2 * SECOND;
                if late || knowable.saturating_add(grace) > at {
                    continue;
                }
                if !digest.is_some_and(|digest| digest.unanswered().contains(&item.key())) {
                    let age = (at - knowable) / SECOND;
                    let id = &conv.id;
                    return Err(format!(
                        "{id}: all clear, but {item:?} is visible for {age} s"
                    ));
                }
            }
        }
        Ok(())
    }

    fn in_window(&self, conv: &Conv, at: Ms) -> bool {
        conv.look(at)
            .and_then(|look| look.moved)
            .is_some_and(|moved| stamp(moved) >= self.window_from())
    }

    /// Where the window begins, give or take what a clock may be wrong.
    fn window_from(&self) -> Timestamp {
        stamp(START + 2 * MINUTE).minus(self.plan.settings.window)
    }
}
