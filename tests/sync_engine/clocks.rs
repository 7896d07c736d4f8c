//! Sleep, and clocks that are set.

use std::time::Duration;

use spruce_inbox::model::exchange::Start;
use spruce_inbox::sync::{Body, Call, Change, Input, Stage};

use super::desk::{Desk, human, last, patient, row, settings, t};

/// The machine sleeps: the wall clock goes on, the monotonic one does not.
fn sleep(desk: &mut Desk, seconds: u64) {
    desk.now.wall = desk.now.wall.plus(Duration::from_secs(seconds));
    desk.handle(Input::Timeout);
}

fn stale(desk: &Desk) -> bool {
    matches!(desk.engine.knowledge(desk.now).stage(), Stage::Stale(_))
}

#[test]
fn after_a_sleep_everything_is_stale_and_polled_at_once() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.live(100);
    assert!(!stale(&desk));
    desk.changes.clear();
    sleep(&mut desk, 8 * 3600);
    assert!(desk.changes.contains(&Change::Woke));
    assert!(stale(&desk) && !desk.all_known());
    let (poll, start) = desk.take_latest();
    assert_eq!(
        start,
        Start::From(t(-160)),
        "from where it stopped, however long ago"
    );
    desk.answer(&poll);
    assert!(!stale(&desk));
}

#[test]
fn an_answer_from_before_the_sleep_does_not_make_the_picture_fresh() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    sleep(&mut desk, 3600);
    desk.reply(&poll, Body::List(last(vec![row("t_1", -100)])));
    assert!(stale(&desk) && !desk.all_known());
    desk.answer_all();
    desk.live(15);
    assert!(!stale(&desk));
}

#[test]
fn a_clock_set_back_after_a_sleep_does_not_make_the_picture_fresh() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    sleep(&mut desk, 3600);
    desk.now.wall = desk.now.wall.minus(Duration::from_secs(3 * 3600));
    desk.handle(Input::Timeout);
    assert!(stale(&desk) && !desk.all_known());
}

#[test]
fn a_clock_set_back_while_a_poll_is_under_way_does_not_make_its_answer_fresh() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    sleep(&mut desk, 600);
    desk.now.wall = desk.now.wall.minus(Duration::from_secs(3600));
    desk.handle(Input::Timeout);
    desk.reply(&poll, Body::List(last(vec![row("t_1", -100)])));
    assert!(stale(&desk) && !desk.all_known());
}

#[test]
fn a_second_look_is_due_when_the_machine_wakes() {
    let mut desk = Desk::ready(settings(), Vec::new());
    desk.happen("t_1", human("ti_2", 10));
    desk.live(20);
    sleep(&mut desk, 600);
    assert!(
        desk.waiting
            .iter()
            .any(|request| matches!(request.call, Call::Items(_)))
    );
    desk.items
        .entry(super::desk::id("t_1"))
        .or_default()
        .push(patient("ti_3", 10));
    assert!(!desk.all_known());
    desk.answer_all();
    assert!(desk.all_known());
    assert_eq!(desk.unanswered("t_1"), ["ti_3"]);
}

#[test]
fn a_clock_that_is_set_does_not_spend_the_second_look_too_early() {
    let mut desk = Desk::ready(settings(), Vec::new());
    desk.happen("t_1", human("ti_2", 10));
    desk.live(20);
    sleep(&mut desk, 3600);
    desk.answer_all();
    let late = patient("ti_3", 10);
    let id = super::desk::id("t_1");
    desk.items.entry(id).or_default().push(late);
    desk.live(60);
    assert_eq!(desk.unanswered("t_1"), ["ti_3"]);
}

#[test]
fn the_freshness_of_a_slow_poll_counts_from_its_beginning() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.pass(46);
    desk.answer(&poll);
    assert!(stale(&desk), "what it shows may be 46 s old");
    desk.answer_all();
    assert!(!stale(&desk), "but the next one follows at once");
}
