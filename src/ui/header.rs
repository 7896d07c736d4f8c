//! The first line: whose inbox, whether what is seen is complete and fresh, and what waits.
//!
//! How fresh the picture is never gives way to anything else. Nothing is called seen or answered that is not
//! known to be: whether a count of zero, or one without "at least", may be shown is for
//! [`crate::app::Knowledge`] to say, and what keeps it from being so is said beside it. What may have to wait for
//! the budget is said by what it is: which limit that is matters least, and goes first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted, thousands};
use super::{View, keys, words};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::signs;
use crate::app::{Gauge, HeldBy, HistoryProgress, Link, Priority, Stage, when};
use crate::model::text::CleanText;

// The order in which pieces give way, first to last.
const BUDGET: u8 = 0;
const AS_OF: u8 = 0;
const HISTORY: u8 = 1;
const CLOCK: u8 = 2;
const ORGANIZATION: u8 = 3;
const REREADING: u8 = 4;
const GAPS: u8 = 5;
const LIST_WAITS: u8 = 6;
const STATE: u8 = 7;
const COUNTS: u8 = 8;
const DUE_SOON_SHORT: u8 = 9;
const COUNTS_SHORT: u8 = 10;
const UNREADABLE: u8 = 11;
const OVERDUE_SHORT: u8 = 12;
const STATE_SHORT: u8 = 13;

/// Draws the header.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let theme = view.theme;
    let mut pieces = Vec::new();
    if view.app.demo() {
        pieces.push(Piece::new(STATE_SHORT, theme.demo, "DEMO").stays());
    }
    pieces.push(organization(view));
    pieces.push(state(view));
    pieces.extend(frozen(view));
    pieces.extend(silence(view));
    pieces.extend(counts(view));
    pieces.extend(history(view));
    pieces.extend(rereading(view));
    pieces.extend(budget(view));
    let clock = when::clock(view.now, view.app.zone());
    pieces.push(Piece::new(CLOCK, theme.dim, clock).right());
    let join = Join {
        between: " · ",
        rule: None,
        style: theme.dim,
    };
    bar::draw(pieces, join, view.areas.header, buf);
}

/// One line for a terminal too small for anything else.
pub(super) fn summary(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let mut pieces = vec![state(view)];
    pieces.extend(silence(view));
    pieces.extend(counts(view));
    let join = Join {
        between: " ",
        rule: None,
        style: view.theme.dim,
    };
    bar::draw(pieces, join, text::line(area, 0), buf);
}

fn organization<'a>(view: &'a View<'_>) -> Piece<'a> {
    let name = view.headline.organization.as_ref().map(CleanText::as_str);
    let name = name
        .filter(|name| !name.is_empty())
        .unwrap_or("spruce-inbox");
    Piece::new(ORGANIZATION, view.theme.organization, text::clip(name, 40))
        .or(text::first_words(name, 20))
        .or(text::first_words(name, 12))
}

/// How complete and fresh the picture is, or what stands in the way.
fn state<'a>(view: &View<'_>) -> Piece<'a> {
    match &view.headline.link {
        Link::Denied(problem, _) => denied(view, words::auth_code(*problem)),
        Link::Exhausted(_) => trouble(view, "⏳", "request limit reached", "request limit"),
        Link::Trouble(problem) => trouble(view, "⚠", problem.message.as_str(), "trouble"),
        Link::Connecting | Link::Up => undisturbed(view),
    }
}

/// Nothing is asked until the user says so: the picture grows older, and that is said, too.
fn denied<'a>(view: &View<'_>, code: u16) -> Piece<'a> {
    let stale = match view.headline.knowledge.stage() {
        Stage::Stale(age) => Some(format!("stale {}", when::precise(age))),
        Stage::Loading(_) | Stage::Complete => None,
    };
    let aged = stale.as_ref().map(|stale| format!(", {stale}"));
    let aged = aged.unwrap_or_default();
    let key = keys::key(view, Context::List, Action::Refresh);
    let then = key.map_or(String::new(), |key| format!(", then press {key}"));
    let also = stale.as_ref().map(|stale| format!(" · {stale}"));
    let also = also.unwrap_or_default();
    let refused = format!("✖ token refused ({code})");
    let long = format!("{refused}: check it{then}{also}");
    let mut piece = Piece::new(STATE, view.theme.trouble, long)
        .or(format!("{refused}: check it{also}"))
        .then(COUNTS, format!("{refused}{aged}"))
        .then(STATE_SHORT, format!("✖ refused{aged}"));
    if let Some(stale) = stale {
        piece = piece.then(STATE_SHORT, format!("✖ {stale}"));
    }
    piece.then(STATE_SHORT, "✖").stays()
}

