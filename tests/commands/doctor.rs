//! The command `doctor`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use spruce_inbox::demo::{DEMO_TOKEN, DemoOptions, ListDirection};

use crate::support::{Clinic, Ran, faults, nobody, program, quiet};

/// Most requests a visit may take.
const REQUESTS_MAX: usize = 6;

fn doctor(clinic: &Clinic) -> Ran {
    clinic.run(&["doctor", "--format", "json"])
}

/// What came of a check.
fn outcome<'a>(json: &'a Value, name: &str) -> &'a str {
    check(json, name)["outcome"].as_str().unwrap()
}

fn found<'a>(json: &'a Value, name: &str) -> &'a str {
    check(json, name)["found"].as_str().unwrap()
}

fn check<'a>(json: &'a Value, name: &str) -> &'a Value {
    let checks = json["checks"].as_array().unwrap();
    let mut named = checks.iter().filter(|check| check["name"] == name);
    let check = named.next().unwrap();
    assert!(named.next().is_none(), "{name} twice: {json:#}");
    check
}

/// Names of the checks with this outcome.
fn with(json: &Value, outcome: &str) -> Vec<String> {
    let checks = json["checks"].as_array().unwrap();
    let with = checks.iter().filter(|check| check["outcome"] == outcome);
    with.map(|check| check["name"].as_str().unwrap().to_owned())
        .collect()
}

/// Every file below the home folder.
fn left(clinic: &Clinic) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![clinic.home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn a_healthy_clinic_has_nothing_that_fails() {
    let clinic = Clinic::open(quiet(60));
    let ran = doctor(&clinic);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let json = ran.json();
    assert_eq!(json["ok"], true);
    assert_eq!(with(&json, "fail"), [""; 0]);
    for name in [
        "configuration",
        "address",
        "token",
        "reachability",
        "encryption",
        "authorization",
        "clock",
        "limits",
        "list",
        "items",
        "members",
        "ledger",
        "log",
    ] {
        assert_eq!(outcome(&json, name), "ok", "{name}: {json:#}");
    }
    assert!(found(&json, "address").ends_with("(this computer)"));
    assert!(found(&json, "encryption").starts_with("none"));
    assert!(found(&json, "list").contains("oldest first"));
    assert!(check(&json, "authorization")["requestId"].is_string());
    let asked = clinic.control().requests().len();
    assert!(asked <= REQUESTS_MAX, "{asked}");
    assert_eq!(json["requests"], asked);
    assert_eq!(left(&clinic), [""; 0].map(PathBuf::from));
}

#[test]
fn people_get_words_and_signs_and_no_escape_sequences() {
    let clinic = Clinic::open(quiet(10));
    let ran = clinic.run(&["doctor"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("✓ ok       reachability"), "{}", ran.out);
    assert!(ran.out.contains("- skipped  terminal"), "{}", ran.out);
    assert!(!ran.out.contains('\u{1b}'));
    let coloured = clinic.run(&["doctor", "--color", "always"]);
    assert!(coloured.out.contains("\u{1b}[32m✓ ok"), "{}", coloured.out);
}

#[test]
fn the_direction_of_the_list_is_seen() {
    let clinic = Clinic::open(DemoOptions {
        direction: ListDirection::NewestFirst,
        ..quiet(60)
    });
    let json = doctor(&clinic).json();
    assert!(found(&json, "list").contains("newest first"), "{json:#}");
}

#[test]
fn nothing_private_is_told() {
    let clinic = Clinic::open(quiet(60));
    let patient = clinic.control().create("Robin Sample-Zqpatient");
    clinic.control().patient_writes(&patient, "zqtext");
    for format in ["json", "text"] {
        let ran = clinic.run(&["doctor", "--format", format]);
        for secret in ["Zqpatient", "zqtext", &patient, DEMO_TOKEN] {
            assert!(!ran.out.contains(secret), "{secret} in {}", ran.out);
        }
    }
}

#[test]
fn a_refused_token_is_one_finding_and_ends_the_questions() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["doctor", "--format", "json"]);
    command.env("SPRUCE_API_TOKEN", "YWlkX25vYm9keTpza19ub2JvZHk=");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 3, "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["authorization"]);
    assert_eq!(outcome(&json, "reachability"), "ok");
    assert_eq!(outcome(&json, "list"), "skipped");
    assert_eq!(clinic.control().requests().len(), 1);
    assert!(!ran.out.contains("YWlkX25vYm9keTpza19ub2JvZHk="));
}

