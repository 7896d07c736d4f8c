//! The wallboard: figures for a screen on the wall, over all of the terminal. What they are is for [`crate::app::board`] to
//! decide; here they are only made big. Nothing else of the program is on the screen: no name, no text, no notice.
//!
//! ```text
//!  live 14:03:12                                              W leaves
//!      ██ ██         ██            ██  ██          ██
//!     overdue      due soon        waiting         new
//!                  ██ ███  longest wait
//!    ▂ ▅ █ ▂   contacts per hour
//!  answered today · tel 12 min (90 %: 31 min) target 30 min · 38 of 41 read
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::{View, digits, keys, overview, strip, text, words};
use crate::app::action::Action;
use crate::app::board::{Board, Figure, Trust, arrived};
use crate::app::keymap::Context;
use crate::app::signs;

/// From this size on the figures are big.
const BIG_FROM: (u16, u16) = (40, 9);
/// From this height on, trouble fills three lines.
const LOUD_FROM: u16 = 14;
/// Figures and their names.
const FIGURES: u16 = digits::HEIGHT + 1;
/// Highest bars, with their hours.
const BARS_MOST: u16 = 11;
/// Lowest.
const BARS_LEAST: u16 = 3;
/// Between parts of a line.
const BETWEEN: &str = " · ";
/// Eighths of a cell.
const EIGHTHS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Draws it over the whole screen.
pub(super) fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let Some(board) = view.app.board() else {
        return;
    };
    let rest = state(view, board, area, buf);
    if area.width < BIG_FROM.0 || area.height < BIG_FROM.1 {
        return in_words(view, board, rest, buf);
    }
    let (rest, bottom) = split(rest, rest.height.saturating_sub(1));
    strip::line(view, &board.strip, bottom, buf);
    let rest = gaps(view, board, rest, buf);
    // What is left when every part has as little as it can do with: bars first, then a big wait, then air.
    let spare = rest.height.saturating_sub(FIGURES + 1);
    let bars_height = if spare >= BARS_LEAST {
        let with_wait = spare.saturating_sub(digits::HEIGHT);
        let room = if with_wait >= BARS_LEAST {
            with_wait
        } else {
            spare
        };
        room.min(BARS_MOST)
    } else {
        0
    };
    let big_wait = spare - bars_height >= digits::HEIGHT;
    let wait_height = if big_wait { FIGURES } else { 1 };
    let air = rest
        .height
        .saturating_sub(FIGURES + wait_height + bars_height);
    let rest = overview::below(rest, air.div_ceil(3));
    let (figures_area, rest) = split(rest, FIGURES);
    figures(view, board, figures_area, buf);
    let (wait_area, rest) = split(overview::below(rest, air / 3), wait_height);
    wait(view, board, wait_area, buf);
    let (bars_area, _) = split(overview::below(rest, air / 3), bars_height);
    bars(view, board, bars_area, buf);
}

/// How far it can be trusted. What is left below.
fn state(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = view.theme;
    let (style, sign) = match board.trust {
        Trust::Live => (theme.live, "●"),
        Trust::Loading => (theme.loading, "◌"),
        Trust::Lost => (theme.trouble, "⚠"),
    };
    let demo = board
        .demo
        .then(|| Piece::new(9, theme.demo, "DEMO").stays());
    // Nobody is called: whoever trusts the bell has to know.
    let silence = board.silence.map(words::silence);
    if board.trust == Trust::Lost {
        let height = if area.height >= LOUD_FROM { 3 } else { 1 };
        let (loud, rest) = split(area, height);
        for number in 0..loud.height {
            text::fill(buf, text::line(loud, number), " ", style);
        }
        let line = text::line(loud, loud.height / 2);
        let silent = silence.map_or(String::new(), |[_, short]| format!(" · {short}"));
        let room = line.width.saturating_sub(text::width(&silent));
        let words = format!("{}{silent}", loudest(board, sign, room));
        digits::centred(buf, line, &words, style);
        return rest;
    }
    let leaves = keys::hint(view, Context::Wallboard, Action::Wallboard);
    let leaves = leaves.map(|(key, _)| Piece::new(0, theme.dim, format!("{key} leaves")).right());
    let words = format!("{sign} {}", board.state);
    let state = Piece::new(9, style, words).stays();
    let silence = silence.map(|[long, short]| {
        let piece = Piece::new(8, theme.frozen, long);
        piece.then(9, short).stays()
    });
    let pieces = demo.into_iter().chain([state]).chain(silence).chain(leaves);
    let pieces = pieces.collect();
    bar::draw(pieces, join(view), text::line(area, 0), buf);
    overview::below(area, 1)
}

/// As many of the words of trouble as there is room for; how old the picture is stands first.
fn loudest(board: &Board, sign: &str, room: u16) -> String {
    let demo = if board.demo { "DEMO · " } else { "" };
    let mut words = format!("{sign} {demo}");
    for (at, part) in board.state.split(BETWEEN).enumerate() {
        let longer = if at == 0 {
            format!("{words}{part}")
        } else {
            format!("{words}{BETWEEN}{part}")
        };
        if at > 0 && text::width(&longer) > room {
            break;
        }
        words = longer;
    }
    words
}

