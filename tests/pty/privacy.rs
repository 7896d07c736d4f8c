//! What is left on disk: nothing, or nothing that says anything.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use spruce_inbox::demo::DEMO_TOKEN;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch, PROGRAM};
use crate::session::Fate;
use crate::view;

const PATIENT: &str = "Robin Sample-Zqpatient";
const TEXT: &str = "Hello, zqtext?";

#[test]
fn an_ephemeral_run_leaves_nothing_behind() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home).arg("--ephemeral").start();
    session.wait_until_live();
    clinic.patient(PATIENT, TEXT);
    session.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    session.send("\r");
    session.wait_for("the opened row to be read", |screen| {
        !view::is_new(screen, PATIENT)
    });
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));
    assert_eq!(home.entries(), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn a_usual_run_leaves_nothing_that_tells_of_anybody_and_only_to_its_owner() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let log = home.path().join("state/log");
    std::fs::create_dir(home.path().join("state")).unwrap();
    let mut session = Launch::at(&clinic, &home)
        .env("SPRUCE_INBOX_LOG_FILE", &log.display().to_string())
        .arg("--log-level=trace")
        .start();
    session.wait_until_live();
    let conversation = clinic.patient(PATIENT, TEXT);
    session.wait_for("a new row", |screen| view::is_new(screen, PATIENT));
    session.send("\r");
    session.wait_for("the opened row to be read", |screen| {
        !view::is_new(screen, PATIENT)
    });
    // With its log of writes, and whatever else is there only while it runs.
    assert_all_is_listed(&home, &log);
    // Failures are logged with more words than successes.
    clinic.faults("html@list");
    session.wait_for("trouble", |screen| !view::is_live(screen));
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));

    assert_all_is_listed(&home, &log);
    let mut left = home.entries();
    left.retain(|path| path.is_file());
    assert!(left.contains(&log) && left.len() > 1, "{left:?}");
    for path in left {
        let mode = path.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{path:?} can be read by others");
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["Zqpatient", "zqtext", DEMO_TOKEN, conversation.as_str()] {
            let found = bytes
                .windows(secret.len())
                .any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} is in {path:?}");
        }
    }
}

/// Every file in a home folder is one that `doctor --privacy` tells of.
fn assert_all_is_listed(home: &Home, log: &std::path::Path) {
    let told = Command::new(PROGRAM)
        .args(["doctor", "--privacy", "--format", "json", "--log-file"])
        .arg(log)
        .env_clear()
        .envs(home.env())
        .output()
        .unwrap();
    assert!(told.status.success(), "{told:?}");
    let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    let listed = told["files"].as_array().unwrap().iter();
    let listed: Vec<PathBuf> = listed
        .map(|file| file["path"].as_str().unwrap().into())
        .collect();
    let mut files = home.entries();
    files.retain(|path| path.is_file());
    assert!(files.len() > 1, "{files:?}");
    for file in files {
        assert!(
            listed.contains(&file),
            "{} is not listed: {listed:?}",
            file.display()
        );
    }
}
