//! One run: follows the engine's contract in virtual time, between the model server and the oracle.

use std::time::Duration;

use crate::model::conversation::Conversation;
use crate::model::exchange::Meta;
use crate::model::id::RequestId;
use crate::model::item::Item;
use crate::model::time::{Now, Timestamp};
use crate::sync::{
    AuthProblem, Body, Call, Engine, Failure, FailureKind, Input, Link, NetworkProblem, Reply,
    Request, Settings, Slot, Watch,
};
use fastrand::Rng;

use super::figures::Figures;
use super::oracle::Oracle;
use super::plan::{Deed, Fault, Ledger, Plan};
use super::server::{Server, failure};
use super::world::{MINUTE, Ms, SECOND, START, World, stamp};

/// A picture that was right for as long as this stays right: the last day was read again meanwhile.
const CALM: Ms = 7 * MINUTE;
/// How often the picture is compared once it is quiet.
const LOOK_EVERY: Ms = 30 * SECOND;

/// An answer on its way.
struct Flight {
    arrives: Ms,
    id: RequestId,
    outcome: Result<Reply, Failure>,
}

struct Sim<'a> {
    plan: &'a Plan,
    rng: Rng,
    world: &'a World,
    server: Server<'a>,
    engine: Engine,
    oracle: Oracle<'a>,
    /// True time.
    at: Ms,
    /// When the engine was made, and how long the machine has slept since, which the monotonic clock
    /// does not see.
    born: Ms,
    slept: Ms,
    /// Our wall clock minus the server's.
    skew: i64,
    flights: Vec<Flight>,
    deeds: Vec<(Ms, Deed)>,
    figures: Figures,
    trace: bool,
    /// Inputs without any time passing.
    standstill: u32,
    /// Up to when the picture was compared with the truth, and since when it has been right.
    looked_at: Ms,
    right_since: Option<Ms>,
}

/// Runs one seed; `Err` says which promise was broken.
pub(crate) fn run(seed: u64) -> Result<Figures, String> {
    let mut rng = Rng::with_seed(seed);
    let plan = Plan::new(seed, &mut rng);
    let world = World::new(&plan, &mut rng);
    let mut deeds = plan.deeds.clone();
    deeds.reverse();
    let now = Now {
        mono: Duration::ZERO,
        wall: wall(START, plan.skew),
    };
    let server = Server::new(&plan, &world, rng.fork());
    let mut sim = Sim {
        plan: &plan,
        rng,
        world: &world,
        server,
        engine: Engine::new(plan.settings, now),
        oracle: Oracle::new(&plan, &world),
        at: START,
        born: START,
        slept: 0,
        skew: plan.skew,
        flights: Vec::new(),
        deeds,
        figures: Figures::default(),
        trace: std::env::var_os("SIM_TRACE").is_some(),
        standstill: 0,
        looked_at: plan.quiet_at,
        right_since: None,
    };
    sim.tell(|| format!("{plan:?}"));
    sim.run()
        .map_err(|broken| format!("at {}: {broken}", sim.clock()))?;
    Ok(sim.figures)
}

/// An answer, for whoever replays a seed.
fn brief(reply: &Reply) -> String {
    let rows: Vec<_> = match &reply.body {
        Body::List(page) => {
            let row = |row: &Conversation| format!("{}@{:?}", row.id, row.last_message_at);
            page.rows.iter().map(row).collect()
        }
        Body::Items(page) => {
            let item = |item: &Item| format!("{}@{}", item.id, item.created_at);
            page.rows.iter().map(item).collect()
        }
        _ => Vec::new(),
    };
    format!("{:?} {rows:?}", reply.meta.limits)
}

fn wall(at: Ms, skew: i64) -> Timestamp {
    Timestamp::from_millis(stamp(at).as_millis() + skew)
}

