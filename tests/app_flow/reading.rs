//! Reading a conversation: nothing moves what is being read.

use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::Size;
use spruce_inbox::model::exchange::{ItemsOrder, Start};
use spruce_inbox::sync::Call;

use super::clinic::{Clinic, Who};
use super::desk::{ANSWER, Desk, ago, answered, seconds};

/// Conversation 2 has a hundred items, one a minute, the last one ours.
fn long() -> Clinic {
    let mut clinic = answered(1);
    for minute in (1..=100).rev() {
        let who = if minute == 1 {
            Who::Staff
        } else {
            Who::Patient
        };
        clinic.write(2, ago(minute), who);
    }
    clinic
}

/// The head of the first item on the screen, and its line.
fn first_head(desk: &Desk) -> (usize, String) {
    let lines = desk.thread();
    let head = lines.iter().position(|line| line.contains('·')).unwrap();
    (head, lines[head].clone())
}

fn older_asked(desk: &mut Desk) -> usize {
    let older = |call: &&Call| {
        matches!(call, Call::Items(query)
            if query.order == ItemsOrder::NewestFirst && matches!(query.start, Start::After(_)))
    };
    desk.take_asked().iter().filter(older).count()
}

#[test]
fn older_items_are_asked_for_above_the_top_and_leave_the_reader_where_they_are() {
    let mut desk = Desk::running(long());
    desk.press("j enter");
    desk.run(seconds(1));
    desk.take_asked();
    desk.press("g g");
    assert_eq!(older_asked(&mut desk), 1);
    let (line, head) = first_head(&desk);
    let loaded = desk.app.detail().len();
    assert!(desk.app.fetching_older(desk.slot(2)));
    desk.press("k k");
    assert_eq!(older_asked(&mut desk), 0, "one at a time");
    desk.run(ANSWER);
    assert!(desk.app.detail().len() > loaded);
    assert_eq!(first_head(&desk).1, head, "line {line}");
    assert!(!desk.app.fetching_older(desk.slot(2)));
}

#[test]
fn the_beginning_is_reached_and_nothing_more_is_asked_for() {
    let mut desk = Desk::running(long());
    desk.press("j enter");
    for _ in 0..6 {
        desk.run(seconds(1));
        desk.press("g g");
    }
    desk.run(seconds(1));
    assert!(
        desk.thread()[0].contains("begins here"),
        "{:?}",
        desk.thread()[0]
    );
    desk.take_asked();
    desk.press("g g k");
    assert_eq!(older_asked(&mut desk), 0);
}

#[test]
fn what_arrives_below_leaves_the_reader_where_they_are() {
    let mut desk = Desk::running(long());
    desk.press("j enter");
    desk.run(seconds(1));
    desk.press("pageup k");
    let before = desk.thread();
    desk.write(2, Who::Patient);
    desk.run(seconds(20));
    assert_eq!(desk.thread(), before);
    assert!(desk.app.detail().below(desk.app.areas().thread.height) > 0);
    desk.press("G");
    assert!(
        desk.thread()
            .iter()
            .any(|line| line.contains("new since you looked"))
    );
}

#[test]
fn at_the_end_what_arrives_is_followed() {
    let mut desk = Desk::running(long());
    desk.press("j enter");
    desk.run(seconds(1));
    for _ in 0..3 {
        desk.write(2, Who::Patient);
        desk.run(seconds(20));
        assert_eq!(desk.app.detail().below(desk.app.areas().thread.height), 0);
    }
}

#[test]
fn another_width_keeps_the_item_being_read() {
    let mut desk = Desk::running(long());
    desk.press("j enter");
    desk.run(seconds(1));
    desk.press("pageup pageup");
    let (line, head) = first_head(&desk);
    for width in [100, 200, 60, 30, 120] {
        desk.event(Event::Resize(Size { width, height: 40 }));
        assert_eq!(
            first_head(&desk),
            (line, head.clone()),
            "at {width} columns"
        );
    }
}

#[test]
fn the_conversation_scrolls_from_the_list() {
    let mut desk = Desk::running(long());
    desk.press("j");
    desk.run(seconds(1));
    let end = desk.thread();
    desk.press("K K");
    assert_ne!(desk.thread(), end);
    desk.press("J J");
    assert_eq!((desk.thread(), desk.selected()), (end, Some(2)));
}

#[test]
fn a_long_run_of_new_items_is_shown_from_its_beginning() {
    let mut clinic = answered(5);
    for minute in (1..=30).rev() {
        clinic.write(2, ago(minute), Who::Patient);
    }
    for size in [(120, 40), (90, 40), (70, 24)] {
        let mut desk = Desk::running(clinic.clone());
        let (width, height) = size;
        desk.event(Event::Resize(Size { width, height }));
        desk.press("j enter");
        desk.run(seconds(1));
        let new = desk
            .thread()
            .iter()
            .position(|line| line.contains("new since"));
        assert!(new.is_some_and(|line| line <= 1), "at {size:?}: {new:?}");
    }
}