#[test]
fn a_server_that_is_down_is_said() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["doctor", "--format", "json"]);
    command.env("SPRUCE_API_BASE_URL", nobody());
    let ran = Ran::of(command);
    assert_eq!(ran.code, 4, "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["reachability"]);
    assert_eq!(outcome(&json, "authorization"), "skipped");
}

#[test]
fn what_fails_has_the_exit_code_of_its_kind() {
    for (fault, code, failed) in [
        ("429:1", 5, "limits"),
        ("500:1", 4, "reachability"),
        ("redirect:1", 4, "reachability"),
        ("html:1", 6, "authorization"),
        ("badjson@organization:1", 6, "authorization"),
        ("badjson@list:1", 6, "list"),
        ("truncate@items:1", 6, "items"),
        ("html@members:1", 6, "members"),
        ("reset@list:1", 4, "list"),
        ("429@list:1", 5, "limits"),
        ("401:1", 3, "authorization"),
    ] {
        let clinic = Clinic::open(quiet(20));
        clinic.control().set_faults(faults(fault));
        let ran = doctor(&clinic);
        assert_eq!(ran.code, code, "{fault}: {ran:?}");
        let json = ran.json();
        assert_eq!(json["ok"], false);
        assert!(
            with(&json, "fail").contains(&failed.to_owned()),
            "{fault}: {json:#}"
        );
        assert!(check(&json, failed)["advice"].is_string());
        let asked = clinic.control().requests().len();
        assert!(asked <= REQUESTS_MAX, "{fault}: {asked}");
    }
}

#[test]
fn what_is_odd_is_a_warning_and_no_failure() {
    for (fault, odd) in [("badrow@list:1", "list"), ("skew:1d:1", "clock")] {
        let clinic = Clinic::open(quiet(20));
        clinic.control().set_faults(faults(fault));
        let ran = doctor(&clinic);
        assert_eq!(ran.code, 0, "{fault}: {ran:?}");
        let json = ran.json();
        assert_eq!(outcome(&json, odd), "warn", "{fault}: {json:#}");
    }
    let clinic = Clinic::open(quiet(20));
    clinic.control().set_faults(faults("skew:-1h:1"));
    let json = doctor(&clinic).json();
    assert!(found(&json, "clock").contains("ahead of"), "{json:#}");
}

#[test]
fn the_last_requests_are_left_for_others() {
    let clinic = Clinic::open(DemoOptions {
        per_minute: Some(4),
        ..quiet(20)
    });
    let ran = doctor(&clinic);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(outcome(&ran.json(), "list"), "skipped");
    assert_eq!(clinic.control().requests().len(), 1);
}

#[test]
fn a_broken_configuration_is_a_finding_like_others() {
    let clinic = Clinic::open(quiet(5));
    let file = clinic.home.path().join("bad.toml");
    fs::write(&file, "intervall = \"15s\"\n").unwrap();
    let mut command = clinic.command(&["doctor", "--format", "json", "--config"]);
    command.arg(&file);
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.err.as_str()), (2, ""), "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["configuration"]);
    assert!(found(&json, "configuration").contains("line 1"), "{json:#}");
    assert_eq!(outcome(&json, "ledger"), "ok");
    // A mistake that only the whole program can find keeps nobody from asking.
    fs::write(&file, "theme = \"no-such-theme\"\n").unwrap();
    let mut command = clinic.command(&["doctor", "--format", "json", "--config"]);
    command.arg(&file);
    let ran = Ran::of(command);
    assert_eq!(ran.code, 2, "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["configuration"]);
    assert_eq!(outcome(&json, "authorization"), "ok");
}

#[test]
fn without_a_token_or_with_one_for_everybody_nothing_is_asked() {
    let ran = Ran::of(program(&["doctor", "--format", "json"]));
    assert_eq!(ran.code, 3, "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["token"]);
    assert_eq!(outcome(&json, "reachability"), "skipped");
    assert_eq!(json["requests"], 0);

    let clinic = Clinic::open(quiet(5));
    let file = clinic.home.path().join("token");
    fs::write(&file, DEMO_TOKEN).unwrap();
    share(&file);
    let mut command = clinic.command(&["doctor", "--format", "json", "--token-file"]);
    command.arg(&file);
    let ran = Ran::of(command);
    assert_eq!(ran.code, 3, "{ran:?}");
    let json = ran.json();
    assert!(found(&json, "token").contains("chmod 600"), "{json:#}");
    assert!(clinic.control().requests().is_empty());
}

#[test]
fn a_connection_that_cannot_be_encrypted_is_told_apart_from_none() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["doctor", "--format", "json"]);
    let plain = clinic.demo.base_url();
    command.env("SPRUCE_API_BASE_URL", plain.replace("http:", "https:"));
    let ran = Ran::of(command);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert_eq!(with(&ran.json(), "fail"), ["encryption"]);
}

