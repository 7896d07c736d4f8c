use std::fs;

use super::*;
use crate::config::{DEFAULT_FILE, Error, Overrides, load};

fn of(flags: &Overrides, vars: &[(&str, &str)], file: &str) -> Result<Vec<Setting>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, file).unwrap();
    let env = |name: &str| {
        let found = vars.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| value.into())
    };
    load(flags, &env, Some(&path)).map(|config| settings(&config))
}

fn found<'a>(all: &'a [Setting], key: &str) -> &'a Setting {
    all.iter().find(|setting| setting.key == key).unwrap()
}

/// What the file says, its lines with this mark taken for settings.
fn uncommented(marks: &[&str]) -> String {
    let line = |line: &str| {
        let setting = marks.iter().find_map(|mark| {
            let rest = line.strip_prefix(mark)?;
            rest.starts_with(|c: char| c.is_alphanumeric() || c == '[' || c == '"')
                .then_some(rest)
        });
        format!("{}\n", setting.unwrap_or("#"))
    };
    DEFAULT_FILE.lines().map(line).collect()
}

#[test]
fn the_default_file_says_nothing_but_what_is_so_anyway() {
    let none = of(&Overrides::default(), &[], "").unwrap();
    let commented = of(&Overrides::default(), &[], DEFAULT_FILE).unwrap();
    assert_eq!(commented, none);
    let written = of(&Overrides::default(), &[], &uncommented(&["#"])).unwrap();
    let pairs = |all: &[Setting]| {
        let pair = |set: &Setting| (set.key.clone(), set.shown.clone());
        all.iter().map(pair).collect::<Vec<_>>()
    };
    assert_eq!(pairs(&written), pairs(&none));
    // And it does say it: nothing that has a default is left out.
    let silent: Vec<_> = written
        .iter()
        .filter(|set| matches!(&set.shown, Shown::Value(_)) && set.origin == Origin::Default)
        .map(|set| set.key.as_str())
        .collect();
    assert_eq!(silent, ["views", "keys"]);
}

#[test]
fn the_default_file_names_every_key() {
    let all = uncommented(&["#: ", "#"]);
    let one_token: String = all.replace("token_command =", "# ");
    of(&Overrides::default(), &[], &one_token).unwrap();
    for table in ["", "[targets]\n", "[alarms]\n"] {
        let error = of(&Overrides::default(), &[], &format!("{table}qqq = 1")).unwrap_err();
        assert!(error.to_string().contains("qqq"), "{error}");
        for key in known(table) {
            let named = all.lines().any(|line| {
                let name = line.split(['=', ']', '.']).next().unwrap_or_default();
                name.trim().trim_matches('[') == key
            });
            assert!(named, "{table}{key} is not in the default file");
        }
    }
}

/// The keys that the reader of the file knows in a table: it lists them when it meets one that it does not.
fn known(table: &str) -> Vec<String> {
    let said = crate::config::file::known_keys(&format!("{table}qqq = 1"));
    assert!(said.len() > 5, "{said:?}");
    said
}

#[test]
fn everything_says_where_it_comes_from() {
    let flags = Overrides {
        window: Some("2d".parse().unwrap()),
        ..Overrides::default()
    };
    let vars = [
        ("SPRUCE_INBOX_WINDOW", "3d"),
        ("SPRUCE_INBOX_INTERVAL", "20s"),
        ("SPRUCE_API_TOKEN", "secret-of-the-test"),
    ];
    let file = "interval = \"30s\"\nshare = 0.5\n[targets]\nfax = \"30h\"\n[alarms]\nbell = true\n\
                hook = \"page me\"\nhook_after = \"90s\"\n";
    let all = of(&flags, &vars, file).unwrap();
    let said = |key: &str| {
        let set = found(&all, key);
        let value = match &set.shown {
            Shown::Value(value) => value.to_string(),
            Shown::Hidden => "hidden".to_owned(),
            Shown::Unset => "unset".to_owned(),
        };
        (value, set.origin)
    };
    let quoted = |text: &str| format!("\"{text}\"");
    assert_eq!(said("window"), (quoted("2d"), Origin::Option));
    assert_eq!(said("interval"), (quoted("20s"), Origin::Environment));
    assert_eq!(said("share"), ("0.5".to_owned(), Origin::File));
    assert_eq!(said("token"), ("hidden".to_owned(), Origin::Environment));
    assert_eq!(said("targets.fax"), (quoted("30h"), Origin::File));
    assert_eq!(said("targets.phone"), (quoted("30m"), Origin::Default));
    assert_eq!(said("alarms.bell"), ("true".to_owned(), Origin::File));
    assert_eq!(said("alarms.title"), ("true".to_owned(), Origin::Default));
    assert_eq!(said("alarms.hook"), ("hidden".to_owned(), Origin::File));
    assert_eq!(said("alarms.hook_after"), (quoted("90s"), Origin::File));
    assert_eq!(said("me"), ("unset".to_owned(), Origin::Default));
    assert!(!format!("{all:?}").contains("secret-of-the-test"));
    assert!(!format!("{all:?}").contains("page me"));
}

#[test]
fn a_whole_token_of_a_weaker_source_is_the_one_in_force() {
    let half = [("SPRUCE_ACCESS_ID", "aid_1")];
    let all = of(&Overrides::default(), &half, "token_file = \"t\"").unwrap();
    assert_eq!(found(&all, "token").origin, Origin::File);
    let all = of(&Overrides::default(), &half, "").unwrap();
    assert_eq!(found(&all, "token").origin, Origin::Environment);
}

#[test]
fn hours_are_written_as_they_are_read() {
    let file = "[hours]\nzone = \"Europe/Berlin\"\nmon-fri = \"08:00-12:00, 13:00-17:00\"\n\
                sat = \"22:00-02:00\"\nclosed = [\"2026-11-26\"]\n";
    let all = of(&Overrides::default(), &[], file).unwrap();
    let Shown::Value(Value::Table(table)) = found(&all, "hours").shown.clone() else {
        panic!("hours are set");
    };
    let again = format!("[hours]\n{}", toml::to_string(&table).unwrap());
    let read = of(&Overrides::default(), &[], &again).unwrap();
    assert_eq!(found(&read, "hours").shown, found(&all, "hours").shown);
    assert_eq!(table["sun"].as_str(), Some("closed"));
    assert_eq!(table["sat"].as_str(), Some("22:00-02:00"));
}

#[test]
fn lengths_are_as_short_as_they_can_be_read_again() {
    for (length, short) in [
        (Duration::from_secs(7 * 24 * 3600), "7d"),
        (Duration::from_secs(90), "90s"),
        (Duration::from_secs(5400), "90m"),
        (Duration::ZERO, "0s"),
        (Duration::from_millis(1500), "1s 500ms"),
    ] {
        assert_eq!(span(length), short);
        assert_eq!(humantime::parse_duration(short), Ok(length));
    }
    assert_eq!(hours_at_most(Duration::from_secs(48 * 3600)), "48h");
}
