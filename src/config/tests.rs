mod tokens;

use std::fs;
use std::time::Duration;

use secrecy::ExposeSecret;

use super::*;

/// Loads with these variables set and this file in the usual place.
fn load_with(flags: &Overrides, vars: &[(&str, &str)], file: &str) -> Result<Config, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, file).unwrap();
    load(flags, &lookup(vars), Some(&path))
}

fn lookup(vars: &[(&str, &str)]) -> impl Fn(&str) -> Option<OsString> {
    |name| {
        let found = vars.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| OsString::from(value))
    }
}

fn from_env(vars: &[(&str, &str)]) -> Result<Config, Error> {
    load(&Overrides::default(), &lookup(vars), None)
}

fn from_file(file: &str) -> Result<Config, Error> {
    load_with(&Overrides::default(), &[], file)
}

/// The message of a mistake in the file, from the line number on.
fn mistake(file: &str) -> String {
    let message = from_file(file).unwrap_err().to_string();
    let (path, rest) = message.split_once(", ").unwrap();
    assert!(path.ends_with("config.toml"), "{message}");
    rest.to_owned()
}

#[test]
fn defaults_need_nothing() {
    let config = from_env(&[]).unwrap();
    assert_eq!(config.interval.get(), Duration::from_secs(15));
    assert_eq!(config.window.get(), Duration::from_secs(7 * 24 * 3600));
    assert_eq!(config.history, History::All);
    assert!((config.share.get() - 0.25).abs() < f64::EPSILON);
    assert_eq!(config.order, Order::LastMessage);
    assert_eq!(
        config.seen_after,
        SeenAfter::Resting(Duration::from_secs(3))
    );
    assert_eq!(config.log_level, LogLevel::Info);
    assert_eq!(
        (config.file, config.base_url, config.log_file),
        (None, None, None)
    );
    assert!(!config.ephemeral && !config.automated_counts_as_reply);
    assert!(config.archived_counts_as_handled && config.me.is_none());
    assert_eq!(config.start, Start::default());
    assert_eq!(config.theme, "default");
    assert!(config.keys.is_empty() && config.views.is_empty());
    assert_eq!(config.targets, Targets::default());
    assert_eq!(config.hours, None);
    assert_eq!(config.alarms, Alarms::default());
    assert!(matches!(config.token, Err(TokenAbsent::NotSet)));
}

#[test]
fn every_setting_can_be_in_the_file() {
    let config = from_file(
        r#"
        base_url = "https://api.example.com"
        token_command = "pass show spruce"
        interval = "30s"
        window = "12h"
        history = "90d"
        share = 1
        order = "waiting"
        ephemeral = true
        log_file = "/var/log/inbox.log"
        log_level = "debug"
        seen_after = "off"
        automated_counts_as_reply = true
        theme = "mono"
        archived_counts_as_handled = false
        me = "Dana Example"
        view = "Refills"
        wallboard = true

        [keys.list]
        "ctrl-d" = "page-down"

        [targets]
        phone = "45m"
        team = "off"

        [hours]
        mon-fri = "08:00-17:00"

        [[views]]
        name = "Refills"
        query = "tag:refill is:waiting"

        [alarms]
        threshold = "needs-reply"
        hook = "echo hush"
        hook_after = "10m"
        quiet = ["22:00-07:00"]
        notify = "osc9"
        "#,
    )
    .unwrap();
    assert_eq!(config.base_url.as_deref(), Some("https://api.example.com"));
    assert!(matches!(config.token, Ok(TokenSource::Command(command))
        if command.expose_secret() == "pass show spruce"));
    assert_eq!(config.interval.get(), Duration::from_secs(30));
    assert_eq!(config.window.get(), Duration::from_secs(12 * 3600));
    assert_eq!(
        config.history,
        History::Last(Duration::from_secs(90 * 24 * 3600))
    );
    assert!((config.share.get() - 1.0).abs() < f64::EPSILON);
    assert_eq!(config.order, Order::Waiting);
    assert_eq!(config.log_file, Some("/var/log/inbox.log".into()));
    assert_eq!(config.log_level, LogLevel::Debug);
    assert_eq!(config.seen_after, SeenAfter::Off);
    assert!(config.ephemeral && config.automated_counts_as_reply);
    assert_eq!(config.theme, "mono");
    let list = config.keys.get("list").unwrap();
    assert_eq!(list.get("ctrl-d").map(String::as_str), Some("page-down"));
    assert!(!config.archived_counts_as_handled && config.start.wallboard);
    assert_eq!(config.me.as_deref(), Some("Dana Example"));
    assert_eq!(config.start.view.as_deref(), Some("Refills"));
    let minutes = |count: u64| Duration::from_secs(count * 60);
    let targets = Targets {
        phone: Some(Target::Within(minutes(45))),
        team: Some(Target::Off),
        ..Targets::default()
    };
    assert_eq!(config.targets, targets);
    assert!(config.hours.is_some());
    let view = View {
        name: "Refills".to_owned(),
        query: "tag:refill is:waiting".to_owned(),
        line: 32,
    };
    assert_eq!(config.views, [view]);
    assert!(!format!("{:?}", config.alarms).contains("hush"));
    let hook = config.alarms.hook.clone().unwrap();
    assert_eq!(hook.as_str(), "echo hush");
    let alarms = Alarms {
        threshold: Threshold::NeedsReply,
        hook: Some(hook),
        hook_after: After::Unacknowledged(minutes(10)),
        quiet: vec!["22:00-07:00".parse().unwrap()],
        notify: NotifyBy::Osc9,
        ..Alarms::default()
    };
    assert_eq!(config.alarms, alarms);
}

