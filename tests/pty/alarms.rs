//! Bell, notification and hook of the real program: they happen, and say nothing of anybody.

#![expect(clippy::unwrap_used, reason = "a broken harness should fail its test")]

use std::path::PathBuf;

use spruce_inbox::demo::DEMO_TOKEN;

use crate::clinic::Clinic;
use crate::launch::{Home, Launch};
use crate::session::Fate;

const NAME: &str = "Robin Sample-Zqpatient";
const TEXT: &str = "Is zqtext ready?";
const NOTIFICATION: &[u8] = b"\x1b]9;spruce-inbox: ";

/// Everything on, at once; what the hook is told is written to the file that is named here.
fn configure(home: &Home) -> PathBuf {
    let folder = home.path().join("config/spruce-inbox");
    std::fs::create_dir_all(&folder).unwrap();
    let told = home.path().join("told");
    let path = told.display();
    // Renamed when it is whole.
    let config = format!(
        "[alarms]\n\
         threshold = \"any\"\n\
         desktop_after = \"0s\"\n\
         notify = \"osc9\"\n\
         hook = \"env > '{path}.part' && mv '{path}.part' '{path}'\"\n\
         hook_after = \"0s\"\n"
    );
    std::fs::write(folder.join("config.toml"), config).unwrap();
    told
}

#[test]
fn a_message_rings_notifies_and_runs_the_hook_and_none_of_them_says_whose() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let told = configure(&home);
    let mut session = Launch::at(&clinic, &home)
        .env("PATH", "/usr/local/bin:/usr/bin:/bin")
        .start();
    session.wait_until_checked();
    assert!(!session.wrote(b"\x07"), "what was there before rings");
    let id = clinic.patient(NAME, TEXT);
    session.wait_for_bytes("the bell", b"\x07");
    session.wait_for_bytes("the notification", NOTIFICATION);
    // It polls every second.
    for _ in 0..20 {
        if told.exists() {
            break;
        }
        clinic.wait_for_requests(1);
    }
    let env = std::fs::read_to_string(&told).expect("the hook ran");
    assert_eq!(session.end_by("Q", |it| it.send("Q")), Fate::Exited(0));

    let value = |name: &str| {
        let lines = env.lines().filter_map(|line| line.split_once('='));
        let mut found = lines.filter(|(known, _)| *known == name);
        found.next().map(|(_, value)| value.to_owned())
    };
    assert_eq!(value("SPRUCE_INBOX_EVENT").as_deref(), Some("waiting"));
    assert_eq!(value("SPRUCE_INBOX_IDS"), Some(id));
    for secret in ["Zqpatient", "zqtext", DEMO_TOKEN] {
        assert!(!env.contains(secret), "{secret} is in {env}");
    }
    // Of what is for the terminal itself, and not for its screen, nothing names anybody.
    let raw = String::from_utf8_lossy(&session.raw()).into_owned();
    let commands = raw.split("\u{1b}]").skip(1);
    let commands: Vec<_> = commands
        .filter_map(|rest| rest.split('\u{1b}').next())
        .collect();
    assert!(commands.iter().any(|command| command.starts_with("9;")));
    for command in commands {
        for secret in ["Zqpatient", "zqtext"] {
            assert!(!command.contains(secret), "{command:?}");
        }
    }
}
