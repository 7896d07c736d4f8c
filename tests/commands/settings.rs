//! The commands `config` and `version`.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Ran, program};

/// A home folder with this configuration file, if any.
fn home(file: Option<&str>) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join(".config/spruce-inbox");
    if let Some(text) = file {
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("config.toml"), text).unwrap();
    }
    home
}

fn at(home: &TempDir, args: &[&str]) -> Command {
    let mut command = program(args);
    command.env("HOME", home.path());
    command
}

fn setting<'a>(json: &'a Value, key: &str) -> &'a Value {
    let settings = json["settings"].as_array().unwrap();
    let found = settings.iter().find(|setting| setting["key"] == key);
    found.unwrap_or_else(|| panic!("{key}: {json:#}"))
}

#[test]
fn the_path_is_told_whatever_is_there() {
    let home = home(None);
    let usual = home.path().join(".config/spruce-inbox/config.toml");
    let ran = Ran::of(at(&home, &["config", "path"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert_eq!(ran.out, format!("{}\n", usual.display()));
    let ran = Ran::of(at(&home, &["config", "path", "--config", "/no/such/file"]));
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "/no/such/file\n"),
        "{ran:?}"
    );
    let mut command = at(&home, &["config", "path"]);
    command.env("SPRUCE_INBOX_CONFIG", "/of/the/environment");
    assert_eq!(Ran::of(command).out, "/of/the/environment\n");
    assert_eq!(Ran::of(program(&["config", "path"])).code, 2);
}

#[test]
fn settings_say_who_set_them_and_secrets_are_not_shown() {
    let home = home(Some(
        "interval = \"30s\"\ntoken_command = \"echo zqsecret\"\n\
         [alarms]\nhook = \"page zqsecret\"\n[[views]]\nname = \"Mine too\"\nquery = \"is:mine\"\n\
         [keys.list]\n\"z\" = \"mark-seen\"\n",
    ));
    let mut command = at(
        &home,
        &["config", "show", "--format", "json", "--window", "2d"],
    );
    command.env("SPRUCE_INBOX_SHARE", "0.5");
    let ran = Ran::of(command);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let json = ran.json();
    for (key, value, origin) in [
        ("interval", Value::from("30s"), "file"),
        ("window", Value::from("2d"), "option"),
        ("share", Value::from(0.5), "environment"),
        // Of the screen, not of commands without one.
        ("history", Value::from("all"), "default"),
        ("targets.phone", Value::from("30m"), "default"),
        ("token", Value::Null, "file"),
        ("alarms.hook", Value::Null, "file"),
        ("alarms.hook_after", Value::from("5m"), "default"),
        ("me", Value::Null, "default"),
    ] {
        let setting = setting(&json, key);
        assert_eq!(setting["value"], value, "{key}");
        assert_eq!(setting["origin"], origin, "{key}");
    }
    assert_eq!(setting(&json, "token")["set"], true);
    assert_eq!(setting(&json, "me")["set"], false);
    assert_eq!(setting(&json, "views")["value"][0]["name"], "Mine too");
    assert_eq!(setting(&json, "keys")["value"]["list"]["z"], "mark-seen");
    let text = Ran::of(at(&home, &["config", "show"]));
    assert!(!ran.out.contains("zqsecret") && !text.out.contains("zqsecret"));
}

#[test]
fn what_is_shown_can_be_a_configuration_file() {
    let first = home(Some(
        "interval = \"30s\"\nme = \"Dana \\\"D\\\" Example\"\n[targets]\nfax = \"off\"\n\
         [hours]\nmon-fri = \"08:00-17:00\"\n[[views]]\nname = \"Refills\"\nquery = \"tag:refill\"\n\
         [keys.list]\n\"z\" = \"mark-seen\"\n[alarms]\nquiet = [\"22:00-07:00\"]\n",
    ));
    let text = Ran::of(at(&first, &["config", "show"]));
    assert_eq!(text.code, 0, "{text:?}");
    let second = home(Some(&text.out));
    let values = |home: &TempDir| {
        let json = Ran::of(at(home, &["config", "show", "--format", "json"])).json();
        let settings = json["settings"].as_array().unwrap().clone();
        settings
            .into_iter()
            .map(|setting| (setting["key"].clone(), setting["value"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(values(&second), values(&first), "{}", text.out);
}

#[test]
fn a_check_says_where_the_mistakes_are() {
    let good = home(Some("interval = \"30s\"\n"));
    let ran = Ran::of(at(&good, &["config", "check"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.starts_with("in order: ") && ran.out.ends_with("config.toml\n"));
    assert_eq!(Ran::of(at(&home(None), &["config", "check"])).code, 0);

    for (file, said) in [
        ("\ninterval = \"soon\"\n", "line 2"),
        ("intervall = \"15s\"\n", "did you mean interval?"),
        ("theme = \"no-such-theme\"\n", "theme"),
        ("view = \"Nowhere\"\n", "there is no view \"Nowhere\""),
        ("base_url = \"http://spruce.example.com\"\n", "https"),
        (
            "[[views]]\nname = \"A\"\nquery = \"is:nonsense\"\n",
            "line 3",
        ),
        ("[keys.list]\n\"z\" = \"fly\"\n", "fly"),
    ] {
        let bad = home(Some(file));
        let ran = Ran::of(at(&bad, &["config", "check"]));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{file}: {ran:?}");
        assert!(ran.err.contains(said), "{file}: {ran:?}");
        assert!(
            ran.err
                .lines()
                .all(|line| line.starts_with("spruce-inbox: "))
        );
    }
    // Each of them once.
    let bad = home(Some("[keys.list]\n\"hyper-z\" = \"quit\"\n"));
    let chord = Ran::of(at(&bad, &["config", "check"]));
    assert_eq!(chord.err.matches("is not a key").count(), 1, "{chord:?}");
    let none = home(None);
    let mut command = at(&none, &["config", "check"]);
    command.env("SPRUCE_INBOX_INTERVAL", "soon");
    let variable = Ran::of(command);
    assert_eq!(variable.err.matches("soon").count(), 1, "{variable:?}");
    // All of them at once, where one does not hide the others.
    let bad = home(Some("theme = \"x\"\nview = \"Nowhere\"\n"));
    let ran = Ran::of(at(&bad, &["config", "check"]));
    assert_eq!((ran.code, ran.err.lines().count()), (2, 2), "{ran:?}");
    let missing = Ran::of(at(&bad, &["config", "show", "--config", "/no/such/file"]));
    assert_eq!((missing.code, missing.out.as_str()), (2, ""), "{missing:?}");
}

#[test]
fn the_default_file_is_in_order_and_has_no_effect() {
    let none = home(None);
    let default = Ran::of(at(&none, &["config", "default"]));
    assert_eq!((default.code, default.err.as_str()), (0, ""));
    let home = home(Some(&default.out));
    assert_eq!(Ran::of(at(&home, &["config", "check"])).code, 0);
    let show = ["config", "show", "--format", "json"];
    let settings = |home: &TempDir| Ran::of(at(home, &show)).json()["settings"].clone();
    assert_eq!(settings(&home), settings(&none));
}

#[test]
fn looking_at_the_configuration_leaves_nothing_behind() {
    let home = home(None);
    let log = home.path().join("a.log");
    for what in ["path", "show", "check", "default"] {
        let mut command = at(&home, &["config", what, "--log-file"]);
        command.arg(&log);
        assert_eq!(Ran::of(command).code, 0, "{what}");
    }
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn the_version_is_told_to_programs_and_people() {
    let ran = Ran::of(program(&["version", "--json"]));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let json = ran.json();
    let version = json["version"].as_str().unwrap();
    assert_eq!(version, env!("CARGO_PKG_VERSION"));
    assert_eq!(json["schema"], "spruce-inbox/1");
    let words = Ran::of(program(&["version"]));
    assert_eq!(words.out, format!("spruce-inbox {version}\n"));
    assert_eq!(Ran::of(program(&["--version"])).out, words.out);
}
