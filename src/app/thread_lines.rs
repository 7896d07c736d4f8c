//! A thread as lines of a given width.
//!
//! Made once per state of the thread and width, then shown in slices: scrolling is arithmetic on line
//! numbers. The side of every item can be told without colour, by its mark and its indent.

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::NaiveDate;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::model::id::{EntityId, ItemId};
use crate::model::item::{Attachment, Call, Direction, Event, Item, Medium, Role, Transcription};
use crate::model::time::Timestamp;
use crate::sync::Older;

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
        match self {
            Self::Inbound => "<",
            Self::Ours => "▶",
            Self::Automated => "»",
            Self::Internal => "✎",
        }
    }
}

/// One line of a thread.
#[derive(Clone, PartialEq, Eq)]
pub struct ThreadLine {
    /// What it is.
    pub kind: LineKind,
    /// The item it belongs to; headings belong to the item below them.
    pub item: Option<ItemId>,
    /// What it shows; clean, and no wider than the width it was made for.
    pub text: String,
}

impl fmt::Debug for ThreadLine {
    /// Never the text itself, as for `CleanText`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadLine")
            .field("kind", &self.kind)
            .field("item", &self.item)
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
    for item in source.items {
        let date = source.zone.civil(item.created_at).date();
        if day != Some(date) {
            day = Some(date);
            let name = when::day(date, source.now, source.zone);
            out.rule(LineKind::Day, Some(&item.id), &name);
        }
        if source.new_from == Some(&item.id) {
            out.rule(LineKind::New, Some(&item.id), "new since you looked");
        }
        out.item(item, source);
    }
    out.lines
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
            self.push(LineKind::Extra(side), id, &inner, &event_words(event));
        }
        if !item.text.is_empty() {
            self.push(LineKind::Text(side), id, &inner, item.text.as_str());
        }
        for (number, attachment) in item.attachments.iter().enumerate() {
            let words = attachment_words(number + 1, attachment);
            self.push(LineKind::Extra(side), id, &inner, &words);
        }
        if !item.pages.is_empty() {
            let open = item.pages.iter().filter(|page| !page.resolved).count();
            let words = match (item.pages.len(), open) {
                (_, 0) => "page, taken care of".to_owned(),
                (1, _) => "PAGE, not taken care of yet".to_owned(),
                (all, open) => format!("{all} pages, {open} not taken care of yet"),
            };
            self.push(LineKind::Extra(side), id, &inner, &words);
        }
        self.lines.push(ThreadLine {
            kind: LineKind::Blank,
            item: id.cloned(),
            text: String::new(),
        });
    }

    fn push(&mut self, kind: LineKind, item: Option<&ItemId>, indent: &str, text: &str) {
        // Text needs its room more than it needs its indent.
        let indent = " ".repeat(indent.len().min(self.width.saturating_sub(ROOM_MIN)));
        let room = self.width.saturating_sub(indent.len());
        let options = textwrap::Options::new(room)
            .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
            .break_words(false);
        for paragraph in text.split('\n') {
            let lines = textwrap::wrap(paragraph, &options);
            for line in lines.iter().flat_map(|line| fit(line, room)) {
                let text = format!("{indent}{line}");
                self.lines.push(ThreadLine {
                    kind,
                    item: item.cloned(),
                    text,
                });
            }
        }
    }

    fn rule(&mut self, kind: LineKind, item: Option<&ItemId>, words: &str) {
        let dashes = "─".repeat(self.width.saturating_sub(words.chars().count() + 4));
        let text = format!("── {words} {dashes}")
            .chars()
            .take(self.width)
            .collect();
        self.lines.push(ThreadLine {
            kind,
            item: item.cloned(),
            text,
        });
    }
}

/// Breaks a line that is too wide between two clusters: a word that no line can hold, or one whose
/// emoji take more columns than the characters they begin with. Wrapping counts single characters.
fn fit(line: &str, room: usize) -> Vec<String> {
    if line.width() <= room {
        return vec![line.to_owned()];
    }
    let mut lines = vec![String::new()];
    for cluster in line.graphemes(true) {
        // A cluster that no line can hold is not worth more than a mark that something was there.
        let cluster = if cluster.width() > room {
            "\u{fffd}"
        } else {
            cluster
        };
        let Some(last) = lines.last_mut() else { break };
        let before = last.len();
        last.push_str(cluster);
        if last.width() > room {
            last.truncate(before);
            lines.push(cluster.to_owned());
        }
    }
    lines
}

fn side(item: &Item, organization: &EntityId) -> Side {
    // A call shows the side it came from, whether or not it was answered.
    if let Some(Event::Call(call)) = &item.event {
        return match call.direction {
            Direction::Inbound => Side::Inbound,
            Direction::Outbound => Side::Ours,
            Direction::None => Side::Internal,
        };
    }
    match item.role(organization) {
        Role::Inbound => Side::Inbound,
        Role::HumanAnswer => Side::Ours,
        Role::Automated => Side::Automated,
        Role::Internal => Side::Internal,
    }
}

fn event_words(event: &Event) -> String {
    match event {
        Event::Call(call) => call_words(call),
        Event::Other(name) => format!("event: {name}"),
    }
}

fn call_words(call: &Call) -> String {
    let medium = match call.medium {
        Medium::Phone => "call",
        Medium::Video => "video call",
    };
    let mut words = match (&call.voicemail, call.answered, call.direction) {
        (Some(_), ..) => format!("Voicemail · {}", when::call_length(call.duration)),
        (None, true, _) => format!("Answered {medium} · {}", when::call_length(call.duration)),
        (None, false, Direction::Inbound) => format!("Missed {medium}"),
        (None, false, _) => format!("Unanswered {medium}"),
    };
    let transcription = call.voicemail.and_then(|voicemail| voicemail.transcription);
    if let Some(state) = transcription {
        words.push_str(match state {
            Transcription::Completed => " · transcribed, see the Spruce app",
            Transcription::Pending => " · being transcribed",
            Transcription::Failed => " · could not be transcribed",
            Transcription::NoSpeech => " · nothing said",
            Transcription::Other => "",
        });
    }
    if call.recordings > 0 {
        words.push_str(" · recorded");
    }
    if call.failed {
        words.push_str(" · failed");
    }
    if call.spam {
        words.push_str(" · marked as spam");
    }
    words
}

fn attachment_words(number: usize, attachment: &Attachment) -> String {
    let kind = attachment.mimetype.as_ref().unwrap_or(&attachment.kind);
    if attachment.title.is_empty() {
        format!("[{number}] {kind}")
    } else {
        format!("[{number}] {} · {kind}", attachment.title)
    }
}
