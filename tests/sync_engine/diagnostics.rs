//! What the engine says about itself.

use std::time::Duration;

use spruce_inbox::model::exchange::{Page, RateLimits};
use spruce_inbox::sync::{
    AuthProblem, BadRows, Body, Call, Diagnostics, FailureKind, Input, LastError, NetworkProblem,
    Settings, Tally, WorkKind,
};

use super::desk::{Desk, last, more, row, settings, t};
use super::reread::reread;

fn of(desk: &Desk, kind: WorkKind) -> Tally {
    let tallies = desk.engine.diagnostics().tallies;
    *tallies.iter().find(|tally| tally.kind == kind).unwrap()
}

fn error(diagnostics: &Diagnostics, kind: FailureKind) -> Option<&LastError> {
    diagnostics.errors.iter().find(|error| error.kind == kind)
}

#[test]
fn requests_are_counted_by_kind_with_how_long_they_took() {
    let mut desk = Desk::new(settings());
    assert_eq!(desk.engine.diagnostics().under_way, desk.waiting.len());
    desk.pass(2);
    desk.answer_all();
    let told = of(&desk, WorkKind::Organization);
    assert_eq!((told.sent, told.failed), (1, 0));
    let two = Some(Duration::from_secs(2));
    assert_eq!((told.median, told.slowest), (two, two));
    let sent = desk.engine.diagnostics().tallies;
    let sent: u64 = sent.iter().map(|tally| tally.sent).sum();
    assert_eq!(sent, desk.engine.status().counters.requests);
    assert_eq!(desk.engine.diagnostics().under_way, 0);

    desk.handle(Input::Refresh);
    desk.pass(7);
    let (request, _) = desk.take_latest();
    desk.fail(&request, FailureKind::Status(502));
    let told = of(&desk, WorkKind::Latest);
    assert_eq!(
        (told.failed, told.slowest),
        (1, Some(Duration::from_secs(7)))
    );
    let diagnostics = desk.engine.diagnostics();
    let error = error(&diagnostics, FailureKind::Status(502)).unwrap();
    assert_eq!(
        (error.work, error.last_at),
        (WorkKind::Latest, desk.now.wall)
    );
}

#[test]
fn a_request_that_is_lost_is_told_as_a_failure() {
    let mut desk = Desk::new(settings());
    desk.pass(90);
    let diagnostics = desk.engine.diagnostics();
    let timeout = FailureKind::Network(NetworkProblem::Timeout);
    assert!(error(&diagnostics, timeout).is_some());
}

#[test]
fn a_list_that_does_not_lead_to_its_end_is_told() {
    let mut desk = Desk::new(settings());
    let (request, _) = desk.take_latest();
    desk.reply(&request, Body::List(more(vec![row("t_1", -10)], "again")));
    let request = desk.take(|call| matches!(call, Call::List(_)));
    desk.reply(&request, Body::List(more(vec![row("t_1", -10)], "again")));
    let diagnostics = desk.engine.diagnostics();
    let error = error(&diagnostics, FailureKind::Unreadable).unwrap();
    assert_eq!(error.work, WorkKind::Latest);
    assert_eq!(of(&desk, WorkKind::Latest).failed, 1);
}

#[test]
fn the_last_poll_is_told() {
    let mut desk = Desk::new(settings());
    assert_eq!(desk.engine.diagnostics().last_poll, None);
    let (request, _) = desk.take_latest();
    desk.pass(1);
    desk.reply(&request, Body::List(more(vec![row("t_1", -10)], "two")));
    desk.pass(2);
    let request = desk.take(|call| matches!(call, Call::List(_)));
    desk.reply(&request, Body::List(last(vec![row("t_2", -5)])));
    let poll = desk.engine.diagnostics().last_poll.unwrap();
    assert_eq!((poll.began, poll.pages), (t(0), 2));
    assert_eq!(poll.took, Duration::from_secs(3));
}

#[test]
fn a_late_row_is_one_that_no_delta_could_have_found() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10), row("t_2", -600)]);
    let request = reread(&mut desk, 24 * 3600);
    let now = i64::try_from(desk.now.mono.as_secs()).unwrap();
    // Behind the overlap: one that was never seen, one that moved. The next delta finds the others, too.
    let seen = [
        row("t_2", -400),
        row("t_late", -300),
        row("t_overlap", -30),
        row("t_1", -10),
        row("t_now", now),
    ];
    desk.rows = seen.to_vec();
    desk.reply(&request, Body::List(last(seen.to_vec())));
    assert!(desk.shows("t_late") && desk.shows("t_now"));
    assert_eq!(desk.engine.diagnostics().late_rows, 2);
    desk.live(1000);
    assert_eq!(desk.engine.diagnostics().late_rows, 2, "each once");
}

