//! Whatever ends the program, the terminal is as it was, and soon.

use std::time::Duration;

use rustix::process::Signal;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch, PROGRAM};
use crate::session::{Fate, Session};
use crate::view;

/// Sequences that end what others began.
const PAIRS: [(&str, &str); 6] = [
    ("\u{1b}[?1049h", "\u{1b}[?1049l"),
    ("\u{1b}[?25l", "\u{1b}[?25h"),
    ("\u{1b}[?2004h", "\u{1b}[?2004l"),
    ("\u{1b}[?1004h", "\u{1b}[?1004l"),
    ("\u{1b}[?2026h", "\u{1b}[?2026l"),
    ("\u{1b}[22;0t", "\u{1b}[23;0t"),
];

/// Asserts that every mode was left, both by what was written and by what an emulator makes of it.
pub(crate) fn assert_in_order(session: &Session) {
    let raw = session.raw();
    let written = String::from_utf8_lossy(&raw);
    for (begin, end) in PAIRS {
        let begun = written.rfind(begin);
        assert!(begun.is_some(), "{begin:?} was never written");
        assert!(begun < written.rfind(end), "{end:?} does not come last");
    }
    let left = session.look(|screen| {
        (
            screen.alternate_screen(),
            screen.hide_cursor(),
            screen.bracketed_paste(),
        )
    });
    assert_eq!(left, (false, false, false));
    assert!(session.has_modes_of_before(), "the line discipline differs");
}

fn ends(what: &str, fate: Fate, tell: impl FnOnce(&mut Session)) {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    assert!(!session.has_modes_of_before(), "keys come line by line");
    assert_eq!(session.end_by(what, tell), fate);
    assert_in_order(&session);
}

#[test]
fn by_quitting_at_once() {
    ends("Q", Fate::Exited(0), |it| it.send("Q"));
}

#[test]
fn by_quitting_and_confirming() {
    ends("q, y", Fate::Exited(0), |it| {
        it.send("q");
        it.wait_for("the question", |screen| view::shows(screen, "Quit?"));
        it.send("y");
    });
}

#[test]
fn by_ctrl_c() {
    ends("ctrl-c", Fate::Exited(0), |it| it.send("\x03"));
}

#[test]
fn by_sigterm() {
    ends("SIGTERM", Fate::Exited(143), |it| it.signal(Signal::TERM));
}

#[test]
fn by_sigint() {
    ends("SIGINT", Fate::Exited(130), |it| it.signal(Signal::INT));
}

#[test]
fn by_sighup() {
    ends("SIGHUP", Fate::Exited(1), |it| it.signal(Signal::HUP));
}

#[test]
fn while_the_terminal_takes_nothing_more() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_settled(&clinic);
    session.stall(true);
    // Full repaints, some frames apart, until one is stuck: then the program cannot even poll. Nothing else tells
    // from outside that it is.
    let asked = || {
        let before = clinic.requests();
        session.send("\x0c");
        std::thread::park_timeout(Duration::from_millis(50));
        clinic.requests() - before
    };
    let quiet = (0..200).scan(0, |quiet, _| {
        *quiet = if asked() == 0 { *quiet + 1 } else { 0 };
        Some(*quiet)
    });
    // It polls every second, which is 20 rounds.
    assert!(quiet.into_iter().any(|rounds| rounds > 60), "never stuck");
    let fate = session.end_by("SIGTERM, stuck", |it| it.signal(Signal::TERM));
    assert_eq!(fate, Fate::Exited(143));
    // What the terminal did not take cannot be undone on it, but its line discipline can.
    assert!(session.has_modes_of_before(), "the line discipline differs");
}

#[test]
fn while_an_answer_hangs() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    clinic.faults("slow:10m");
    clinic.wait_for_requests(1);
    assert_eq!(
        session.end_by("Q, hung", |it| it.send("Q")),
        Fate::Exited(0)
    );
    assert_in_order(&session);
}

#[test]
fn by_losing_the_terminal() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    // There is no screen left to look at: that it ends, and soon, is all there is.
    assert_eq!(
        session.end_by("lost terminal", Session::hang_up),
        Fate::Exited(1)
    );
}

#[test]
fn by_losing_the_terminal_what_was_just_read_stays_read() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let name = "Robin Sample-Patient";
    clinic.patient(name, "Hello?");
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    session.wait_for("a new row", |screen| view::is_new(screen, name));
    session.send("\r");
    session.wait_for("it to be read", |screen| !view::is_new(screen, name));
    assert_eq!(
        session.end_by("lost terminal", Session::hang_up),
        Fate::Exited(1)
    );

    let mut again = Launch::at(&clinic, &home).start();
    again.wait_until_checked();
    assert!(again.look(|screen| view::shows(screen, name)));
    assert_eq!(again.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    let rows = again.frames().concat();
    assert!(!rows.iter().any(|row| view::marked_new(row, name)));
}

#[test]
fn by_losing_the_terminal_without_a_word() {
    let (clinic, home) = (Clinic::open(), Home::new());
    // The first process of a terminal is told when it goes; this one keeps it to itself. (Without a key that
    // ends the input, the test's end of the terminal writes nothing when it goes.)
    let script = format!("stty eof undef; trap '' HUP; '{PROGRAM}' --history=off; echo $? > code");
    let mut session = Launch::of("/bin/sh".as_ref(), &clinic, &home)
        .arg("-c")
        .arg(&script)
        .env("SPRUCE_INBOX_INTERVAL", "1s")
        .start();
    // From then on it has no reason to write anything until the next minute.
    session.wait_until_settled(&clinic);
    session.hang_up();
    assert_eq!(session.wait_for_end(), Fate::Exited(0));
    let code = std::fs::read_to_string(home.path().join("code")).unwrap();
    assert_eq!(code, "1\n");
}
