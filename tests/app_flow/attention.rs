//! Working through what needs attention: the next one, reading on, marking, and taking that back.

use spruce_inbox::app::Overlay;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::{Pane, Size};
use spruce_inbox::sync::{FailureKind, NetworkProblem};
use spruce_inbox::triage::RowState::{New, Quiet, Unknown, Waiting};

use super::clinic::{Clinic, Who};
use super::desk::{Desk, ago, answered, seconds, setup};

/// Three answered conversations; 4 is overdue, 5 due soon, 6 in time. The target is an hour.
fn three_waiting() -> Clinic {
    let mut clinic = answered(3);
    for (number, minutes) in [(6, 5), (4, 70), (5, 50)] {
        clinic.write(number, ago(minutes), Who::Patient);
    }
    clinic
}

fn saved(commands: &[Command]) -> Vec<usize> {
    let marks = commands.iter().filter_map(|command| match command {
        Command::SaveMarks(marks) => Some(marks.len()),
        _ => None,
    });
    marks.collect()
}

#[test]
fn a_goes_from_the_overdue_to_the_rest_and_says_where_it_ends() {
    let mut desk = Desk::running(three_waiting());
    let mut walk = |keys: &str| {
        desk.press(keys);
        (desk.selected(), desk.notice().map(ToOwned::to_owned))
    };
    for number in [4, 5, 6] {
        assert_eq!(walk("a"), (Some(number), None));
    }
    let end = "that was the last here · again: from the top, 2";
    assert_eq!(walk("a"), (Some(6), Some(end.to_owned())));
    assert_eq!(walk("a"), (Some(4), None));
    let end = "that was the first here · again: from the end, 2";
    assert_eq!(walk("A"), (Some(4), Some(end.to_owned())));
    assert_eq!(walk("A"), (Some(6), None));
    assert_eq!(walk("A").0, Some(5));
}

#[test]
fn one_that_was_answered_still_says_where_to_go_on() {
    let mut desk = Desk::running(three_waiting());
    desk.press("a a");
    desk.write(5, Who::Staff);
    desk.run(seconds(30));
    assert_eq!((desk.selected(), desk.state(5)), (Some(5), Quiet));
    desk.press("a");
    assert_eq!(desk.selected(), Some(6));
}

#[test]
fn that_nobody_else_needs_attention_is_said_only_when_it_is_known() {
    let mut clinic = answered(3);
    clinic.write(4, ago(5), Who::Patient);
    let mut desk = Desk::running(clinic.clone());
    desk.press("a a");
    let clear = "that was the last here · nobody else needs attention";
    assert_eq!(desk.notice(), Some(clear));
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Broken));
    desk.run(seconds(600));
    desk.press("j k a a");
    let words = desk.notice().unwrap_or_default().to_owned();
    assert!(
        words.contains("stale for") && !words.contains("nobody"),
        "{words}"
    );

    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    assert_eq!(desk.state(4), Unknown);
    desk.press("a");
    let words = "none found here so far · 4 unchecked: more may come";
    assert_eq!((desk.selected(), desk.notice()), (None, Some(words)));
}

#[test]
fn space_reads_on_and_marks_seen_only_at_the_end() {
    let mut clinic = answered(2);
    for minute in 0..60 {
        clinic.write(3, ago(120 - minute), Who::Patient);
    }
    clinic.write(4, ago(5), Who::Patient);
    let mut desk = Desk::running(clinic);
    desk.press("space");
    assert_eq!(desk.selected(), Some(3));
    desk.run(seconds(1));
    let mut pages = Vec::new();
    while desk.selected() == Some(3) {
        assert_eq!(desk.state(3), New, "not before its end");
        pages.push(desk.thread());
        let commands = desk.press("space");
        let left = desk.selected() != Some(3);
        assert_eq!(saved(&commands), if left { vec![1] } else { Vec::new() });
        assert!(pages.len() < 20);
    }
    assert!(pages.len() > 3, "{} pages", pages.len());
    for two in pages.windows(2) {
        assert!(
            two[1].contains(two[0].last().unwrap()),
            "nothing is skipped"
        );
    }
    assert_eq!((desk.selected(), desk.state(3)), (Some(4), Waiting));
    desk.run(seconds(1));
    assert_eq!(saved(&desk.press("space")), [1]);
    assert_eq!(desk.state(4), Waiting);
    let end = "that was the last here · again: from the top, 1";
    assert_eq!((desk.selected(), desk.notice()), (Some(4), Some(end)));
}

#[test]
fn space_marks_nothing_that_is_not_there_or_was_marked_unseen() {
    let mut clinic = three_waiting();
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    assert_eq!(desk.press("j space"), []);
    let words = "its messages are not read yet; once more goes on without them";
    assert_eq!(desk.notice(), Some(words));
    assert_eq!(desk.press("space"), [], "it goes on, and marks nothing");
    let end = desk.notice().unwrap_or_default();
    assert!(end.starts_with("none found here so far"), "{end}");
    let mut desk = Desk::running(three_waiting());
    desk.press("a");
    desk.run(seconds(1));
    assert_eq!(saved(&desk.press("u space")), [1], "only the key u");
    assert_eq!((desk.selected(), desk.state(4)), (Some(5), New));
}

#[test]
fn where_there_is_one_pane_space_opens_first() {
    let mut desk = Desk::running(three_waiting());
    desk.event(Event::Resize(Size {
        width: 60,
        height: 30,
    }));
    desk.press("space");
    assert_eq!((desk.selected(), desk.app.pane()), (Some(4), Pane::List));
    desk.run(seconds(5));
    assert!(saved(&desk.press("space")).is_empty());
    assert_eq!((desk.app.pane(), desk.state(4)), (Pane::Detail, New));
    assert_eq!(saved(&desk.press("space")), [1]);
    assert_eq!((desk.selected(), desk.app.pane()), (Some(5), Pane::Detail));
}

