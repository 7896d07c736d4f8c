//! A server that refuses, fails, lies or is gone: it is said, keys answer, and it passes by itself.

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};
use crate::view;

const BEFORE: &str = "Robin Sample-Before";
const AFTER: &str = "Kim Sample-After";

/// Asserts that the program answers keys, whatever the server does.
fn assert_keys_answer(session: &Session) {
    session.send("q");
    session.wait_for("the question", |screen| view::shows(screen, "Quit?"));
    session.send("n");
    session.wait_for("its end", |screen| !view::shows(screen, "Quit?"));
}

fn quit(mut session: Session) {
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    crate::endings::assert_in_order(&session);
}

#[test]
fn a_refused_token_stops_all_asking_until_the_user_says_so() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let session = Launch::at(&clinic, &home)
        .env("SPRUCE_API_TOKEN", "bm90OnRoZS10b2tlbg==")
        .start();
    session.wait_for("the refusal and the key that helps", |screen| {
        view::shows(screen, "refused the token") && view::shows(screen, "r tries again")
    });
    // What was under way with the refused request may still arrive; after a key went round nothing is.
    assert_keys_answer(&session);
    let asked = clinic.requests();
    assert_keys_answer(&session);
    assert_eq!(clinic.requests(), asked, "asked again by itself");
    session.send("r");
    clinic.wait_for_requests(1);
    assert_keys_answer(&session);
    assert!(session.look(|screen| view::shows(screen, "refused")));
    quit(session);
}

#[test]
fn a_server_that_is_down_is_found_as_soon_as_it_is_up() {
    let (mut clinic, home) = (Clinic::closed(), Home::new());
    let session = Launch::at(&clinic, &home).start();
    session.wait_for("when it tries again", |screen| {
        view::shows(screen, "next try") || view::shows(screen, "trying now")
    });
    assert_keys_answer(&session);
    clinic.start();
    clinic.patient(BEFORE, "Hello?");
    session.wait_for("rows", |screen| {
        view::is_live(screen) && view::is_new(screen, BEFORE)
    });
    quit(session);
}

/// Rows stay while the server fails like this; afterwards everything goes on by itself.
fn passes(faults: &str) {
    let (clinic, home) = (Clinic::open(), Home::new());
    clinic.patient(BEFORE, "Hello?");
    let session = Launch::at(&clinic, &home).start();
    session.wait_for("rows", |screen| {
        view::is_live(screen) && view::is_new(screen, BEFORE)
    });
    clinic.faults(faults);
    session.wait_for("when it tries again", |screen| {
        view::shows(screen, "next try") || view::shows(screen, "trying now")
    });
    assert!(
        session.look(|screen| view::is_new(screen, BEFORE)),
        "rows went"
    );
    assert_keys_answer(&session);
    clinic.patient(AFTER, "Hello again?");
    clinic.faults("none");
    session.wait_for("what happened meanwhile", |screen| {
        view::is_live(screen) && view::is_new(screen, AFTER) && view::is_new(screen, BEFORE)
    });
    quit(session);
}

#[test]
fn broken_connections_pass() {
    passes("reset");
}

#[test]
fn an_unavailable_server_passes() {
    passes("503");
}

#[test]
fn a_web_page_instead_of_an_answer_passes() {
    passes("html");
}

#[test]
fn an_exhausted_limit_is_said_and_kept_to() {
    let (clinic, home) = (Clinic::open(), Home::new());
    clinic.patient(BEFORE, "Hello?");
    let session = Launch::at(&clinic, &home).start();
    session.wait_for("rows", |screen| {
        view::is_live(screen) && view::is_new(screen, BEFORE)
    });
    clinic.faults("429");
    session.wait_for("the limit", |screen| {
        view::shows(screen, "limit") && view::shows(screen, "next try")
    });
    assert_keys_answer(&session);
    assert!(
        session.look(|screen| view::is_new(screen, BEFORE)),
        "rows went"
    );
    // The pause is a minute at least: key presses must not shorten it.
    let asked = clinic.requests();
    assert_keys_answer(&session);
    assert_eq!(clinic.requests(), asked);
    quit(session);
}