#[test]
fn every_setting_but_the_tables_can_be_in_the_environment() {
    let config = from_env(&[
        ("SPRUCE_INBOX_BASE_URL", "https://api.example.com"),
        ("SPRUCE_INBOX_TOKEN_FILE", "/t"),
        ("SPRUCE_INBOX_ARCHIVED_COUNTS_AS_HANDLED", "no"),
        ("SPRUCE_INBOX_ME", "Dana Example"),
        ("SPRUCE_INBOX_VIEW", "Overdue"),
        ("SPRUCE_INBOX_WALLBOARD", "yes"),
        ("SPRUCE_INBOX_INTERVAL", "30s"),
        ("SPRUCE_INBOX_WINDOW", "12h"),
        ("SPRUCE_INBOX_HISTORY", "off"),
        ("SPRUCE_INBOX_SHARE", "0.5"),
        ("SPRUCE_INBOX_ORDER", "created"),
        ("SPRUCE_INBOX_EPHEMERAL", "1"),
        ("SPRUCE_INBOX_LOG_FILE", "l.log"),
        ("SPRUCE_INBOX_LOG_LEVEL", "trace"),
        ("SPRUCE_INBOX_SEEN_AFTER", "5s"),
        ("SPRUCE_INBOX_AUTOMATED_COUNTS_AS_REPLY", "yes"),
        ("SPRUCE_INBOX_THEME", "mono"),
    ])
    .unwrap();
    assert_eq!(config.base_url.as_deref(), Some("https://api.example.com"));
    assert!(matches!(config.token, Ok(TokenSource::File(path)) if path == Path::new("/t")));
    assert_eq!(config.interval.get(), Duration::from_secs(30));
    assert_eq!(config.window.get(), Duration::from_secs(12 * 3600));
    assert_eq!(config.history, History::Off);
    assert!((config.share.get() - 0.5).abs() < f64::EPSILON);
    assert_eq!(config.order, Order::Created);
    assert_eq!(config.log_file, Some("l.log".into()));
    assert_eq!(config.log_level, LogLevel::Trace);
    assert_eq!(
        config.seen_after,
        SeenAfter::Resting(Duration::from_secs(5))
    );
    assert!(config.ephemeral && config.automated_counts_as_reply);
    assert!(config.start.wallboard && !config.archived_counts_as_handled);
    assert_eq!(config.me.as_deref(), Some("Dana Example"));
    assert_eq!(config.start.view.as_deref(), Some("Overdue"));
    assert_eq!(config.theme, "mono");
}

