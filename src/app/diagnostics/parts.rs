//! The sections of the report and what they are made from; in this file, what is known of the server and of
//! its data.

use std::borrow::Cow;

use super::words;
use super::{Entry, Report, Section, Tone};
use crate::app::about::Server;
use crate::app::numbers::thousands;
use crate::app::state::App;
use crate::sync::{AuthProblem, Coverage, Diagnostics, Freshness, HistoryProgress, Link, Status};

/// What everything is made from.
pub(super) struct Known<'a> {
    pub(super) app: &'a App,
    pub(super) status: Status,
    pub(super) engine: Diagnostics,
}

/// The whole report. What grows and shrinks stands last, so that the rest keeps its place.
pub(super) fn report(app: &App) -> Report {
    let known = Known {
        app,
        status: app.engine.status(),
        engine: app.engine.diagnostics(),
    };
    Report {
        left: vec![
            known.program(),
            known.connection(),
            known.knowledge(),
            known.polls(),
            known.ledger(),
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
            return plain("server's clock", "not known yet");
        };
        // The server tells whole seconds, and the answer took its time: less than two say nothing.
        let seconds = skew / 1000;
        let off = thousands(seconds.unsigned_abs());
        let value = match seconds {
            -1..=1 => "as ours".to_owned(),
            2.. => format!("{off} s ahead of ours"),
            _ => format!("{off} s behind ours"),
        };
        noted("server's clock", value, wrong_if(seconds.abs() > 60))
    }

    fn knowledge(&self) -> Section {
        let window = match self.status.coverage {
            Coverage::Complete => plain("window", "complete"),
            Coverage::Loading { loaded, total } => noted(
                "window",
                format!("loading {}", progress(loaded, total)),
                Tone::Wrong,
            ),
        };
        let history = match self.status.history {
            HistoryProgress::Off => "off".to_owned(),
            HistoryProgress::Done => "complete".to_owned(),
            HistoryProgress::Walking { loaded, total } => {
                format!("reading {}", progress(loaded, total))
            }
        };
        let unchecked = u64::try_from(self.status.unchecked).unwrap_or(u64::MAX);
        let all = self.status.all_known(self.app.now);
        Section {
            heading: "What is known",
            entries: vec![
                window,
                self.fresh(),
                ought_to_be_zero("unchecked", unchecked, "in the window"),
                ought_to_be_zero("unreadable", self.status.unreadable.into(), "in the window"),
                plain("history", history),
                noted("all known", if all { "yes" } else { "no" }, wrong_if(!all)),
            ],
        }
    }

    fn fresh(&self) -> Entry {
        let Some(at) = self.status.fresh_at else {
            return noted("as of", "no complete poll yet", Tone::Wrong);
        };
        let at = words::moment(self.app, at.wall);
        match self.status.freshness(self.app.now) {
            Freshness::Stale(_) => noted("as of", format!("{at}, stale"), Tone::Wrong),
            Freshness::Loading | Freshness::Live => plain("as of", format!("{at}, fresh")),
        }
    }
}

fn progress(loaded: u32, total: Option<u32>) -> String {
    let of = total.map(|total| format!(" of about {}", thousands(total)));
    let loaded = thousands(loaded);
    format!("{loaded}{}", of.unwrap_or_default())
}
