//! A thread as lines of a given width.
//!
//! Made once per state of the thread and width, then shown in slices: scrolling is arithmetic on line
//! numbers. The side of every item can be told without colour, by its mark and its indent.
//!
//! Calls marked as spam ask for nothing: several in a row are folded into one line, which stands for all of them.

#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use chrono::NaiveDate;

use crate::model::id::{EntityId, ItemId};
use crate::model::item::{Direction, Event, Item, Role};
use crate::model::text::wrap::wrap;
use crate::model::time::Timestamp;
use crate::sync::Older;
use crate::triage::signs;

use super::when::{self, Zone};

/// What a line is, for its style.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// A day heading.
    Day,
    /// The line above what is new.
    New,
    /// What lies above the first item.
    Edge,
    /// Who wrote, and when.
    Head(Side),
    /// What they wrote.
    Text(Side),
    /// An attachment, a call, a page: what came with it.
    Extra(Side),
    /// Several items that ask for nothing.
    Folded,
    /// An empty line.
    Blank,
}

/// Which side an item is on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// From outside.
    Inbound,
    /// A person of the clinic.
    Ours,
    /// The clinic, automatically.
    Automated,
    /// Visible to the clinic only, or of the system.
    Internal,
}

impl Side {
    /// The mark in front of its items, one column wide. None of them marks a row of the list.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        signs::of_role(match self {
            Self::Inbound => Role::Inbound,
            Self::Ours => Role::HumanAnswer,
            Self::Automated => Role::Automated,
            Self::Internal => Role::Internal,
        })
    }
}

/// One line of a thread.
#[derive(Clone, PartialEq, Eq)]
pub struct ThreadLine {
    /// What it is.
    pub kind: LineKind,
    /// The item it belongs to; headings belong to the item below them.
    pub item: Option<ItemId>,
    /// The items after that one for which it stands as well.
    pub folded: Box<[ItemId]>,
    /// What it shows; clean, and no wider than the width it was made for.
    pub text: String,
}

impl ThreadLine {
    /// Whether an item begins in it: it says who wrote, or stands for the item.
    #[must_use]
    pub fn begins(&self, item: &ItemId) -> bool {
        let heads = matches!(self.kind, LineKind::Head(_) | LineKind::Folded);
        heads && (self.item.as_ref() == Some(item) || self.folded.contains(item))
    }
}

impl fmt::Debug for ThreadLine {
    /// Never the text itself, as for `CleanText`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadLine")
            .field("kind", &self.kind)
            .field("item", &self.item)
            .field("folded", &self.folded)
            .field("text", &format_args!("{} bytes", self.text.len()))
            .finish()
    }
}

/// What the lines are made from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The items, oldest first.
    pub items: &'a [Item],
    /// What lies above them.
    pub older: &'a Older,
    /// The clinic itself.
    pub organization: &'a EntityId,
    /// The first item that is new to the user.
    pub new_from: Option<&'a ItemId>,
    /// Now, for day headings.
    pub now: Timestamp,
    /// Whose midnight counts.
    pub zone: Zone,
}

/// Columns that text gets before anything is indented.
const ROOM_MIN: usize = 12;

/// Lays a thread out in lines of at most `width` columns.
#[must_use]
pub fn lay_out(source: &Source<'_>, width: u16) -> Vec<ThreadLine> {
    let mut out = Lines {
        width: usize::from(width).max(4),
        lines: Vec::new(),
    };
    let edge = match source.older {
        Older::More(_) => "↑ more above",
        Older::Beginning => "the conversation begins here",
        Older::Capped => "older items: see the Spruce app",
    };
    let first = source.items.first().map(|item| &item.id);
    out.push(LineKind::Edge, first, "", edge);
    let mut day: Option<NaiveDate> = None;
    let mut items = source.items;
    while let Some((item, rest)) = items.split_first() {
        let date = source.zone.civil(item.created_at).date();
        if day != Some(date) {
            day = Some(date);
            let name = when::day(date, source.now, source.zone);
            out.rule(LineKind::Day, Some(&item.id), &name);
        }
        if source.new_from == Some(&item.id) {
            out.rule(LineKind::New, Some(&item.id), "new since you looked");
        }
        let together = spam_calls(items, source);
        if let [first, .., last] = together {
            out.folded(first, last, together, source.zone);
        } else {
            out.item(item, source);
        }
        let over = together.len().saturating_sub(1);
        items = rest.get(over..).unwrap_or_default();
    }
    out.lines
}

