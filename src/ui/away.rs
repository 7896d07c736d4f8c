//! What happened since the user looked, in the middle of the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Constraint;
use ratatui::widgets::{Block, Padding, Widget};

use super::{View, text};

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
    let mut lines = wrapped(&since.lines(view.app), width);
    if lines.len() > usize::from(cover.height.saturating_sub(2)) {
        // Air goes before anything that is said.
        lines.retain(|line| !line.is_empty());
    }
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
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
    let inside = block.inner(area);
    block.render(area, buf);
    for (number, line) in (0..inside.height).zip(lines) {
        text::put(buf, text::line(inside, number), &line, view.theme.text);
    }
}

/// Lines that fit; what belongs to a word at the left goes on under what stands beside it.
fn wrapped(lines: &[String], width: u16) -> Vec<String> {
    let mut all = Vec::new();
    for line in lines {
        let beside = line.find("  ").map_or(0, |gap| {
            let rest = line.get(gap..).unwrap_or_default();
            gap + rest.len() - rest.trim_start().len()
        });
        let indent = " ".repeat(beside);
        let options = textwrap::Options::new(usize::from(width.max(1))).subsequent_indent(&indent);
        all.extend(textwrap::wrap(line, options).into_iter().map(String::from));
    }
    all
}
