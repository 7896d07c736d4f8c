//! Layers, sequences, leaving, and what is handed to the desktop.

use spruce_inbox::app::Overlay;
use spruce_inbox::app::command::Command;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::Context;
use spruce_inbox::app::layout::Pane;
use spruce_inbox::model::link::AppUrl;

use super::clinic::Clinic;
use super::desk::{Desk, answered, seconds, setup};

#[test]
fn esc_goes_back_step_by_step_and_never_quits() {
    let mut desk = Desk::running(answered(3));
    desk.press("/ P enter enter ?");
    let mut contexts = Vec::new();
    for _ in 0..12 {
        contexts.push(desk.app.context());
        assert_eq!(desk.press("esc"), []);
    }
    assert_eq!(
        contexts[..3],
        [Context::Help, Context::Detail, Context::List]
    );
    assert_eq!(desk.selected(), None);
    assert_eq!(desk.app.overlay(), None);
}

#[test]
fn q_closes_the_top_layer_and_then_asks() {
    let mut desk = Desk::running(answered(3));
    desk.press("j enter ?");
    assert_eq!(desk.press("q q"), []);
    assert_eq!((desk.app.pane(), desk.app.overlay()), (Pane::List, None));
    assert_eq!(desk.press("q"), []);
    assert_eq!(desk.app.overlay(), Some(&Overlay::ConfirmQuit));
    for no in ["esc", "n"] {
        assert_eq!(desk.press(no), []);
        assert_eq!(desk.app.overlay(), None);
        desk.press("q");
    }
    assert_eq!(desk.press("q"), [Command::Quit]);
    desk.press("esc q");
    assert_eq!(desk.press("y"), [Command::Quit]);
}

#[test]
fn quitting_at_once_works_everywhere() {
    for place in ["", "j enter", "?", "q", "g", "/", "/ P"] {
        for key in ["ctrl-c", "Q"] {
            let typing = place.starts_with('/') && key == "Q";
            let mut desk = Desk::new(Clinic::default(), setup(Vec::new()));
            desk.press(place);
            let wanted: &[Command] = if typing { &[] } else { &[Command::Quit] };
            assert_eq!(desk.press(key), wanted, "{key} after \"{place}\"");
        }
    }
}

#[test]
fn a_sequence_waits_a_second_and_a_stray_key_counts_for_itself() {
    let mut desk = Desk::running(answered(9));
    desk.press("G g");
    assert_eq!(desk.app.pending().len(), 1);
    desk.run(seconds(1));
    assert_eq!(desk.app.pending().len(), 0);
    desk.press("g");
    assert_eq!(desk.selected(), Some(1), "that was a new beginning");
    desk.press("g");
    assert_eq!(desk.selected(), Some(9));
    desk.press("g j");
    assert_eq!(desk.selected(), Some(8));
}

#[test]
fn links_and_ids_go_out_and_nothing_else() {
    let mut desk = Desk::running(answered(2));
    assert_eq!(desk.press("o"), []);
    assert_eq!(desk.notice(), Some("select a conversation first"));
    desk.press("j");
    let url = AppUrl::parse("https://app.sprucehealth.com/t/0002").unwrap();
    assert_eq!(desk.press("o"), [Command::OpenUrl(url.clone())]);
    assert_eq!(desk.press("y"), [Command::Copy(url.to_string())]);
    assert_eq!(desk.press("Y"), [Command::Copy("t_0002".to_owned())]);
    desk.clinic.edit(2, |row| row.app_url = None);
    desk.press("r");
    desk.run(seconds(1));
    assert_eq!(desk.press("o"), []);
    assert_eq!(
        desk.notice(),
        Some("this conversation has no link into the Spruce app")
    );
}

#[test]
fn a_notice_goes_by_itself() {
    let mut desk = Desk::running(answered(2));
    desk.press("y");
    assert!(desk.notice().is_some());
    desk.run(seconds(7));
    assert!(desk.notice().is_some());
    desk.run(seconds(1));
    assert_eq!(desk.notice(), None);
}

#[test]
fn suspending_and_repainting_are_left_to_the_terminal() {
    let mut desk = Desk::running(answered(2));
    assert_eq!(desk.press("ctrl-z"), [Command::Suspend]);
    assert_eq!(desk.press("ctrl-l"), [Command::Repaint]);
    let resumed = desk.event(Event::Resumed);
    assert_eq!(resumed.first(), Some(&Command::Repaint));
    assert!(
        matches!(resumed.get(1), Some(Command::Fetch(_))),
        "{resumed:?}"
    );
}

#[test]
fn opening_with_nothing_selected_opens_the_first() {
    let mut desk = Desk::running(answered(2));
    desk.press("enter");
    assert_eq!((desk.selected(), desk.app.pane()), (Some(2), Pane::Detail));
    let mut empty = Desk::running(Clinic::default());
    assert_eq!(empty.press("enter j G u m o tab"), []);
    assert_eq!(empty.app.pane(), Pane::List);
}
