//! What counts as seen, and what does not.

use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::{Event, Focus};
use spruce_inbox::app::layout::Size;
use spruce_inbox::sync::Call;
use spruce_inbox::triage::RowState::{New, Quiet, Unknown, Waiting};

use super::clinic::{Clinic, Who, id, organization};
use super::desk::{Desk, ago, answered, seconds, setup};

/// Three answered conversations and number 4, where a patient wrote twice.
fn one_new() -> Clinic {
    let mut clinic = answered(3);
    clinic.write(4, ago(6), Who::Patient);
    clinic.write(4, ago(5), Who::Patient);
    clinic
}

fn new_line(desk: &Desk) -> bool {
    desk.thread()
        .iter()
        .any(|line| line.contains("new since you looked"))
}

#[test]
fn opening_marks_seen_and_keeps_the_mark() {
    let mut desk = Desk::running(one_new());
    desk.press("j");
    desk.run(seconds(1));
    assert_eq!(desk.state(4), New);
    let commands = desk.press("enter");
    assert!(
        matches!(&commands[..], [Command::SaveMarks(marks)] if marks.len() == 1),
        "{commands:?}"
    );
    assert_eq!(desk.state(4), Waiting, "seen, but not answered");
    assert!(
        new_line(&desk),
        "what was new stays marked while it is open"
    );
    assert_eq!(desk.press("esc enter"), [], "nothing more to keep");
    desk.press("esc j k");
    desk.run(seconds(1));
    assert!(!new_line(&desk), "nothing is new when it is opened again");
}

#[test]
fn opening_before_the_items_are_there_counts_once_they_are() {
    let mut clinic = one_new();
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    desk.press("j");
    assert_eq!(desk.press("enter"), [], "nothing is known yet");
    assert_eq!(desk.state(4), Unknown);
    desk.clinic.items_fail = false;
    desk.take_did();
    desk.run(seconds(60));
    assert_eq!(desk.take_marks().len(), 1);
    assert_eq!(desk.state(4), Waiting);
    assert!(new_line(&desk), "the reader is still shown what was new");
}

#[test]
fn what_arrives_while_nobody_presses_a_key_stays_new() {
    let mut desk = Desk::running(one_new());
    desk.press("j enter");
    desk.run(seconds(30));
    assert_eq!(desk.state(4), Waiting);
    desk.take_did();

    desk.write(4, Who::Patient);
    desk.run(seconds(3600));
    assert_eq!(desk.state(4), New);
    assert!(new_line(&desk));
    assert_eq!(desk.take_did(), []);

    // Somebody is back: the first key only tells what happened, the next does, and its end is on the screen.
    desk.press("x");
    desk.run(seconds(10));
    assert_eq!(desk.state(4), New);
    desk.press("esc");
    desk.run(seconds(2));
    assert_eq!(desk.state(4), New);
    desk.run(seconds(1));
    assert_eq!(desk.state(4), Waiting);
    assert_eq!(desk.take_marks().len(), 1);
}