fn undisturbed<'a>(view: &View<'_>) -> Piece<'a> {
    let theme = view.theme;
    let headline = &view.headline;
    let state = |style, long: String, sign: &'static str| {
        Piece::new(STATE_SHORT, style, long).or(sign).stays()
    };
    match headline.knowledge.stage() {
        Stage::Stale(age) => {
            let aged = format!("⚠ stale {}", when::precise(age));
            Piece::new(AS_OF, theme.trouble, format!("{aged}{}", as_of(view)))
                .then(STATE_SHORT, aged)
                .or("⚠")
                .stays()
        }
        Stage::Complete => state(theme.live, "● live".to_owned(), "●"),
        Stage::Loading(walked) if walked.loaded > 0 => {
            let long = format!("◌ loading {}", words::progress(walked));
            state(theme.loading, long, "◌")
        }
        Stage::Loading(_) if headline.link == Link::Connecting => {
            state(theme.loading, "◌ connecting".to_owned(), "◌")
        }
        Stage::Loading(_) => state(theme.loading, "◌ loading".to_owned(), "◌"),
    }
}

/// What is wrong and when it is tried again; how stale the picture is goes before why.
fn trouble<'a>(view: &View<'_>, sign: &str, why: &str, short: &str) -> Piece<'a> {
    let style = view.theme.trouble;
    let next = words::next_try(view.headline.next_try_s);
    let piece = match view.headline.knowledge.stage() {
        Stage::Stale(age) => {
            let aged = format!("{sign} stale {}", when::precise(age));
            let known = as_of(view);
            Piece::new(AS_OF, style, format!("{aged}{known}: {why}{next}"))
                .then(STATE, format!("{aged}: {why}{next}"))
                .or(format!("{aged}{next}"))
                .then(STATE_SHORT, aged)
        }
        Stage::Loading(_) | Stage::Complete => {
            Piece::new(STATE, style, format!("{sign} {why}{next}"))
                .or(format!("{sign} {why}"))
                .or(format!("{sign} {short}{next}"))
                .then(STATE_SHORT, format!("{sign} {short}"))
        }
    };
    piece.or(sign.to_owned()).stays()
}

/// `, complete as of 14:03`; nothing while that is now.
fn as_of(view: &View<'_>) -> String {
    let as_of = view.headline.knowledge.as_of();
    as_of.map_or(String::new(), |at| {
        format!(", complete as of {}", words::moment(view, at))
    })
}

fn frozen<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let changes = view.headline.frozen?;
    let long = match changes {
        0 => "❄ frozen".to_owned(),
        1 => "❄ frozen · 1 change waits".to_owned(),
        _ => format!("❄ frozen · {} wait", counted(changes, "change", "changes")),
    };
    Some(
        Piece::new(STATE, view.theme.frozen, long)
            .then(STATE_SHORT, "❄ frozen")
            .or("❄")
            .stays(),
    )
}

/// Nobody is called: never out of sight, or a quiet screen would pass for a quiet clinic.
fn silence<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let [long, short] = words::silence(view.headline.silence?);
    let piece = Piece::new(STATE, view.theme.frozen, long);
    Some(piece.then(STATE_SHORT, short).stays())
}

