//! Seen marks of the real program: killed, ended, on a disk without room, and beside files that are not in order.
//!
//! `LEDGER_PTY_KILLS` says how often the program is killed.

#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests fail a test the same way as tests do"
)]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rustix::process::Signal;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::{Fate, PATIENCE, Session, note, now};
use crate::view;

const PATIENT: &str = "Robin Sample-Patient";
const OTHER: &str = "Kim Sample-Other";
const CANNOT: &str = "cannot be kept on disk right now; trying again";
const AGAIN: &str = "kept on disk again";
/// Longest time from the key to the disk. It is a few milliseconds, the rest is for busy machines.
const KEPT_WITHIN: Duration = Duration::from_secs(1);

fn ledger(home: &Home) -> PathBuf {
    home.path().join("state/spruce-inbox/seen.db")
}

/// How many times the ledger was saved to, as another program sees it.
fn saves(connection: &Connection) -> i64 {
    let sql = "SELECT revision FROM ledger";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// Presses a key that marks, and waits until the mark is on disk.
fn press_and_wait(session: &Session, reader: &Connection, key: &str) -> Duration {
    let before = saves(reader);
    let pressed = now();
    session.send(key);
    wait_until_saved(reader, before, key);
    pressed.elapsed()
}

fn wait_until_saved(reader: &Connection, before: i64, what: &str) {
    let since = now();
    while saves(reader) == before {
        assert!(since.elapsed() < PATIENCE, "{what:?} was never kept");
        std::thread::yield_now();
    }
}

/// A patient writes, and the user opens what they wrote.
fn open_news(session: &Session, clinic: &Clinic, patient: &str) {
    clinic.patient(patient, "Is the form at the desk?");
    session.wait_for("a new row", |screen| view::is_new(screen, patient));
    // To the first row, the newest, wherever the selection was.
    session.send("gg\r");
    wait_until_seen(session, patient);
}

fn wait_until_seen(session: &Session, patient: &str) {
    session.wait_for("the row to be seen", |screen| {
        view::shows(screen, patient) && !view::is_new(screen, patient)
    });
}

/// Starts the program anew and waits until it knows what is new; none of these must be, at any time.
fn assert_seen_after_restart(clinic: &Clinic, home: &Home, patients: &[String]) {
    let mut session = Launch::at(clinic, home).start();
    session.wait_until_checked();
    for patient in patients {
        session.wait_for("the row of before", |screen| view::shows(screen, patient));
    }
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    for row in session.frames().concat() {
        let back = patients
            .iter()
            .find(|patient| view::marked_new(&row, patient));
        assert_eq!(back, None, "it came back as new");
    }
}

#[test]
fn a_mark_is_on_disk_at_once_and_survives_the_program_being_killed() {
    let set = std::env::var("LEDGER_PTY_KILLS").ok();
    let kills: usize = set.map_or(3, |number| number.parse().unwrap());
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut patients: Vec<String> = Vec::new();
    let mut longest = Duration::ZERO;
    let mut marks = 0;
    for round in 0..kills {
        let mut session = Launch::at(&clinic, &home).start();
        session.wait_until_live();
        let patient = format!("Robin Sample-{round}");
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let reader = Connection::open_with_flags(ledger(&home), flags).unwrap();
        reader.busy_timeout(PATIENCE).unwrap();
        let before = saves(&reader);
        open_news(&session, &clinic, &patient);
        // Seen on the screen is not yet kept: the keys below must not take that for their own.
        wait_until_saved(&reader, before, "opening it");
        for key in ["u", "m", "u", "m"] {
            longest = longest.max(press_and_wait(&session, &reader, key));
            marks += 1;
        }
        let fate = session.end_by("SIGKILL", |it| it.signal(Signal::KILL));
        assert_eq!(fate, Fate::Killed(Signal::KILL.as_raw()));
        // Only what still fits on the screen is looked for.
        patients.truncate(10);
        patients.insert(0, patient);
    }
    assert_seen_after_restart(&clinic, &home, &patients);
    note(&format!(
        "{kills} programs killed, {marks} marks: on disk after {longest:?} at most"
    ));
    assert!(longest < KEPT_WITHIN, "{longest:?}");
}

#[test]
fn the_last_key_before_the_end_is_kept() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    open_news(&session, &clinic, PATIENT);
    assert_eq!(session.end_by("u, Q", |it| it.send("uQ")), Fate::Exited(0));

    let mut session = Launch::at(&clinic, &home).start();
    session.wait_for("what was marked unseen", |screen| {
        view::is_new(screen, PATIENT)
    });
    session.send("ggm");
    wait_until_seen(&session, PATIENT);
    let fate = session.end_by("SIGTERM", |it| it.signal(Signal::TERM));
    assert_eq!(fate, Fate::Exited(143));
    assert_seen_after_restart(&clinic, &home, &[PATIENT.to_owned()]);
}

