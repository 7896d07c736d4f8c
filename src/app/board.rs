//! What the wallboard says: few figures, legible across a room, and nothing private in them.
//!
//! Whoever reads it from afar sees a figure before any words beside it, so a figure is never rosier than what is known: a
//! zero that is not known to be one is a `?`, and a count that may be larger is shown with `≥`. Waits are in whole
//! minutes, so that it changes once a minute while nothing happens.

use std::time::Duration;

use chrono::Timelike;

use crate::model::time::Timestamp;
use crate::sync::{HistoryProgress, Knowledge, Link, Stage};

use super::alarms::Silence;
use super::away::whole_minutes;
use super::numbers::{counted, thousands};
use super::state::App;
use super::strip::Strip;
use super::{signs, when};

/// So many hours of arrivals are shown, this one included.
pub const HOURS: u8 = 12;

/// A count, and whether it is all there is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// So many.
    Exactly(usize),
    /// So many or more; at least one.
    AtLeast(usize),
    /// None that is known of, which says nothing.
    Unknown,
}

impl Figure {
    fn new(count: usize, exact: bool) -> Self {
        match (exact, count) {
            (true, count) => Self::Exactly(count),
            (false, 0) => Self::Unknown,
            (false, count) => Self::AtLeast(count),
        }
    }

    /// As it is shown: `12`, `≥12`, `?`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Exactly(count) => count.to_string(),
            Self::AtLeast(count) => format!("{}{count}", signs::AT_LEAST.sign),
            Self::Unknown => signs::UNKNOWN.sign.to_owned(),
        }
    }

    /// Whether somebody is known of.
    #[must_use]
    pub fn is_some(self) -> bool {
        matches!(self, Self::AtLeast(_) | Self::Exactly(1..))
    }
}

/// How far the wallboard can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trust {
    /// It is complete and fresh.
    Live,
    /// It is on its way.
    Loading,
    /// It is not to be trusted.
    Lost,
}

/// What the wallboard says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Board {
    /// How far it can be trusted.
    pub trust: Trust,
    /// The same in words: `live 14:03:12`, the time of the last complete poll.
    pub state: String,
    /// Why nobody is called, while that is so.
    pub silence: Option<Silence>,
    /// What is not known, if anything.
    pub gaps: Vec<String>,
    /// Their target has passed.
    pub overdue: Figure,
    /// Three quarters of it have.
    pub due_soon: Figure,
    /// All who wait.
    pub waiting: Figure,
    /// Conversations with something the user has not seen.
    pub new: Figure,
    /// How long the one waits who waits the longest, as words; `None` = nobody is known to wait.
    pub longest: Option<String>,
    /// How many got in touch in each of the last hours; the hour of the day, and how many.
    pub arrivals: Vec<(u32, usize)>,
    /// Whether those are all.
    pub arrivals_exact: bool,
    /// The response strip.
    pub strip: Strip,
    /// Whether the data is made up.
    pub demo: bool,
}

impl Board {
    /// As it is now.
    pub(super) fn of(app: &App) -> Self {
        let now = app.server_now();
        let knowledge = app.engine.knowledge(app.now);
        let counts = app.attention.counts();
        // Beyond the window nothing may be known yet: how far a zero goes is said beside it.
        let zero_is_known = knowledge.window_is_known();
        let exact = knowledge.counts_are_exact();
        let figure = |count: usize| Figure::new(count, exact || (count == 0 && zero_is_known));
        let strip = Strip::of(app);
        let (trust, state) = state(app, &knowledge);
        Self {
            trust,
            state,
            silence: app.silence(),
            gaps: gaps(app, &knowledge),
            overdue: figure(counts.overdue),
            due_soon: figure(counts.due_soon),
            waiting: figure(counts.waiting),
            new: figure(counts.new),
            longest: app.attention.longest_since().map(|since| {
                let sign = if exact && app.attention.begins_are_known() {
                    ""
                } else {
                    signs::AT_LEAST.sign
                };
                format!("{sign}{}", short(whole_minutes(now.since(since))))
            }),
            arrivals: arrivals(app, now),
            arrivals_exact: strip.is_whole(),
            strip,
            demo: app.demo,
        }
    }