/// What is not known. What is left below.
fn gaps(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) -> Rect {
    if board.gaps.is_empty() {
        return area;
    }
    let pieces = board.gaps.iter().enumerate();
    let pieces = pieces.map(|(at, words)| {
        let rank = u8::try_from(9 - at.min(9)).unwrap_or(0);
        Piece::new(rank, view.theme.error, words.as_str())
    });
    bar::draw(pieces.collect(), join(view), text::line(area, 0), buf);
    overview::below(area, 1)
}

fn figures(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let all = named(view, board).map(|(figure, word, style)| (figure.text(), word, style));
    let width = area.width / 4;
    // A column of air keeps neighbours apart.
    let inside = width.saturating_sub(1);
    // All of one size: the largest of them is not what matters most.
    let figures = all.each_ref().map(|(figure, ..)| figure.as_str());
    let dot = digits::dot(&figures, inside);
    for (at, (figure, word, style)) in (0..).zip(&all) {
        let (word, style) = (*word, *style);
        let column = text::first(text::skip(area, at * width), width);
        digits::draw(buf, text::first(column, inside), figure, dot, style);
        digits::centred(buf, text::line(column, digits::HEIGHT), word, style);
    }
}

/// The figures, what they are, and how they look: calm unless somebody is in them.
fn named(view: &View<'_>, board: &Board) -> [(Figure, &'static str, Style); 4] {
    let theme = view.theme;
    let style = |figure: Figure, some: Style| match figure {
        Figure::Unknown => theme.activity,
        figure if figure.is_some() => some,
        _ => theme.live,
    };
    [
        (
            board.overdue,
            "overdue",
            style(board.overdue, theme.overdue),
        ),
        (
            board.due_soon,
            "due soon",
            style(board.due_soon, theme.due_soon),
        ),
        (board.waiting, "waiting", style(board.waiting, theme.text)),
        (board.new, "new", style(board.new, theme.unread)),
    ]
}

fn wait(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let style = view.theme.text;
    let Some(longest) = &board.longest else {
        return digits::centred(buf, text::line(area, 0), board.nobody(), style);
    };
    if area.height < FIGURES {
        let short = format!("longest wait {longest}");
        let long = format!("{short} · {}", arrived(board));
        let fits = text::width(&long) <= area.width;
        let words = if fits { long } else { short };
        return digits::centred(buf, text::line(area, 0), &words, style);
    }
    let dot = digits::dot(&[longest], area.width);
    digits::draw(buf, area, longest, dot, style);
    digits::centred(buf, text::line(area, digits::HEIGHT), "longest wait", style);
}

/// Contacts per hour, the hours below.
fn bars(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let most = board
        .arrivals
        .iter()
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0);
    let hours = u16::try_from(board.arrivals.len()).unwrap_or(1).max(1);
    if area.height < BARS_LEAST || most == 0 {
        return;
    }
    let theme = view.theme;
    let at_least = if board.arrivals_exact {
        ""
    } else {
        signs::AT_LEAST.sign
    };
    let title = format!("contacts per hour, peak {at_least}{most}");
    digits::centred(buf, text::line(area, 0), &title, theme.dim);
    let (bars, legend) = split(overview::below(area, 1), area.height.saturating_sub(2));
    let step = area.width / hours;
    let left = (area.width - step * hours) / 2;
    for (at, (hour, count)) in (0..).zip(&board.arrivals) {
        let column = |area: Rect| {
            let column = text::skip(area, left + at * step);
            text::first(column, step.saturating_sub(1).max(1))
        };
        let eighths = (count * usize::from(bars.height) * 8).div_ceil(most);
        for number in 0..bars.height {
            let below = usize::from(bars.height - 1 - number) * 8;
            let part = eighths.saturating_sub(below).min(8);
            if let Some(sign) = EIGHTHS.get(part).filter(|_| part > 0) {
                text::fill(buf, column(text::line(bars, number)), sign, theme.inbound);
            }
        }
        digits::centred(buf, column(legend), &format!("{hour:02}"), theme.dim);
    }
}

/// Where there is no room for anything big.
fn in_words(view: &View<'_>, board: &Board, area: Rect, buf: &mut Buffer) {
    let mut rest = area;
    for (figure, word, style) in named(view, board) {
        let words = format!("{} {word}", figure.text());
        rest = overview::paragraph(buf, rest, &words, style);
    }
    let longest = match &board.longest {
        Some(longest) => format!("longest wait {longest}"),
        None => board.nobody().to_owned(),
    };
    rest = overview::paragraph(buf, rest, &longest, view.theme.text);
    for words in &board.gaps {
        rest = overview::paragraph(buf, rest, words, view.theme.error);
    }
}

fn join<'a>(view: &View<'_>) -> Join<'a> {
    Join {
        between: BETWEEN,
        rule: None,
        style: view.theme.dim,
    }
}

/// The first lines of an area, and the others.
fn split(area: Rect, lines: u16) -> (Rect, Rect) {
    let height = lines.min(area.height);
    (Rect { height, ..area }, overview::below(area, height))
}