#[test]
fn a_command_that_gives_no_token_is_told_without_the_command() {
    let mut command = program(&["doctor", "--format", "json"]);
    command
        .env("PATH", "/usr/bin:/bin")
        .env("SPRUCE_INBOX_TOKEN_COMMAND", "true zqsecret");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 3, "{ran:?}");
    assert_eq!(with(&ran.json(), "fail"), ["token"]);
    assert!(!ran.out.contains("zqsecret"));
}

#[test]
fn plain_http_to_others_is_refused_before_anything_is_asked() {
    let mut command = program(&["doctor", "--format", "json"]);
    command
        .env("SPRUCE_API_TOKEN", DEMO_TOKEN)
        .env("SPRUCE_API_BASE_URL", "http://spruce.example.com");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 2, "{ran:?}");
    let json = ran.json();
    assert_eq!(with(&json, "fail"), ["address"]);
    assert_eq!(json["requests"], 0);
}

#[test]
fn what_the_environment_says_of_the_terminal_is_clean() {
    let clinic = Clinic::open(quiet(5));
    let mut command = clinic.command(&["doctor", "--format", "text"]);
    command
        .env("LANG", "C\u{1b}[31m.latin1\u{9b}31m")
        .env("STY", "1");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("LANG=C.latin1"), "{}", ran.out);
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!ran.out.contains(control), "{:?}", ran.out);
}

#[test]
fn a_ledger_is_counted_and_left_as_it_is() {
    let clinic = Clinic::open(quiet(5));
    let path = clinic.home.path().join(".local/state/spruce-inbox/seen.db");
    drop(spruce_inbox::store::Store::open(&path).unwrap());
    let before = (left(&clinic), fs::read(&path).unwrap());
    let json = doctor(&clinic).json();
    assert_eq!(outcome(&json, "ledger"), "ok", "{json:#}");
    assert!(
        found(&json, "ledger").starts_with("0 seen marks"),
        "{json:#}"
    );
    assert_eq!((left(&clinic), fs::read(&path).unwrap()), before);

    let open = spruce_inbox::store::Store::open(&path).unwrap();
    let json = doctor(&clinic).json();
    assert!(found(&json, "ledger").contains("another copy"), "{json:#}");
    drop(open);

    fs::write(&path, "this is not a ledger, but long enough").unwrap();
    let ran = doctor(&clinic);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(outcome(&ran.json(), "ledger"), "warn");
    assert_eq!(left(&clinic), before.0);
}

#[test]
fn privacy_asks_nobody_and_lists_what_is_there() {
    let clinic = Clinic::open(quiet(5));
    let state = clinic.home.path().join(".local/state/spruce-inbox");
    let path = state.join("seen.db");
    let open = spruce_inbox::store::Store::open(&path).unwrap();
    fs::write(state.join("seen.db.unreadable-1"), "bad").unwrap();
    fs::write(state.join("seen.db.unreadable-1-wal"), "bad").unwrap();
    let log = clinic.home.path().join("a.log");
    fs::write(&log, "").unwrap();
    let mut command = clinic.command(&["doctor", "--privacy", "--format", "json", "--log-file"]);
    command.arg(&log);
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let json = ran.json();
    assert_eq!(json["kind"], "privacy");
    let listed: Vec<&str> = json["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["exists"] == true)
        .map(|file| file["path"].as_str().unwrap())
        .collect();
    let there = left(&clinic);
    assert!(there.len() >= 6, "{there:?}");
    assert_eq!(listed.len(), there.len(), "{listed:?} {there:?}");
    for path in there {
        assert!(listed.contains(&path.to_str().unwrap()), "{path:?}");
    }
    assert!(clinic.control().requests().is_empty());
    drop(open);
    let text = clinic.run(&["doctor", "--privacy"]);
    assert_eq!(text.code, 0);
    assert!(text.out.contains("seen.db (is written; "), "{}", text.out);
    assert!(
        text.out.contains("hook, to your own command"),
        "{}",
        text.out
    );
}

#[test]
fn privacy_can_be_asked_for_with_a_broken_configuration() {
    let mut command = program(&["doctor", "--privacy", "--format", "json"]);
    command.env("SPRUCE_INBOX_INTERVAL", "soon");
    let ran = Ran::of(command);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(ran.json()["configurationRead"], false);
}

#[cfg(unix)]
fn share(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).unwrap();
}
