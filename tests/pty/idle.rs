//! While nothing changes, nothing is written.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};
use crate::view;

/// Polls that are watched.
const POLLS: usize = 4;

#[test]
fn polls_without_news_write_nothing() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    session.wait_for("every row to be checked", |screen| {
        !view::shows(screen, "unchecked")
    });
    // Names of the staff and the like come last.
    clinic.wait_for_requests(2);
    let written = (0..3).find_map(|_| written_within_a_minute(&clinic, &session));
    let written = written.expect("a few polls fit into a minute");
    assert_eq!(String::from_utf8_lossy(&written), "");
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}

/// What was written during some polls; `None` if the clock on the screen went on meanwhile.
fn written_within_a_minute(clinic: &Clinic, session: &Session) -> Option<Vec<u8>> {
    let (minute, before) = (minute(), session.raw().len());
    clinic.wait_for_requests(POLLS);
    let written = session.raw().split_off(before);
    (minute == self::minute()).then_some(written)
}

#[expect(clippy::disallowed_methods, reason = "the clock on the screen")]
fn minute() -> Option<u64> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Some(since.as_secs() / 60)
}
