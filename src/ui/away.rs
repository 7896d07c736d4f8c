//! What happened since the user looked, in the middle of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Constraint;
use ratatui::widgets::{Block, Padding, Widget};

use super::{View, overview, text};

/// Widest text.
const WIDTH: u16 = 56;
/// Frame and padding, left and right.
const FRAME: u16 = 4;

/// Draws the panel.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let Some(since) = view.app.shown_since() else {
        return;
    };
    let cover = view.areas.cover();
    let width = WIDTH.min(cover.width.saturating_sub(FRAME));
    let lines = since.lines(view.app);
    let wrapped = lines
        .iter()
        .map(|line| textwrap::wrap(line, usize::from(width.max(1))).len());
    let height = u16::try_from(wrapped.sum::<usize>()).unwrap_or(u16::MAX);
    let area = cover.centered(
        Constraint::Length(width.saturating_add(FRAME)),
        Constraint::Length(height.saturating_add(2).min(cover.height)),
    );
    text::clear(buf, area);
    let block = Block::bordered()
        .title(" Since you looked ")
        .title_bottom(" any key closes; Esc does nothing else ")
        .border_style(view.theme.divider)
        .padding(Padding::horizontal(1));
    let mut rest = block.inner(area);
    block.render(area, buf);
    for line in lines {
        rest = overview::paragraph(buf, rest, &line, view.theme.text);
    }
}
