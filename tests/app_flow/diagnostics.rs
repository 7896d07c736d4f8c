//! The diagnostics: opened, kept up to date, copied, closed.

use std::collections::BTreeMap;

use spruce_inbox::app::Overlay;
use spruce_inbox::app::about::LedgerNews;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::{Context, Keymap};

use super::clinic::Who;
use super::desk::{Desk, answered, seconds, setup};

/// What the open screen says of something.
fn says(desk: &Desk, label: &str) -> String {
    let report = desk.app.report().expect("it is open");
    let sections = report.left.iter().chain(&report.right);
    let mut entries = sections.flat_map(|section| &section.entries);
    let entry = entries.find(|entry| entry.label == label);
    entry.expect("it says something of it").value.clone()
}

#[test]
fn it_opens_from_anywhere_but_a_search_and_closes_with_three_keys() {
    for place in ["", "j enter", "?", "q"] {
        for closes in ["esc", "q", "D"] {
            let mut desk = Desk::running(answered(3));
            desk.press(place);
            desk.press("D");
            assert_eq!(desk.app.context(), Context::Diagnostics, "after {place:?}");
            desk.press(closes);
            assert_eq!((desk.app.overlay(), desk.app.report()), (None, None));
        }
    }
    let mut desk = Desk::running(answered(3));
    desk.press("/ D");
    assert_eq!(desk.app.context(), Context::Search, "there it is a letter");
}

#[test]
fn the_help_for_them_leads_back_to_them() {
    for closes in ["esc", "q", "D"] {
        let mut desk = Desk::running(answered(3));
        desk.press("D ? ?");
        let about = Context::Diagnostics;
        assert_eq!(desk.app.overlay(), Some(&Overlay::Help { top: 0, about }));
        desk.press(closes);
        assert_eq!(desk.app.context(), Context::Diagnostics, "after {closes}");
        assert!(desk.app.report().is_some());
        desk.press("esc");
        assert_eq!(desk.app.overlay(), None);
    }
}

#[test]
fn what_lies_below_does_not_change_unseen() {
    let mut desk = Desk::running(answered(3));
    desk.press("j");
    let before = (desk.selected(), desk.state(3), desk.app.inbox().order());
    assert_eq!(desk.press("D j k m u s S f tab enter"), []);
    desk.press("esc");
    let after = (desk.selected(), desk.state(3), desk.app.inbox().order());
    assert_eq!(before, after);
    assert!(!desk.app.inbox().frozen());
}

#[test]
fn looking_at_it_is_not_looking_at_the_conversation() {
    let mut desk = Desk::running(answered(3));
    desk.press("j");
    desk.write(3, Who::Patient);
    desk.run(seconds(20));
    desk.take_marks();
    desk.press("D j");
    desk.run(seconds(60));
    assert_eq!(desk.take_marks(), []);
}

#[test]
fn all_of_it_is_copied_as_it_is_now() {
    let mut desk = Desk::running(answered(3));
    desk.press("D");
    let commands = desk.press("y");
    let [Command::Copy(text)] = commands.as_slice() else {
        panic!("copied, and nothing else: {commands:?}");
    };
    assert!(text.starts_with("spruce-inbox diagnostics, 2026-03-18 12:00:10 (12:00:10 UTC)\n"));
    let report = desk.app.report().unwrap();
    for section in report.left.iter().chain(&report.right) {
        assert!(text.contains(&format!("\n{}\n", section.heading)));
        for entry in &section.entries {
            assert!(text.contains(entry.value.trim_end()), "{entry:?}");
        }
    }
    assert!(text.lines().all(|line| line == line.trim_end()));
    let Some(Overlay::Diagnostics { copied, .. }) = desk.app.overlay() else {
        panic!("it stays open");
    };
    assert_eq!(*copied, Some(desk.now.wall));
}

#[test]
fn a_key_of_ones_own_copies_it_without_opening_it() {
    let mut setup = setup(Vec::new());
    let keys = BTreeMap::from([("x".to_owned(), "copy-diagnostics".to_owned())]);
    setup.keymap = Keymap::new(&BTreeMap::from([("list".to_owned(), keys)])).unwrap();
    let mut desk = Desk::new(answered(1), setup);
    let commands = desk.press("x");
    assert!(matches!(commands.as_slice(), [Command::Copy(_)]));
    assert_eq!(desk.app.overlay(), None);
    assert_eq!(desk.notice(), Some("diagnostics copied"));
}

#[test]
fn it_is_drawn_again_only_when_it_says_something_else() {
    let mut desk = Desk::running(answered(3));
    desk.press("D");
    desk.app.take_dirty();
    // A poll is due 15 s after the last one.
    let polls = says(&desk, "complete");
    for _ in 0..4 {
        desk.pass(seconds(1));
        desk.event(Event::Tick);
        assert!(!desk.app.take_dirty(), "nothing ticks in it");
    }
    assert_eq!(says(&desk, "complete"), polls);
    desk.run(seconds(30));
    assert_ne!(says(&desk, "complete"), polls);
    assert!(desk.app.take_dirty(), "it follows what happens");

    desk.press("esc");
    desk.app.take_dirty();
    desk.run(seconds(12));
    assert!(!desk.app.take_dirty(), "closed, polls are not drawn");
}

#[test]
fn what_becomes_of_the_seen_marks_is_told() {
    let mut desk = Desk::running(answered(3));
    desk.press("D");
    assert_eq!(says(&desk, "last saved"), "nothing yet");
    desk.event(Event::Ledger(LedgerNews::Saved));
    assert_eq!(says(&desk, "last saved"), "12:00:10");
    desk.run(seconds(5));
    for _ in 0..2 {
        desk.event(Event::Ledger(LedgerNews::Failing));
        assert_eq!(says(&desk, "last saved"), "failing since 12:00:15");
        desk.run(seconds(5));
    }
    desk.event(Event::Ledger(LedgerNews::Saved));
    assert_eq!(says(&desk, "last saved"), "12:00:25");
    desk.run(seconds(24 * 3600));
    assert_eq!(says(&desk, "last saved"), "18 Mar 12:00", "not today");
}
