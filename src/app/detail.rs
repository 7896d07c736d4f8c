//! The open conversation: its lines, and where the reader is in them.
//!
//! The reading position is held by item, never by line number: items that arrive below, and older ones
//! that load above, leave what is being read where it is.

#[cfg(test)]
mod tests;

use crate::model::id::ItemId;
use crate::sync::Slot;

use super::thread_lines::{LineKind, ThreadLine};

/// Where the reader is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Scroll {
    /// At the end, following what arrives.
    #[default]
    Follow,
    /// This line of this item is at the top.
    At {
        /// The item.
        item: ItemId,
        /// Lines below the one that says who wrote it; negative for the headings above.
        line: isize,
    },
}

/// What the lines were made from; when any of it changes they are made again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LaidOut {
    pub(super) slot: Slot,
    pub(super) revision: u64,
    pub(super) width: u16,
    pub(super) day: i64,
    pub(super) new_from: Option<ItemId>,
}

/// The open conversation.
#[derive(Debug, Default)]
pub struct Detail {
    pub(super) slot: Option<Slot>,
    pub(super) scroll: Scroll,
    /// The first item that was new when the conversation was opened: the line above it stays while it is open.
    pub(super) new_from: Option<ItemId>,
    pub(super) laid_out: Option<LaidOut>,
    pub(super) lines: Vec<ThreadLine>,
}

impl Detail {
    /// The conversation shown.
    #[must_use]
    pub fn slot(&self) -> Option<Slot> {
        self.slot
    }

    /// The lines to show in `height` rows.
    #[must_use]
    pub fn visible(&self, height: u16) -> &[ThreadLine] {
        let height = usize::from(height);
        let top = self.top(height);
        let end = (top + height).min(self.lines.len());
        self.lines.get(top..end).unwrap_or(&[])
    }

    /// Number of lines below the last one visible.
    #[must_use]
    pub fn below(&self, height: u16) -> usize {
        let height = usize::from(height);
        self.lines.len().saturating_sub(self.top(height) + height)
    }

    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is nothing to show yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Shows another conversation, from its end.
    pub(super) fn show(&mut self, slot: Option<Slot>) {
        *self = Self {
            slot,
            ..Self::default()
        };
    }

    /// Scrolls by lines, down where positive. Whether that reached for more than there is above.
    pub(super) fn scroll_by(&mut self, lines: isize, height: u16) -> bool {
        let height = usize::from(height);
        let top = self.top(height);
        let wanted = top.saturating_add_signed(lines);
        self.scroll_to(wanted, height);
        lines < 0 && top <= lines.unsigned_abs()
    }

    /// Scrolls to the beginning of what is loaded.
    pub(super) fn scroll_to_first(&mut self, height: u16) {
        self.scroll_to(0, usize::from(height));
    }

    /// Scrolls to the end and follows what arrives.
    pub(super) fn scroll_to_end(&mut self) {
        self.scroll = Scroll::Follow;
    }

    /// Puts the "new" line near the top, where there is one off the screen.
    pub(super) fn scroll_to_new(&mut self, height: u16) {
        let is_new = |line: &ThreadLine| line.kind == LineKind::New;
        let Some(new) = self.lines.iter().position(is_new) else {
            return;
        };
        if new < self.top(usize::from(height)) {
            self.scroll_to(new.saturating_sub(1), usize::from(height));
        }
    }

    fn scroll_to(&mut self, line: usize, height: usize) {
        let last = self.lines.len().saturating_sub(height);
        let line_at = self.lines.get(line).filter(|_| line < last);
        let held = line_at.and_then(|shown| shown.item.clone());
        let place = held.and_then(|item| {
            let below = line.cast_signed() - self.head_of(&item)?.cast_signed();
            Some(Scroll::At { item, line: below })
        });
        self.scroll = place.unwrap_or(Scroll::Follow);
    }

    fn top(&self, height: usize) -> usize {
        let last = self.lines.len().saturating_sub(height);
        match &self.scroll {
            Scroll::Follow => last,
            Scroll::At { item, line } => {
                let head = self.head_of(item);
                head.map_or(last, |head| head.saturating_add_signed(*line))
                    .min(last)
            }
        }
    }

    /// The line that says who wrote the item, or stands for it.
    fn head_of(&self, item: &ItemId) -> Option<usize> {
        self.lines.iter().position(|line| line.begins(item))
    }
}