#[test]
fn what_is_gone_to_counts_as_seen_after_a_while_like_everything() {
    let mut desk = Desk::running(three_waiting());
    desk.press("a");
    desk.run(seconds(2));
    assert_eq!(desk.state(4), New);
    desk.run(seconds(2));
    assert_eq!([4, 5].map(|n| desk.state(n)), [Waiting, New]);
}

#[test]
fn undo_takes_back_the_last_key_in_every_copy() {
    let mut desk = Desk::running(three_waiting());
    let mut copy = Desk::running(three_waiting());
    desk.press("a enter a m");
    assert_eq!([4, 5].map(|n| desk.state(n)), [Waiting, Waiting]);
    copy.event(Event::Marks(desk.take_marks()));
    assert_eq!([4, 5].map(|n| copy.state(n)), [Waiting, Waiting]);

    assert_eq!(saved(&desk.press("U")), [1]);
    assert_eq!(desk.notice(), Some("undone: 1 conversation is as before"));
    assert_eq!([4, 5].map(|n| desk.state(n)), [Waiting, New]);
    desk.run(seconds(10));
    assert_eq!(desk.state(5), New, "looking on does not undo the undoing");
    desk.press("U");
    assert_eq!(desk.state(4), New);
    assert_eq!(desk.press("U"), []);
    assert_eq!(desk.notice(), Some("no mark to undo"));

    copy.event(Event::Marks(desk.take_marks()));
    assert_eq!([4, 5].map(|n| copy.state(n)), [New, New]);
}

#[test]
fn undoing_unseen_makes_it_seen_again() {
    let mut desk = Desk::running(answered(2));
    desk.press("j u");
    assert_eq!(desk.state(2), New);
    desk.press("U");
    assert_eq!(desk.state(2), Quiet);
}

#[test]
fn mark_all_asks_and_marks_what_was_there_when_it_asked() {
    let mut desk = Desk::running(three_waiting());
    assert_eq!(desk.press("M"), []);
    assert_eq!(desk.app.overlay(), Some(&Overlay::ConfirmMarkAll(3)));
    desk.press("n");
    assert_eq!((desk.app.overlay(), desk.state(4)), (None, New));

    desk.press("M");
    desk.write(5, Who::Patient);
    desk.run(seconds(30));
    let commands = desk.press("y");
    assert_eq!(saved(&commands), [3], "in one command");
    assert_eq!(desk.notice(), Some("3 conversations marked as seen"));
    let states = [4, 5, 6].map(|n| desk.state(n));
    assert_eq!(
        states,
        [Waiting, New, Waiting],
        "what came meanwhile is new"
    );
    assert_eq!(saved(&desk.press("U")), [3]);
    assert_eq!([4, 5, 6].map(|n| desk.state(n)), [New; 3]);
    assert_eq!(desk.notice(), Some("undone: 3 conversations are as before"));
}

#[test]
fn mark_all_leaves_what_is_not_checked_and_says_so() {
    let mut clinic = answered(3);
    clinic.items_fail = true;
    let mut desk = Desk::new(clinic, setup(Vec::new()));
    desk.run(seconds(1));
    assert_eq!(desk.press("M"), []);
    let words = "nothing in this view is known to be new; 3 unchecked stay as they are";
    assert_eq!((desk.app.overlay(), desk.notice()), (None, Some(words)));
}

#[test]
fn time_alone_makes_overdue_even_while_nothing_can_be_asked() {
    let mut desk = Desk::running(three_waiting());
    let late = |desk: &Desk| {
        let counts = desk.app.headline().counts;
        (counts.overdue, counts.due_soon, counts.waiting)
    };
    assert_eq!(late(&desk), (1, 1, 3));
    desk.clinic.fault = Some(FailureKind::Network(NetworkProblem::Broken));
    // Ten seconds passed while it started; the server's clock is known to a second.
    desk.run(seconds(10 * 60 - 12));
    assert_eq!(late(&desk), (1, 1, 3));
    desk.app.take_dirty();
    desk.run(seconds(3));
    assert_eq!(late(&desk), (2, 0, 3));
    assert!(desk.app.take_dirty());
}

#[test]
fn that_a_colleague_answers_what_is_open_is_said_once() {
    let mut desk = Desk::running(three_waiting());
    desk.press("a");
    desk.run(seconds(5));
    assert_eq!(desk.notice(), None);
    desk.write(4, Who::Staff);
    let mut said = 0;
    let mut before = None;
    for _ in 0..120 {
        desk.run(seconds(1));
        let words = desk.notice().map(ToOwned::to_owned);
        said += usize::from(words.is_some() && words != before);
        assert!(words.is_none() || words.as_deref() == Some("Dana Desk answered"));
        before = words;
    }
    assert_eq!(said, 1);
    // It is no news to whoever comes back, nor in a conversation that was answered before.
    for key in ["a", "A", "G", "k"] {
        desk.press(key);
        desk.run(seconds(9));
        desk.run(seconds(3));
        let words = desk.notice().unwrap_or_default();
        assert!(!words.contains("answered"), "{words}");
    }
}

#[test]
fn auto_replies_and_notes_answer_nobody() {
    let mut desk = Desk::running(three_waiting());
    desk.press("a");
    desk.run(seconds(5));
    desk.write(4, Who::AutoReply);
    desk.write(4, Who::Note);
    for _ in 0..60 {
        desk.run(seconds(1));
        assert_eq!(desk.notice(), None);
    }
}
