//! Which columns a row has at a given width, and where they lie.
//!
//! Signs, wait and name never go; the others go one by one as there is less room. Each column is a
//! rectangle of its own; one without room has no width.

use ratatui::layout::Rect;

use super::text;

/// From these widths of the list on, a column is there.
const CHANNEL_FROM: u16 = 30;
const TIME_FROM: u16 = 34;
const INITIALS_FROM: u16 = 58;
const TAGS_FROM: u16 = 80;
const ASSIGNEE_FROM: u16 = 100;
const LONG_TIME_FROM: u16 = 100;

/// Narrower than this, last words say nothing, and names lose too much to them.
const WORDS_LEAST: u16 = 11;
const NAME_LEAST: u16 = 16;
const NAME_MOST: u16 = 28;
/// Most names fit into this; last words give way to it, down to a width at which they still say something.
const NAME_FAIR: u16 = 24;
const WORDS_FAIR: u16 = 17;

/// The columns of one row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Columns {
    /// `▌` on the selected row.
    pub(super) mark: Rect,
    /// `●` or `?`: what is new.
    pub(super) sign: Rect,
    /// `‼`, `!` or `◀`: how a wait stands.
    pub(super) band: Rect,
    /// How long somebody has waited.
    pub(super) wait: Rect,
    /// The channel.
    pub(super) channel: Rect,
    /// Who it is.
    pub(super) name: Rect,
    /// Last words.
    pub(super) words: Rect,
    /// Tags.
    pub(super) tags: Rect,
    /// Assignee, by initials where there is little room.
    pub(super) assignee: Rect,
    /// The time the list is sorted by.
    pub(super) time: Rect,
}

impl Columns {
    /// Divides one row.
    pub(super) fn new(row: Rect) -> Self {
        let width = row.width;
        let from = |least: u16, columns: u16| if width >= least { columns } else { 0 };
        let mut rest = row;
        let mark = cut_left(&mut rest, 1, 0);
        let sign = cut_left(&mut rest, 1, 0);
        let band = cut_left(&mut rest, 1, 1);
        let wait = cut_left(&mut rest, 4, 1);
        let channel = cut_left(&mut rest, from(CHANNEL_FROM, 4), 1);
        let time = if width >= LONG_TIME_FROM { 10 } else { 7 };
        let time = cut_right(&mut rest, from(TIME_FROM, time), 1);
        let assignee = if width >= ASSIGNEE_FROM { 12 } else { 2 };
        let assignee = cut_right(&mut rest, from(INITIALS_FROM, assignee), 1);
        let tags = cut_right(&mut rest, from(TAGS_FROM, (width / 7).min(18)), 1);
        let words_there = rest.width > NAME_LEAST + WORDS_LEAST;
        let name = if words_there {
            let part = rest.width.saturating_mul(9) / 20;
            let fair = rest.width.saturating_sub(WORDS_FAIR + 1).min(NAME_FAIR);
            part.max(fair).clamp(NAME_LEAST, NAME_MOST)
        } else {
            rest.width
        };
        let name = cut_left(&mut rest, name, 1);
        Self {
            mark,
            sign,
            band,
            wait,
            channel,
            name,
            words: rest,
            tags,
            assignee,
            time,
        }
    }
}

/// Takes columns off the left, and a gap behind them; no gap for no columns.
fn cut_left(rest: &mut Rect, columns: u16, gap: u16) -> Rect {
    let cut = text::first(*rest, columns);
    let gap = if columns == 0 { 0 } else { gap };
    *rest = text::skip(*rest, columns + gap);
    cut
}

/// Takes columns off the right, and a gap before them; no gap for no columns.
fn cut_right(rest: &mut Rect, columns: u16, gap: u16) -> Rect {
    let cut = text::last(*rest, columns);
    let gap = if columns == 0 { 0 } else { gap };
    *rest = text::first(*rest, rest.width.saturating_sub(columns + gap));
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_lie_in_the_row_side_by_side_and_the_important_ones_are_always_there() {
        for width in 0..300 {
            let row = Rect::new(3, 2, width, 1);
            let c = Columns::new(row);
            let all = [
                c.mark, c.sign, c.band, c.wait, c.channel, c.name, c.words, c.tags, c.assignee,
                c.time,
            ];
            let mut end = row.left();
            for column in all.into_iter().filter(|column| column.width > 0) {
                assert!(column.left() >= end, "{width}: {c:?}");
                end = column.right();
            }
            assert!(end <= row.right(), "{width}: {c:?}");
            if width >= 20 {
                assert!(c.sign.width == 1 && c.band.width == 1, "{width}: {c:?}");
                assert!(c.wait.width == 4 && c.name.width >= 11, "{width}: {c:?}");
            }
        }
    }

    #[test]
    fn columns_go_from_the_right_as_the_width_shrinks() {
        let has = |width| {
            let c = Columns::new(Rect::new(0, 0, width, 1));
            let rest = [c.channel, c.time, c.words, c.assignee, c.tags];
            rest.map(|column| u8::from(column.width > 0))
        };
        assert_eq!(has(110), [1, 1, 1, 1, 1]);
        assert_eq!(has(70), [1, 1, 1, 1, 0]);
        assert_eq!(has(55), [1, 1, 1, 0, 0]);
        assert_eq!(has(40), [1, 1, 0, 0, 0]);
        assert_eq!(has(24), [0, 0, 0, 0, 0]);
    }

    #[test]
    fn last_words_give_way_to_names_but_not_without_end() {
        let has = |width| {
            let c = Columns::new(Rect::new(0, 0, width, 1));
            (c.name.width, c.words.width)
        };
        assert_eq!(has(140).0, NAME_MOST);
        assert_eq!(has(67), (NAME_FAIR, WORDS_FAIR));
        assert_eq!(has(50), (NAME_LEAST, WORDS_LEAST));
    }
}
