//! From words to tests, or to what is wrong with them.

use super::day::{Moment, length};
use super::language::{self, CHANNELS, CONTENTS, KEYS, Key, ME, NONE, STATES};
use super::matching::{Clause, Comparison, Test};
use super::text::{Exactness, Needle};
use super::word::{Value, Word, words};
use super::{QueryError, Zone};

/// What a text asks, and what is wrong with it.
#[derive(Default)]
pub(super) struct Reading {
    /// What could be read.
    pub(super) clauses: Vec<Clause>,
    /// The first word that could not.
    pub(super) error: Option<QueryError>,
}

/// Reads all words. What the cursor stands at, as a place in bytes, may be unfinished: it is left out
/// rather than wrong.
pub(super) fn read(text: &str, zone: Zone, cursor: Option<usize>) -> Reading {
    let mut reading = Reading::default();
    for word in words(text) {
        let unfinished = |at: &std::ops::Range<usize>| {
            cursor.is_some_and(|cursor| at.start <= cursor && cursor <= at.end)
        };
        match clause(&word, zone, &unfinished) {
            Ok(clause) => reading.clauses.extend(clause),
            Err(_) if unfinished(&word.at) => {}
            Err(error) => reading.error = reading.error.or(Some(error)),
        }
    }
    // What is quickest to tell is asked first.
    reading.clauses.sort_by_key(Clause::cost);
    reading
}

/// Reads one word; `None` where it asks nothing.
fn clause(
    word: &Word<'_>,
    zone: Zone,
    unfinished: &impl Fn(&std::ops::Range<usize>) -> bool,
) -> Result<Option<Clause>, QueryError> {
    let wrong = |at: &std::ops::Range<usize>, words: String| QueryError {
        at: at.clone(),
        words,
    };
    if let Some(open) = word.open {
        let words = "this quote has no end: write \" behind the last word of it".to_owned();
        return Err(wrong(&(open..word.at.end), words));
    }
    let Some((name, key_at)) = &word.key else {
        return plain(word);
    };
    let Some(key) = language::meaning(&KEYS, name) else {
        return Err(wrong(key_at, unknown_key(name)));
    };
    let given = word.values.iter().filter(|value| !value.text.is_empty());
    let mut any = Vec::new();
    for value in given {
        match test(key, value, zone) {
            Ok(test) => any.push(test),
            Err(_) if unfinished(&value.at) => {}
            Err(words) => return Err(wrong(&value.at, words)),
        }
    }
    if any.is_empty() {
        return Err(wrong(&word.at, format!("after {name}: {}", expected(key))));
    }
    Ok(Some(Clause::new(word.negated, any)))
}

fn plain(word: &Word<'_>) -> Result<Option<Clause>, QueryError> {
    let Some(value) = word.values.first() else {
        return Ok(None);
    };
    if value.text.is_empty() && !value.quoted {
        return Err(QueryError {
            at: word.at.clone(),
            words: "write a word behind the -".to_owned(),
        });
    }
    let exactness = if value.quoted {
        Exactness::Exact
    } else {
        Exactness::Loose
    };
    let needle = Needle::new(&value.text, exactness);
    // Nothing but an accent, or empty quotes: that is in every text.
    let asks = !needle.as_str().is_empty();
    Ok(asks.then(|| Clause::new(word.negated, vec![Test::Text(needle)])))
}

/// Reads one value; else what to write instead.
fn test(key: Key, value: &Value, zone: Zone) -> Result<Test, String> {
    let text = value.text.as_str();
    let needle = || Needle::new(text, Exactness::Exact);
    let none = text.eq_ignore_ascii_case(NONE) && !value.quoted;
    let me = text.eq_ignore_ascii_case(ME) && !value.quoted;
    match key {
        Key::Is => named(&STATES, text).map(Test::Is),
        Key::Channel => named(&CHANNELS, text).map(Test::Channel),
        Key::Has => named(&CONTENTS, text).map(Test::Has),
        Key::Wait => wait(text).ok_or_else(|| expected(key)),
        Key::Before => moment(text, zone, key).map(Test::Before),
        Key::After => moment(text, zone, key).map(Test::After),
        Key::Tag if none => Ok(Test::Untagged),
        Key::Tag => Ok(Test::Tag(needle())),
        Key::By if none => Ok(Test::Unassigned),
        Key::By if me => Ok(Test::Is(language::Is::Mine)),
        Key::By => Ok(Test::By(text.into(), needle())),
        Key::Line => Ok(Test::Line(needle())),
        Key::Name => Ok(Test::Name(needle())),
    }
}

fn named<T: Copy>(words: &[language::Word<T>], text: &str) -> Result<T, String> {
    language::meaning(words, text).ok_or_else(|| match language::did_you_mean(words, text) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("write one of {}", language::names(words)),
    })
}

fn wait(text: &str) -> Option<Test> {
    let signs = [
        (">=", Comparison::AtLeast),
        ("<=", Comparison::AtMost),
        (">", Comparison::Over),
        ("<", Comparison::Under),
    ];
    let signed = signs
        .iter()
        .find_map(|(sign, meaning)| Some((text.strip_prefix(sign)?, *meaning)));
    let (number, comparison) = signed.unwrap_or((text, Comparison::AtLeast));
    Some(Test::Wait(comparison, length(number)?))
}

fn moment(text: &str, zone: Zone, key: Key) -> Result<Moment, String> {
    Moment::parse(text, zone).ok_or_else(|| expected(key))
}

/// What can stand behind a key.
fn expected(key: Key) -> String {
    match key {
        Key::Is => format!("write one of {}", language::names(&STATES)),
        Key::Channel => format!("write one of {}", language::names(&CHANNELS)),
        Key::Has => format!("write one of {}", language::names(&CONTENTS)),
        Key::Wait => "write a time such as >30m, 2h, 1d or 1h30m".to_owned(),
        Key::Before | Key::After => {
            "write a day such as 2026-01-31, today or yesterday, or 7d for seven days ago"
                .to_owned()
        }
        Key::Tag => "write a tag, or none".to_owned(),
        Key::By => "write a name, me or none".to_owned(),
        Key::Line => "write a part of the clinic's number or address".to_owned(),
        Key::Name => "write a part of a name".to_owned(),
    }
}

fn unknown_key(name: &str) -> String {
    match language::did_you_mean(&KEYS, name) {
        Some(known) => format!("did you mean {known}:?"),
        None => format!(
            "write one of {} before a colon, or quotes around the word",
            language::names(&KEYS)
        ),
    }
}
