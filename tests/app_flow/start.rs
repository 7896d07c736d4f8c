//! From an empty screen to a complete inbox.

use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::{Link, Stage};
use spruce_inbox::model::exchange::{ListQuery, OrderBy, PageSize, Start};
use spruce_inbox::model::id::RequestId;
use spruce_inbox::sync::{Call, Request};
use spruce_inbox::triage::RowState::{New, Quiet, Unknown, Waiting};

use super::clinic::{Clinic, Who};
use super::desk::{ANSWER, Desk, ago, answered, seconds, setup, start};

#[test]
fn the_first_event_asks_for_the_organization_the_window_and_the_members() {
    let mut desk = Desk::new(Clinic::default(), setup(Vec::new()));
    let fetch = |id, call| {
        Command::Fetch(Request {
            id: RequestId(id),
            call,
        })
    };
    let window = ListQuery {
        order: OrderBy::LastMessage,
        start: Start::From(start().minus(seconds(7 * 24 * 3600))),
        size: PageSize::MAX,
    };
    assert_eq!(
        desk.event(Event::Tick),
        [
            fetch(1, Call::Organization),
            fetch(2, Call::List(window)),
            fetch(3, Call::Members(None)),
        ]
    );
    assert_eq!(desk.app.headline().link, Link::Connecting);
    assert_eq!(desk.app.headline().organization, None);
    assert!(
        !desk.app.headline().knowledge.counts_are_exact(),
        "no false all-clear"
    );
}

#[test]
fn rows_are_there_after_one_round_trip_and_settle_once_their_items_are_read() {
    let mut clinic = answered(2);
    clinic.write(3, ago(5), Who::Patient);
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.event(Event::Tick);
    desk.run(ANSWER);
    assert_eq!(desk.rows(), [3, 2, 1]);
    assert_eq!([1, 2, 3].map(|n| desk.state(n)), [Unknown; 3]);
    assert_eq!(desk.app.headline().knowledge.stage(), Stage::Complete);
    assert!(
        !desk.app.headline().knowledge.counts_are_exact(),
        "nobody was checked yet"
    );

    desk.run(seconds(2));
    assert_eq!([1, 2, 3].map(|n| desk.state(n)), [Quiet, Quiet, New]);
    let headline = desk.app.headline();
    assert_eq!(headline.organization.unwrap().as_str(), "Made-up Clinic");
    assert_eq!((headline.counts.new, headline.counts.unknown), (1, 0));
    assert_eq!(headline.counts.waiting, 1);
    assert_eq!(
        (
            headline.knowledge.stage(),
            headline.knowledge.counts_are_exact()
        ),
        (Stage::Complete, true)
    );
}

#[test]
fn without_any_marks_exactly_what_is_unanswered_is_new() {
    let mut clinic = answered(3);
    clinic.write(2, ago(3), Who::Patient);
    clinic.write(4, ago(30), Who::Patient);
    clinic.write(4, ago(29), Who::AutoReply);
    clinic.write(5, ago(20), Who::Staff);
    clinic.write(6, ago(20), Who::Note);
    clinic.begin(7, ago(10));
    let desk = Desk::running(clinic);
    let new: Vec<_> = (1..=6)
        .filter(|number| desk.state(*number) == New)
        .collect();
    assert_eq!(new, [2, 4]);
}

#[test]
fn activity_is_unknown_first_and_then_new_or_nothing() {
    let mut desk = Desk::running(answered(2));
    desk.write(1, Who::Patient);
    desk.write(2, Who::Staff);
    desk.clinic.items_fail = true;
    desk.run(seconds(16));
    assert_eq!([1, 2].map(|n| desk.state(n)), [Unknown; 2]);
    assert!(!desk.app.headline().knowledge.counts_are_exact());
    desk.clinic.items_fail = false;
    desk.run(seconds(30));
    assert_eq!([1, 2].map(|n| desk.state(n)), [New, Quiet]);
    assert!(desk.app.headline().knowledge.counts_are_exact());
}

#[test]
fn our_own_messages_are_never_new_and_automated_ones_answer_nobody() {
    let mut desk = Desk::running(answered(4));
    for number in [1, 2, 3] {
        desk.write(number, Who::Patient);
    }
    desk.run(seconds(20));
    assert_eq!([1, 2, 3, 4].map(|n| desk.state(n)), [New, New, New, Quiet]);
    desk.write(1, Who::AutoReply);
    desk.write(2, Who::Note);
    desk.write(3, Who::Staff);
    desk.write(4, Who::AutoReply);
    desk.run(seconds(20));
    assert_eq!(
        [1, 2, 3, 4].map(|n| desk.state(n)),
        [New, New, Quiet, Quiet]
    );
    assert_eq!(desk.app.headline().counts.waiting, 2);
    desk.press("/ 0 0 0 1 enter m");
    assert_eq!(
        [1, 2].map(|n| desk.state(n)),
        [Waiting, New],
        "seen is not answered"
    );
}

#[test]
fn an_automated_reply_stops_the_clock_where_the_clinic_says_so() {
    let mut setup = setup(Vec::new());
    setup.sync.answers = spruce_inbox::sync::Answers::AutomatedToo;
    let mut clinic = answered(1);
    clinic.write(2, ago(4), Who::Patient);
    clinic.write(2, ago(3), Who::AutoReply);
    let mut desk = Desk::new(clinic, setup);
    desk.run(seconds(10));
    assert_eq!(desk.state(2), Quiet);
    assert_eq!(desk.app.headline().counts.waiting, 0);
}
