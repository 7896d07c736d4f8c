//! The help screen: every action that has a key here, made from the keymap and nothing else.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Block, Widget};
use strum::IntoEnumIterator;

use super::{View, keys, text};
use crate::app::action::{Action, Group};
use crate::app::keymap::{Context, Keymap};

/// From this inner width on there are two columns.
const TWO_COLUMNS_FROM: u16 = 96;
/// Widest column of text.
const COLUMN_MOST: u16 = 72;
/// Widest column of keys.
const KEYS_MOST: u16 = 22;

/// One line of the help.
enum Line {
    Heading(Group),
    Key { chords: String, does: &'static str },
    Blank,
}

/// Draws the help for `about`, scrolled down by `top` lines where there are so many.
pub(super) fn render(view: &View<'_>, about: Context, top: usize, buf: &mut Buffer) {
    let groups = groups(view.app.keymap(), about);
    let screen = between(view.areas.header, view.areas.footer);
    let wide = screen.width.saturating_sub(4) >= TWO_COLUMNS_FROM;
    let columns = if wide {
        two_columns(groups)
    } else {
        vec![groups.into_iter().flatten().collect()]
    };
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let count = u16::try_from(columns.len()).unwrap_or(1);
    let area = screen.centered(
        ratatui::layout::Constraint::Length((COLUMN_MOST * count + 4).min(screen.width)),
        ratatui::layout::Constraint::Length(
            u16::try_from(longest)
                .unwrap_or(u16::MAX)
                .saturating_add(2)
                .min(screen.height),
        ),
    );
    text::clear(buf, area);
    let close = keys::key(view, Context::Help, Action::Back);
    let closes = close.map_or(String::new(), |key| format!(" {key} closes "));
    let inner = Block::bordered().title(title(about)).title_bottom(closes);
    let inside = inner.inner(area);
    inner.border_style(view.theme.divider).render(area, buf);
    let inside = text::first(text::skip(inside, 1), inside.width.saturating_sub(2));
    let last = longest.saturating_sub(usize::from(inside.height));
    let top = top.min(last);
    for (number, lines) in (0..count).zip(&columns) {
        let width = inside.width / count;
        let area = text::first(text::skip(inside, width * number), width);
        draw_column(view, lines.get(top..).unwrap_or(&[]), area, buf);
    }
    if top < last {
        let more = Rect {
            y: area.bottom().saturating_sub(1),
            height: 1,
            ..area
        };
        text::put_right(
            buf,
            text::first(more, more.width.saturating_sub(2)),
            " ↓ more ",
            view.theme.key,
        );
    }
}

fn title(about: Context) -> &'static str {
    match about {
        Context::Detail => " Keys in the conversation ",
        _ => " Keys in the list ",
    }
}

/// What lies between header and footer: how fresh the picture is stays in sight.
fn between(header: Rect, footer: Rect) -> Rect {
    Rect {
        y: header.bottom(),
        height: footer.top().saturating_sub(header.bottom()),
        ..header
    }
}

/// The lines of each group that has any.
fn groups(keymap: &Keymap, about: Context) -> Vec<Vec<Line>> {
    let lines = |group: Group| {
        let actions = Action::iter().filter(|action| action.group() == group);
        let keyed = actions.filter_map(|action| {
            let chords = keymap.chords(about, action).join(" ");
            (!chords.is_empty()).then(|| Line::Key {
                chords,
                does: action.describe(),
            })
        });
        let mut lines: Vec<Line> = keyed.collect();
        if !lines.is_empty() {
            lines.insert(0, Line::Heading(group));
            lines.push(Line::Blank);
        }
        lines
    };
    let mut groups: Vec<_> = Group::iter()
        .map(lines)
        .filter(|lines| !lines.is_empty())
        .collect();
    // No empty line at the very end.
    groups.last_mut().and_then(Vec::pop);
    groups
}

/// Whole groups side by side, as even as they can be.
fn two_columns(groups: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    let all: usize = groups.iter().map(Vec::len).sum();
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for group in groups {
        let fits = left.is_empty() || (left.len() + group.len()) * 2 <= all + group.len();
        let column = if fits && right.is_empty() {
            &mut left
        } else {
            &mut right
        };
        column.extend(group);
    }
    vec![left, right]
}

fn draw_column(view: &View<'_>, lines: &[Line], area: Rect, buf: &mut Buffer) {
    let theme = view.theme;
    for (number, line) in (0..area.height).zip(lines) {
        let at = text::line(area, number);
        match line {
            Line::Blank => {}
            Line::Heading(group) => {
                text::put(buf, at, heading(*group), theme.title);
            }
            Line::Key { chords, does } => {
                let keys = KEYS_MOST.min(area.width / 3);
                text::put(buf, text::first(at, keys), chords, theme.key);
                text::put(buf, text::skip(at, keys + 1), does, theme.text);
            }
        }
    }
}

const fn heading(group: Group) -> &'static str {
    match group {
        Group::Moving => "Getting around",
        Group::List => "The list",
        Group::Conversation => "The conversation",
        Group::Program => "The program",
    }
}
