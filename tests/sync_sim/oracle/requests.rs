//! What may be asked, when, and how much of it: stated in terms of the requests alone.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::model::exchange::{Cursor, ItemsQuery, ListQuery, OrderBy, PageSize, RateLimits, Start};
use crate::model::id::RequestId;
use crate::model::time::{Now, Timestamp};
use crate::sync::{Body, Call, Engine, Failure, FailureKind, Link, Reply, Request};

use super::super::plan::Plan;
use super::super::world::{DAY, HOUR, Ms, SECOND, stamp};

/// Assumed while no response said otherwise.
const ASSUMED_LIMIT: u32 = 100;
/// Part of the minute limit that is left for others.
const RESERVE: f64 = 0.1;
/// How far off a moment may be that is told by a clock that is right: whoever slept goes on where they
/// were.
const CLOCKS: Duration = Duration::from_mins(60);
const ONE_MINUTE: Duration = Duration::from_mins(1);
/// The list goes on this often, whatever the share says.
const FLOOR: Duration = Duration::from_mins(2);
/// What a day's share may be exceeded by: the requests before the first limits were told, and what
/// was already under way then.
const DAY_SLACK: f64 = 25.0;

/// For how long a failure forbids to ask again, if it does.
fn pause(failure: &Failure) -> Option<Duration> {
    let spent = failure.meta.limits.minute_remaining == Some(0)
        || failure.meta.limits.day_remaining == Some(0);
    match failure.kind {
        FailureKind::RateLimited(asked) => Some(asked.unwrap_or(ONE_MINUTE)),
        FailureKind::Auth(_) | FailureKind::Status(503) if spent => Some(ONE_MINUTE),
        _ => None,
    }
}

/// A kind of work, as far as it can be told from outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Lane {
    Organization,
    Members,
    Lookup,
    Items,
    /// The list by latest message from less than a day ago: only a delta.
    Delta,
    /// The same from further back: the window, a rereading, or the delta of a clinic where little
    /// happens.
    Latest,
    Created,
    History,
}

impl Lane {
    /// Whether they walk through the same list: where little happens, or where a walk goes on after its token
    /// was refused, more cannot be told.
    fn alike(self, other: Self) -> bool {
        let latest = |lane| matches!(lane, Self::Delta | Self::Latest);
        let created = |lane| matches!(lane, Self::Created | Self::History);
        self == other || (latest(self) && latest(other)) || (created(self) && created(other))
    }

    /// Requests that may be under way at once: those of a delta, of a rereading and of history.
    fn most(self) -> usize {
        match self {
            Self::Delta | Self::Latest => 2,
            Self::Created | Self::History => 3,
            Self::Organization | Self::Members | Self::Lookup | Self::Items => 1,
        }
    }
}

/// A walk through a list.
#[derive(Clone, Copy, Debug)]
struct Walk {
    lane: Lane,
    began: Ms,
    latest: Option<Timestamp>,
    /// It began further back than walks that ended before.
    again: bool,
}

/// A request under way.
#[derive(Debug)]
struct Flight {
    call: Call,
    walk: Walk,
    issued: Duration,
}

/// Watches the requests of one engine.
pub(super) struct Requests<'a> {
    plan: &'a Plan,
    in_flight: HashMap<RequestId, Flight>,
    /// The walk that each token goes on with.
    tokens: HashMap<Cursor, Walk>,
    /// Tokens that were refused.
    stale: Vec<Cursor>,
    sent: VecDeque<Duration>,
    /// Requests since the limit of a day was first spoken of.
    total: u32,
    /// When a request went out although the share was used up.
    floor_used: Option<Duration>,
    limits: RateLimits,
    told_at: Duration,
    /// Most of a day that was ever said to be left, and when a day was first spoken of.
    day: Option<(u32, Duration)>,
    /// Until then the server wants to be left alone.
    paused_until: Duration,
    /// When it last said that its limits are used up, unless it has answered since.
    refused_at: Option<Duration>,
    /// The latest time up to which any walk that ended knows the list.
    known_to: Option<Timestamp>,
    /// The last walk that ended began further back than it had to.
    read_again: bool,
    /// How far off our clock was at worst.
    clock_off: Duration,
    pub(super) denied: bool,
    /// The list is to be asked for before the next input.
    expects_poll: bool,
}

