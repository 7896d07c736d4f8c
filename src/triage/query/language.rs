//! The words of the language: its keys and what can stand behind them.
//!
//! Reading, "did you mean" and completion are all made from these tables.

use crate::model::item::Kind;
use crate::triage::channel::Channel;

/// How alike two words must be, from 0 to 1, for one to be offered for the other.
const ALIKE: f64 = 0.8;

/// A word and what it means. One without a description is another word for one that has it, and not offered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<T> {
    pub(super) name: &'static str,
    pub(super) meaning: T,
    pub(super) about: &'static str,
}

const fn word<T: Copy>(name: &'static str, meaning: T, about: &'static str) -> Word<T> {
    Word {
        name,
        meaning,
        about,
    }
}

/// What is asked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    Is,
    Wait,
    Channel,
    Tag,
    By,
    Before,
    After,
    Line,
    Name,
    Has,
}

pub(super) const KEYS: [Word<Key>; 11] = [
    word("is", Key::Is, "state"),
    word("wait", Key::Wait, "how long"),
    word("ch", Key::Channel, "channel"),
    word("type", Key::Channel, ""),
    word("tag", Key::Tag, "tag"),
    word("by", Key::By, "assignee"),
    word("has", Key::Has, "contents"),
    word("before", Key::Before, "last activity"),
    word("after", Key::After, "last activity"),
    word("name", Key::Name, "who"),
    word("line", Key::Line, "our number"),
];

/// A state of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Is {
    Unread,
    Waiting,
    Overdue,
    DueSoon,
    Archived,
    Unchecked,
    Mine,
    Assigned,
    Spam,
    ReadOnly,
}

pub(super) const STATES: [Word<Is>; 12] = [
    word("waiting", Is::Waiting, "needs a reply"),
    word("overdue", Is::Overdue, "past its target"),
    word("due-soon", Is::DueSoon, "nearly overdue"),
    word("soon", Is::DueSoon, ""),
    word("unread", Is::Unread, "new to you"),
    word("new", Is::Unread, ""),
    word("mine", Is::Mine, "assigned to you"),
    word("assigned", Is::Assigned, "to anybody"),
    word("unchecked", Is::Unchecked, "not read yet"),
    word("archived", Is::Archived, "put away"),
    word("spam", Is::Spam, "spam call"),
    word("read-only", Is::ReadOnly, "closed"),
];

pub(super) const CHANNELS: [Word<Channel>; 12] = [
    word("phone", Channel::Phone, "calls and texts"),
    word("sms", Channel::Phone, ""),
    word("text", Channel::Phone, ""),
    word("tel", Channel::Phone, ""),
    word("secure", Channel::Secure, "secure messages"),
    word("sec", Channel::Secure, ""),
    word("email", Channel::Email, "e-mail"),
    word("mail", Channel::Email, ""),
    word("fax", Channel::Fax, "faxes"),
    word("team", Channel::Team, "among the team"),
    word("note", Channel::Note, "notes"),
    word("other", Channel::Other, "anything else"),
];

pub(super) const CONTENTS: [Word<Kind>; 6] = [
    word("message", Kind::Message, "words"),
    word("call", Kind::Call, "missed call"),
    word("voicemail", Kind::Voicemail, "voicemail"),
    word("page", Kind::Page, "page"),
    word("fax", Kind::Fax, "fax"),
    word("attachment", Kind::Attachment, "attachment"),
];

/// For `tag:` and `by:`.
pub(super) const NONE: &str = "none";
/// For `by:`.
pub(super) const ME: &str = "me";

/// What a word means, whatever its case.
pub(super) fn meaning<T: Copy>(words: &[Word<T>], name: &str) -> Option<T> {
    let known = words
        .iter()
        .find(|word| word.name.eq_ignore_ascii_case(name));
    known.map(|word| word.meaning)
}

/// The word most like `name`, if one is like it at all.
pub(super) fn did_you_mean<T>(words: &[Word<T>], name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let alike = |known: &str| {
        // Of short words one letter is a third: likeness alone says too little.
        let begins = name.len() > 1 && known.starts_with(&name);
        let near = name.len() > 1 && strsim::osa_distance(&name, known) <= 1;
        let least = if begins || near { ALIKE } else { 0.0 };
        strsim::jaro_winkler(&name, known).max(least)
    };
    let words = words.iter().map(|word| (alike(word.name), word.name));
    words
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// The words worth offering, in a line.
pub(super) fn names<T>(words: &[Word<T>]) -> String {
    let offered = words.iter().filter(|word| !word.about.is_empty());
    let names: Vec<_> = offered.map(|word| word.name).collect();
    names.join(", ")
}
