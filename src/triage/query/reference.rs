//! The words of the language with what they mean, to be read by people.

use super::complete::{DAYS, WAITS};
use super::language::{CHANNELS, CONTENTS, KEYS, Key, ME, NONE, STATES, Word};

/// A word and what it means, in a few words of ours.
pub type Explained = (&'static str, &'static str);

/// The keys, each without its colon.
pub fn keys() -> impl Iterator<Item = Explained> {
    explained(&KEYS)
}

/// What can stand behind those keys that know their values, or examples of it, by key; those of
/// `before` go for `after`, too.
#[must_use]
pub fn values() -> Vec<(&'static str, Vec<Explained>)> {
    let keys = KEYS.iter().filter(|key| !key.about.is_empty());
    let values = keys.filter_map(|key| {
        let values: Vec<Explained> = match key.meaning {
            Key::Is => explained(&STATES).collect(),
            Key::Wait => explained(&WAITS).collect(),
            Key::Channel => explained(&CHANNELS).collect(),
            Key::Has => explained(&CONTENTS).collect(),
            Key::By => vec![
                (ME, "you, if the setting me says who that is"),
                (NONE, "nobody"),
            ],
            Key::Tag => vec![(NONE, "without a tag")],
            Key::Before => explained(&DAYS)
                .chain([("2026-01-31", "that day")])
                .collect(),
            // After is asked like before.
            Key::After | Key::Line | Key::Name => return None,
        };
        Some((key.name, values))
    });
    values.collect()
}

fn explained<T>(words: &[Word<T>]) -> impl Iterator<Item = Explained> {
    let offered = words.iter().filter(|word| !word.about.is_empty());
    offered.map(|word| (word.name, word.about))
}
