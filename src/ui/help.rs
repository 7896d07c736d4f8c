//! The help screen: every action that has a key here, made from the keymap and nothing else, and every sign.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::widgets::{Block, Padding, Widget};
use strum::IntoEnumIterator;

use super::signs::{self, Sign};
use super::{View, keys, text};
use crate::app::action::{Action, Group};
use crate::app::keymap::{Context, Keymap};

/// From this inner width on there are two columns.
const TWO_COLUMNS_FROM: u16 = 96;
/// Widest column.
const COLUMN_MOST: u16 = 72;
/// Between two columns.
const GAP: u16 = 3;
/// Frame and padding, left and right.
const FRAME: u16 = 4;
/// A margin narrower than this shows nothing worth seeing beside the box.
const MARGIN_LEAST: u16 = 16;

/// One line of the help.
enum Line {
    Heading(&'static str),
    /// Keys and what they do, or a sign and what it means; no keys where that goes on from the line before.
    Entry(String, String),
    Blank,
}

/// Draws the help for `about`, scrolled down by `top` lines where there are so many.
pub(super) fn render(view: &View<'_>, about: Context, top: usize, buf: &mut Buffer) {
    let screen = between(view.areas.header, view.areas.footer);
    let room = screen.width.saturating_sub(FRAME);
    let count = if room >= TWO_COLUMNS_FROM { 2 } else { 1 };
    let width = (room.saturating_sub(GAP * (count - 1)) / count).min(COLUMN_MOST);
    let (groups, keys_width) = groups(view.app.keymap(), about, width);
    let columns = if count == 1 {
        vec![groups.into_iter().flatten().collect()]
    } else {
        two_columns(groups)
    };
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let inside = frame(
        view,
        about,
        (width * count + GAP * (count - 1), longest),
        screen,
        buf,
    );

    let last = longest.saturating_sub(usize::from(inside.height));
    let top = top.min(last);
    for (number, lines) in (0..count).zip(&columns) {
        let area = text::first(text::skip(inside, (width + GAP) * number), width);
        draw_column(view, lines.get(top..).unwrap_or(&[]), keys_width, area, buf);
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
    let area = screen.centered(
        Constraint::Length(width),
        Constraint::Length(height.min(screen.height)),
    );
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

/// The lines of each group that has any, the signs behind the keys, and the width of keys and signs.
fn groups(keymap: &Keymap, about: Context, width: u16) -> (Vec<Vec<Line>>, u16) {
    let keyed: Vec<(Action, String)> = Action::iter()
        .map(|action| (action, keymap.chords(about, action).join(", ")))
        .filter(|(_, chords)| !chords.is_empty())
        .collect();
    let widest = keyed
        .iter()
        .map(|(_, chords)| text::width(chords))
        .max()
        .unwrap_or(0);
    let keys_width = (widest + 2).min(width / 2);
    let room = usize::from(width.saturating_sub(keys_width).max(1));
    let of_keys = |group: Group| {
        let own = keyed.iter().filter(|(action, _)| action.group() == group);
        let entries: Vec<_> = own
            .map(|(action, chords)| (chords.as_str(), action.describe()))
            .collect();
        lines(heading(group), &entries, room)
    };
    let of_signs = |heading: &'static str, signs: &[Sign]| {
        let entries: Vec<_> = signs.iter().map(|sign| (sign.sign, sign.means)).collect();
        lines(heading, &entries, room)
    };
    let signs = [
        of_signs("Signs", &signs::ALL),
        of_signs("Channels", &signs::CHANNELS),
    ];
    let mut groups: Vec<_> = Group::iter()
        .map(of_keys)
        .chain(signs)
        .filter(|lines| !lines.is_empty())
        .collect();
    // No empty line at the very end.
    groups.last_mut().and_then(Vec::pop);
    (groups, keys_width)
}

/// The lines of a group: a heading, the entries, wrapped into so many columns, and an empty line.
fn lines(heading: &'static str, entries: &[(&str, &str)], room: usize) -> Vec<Line> {
    if entries.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::Heading(heading)];
    for (key, does) in entries {
        let mut key = *key;
        for does in textwrap::wrap(does, room) {
            let key = std::mem::take(&mut key).to_owned();
            lines.push(Line::Entry(key, does.into_owned()));
        }
    }
    lines.push(Line::Blank);
    lines
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

const fn heading(group: Group) -> &'static str {
    match group {
        Group::Moving => "Getting around",
        Group::List => "The list",
        Group::Conversation => "The conversation",
        Group::Program => "The program",
    }
}
