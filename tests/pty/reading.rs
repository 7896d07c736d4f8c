//! What is new is marked, what was read stays read, and keys are answered.

use std::time::Duration;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, note};
use crate::view;

const PATIENT: &str = "Robin Sample-Patient";
const STAFFED: &str = "Sam Sample-Answered";
/// Far more than a frame, far less than the five seconds after which the program looks up by itself.
const AT_ONCE: Duration = Duration::from_secs(2);

#[test]
fn what_a_patient_writes_is_new_until_it_is_read_and_after_a_restart_it_still_is_read() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut first = Launch::at(&clinic, &home).start();
    first.wait_until_live();
    clinic.staff(STAFFED, "Your appointment is at nine.");
    clinic.patient(PATIENT, "Is the form at the desk?");
    first.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    first.wait_for("the staff's row", |screen| view::shows(screen, STAFFED));

    // Nothing is selected yet: Enter takes the first row, the newest.
    first.send("\r");
    first.wait_for("the opened row to be read", |screen| {
        view::shows(screen, PATIENT) && !view::is_new(screen, PATIENT)
    });
    assert_eq!(first.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    let never = first.frames().concat();
    assert!(
        !never.iter().any(|row| view::marked_new(row, STAFFED)),
        "what the staff wrote was shown as new"
    );

    let mut second = Launch::at(&clinic, &home).start();
    second.wait_until_live();
    second.wait_for("the row from before", |screen| view::shows(screen, PATIENT));
    // A row that was never opened is checked like that one: once it is new, both are known.
    clinic.patient("Kim Sample-Later", "Hello?");
    second.wait_for("a new row", |screen| {
        view::is_new(screen, "Kim Sample-Later")
    });
    second.wait_until_checked();
    assert_eq!(
        second.end_by("ctrl-c", |it| it.send("\x03")),
        Fate::Exited(0)
    );
    let never = second.frames().concat();
    assert!(
        !never.iter().any(|row| view::marked_new(row, PATIENT)),
        "what was read came back as new"
    );
}

#[test]
fn keys_are_answered_at_once_while_nothing_else_happens() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home)
        .env("SPRUCE_INBOX_INTERVAL", "10m")
        .start();
    session.wait_until_checked();
    for round in 0..4 {
        for (keys, asked) in [("q", true), ("n", false)] {
            let took = session.answer_within(AT_ONCE, "the question or its end", {
                session.send(keys);
                |screen| view::shows(screen, "Quit?") == asked
            });
            note(&format!(
                "key {keys:?} in round {round}: answered after {took:?}"
            ));
        }
    }
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}

#[test]
fn half_an_escape_sequence_holds_nothing_up() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    session.send("\x1b[");
    clinic.wait_for_requests(1);
    clinic.patient(PATIENT, "Hello?");
    session.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    // The other half: a key of its own, and then those that follow.
    session.send("B");
    session.send("q");
    session.wait_for("the question", |screen| view::shows(screen, "Quit?"));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}

#[test]
fn ctrl_l_paints_everything_again_at_once() {
    let (clinic, home) = (Clinic::open(), Home::new());
    clinic.patient(PATIENT, "Hello?");
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_settled(&clinic);
    session.spoil("\x1b[H\x1b[Jsomething else wrote this");
    assert!(!session.look(|screen| view::shows(screen, PATIENT)));
    session.send("\x0c");
    let took = session.answer_within(AT_ONCE, "the rows", |screen| {
        view::is_new(screen, PATIENT) && !view::shows(screen, "something else")
    });
    note(&format!("ctrl-l: painted after {took:?}"));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}
