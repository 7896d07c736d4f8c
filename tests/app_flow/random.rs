//! Thousands of events that make no sense: nothing panics, and the program always goes back to sleep.

use fastrand::Rng;
use spruce_inbox::app::event::{Event, Focus};
use spruce_inbox::app::layout::Size;
use spruce_inbox::model::id::RequestId;
use spruce_inbox::model::time::Timestamp;
use spruce_inbox::sync::{AuthProblem, FailureKind, NetworkProblem};

use super::clinic::Who;
use super::desk::{Desk, answered, seconds, setup};

const KEYS: &str = "j k g G enter esc q tab s S r R f / n N m u o y Y ? D ctrl-l ctrl-z ctrl-d ctrl-u \
    pagedown pageup home end J K h l space space x a a A M U U u y 1 backspace delete left right ctrl-w alt-x backtab";

fn anything(desk: &mut Desk, rng: &mut Rng) {
    let keys: Vec<_> = KEYS.split_whitespace().collect();
    let number = rng.usize(1..40);
    match rng.u8(..100) {
        0..45 => {
            desk.press(keys[rng.usize(..keys.len())]);
        }
        45..65 => desk.run(seconds(1) / 100 * rng.u32(..2000)),
        65..68 => desk.run(seconds(rng.u64(..400))),
        68..80 => {
            let who = [Who::Patient, Who::Staff, Who::AutoReply, Who::Note][rng.usize(..4)];
            let late = desk.now.wall.minus(seconds(rng.u64(..90)));
            let second = late.as_millis().div_euclid(1000) * 1000;
            desk.clinic
                .write(number, Timestamp::from_millis(second), who);
        }
        80..82 => desk.clinic.delete(number),
        82..88 => {
            let size = Size {
                width: rng.u16(..160),
                height: rng.u16(..50),
            };
            desk.event(Event::Resize(size));
        }
        88..90 => {
            let focus = if rng.bool() {
                Focus::Lost
            } else {
                Focus::Gained
            };
            desk.event(Event::Focus(focus));
        }
        90..92 => {
            desk.event(Event::Paste("a\u{1b}[2J\n\u{202e}é 🦀".to_owned()));
        }
        92..94 => {
            // An answer nobody waits for.
            let outcome = desk
                .clinic
                .answer(&spruce_inbox::sync::Call::Organization, desk.now.wall);
            desk.event(Event::Reply(RequestId(rng.u64(..)), outcome));
        }
        94..96 => {
            desk.clinic.fault = match rng.u8(..6) {
                0 => Some(FailureKind::Network(NetworkProblem::Broken)),
                1 => Some(FailureKind::RateLimited(None)),
                2 => Some(FailureKind::Status(500)),
                3 => Some(FailureKind::Auth(AuthProblem::Unauthorized)),
                _ => None,
            };
        }
        96..98 => {
            let by = seconds(rng.u64(..5000));
            desk.now.wall = if rng.bool() {
                desk.now.wall.plus(by)
            } else {
                desk.now.wall.minus(by)
            };
            desk.event(Event::Tick);
        }
        98 => {
            let marks = desk.take_marks();
            desk.event(Event::Marks(marks));
        }
        _ => {
            desk.event(Event::Resumed);
        }
    }
}

#[test]
fn nothing_panics_and_it_always_goes_back_to_sleep() {
    for seed in 0..8 {
        // Shown by the test harness when something below fails.
        println!("seed {seed}");
        let mut rng = Rng::with_seed(seed);
        let mut desk = Desk::new(answered(20), setup(Vec::new()));
        let mut latest = desk.now.wall;
        for _ in 0..2000 {
            anything(&mut desk, &mut rng);
            latest = latest.max(desk.now.wall);
            let shown: Vec<_> = desk.rows();
            let mut distinct = shown.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert_eq!(distinct.len(), shown.len(), "a row stands twice");
        }
        // Whatever happened, it recovers once the faults are over and somebody asks.
        desk.clinic.fault = None;
        // The made-up server goes by the same clock: no item may lie in its future any more.
        desk.now.wall = latest;
        desk.event(Event::Tick);
        desk.press("ctrl-l esc esc esc esc r");
        // Refused often, it waits for up to a quarter of an hour and half of it more.
        desk.run(seconds(1500));
        assert!(
            desk.app.headline().knowledge.counts_are_exact(),
            "{:?}",
            desk.app.status()
        );
    }
}