    /// What is said of the longest wait while there is none.
    #[must_use]
    pub fn nobody(&self) -> &'static str {
        match self.waiting {
            Figure::Exactly(_) => "nobody waits",
            Figure::AtLeast(_) | Figure::Unknown => "who waits is not known",
        }
    }

    /// All of it as text, for those who cannot see the figures.
    #[must_use]
    pub fn text(&self) -> String {
        let figures = [
            (self.overdue, "overdue"),
            (self.due_soon, "due soon"),
            (self.waiting, "waiting"),
            (self.new, "new"),
        ];
        let figures = figures.map(|(figure, word)| format!("{} {word}", figure.text()));
        let longest = match &self.longest {
            Some(longest) => format!("longest wait {longest}"),
            None => self.nobody().to_owned(),
        };
        let strip = self.strip.text();
        let parts = std::iter::once(self.state.clone()).chain(self.gaps.clone());
        let parts = parts.chain(figures).chain([longest, strip]);
        parts.collect::<Vec<_>>().join(" · ")
    }
}

/// `42m`, `1h12m`, `2d3h`: short enough for big letters.
fn short(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes}m"),
        (0, hours, minutes) => format!("{hours}h{minutes:02}m"),
        (days, 0, _) => format!("{days}d"),
        (days, hours, _) => format!("{days}d{hours}h"),
    }
}

/// What stands in the way in our own words: what the server says may name somebody.
fn state(app: &App, knowledge: &Knowledge) -> (Trust, String) {
    let trouble = match app.engine.link() {
        Link::Denied(..) => Some("token refused"),
        Link::Exhausted(_) => Some("request limit reached"),
        Link::Trouble(_) => Some("no answer from the server"),
        Link::Connecting | Link::Up => None,
    };
    let clock = |at: Timestamp, format: &str| app.zone().civil(at).format(format).to_string();
    match (knowledge.stage(), trouble) {
        (Stage::Stale(age), trouble) => {
            let as_of = knowledge
                .as_of()
                .map(|at| format!("as of {}", clock(at, "%a %H:%M")));
            let why = as_of.into_iter().chain(trouble.map(str::to_owned));
            let words = [format!("STALE {}", when::precise(age))]
                .into_iter()
                .chain(why);
            (Trust::Lost, words.collect::<Vec<_>>().join(" · "))
        }
        (_, Some(trouble)) => (Trust::Lost, trouble.to_uppercase()),
        (Stage::Complete, None) => {
            let polled = knowledge.as_of().map(|at| clock(at, " %H:%M:%S"));
            (Trust::Live, format!("live{}", polled.unwrap_or_default()))
        }
        (Stage::Loading(walked), None) if walked.loaded > 0 => (
            Trust::Loading,
            format!("loading {}", thousands(walked.loaded)),
        ),
        (Stage::Loading(_), None) => (Trust::Loading, "loading".to_owned()),
    }
}

/// What keeps the figures from being all there is.
fn gaps(app: &App, knowledge: &Knowledge) -> Vec<String> {
    let gaps = knowledge.gaps();
    let unchecked = (gaps.unchecked > 0).then(|| {
        let sign = signs::UNKNOWN.sign;
        format!("{sign}{} unchecked", thousands(gaps.unchecked))
    });
    let unreadable = (gaps.unreadable > 0).then(|| {
        let sign = signs::UNREADABLE.sign;
        format!("{sign}{} unreadable", thousands(gaps.unreadable))
    });
    let walking = matches!(gaps.history, HistoryProgress::Walking(_));
    let older = (walking && !matches!(knowledge.stage(), Stage::Loading(_))).then(|| {
        let since = when::short(knowledge.window_start(), app.server_now(), app.zone());
        format!("zeros are since {since}: older ones are being read")
    });
    let rereading = app.engine.rereading().is_some();
    let rereading = rereading.then(|| "re-reading".to_owned());
    let all = [unchecked, unreadable, older, rereading];
    all.into_iter().flatten().collect()
}

fn arrivals(app: &App, now: Timestamp) -> Vec<(u32, usize)> {
    let zone = app.attention.settings().zone;
    let hour = zone.civil(now).hour();
    let counts = app.glance.figures.arrivals(now, zone, HOURS);
    let first = hour + 24 + 1 - u32::from(HOURS);
    (first..).map(|hour| hour % 24).zip(counts).collect()
}

/// `7 got in touch in 12 hours`, for where there is no room for bars.
#[must_use]
pub fn arrived(board: &Board) -> String {
    let sum: usize = board.arrivals.iter().map(|(_, count)| count).sum();
    let at_least = if board.arrivals_exact {
        ""
    } else {
        signs::AT_LEAST.sign
    };
    let contacts = counted(sum, "contact", "contacts");
    format!("{at_least}{contacts} in {HOURS} hours")
}