#[test]
fn a_flag_beats_the_environment_and_that_beats_the_file() {
    let file = "interval = \"1m\"\nwindow = \"1h\"\nhistory = \"off\"\nephemeral = true";
    let vars = [
        ("SPRUCE_INBOX_INTERVAL", "2m"),
        ("SPRUCE_INBOX_WINDOW", "2h"),
        ("SPRUCE_INBOX_EPHEMERAL", "off"),
    ];
    let flags = Overrides {
        interval: Some("3m".parse().unwrap()),
        ..Overrides::default()
    };
    let config = load_with(&flags, &vars, file).unwrap();
    assert_eq!(config.interval.get(), Duration::from_secs(180));
    assert_eq!(config.window.get(), Duration::from_secs(7200));
    assert_eq!(config.history, History::Off);
    assert!(!config.ephemeral);
}

#[test]
fn the_own_base_url_variable_comes_before_the_shared_one() {
    let shared = ("SPRUCE_API_BASE_URL", "https://shared.example.com");
    let own = ("SPRUCE_INBOX_BASE_URL", "https://own.example.com");
    let url = |vars: &[_]| from_env(vars).unwrap().base_url.unwrap();
    assert_eq!(url(&[shared]), shared.1);
    assert_eq!(url(&[shared, own]), own.1);
    assert_eq!(url(&[shared, ("SPRUCE_INBOX_BASE_URL", "")]), shared.1);
}

#[test]
fn mistakes_in_the_file_name_line_and_key() {
    assert_eq!(
        mistake("theme = \"mono\"\n\nintervall = \"15s\""),
        "line 3: there is no setting intervall: did you mean interval?"
    );
    assert_eq!(mistake("colour = 1"), "line 1: there is no setting colour");
    assert_eq!(
        mistake("interval = \"15\""),
        "line 1: interval: \"15\" is not a length of time: write 15s, 2m or 7d"
    );
    assert_eq!(
        mistake("\ninterval = 15"),
        "line 2: interval: invalid type: integer `15`, expected a string"
    );
    assert_eq!(
        mistake("share = 2"),
        "line 1: share: 2 is not between 0.05 and 1"
    );
    assert_eq!(
        mistake("\norder = \"craeted\""),
        "line 2: order: \"craeted\" is not one of last_message, created, waiting: did you mean created?"
    );
    assert_eq!(
        mistake("[keys.list]\n\"j\" = 5"),
        "line 2: j: invalid type: integer `5`, expected a string"
    );
    assert!(mistake("theme = \"mono\"\ntheme = \"mono\"").starts_with("line 2: theme: duplicate"));
    assert!(mistake("interval = \"1s\"\nwindow = \"").starts_with("line 2: window: "));
    assert!(mistake("é = 1").starts_with("line 1: "));
}

#[test]
fn mistakes_in_tables_name_line_and_key() {
    assert_eq!(
        mistake("[targets]\nphne = \"30m\""),
        "line 2: there is no setting phne: did you mean phone?"
    );
    assert_eq!(
        mistake("[targets]\nphone = \"30\""),
        "line 2: phone: \"30\" is not a length of time: write 15s, 2m or 7d; or off"
    );
    assert_eq!(
        mistake("[target]\nphone = \"30m\""),
        "line 1: there is no setting target: did you mean targets?"
    );
    assert!(
        mistake("[hours]\nzone = \"EST\"").starts_with("line 2: zone: \"EST\" is not a time zone")
    );
    assert!(
        mistake("[hours]\n\nmno = \"closed\"").starts_with("line 3: mno: \"mno\" is neither days")
    );
    assert!(mistake("\n[hours]\nzone = \"local\"").starts_with("line 2: [hours] names no day"));
    assert_eq!(
        mistake("[alarms]\nbell = true\nthreshold = \"overdu\""),
        "line 3: threshold: \"overdu\" is not one of any, needs-reply, overdue: did you mean overdue?"
    );
    assert!(
        mistake("[alarms]\nquiet = \"22:00-07:00\"").starts_with("line 2: quiet: invalid type")
    );
    assert_eq!(
        mistake("[[views]]\nname = \"A\""),
        "line 1: missing field `query`"
    );
    assert_eq!(
        mistake("[[views]]\nname = \"A\"\nqury = \"\""),
        "line 3: there is no setting qury: did you mean query?"
    );
}

