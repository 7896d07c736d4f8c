//! The terminal's title: counts while it runs, and the one of before afterwards.

use crate::clinic::Clinic;
use crate::endings::assert_in_order;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};
use crate::view;

fn written(session: &Session) -> String {
    String::from_utf8_lossy(&session.raw()).into_owned()
}

#[test]
fn it_counts_and_is_given_back() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_checked();
    let name = "Robin Sample-Patient";
    clinic.patient(name, "Hello?");
    session.wait_for("a new row", |screen| view::is_new(screen, name));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_in_order(&session);
    let written = written(&session);
    let titles = written.split("\u{1b}]2;").skip(1);
    let titles: Vec<_> = titles
        .filter_map(|text| text.split('\u{1b}').next())
        .collect();
    assert!(
        titles
            .iter()
            .any(|title| title.contains("◀") && title.contains("●")),
        "{titles:?}"
    );
    assert_eq!(titles.last(), Some(&""), "no counts are left behind");
    assert!(!written.contains(&format!("]2;{name}")));
    assert!(!written.contains('\u{7}'), "nothing is overdue: no bell");
}

#[test]
fn a_terminal_that_would_print_it_gets_none() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).env("TERM", "linux").start();
    session.wait_until_checked();
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    let written = written(&session);
    assert!(!written.contains("\u{1b}]") && !written.contains("\u{1b}[22;0t"));
}
