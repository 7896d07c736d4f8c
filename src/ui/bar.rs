//! One line made of pieces, of which the less important ones give way when there is little room.
//!
//! Header, titles and footer are such lines. A piece has one or more wordings, the longest first, and a
//! rank; while the line is too long, the piece of the lowest rank takes its next shorter wording and at
//! last goes. Pieces that stay end at their shortest wording.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text;

/// A part of the line.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// The wording in use is the last one; shorter ones come before it. Empty = gone.
    wordings: Vec<Cow<'a, str>>,
    style: Style,
    rank: u8,
    stays: bool,
    right: bool,
}

impl<'a> Piece<'a> {
    /// A piece on the left that gives way in the order of `rank`, lowest first.
    pub(super) fn new(rank: u8, style: Style, wording: impl Into<Cow<'a, str>>) -> Self {
        Self {
            wordings: vec![wording.into()],
            style,
            rank,
            stays: false,
            right: false,
        }
    }

    /// A shorter wording.
    pub(super) fn or(mut self, wording: impl Into<Cow<'a, str>>) -> Self {
        self.wordings.insert(0, wording.into());
        self
    }

    /// It never goes.
    pub(super) fn stays(mut self) -> Self {
        self.stays = true;
        self
    }

    /// It stands at the right edge.
    pub(super) fn right(mut self) -> Self {
        self.right = true;
        self
    }

    fn text(&self) -> Option<&str> {
        self.wordings.last().map(AsRef::as_ref)
    }

    fn gives_way(&self) -> bool {
        self.wordings.len() > usize::from(self.stays)
    }
}

/// How the pieces are joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Join<'a> {
    /// Between two pieces.
    pub(super) between: &'a str,
    /// Along what is left free.
    pub(super) rule: Option<&'a str>,
    /// Style of both.
    pub(super) style: Style,
}

/// Draws the pieces in the first line of an area.
pub(super) fn draw(mut pieces: Vec<Piece<'_>>, join: Join<'_>, area: Rect, buf: &mut Buffer) {
    pieces.retain(|piece| piece.text().is_some_and(|text| !text.is_empty()));
    while needs(&pieces, join) > area.width {
        let weakest = pieces
            .iter_mut()
            .rev()
            .filter(|piece| piece.gives_way())
            .min_by_key(|piece| piece.rank);
        let Some(weakest) = weakest else { break };
        weakest.wordings.pop();
        pieces.retain(|piece| piece.text().is_some());
    }
    let (right, left): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.right);
    let right_area = text::last(area, group_width(&right, join));
    let between = u16::from(!right.is_empty());
    let left_room = area.width.saturating_sub(right_area.width + between);
    let free = draw_group(&left, join, text::first(area, left_room), buf);
    if let Some(rule) = join.rule {
        let gap = u16::from(!left.is_empty());
        text::fill(buf, text::skip(free, gap), rule, join.style);
    }
    draw_group(&right, join, right_area, buf);
}

fn draw_group(pieces: &[Piece<'_>], join: Join<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let mut free = area;
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            free = text::skip(free, text::put(buf, free, join.between, join.style));
        }
        free = text::skip(
            free,
            text::put(buf, free, piece.text().unwrap_or(""), piece.style),
        );
    }
    free
}

fn needs(pieces: &[Piece<'_>], join: Join<'_>) -> u16 {
    let group = |right: bool| {
        let (mut sum, mut count) = (0_u16, 0_u16);
        for piece in pieces.iter().filter(|piece| piece.right == right) {
            sum = sum.saturating_add(piece.text().map_or(0, text::width));
            count += 1;
        }
        sum.saturating_add(text::width(join.between).saturating_mul(count.saturating_sub(1)))
    };
    let (left, right) = (group(false), group(true));
    let between = u16::from(left > 0 && right > 0);
    left.saturating_add(right).saturating_add(between)
}

fn group_width(pieces: &[Piece<'_>], join: Join<'_>) -> u16 {
    needs(pieces, join)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u16) -> String {
        let pieces = vec![
            Piece::new(1, Style::new(), "Example Clinic").or("Example"),
            Piece::new(3, Style::new(), "stale 95 s: network")
                .or("stale 95 s")
                .stays(),
            Piece::new(2, Style::new(), "3 new"),
            Piece::new(0, Style::new(), "14:03").right(),
        ];
        let area = Rect::new(0, 0, width, 1);
        let mut buf = Buffer::empty(area);
        let join = Join {
            between: " · ",
            rule: None,
            style: Style::new(),
        };
        draw(pieces, join, area, &mut buf);
        buf.content()
            .iter()
            .map(ratatui::buffer::Cell::symbol)
            .collect::<String>()
    }

    #[test]
    fn the_least_important_gives_way_first() {
        let all: Vec<String> = [54, 50, 44, 35, 27, 20, 18, 9, 0].map(drawn).into();
        insta::assert_snapshot!(all.join("|\n"), @"");
    }
}