#[test]
fn every_example_of_the_readme_can_be_read() {
    let readme = include_str!("../../README.md");
    let examples = readme.split("```toml\n").skip(1);
    let examples = examples.filter_map(|rest| rest.split("```").next());
    let read = examples.map(|example| from_file(example).map_err(|error| error.to_string()));
    let read: Vec<_> = read.collect::<Result<_, _>>().unwrap();
    assert!(read.iter().any(|config| config.hours.is_some()));
    assert!(read.iter().any(|config| !config.keys.is_empty()));
}

#[test]
fn nobody_is_no_user() {
    assert_eq!(from_file("me = \" \"").unwrap().me, None);
}

#[test]
fn a_setting_below_a_table_is_told_where_it_belongs() {
    assert_eq!(
        mistake("[alarms]\nbell = true\ntheme = \"mono\""),
        "line 3: theme is no setting of this table: move it above the first line with a [table]"
    );
}

#[test]
fn a_step_of_the_ladder_that_leads_nowhere_is_a_mistake() {
    let no_hook = mistake("[alarms]\nhook_after = \"5m\"");
    assert!(
        no_hook.contains("hook_after is set, but there is no hook"),
        "{no_hook}"
    );
    assert!(no_hook.starts_with("line 1: "), "{no_hook}");
    let unseen = mistake("[alarms]\ndesktop_after = \"5m\"\nnotify = \"off\"");
    assert!(
        unseen.contains("desktop_after is set, but notify is off"),
        "{unseen}"
    );
    assert!(from_file("[alarms]\nhook_after = \"off\"\nhook = \" \"").is_ok());
}

#[test]
fn mistakes_in_the_environment_name_the_variable() {
    let error = from_env(&[("SPRUCE_INBOX_WINDOW", "5m")]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "SPRUCE_INBOX_WINDOW: \"5m\" is less than 1h"
    );
    let error = from_env(&[("SPRUCE_INBOX_EPHEMERAL", "maybe")]).unwrap_err();
    assert!(error.to_string().starts_with("SPRUCE_INBOX_EPHEMERAL: "));
}

#[test]
fn a_file_that_was_asked_for_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.toml");
    let config = load(&Overrides::default(), &lookup(&[]), Some(&missing)).unwrap();
    assert_eq!(config.file, None);

    let flags = Overrides {
        config: Some(missing.clone()),
        ..Overrides::default()
    };
    let error = load(&flags, &lookup(&[]), None).unwrap_err();
    assert!(matches!(&error, Error::Unreadable { path, .. } if *path == missing));

    let vars = [("SPRUCE_INBOX_CONFIG", missing.to_str().unwrap())];
    assert!(load(&Overrides::default(), &lookup(&vars), None).is_err());
}

#[test]
fn the_file_named_by_the_flag_is_read_instead_of_the_usual_one() {
    let folder = tempfile::tempdir().unwrap();
    let [usual, other, third] = ["usual", "other", "third"].map(|theme| {
        let path = folder.path().join(theme);
        fs::write(&path, format!("theme = \"{theme}\"")).unwrap();
        path
    });
    let flags = Overrides {
        config: Some(other.clone()),
        ..Overrides::default()
    };
    let vars = [("SPRUCE_INBOX_CONFIG", third.to_str().unwrap())];
    let theme =
        |flags: &Overrides, vars: &[_]| load(flags, &lookup(vars), Some(&usual)).unwrap().theme;
    assert_eq!(theme(&Overrides::default(), &[]), "usual");
    assert_eq!(theme(&Overrides::default(), &vars), "third");
    assert_eq!(theme(&flags, &vars), "other");
}

#[cfg(unix)]
#[test]
fn paths_in_the_file_start_at_its_folder_or_at_home() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let token_file = |written: &str| {
        fs::write(&path, format!("token_file = \"{written}\"")).unwrap();
        let env = lookup(&[("HOME", "/home/casey")]);
        match load(&Overrides::default(), &env, Some(&path))
            .unwrap()
            .token
        {
            Ok(TokenSource::File(path)) => path,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(token_file("token"), folder.path().join("token"));
    assert_eq!(token_file("/etc/token"), Path::new("/etc/token"));
    assert_eq!(token_file("~/token"), Path::new("/home/casey/token"));
}
