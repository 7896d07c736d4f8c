//! The sections of the report and what they are made from; in this file, what is known of the server and of
//! its data.

use std::borrow::Cow;

use super::words;
use super::{Entry, Report, Section, Tone};
use crate::app::about::Server;
use crate::app::numbers::thousands;
use crate::app::state::App;
use crate::model::time::Timestamp;
use crate::sync::{
    AuthProblem, Diagnostics, HistoryProgress, Knowledge, Link, Progress, Stage, Status,
};

/// What everything is made from.
pub(super) struct Known<'a> {
    pub(super) app: &'a App,
    pub(super) status: Status,
    pub(super) engine: Diagnostics,
}

/// The whole report. What is wanted most stands first: a small screen shows no more than that without
/// scrolling. What grows and shrinks stands last, so that the rest keeps its place.
pub(super) fn report(app: &App) -> Report {
    let known = Known {
        app,
        status: app.engine.status(),
        engine: app.engine.diagnostics(),
    };
    Report {
        left: vec![
            known.connection(),
            known.knowledge(),
            known.polls(),
            known.ledger(),
            known.program(),
        ],
        right: vec![
            known.requests(),
            known.settings(),
            known.memory(),
            known.budget(),
            known.errors(),
        ],
    }
}

pub(super) fn plain(label: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Entry {
    noted(label, value, Tone::Plain)
}

pub(super) fn noted(
    label: impl Into<Cow<'static, str>>,
    value: impl Into<String>,
    tone: Tone,
) -> Entry {
    Entry {
        label: label.into(),
        value: value.into(),
        tone,
    }
}

/// A number that ought to be zero.
pub(super) fn ought_to_be_zero(label: &'static str, number: u64, of: &str) -> Entry {
    let value = format!("{} {of}", thousands(number));
    noted(label, value, wrong_if(number > 0))
}

pub(super) fn wrong_if(wrong: bool) -> Tone {
    if wrong { Tone::Wrong } else { Tone::Plain }
}

impl Known<'_> {
    fn connection(&self) -> Section {
        let server = match self.app.about.server {
            Server::Official => "Spruce's own",
            Server::Loopback => "on this computer",
            Server::Other => "another one, over https",
        };
        Section {
            heading: "Connection",
            entries: vec![
                plain("server", server),
                self.link(),
                self.token(),
                self.clock(),
            ],
        }
    }

    fn link(&self) -> Entry {
        let (words, next) = match &self.status.link {
            Link::Connecting => return plain("state", "connecting"),
            Link::Up => return plain("state", "up: the last call worked"),
            Link::Trouble(problem) => ("calls fail", problem.next_try),
            Link::Exhausted(problem) => ("request limits used up", problem.next_try),
            Link::Denied(..) => ("stopped, because of the token", None),
        };
        let next = next.map(|at| format!(", next try {}", words::moment_to_come(self.app, at)));
        let value = format!("{words}{}", next.unwrap_or_default());
        noted("state", value, Tone::Wrong)
    }

    fn token(&self) -> Entry {
        match (&self.status.link, self.engine.token_accepted) {
            (Link::Denied(problem, _), _) => {
                let status = match problem {
                    AuthProblem::Unauthorized => 401,
                    AuthProblem::Forbidden => 403,
                };
                noted("token", format!("refused ({status})"), Tone::Wrong)
            }
            (_, true) => plain("token", "accepted"),
            (_, false) => plain("token", "not known yet"),
        }
    }

    fn clock(&self) -> Entry {
        let Some(skew) = self.engine.skew_ms else {
            return plain("server clock", "not known yet");
        };
        // The server tells whole seconds, and the answer took its time: less than two say nothing.
        let seconds = skew / 1000;
        let off = thousands(seconds.unsigned_abs());
        let value = match seconds {
            -1..=1 => "as ours".to_owned(),
            2.. => format!("{off} s ahead of ours"),
            _ => format!("{off} s behind ours"),
        };
        noted("server clock", value, wrong_if(seconds.abs() > 60))
    }

    fn knowledge(&self) -> Section {
        let known = self.app.engine.knowledge(self.app.now);
        let gaps = known.gaps();
        let window = match known.stage() {
            Stage::Complete | Stage::Stale(_) => plain("window", "complete"),
            Stage::Loading(done) => {
                noted("window", format!("loading {}", progress(done)), Tone::Wrong)
            }
        };
        let history = match gaps.history {
            HistoryProgress::Off => "off".to_owned(),
            HistoryProgress::Done => "complete".to_owned(),
            HistoryProgress::Walking(done) => format!("reading {}", progress(done)),
        };
        let many = |rows: usize| u64::try_from(rows).unwrap_or(u64::MAX);
        let in_all = |rows: String| format!("in the window, {rows} in all");
        let unchecked = in_all(thousands(gaps.unchecked));
        let unreadable = in_all(thousands(gaps.unreadable));
        let (all, tone) = match (known.counts_are_exact(), known.window_is_known()) {
            (true, _) => ("yes: counts are exact", Tone::Plain),
            (false, true) => (
                "in the window; other counts are \u{201c}at least\u{201d}",
                Tone::Plain,
            ),
            (false, false) => ("no: counts are \u{201c}at least\u{201d}", Tone::Wrong),
        };
        Section {
            heading: "What is known",
            entries: vec![
                window,
                self.fresh(&known),
                ought_to_be_zero("unchecked", many(gaps.unchecked_in_window), &unchecked),
                ought_to_be_zero("unreadable", gaps.unreadable_in_window.into(), &unreadable),
                plain("history", history),
                noted("all known", all, tone),
            ],
        }
    }

    fn fresh(&self, known: &Knowledge) -> Entry {
        let Some(at) = known.as_of() else {
            return noted("as of", "no complete poll yet", Tone::Wrong);
        };
        // Kept by the server's clock; this screen speaks of this machine's.
        let ours = at
            .as_millis()
            .saturating_sub(self.engine.skew_ms.unwrap_or(0));
        let at = words::moment(self.app, Timestamp::from_millis(ours));
        match known.stage() {
            Stage::Stale(_) => noted("as of", format!("{at}, stale"), Tone::Wrong),
            Stage::Loading(_) | Stage::Complete => plain("as of", format!("{at}, fresh")),
        }
    }
}

fn progress(done: Progress) -> String {
    let of = done
        .total
        .map(|total| format!(" of about {}", thousands(total)));
    let loaded = thousands(done.loaded);
    format!("{loaded}{}", of.unwrap_or_default())
}
