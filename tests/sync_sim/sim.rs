//! One run: follows the engine's contract in virtual time, between the model server and the oracle.

use std::time::Duration;

use crate::model::exchange::Meta;
use crate::model::id::RequestId;
use crate::model::time::{Now, Timestamp};
use crate::sync::{
    AuthProblem, Call, Engine, Failure, FailureKind, Input, Link, NetworkProblem, Reply, Request,
    Slot, Watch,
};
use fastrand::Rng;

use super::figures::Figures;
use super::oracle::Oracle;
use super::plan::{Deed, Fault, Plan};
use super::server::{Server, failure};
use super::world::{MINUTE, Ms, SECOND, START, World, stamp};

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
    /// How long the machine has slept, which the monotonic clock does not see.
    slept: Ms,
    /// Our wall clock minus the server's.
    skew: i64,
    flights: Vec<Flight>,
    deeds: Vec<(Ms, Deed)>,
    figures: Figures,
    /// Inputs without any time passing.
    standstill: u32,
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
    let mut sim = Sim {
        plan: &plan,
        rng,
        world: &world,
        server: Server::new(&plan, &world),
        engine: Engine::new(plan.settings, now),
        oracle: Oracle::new(&plan, &world),
        at: START,
        slept: 0,
        skew: plan.skew,
        flights: Vec::new(),
        deeds,
        figures: Figures::default(),
        standstill: 0,
    };
    sim.run()
        .map_err(|broken| format!("at {}: {broken}", sim.clock()))?;
    Ok(sim.figures)
}

fn wall(at: Ms, skew: i64) -> Timestamp {
    Timestamp::from_millis(stamp(at).as_millis() + skew)
}

impl Sim<'_> {
    fn run(&mut self) -> Result<(), String> {
        let end = self.plan.settled_at();
        let mut look_at = self.plan.quiet_at;
        let mut wrong_at = self.plan.quiet_at;
        self.drain()?;
        loop {
            let next = self.next_event();
            while look_at < next.min(end) {
                if self
                    .oracle
                    .differences(&self.engine, look_at)
                    .next()
                    .is_some()
                {
                    wrong_at = look_at;
                }
                look_at += MINUTE / 4;
            }
            if next >= end {
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
        self.at = end;
        if let Some(difference) = self.oracle.differences(&self.engine, end).next() {
            return Err(format!("not settled: {difference}"));
        }
        self.oracle.at_rest(&self.engine, self.now())?;
        let figures = &mut self.figures;
        figures.recovered_after = wrong_at - self.plan.quiet_at;
        figures.virtual_time = end - START;
        figures.seeds = 1;
        Ok(())
    }

    fn next_event(&self) -> Ms {
        let flight = self.flights.iter().map(|flight| flight.arrives).min();
        let deed = self.deeds.last().map(|(at, _)| *at);
        let deadline = self.engine.next_deadline().map(|mono| {
            let ms = u64::try_from(mono.as_nanos().div_ceil(1_000_000)).unwrap_or(Ms::MAX);
            START + self.slept + ms
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
            self.oracle.on_answer(flight.id, &flight.outcome, now);
            self.handle(Input::Reply(flight.id, flight.outcome));
        } else if self.deeds.last().is_some_and(|(at, _)| *at <= self.at) {
            if let Some((_, deed)) = self.deeds.pop() {
                self.act(deed);
            }
        } else {
            self.handle(Input::Timeout);
        }
        self.drain()
    }

    fn act(&mut self, deed: Deed) {
        match deed {
            Deed::Watch(number) => {
                let slots: Vec<Slot> = self.engine.picture().slots().collect();
                let place = |number: usize| slots.get(number % slots.len().max(1)).copied();
                let visible = (number..number + 6).filter_map(place).collect();
                let open = place(number);
                self.handle(Input::Watch(Watch { open, visible }));
            }
            Deed::Order(order) => self.handle(Input::Order(order)),
            Deed::Refresh => {
                self.oracle.on_refresh();
                self.handle(Input::Refresh);
            }
            Deed::Older(number) => {
                let count = self.engine.picture().len().max(1);
                if let Some(slot) = self.engine.picture().slots().nth(number % count) {
                    self.handle(Input::Older(slot));
                }
            }
            Deed::Sleep(length) => self.sleep(length),
            Deed::SetClock(by) => {
                self.skew += by;
                self.handle(Input::Timeout);
            }
            Deed::Spurious => self.handle(Input::Timeout),
        }
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
        self.handle(Input::Timeout);
    }

    fn handle(&mut self, input: Input) {
        let now = self.now();
        self.engine.handle(input, now);
    }

    /// The contract: both polls to their end, then wait for a moment that is yet to come.
    fn drain(&mut self) -> Result<(), String> {
        let now = self.now();
        while let Some(request) = self.engine.poll_request() {
            self.oracle.on_request(&self.engine, &request, now)?;
            self.figures.requests += 1;
            self.send(request);
        }
        if let Some(complaint) = self.server.complaint.take() {
            return Err(complaint);
        }
        let mut changes = Vec::new();
        while let Some(change) = self.engine.poll_change() {
            changes.push(change);
        }
        if self.engine.next_deadline().is_some_and(|at| at <= now.mono) {
            return Err("wants to be called again at once: a busy loop".into());
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
        let (up, down) = self.latency();
        let there = self.at + up;
        let fault = self.fault(there, &call);
        let network = |problem| Err(failure(FailureKind::Network(problem), Meta::default()));
        let (arrives, outcome) = match fault {
            None => (there + down, self.server.answer(&call, there)),
            Some(Fault::Slow) => {
                let arrives = there + down + 4 * SECOND;
                (arrives, self.server.answer(&call, there))
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
                let (meta, _) = self.server.meter(there);
                (there + down, Err(failure(FailureKind::Unreadable, meta)))
            }
            Some(Fault::Forbidden) => {
                let (meta, _) = self.server.meter(there);
                let refused = FailureKind::Auth(AuthProblem::Forbidden);
                (there + down, Err(failure(refused, meta)))
            }
        };
        if let Some(fault) = fault {
            self.figures.fault(fault.name());
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
        Duration::from_millis(self.at - START - self.slept)
    }

    fn now(&self) -> Now {
        Now {
            mono: self.mono(),
            wall: wall(self.at, self.skew),
        }
    }

    fn clock(&self) -> String {
        let minutes = self.mono().as_secs_f64() / 60.0;
        let quiet = if self.at < self.plan.quiet_at {
            "before"
        } else {
            "after"
        };
        let (requests, conversations) = (self.figures.requests, self.world.conversations.len());
        format!(
            "{minutes:.1} min, {quiet} the faults stopped, {requests} requests, {conversations} \
             conversations"
        )
    }
}