impl Sim<'_> {
    fn run(&mut self) -> Result<(), String> {
        self.drain()?;
        loop {
            let next = self.next_event();
            let over = self.look(next)?;
            if over || next >= self.plan.ends_at() {
                break;
            }
            self.standstill = if next == self.at {
                self.standstill + 1
            } else {
                0
            };
            if self.standstill > 1_000 {
                return Err("time stands still".into());
            }
            self.at = next;
            self.step()?;
        }
        let figures = &mut self.figures;
        figures.seeds = 1;
        figures.virtual_time = self.at - START;
        figures.events = self.world.events();
        for _ in 0..self.server.stale_tokens {
            figures.fault("stale tokens");
        }
        Ok(())
    }

    /// Compares the picture with the truth up to `next`. Whether the run may end.
    fn look(&mut self, next: Ms) -> Result<bool, String> {
        while self.looked_at < next && self.looked_at <= self.plan.ends_at() {
            let at = self.looked_at;
            let wrong = self.oracle.differences(&self.engine, self.now_at(at), at);
            let over = |patience| at >= self.plan.right_at(patience);
            if let Some((patience, why)) = wrong.iter().find(|(patience, _)| over(*patience)) {
                return Err(format!("not settled ({patience:?}): {why}"));
            }
            if wrong.is_empty() {
                let since = *self.right_since.get_or_insert(at);
                if !self.plan.to_the_end && at >= since + CALM {
                    return Ok(true);
                }
            } else {
                self.right_since = None;
                let after = at - self.plan.quiet_at;
                self.figures.recovered_after = self.figures.recovered_after.max(after);
            }
            self.looked_at += LOOK_EVERY;
        }
        Ok(false)
    }

    fn next_event(&self) -> Ms {
        let flight = self.flights.iter().map(|flight| flight.arrives).min();
        let deed = self.deeds.last().map(|(at, _)| *at);
        let deadline = self.engine.next_deadline().map(|mono| {
            let ms = u64::try_from(mono.as_nanos().div_ceil(1_000_000)).unwrap_or(Ms::MAX);
            self.born + self.slept + ms
        });
        let next = [flight, deed, deadline].into_iter().flatten().min();
        next.unwrap_or(Ms::MAX).max(self.at)
    }

    /// One input at the present moment.
    fn step(&mut self) -> Result<(), String> {
        let due = |flight: &Flight| flight.arrives <= self.at;
        if let Some(place) = self.flights.iter().position(due) {
            let flight = self.flights.swap_remove(place);
            let now = self.mono();
            self.oracle
                .on_answer(flight.id, &flight.outcome, now, self.at);
            self.handle(Input::Reply(flight.id, flight.outcome));
        } else if self.deeds.last().is_some_and(|(at, _)| *at <= self.at) {
            if let Some((_, deed)) = self.deeds.pop() {
                self.act(deed)?;
            }
        } else {
            self.handle(Input::Timeout);
        }
        self.drain()
    }

    fn act(&mut self, deed: Deed) -> Result<(), String> {
        match deed {
            Deed::Watch(number) => self.watch(number),
            Deed::Order(order) => self.handle(Input::Order(order)),
            Deed::Refresh => {
                self.oracle.on_refresh();
                self.handle(Input::Refresh);
            }
            Deed::Older(number) => {
                let older = self.slot(number).map(Input::Older);
                self.handle(older.unwrap_or(Input::Timeout));
            }
            Deed::See(number) => {
                if let Some(slot) = self.slot(number) {
                    self.oracle.see(&self.engine, slot)?;
                }
                self.handle(Input::Timeout);
            }
            Deed::Restart(ledger) => self.restart(ledger),
            Deed::Sleep(length, number) => {
                self.sleep(length);
                self.drain()?;
                self.watch(number);
            }
            Deed::SetClock(by) => {
                self.figures.fault("clock jumps");
                self.skew += by;
                self.oracle.on_jump(&self.engine, self.mono());
                self.handle(Input::Timeout);
            }
            Deed::Spurious => self.handle(Input::Timeout),
        }
        Ok(())
    }

    /// The user opens some row, or the latest.
    fn watch(&mut self, number: usize) {
        let visible = (number..number + 6).filter_map(|n| self.slot(n)).collect();
        let open = if number.is_multiple_of(2) {
            self.slot(number)
        } else {
            self.latest_slot()
        };
        self.handle(Input::Watch(Watch { open, visible }));
    }

    /// Some row.
    fn slot(&self, number: usize) -> Option<Slot> {
        let count = self.engine.picture().slots().count();
        self.engine.picture().slots().nth(number % count.max(1))
    }

    /// The row in which something happened last.
    fn latest_slot(&self) -> Option<Slot> {
        let picture = self.engine.picture();
        let last = |slot: &Slot| picture.row(*slot)?.conversation.last_message_at;
        picture.slots().max_by_key(last)
    }

    /// The program ends, with all that was under way, and is started anew.
    fn restart(&mut self, ledger: Ledger) {
        self.figures.fault(match ledger {
            Ledger::Kept => "restarts",
            Ledger::Lost => "restarts, no ledger",
        });
        self.flights.clear();
        (self.born, self.slept) = (self.at, 0);
        let settings = Settings {
            seed: self.rng.u64(..),
            ..self.plan.settings
        };
        self.engine = Engine::new(settings, self.now());
        self.oracle.on_restart(ledger, self.at);
    }

    /// The machine sleeps. Answers that came meanwhile wait in a buffer or are lost.
    fn sleep(&mut self, length: Ms) {
        let length = length.min(self.plan.quiet_at.saturating_sub(self.at));
        self.figures.fault("sleeps");
        self.at += length;
        self.slept += length;
        for flight in &mut self.flights {
            if flight.arrives < self.at {
                flight.arrives = self.at + self.rng.u64(..SECOND);
                if self.rng.bool() {
                    let broken = FailureKind::Network(NetworkProblem::Broken);
                    flight.outcome = Err(failure(broken, Meta::default()));
                }
            }
        }
        if length > 5 * SECOND {
            self.oracle.on_jump(&self.engine, self.mono());
        }
        self.handle(Input::Timeout);
    }

    /// Tells what happens, where that was asked for (`SIM_TRACE=1`, beside `SIM_SEED`).
    #[expect(clippy::print_stderr, reason = "asked for by whoever replays a seed")]
    fn tell(&self, what: impl FnOnce() -> String) {
        if self.trace {
            let passed = Duration::from_millis(self.at - START);
            eprintln!("{passed:>12.3?} {}", what());
        }
    }

    fn handle(&mut self, input: Input) {
        self.tell(|| match &input {
            Input::Reply(id, Ok(reply)) => format!("<- {} {}", id.0, brief(reply)),
            Input::Reply(id, Err(failure)) => format!("<- {} {failure:?}", id.0),
            input => format!("   {input:?}"),
        });
        let now = self.now();
        self.figures.inputs += 1;
        self.engine.handle(input, now);
    }

    /// The contract: both polls to their end, then wait for a moment that is yet to come.
    fn drain(&mut self) -> Result<(), String> {
        let now = self.now();
        while let Some(request) = self.engine.poll_request() {
            self.oracle
                .on_request(&self.engine, &request, now, self.at)?;
            self.figures.requests += 1;
            self.tell(|| format!("-> {} {:?}", request.id.0, request.call));
            self.send(request);
        }
        if let Some(complaint) = self.server.complaint.take() {
            return Err(complaint);
        }
        let mut changes = Vec::new();
        while let Some(change) = self.engine.poll_change() {
            changes.push(change);
        }
        if let Some(at) = self.engine.next_deadline().filter(|at| *at <= now.mono) {
            let now = now.mono;
            return Err(format!(
                "a busy loop: wants to be called at {at:?}, it is {now:?}"
            ));
        }
        self.oracle
            .on_changes(&self.engine, &changes, now, self.at)?;
        if matches!(self.engine.status().link, Link::Denied(..)) && self.oracle.denied() {
            let wait = self.rng.u64(5 * SECOND..2 * MINUTE);
            self.deeds.push((self.at + wait, Deed::Refresh));
            self.deeds.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        }
        Ok(())
    }

    fn send(&mut self, Request { id, call }: Request) {
        let (up, mut down) = self.latency();
        let there = self.at + up;
        let slow = self.plan.slow_items && there < self.plan.quiet_at;
        if slow && matches!(call, Call::Items(_)) {
            down += self.rng.u64(..25 * SECOND);
        }
        let fault = self.fault(there, &call);
        let network = |problem| Err(failure(FailureKind::Network(problem), Meta::default()));
        let (arrives, outcome) = match fault {
            None => (there + down, self.server.answer(&call, there)),
            Some(Fault::Slow) => {
                let longer = self.rng.u64(4 * SECOND..25 * SECOND);
                let arrives = there + down + longer;
                (arrives, self.server.answer(&call, there))
            }
            Some(Fault::BadRows) => {
                let mut outcome = self.server.answer(&call, there);
                self.server.garble(&mut outcome);
                if let (Call::Items(query), Ok(_)) = (&call, &outcome) {
                    self.oracle.on_garbled_items(query.conversation.clone());
                }
                self.oracle.on_garbled(self.server.garbled.drain(..));
                (there + down, outcome)
            }
            Some(Fault::Down) if self.rng.bool() => {
                (self.at + 200, network(NetworkProblem::Connect))
            }
            // Lost on the way there, or on the way back: then the server did the work.
            Some(Fault::Down | Fault::Lossy) => {
                if self.rng.bool() {
                    drop(self.server.answer(&call, there));
                }
                if self.rng.bool() {
                    (self.at + 30 * SECOND, network(NetworkProblem::Timeout))
                } else {
                    (there + down, network(NetworkProblem::Broken))
                }
            }
            Some(Fault::ServerError(status)) => {
                let failed = failure(FailureKind::Status(status), Meta::default());
                (there + down, Err(failed))
            }
            Some(Fault::Garbage) => {
                let (meta, _) = self.server.meter.count(there);
                (there + down, Err(failure(FailureKind::Unreadable, meta)))
            }
            Some(Fault::Forbidden) => {
                let (meta, _) = self.server.meter.count(there);
                let refused = FailureKind::Auth(AuthProblem::Forbidden);
                (there + down, Err(failure(refused, meta)))
            }
        };
        if let Some(fault) = fault {
            self.figures.fault(fault.name());
        } else if outcome.is_err() {
            self.figures.fault("refused, not found");
        }
        self.flights.push(Flight {
            arrives,
            id,
            outcome,
        });
    }

    fn fault(&mut self, at: Ms, call: &Call) -> Option<Fault> {
        match self.plan.fault(at, call) {
            Some(Fault::Lossy) if self.rng.bool() => None,
            Some(fault) => Some(fault),
            None if at < self.plan.quiet_at && self.rng.u8(..100) < self.plan.loss_percent => {
                Some(Fault::Lossy)
            }
            None => None,
        }
    }

    fn latency(&mut self) -> (Ms, Ms) {
        let mut way = |usual: Ms| match self.rng.u8(..20) {
            0 => self.rng.u64(usual..3 * SECOND),
            _ => self.rng.u64(10..usual),
        };
        (way(300), way(300))
    }

    fn mono(&self) -> Duration {
        Duration::from_millis(self.at - self.born - self.slept)
    }

    fn now(&self) -> Now {
        self.now_at(self.at)
    }

    /// What our clocks show at a moment from which on the machine is awake.
    fn now_at(&self, at: Ms) -> Now {
        Now {
            mono: Duration::from_millis(at - self.born - self.slept),
            wall: wall(at, self.skew),
        }
    }

    fn clock(&self) -> String {
        let minutes = (self.at - START) / MINUTE;
        let quiet = if self.at < self.plan.quiet_at {
            "before"
        } else {
            "after"
        };
        let (requests, conversations) = (self.figures.requests, self.world.conversations.len());
        format!(
            "{minutes} min, {quiet} the faults stopped, {requests} requests, {conversations} \
             conversations"
        )
    }
}
