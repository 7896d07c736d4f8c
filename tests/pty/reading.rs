//! What is new is marked, what was read stays read, and nothing is written where nothing may be.

use std::time::Duration;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, note};
use crate::view;

const PATIENT: &str = "Robin Sample-Patient";
const STAFFED: &str = "Sam Sample-Answered";

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
    second.wait_for("every row to be checked", |screen| {
        !view::shows(screen, "unchecked")
    });
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
fn an_ephemeral_run_leaves_nothing_behind() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).arg("--ephemeral").start();
    session.wait_until_live();
    clinic.patient(PATIENT, "Hello?");
    session.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    session.send("\r");
    session.wait_for("the opened row to be read", |screen| {
        !view::is_new(screen, PATIENT)
    });
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_eq!(home.entries(), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn a_usual_run_leaves_only_its_ledger_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    let state = home.path().join("state");
    let mut left = home.entries();
    left.retain(|path| *path != state);
    assert!(
        left.iter().any(|path| path.ends_with("seen.db")),
        "{left:?}"
    );
    for path in left {
        assert!(path.starts_with(&state), "{path:?}");
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{path:?}");
    }
}

#[test]
fn keys_are_answered_at_once_while_nothing_else_happens() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home)
        .env("SPRUCE_INBOX_INTERVAL", "10m")
        .start();
    session.wait_until_live();
    session.wait_for("every row to be checked", |screen| {
        !view::shows(screen, "unchecked")
    });
    for round in 0..4 {
        for (keys, asked) in [("q", true), ("n", false)] {
            let took = session.answer_within(Duration::from_secs(1), "the question", {
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
