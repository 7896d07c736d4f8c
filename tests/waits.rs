//! Who waits, and since when: what happens at a clinic, and what the program makes of it.
//!
//! Each case is a short story, lived through by the real engine and the real state machine in virtual time, with
//! what must be said at its end. The snapshot is the same as a table, for reading: `tests/snapshots/`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail by panicking"
)]

#[path = "waits/cases.rs"]
mod cases;
#[path = "waits/clinic.rs"]
mod clinic;
#[path = "waits/desk.rs"]
mod desk;
#[path = "waits/story.rs"]
mod story;

use cases::CASES;
use story::Case;

/// How a case ends.
fn ends(case: &Case) -> String {
    desk::live(case).join("; ")
}

#[test]
fn every_case_ends_as_told() {
    let wrong = CASES.iter().filter_map(|case| {
        let ends = ends(case);
        let told = case.ends.join("; ");
        let why = format!("{}: {ends}, and not: {told}", case.name);
        (ends != told).then_some(why)
    });
    let wrong: Vec<_> = wrong.collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_two_cases_have_one_name() {
    let mut names: Vec<_> = CASES.iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), CASES.len());
}

/// The cases as a table: the program starts at noon, and phone conversations have 30 minutes.
#[test]
fn table() {
    let mut lines = Vec::new();
    for case in CASES {
        let happens = case.steps.iter();
        let happens: Vec<_> = happens
            .map(|(minute, what)| format!("{} {}", desk::clock(*minute), what.words()))
            .collect();
        let (line, setting) = (case.line.words(), case.setting.words());
        lines.push(format!("{}{line}{setting}", case.name));
        lines.push(format!("    {}", happens.join(", ")));
        lines.push(format!("    {}: {}", desk::clock(case.look), ends(case)));
    }
    insta::assert_snapshot!(lines.join("\n"));
}
