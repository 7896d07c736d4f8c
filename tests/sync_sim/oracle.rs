//! The oracle: what must hold at every moment, and what must hold once nothing goes wrong any more.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use spruce_inbox::model::exchange::{ItemsQuery, ListQuery, OrderBy, PageSize, Start};
use spruce_inbox::model::id::RequestId;
use spruce_inbox::model::item::{ItemKey, Role};
use spruce_inbox::model::time::{Now, Timestamp};
use spruce_inbox::sync::{
    Call, Change, Coverage, Engine, Failure, FailureKind, History, HistoryProgress, Link, Reply,
    Request, Row,
};

use super::plan::Plan;
use super::server::member_ids;
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
    shown: Vec<Shown>,
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
            if known.is_some_and(|known| known.is(row)) {
                continue;
            }
            let shown = Shown::of(row);
            if !told.contains(&slot) {
                return Err(format!("nobody was told that {shown:?} was {known:?}"));
            }
            if known.is_some_and(|known| known.last > shown.last) {
                return Err(format!("a row went back in time: {shown:?} was {known:?}"));
            }
            self.sides(row, at)?;
            match self.shown.get_mut(slot.index()) {
                Some(known) => *known = shown,
                None => self.shown.push(shown),
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

    /// Where the picture is not what the server shows at `at`.
    pub(crate) fn differences(&self, engine: &Engine, at: Ms) -> impl Iterator<Item = String> {
        self.world
            .conversations
            .iter()
            .filter_map(move |conv| self.difference(engine, conv, at).err())
    }

    fn difference(&self, engine: &Engine, conv: &Conv, at: Ms) -> Result<(), String> {
        let id = &conv.id;
        let slot = engine.picture().slot(id);
        let row = slot.and_then(|slot| engine.picture().row(slot));
        let recent = conv.updates.iter().any(|update| match update.what {
            super::world::What::Moved(moved) => moved + DAY > at + 10 * MINUTE,
            _ => false,
        });
        let reread = recent || (self.plan.long && self.in_window_ever(conv));
        let Some(truth) = conv.look(at) else {
            return match row.filter(|row| !row.gone && self.is_reread(row, at)) {
                Some(_) => Err(format!("{id} is gone, but still shown")),
                None => Ok(()),
            };
        };
        let expected = self.plan.settings.history == History::All
            || self.in_window(conv, at)
            || conv.born >= START;
        let Some(row) = row.filter(|row| !row.gone) else {
            return if expected {
                Err(format!("{id} is missing"))
            } else {
                Ok(())
            };
        };
        // How far back one reading goes is bounded.
        if !self.in_window(conv, at) || conv.items.len() > ITEMS_READ {
            return Ok(());
        }
        let known = &row.conversation;
        if known.last_message_at != truth.moved.map(stamp) {
            return Err(format!("{id}: an old time"));
        }
        if reread && (known.title.as_str(), known.archived) != (&*truth.name(), truth.archived) {
            return Err(format!("{id}: an old title or archive mark"));
        }
        if row.unchecked() {
            return Err(format!("{id} is unchecked"));
        }
        let digest = row
            .digest
            .as_deref()
            .ok_or_else(|| format!("{id}: no digest"))?;
        let owed: Vec<_> = conv
            .unanswered(at)
            .into_iter()
            .map(super::world::WorldItem::key)
            .collect();
        if digest.unanswered() != owed {
            let shown = digest.unanswered();
            return Err(format!("{id}: {shown:?} instead of {owed:?}"));
        }
        if !digest.reached() {
            return Err(format!("{id}: how long somebody waits is not known"));
        }
        Ok(())
    }

    /// Whether a row is among those that are read again before the run ends. Behind that, and without
    /// any message, only its items tell that a conversation is gone.
    fn is_reread(&self, row: &Row, at: Ms) -> bool {
        let back = if self.plan.long {
            self.plan.settings.window
        } else {
            Duration::from_hours(24)
        };
        let from = stamp(at + 10 * MINUTE).minus(back);
        row.conversation
            .last_message_at
            .is_some_and(|last| last >= from)
    }

    fn in_window_ever(&self, conv: &Conv) -> bool {
        let window = u64::try_from(self.plan.settings.window.as_millis()).unwrap_or(Ms::MAX);
        conv.updates.iter().any(|update| match update.what {
            // The window moves on, so what lies near its edge may have left it.
            super::world::What::Moved(moved) => moved + window > self.plan.settled_at(),
            _ => false,
        })
    }

    /// What must be said of a picture that is right.
    pub(crate) fn at_rest(&self, engine: &Engine, now: Now) -> Result<(), String> {
        let status = engine.status();
        if status.coverage != Coverage::Complete {
            return Err(format!("coverage is {:?}", status.coverage));
        }
        if status.link != Link::Up {
            return Err(format!("the link is {:?}", status.link));
        }
        let history = match self.plan.settings.history {
            History::Off => HistoryProgress::Off,
            History::All | History::Since(_) => HistoryProgress::Done,
        };
        if status.history != history {
            return Err(format!("history is {:?}", status.history));
        }
        if !status.all_known(now) {
            return Err(format!("not all is known: {status:?}"));
        }
        if let Some(member) = member_ids().find(|id| engine.member(id).is_none()) {
            return Err(format!("{member} is not known"));
        }
        Ok(())
    }
}