/// What waits, and why that may not be all. A zero is said only when it is one.
fn counts<'a>(view: &View<'_>) -> Vec<Piece<'a>> {
    let theme = view.theme;
    let counts = view.headline.counts;
    let knowledge = view.headline.knowledge;
    let exact = knowledge.counts_are_exact();
    let none = counts.new == 0 && counts.waiting == 0;
    if none && exact {
        let all_clear = Piece::new(COUNTS, theme.live, "all seen, nobody waiting");
        return vec![all_clear.then(COUNTS_SHORT, "nothing new").or("✓")];
    }
    if none && knowledge.window_is_known() {
        // What lies behind the window is not known, so it is said how far this goes.
        let since = words::moment(view, knowledge.window_start());
        let long = format!("since {since}: all seen, nobody waiting");
        let clear = Piece::new(COUNTS, theme.live, long);
        let clear = clear
            .or(format!("since {since}: nobody waiting"))
            .then(COUNTS_SHORT, format!("since {since}: nothing new"));
        return std::iter::once(clear).chain(gaps(view)).collect();
    }
    let at_least = if exact { "" } else { signs::AT_LEAST.sign };
    // Of equal rank the rightmost gives way first; of all counts, that somebody is overdue goes last. Who is due
    // soon waits, too: that goes first.
    let late = |count: usize, sign: &str, word: &str, style: Style, rank: u8| {
        let short = format!("{sign}{at_least}{}", thousands(count));
        let long = format!("{short} {word}");
        (count > 0).then(|| Piece::new(COUNTS, style, long).then(rank, short))
    };
    let overdue = late(
        counts.overdue,
        signs::OVERDUE.sign,
        "overdue",
        theme.overdue,
        OVERDUE_SHORT,
    );
    let due_soon = late(
        counts.due_soon,
        signs::DUE_SOON.sign,
        "due soon",
        theme.due_soon,
        DUE_SOON_SHORT,
    );
    let count = |count: usize, style: Style, wordings: fn(String) -> (String, String)| {
        let (long, short) = wordings(format!("{at_least}{}", thousands(count)));
        (exact || count > 0).then(|| Piece::new(COUNTS, style, long).then(COUNTS_SHORT, short))
    };
    let new = count(counts.new, theme.unread, |number| {
        let short = format!("{}{number}", signs::NEW.sign);
        (format!("{short} new"), short)
    });
    // Without a sign: the one of a row says that it waits and is seen, this counts both.
    let waiting = count(counts.waiting, theme.waiting, |number| {
        (format!("{number} waiting"), format!("{number} wait"))
    });
    [overdue, due_soon, new, waiting]
        .into_iter()
        .flatten()
        .chain(gaps(view))
        .collect()
}

/// Why the counts may not be all there is; history has a piece of its own.
fn gaps<'a>(view: &View<'_>) -> impl Iterator<Item = Piece<'a>> {
    let theme = view.theme;
    let gaps = view.headline.knowledge.gaps();
    let unchecked = (gaps.unchecked > 0).then(|| {
        let number = format!("{}{}", signs::UNKNOWN.sign, thousands(gaps.unchecked));
        Piece::new(GAPS, theme.activity, format!("{number} unchecked")).or(number)
    });
    let unreadable = (gaps.unreadable > 0).then(|| {
        let number = thousands(gaps.unreadable);
        let sign = signs::UNREADABLE.sign;
        Piece::new(GAPS, theme.error, format!("{sign}{number} unreadable"))
            .then(UNREADABLE, format!("{sign}{number}"))
    });
    unchecked.into_iter().chain(unreadable)
}

/// How much of history is read, and that it waits for the budget if nothing more important does.
fn history<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let style = view.theme.dim;
    let walked = match view.headline.knowledge.gaps().history {
        HistoryProgress::Walking(walked) if walked.loaded > 0 => walked,
        _ => return None,
    };
    let older = format!("older: {}", words::progress(walked));
    let Some((gauge, by)) = first_held(view).and_then(|(gauge, kind, by)| {
        let history = kind == Priority::History;
        history.then_some((gauge, by))
    }) else {
        return Some(Piece::new(HISTORY, style, older));
    };
    let waits = format!("{older}, waits until {}", until(view, gauge));
    let long = format!("{waits} ({})", words::budget(by, gauge.percent));
    let piece = Piece::new(BUDGET, style, long).or(waits);
    Some(piece.then(HISTORY, older))
}

/// How far the rereading got that the user asked for.
fn rereading<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let progress = view.headline.rereading?;
    let long = format!("re-reading {}", words::progress(progress));
    Some(Piece::new(REREADING, view.theme.dim, long))
}

/// The most important work that the budget holds back, and until when. All of it is in the diagnostics.
fn budget<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let (gauge, kind, by) = first_held(view)?;
    let walked = view.headline.knowledge.gaps().history;
    let waits = format!("{} until {}", words::waits(kind), until(view, gauge));
    let long = format!("{waits} ({})", words::budget(by, gauge.percent));
    match kind {
        // What waits is what everything else is known from.
        Priority::Feed => {
            let piece = Piece::new(BUDGET, view.theme.dim, long).then(LIST_WAITS, waits);
            Some(piece.or(words::waits(kind)))
        }
        // Said where it says how much of it is read.
        Priority::History if matches!(walked, HistoryProgress::Walking(of) if of.loaded > 0) => {
            None
        }
        _ => Some(Piece::new(BUDGET, view.theme.dim, long).or(waits)),
    }
}

fn first_held<'a>(view: &'a View<'_>) -> Option<(&'a Gauge, Priority, HeldBy)> {
    let gauge = view.headline.gauge.as_ref()?;
    let (kind, by) = gauge.held.first()?;
    Some((gauge, *kind, *by))
}

fn until(view: &View<'_>, gauge: &Gauge) -> String {
    when::clock(gauge.until, view.app.zone())
}
