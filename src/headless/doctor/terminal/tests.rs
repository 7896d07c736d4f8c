use crate::config::{Config, Overrides, load};

use super::*;

const USUAL: Option<(u16, u16)> = Some((120, 40));

/// The checks in an environment: name, outcome, and what was found.
fn checks(
    vars: &[(&'static str, &'static str)],
    config: &Config,
    size: Option<(u16, u16)>,
) -> Vec<(Name, Outcome, String)> {
    let env = |name: &str| {
        let found = vars.iter().find(|(set, _)| *set == name);
        found.map(|(_, value)| (*value).into())
    };
    let around = Surroundings {
        config: Ok(config),
        config_file: None,
        ledger: None,
        env: &env,
    };
    let mut findings = Findings::default();
    look(&mut findings, &around, size);
    findings
        .into_checks()
        .into_iter()
        .map(|check| (check.name, check.outcome, check.found.0.to_string()))
        .collect()
}

fn config() -> Config {
    load(&Overrides::default(), &|_| None, None).unwrap()
}

/// One of the checks.
fn of(name: Name, all: Vec<(Name, Outcome, String)>) -> (Outcome, String) {
    let mut named = all.into_iter().filter(|(each, _, _)| *each == name);
    let (_, outcome, found) = named.next().unwrap();
    assert!(named.next().is_none());
    (outcome, found)
}

#[test]
fn a_usual_terminal_has_nothing_to_warn_of() {
    let vars = [
        ("TERM", "xterm-256color"),
        ("COLORTERM", "truecolor"),
        ("LANG", "en_US.UTF-8"),
        ("TMUX", "/tmp/tmux"),
        ("SSH_CONNECTION", "somewhere"),
    ];
    let all = checks(&vars, &config(), USUAL);
    assert!(all.iter().all(|(_, outcome, _)| *outcome == Outcome::Ok));
    let found = of(Name::Terminal, all).1;
    assert_eq!(found, "xterm-256color, 120 by 40, in tmux and ssh");
}

#[test]
fn what_keeps_the_inbox_from_being_seen_is_warned_of() {
    let terminal = |vars: &[_], size| of(Name::Terminal, checks(vars, &config(), size)).0;
    assert_eq!(terminal(&[("TERM", "dumb")], USUAL), Outcome::Warn);
    assert_eq!(terminal(&[], USUAL), Outcome::Warn);
    let term = [("TERM", "xterm")];
    assert_eq!(terminal(&term, Some((39, 40))), Outcome::Warn);
    assert_eq!(terminal(&term, Some((40, 10))), Outcome::Ok);
    assert_eq!(terminal(&term, None), Outcome::Skipped);
}

#[test]
fn the_first_variable_that_is_set_chooses_the_characters() {
    let characters = |vars: &[_]| of(Name::Characters, checks(vars, &config(), USUAL)).0;
    assert_eq!(characters(&[("LANG", "C.utf8")]), Outcome::Ok);
    assert_eq!(characters(&[]), Outcome::Warn);
    let both = [("LANG", "C.UTF-8"), ("LC_ALL", "C")];
    assert_eq!(characters(&both), Outcome::Warn);
    let empty = [("LANG", "C.UTF-8"), ("LC_ALL", "")];
    assert_eq!(characters(&empty), Outcome::Ok);
}

#[test]
fn a_notification_that_nobody_would_see_is_warned_of() {
    let mut config = config();
    let notifications =
        |config: &Config, vars: &[_]| of(Name::Notifications, checks(vars, config, USUAL));
    let kitty = [("TERM", "xterm-kitty")];
    let plain = [("TERM", "xterm")];
    assert_eq!(notifications(&config, &plain).0, Outcome::Ok);
    assert!(notifications(&config, &kitty).1.ends_with("by OSC 99"));
    config.alarms.desktop_after = "2m".parse().unwrap();
    assert_eq!(notifications(&config, &plain).0, Outcome::Warn);
    assert_eq!(
        notifications(&config, &kitty),
        (Outcome::Ok, "by OSC 99".to_owned())
    );
}

#[test]
fn no_colour_is_no_trouble_and_screen_keeps_the_clipboard() {
    let all = checks(&[("NO_COLOR", "1"), ("STY", "1")], &config(), USUAL);
    assert!(of(Name::Colours, all.clone()).1.contains("NO_COLOR"));
    assert_eq!(of(Name::Clipboard, all).0, Outcome::Warn);
}
