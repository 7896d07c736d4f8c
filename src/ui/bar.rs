//! One line made of pieces, of which the less important ones give way when there is little room.
//!
//! Header and titles are such lines. A piece has one or more wordings, the longest first, each with a rank.
//! While the line is too long, the wording of the lowest rank, the rightmost of equals, makes way for the
//! next shorter one of its piece; behind the last one the piece goes. Pieces that stay keep their last one.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::text;

/// A part of the line.
#[derive(Debug)]
pub(super) struct Piece<'a> {
    /// With the rank each makes way at. The one in use is the last; shorter ones come before it.
    wordings: Vec<(u8, Cow<'a, str>)>,
    style: Style,
    stays: bool,
    right: bool,
}

impl<'a> Piece<'a> {
    /// A piece on the left; its longest wording, and when that makes way: lowest rank first.
    pub(super) fn new(rank: u8, style: Style, wording: impl Into<Cow<'a, str>>) -> Self {
        Self {
            wordings: vec![(rank, wording.into())],
            style,
            stays: false,
            right: false,
        }
    }

    /// A shorter wording, of the same rank as the one before.
    pub(super) fn or(self, wording: impl Into<Cow<'a, str>>) -> Self {
        let rank = self.wordings.first().map_or(0, |(rank, _)| *rank);
        self.then(rank, wording)
    }

    /// A shorter wording, of a rank of its own.
    pub(super) fn then(mut self, rank: u8, wording: impl Into<Cow<'a, str>>) -> Self {
        self.wordings.insert(0, (rank, wording.into()));
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
        self.wordings.last().map(|(_, wording)| wording.as_ref())
    }

    /// The rank of the wording in use; `None` where nothing can make way any more.
    fn rank(&self) -> Option<u8> {
        let (rank, _) = self.wordings.last()?;
        (self.wordings.len() > usize::from(self.stays)).then_some(*rank)
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
        let able = pieces
            .iter_mut()
            .rev()
            .filter(|piece| piece.rank().is_some());
        let Some(weakest) = able.min_by_key(|piece| piece.rank()) else {
            break;
        };
        weakest.wordings.pop();
        pieces.retain(|piece| piece.text().is_some());
    }
    let (right, left): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.right);
    let right_area = text::last(area, group_width(&right, join));
    let gap = u16::from(!right.is_empty());
    let left_room = area.width.saturating_sub(right_area.width + gap);
    let free = draw_group(&left, join, text::first(area, left_room), buf);
    if let Some(rule) = join.rule {
        let gap = u16::from(!left.is_empty());
        text::fill(buf, text::skip(free, gap), rule, join.style);
    }
    draw_group(&right, join, right_area, buf);
}

/// Draws pieces one after the other. What is left of the area.
fn draw_group(pieces: &[Piece<'_>], join: Join<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let mut free = area;
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            free = text::skip(free, text::put(buf, free, join.between, join.style));
        }
        let words = piece.text().unwrap_or_default();
        free = text::skip(free, text::put(buf, free, words, piece.style));
    }
    free
}

/// Columns all pieces need, with a gap between left and right.
fn needs(pieces: &[Piece<'_>], join: Join<'_>) -> u16 {
    let left = group_width(pieces.iter().filter(|piece| !piece.right), join);
    let right = group_width(pieces.iter().filter(|piece| piece.right), join);
    let gap = u16::from(left > 0 && right > 0);
    left.saturating_add(right).saturating_add(gap)
}

fn group_width<'a>(pieces: impl IntoIterator<Item = &'a Piece<'a>>, join: Join<'_>) -> u16 {
    let widths = pieces
        .into_iter()
        .map(|piece| piece.text().map_or(0, text::width));
    let with_joins = widths.map(|width| width.saturating_add(text::width(join.between)));
    let sum = with_joins.fold(0, u16::saturating_add);
    sum.saturating_sub(text::width(join.between))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(width: u16) -> String {
        let pieces = vec![
            Piece::new(1, Style::new(), "Example Clinic").or("Example"),
            Piece::new(2, Style::new(), "stale 95 s: network")
                .then(4, "stale 95 s")
                .or("!")
                .stays(),
            Piece::new(3, Style::new(), "3 new"),
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
        let all: Vec<String> = [54, 50, 44, 37, 27, 20, 18, 9, 0].map(drawn).into();
        insta::assert_snapshot!(all.join("|\n"), @"
        Example Clinic · stale 95 s: network · 3 new     14:03|
        Example Clinic · stale 95 s: network · 3 new 14:03|
        Example Clinic · stale 95 s: network · 3 new|
        Example · stale 95 s: network · 3 new|
        stale 95 s: network · 3 new|
        stale 95 s · 3 new  |
        stale 95 s · 3 new|
        !        |
        ");
    }
}
