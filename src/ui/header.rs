//! The first line: whose inbox, whether what is seen is complete and fresh, and what waits.
//!
//! How fresh the picture is never gives way to anything else, and a count is called complete only where it
//! is (DESIGN: no false all-clear).

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted, thousands};
use super::{View, keys, words};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::{Coverage, Freshness, HistoryProgress, Link, when};
use crate::model::text::CleanText;

// The order in which pieces give way, first to last.
const HISTORY: u8 = 0;
const CLOCK: u8 = 1;
const ORGANIZATION: u8 = 2;
const UNCHECKED: u8 = 3;
const STATE: u8 = 4;
const COUNTS: u8 = 5;

/// Draws the header.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let theme = view.theme;
    let mut pieces = Vec::new();
    if view.app.demo() {
        pieces.push(Piece::new(COUNTS, theme.demo, "DEMO").stays());
    }
    pieces.push(organization(view));
    pieces.push(state(view));
    pieces.extend(frozen(view));
    pieces.extend(counts(view));
    pieces.extend(history(view));
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
    let theme = view.theme;
    let headline = &view.headline;
    let next = words::next_try(headline.next_try_s);
    match &headline.link {
        Link::Denied(problem, _) => {
            let code = words::auth_code(*problem);
            let key = keys::key(view, Context::List, Action::Refresh);
            let then = key.map_or(String::new(), |key| format!(", then press {key}"));
            piece(
                theme.trouble,
                format!("✖ token refused ({code}): check it{then}"),
            )
            .or(format!("✖ token refused ({code})"))
            .or("✖ token")
        }
        Link::Exhausted(_) => trouble(view, "⏳", "request limit reached", "limit", &next),
        Link::Trouble(problem) => trouble(view, "⚠", problem.message.as_str(), "trouble", &next),
        Link::Connecting | Link::Up => undisturbed(view),
    }
}

fn undisturbed<'a>(view: &View<'_>) -> Piece<'a> {
    let theme = view.theme;
    match (view.headline.freshness, view.headline.coverage) {
        (Freshness::Stale(age), _) => {
            piece(theme.trouble, format!("⚠ stale {}", when::precise(age))).or("⚠ stale")
        }
        (Freshness::Live, Coverage::Complete) => piece(theme.live, "● live").or("●"),
        (_, coverage) => {
            let progress = match coverage {
                Coverage::Loading { loaded, total } => progress(loaded, total),
                Coverage::Complete => String::new(),
            };
            let long = format!("◌ loading{progress}");
            piece(theme.loading, long).or("◌ loading").or("◌")
        }
    }
}

fn trouble<'a>(view: &View<'_>, sign: &str, why: &str, short: &str, next: &str) -> Piece<'a> {
    let style = view.theme.trouble;
    match view.headline.freshness {
        Freshness::Stale(age) => {
            let age = when::precise(age);
            piece(style, format!("{sign} stale {age}: {why}{next}"))
                .or(format!("{sign} stale {age}{next}"))
                .or(format!("{sign} stale {age}"))
        }
        Freshness::Loading | Freshness::Live => piece(style, format!("{sign} {why}{next}"))
            .or(format!("{sign} {short}{next}"))
            .or(format!("{sign} {short}")),
    }
    .or(sign.to_owned())
}

fn piece<'a>(style: Style, wording: impl Into<std::borrow::Cow<'a, str>>) -> Piece<'a> {
    Piece::new(STATE, style, wording).stays()
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
            .or("❄ frozen")
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
        return vec![all_clear.or("nothing new").or("✓")];
    }
    let at_least = if known { "" } else { "≥" };
    let count = |sign: &str, count: usize, word: &str, style: Style| {
        let number = format!("{sign}{at_least}{}", thousands(count));
        let long = format!("{number} {word}");
        (known || count > 0).then(|| Piece::new(COUNTS, style, long).or(number))
    };
    let unchecked = (counts.unknown > 0).then(|| {
        let number = format!("?{}", thousands(counts.unknown));
        let long = format!("{number} unchecked");
        Piece::new(UNCHECKED, theme.activity, long).or(number)
    });
    let new = count("●", counts.new, "new", theme.unread);
    let waiting = count("◀", counts.waiting, "waiting", theme.waiting);
    [new, waiting, unchecked].into_iter().flatten().collect()
}

fn history<'a>(view: &View<'_>) -> Option<Piece<'a>> {
    match view.headline.history {
        HistoryProgress::Walking { loaded, total } if loaded > 0 => {
            let long = format!("history{}", progress(loaded, total));
            Some(Piece::new(HISTORY, view.theme.dim, long))
        }
        _ => None,
    }
}

/// ` 1,400 of ≈6,995`; the total is the server's guess and left out once it is passed.
fn progress(loaded: u32, total: Option<u32>) -> String {
    let number = |rows: u32| thousands(usize::try_from(rows).unwrap_or(usize::MAX));
    match total {
        Some(total) if total >= loaded && total > 0 => {
            format!(" {} of ≈{}", number(loaded), number(total))
        }
        _ if loaded == 0 => String::new(),
        _ => format!(" {}", number(loaded)),
    }
}

/// A span for the header and the states: `12 s`.
pub(super) fn seconds(seconds: u64) -> String {
    when::precise(Duration::from_secs(seconds))
}
