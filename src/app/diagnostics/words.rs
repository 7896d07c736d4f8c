//! Times, lengths and kinds of failures in the words of the report.

use std::time::Duration;

use crate::app::state::App;
use crate::model::time::Timestamp;
use crate::sync::{AuthProblem, FailureKind, HeldBy, NetworkProblem, Priority};

/// A moment by this machine's clock: the time of day, or date and minute if it was not today. At most 12
/// columns, so that it can be a label.
pub(super) fn moment(app: &App, at: Timestamp) -> String {
    let (then, today) = (app.zone.civil(at), app.zone.civil(app.now.wall));
    let format = if then.date() == today.date() {
        "%H:%M:%S"
    } else {
        "%-d %b %H:%M"
    };
    then.format(format).to_string()
}

/// The moment at which the monotonic clock shows `mono`.
pub(super) fn moment_to_come(app: &App, mono: Duration) -> String {
    let wait = mono.saturating_sub(app.now.mono);
    moment(app, app.now.wall.plus(wait))
}

/// How long something took: `118 ms`, `4.2 s`, `90 s`.
pub(super) fn took(length: Duration) -> String {
    match length.as_millis() {
        ms @ 0..1000 => format!("{ms} ms"),
        ms @ 1000..10_000 => format!("{}.{} s", ms / 1000, ms % 1000 / 100),
        ms => format!("{} s", ms / 1000),
    }
}

/// A length that somebody set, in its largest whole unit: `15 s`, `7 d`.
pub(super) fn setting(length: Duration) -> String {
    let seconds = length.as_secs();
    let units = [(86_400, "d"), (3600, "h"), (60, "min")];
    let whole = |(unit, _): &(u64, &str)| seconds > 0 && seconds.is_multiple_of(*unit);
    match units.into_iter().find(whole) {
        Some((unit, name)) => format!("{} {name}", seconds / unit),
        None => format!("{seconds} s"),
    }
}

/// For how long the program has run, in whole minutes: `3 h 07 min`.
pub(super) fn uptime(length: Duration) -> String {
    let minutes = length.as_secs() / 60;
    match minutes / 60 {
        0 => format!("{minutes} min"),
        hours => format!("{hours} h {:02} min", minutes % 60),
    }
}

/// About so many bytes: `310 kB`, `1.4 MB`.
pub(super) fn bytes(bytes: usize) -> String {
    match bytes {
        0..1000 => format!("{bytes} bytes"),
        1000..1_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// How a request failed: kind and status, never what the server wrote.
pub(super) fn failure(kind: FailureKind) -> String {
    let words = match kind {
        FailureKind::Auth(AuthProblem::Unauthorized) => "not authorized (401)",
        FailureKind::Auth(AuthProblem::Forbidden) => "forbidden (403)",
        FailureKind::RateLimited(None) => "too many requests (429)",
        FailureKind::RateLimited(Some(wait)) => {
            return format!("too many requests (429), wait {}", took(wait));
        }
        FailureKind::Rejected => "bad request (400)",
        FailureKind::NotFound => "not found (404)",
        FailureKind::Status(status) => return format!("status {status}"),
        FailureKind::Network(NetworkProblem::Connect) => "no connection",
        FailureKind::Network(NetworkProblem::Timeout) => "no answer in time",
        FailureKind::Network(NetworkProblem::Broken) => "connection broke",
        FailureKind::Unreadable => "answer not understood",
    };
    words.to_owned()
}

/// A kind of work, as the limits tell them apart.
pub(super) const fn priority(kind: Priority) -> &'static str {
    match kind {
        Priority::Feed => "lists",
        Priority::Visible => "what is on screen",
        Priority::Recent => "recent items",
        Priority::Old => "old items",
        Priority::Reread => "rereading",
        Priority::History => "history",
    }
}

/// Why it has to wait.
pub(super) const fn held_by(by: HeldBy) -> &'static str {
    match by {
        HeldBy::Share => "our share",
        HeldBy::Reserve => "reserve for others",
        HeldBy::Day => "share of the day",
        HeldBy::Refused => "refused",
    }
}