/// The limit on the size of files stands in for a full disk: it holds for root as well.
#[cfg(target_os = "linux")]
#[test]
fn without_room_old_marks_are_read_new_ones_wait_and_the_user_is_told() {
    use rustix::process::{Resource, Rlimit, prlimit};

    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_until_live();
    open_news(&session, &clinic, PATIENT);
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));

    let mut session = Launch::of("/bin/sh".as_ref(), &clinic, &home)
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -S -f 0; exec \"$0\" --history=off")
        .arg(crate::launch::PROGRAM)
        .env("SPRUCE_INBOX_INTERVAL", "1s")
        .start();
    session.wait_for("that it cannot be kept", |screen| {
        view::shows(screen, CANNOT)
    });
    session.wait_until_live();
    open_news(&session, &clinic, OTHER);
    let none = Rlimit {
        current: None,
        maximum: None,
    };
    prlimit(Some(session.pid()), Resource::Fsize, none).unwrap();
    session.wait_for("that it is kept again", |screen| view::shows(screen, AGAIN));
    let fate = session.end_by("SIGKILL", |it| it.signal(Signal::KILL));
    assert_eq!(fate, Fate::Killed(Signal::KILL.as_raw()));
    let frames = session.frames();
    let tells = |rows: &Vec<String>| rows.iter().any(|row| row.contains(CANNOT));
    let begins = frames
        .windows(2)
        .filter(|pair| matches!(pair, [before, after] if !tells(before) && tells(after)))
        .count();
    assert!(begins <= 1, "it was told {begins} times");
    let rows = frames.concat();
    assert!(
        !rows.iter().any(|row| view::marked_new(row, PATIENT)),
        "an old mark was forgotten"
    );
    let both = [PATIENT.to_owned(), OTHER.to_owned()];
    assert_seen_after_restart(&clinic, &home, &both);
}

#[test]
fn a_folder_in_the_place_of_the_file_is_told_and_what_is_seen_is_kept_once_it_is_gone() {
    let (clinic, home) = (Clinic::open(), Home::new());
    fs::create_dir_all(ledger(&home)).unwrap();
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_for("that it cannot be kept", |screen| {
        view::shows(screen, CANNOT)
    });
    session.wait_until_live();
    open_news(&session, &clinic, PATIENT);
    fs::remove_dir(ledger(&home)).unwrap();
    session.wait_for("that it is kept again", |screen| view::shows(screen, AGAIN));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_seen_after_restart(&clinic, &home, &[PATIENT.to_owned()]);
}

#[test]
fn a_bad_file_and_a_newer_one_are_told_at_the_start() {
    let (clinic, home) = (Clinic::open(), Home::new());
    fs::create_dir_all(ledger(&home).parent().unwrap()).unwrap();
    fs::write(ledger(&home), vec![0x77; 9000]).unwrap();
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_for("that it was damaged", |screen| {
        view::shows(screen, "the file of seen marks was damaged")
    });
    session.wait_until_live();
    open_news(&session, &clinic, PATIENT);
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));

    // The four bytes of the version, as SQLite's format has it.
    let mut bytes = fs::read(ledger(&home)).unwrap();
    bytes
        .iter_mut()
        .skip(60)
        .zip(9_u32.to_be_bytes())
        .for_each(|(byte, new)| *byte = new);
    fs::write(ledger(&home), &bytes).unwrap();
    let mut session = Launch::at(&clinic, &home).start();
    session.wait_for("that it is newer", |screen| {
        view::shows(screen, "of a newer version of this program (9)")
    });
    session.wait_until_live();
    open_news(&session, &clinic, OTHER);
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert!(fs::read(ledger(&home)).unwrap() == bytes, "it was touched");
    let frames = session.frames().concat();
    assert!(
        !frames.iter().any(|row| view::marked_new(row, PATIENT)),
        "what could be read of it was not used"
    );
}