/// The spam calls of one day that `items` begin with.
fn spam_calls<'a>(items: &'a [Item], source: &Source<'_>) -> &'a [Item] {
    let date = |item: &Item| source.zone.civil(item.created_at).date();
    let first = items.first().map(date);
    let spam = |item: &Item| matches!(&item.event, Some(Event::Call(call)) if call.spam);
    // What is new begins with a line of its own.
    let parts = |place: usize, item: &Item| place > 0 && source.new_from == Some(&item.id);
    let belongs =
        |place, item: &Item| spam(item) && Some(date(item)) == first && !parts(place, item);
    let mut numbered = items.iter().enumerate();
    let end = numbered.position(|(place, item)| !belongs(place, item));
    items.get(..end.unwrap_or(items.len())).unwrap_or_default()
}

struct Lines {
    width: usize,
    lines: Vec<ThreadLine>,
}

impl Lines {
    fn item(&mut self, item: &Item, source: &Source<'_>) {
        let side = side(item, source.organization);
        let mark = side.sign();
        let indent = match side {
            Side::Inbound => "",
            Side::Ours | Side::Automated => "    ",
            Side::Internal => "  ",
        };
        let id = Some(&item.id);
        let time = when::clock(item.created_at, source.zone);
        let name = match item.author.name.as_str() {
            "" if side == Side::Inbound => "them",
            "" => "system",
            name => name,
        };
        let what = match side {
            Side::Automated => ", automated",
            Side::Internal if item.internal_note => ", internal note",
            _ => "",
        };
        self.push(
            LineKind::Head(side),
            id,
            indent,
            &format!("{mark} {name}{what} · {time}"),
        );
        let inner = format!("{indent}  ");
        if let Some(event) = &item.event {
            self.push(LineKind::Extra(side), id, &inner, &words::event(event));
        }
        if !item.text.is_empty() {
            self.push(LineKind::Text(side), id, &inner, item.text.as_str());
        }
        for (number, attachment) in item.attachments.iter().enumerate() {
            let words = words::attachment(number + 1, attachment);
            self.push(LineKind::Extra(side), id, &inner, &words);
        }
        if !item.pages.is_empty() {
            let words = words::pages(&item.pages);
            self.push(LineKind::Extra(side), id, &inner, &words);
        }
        self.line(LineKind::Blank, id, String::new());
    }

    /// One line for all of these.
    fn folded(&mut self, first: &Item, last: &Item, all: &[Item], zone: Zone) {
        let words = words::spam(first, last, all.len(), zone);
        let before = self.lines.len();
        self.push(LineKind::Folded, Some(&first.id), "  ", &words);
        if let Some(line) = self.lines.get_mut(before) {
            line.folded = all.iter().skip(1).map(|item| item.id.clone()).collect();
        }
        self.line(LineKind::Blank, Some(&first.id), String::new());
    }

    fn line(&mut self, kind: LineKind, item: Option<&ItemId>, text: String) {
        self.lines.push(ThreadLine {
            kind,
            item: item.cloned(),
            folded: Box::default(),
            text,
        });
    }

    fn push(&mut self, kind: LineKind, item: Option<&ItemId>, indent: &str, text: &str) {
        // Text needs its room more than it needs its indent.
        let indent = " ".repeat(indent.len().min(self.width.saturating_sub(ROOM_MIN)));
        let room = self.width.saturating_sub(indent.len());
        for line in wrap(text, room) {
            self.line(kind, item, format!("{indent}{line}"));
        }
    }

    fn rule(&mut self, kind: LineKind, item: Option<&ItemId>, words: &str) {
        let dashes = "─".repeat(self.width.saturating_sub(words.chars().count() + 4));
        let text = format!("── {words} {dashes}")
            .chars()
            .take(self.width)
            .collect();
        self.line(kind, item, text);
    }
}

fn side(item: &Item, organization: &EntityId) -> Side {
    // A call shows the side it came from, whether or not it was answered. Spam is from nobody.
    if let Some(Event::Call(call)) = &item.event {
        return match call.direction {
            _ if call.spam => Side::Internal,
            Direction::Inbound => Side::Inbound,
            Direction::Outbound => Side::Ours,
            Direction::None => Side::Internal,
        };
    }
    match item.writer(organization) {
        Role::Inbound => Side::Inbound,
        Role::HumanAnswer => Side::Ours,
        Role::Automated => Side::Automated,
        Role::Internal => Side::Internal,
    }
}
