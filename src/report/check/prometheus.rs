//! A check in the text exposition format of Prometheus, version 0.0.4.
//!
//! Names of metrics end in their unit, none in `_total`: nothing here only ever grows. A value that is not known has no
//! line, so that no rule takes it for zero; a count that may be larger is there, with `spruce_inbox_complete 0` beside it.

use std::fmt::Write;

use crate::model::time::Timestamp;

use super::{Archived, ChannelFigures, Check, Verdict};

/// What a metric of one channel is, and how it is taken from its figures.
type OfChannel = (&'static str, &'static str, fn(&ChannelFigures) -> u64);

const BY_CHANNEL: [OfChannel; 4] = [
    (
        "waiting_conversations",
        "Conversations in which somebody waits for an answer. At least so many unless complete.",
        |one| count(one.waiting),
    ),
    (
        "due_soon_conversations",
        "Those in which an answer is due soon and not overdue. At least so many unless complete.",
        |one| count(one.due_soon),
    ),
    (
        "overdue_conversations",
        "Those in which somebody waits for too long. At least so many unless complete.",
        |one| count(one.overdue),
    ),
    (
        "longest_wait_seconds",
        "How long the one has waited who has waited longest; 0 if nobody is known to wait.",
        |one| one.longest_wait_seconds.unwrap_or(0),
    ),
];

const UP: (&str, &str) = (
    "up",
    "Whether there is an answer: 0 if the server gave none, or refused the token.",
);

impl Check {
    /// All of it, each line with its end.
    #[must_use]
    pub fn to_prometheus(&self) -> String {
        let mut out = String::new();
        let known = &self.completeness;
        gauge(&mut out, UP, Some(1));
        gauge(
            &mut out,
            (
                "complete",
                "Whether nothing is missing: only then zero means that there is none.",
            ),
            Some(u64::from(known.complete)),
        );
        for (name, help, value) in BY_CHANNEL {
            begin(&mut out, (name, help));
            for (channel, figures) in &self.by_channel {
                let value = value(figures);
                let _ = writeln!(out, "spruce_inbox_{name}{{channel=\"{channel}\"}} {value}");
            }
        }
        let over = matches!(self.verdict, Verdict::Overdue | Verdict::TooManyUnread);
        let judged = self.archived == Archived::Judged;
        let seconds = |at: Timestamp| u64::try_from(at.as_millis().div_euclid(1000)).ok();
        let gauges = [
            (
                "limits_exceeded",
                "Whether somebody waits for too long, or more is unread than may be.",
                Some(u64::from(over)),
            ),
            (
                "archived_judged",
                "Whether archived conversations were looked into as well.",
                Some(u64::from(judged)),
            ),
            (
                "unread_conversations",
                "Conversations of the inbox with something new; absent if that is not known.",
                self.unread.map(count),
            ),
            (
                "unchecked_conversations",
                "Conversations in which something happened, but not yet known by whom.",
                Some(count(known.unchecked)),
            ),
            (
                "unreadable_conversations",
                "Conversations and rows that could not be read.",
                Some(u64::from(known.unreadable)),
            ),
            (
                "as_of_timestamp_seconds",
                "The answer is at least as new as this; absent if the list was never read to its end.",
                known.as_of.and_then(|at| seconds(at.0)),
            ),
            (
                "window_start_timestamp_seconds",
                "Where the window begins: without history, older conversations are not counted.",
                seconds(known.window_start.0),
            ),
            (
                "requests",
                "How many requests this answer took.",
                Some(u64::from(known.requests)),
            ),
        ];
        for (name, help, value) in gauges {
            gauge(&mut out, (name, help), value);
        }
        out
    }

    /// What is said where there is no answer at all, each line with its end.
    #[must_use]
    pub fn prometheus_no_answer() -> String {
        let mut out = String::new();
        gauge(&mut out, UP, Some(0));
        out
    }
}

/// A metric without labels; nothing where its value is not known.
fn gauge(out: &mut String, what: (&str, &str), value: Option<u64>) {
    if let Some(value) = value {
        begin(out, what);
        let _ = writeln!(out, "spruce_inbox_{} {value}", what.0);
    }
}

/// What comes before the lines of a metric.
fn begin(out: &mut String, (name, help): (&str, &str)) {
    let _ = writeln!(out, "# HELP spruce_inbox_{name} {help}");
    let _ = writeln!(out, "# TYPE spruce_inbox_{name} gauge");
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
