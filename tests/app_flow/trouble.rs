//! What the user is told when things go wrong, and that they mend by themselves.

use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::{AuthProblem, Link, Stage};
use spruce_inbox::sync::{Call, FailureKind, NetworkProblem};

use super::clinic::Who;
use super::desk::{Desk, answered, seconds};

#[test]
fn after_a_refused_token_nothing_is_asked_until_the_user_says_so() {
    let mut desk = Desk::running(answered(3));
    desk.clinic.fault = Some(FailureKind::Auth(AuthProblem::Forbidden));
    desk.run(seconds(20));
    assert!(matches!(
        desk.app.headline().link,
        Link::Denied(AuthProblem::Forbidden, _)
    ));
    desk.take_asked();
    desk.run(seconds(3600));
    desk.press("s j enter k");
    assert_eq!(desk.take_asked(), []);
    assert_eq!(desk.app.inbox().len(), 3, "what is there stays");

    desk.clinic.fault = None;
    desk.press("r");
    assert!(!desk.take_asked().is_empty());
    desk.run(seconds(20));
    assert_eq!(desk.app.headline().link, Link::Up);
}

#[test]
fn trouble_is_shown_with_the_time_of_the_next_attempt_and_passes_without_a_key() {
    let mut desk = Desk::running(answered(3));
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Connect));
    desk.run(seconds(200));
    let headline = desk.app.headline();
    assert!(matches!(&headline.link, Link::Trouble(problem)
        if problem.message.as_str() == "made-up trouble"));
    assert!(headline.next_try_s.is_some());
    assert!(matches!(headline.knowledge.stage(), Stage::Stale(_)));
    assert!(!headline.knowledge.counts_are_exact());
    assert_eq!(desk.rows(), [3, 2, 1], "what is there stays");
    desk.clinic.fault = None;
    desk.write(1, Who::Patient);
    desk.run(seconds(320));
    assert_eq!(desk.app.headline().link, Link::Up);
    assert_eq!(desk.rows(), [1, 3, 2]);
    assert!(desk.app.headline().knowledge.counts_are_exact());
}

#[test]
fn used_up_limits_are_respected_even_by_a_refresh() {
    let mut desk = Desk::running(answered(3));
    desk.clinic.fault = Some(FailureKind::RateLimited(Some(seconds(120))));
    desk.run(seconds(20));
    assert!(matches!(desk.app.headline().link, Link::Exhausted(_)));
    desk.take_asked();
    desk.press("r");
    desk.run(seconds(60));
    assert_eq!(desk.take_asked(), []);
    desk.clinic.fault = None;
    desk.run(seconds(200));
    assert_eq!(desk.app.headline().link, Link::Up);
}

#[test]
fn without_a_poll_for_45_seconds_the_picture_is_called_stale() {
    let mut desk = Desk::running(answered(1));
    // The answers stop coming, without any error.
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Timeout));
    let mut seen = Vec::new();
    for _ in 0..90 {
        desk.run(seconds(1));
        if matches!(desk.app.headline().knowledge.stage(), Stage::Stale(_)) {
            seen.push(desk.app.headline().knowledge.stage());
        }
    }
    let Some(Stage::Stale(first)) = seen.first() else {
        panic!("never stale");
    };
    assert!((seconds(45)..=seconds(46)).contains(first), "{first:?}");
    assert!(seen.len() > 40, "and it counts: {}", seen.len());
}

#[test]
fn it_wakes_up_to_say_that_it_is_stale_even_if_nothing_ever_answers() {
    let mut desk = Desk::running(answered(1));
    let fresh = desk.app.status().knowledge.as_of().unwrap();
    while desk.app.headline().knowledge.stage() == Stage::Complete {
        desk.app.take_dirty();
        let next = desk.app.next_deadline().unwrap();
        desk.pass(next.saturating_sub(desk.now.mono));
        desk.event(Event::Tick);
    }
    let late = desk.app.server_now().since(fresh.plus(seconds(45)));
    assert!(late < seconds(1), "{late:?}");
    assert!(desk.app.take_dirty());
}

#[test]
fn the_screen_is_drawn_again_when_it_becomes_stale_and_every_second_while_it_is() {
    let mut desk = Desk::running(answered(1));
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Timeout));
    desk.run(seconds(100));
    desk.app.take_dirty();
    for _ in 0..5 {
        desk.run(seconds(1));
        assert!(desk.app.take_dirty());
    }
}

#[test]
fn after_the_machine_slept_connections_are_new_and_it_asks_at_once() {
    let mut desk = Desk::running(answered(1));
    desk.run(seconds(3));
    desk.take_asked();
    // The monotonic clock stands still while the machine sleeps.
    desk.now.wall = desk.now.wall.plus(seconds(3600));
    let commands = desk.event(Event::Tick);
    assert_eq!(
        commands.first(),
        Some(&Command::ResetConnections),
        "{commands:?}"
    );
    assert!(
        commands
            .iter()
            .any(|command| matches!(command, Command::Fetch(request)
        if matches!(request.call, Call::List(_))))
    );
    assert!(matches!(
        desk.app.headline().knowledge.stage(),
        Stage::Stale(_)
    ));
    desk.run(seconds(1));
    assert_eq!(desk.app.headline().knowledge.stage(), Stage::Complete);
}

#[test]
fn rows_that_cannot_be_read_cost_only_themselves_and_are_told() {
    let mut desk = Desk::running(answered(2));
    desk.clinic.bad_rows = 2;
    desk.write(1, Who::Patient);
    desk.press("r");
    desk.run(seconds(1));
    assert_eq!(desk.rows(), [1, 2]);
    assert_eq!(desk.notice(), Some("2 rows could not be read"));
}

#[test]
fn what_fails_beside_the_list_is_told_with_its_request_id_and_keeps_the_link_up() {
    let mut desk = Desk::running(answered(2));
    desk.clinic.items_fail = true;
    desk.write(1, Who::Patient);
    desk.run(seconds(16));
    let notice = desk.app.notice().unwrap();
    assert_eq!(notice.text, "no items today");
    assert_eq!(notice.request_id.as_deref(), Some("request-1"));
    assert_eq!(desk.app.headline().link, Link::Up);
}

#[test]
fn what_fails_outside_is_told() {
    let mut desk = Desk::running(answered(1));
    desk.app.take_dirty();
    desk.event(Event::Trouble("the ledger is full".to_owned()));
    assert_eq!(desk.notice(), Some("the ledger is full"));
    assert!(desk.app.take_dirty());
}

#[test]
fn an_idle_program_draws_only_the_minutes() {
    let mut desk = Desk::running(answered(20));
    desk.run(seconds(600));
    desk.app.take_dirty();
    let mut drawn = 0;
    for _ in 0..600 {
        desk.run(seconds(1));
        drawn += usize::from(desk.app.take_dirty());
    }
    assert_eq!(drawn, 10, "once a minute for ten minutes");
}

#[test]
fn ticks_that_nothing_is_due_for_change_nothing() {
    let mut desk = Desk::running(answered(20));
    desk.press("j enter");
    desk.run(seconds(30));
    desk.app.take_dirty();
    let due = desk.app.next_deadline().unwrap();
    let mut ticks = 0;
    while desk.now.mono + seconds(1) / 10 < due {
        desk.pass(seconds(1) / 10);
        assert_eq!(desk.event(Event::Tick), []);
        assert!(!desk.app.take_dirty());
        ticks += 1;
    }
    assert!(ticks > 10, "{ticks}");
}
