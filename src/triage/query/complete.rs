//! What could be written next: keys, then what can stand behind them.
//!
//! Tags, people and lines are offered as they occur: a bounded number of rows is looked at once, when the
//! line is opened, so that no key ever waits for it.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use crate::model::id::EntityId;
use crate::model::member::MemberKind;
use crate::model::text::CleanText;
use crate::triage::facts::Known;

use super::language::{self, CHANNELS, CONTENTS, KEYS, Key, ME, NONE, STATES};
use super::text::{Exactness, Needle};
use super::word::{Value, Word, is_quote, words};

/// Rows that are looked at.
const ROWS_MAX: usize = 4000;
/// Tags, people or lines that are kept.
const NAMES_MAX: usize = 200;
/// Most that is offered at once.
pub const OFFERS_MAX: usize = 50;

pub(super) const WAITS: [language::Word<()>; 5] = [
    example(">15m", "a quarter of an hour"),
    example(">30m", "half an hour"),
    example(">1h", "an hour"),
    example(">4h", "four hours"),
    example(">1d", "a day"),
];

pub(super) const DAYS: [language::Word<()>; 5] = [
    example("today", "since midnight"),
    example("yesterday", "the day before"),
    example("7d", "a week ago"),
    example("30d", "a month ago"),
    example("365d", "a year ago"),
];

const fn example(name: &'static str, about: &'static str) -> language::Word<()> {
    language::Word {
        name,
        meaning: (),
        about,
    }
}

/// Something that could be written.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer {
    /// What to write, with quotes where it needs them.
    pub text: String,
    /// What it is, in a few words of ours.
    pub about: &'static str,
    /// Something has to follow: it is a key.
    pub goes_on: bool,
}

impl fmt::Debug for Offer {
    /// Never the text: some of it is names.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Offer({} bytes)", self.text.len())
    }
}

/// What could be written at the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offers {
    /// Which bytes of the text an offer takes the place of.
    pub at: Range<usize>,
    /// At most [`OFFERS_MAX`], best first; empty where nothing fits.
    pub all: Vec<Offer>,
}

/// The names that occur among the rows.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    tags: Vec<CleanText>,
    people: Vec<CleanText>,
    lines: Vec<CleanText>,
}

impl Vocabulary {
    /// The names that occur most, from at most a few thousand rows.
    #[must_use]
    pub fn of(known: &Known<'_>) -> Self {
        let picture = known.picture;
        let step = picture.len() / ROWS_MAX + 1;
        let mut tags = HashMap::<&CleanText, usize>::new();
        let mut lines = HashMap::<&CleanText, usize>::new();
        let mut assigned = HashMap::<&EntityId, usize>::new();
        let slots = picture.slots().step_by(step).take(ROWS_MAX);
        for row in slots.filter_map(|slot| picture.row(slot)) {
            let conversation = &row.conversation;
            for tag in &conversation.tags {
                *tags.entry(tag).or_default() += 1;
            }
            if let Some(line) = &conversation.line {
                *lines.entry(line).or_default() += 1;
            }
            if let Some(assignee) = &conversation.assignee {
                *assigned.entry(assignee).or_default() += 1;
            }
        }
        let people = known.members.values();
        let people = people.filter(|m| matches!(m.kind, MemberKind::Teammate | MemberKind::Team));
        let people = people.map(|m| (&m.name, assigned.get(&m.id).copied().unwrap_or(0)));
        Self {
            tags: most_used(tags),
            people: most_used(people),
            lines: most_used(lines),
        }
    }

    /// What could be written where the cursor stands, before the byte `cursor` of `text`.
    #[must_use]
    pub fn offers(&self, text: &str, cursor: usize) -> Offers {
        if text.trim().is_empty() {
            return offers(cursor..cursor, keys(""));
        }
        let words = words(text);
        let Some(word) = words.iter().find(|word| word.at.end == cursor) else {
            return Offers::default();
        };
        let Some(value) = word.values.last() else {
            return Offers::default();
        };
        match &word.key {
            None if value.quoted => Offers::default(),
            None => offers(value.at.clone(), keys(&value.text)),
            Some((name, _)) => match language::meaning(&KEYS, name) {
                Some(key) => offers(value.at.clone(), self.values(key, word, value)),
                None => Offers::default(),
            },
        }
    }