#[test]
fn what_appears_just_before_the_time_is_up_has_its_own_time() {
    let mut desk = Desk::running(one_new());
    desk.press("j enter");
    desk.run(seconds(10));
    desk.write(4, Who::Patient);
    desk.run(seconds(3));
    desk.press("x");
    // The next poll and the check of its items bring it on the screen within this time.
    desk.run(seconds(3));
    while desk.state(4) != New {
        desk.press("x");
        desk.run(seconds(1));
    }
    desk.run(seconds(2));
    assert_eq!(
        desk.state(4),
        New,
        "it has not been on the screen for three seconds"
    );
    desk.run(seconds(1));
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn a_selected_conversation_is_seen_after_a_while_beside_the_list_but_not_behind_it() {
    for (width, after) in [(120, Waiting), (79, New)] {
        let mut desk = Desk::running(one_new());
        desk.event(Event::Resize(Size { width, height: 40 }));
        desk.press("j");
        desk.run(seconds(2));
        assert_eq!(desk.state(4), New);
        desk.run(seconds(2));
        assert_eq!(desk.state(4), after, "at {width} columns");
    }
}

#[test]
fn nothing_is_seen_without_the_focus_or_under_an_overlay() {
    let mut desk = Desk::running(one_new());
    desk.press("j");
    desk.event(Event::Focus(Focus::Lost));
    desk.run(seconds(10));
    assert_eq!(desk.state(4), New);
    desk.event(Event::Focus(Focus::Gained));
    desk.run(seconds(10));
    assert_eq!(desk.state(4), New, "the focus alone is not a reader");
    desk.press("?");
    desk.run(seconds(10));
    assert_eq!(desk.state(4), New);
    desk.press("esc");
    desk.run(seconds(3));
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn nothing_is_seen_while_the_program_was_suspended() {
    let mut desk = Desk::running(one_new());
    desk.press("j");
    desk.pass(seconds(600));
    let did = desk.event(Event::Resumed);
    assert!(!did.iter().any(|done| matches!(done, Command::SaveMarks(_))));
    desk.run(seconds(10));
    assert_eq!(desk.state(4), New, "nobody looked in the meantime");
    desk.press("j");
    desk.press("k");
    desk.run(seconds(4));
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn a_conversation_that_loads_long_after_it_was_opened_is_still_new() {
    let mut clinic = one_new();
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    desk.press("j enter");
    desk.run(seconds(300));
    desk.clinic.items_fail = false;
    desk.run(seconds(900));
    assert!(!desk.thread().is_empty(), "loaded by itself");
    assert_eq!(desk.state(4), New, "who opened it may be gone");
    desk.press("k");
    desk.press("G");
    desk.run(seconds(4));
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn nothing_is_seen_by_itself_where_the_user_does_not_want_it() {
    let mut setup = setup(Vec::new());
    setup.seen_after = None;
    let mut desk = Desk::new(one_new(), setup);
    desk.run(seconds(10));
    desk.press("j");
    desk.run(seconds(60));
    assert_eq!(desk.state(4), New);
    desk.press("m");
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn nothing_is_seen_by_itself_before_its_end_was_on_the_screen() {
    let mut clinic = answered(1);
    for minute in 0..30 {
        clinic.write(2, ago(35 - minute), Who::Patient);
    }
    let mut desk = Desk::running(clinic);
    desk.press("j");
    desk.run(seconds(10));
    assert_eq!(desk.state(2), New, "what is new is longer than the screen");
    desk.press("tab G");
    desk.run(seconds(3));
    assert_eq!(desk.state(2), Waiting);
}

#[test]
fn marked_unseen_stands_out_until_the_user_comes_back_to_it() {
    let mut desk = Desk::running(answered(3));
    desk.press("j");
    desk.run(seconds(10));
    assert_eq!(desk.state(3), Quiet);
    desk.take_did();
    let commands = desk.press("u");
    assert!(matches!(&commands[..], [Command::SaveMarks(marks)] if marks.len() == 1));
    assert_eq!(desk.state(3), New);
    desk.press("x ? esc x");
    desk.run(seconds(60));
    assert_eq!(desk.state(3), New, "looking on does not undo it");
    desk.press("j k");
    desk.run(seconds(10));
    assert_eq!(desk.state(3), Quiet, "coming back does");
    desk.press("u");
    desk.press("m");
    assert_eq!(desk.state(3), Quiet, "so does the opposite key");
    desk.press("u enter");
    assert_eq!(desk.state(3), Quiet, "and opening it");
}

#[test]
fn unseen_before_the_items_were_there_is_not_undone_by_their_arrival() {
    let mut clinic = one_new();
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    desk.press("j enter u");
    assert_eq!(desk.state(4), New);
    desk.clinic.items_fail = false;
    desk.run(seconds(60));
    assert_eq!(desk.state(4), New);
}

#[test]
fn marks_survive_a_restart() {
    let mut desk = Desk::running(one_new());
    desk.press("j enter esc j u");
    let kept = desk.take_marks();
    let mut next = desk.restart(kept);
    assert_eq!([3, 4].map(|n| next.state(n)), [New, Waiting]);
    next.write(4, Who::Patient);
    next.run(seconds(20));
    assert_eq!(next.state(4), New);
}

#[test]
fn another_copy_s_marks_are_joined_in_any_order() {
    let mut desk = Desk::running(one_new());
    let mut other = Desk::running(one_new());
    other.press("j enter");
    other.run(seconds(1));
    let seen = other.take_marks();
    other.press("u");
    let unseen = other.take_marks();

    desk.app.take_dirty();
    desk.event(Event::Marks(seen.clone()));
    assert!(desk.app.take_dirty());
    assert_eq!(desk.state(4), Waiting);
    assert_eq!(
        desk.take_did(),
        [],
        "what comes from the ledger does not go back"
    );
    desk.event(Event::Marks(unseen));
    assert_eq!(desk.state(4), New);
    desk.event(Event::Marks(seen));
    assert_eq!(desk.state(4), New, "an old mark says nothing new");
}

#[test]
fn marks_that_come_before_the_rows_count_when_they_are_there() {
    let mut other = Desk::running(one_new());
    other.press("j enter");
    let mut desk = Desk::new(one_new(), setup(Vec::new()));
    desk.event(Event::Marks(other.take_marks()));
    desk.run(seconds(10));
    assert_eq!(desk.state(4), Waiting);
}

#[test]
fn an_item_that_shows_up_late_is_new_although_later_ones_were_seen() {
    let mut desk = Desk::running(one_new());
    desk.press("j enter esc");
    desk.run(seconds(10));
    desk.press("j");
    assert_eq!(desk.state(4), Waiting);
    desk.clinic
        .write(4, desk.now.wall.minus(seconds(30)), Who::Patient);
    desk.write(4, Who::Staff);
    // A colleague's answer covers it; the next patient's message, late again, does not.
    desk.run(seconds(20));
    assert_eq!(desk.state(4), Quiet);
    desk.write(4, Who::Patient);
    desk.run(seconds(20));
    desk.press("k enter esc j");
    assert_eq!(desk.state(4), Waiting);
    desk.run(seconds(20));
    desk.clinic
        .write(4, desk.now.wall.minus(seconds(25)), Who::Patient);
    desk.write(4, Who::Patient);
    desk.run(seconds(20));
    assert_eq!(desk.state(4), New);
}

#[test]
fn a_colleagues_answer_ends_new_and_waiting() {
    let mut desk = Desk::running(one_new());
    assert_eq!(
        (desk.state(4), desk.app.headline().counts.waiting),
        (New, 1)
    );
    desk.write(4, Who::Staff);
    desk.run(seconds(20));
    assert_eq!(
        (desk.state(4), desk.app.headline().counts.waiting),
        (Quiet, 0)
    );
}

#[test]
fn what_the_user_looks_at_is_read_first() {
    let mut clinic = answered(60);
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    desk.press("G");
    desk.take_asked();
    desk.clinic.items_fail = false;
    desk.run(seconds(30));
    let first = desk.take_asked().into_iter().find_map(|call| match call {
        Call::Items(query) => Some(query.conversation),
        _ => None,
    });
    assert_eq!(first, Some(id(1)), "{}", organization());
}
