#[cfg(feature = "demo")]
use std::time::Duration;

use super::*;

fn read(args: &[&str]) -> Result<Cli, clap::Error> {
    let all = ["spruce-inbox"].iter().chain(args);
    Cli::read(all.map(OsString::from))
}

fn fails(args: &[&str]) -> String {
    let error = read(args).unwrap_err();
    assert_eq!(ExitCode::from(&error), ExitCode::Usage);
    error.to_string()
}

/// What `--help` prints on a terminal of 80 columns.
fn help(args: &[&str]) -> String {
    let args = ["spruce-inbox"].iter().chain(args).chain(&["--help"]);
    let asked = generate::reading()
        .term_width(80)
        .try_get_matches_from(args);
    asked.unwrap_err().to_string()
}

#[test]
fn the_definition_is_sound() {
    generate::definition().debug_assert();
    generate::reading().debug_assert();
}

#[cfg(feature = "demo")]
#[test]
fn help_of_the_inbox() {
    insta::assert_snapshot!("help_80", help(&[]));
}

#[cfg(feature = "demo")]
#[test]
fn help_of_the_demo() {
    insta::assert_snapshot!("help_demo_80", help(&["demo"]));
}

#[test]
fn every_exit_code_is_in_the_help_once() {
    let text = help(&[]);
    let listed: Vec<u8> = text
        .lines()
        .skip_while(|line| *line != "Exit codes:")
        .filter_map(|line| line.split_whitespace().next()?.parse().ok())
        .collect();
    assert_eq!(listed, ExitCode::ALL.map(ExitCode::code));
}

#[test]
fn every_command_is_in_one_group_and_explained() {
    let groups = words::GROUPS.iter().flat_map(|(_, names)| *names);
    let mut grouped: Vec<_> = groups.map(|name| (*name).to_owned()).collect();
    let explained = words::MORE.iter().map(|more| more.command.to_owned());
    let mut explained: Vec<_> = explained.collect();
    let mut names = generate::command_names();
    if cfg!(not(feature = "demo")) {
        names.push("demo".to_owned());
    }
    for all in [&mut grouped, &mut explained, &mut names] {
        all.sort();
    }
    assert_eq!(grouped, names);
    assert_eq!(explained, names);
}

#[test]
fn short_help_is_short() {
    let short = |args: &[&str]| {
        let args = ["spruce-inbox"].iter().chain(args).chain(&["-h"]);
        let command = generate::reading().term_width(80);
        command.try_get_matches_from(args).unwrap_err().to_string()
    };
    for name in generate::command_names() {
        let text = short(&[&name]);
        assert!(text.lines().count() <= 45, "{text}");
        assert!(!text.contains("--log-file"), "{text}");
        assert!(text.contains("Examples:"), "{text}");
    }
    #[cfg(feature = "demo")]
    insta::assert_snapshot!("help_short_80", short(&[]));
}

#[test]
fn help_fits_a_terminal() {
    let mut paths = vec![Vec::new()];
    paths.extend(generate::command_names().into_iter().map(|name| vec![name]));
    for path in paths {
        let path: Vec<_> = path.iter().map(String::as_str).collect();
        for line in help(&path).lines() {
            assert!(line.chars().count() <= 84, "{path:?}: {line}");
        }
    }
}

#[test]
fn without_flags_nothing_is_overridden() {
    let cli = read(&[]).unwrap();
    assert!(cli.command.is_none());
    assert_eq!(cli.overrides(), Overrides::default());
}

#[test]
fn flags_become_overrides() {
    let args = "--base-url https://example.com --token-file t --interval 30s --window 12h \
                --history off --share 0.5 --order created --view Overdue --wallboard --ephemeral --config c.toml \
                --log-file l.log --log-level debug";
    let cli = read(&args.split_whitespace().collect::<Vec<_>>()).unwrap();
    let expected = Overrides {
        config: Some("c.toml".into()),
        base_url: Some("https://example.com".into()),
        token_file: Some("t".into()),
        interval: Some("30s".parse().unwrap()),
        window: Some("12h".parse().unwrap()),
        history: Some(History::Off),
        share: Some("0.5".parse().unwrap()),
        order: Some(Order::Created),
        view: Some("Overdue".into()),
        wallboard: Some(true),
        ephemeral: Some(true),
        log_file: Some("l.log".into()),
        log_level: Some(LogLevel::Debug),
        usual_interval: Interval::default(),
        usual_history: History::All,
    };
    assert_eq!(cli.overrides(), expected);
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_takes_the_common_flags_on_both_sides() {
    let interval = |args: &[&str]| read(args).unwrap().overrides().interval.unwrap().get();
    assert_eq!(
        interval(&["demo", "--interval", "2s"]),
        Duration::from_secs(2)
    );
    assert_eq!(
        interval(&["--interval", "2s", "demo"]),
        Duration::from_secs(2)
    );
    let Some(Command::Demo(demo)) = read(&["demo", "--serve", "127.0.0.1:0", "--rate", "0.5"])
        .unwrap()
        .command
    else {
        panic!("not the demo");
    };
    assert_eq!(demo.serve, Some(([127, 0, 0, 1], 0).into()));
    assert_eq!((demo.conversations, demo.seed), (240, 1));
    assert!((demo.rate - 0.5).abs() < f64::EPSILON);
}

#[test]
fn mistakes_say_what_is_wrong() {
    assert!(fails(&["--interval", "10ms"]).contains("\"10ms\" is less than 1s"));
    assert!(fails(&["--order", "creatd"]).contains("did you mean created?"));
    assert!(fails(&["--intervall", "1s"]).contains("--interval"));
}

#[cfg(feature = "demo")]
#[test]
fn mistakes_about_the_demo_say_what_is_wrong() {
    assert!(fails(&["demo", "--conversations", "0"]).contains("1..=1000000"));
    for rate in ["-1", "NaN", "lots", "60001"] {
        let rate = format!("--rate={rate}");
        assert!(
            fails(&["demo", &rate]).contains("from 0 to 60000"),
            "{rate}"
        );
    }
}

#[cfg(feature = "demo")]
#[test]
fn the_demo_takes_no_flags_about_the_real_server() {
    assert!(fails(&["--base-url", "https://example.com", "demo"]).contains("its own server"));
    assert!(fails(&["demo", "--token-file", "t"]).contains("--token-file"));
}

#[test]
fn no_flag_takes_a_token() {
    for flag in ["--token", "--api-token", "--api-key"] {
        assert!(
            fails(&[flag, "x"]).contains("unexpected argument"),
            "{flag}"
        );
    }
}

#[test]
fn help_and_version_are_no_mistakes() {
    for flag in ["--help", "-h", "--version"] {
        let error = read(&[flag]).unwrap_err();
        assert_eq!(ExitCode::from(&error), ExitCode::Success, "{flag}");
    }
}
