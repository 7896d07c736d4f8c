//! The response strip: how quickly people are answered today. What it says is for [`crate::app::strip`] to decide.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::bar::{self, Join, Piece};
use super::{View, overview};
use crate::app::strip::Strip;

/// Lines it may take at the end of the overview.
const LINES_MAX: usize = 3;

// The order in which pieces give way, first to last.
const ACTIVE: u8 = 0;
const LONG: u8 = 1;
const TARGET: u8 = 2;
const TITLE: u8 = 2;
const COVERAGE: u8 = 3;
const CHANNEL: u8 = 4;
const COVERAGE_IN_PART: u8 = 5;

/// Draws it in one line, shortened to fit.
pub(super) fn line(view: &View<'_>, strip: &Strip, area: Rect, buf: &mut Buffer) {
    if strip.is_empty() {
        return;
    }
    let theme = view.theme;
    let mut pieces = vec![Piece::new(TITLE, theme.dim, strip.title())];
    for [long, target, short] in strip.channels() {
        let piece = Piece::new(LONG, theme.text, long).then(TARGET, target);
        pieces.push(piece.then(CHANNEL, short));
    }
    let [long, short] = strip.coverage();
    let (style, rank) = if strip.is_whole() {
        (theme.dim, COVERAGE)
    } else {
        (theme.activity, COVERAGE_IN_PART)
    };
    pieces.push(Piece::new(ACTIVE, style, long).then(rank, short));
    let join = Join {
        between: " · ",
        rule: None,
        style: theme.dim,
    };
    bar::draw(pieces, join, area, buf);
}

/// Draws it at the bottom of an area, whole or not at all.
pub(super) fn at_bottom(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let strip = view.app.strip();
    let words = strip.text();
    let lines = textwrap::wrap(&words, usize::from(area.width.max(1))).len();
    let height = u16::try_from(lines).unwrap_or(u16::MAX);
    // With an empty line above it.
    if strip.is_empty() || lines > LINES_MAX || height >= area.height {
        return;
    }
    let bottom = overview::below(area, area.height - height);
    overview::paragraph(buf, bottom, &words, view.theme.dim);
}
