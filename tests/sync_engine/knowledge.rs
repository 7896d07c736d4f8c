//! What is said of what is known, against a server whose truth the test knows: any answers, in any order, at any
//! pace, with faults, and clocks that jump.

#![expect(clippy::print_stdout, reason = "seeds are shown when a test fails")]

use std::collections::HashMap;
use std::time::Duration;

use fastrand::Rng;
use spruce_inbox::model::exchange::{OrderBy, Start};
use spruce_inbox::model::id::{ConversationId, RequestId};
use spruce_inbox::model::time::Now;
use spruce_inbox::sync::{
    AuthProblem, Call, FailureKind, HistoryProgress, Input, Knowledge, NetworkProblem, Request,
    Settings, Stage,
};

use super::desk::{Desk, T0, human, id, patient, row};

const DAY: i64 = 24 * 3600;

/// What the test itself knows of the walks through the list.
#[derive(Default)]
struct Oracle {
    /// When each request was sent.
    sent: HashMap<RequestId, Now>,
    /// When the last complete poll began.
    polled: Option<Now>,
    /// Conversations somebody waits in, as of then.
    waited: HashMap<ConversationId, bool>,
    was: Option<Knowledge>,
    exact: u32,
}

impl Oracle {
    fn look(&mut self, desk: &Desk) {
        for request in &desk.waiting {
            self.sent.entry(request.id).or_insert(desk.now);
        }
        let known = desk.engine.knowledge(desk.now);
        self.stages(known, desk.now);
        let gaps = known.gaps();
        let rows = || {
            let picture = desk.engine.picture();
            picture.slots().filter_map(|slot| picture.row(slot))
        };
        let unchecked = rows().filter(|row| row.unchecked()).count();
        assert!(gaps.unchecked >= unchecked, "{gaps:?}");
        if known.window_is_known() {
            assert_eq!(known.stage(), Stage::Complete);
            let inside = |row: &&spruce_inbox::sync::Row| {
                row.conversation.last_message_at >= Some(known.window_start())
            };
            assert!(
                !rows()
                    .filter(inside)
                    .any(spruce_inbox::sync::Row::unchecked)
            );
        }
        if known.counts_are_exact() {
            self.exact += 1;
            assert!(known.window_is_known() && unchecked == 0);
            assert!(!matches!(gaps.history, HistoryProgress::Walking(_)));
            let waiting = |name: &ConversationId| {
                let slot = desk.engine.picture().slot(name)?;
                let digest = desk.engine.picture().row(slot)?.digest.as_ref()?;
                Some(digest.waiting_since().is_some())
            };
            for (name, waits) in &self.waited {
                // What happened since that poll began may be known already; and of two items of the same
                // second the later one is found by the second look, a minute later.
                let moved = desk.items[name].iter().map(|item| item.created_at).max();
                let settled = moved.map(|at| at.plus(Duration::from_mins(2)));
                if settled < self.polled.map(|at| at.wall) {
                    assert_eq!(waiting(name), Some(*waits), "{name}");
                }
            }
        }
        self.was = Some(known);
    }

    /// The legal transitions, and stale just when the last complete poll is too old.
    fn stages(&self, known: Knowledge, now: Now) {
        let before = self.was.map(|was| was.stage());
        let after = known.stage();
        let began = matches!(before, Some(Stage::Complete | Stage::Stale(_)));
        assert!(
            !(began && matches!(after, Stage::Loading(_))),
            "{before:?} {after:?}"
        );
        // A poll may have begun earlier than with the request that was answered in the end, never later.
        let as_of = known.as_of();
        assert!(as_of <= self.polled.map(|at| at.wall));
        assert!(as_of >= self.was.and_then(|was| was.as_of()));
        let age = as_of.map(|at| now.wall.since(at));
        match (after, age) {
            (Stage::Loading(_), None) => {}
            (Stage::Complete, Some(age)) => assert!(age <= known.stale_after()),
            (Stage::Stale(said), Some(age)) => assert!(said > known.stale_after() && said >= age),
            wrong => panic!("{wrong:?} at {now:?}"),
        }
    }

