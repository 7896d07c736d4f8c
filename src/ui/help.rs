//! The help screen: draws the lines of [`crate::app::help`], which decides what they say.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Block, Padding, Widget};

use super::{View, keys, text};
use crate::app::action::Action;
use crate::app::help::{GAP, Line, Page};
use crate::app::keymap::Context;

/// Frame and padding, left and right.
const FRAME: u16 = 4;
/// A margin narrower than this shows nothing worth seeing beside the box.
const MARGIN_LEAST: u16 = 16;

/// Draws the help for `about`, scrolled down by `top` lines where there are so many.
pub(super) fn render(view: &View<'_>, about: Context, top: usize, buf: &mut Buffer) {
    let screen = view.areas.cover();
    let room = screen.width.saturating_sub(FRAME);
    let page = Page::new(view.app.keymap(), about, room);
    let count = u16::try_from(page.columns.len()).unwrap_or(1);
    let across = page.width * count + GAP * count.saturating_sub(1);
    let inside = frame(view, about, (across, page.height()), screen, buf);

    let last = page.height().saturating_sub(usize::from(inside.height));
    let top = top.min(last);
    for (number, lines) in (0..count).zip(&page.columns) {
        let left = (page.width + GAP) * number;
        let area = text::first(text::skip(inside, left), page.width);
        let lines = lines.get(top..).unwrap_or(&[]);
        draw_column(view, lines, page.keys_width, area, buf);
    }
    if top < last {
        let below = Rect {
            y: inside.bottom(),
            height: 1,
            ..inside
        };
        text::put_right(buf, below, " ↓ more ", view.theme.key);
    }
}

/// Draws the box in the middle of the screen. Its inside.
fn frame(
    view: &View<'_>,
    about: Context,
    (width, height): (u16, usize),
    screen: Rect,
    buf: &mut Buffer,
) -> Rect {
    let height = u16::try_from(height).unwrap_or(u16::MAX).saturating_add(2);
    let width = width.saturating_add(FRAME);
    let narrow = screen.width.saturating_sub(width) < MARGIN_LEAST;
    let width = if narrow { screen.width } else { width };
    let area = match about {
        // Like what it is called from, it leaves nothing private in sight.
        Context::Diagnostics | Context::Wallboard => screen,
        _ => screen.centered(
            Constraint::Length(width),
            Constraint::Length(height.min(screen.height)),
        ),
    };
    text::clear(buf, area);
    let close = keys::key(view, Context::Help, Action::Back);
    let closes = close.map_or(String::new(), |key| format!(" {key} closes "));
    let block = Block::bordered().title(title(about)).title_bottom(closes);
    let block = block
        .border_style(view.theme.divider)
        .padding(Padding::horizontal(1));
    let inside = block.inner(area);
    block.render(area, buf);
    inside
}

fn title(about: Context) -> &'static str {
    match about {
        Context::Detail => " Keys in the conversation ",
        Context::Diagnostics => " Keys in the diagnostics ",
        Context::Wallboard => " Keys on the wallboard ",
        _ => " Keys in the list ",
    }
}

fn draw_column(view: &View<'_>, lines: &[Line], keys_width: u16, area: Rect, buf: &mut Buffer) {
    let theme = view.theme;
    for (number, line) in (0..area.height).zip(lines) {
        let at = text::line(area, number);
        match line {
            Line::Blank => {}
            Line::Heading(name) => {
                text::put(buf, at, name, theme.title);
            }
            Line::Entry(chords, does) => {
                text::put(
                    buf,
                    text::first(at, keys_width.saturating_sub(1)),
                    chords,
                    theme.key,
                );
                text::put(buf, text::skip(at, keys_width), does, theme.text);
            }
        }
    }
}
