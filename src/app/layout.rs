//! Where everything is on the screen: pure arithmetic, read by the state machine (page sizes) and by
//! the drawing code, so that neither has to ask the other.

use ratatui::layout::Rect;

/// Size of the terminal in cells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// Which pane has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pane {
    /// The list.
    List,
    /// The conversation.
    Detail,
}

/// How the screen is split.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Split {
    /// List left, conversation right.
    Side,
    /// List above, conversation below.
    Stacked,
    /// One pane at a time.
    Single,
}

/// From this width on, list and conversation stand side by side.
const SIDE_FROM: u16 = 120;
/// From this width on, and high enough, they stand above each other.
const STACKED_FROM: u16 = 80;
const STACKED_FROM_ROWS: u16 = 16;

/// The areas of one screen. Any of them may be empty on a tiny terminal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Areas {
    /// How the screen is split.
    pub split: Split,
    /// One line at the top.
    pub header: Rect,
    /// The list's title.
    pub list_title: Rect,
    /// The list's rows, one line each.
    pub rows: Rect,
    /// Between list and conversation, when they stand side by side.
    pub divider: Rect,
    /// Who it is: two lines, or one where there is little room.
    pub detail_head: Rect,
    /// The thread.
    pub thread: Rect,
    /// One line at the bottom.
    pub footer: Rect,
}

impl Areas {
    /// Divides a screen. `focus` decides what is seen where there is room for one pane only.
    #[must_use]
    pub fn new(size: Size, focus: Pane) -> Self {
        let screen = Rect::new(0, 0, size.width, size.height);
        let (header, rest) = cut_top(screen, 1);
        let footer_height = u16::from(rest.height > 1);
        let (body, footer) = cut_top(rest, rest.height - footer_height);
        let split = match size.width {
            SIDE_FROM.. => Split::Side,
            STACKED_FROM.. if size.height >= STACKED_FROM_ROWS => Split::Stacked,
            _ => Split::Single,
        };
        let (list, divider, detail) = panes(body, split, focus);
        let (list_title, rows) = cut_top(list, 1);
        let (detail_head, thread) = cut_top(detail, if detail.height >= 8 { 2 } else { 1 });
        Self {
            split,
            header,
            list_title,
            rows,
            divider,
            detail_head,
            thread,
            footer,
        }
    }

    /// What lies between header and footer, for a screen that covers the panes.
    #[must_use]
    pub fn cover(&self) -> Rect {
        Rect {
            y: self.header.bottom(),
            height: self.footer.top().saturating_sub(self.header.bottom()),
            ..self.header
        }
    }

    /// The same within a frame and a column of air on both sides.
    #[must_use]
    pub fn inside_cover(&self) -> Rect {
        let cover = self.cover();
        let (across, down) = (cover.width.min(4), cover.height.min(2));
        Rect {
            x: cover.x + across / 2,
            y: cover.y + down / 2,
            width: cover.width - across,
            height: cover.height - down,
        }
    }

    /// Whether the conversation is on the screen.
    #[must_use]
    pub fn shows_detail(&self) -> bool {
        !self.thread.is_empty()
    }
}

fn panes(body: Rect, split: Split, focus: Pane) -> (Rect, Rect, Rect) {
    let none = Rect {
        height: 0,
        width: 0,
        ..body
    };
    match (split, focus) {
        (Split::Side, _) => {
            // The list gets a little more than half: names, last words and times side by side.
            let (list, rest) = cut_left(body, body.width / 100 * 55 + body.width % 100 * 55 / 100);
            // One column for the line, one for air.
            let (divider, detail) = cut_left(rest, 2);
            (list, divider, detail)
        }
        (Split::Stacked, _) => {
            let (list, detail) = cut_top(body, body.height * 9 / 20);
            (list, none, detail)
        }
        (Split::Single, Pane::List) => (body, none, none),
        (Split::Single, Pane::Detail) => (none, none, body),
    }
}

fn cut_top(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let below = Rect {
        y: area.y + height,
        height: area.height - height,
        ..area
    };
    (Rect { height, ..area }, below)
}

fn cut_left(area: Rect, width: u16) -> (Rect, Rect) {
    let width = width.min(area.width);
    let right = Rect {
        x: area.x + width,
        width: area.width - width,
        ..area
    };
    (Rect { width, ..area }, right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn areas_lie_on_the_screen_and_do_not_overlap(width in 0_u16..300, height in 0_u16..100) {
            for focus in [Pane::List, Pane::Detail] {
                let a = Areas::new(Size { width, height }, focus);
                let all = [a.header, a.list_title, a.rows, a.divider, a.detail_head, a.thread, a.footer];
                let screen = Rect::new(0, 0, width, height);
                let covered: u32 = all.iter().map(|area| area.area()).sum();
                prop_assert_eq!(covered, screen.area());
                for (i, one) in all.iter().enumerate() {
                    prop_assert!(one.is_empty() || screen.union(*one) == screen);
                    for two in all.iter().skip(i + 1) {
                        prop_assert!(one.intersection(*two).is_empty());
                    }
                }
            }
        }
    }
}
