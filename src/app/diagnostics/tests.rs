use std::time::Duration;

use super::words::{bytes, failure, setting, took, uptime};
use super::*;
use crate::sync::{FailureKind, NetworkProblem};

fn entry(label: &'static str, value: &str) -> Entry {
    Entry {
        label: label.into(),
        value: value.to_owned(),
        tone: Tone::Plain,
    }
}

fn report() -> Report {
    let section = |heading, entries| Section { heading, entries };
    Report {
        left: vec![section("One", vec![entry("a", "some words to wrap")])],
        right: vec![section("Two", vec![entry("", "  1  2"), entry("b", "")])],
    }
}

fn line<'a>(label: &'a str, value: &str) -> Line<'a> {
    Line::Entry(label, 15, value.to_owned(), Tone::Plain)
}

#[test]
fn one_column_or_two_and_what_does_not_fit_goes_on_below() {
    let report = report();
    let one = columns(&report, 30);
    let wanted = vec![
        Line::Heading("One"),
        line("a", "some words to"),
        line("", "wrap"),
        Line::Blank,
        Line::Heading("Two"),
        line("", "  1  2"),
        line("b", ""),
    ];
    assert_eq!(one, [(0, wanted)]);
    let two = columns(&report, 116);
    let starts: Vec<_> = two.iter().map(|(at, lines)| (*at, lines.len())).collect();
    assert_eq!(starts, [(0, 2), (60, 3)]);
    assert_eq!((height(&report, 30), height(&report, 116)), (7, 3));
    for width in 0..200 {
        assert!(height(&report, width) > 0);
    }
}

#[test]
fn the_text_is_everything_in_order() {
    insta::assert_snapshot!(report().to_text("now"), @r"
    spruce-inbox diagnostics, now

    One
      a              some words to wrap

    Two
                       1  2
      b
    ");
}

#[test]
fn lengths_and_sizes_read_well() {
    let ms = [0, 999, 1000, 1250, 9999, 10_000, 90_000];
    assert_eq!(
        ms.map(|ms| took(Duration::from_millis(ms))),
        ["0 ms", "999 ms", "1.0 s", "1.2 s", "9.9 s", "10 s", "90 s"]
    );
    let seconds = [0, 15, 60, 90, 7200, 604_800, u64::MAX];
    let set = seconds.map(|seconds| setting(Duration::from_secs(seconds)));
    assert_eq!(set[..6], ["0 s", "15 s", "1 min", "90 s", "2 h", "7 d"]);
    assert_eq!(
        uptime(Duration::from_secs(3 * 3600 + 7 * 60 + 59)),
        "3 h 07 min"
    );
    let sizes = [0, 999, 1000, 310_000, 1_450_000, 400_000_000];
    assert_eq!(
        sizes.map(bytes),
        [
            "0 bytes",
            "999 bytes",
            "1 kB",
            "310 kB",
            "1.4 MB",
            "400.0 MB"
        ]
    );
}

#[test]
fn failures_are_told_by_kind_and_status() {
    let wait = FailureKind::RateLimited(Some(Duration::from_secs(40)));
    assert_eq!(failure(wait), "too many requests (429), wait 40 s");
    assert_eq!(failure(FailureKind::Status(503)), "status 503");
    let broken = FailureKind::Network(NetworkProblem::Broken);
    assert_eq!(failure(broken), "connection broke");
}
