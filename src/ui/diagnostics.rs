//! The diagnostics screen: draws the lines of [`crate::app::diagnostics`], which decides what they say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};

use super::{View, keys, text};
use crate::app::action::Action;
use crate::app::diagnostics::{Line, Tone, columns};
use crate::app::keymap::Context;

/// Draws it over the panes, scrolled down by `top` lines where there are so many.
pub(super) fn render(view: &View<'_>, top: usize, buf: &mut Buffer) {
    let Some(report) = view.app.report() else {
        return;
    };
    let (cover, inside) = (view.areas.cover(), view.areas.inside_cover());
    text::clear(buf, cover);
    frame(view, cover, buf);
    let columns = columns(report, inside.width);
    let longest = columns.iter().map(|(_, lines)| lines.len()).max();
    let last = longest
        .unwrap_or(0)
        .saturating_sub(usize::from(inside.height));
    let top = top.min(last);
    for (left, lines) in &columns {
        let area = text::skip(inside, *left);
        for (number, line) in (0..area.height).zip(lines.iter().skip(top)) {
            draw_line(view, line, text::line(area, number), buf);
        }
    }
    if top < last {
        let below = Rect {
            y: inside.bottom(),
            height: cover.bottom().saturating_sub(inside.bottom()),
            ..inside
        };
        text::put_right(buf, below, " ↓ more ", view.theme.key);
    }
}

fn frame(view: &View<'_>, cover: Rect, buf: &mut Buffer) {
    let hint = |action| keys::key(view, Context::Diagnostics, action);
    let copies = match view.app.copied_at() {
        Some(at) => Some(format!(" copied at {at} ")),
        None => hint(Action::CopyDiagnostics).map(|key| format!(" {key} copies all ")),
    };
    let closes = hint(Action::Back).map(|key| format!(" {key} closes "));
    Block::bordered()
        .title(" Diagnostics: nothing private in here ")
        .title_bottom(closes.unwrap_or_default())
        .title_bottom(copies.unwrap_or_default())
        .border_style(view.theme.divider)
        .render(cover, buf);
}

fn draw_line(view: &View<'_>, line: &Line<'_>, area: Rect, buf: &mut Buffer) {
    let theme = view.theme;
    match line {
        Line::Blank => {}
        Line::Heading(words) => {
            text::put(buf, area, words, theme.title);
        }
        Line::Entry(label, columns, value, tone) => {
            let style = match tone {
                Tone::Plain => theme.text,
                Tone::Wrong => theme.error,
            };
            let gap = columns.saturating_sub(1);
            text::put(buf, text::first(area, gap), label, theme.dim);
            text::put(buf, text::skip(area, *columns), value, style);
        }
    }
}
