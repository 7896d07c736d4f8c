//! Coming back to the desk, and the wallboard: nothing is lost, and nothing becomes seen unseen.

use spruce_inbox::app::Overlay;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::{Event, Focus};
use spruce_inbox::triage::{Channel, RowState};

use super::clinic::Who;
use super::desk::{Desk, answered, seconds, setup};

const LONG: u64 = 11 * 60;

/// Somebody pressed a key, left, and 1 was written in and 2 as well, and answered.
fn left() -> Desk {
    let mut desk = Desk::running(answered(3));
    desk.press("j");
    desk.run(seconds(60));
    desk.write(1, Who::Patient);
    desk.write(2, Who::Patient);
    desk.run(seconds(120));
    desk.write(2, Who::Staff);
    desk
}

#[test]
fn the_first_key_after_an_absence_only_tells_what_happened() {
    let mut desk = left();
    desk.run(seconds(LONG));
    let selected = desk.selected();
    assert_eq!(desk.press("j"), []);
    assert_eq!(desk.app.overlay(), Some(&Overlay::SinceYouLooked));
    assert_eq!(desk.selected(), selected, "it moved nothing");
    let since = desk.app.shown_since().unwrap().clone();
    assert_eq!(since.arrived, [(Channel::Secure, 2)].into());
    assert_eq!((since.answered, since.overdue, since.unchecked), (1, 0, 0));
    assert!(since.exact);
    desk.press("k");
    assert_eq!(desk.app.overlay(), None);
    assert_ne!(desk.selected(), selected, "the next key acts");
    desk.press("L");
    assert_eq!(
        desk.app.shown_since().unwrap().arrived,
        since.arrived,
        "told again"
    );
    let selected = desk.selected();
    for key in ["esc", "enter", "space", "q", "L"] {
        desk.press(key);
        assert_eq!(desk.app.overlay(), None, "{key} closes");
        assert_eq!(desk.selected(), selected, "and does nothing else");
        desk.press("L");
    }
}

#[test]
fn whoever_was_there_or_missed_nothing_is_not_stopped() {
    let mut desk = left();
    desk.run(seconds(60));
    desk.press("j");
    assert_eq!(desk.app.overlay(), None, "only minutes have passed");
    desk.run(seconds(LONG));
    desk.press("j");
    assert_eq!(desk.app.overlay(), None, "nothing happened");
}

#[test]
fn those_who_want_to_leave_are_not_held_up() {
    for key in ["ctrl-c", "Q"] {
        let mut desk = left();
        desk.run(seconds(LONG));
        assert_eq!(desk.press(key), [Command::Quit]);
    }
    let mut desk = left();
    desk.run(seconds(LONG));
    desk.press("q");
    assert_eq!(desk.app.overlay(), Some(&Overlay::ConfirmQuit));
}

#[test]
fn who_becomes_overdue_meanwhile_is_counted_and_only_then() {
    let mut desk = left();
    desk.run(seconds(70 * 60));
    desk.press("j");
    assert_eq!(desk.app.shown_since().unwrap().overdue, 1);
    desk.press("esc");
    desk.run(seconds(LONG));
    desk.write(3, Who::Patient);
    desk.run(seconds(60));
    desk.press("j");
    let since = desk.app.shown_since().unwrap();
    assert_eq!((since.overdue, since.arrived.len()), (0, 1));
}

#[test]
fn looking_back_at_the_window_tells_as_well() {
    let mut desk = left();
    desk.event(Event::Focus(Focus::Lost));
    desk.run(seconds(LONG));
    desk.event(Event::Focus(Focus::Gained));
    assert_eq!(desk.app.overlay(), None, "they left after it happened");
    desk.event(Event::Focus(Focus::Lost));
    desk.run(seconds(30));
    desk.write(3, Who::Patient);
    desk.run(seconds(LONG));
    desk.event(Event::Focus(Focus::Gained));
    assert_eq!(desk.app.overlay(), Some(&Overlay::SinceYouLooked));
}

#[test]
fn what_is_not_read_is_told_as_not_known() {
    let mut desk = left();
    desk.run(seconds(20));
    desk.clinic.items_fail = true;
    desk.write(3, Who::Patient);
    desk.run(seconds(LONG));
    desk.press("j");
    let since = desk.app.shown_since().unwrap();
    assert_eq!(since.unchecked, 1);
    assert!(!since.exact);
}

#[test]
fn behind_the_wallboard_nothing_becomes_seen_and_leaving_it_tells_what_happened() {
    let mut start = setup(Vec::new());
    start.start.wallboard = true;
    let mut desk = Desk::new(answered(3), start);
    desk.run(seconds(20));
    desk.take_did();
    desk.write(2, Who::Patient);
    desk.run(seconds(LONG));
    desk.press("j enter m");
    desk.run(seconds(10));
    assert_eq!(desk.app.overlay(), Some(&Overlay::Wallboard));
    assert_eq!(desk.state(2), RowState::New);
    assert_eq!(desk.take_did(), []);
    desk.press("W");
    assert_eq!(
        desk.app.overlay(),
        Some(&Overlay::SinceYouLooked),
        "{:?}",
        desk.app.board()
    );
    assert_eq!(desk.app.shown_since().unwrap().arrived.len(), 1);
}
