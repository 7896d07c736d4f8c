//! Without a terminal there is no screen: an exit code and words for a human.

use std::process::{Command, Output, Stdio};

use crate::clinic::Clinic;
use crate::launch::{Home, Launch, PROGRAM};
use crate::session::Fate;
use crate::view;

/// Runs the program with pipes instead of a terminal.
fn run(args: &[&str], token: Option<&str>) -> (Option<i32>, String, String) {
    let home = Home::new();
    let mut command = Command::new(PROGRAM);
    command.env_clear().envs(home.env()).args(args);
    if let Some(token) = token {
        command.env("SPRUCE_API_TOKEN", token);
    }
    let ended: std::io::Result<Output> = command.stdin(Stdio::null()).output();
    let Ok(Output {
        status,
        stdout,
        stderr,
    }) = ended
    else {
        return (None, String::new(), String::new());
    };
    assert_eq!(home.entries().len(), 0, "it left something behind");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn a_pipe_never_starts_the_screen() {
    let (code, stdout, stderr) = run(&[], Some("c29tZTp0b2tlbg=="));
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("needs a terminal"), "{stderr}");
    let (code, stdout, stderr) = run(&["demo"], None);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("needs a terminal"), "{stderr}");
}

#[test]
fn help_and_version_are_no_mistakes() {
    let (code, stdout, stderr) = run(&["--help"], None);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("SPRUCE_API_TOKEN"), "{stdout}");
    let (code, stdout, stderr) = run(&["--version"], None);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains(env!("CARGO_PKG_VERSION")), "{stdout}");
}

#[test]
fn an_unknown_flag_is_a_mistake_that_is_named() {
    let (code, stdout, stderr) = run(&["--wobble"], None);
    assert_eq!((code, stdout.as_str()), (Some(2), ""));
    assert!(stderr.contains("--wobble"), "{stderr}");
}

#[test]
fn without_a_token_it_says_how_to_give_one() {
    let (clinic, home) = (Clinic::open(), Home::new());
    let mut session = Launch::at(&clinic, &home)
        .env("SPRUCE_API_TOKEN", "")
        .start();
    assert_eq!(session.end_by("no token", |_| ()), Fate::Exited(3));
    assert!(session.look(|screen| view::shows(screen, "SPRUCE_API_TOKEN")));
    assert!(session.has_modes_of_before());
    assert!(!session.raw().contains(&0x1b), "the screen was touched");
    assert_eq!(clinic.requests(), 0);
}
