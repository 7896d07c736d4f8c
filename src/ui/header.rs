//! The first line: whose inbox, whether what is seen is complete and fresh, and what waits.
//!
//! How fresh the picture is never gives way to anything else. Nothing is called seen or answered that is not
//! known to be: somebody may wait who is not on the screen yet, so a count of zero, or one without "at
//! least", is shown only while the window is complete, every row of it checked, and the last poll recent.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted, thousands};
use super::{View, keys, signs, words};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::{Coverage, Freshness, HistoryProgress, Link, when};
use crate::model::text::CleanText;

// The order in which pieces give way, first to last.
const BUDGET: u8 = 0;
const HISTORY: u8 = 1;
const CLOCK: u8 = 2;
const ORGANIZATION: u8 = 3;
const UNCHECKED: u8 = 4;
const STATE: u8 = 5;
const COUNTS: u8 = 6;
const COUNTS_SHORT: u8 = 7;
const STATE_SHORT: u8 = 8;

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
    pieces.extend(counts(view));
    pieces.extend(history(view));
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
        .or(text::clip(name, 20))
        .or(text::clip(name, 10))
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
    let stale = match view.headline.freshness {
        Freshness::Stale(age) => Some(format!("stale {}", when::precise(age))),
        Freshness::Loading | Freshness::Live => None,
    };
    let aged = stale.as_ref().map(|stale| format!(", {stale}"));
    let aged = aged.unwrap_or_default();
    let key = keys::key(view, Context::List, Action::Refresh);
    let then = key.map_or(String::new(), |key| format!(", then press {key}"));
    let refused = format!("✖ token refused ({code}){aged}");
    let long = format!("{refused}: check it{then}");
    let mut piece = Piece::new(STATE, view.theme.trouble, long)
        .or(format!("{refused}: check it"))
        .then(COUNTS, refused)
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
    match (headline.freshness, headline.coverage) {
        (Freshness::Stale(age), _) => state(
            theme.trouble,
            format!("⚠ stale {}", when::precise(age)),
            "⚠",
        ),
        (Freshness::Live, Coverage::Complete) => state(theme.live, "● live".to_owned(), "●"),
        (_, Coverage::Loading { loaded, total }) if loaded > 0 => {
            let long = format!("◌ loading {}", progress(loaded, total));
            state(theme.loading, long, "◌")
        }
        _ if headline.link == Link::Connecting => {
            state(theme.loading, "◌ connecting".to_owned(), "◌")
        }
        _ => state(theme.loading, "◌ loading".to_owned(), "◌"),
    }
}

/// What is wrong and when it is tried again; how stale the picture is goes before why.
fn trouble<'a>(view: &View<'_>, sign: &str, why: &str, short: &str) -> Piece<'a> {
    let style = view.theme.trouble;
    let next = words::next_try(view.headline.next_try_s);
    let piece = match view.headline.freshness {
        Freshness::Stale(age) => {
            let aged = format!("{sign} stale {}", when::precise(age));
            Piece::new(STATE, style, format!("{aged}: {why}{next}"))
                .or(format!("{aged}{next}"))
                .then(STATE_SHORT, aged)
        }
        Freshness::Loading | Freshness::Live => {
            Piece::new(STATE, style, format!("{sign} {why}{next}"))
                .or(format!("{sign} {why}"))
                .or(format!("{sign} {short}{next}"))
                .then(STATE_SHORT, format!("{sign} {short}"))
        }
    };
    piece.or(sign.to_owned()).stays()
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

/// What waits. A zero is said only when it is one.
fn counts<'a>(view: &View<'_>) -> Vec<Piece<'a>> {
    let theme = view.theme;
    let counts = view.headline.counts;
    let known = view.headline.all_known;
    if known && counts.new == 0 && counts.waiting == 0 {
        let all_clear = Piece::new(COUNTS, theme.live, "all seen, nobody waiting");
        return vec![all_clear.then(COUNTS_SHORT, "nothing new").or("✓")];
    }
    let at_least = if known { "" } else { signs::AT_LEAST.sign };
    let count = |count: usize, style: Style, wordings: fn(String) -> (String, String)| {
        let (long, short) = wordings(format!("{at_least}{}", thousands(count)));
        (known || count > 0).then(|| Piece::new(COUNTS, style, long).then(COUNTS_SHORT, short))
    };
    let unchecked = (counts.unknown > 0).then(|| {
        let number = format!("{}{}", signs::UNKNOWN.sign, thousands(counts.unknown));
        let long = format!("{number} unchecked");
        Piece::new(UNCHECKED, theme.activity, long).or(number)
    });
    let new = count(counts.new, theme.unread, |number| {
        let short = format!("{}{number}", signs::NEW.sign);
        (format!("{short} new"), short)
    });
    // Without a sign: the one of a row says that it waits and is seen, this counts both.
    let waiting = count(counts.waiting, theme.waiting, |number| {
        (format!("{number} waiting"), format!("{number} wait"))
    });
    [new, waiting, unchecked].into_iter().flatten().collect()
}

fn history<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    match view.headline.history {
        HistoryProgress::Walking { loaded, total } if loaded > 0 => {
            let long = format!("older: {}", progress(loaded, total));
            Some(Piece::new(HISTORY, view.theme.dim, long))
        }
        _ => None,
    }
}

/// How much of what we may ask is asked, while that puts work off.
fn budget<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    let percent = view.headline.budget_tight?;
    let long = format!("budget {percent} %");
    Some(Piece::new(BUDGET, view.theme.dim, long))
}

/// `1,400 of ≈6,995`; the total is the server's guess and left out once it is passed.
fn progress(loaded: u32, total: Option<u32>) -> String {
    let number = |rows: u32| thousands(usize::try_from(rows).unwrap_or(usize::MAX));
    match total {
        Some(total) if total >= loaded => {
            let about = signs::ABOUT.sign;
            format!("{} of {about}{}", number(loaded), number(total))
        }
        _ => number(loaded),
    }
}