impl<'a> Requests<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            in_flight: HashMap::new(),
            tokens: HashMap::new(),
            stale: Vec::new(),
            sent: VecDeque::new(),
            total: 0,
            floor_used: None,
            limits: RateLimits::default(),
            told_at: Duration::ZERO,
            day: None,
            paused_until: Duration::ZERO,
            refused_at: None,
            known_to: None,
            read_again: false,
            clock_off: Duration::ZERO,
            denied: false,
            expects_poll: false,
        }
    }

    /// A request goes out. `Some` if it is for the list by latest message from that time on, and the list
    /// was walked before.
    pub(super) fn on_request(
        &mut self,
        engine: &Engine,
        request: &Request,
        Now { mono: now, wall }: Now,
        at: Ms,
    ) -> Result<Option<Timestamp>, String> {
        let off = wall.since(stamp(at)).max(stamp(at).since(wall));
        self.clock_off = self.clock_off.max(off);
        if self.denied {
            return Err("a request although the token was refused".into());
        }
        if now < self.paused_until {
            return Err("a request although the limits are used up".into());
        }
        let call = &request.call;
        self.paging(call, at)?;
        let walk = self.walk(call, at);
        let flying = self.in_flight.values().map(|flight| flight.walk.lane);
        if flying.filter(|lane| lane.alike(walk.lane)).count() >= walk.lane.most() {
            let lane = walk.lane;
            return Err(format!("too many requests of one kind in flight: {lane:?}"));
        }
        if matches!(walk.lane, Lane::Delta | Lane::Latest) {
            self.expects_poll = false;
        }
        // A rereading may know more than the last delta: but not for two deltas.
        if walk.again && self.read_again {
            return Err(format!("what is known is walked through again: {call:?}"));
        }
        let from = match call {
            Call::List(ListQuery {
                order: OrderBy::LastMessage,
                start: Start::From(from),
                ..
            }) => Some(*from),
            _ => None,
        };
        let call = call.clone();
        self.budget(engine, &call, now)?;
        let issued = now;
        let flight = Flight { call, walk, issued };
        self.in_flight.insert(request.id, flight);
        Ok(from.filter(|_| self.known_to.is_some()))
    }

    /// Which walk a request belongs to, or begins.
    fn walk(&self, call: &Call, at: Ms) -> Walk {
        let begin = |lane| Walk {
            lane,
            began: at,
            latest: None,
            again: self.is_known(call, at),
        };
        let lane = match call {
            Call::Organization => Lane::Organization,
            Call::Members(_) => Lane::Members,
            Call::Conversation(_) => Lane::Lookup,
            Call::Items(_) => Lane::Items,
            Call::List(ListQuery { order, start, .. }) => match (order, start) {
                (_, Start::After(token)) => {
                    let known = self.tokens.get(token).copied();
                    return known.unwrap_or_else(|| begin(Lane::Latest));
                }
                (OrderBy::LastMessage, Start::From(from)) if *from > stamp(at - 16 * HOUR) => {
                    Lane::Delta
                }
                (OrderBy::LastMessage, _) => Lane::Latest,
                (OrderBy::Created, Start::From(from)) if *from > stamp(at - 8 * DAY) => {
                    Lane::Created
                }
                (OrderBy::Created, _) => Lane::History,
            },
        };
        begin(lane)
    }

    fn paging(&self, call: &Call, at: Ms) -> Result<(), String> {
        match call {
            Call::List(ListQuery { size, .. }) if *size != PageSize::MAX => {
                Err("the list is asked for in small pages".into())
            }
            Call::List(ListQuery {
                order: OrderBy::LastMessage,
                start: Start::Beginning,
                ..
            }) => Err("the list by latest message from the beginning of all time".into()),
            Call::List(ListQuery {
                start: Start::After(token),
                ..
            }) if self.stale.contains(token) => {
                Err("a token that was refused is used again".into())
            }
            Call::Items(ItemsQuery {
                start: Start::From(from),
                ..
            }) if *from > stamp(at + DAY) => Err("items from the future".into()),
            _ => Ok(()),
        }
    }

    /// Whether a list begins further back than where the last walks that ended leave off, and is not one
    /// that is read again on purpose.
    fn is_known(&self, call: &Call, at: Ms) -> bool {
        let Call::List(ListQuery {
            order: OrderBy::LastMessage,
            start: Start::From(from),
            ..
        }) = call
        else {
            return false;
        };
        // A replica that lags behind takes back what another one showed.
        if self.plan.replica_lag > 0 {
            return false;
        }
        let slack = CLOCKS + self.clock_off;
        let near = |back: Duration| {
            let place = stamp(at).minus(back);
            from.since(place).max(place.since(*from)) < slack
        };
        let reread = near(Duration::from_hours(24)) || near(self.plan.settings.window);
        let known_to = self.known_to.filter(|_| !reread);
        known_to.is_some_and(|known_to| known_to.since(*from) > slack + ONE_MINUTE)
    }

    /// The share is kept in every 60 s, apart from one poll in two minutes, and the reserve is left to
    /// others.
    fn budget(&mut self, engine: &Engine, call: &Call, now: Duration) -> Result<(), String> {
        let over = |at: &Duration| *at + ONE_MINUTE <= now;
        while self.sent.front().is_some_and(over) {
            self.sent.pop_front();
        }
        let limit = f64::from(self.limits.minute_limit.unwrap_or(ASSUMED_LIMIT));
        let allowed = (limit * self.plan.settings.share).floor().max(1.0);
        let used = self.sent.len();
        self.sent.push_back(now);
        self.total += 1;
        let shown = engine.status().budget.used;
        if usize::try_from(shown) != Ok(self.sent.len()) {
            let sent = self.sent.len();
            return Err(format!("{shown} requests counted, {sent} sent"));
        }
        let used = f64::from(u32::try_from(used).unwrap_or(u32::MAX));
        let reserve = self.reserve_reached(now);
        if used < allowed && !reserve {
            return self.day_budget(now);
        }
        let floor = self.floor_used.is_none_or(|at| at + FLOOR <= now);
        if floor && matches!(call, Call::List(_) | Call::Organization) {
            self.floor_used = Some(now);
            return Ok(());
        }
        let left = self.limits.minute_remaining;
        Err(format!(
            "{used} requests in a minute, {allowed} allowed, {left:?} left, and {call:?}"
        ))
    }

    /// Whether what the server said last, and what is under way since, leave only what others may need.
    fn reserve_reached(&self, now: Duration) -> bool {
        let (Some(limit), Some(left)) = (self.limits.minute_limit, self.limits.minute_remaining)
        else {
            return false;
        };
        let flying = u32::try_from(self.in_flight.len()).unwrap_or(u32::MAX);
        let left = left.saturating_sub(flying);
        f64::from(left) <= f64::from(limit) * RESERVE && now < self.told_at + ONE_MINUTE
    }

    /// Our share of what is left of the day is spread over it: an hour of it at once, and the list goes
    /// on.
    fn day_budget(&self, now: Duration) -> Result<(), String> {
        let Some((left, since)) = self.day else {
            return Ok(());
        };
        let passed = now.saturating_sub(since).as_secs_f64();
        let share = f64::from(left) * self.plan.settings.share / 24.0;
        let allowed = share * (1.0 + passed / 3600.0) + passed / FLOOR.as_secs_f64() + DAY_SLACK;
        let total = f64::from(self.total);
        if total > allowed {
            return Err(format!("{total} requests of a day, {allowed:.0} allowed"));
        }
        Ok(())
    }

    /// Requests that were not answered yet.
    pub(super) fn under_way(&self) -> usize {
        self.in_flight.len()
    }

    /// An answer is about to be handed over: what was asked.
    pub(super) fn on_answer(
        &mut self,
        id: RequestId,
        outcome: &Result<Reply, Failure>,
        now: Duration,
        at: Ms,
    ) -> Option<Call> {
        let Flight { call, walk, issued } = self.in_flight.remove(&id)?;
        self.pause(outcome, issued, now);
        let meta = match outcome {
            Ok(reply) => &reply.meta,
            Err(failure) => &failure.meta,
        };
        if meta.limits != RateLimits::default() {
            self.limits = meta.limits;
            self.told_at = now;
        }
        if let Some(left) = meta.limits.day_remaining {
            let (most, since) = self.day.unwrap_or_else(|| {
                self.total = 0;
                (left, now)
            });
            self.day = Some((most.max(left), since));
        }
        match (&call, outcome) {
            (Call::List(query), Ok(reply)) => self.on_page(query, walk, &reply.body, at),
            (Call::List(query), Err(failure)) if failure.kind == FailureKind::Rejected => {
                if let Start::After(token) = &query.start {
                    self.stale.push(token.clone());
                }
            }
            _ => {}
        }
        Some(call)
    }

    /// Refused limits are waited out: as long as the server asks, or a minute. Requests that were under way
    /// together are refused together: that is one refusal.
    fn pause(&mut self, outcome: &Result<Reply, Failure>, issued: Duration, now: Duration) {
        let known = self.refused_at.is_some_and(|at| at >= issued);
        match outcome {
            Ok(_) if !known => self.refused_at = None,
            Ok(_) => {}
            Err(failure) => {
                let Some(wait) = pause(failure) else { return };
                if !known {
                    self.refused_at = Some(now);
                }
                let asked = matches!(failure.kind, FailureKind::RateLimited(Some(_)));
                if !known || asked {
                    self.paused_until = self.paused_until.max(now + wait);
                }
            }
        }
    }

    fn on_page(&mut self, query: &ListQuery, mut walk: Walk, body: &Body, at: Ms) {
        let Body::List(page) = body else { return };
        if query.order == OrderBy::LastMessage {
            let times = page.rows.iter().filter_map(|row| row.last_message_at);
            walk.latest = walk.latest.max(times.max());
        }
        if let Some(next) = page.next.clone().filter(|_| page.has_more) {
            self.tokens.insert(next, walk);
        } else if query.order == OrderBy::LastMessage {
            let began = stamp(walk.began.min(at.saturating_sub(SECOND)));
            self.known_to = self
                .known_to
                .max(walk.latest.map(|latest| latest.min(began)));
            self.read_again = walk.again;
        }
    }

    /// The machine woke, or its clock was set.
    pub(super) fn on_jump(&mut self, engine: &Engine, now: Duration) {
        let limit = f64::from(self.limits.minute_limit.unwrap_or(ASSUMED_LIMIT));
        let allowed = (limit * self.plan.settings.share).floor().max(1.0);
        let recent = self
            .sent
            .iter()
            .filter(|at| **at + ONE_MINUTE > now)
            .count();
        // The organization may be asked for first.
        let room = f64::from(u32::try_from(recent + 1).unwrap_or(u32::MAX)) < allowed;
        let refused = matches!(engine.link(), Link::Denied(..)) || self.refused_at.is_some();
        let flying = |flight: &Flight| matches!(flight.walk.lane, Lane::Delta | Lane::Latest);
        let busy = self.in_flight.values().any(flying);
        let held_back = self.denied || self.reserve_reached(now) || self.plan.day.is_some();
        self.expects_poll = room && !refused && !busy && !held_back && now >= self.paused_until;
    }

    /// All requests that follow from an input went out.
    pub(super) fn after_input(&mut self) -> Result<(), String> {
        if std::mem::take(&mut self.expects_poll) {
            return Err("the machine woke, and the list was not asked for".into());
        }
        Ok(())
    }
}
