//! Text in columns: how wide it is, how it is cut, and how it gets into a rectangle.
//!
//! Terminals disagree about the width of some clusters, so nothing is ever placed behind text by counting
//! its columns: every column of a row has a rectangle of its own, and text that does not fit is cut at its
//! edge.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

pub(super) use crate::app::numbers::{counted, thousands};

/// Columns of one grapheme cluster, as the buffer counts them.
fn columns(cluster: &str) -> u16 {
    if cluster.contains(char::is_control) {
        0
    } else {
        cluster.cell_width()
    }
}

/// Columns of a text.
pub(super) fn width(text: &str) -> u16 {
    text.graphemes(true)
        .fold(0, |sum, cluster| sum.saturating_add(columns(cluster)))
}

/// The text if it fits into `room` columns, else its beginning and `…`.
pub(super) fn clip(text: &str, room: u16) -> Cow<'_, str> {
    let (mut used, mut fits) = (0_u16, 0);
    for (at, cluster) in text.grapheme_indices(true) {
        used = used.saturating_add(columns(cluster));
        if used < room {
            fits = at + cluster.len();
        }
        if used > room {
            let kept = text.get(..fits).unwrap_or_default();
            return if room == 0 {
                Cow::Borrowed("")
            } else {
                Cow::Owned(format!("{kept}…"))
            };
        }
    }
    Cow::Borrowed(text)
}

/// The text if it fits into `room` columns, else as many whole words as do, and `…`.
pub(super) fn first_words(text: &str, room: u16) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    let cut = clip(text, room);
    match cut.rsplit_once(' ') {
        Some((words, _)) => Cow::Owned(format!("{words}…")),
        None => cut,
    }
}

/// The text from a column on. A wide character across that column goes as a whole.
pub(super) fn from_column(text: &str, column: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        if used >= column {
            return text.get(at..).unwrap_or_default();
        }
        used += usize::from(columns(cluster));
    }
    ""
}

/// Writes text into the first line of an area, cut where it does not fit. The columns used.
pub(super) fn put(buf: &mut Buffer, area: Rect, text: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return 0;
    }
    let text = clip(text, area.width);
    let (end, _) = buf.set_stringn(area.x, area.y, &text, usize::from(area.width), style);
    end.saturating_sub(area.x)
}

/// The same at the right edge.
pub(super) fn put_right(buf: &mut Buffer, area: Rect, text: &str, style: Style) {
    put(buf, last(area, width(text)), text, style);
}

/// Repeats a one-column sign along the first line of an area.
pub(super) fn fill(buf: &mut Buffer, area: Rect, sign: &str, style: Style) {
    for x in area.left()..area.right() {
        put(
            buf,
            Rect {
                x,
                width: 1,
                ..area
            },
            sign,
            style,
        );
    }
}

/// A line down an area.
pub(super) fn rule_down(buf: &mut Buffer, area: Rect, style: Style) {
    for number in 0..area.height {
        put(buf, line(area, number), "│", style);
    }
}

/// Empties an area so that something can lie over what was drawn. A wide character that reaches into it
/// from the left would hide its first column, so that goes, too.
pub(super) fn clear(buf: &mut Buffer, area: Rect) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            buf.cell_mut((x, y))
                .into_iter()
                .for_each(ratatui::buffer::Cell::reset);
        }
        let before = area
            .left()
            .checked_sub(1)
            .and_then(|x| buf.cell_mut((x, y)));
        if let Some(cell) = before.filter(|cell| columns(cell.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}

/// Line `number` of an area, from zero; empty where there is none.
pub(super) fn line(area: Rect, number: u16) -> Rect {
    let height = u16::from(number < area.height);
    Rect {
        y: area.y.saturating_add(number.min(area.height)),
        height,
        ..area
    }
}

/// The area without its first columns.
pub(super) fn skip(area: Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    Rect {
        x: area.x + columns,
        width: area.width - columns,
        ..area
    }
}

/// The first columns of an area.
pub(super) fn first(area: Rect, columns: u16) -> Rect {
    Rect {
        width: columns.min(area.width),
        ..area
    }
}

/// The last columns of an area.
pub(super) fn last(area: Rect, columns: u16) -> Rect {
    skip(area, area.width.saturating_sub(columns))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cuts_between_clusters_and_says_so() {
        assert_eq!(clip("Ann", 3), "Ann");
        assert_eq!(clip("Anna", 3), "An…");
        assert_eq!(clip("日本語", 5), "日本…");
        assert_eq!(clip("日本語", 4), "日…");
        assert_eq!(clip("日本語", 6), "日本語");
        assert_eq!(clip("e\u{301}e\u{301}", 1), "…");
        assert_eq!(clip("Ann", 0), "");
        assert_eq!(clip("", 0), "");
    }

    #[test]
    fn what_lies_above_is_not_hidden_by_half_a_character() {
        let area = Rect::new(0, 0, 6, 1);
        let mut buf = Buffer::empty(area);
        put(&mut buf, area, "日本語", Style::new());
        clear(&mut buf, skip(area, 3));
        put(&mut buf, skip(area, 3), "abc", Style::new());
        assert_eq!(buf, Buffer::with_lines(["日 abc"]));
    }

    proptest! {
        #[test]
        fn what_is_cut_fits(text in "\\PC{0,20}", room in 0_u16..12) {
            let cut = clip(&text, room);
            prop_assert!(width(&cut) <= room);
            prop_assert_eq!(cut == text.as_str(), width(&text) <= room);
        }
    }
}
