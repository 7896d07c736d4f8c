//! Back to the shell and in again.

use rustix::process::Signal;

use crate::clinic::Clinic;
use crate::endings::assert_in_order;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};
use crate::view;

const BEFORE: &str = "Ash Sample-Before";

fn suspends_by(tell: impl Fn(&Session)) {
    let (clinic, home) = (Clinic::open(), Home::new());
    clinic.patient(BEFORE, "Hello?");
    let mut session = Launch::at(&clinic, &home)
        // By itself it would not ask again during this test.
        .env("SPRUCE_INBOX_INTERVAL", "10m")
        .start();
    session.wait_until_checked();
    // The second time must work like the first.
    for name in ["Robin Sample-First", "Kim Sample-Second"] {
        tell(&session);
        session.wait_until_stopped();
        session.wait_for("the shell's screen", |screen| !screen.alternate_screen());
        assert_in_order(&session);

        session.signal(Signal::CONT);
        session.wait_for("a whole screen", |screen| {
            screen.alternate_screen() && view::is_live(screen) && view::is_new(screen, BEFORE)
        });
        // Meanwhile nothing happened; the next time something does.
        tell(&session);
        session.wait_until_stopped();
        clinic.patient(name, "Hello?");
        session.signal(Signal::CONT);
        session.wait_for("what happened meanwhile", |screen| {
            view::is_new(screen, name)
        });
        assert!(!session.has_modes_of_before(), "keys come line by line");
    }
    session.send("q");
    session.wait_for("keys to be answered", |screen| view::shows(screen, "Quit?"));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_in_order(&session);
}

#[test]
fn ctrl_z_leaves_the_terminal_to_the_shell_until_it_is_continued() {
    suspends_by(|session| session.send("\x1a"));
}

#[test]
fn a_stop_from_outside_does_the_same() {
    suspends_by(|session| session.signal(Signal::TSTP));
}

#[test]
fn a_continue_out_of_turn_does_not_bring_it_back_early() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    session.signal(Signal::CONT);
    clinic.wait_for_requests(2);
    session.send("\x1a");
    session.wait_until_stopped();
    session.wait_for("the shell's screen", |screen| !screen.alternate_screen());
    assert_in_order(&session);
    session.signal(Signal::CONT);
    session.wait_for("its own screen", |screen| {
        screen.alternate_screen() && view::is_live(screen)
    });
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_in_order(&session);
}
