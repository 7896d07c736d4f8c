//! What the help screen says: every action that has a key in a context, made from the keymap and nothing else,
//! and every sign.
//!
//! It is laid out here rather than where it is drawn, because how far it can be scrolled depends on how often
//! its lines are broken.

use strum::IntoEnumIterator;
use unicode_width::UnicodeWidthStr;

use super::action::{Action, Group};
use super::keymap::{Context, Keymap};
use super::signs::{self, Sign};

/// From this inner width on there are two columns.
const TWO_COLUMNS_FROM: u16 = 96;
/// Widest column.
const COLUMN_MOST: u16 = 72;
/// Between two columns.
pub const GAP: u16 = 3;

/// One line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    /// What the next lines are about.
    Heading(&'static str),
    /// Keys and what they do, or a sign and what it means; no keys where that goes on from the line before.
    Entry(String, String),
    /// An empty line.
    Blank,
}

/// The whole help for one context, broken into lines for one width.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// The lines of each column, from left to right; one or two columns.
    pub columns: Vec<Vec<Line>>,
    /// Columns of the screen that each of them takes.
    pub width: u16,
    /// How many of those are for keys and signs.
    pub keys_width: u16,
}

impl Page {
    /// The help for `about` where there are so many columns of room.
    #[must_use]
    pub fn new(keymap: &Keymap, about: Context, room: u16) -> Self {
        let count = if room >= TWO_COLUMNS_FROM { 2 } else { 1 };
        let width = (room.saturating_sub(GAP * (count - 1)) / count).min(COLUMN_MOST);
        let (groups, keys_width) = groups(keymap, about, width);
        let columns = if count == 1 {
            vec![groups.into_iter().flatten().collect()]
        } else {
            two_columns(groups)
        };
        Self {
            columns,
            width,
            keys_width,
        }
    }

    /// Lines of the longest column.
    #[must_use]
    pub fn height(&self) -> usize {
        self.columns.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The lines of each group that has any, the signs behind the keys, and the width of keys and signs.
fn groups(keymap: &Keymap, about: Context, width: u16) -> (Vec<Vec<Line>>, u16) {
    let keyed: Vec<(Action, String)> = Action::iter()
        .map(|action| (action, keymap.chords(about, action).join(", ")))
        .filter(|(_, chords)| !chords.is_empty())
        .collect();
    let widest = keyed.iter().map(|(_, chords)| chords.width()).max();
    let widest = u16::try_from(widest.unwrap_or(0)).unwrap_or(u16::MAX);
    let keys_width = widest.saturating_add(2).min(width / 2);
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
    // The diagnostics and the wallboard have none of the signs.
    let signs = match about {
        Context::Diagnostics | Context::Wallboard => Vec::new(),
        _ => vec![
            of_signs("Signs", &signs::ALL),
            of_signs("Channels", &signs::CHANNELS),
        ],
    };
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

const fn heading(group: Group) -> &'static str {
    match group {
        Group::Moving => "Getting around",
        Group::List => "The list",
        Group::Conversation => "The conversation",
        Group::Program => "The program",
    }
}