#[test]
fn what_lies_before_the_window_is_not_late() {
    let hour = Settings {
        window: Duration::from_secs(3600),
        ..settings()
    };
    let mut desk = Desk::ready(hour, vec![row("t_1", -10)]);
    desk.rows.push(row("t_old", -7200));
    desk.live(310);
    assert!(desk.shows("t_old"), "the last day reaches further back");
    assert_eq!(desk.engine.diagnostics().late_rows, 0);
}

#[test]
fn rows_that_could_not_be_read_are_told_by_what_they_were() {
    fn bad<T>(rows: u32) -> Page<T> {
        Page {
            bad_rows: rows,
            ..last(Vec::new())
        }
    }
    let mut desk = Desk::new(settings());
    desk.rows = vec![row("t_1", -10)];
    let members = desk.take(|call| matches!(call, Call::Members(_)));
    desk.reply(&members, Body::Members(bad(1)));
    let (request, _) = desk.take_latest();
    let page = Page {
        bad_rows: 2,
        ..last(vec![row("t_1", -10)])
    };
    desk.reply(&request, Body::List(page));
    let organization = desk.take(|call| matches!(call, Call::Organization));
    desk.answer(&organization);
    let (items, _) = desk.take_items();
    desk.reply(&items, Body::Items(bad(4)));
    let diagnostics = desk.engine.diagnostics();
    let told = BadRows {
        lists: 2,
        items: 4,
        members: 1,
    };
    assert_eq!(diagnostics.bad_rows, told);
    assert_eq!(desk.engine.status().counters.bad_rows, 7, "all together");
}

#[test]
fn what_the_limits_hold_back_is_told_with_its_time() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    assert_eq!(desk.engine.diagnostics().held, []);
    desk.limits = RateLimits {
        minute_limit: Some(100),
        minute_remaining: Some(10),
        ..RateLimits::default()
    };
    desk.handle(Input::Refresh);
    desk.answer_all();
    desk.handle(Input::Refresh);
    let held = desk.engine.diagnostics().held;
    let [held] = held.as_slice() else {
        panic!("one kind of work: {held:?}");
    };
    assert_eq!((held.work, held.until), (WorkKind::Latest, t(60)));
}

#[test]
fn what_is_in_memory_is_told() {
    let mut desk = Desk::new(settings());
    let empty = desk.engine.diagnostics().memory;
    assert_eq!((empty.rows, empty.bytes), (0, 0));
    desk.rows = vec![row("t_1", -10), row("t_2", -4000)];
    desk.answer_all();
    let memory = desk.engine.diagnostics().memory;
    assert_eq!((memory.rows, memory.gone), (2, 0));
    assert!(memory.bytes > 2 * 100, "{memory:?}");
    desk.rows.retain(|row| row.id.as_str() != "t_2");
    desk.live(310);
    let memory = desk.engine.diagnostics().memory;
    assert_eq!((memory.rows, memory.gone), (2, 1));
    let looked = of(&desk, WorkKind::Lookup);
    assert_eq!((looked.sent, looked.failed), (1, 0), "gone is an answer");
}

#[test]
fn a_token_is_accepted_until_it_is_refused() {
    let mut desk = Desk::new(settings());
    let accepted = |desk: &Desk| desk.engine.diagnostics().token_accepted;
    assert!(!accepted(&desk), "nothing is known yet");
    desk.answer_all();
    assert!(accepted(&desk));
    desk.handle(Input::Refresh);
    let (request, _) = desk.take_latest();
    desk.fail(&request, FailureKind::Status(500));
    assert!(accepted(&desk), "a fault says nothing about it");
    desk.handle(Input::Refresh);
    let (request, _) = desk.take_latest();
    desk.fail(&request, FailureKind::Auth(AuthProblem::Forbidden));
    assert!(!accepted(&desk));
    desk.handle(Input::Refresh);
    assert!(!accepted(&desk), "that it is tried again does not help");
    desk.answer_all();
    assert!(accepted(&desk));
}

#[test]
fn the_clocks_are_compared() {
    let mut desk = Desk::with_clock_ahead(settings(), Duration::from_secs(90));
    assert_eq!(desk.engine.diagnostics().skew_ms, None);
    desk.answer_all();
    assert_eq!(desk.engine.diagnostics().skew_ms, Some(-90_000));
}
