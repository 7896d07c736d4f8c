use std::fs;
use std::time::Duration;

use super::*;
use crate::config::Overrides;
use crate::model::time::Timestamp;

const MINUTE: Duration = Duration::from_secs(60);

fn config(file: &str) -> Config {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, file).unwrap();
    config::load(&Overrides::default(), &|_| None, Some(&path)).unwrap()
}

fn settings_of(file: &str) -> Settings {
    settings(&config(file)).unwrap()
}

#[test]
fn the_defaults_are_those_of_the_core() {
    let (set, usual) = (settings_of(""), Settings::default());
    assert_eq!(set.targets, usual.targets);
    assert_eq!(set.views.iter().count(), usual.views.iter().count());
    assert_eq!((set.me, set.zone), (usual.me, usual.zone));
    assert_eq!(set.archived_is_handled, usual.archived_is_handled);
    assert_eq!(
        alarms(&config::Alarms::default()),
        alarms::Settings::default()
    );
    let start = start(&config(""), &usual.views).unwrap();
    assert_eq!(start, Start::default());
}

#[test]
fn the_readme_tells_the_default_targets() {
    let readme = include_str!("../../../../README.md");
    let example = readme
        .split("```toml\n")
        .find(|block| block.contains("[targets]"));
    let example = example.and_then(|rest| rest.split("```").next()).unwrap();
    let set = settings_of(example);
    assert_eq!(set.targets.by_channel, Targets::default().by_channel);
    assert!(set.views.named("Refills").is_some());
}

#[test]
fn targets_and_hours_decide_when_an_answer_is_due() {
    let set = settings_of(
        r#"
        me = "Dana Example"
        archived_counts_as_handled = false
        [targets]
        phone = "1h"
        email = "off"
        team = "8h"
        [hours]
        zone = "America/New_York"
        mon-fri = "08:00-12:00, 13:00-17:00"
        closed = ["2026-12-25"]
        2026-12-24 = "08:00-12:00"
        "#,
    );
    assert_eq!(set.me.as_deref(), Some("Dana Example"));
    assert!(!set.archived_is_handled);
    let by_channel = &set.targets.by_channel;
    assert_eq!(by_channel.get(&Channel::Phone), Some(&(MINUTE * 60)));
    assert_eq!(by_channel.get(&Channel::Secure), Some(&(MINUTE * 60)));
    assert_eq!(by_channel.get(&Channel::Email), None);
    assert_eq!(by_channel.get(&Channel::Team), Some(&(MINUTE * 480)));
    // Thursday 11:40; the noon of the day before a holiday and a weekend lies between.
    let since = Timestamp::parse("2026-12-24T11:40:00-05:00").unwrap();
    let due = set.targets.deadlines(Channel::Phone, since);
    assert_eq!(due.due_soon, Timestamp::parse("2026-12-28T08:25:00-05:00"));
    assert_eq!(due.overdue, Timestamp::parse("2026-12-28T08:40:00-05:00"));
    assert_eq!(set.targets.deadlines(Channel::Email, since).overdue, None);
    assert_eq!(set.zone, Zone::Named(chrono_tz::America::New_York));
}

#[test]
fn a_night_and_a_whole_day_are_taken_over() {
    let set = settings_of("[hours]\nzone = \"UTC\"\nfri = \"22:00-02:00\"\nsun = \"00:00-24:00\"");
    let at = |text: &str| Timestamp::parse(text).unwrap();
    let open = |from, to| set.targets.hours.open_between(at(from), at(to));
    let friday = open("2026-03-06T00:00:00Z", "2026-03-07T00:00:00Z");
    assert_eq!(friday, MINUTE * 120);
    let week = open("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z");
    assert_eq!(week, MINUTE * 60 * 28);
}

#[test]
fn alarms_are_taken_over() {
    let set = config(
        r#"
        [alarms]
        threshold = "any"
        bell = false
        desktop_after = "2m"
        hook = "notify-team"
        quiet = ["22:00-07:00", "13:00-24:00"]
        title = false
        "#,
    );
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let quiet = |from, to| alarms::Quiet {
        from: time(from),
        to: time(to),
    };
    let wanted = alarms::Settings {
        threshold: alarms::Threshold::AnyInbound,
        bell: false,
        desktop_after: Some(MINUTE * 2),
        hook_after: Some(MINUTE * 5),
        quiet: vec![quiet(22, 7), quiet(13, 0)],
        title: false,
    };
    assert_eq!(alarms(&set.alarms), wanted);
}

#[test]
fn what_is_wrong_with_a_view_names_file_and_line() {
    let set =
        config("[[views]]\nname = \"A\"\nquery = \"\"\n[[views]]\nname = \"a\"\n\nquery = \"\"");
    let error = settings(&set).unwrap_err().to_string();
    let file = set.file.unwrap();
    let place = format!("{}, line 7: ", file.display());
    assert_eq!(
        error,
        format!("{place}there are two views of the name a: give one of them another name")
    );
}

#[test]
fn a_view_to_start_in_must_be_there() {
    let set = config(
        "view = \"refills\"\nwallboard = true\n[[views]]\nname = \"Refills\"\nquery = \"tag:refill\"",
    );
    let views = settings(&set).unwrap().views;
    let begin = start(&set, &views).unwrap();
    assert_eq!(begin.view.as_deref(), Some("refills"));
    assert!(begin.wallboard);
    let why = |name: &str| {
        let set = config(&format!("view = {name:?}"));
        start(&set, &views).unwrap_err().to_string()
    };
    assert_eq!(
        why("Need reply"),
        "there is no view \"Need reply\": did you mean \"Needs reply\"?"
    );
    assert!(why("xyz").ends_with(
        "there are Inbox, Needs reply, Unread, Overdue, Calls and pages, \
                                  Mine, Unassigned, Team, All, Refills"
    ));
}

#[test]
fn the_targets_that_are_shown_as_usual_are_those_of_the_core() {
    let usual: Vec<String> = config::settings(&config(""))
        .into_iter()
        .filter_map(|set| match (set.key.strip_prefix("targets."), set.shown) {
            (Some(channel), config::Shown::Value(value)) => Some(format!("{channel} = {value}")),
            _ => None,
        })
        .collect();
    assert_eq!(usual.len(), 7);
    let said = format!("[targets]\n{}\n", usual.join("\n"));
    assert_eq!(settings_of(&said).targets, Settings::default().targets);
}