    /// An answer that ends a poll makes the picture as new as the request.
    fn answered(&mut self, desk: &Desk, request: &Request) {
        let Call::List(query) = &request.call else {
            return;
        };
        let poll = query.order == OrderBy::LastMessage && self.is_poll(desk, &query.start);
        let sent = self.sent[&request.id];
        // What took longer than that is given up, and its answer is not taken in.
        let awaited = desk.now.mono < sent.mono + Duration::from_secs(90);
        if poll && awaited {
            self.polled = Some(sent);
            self.waited = desk
                .items
                .iter()
                .map(|(name, items)| {
                    let last = items.iter().max_by_key(|item| item.key());
                    let waits = last.is_some_and(|item| item.id.as_str().contains("patient"));
                    (name.clone(), waits)
                })
                .collect();
        }
    }

    /// A rereading begins exactly one day or one window before now; a poll does not.
    fn is_poll(&self, desk: &Desk, start: &Start) -> bool {
        let Start::From(from) = start else {
            return false;
        };
        let sent = self.sent.values().map(|at| at.wall);
        let back = |by: u64| {
            sent.clone()
                .any(|at| at.minus(Duration::from_secs(by)) == *from)
        };
        let first = self.polled.is_none()
            && !matches!(desk.engine.knowledge(desk.now).stage(), Stage::Stale(_));
        first || !(back(DAY.unsigned_abs()) || back(7 * DAY.unsigned_abs()))
    }
}

fn fault(rng: &mut Rng) -> FailureKind {
    match rng.u8(..6) {
        0 => FailureKind::Network(NetworkProblem::Timeout),
        1 => FailureKind::RateLimited(None),
        2 => FailureKind::Auth(AuthProblem::Unauthorized),
        3 => FailureKind::Rejected,
        4 => FailureKind::Unreadable,
        _ => FailureKind::Status(502),
    }
}

/// Something happens at the clinic, on the server's clock, now.
fn happen(desk: &mut Desk, rng: &mut Rng, number: u64) {
    let at = desk.now.wall.minus(desk.skew).as_millis() / 1000 - T0;
    let name = format!("t_{}", rng.u8(..6));
    if rng.bool() {
        desk.happen(&name, patient(&format!("ti_patient_{number:05}"), at));
    } else {
        desk.happen(&name, human(&format!("ti_human_{number:05}"), at));
    }
}

fn run(seed: u64) -> u32 {
    let mut rng = Rng::with_seed(seed);
    let mut desk = Desk::new(Settings {
        seed,
        ..Settings::default()
    });
    for n in 0..6 {
        let at = -100 - n * 2 * DAY;
        let name = format!("t_{n}");
        desk.put(row(&name, at));
        desk.items
            .insert(id(&name), vec![patient(&format!("ti_patient_{n}"), at)]);
    }
    let mut oracle = Oracle::default();
    oracle.look(&desk);
    for step in 0..400 {
        let calm = step % 100 > 60;
        match rng.u8(..20) {
            0..10 if !desk.waiting.is_empty() => {
                let request = desk.waiting.remove(rng.usize(..desk.waiting.len()));
                if !calm && rng.u8(..4) == 0 {
                    let kind = fault(&mut rng);
                    desk.fail(&request, kind);
                } else {
                    oracle.answered(&desk, &request);
                    desk.answer(&request);
                }
            }
            0..14 => {
                let next = desk.engine.next_deadline().unwrap_or(desk.now.mono);
                desk.until(next.max(desk.now.mono + Duration::from_millis(3)));
            }
            14 if !calm => desk.pass(rng.u64(1..200)),
            15 => desk.handle(Input::Reread),
            16 => desk.handle(Input::Refresh),
            17 if !calm => {
                // The machine slept.
                desk.now.wall = desk.now.wall.plus(Duration::from_secs(rng.u64(1..4000)));
                desk.handle(Input::Timeout);
            }
            18 => happen(&mut desk, &mut rng, step),
            _ => desk.pass(1),
        }
        oracle.look(&desk);
    }
    oracle.exact
}

#[test]
fn what_is_said_is_true_whatever_happens() {
    let mut exact = 0;
    for seed in 0..60 {
        println!("seed {seed}");
        exact += run(seed);
    }
    assert!(exact > 1000, "it was exact only {exact} times");
}