    fn values(&self, key: Key, word: &Word<'_>, value: &Value) -> Vec<Offer> {
        let typed = value.text.as_str();
        let mut all = match key {
            Key::Is => known(&STATES, typed),
            Key::Channel => known(&CHANNELS, typed),
            Key::Has => known(&CONTENTS, typed),
            Key::Wait => known(&WAITS, typed),
            Key::Before | Key::After => known(&DAYS, typed),
            Key::Tag => {
                let none = example(NONE, "without tags");
                [names(&self.tags, typed, "tag"), known(&[none], typed)].concat()
            }
            Key::By => {
                let words = [example(ME, "you"), example(NONE, "not assigned")];
                [known(&words, typed), names(&self.people, typed, "member")].concat()
            }
            Key::Line => names(&self.lines, typed, "line"),
            Key::Name => Vec::new(),
        };
        // What stands there already, in this value or in one before it, is not worth offering.
        let stands = |offer: &Offer| {
            let same = |value: &Value| {
                value.text == offer.text || written(&value.text).as_deref() == Some(&offer.text)
            };
            word.open.is_none() && word.values.iter().any(same)
        };
        all.retain(|offer| !stands(offer));
        all
    }
}

fn offers(at: Range<usize>, mut all: Vec<Offer>) -> Offers {
    all.truncate(OFFERS_MAX);
    Offers { at, all }
}

/// The keys that begin so.
fn keys(typed: &str) -> Vec<Offer> {
    let mut all = known(&KEYS, typed);
    for offer in &mut all {
        offer.text.push(':');
        offer.goes_on = true;
    }
    all
}

/// The words of a table that begin so.
fn known<T>(words: &[language::Word<T>], typed: &str) -> Vec<Offer> {
    let typed = typed.to_lowercase();
    let offered = words.iter().filter(|word| !word.about.is_empty());
    let fitting = offered.filter(|word| word.name.starts_with(&typed));
    let offer = |word: &language::Word<T>| Offer {
        text: word.name.to_owned(),
        about: word.about,
        goes_on: false,
    };
    fitting.map(offer).collect()
}

/// The names that hold this, those that begin so first.
fn names(names: &[CleanText], typed: &str, about: &'static str) -> Vec<Offer> {
    let needle = Needle::new(typed, Exactness::Exact);
    let typed = typed.to_lowercase();
    let fitting = names.iter().filter(|name| needle.is_in(name.as_str()));
    let mut fitting: Vec<_> = fitting.collect();
    fitting.sort_by_key(|name| !name.as_str().to_lowercase().starts_with(&typed));
    let offer = |name: &CleanText| {
        let text = written(name.as_str())?;
        Some(Offer {
            text,
            about,
            goes_on: false,
        })
    };
    fitting.into_iter().filter_map(offer).collect()
}

/// A name as a query has to write it; `None` for one with quotes in it, which it cannot.
fn written(name: &str) -> Option<String> {
    if name.contains(is_quote) {
        return None;
    }
    let special = name.contains(|c: char| c.is_whitespace() || c == ',');
    let means_more = [NONE, ME]
        .iter()
        .any(|word| name.eq_ignore_ascii_case(word));
    Some(if special || means_more {
        format!("\"{name}\"")
    } else {
        name.to_owned()
    })
}

fn most_used<'a>(used: impl IntoIterator<Item = (&'a CleanText, usize)>) -> Vec<CleanText> {
    let used = used.into_iter().filter(|(name, _)| !name.is_empty());
    let mut used: Vec<_> = used.collect();
    used.sort_by(|(a, often), (b, seldom)| seldom.cmp(often).then_with(|| a.cmp(b)));
    used.dedup_by(|(a, _), (b, _)| a == b);
    let names = used.into_iter().map(|(name, _)| name.clone());
    names.take(NAMES_MAX).collect()
}
