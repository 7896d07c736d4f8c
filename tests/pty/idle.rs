//! While nothing changes, nothing is written.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, Session};

/// Polls that are watched.
const POLLS: usize = 4;
/// Seconds by which the clock on the screen may differ from ours.
const MARGIN: u64 = 2;

#[test]
fn polls_without_news_write_nothing() {
    let (clinic, home) = (Clinic::open(), Home::new());
    // The line that sums up at the start who waits would go while we watch.
    let folder = home.path().join("config/spruce-inbox");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "[alarms]\nbell = false\n").unwrap();
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_settled(&clinic);
    let written = (0..3).find_map(|_| written_within_a_minute(&clinic, &session));
    let written = written.expect("a few polls fit into a minute");
    assert_eq!(String::from_utf8_lossy(&written), "");
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
}

/// What was written during some polls; `None` if the clock on the screen may have gone on meanwhile.
fn written_within_a_minute(clinic: &Clinic, session: &Session) -> Option<Vec<u8>> {
    let (begun, before) = (seconds(), session.raw().len());
    clinic.wait_for_requests(POLLS);
    let written = session.raw().split_off(before);
    // The screen follows the server's clock, which is known to a second.
    let within = (begun - MARGIN) / 60 == (seconds() + MARGIN) / 60;
    within.then_some(written)
}

#[expect(clippy::disallowed_methods, reason = "the clock on the screen")]
fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}
