//! A text divided into the words of a query.
//!
//! Words stand between blanks, but for those in quotes. A word may begin with `-`, and may have a key before
//! its values: `-has:call,"voice mail"`. Every place is a range of bytes of the text, on the borders of
//! characters.

use std::ops::Range;

/// One word.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// Where it stands, all of it.
    pub(super) at: Range<usize>,
    /// It begins with `-`.
    pub(super) negated: bool,
    /// What stands before the colon, and where, with the colon.
    pub(super) key: Option<(&'a str, Range<usize>)>,
    /// Behind the key what stands between commas; without a key one value, the word.
    pub(super) values: Vec<Value>,
    /// Where the quote begins that has no end.
    pub(super) open: Option<usize>,
}

/// One value.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// Where it stands, with its quotes.
    pub(super) at: Range<usize>,
    /// What it says, without them.
    pub(super) text: String,
    /// Some of it was in quotes.
    pub(super) quoted: bool,
}

/// Also the quotes that some keyboards and programs put there by themselves.
pub(super) const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}' | '\u{201d}')
}

/// All words of a text.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = next(text, from) {
        words.extend(word(text, start, end));
        from = end;
    }
    words
}

/// Where the next word begins and ends.
fn next(text: &str, from: usize) -> Option<(usize, usize)> {
    let rest = text.get(from..)?;
    let start = from + rest.find(|c: char| !c.is_whitespace())?;
    let mut quoted = false;
    let end = text.get(start..)?.find(|c: char| {
        quoted ^= is_quote(c);
        c.is_whitespace() && !quoted
    });
    Some((start, end.map_or(text.len(), |end| start + end)))
}

fn word(text: &str, start: usize, end: usize) -> Option<Word<'_>> {
    let raw = text.get(start..end)?;
    let negated = raw.starts_with('-');
    let body = start + usize::from(negated);
    let key = key(text.get(body..end)?).map(|key| (key, body..body + key.len() + 1));
    let from = key.as_ref().map_or(body, |(_, at)| at.end);
    let (values, open) = values(text.get(from..end)?, from, key.is_some());
    Some(Word {
        at: start..end,
        negated,
        key,
        values,
        open,
    })
}

/// What stands before the first colon, if that can be a key.
fn key(body: &str) -> Option<&str> {
    let (key, _) = body.split_once(':')?;
    let letters = |c: char| c.is_ascii_alphabetic() || c == '-';
    (key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(letters)).then_some(key)
}

/// The values, and where a quote begins that has no end.
fn values(raw: &str, from: usize, keyed: bool) -> (Vec<Value>, Option<usize>) {
    let value = |at: usize| Value {
        at: from + at..from + at,
        text: String::new(),
        quoted: false,
    };
    let (mut all, mut current, mut open) = (Vec::new(), value(0), None);
    for (at, c) in raw.char_indices() {
        let behind = at + c.len_utf8();
        if is_quote(c) {
            open = if open.is_none() {
                Some(from + at)
            } else {
                None
            };
            current.quoted = true;
        } else if c == ',' && keyed && open.is_none() {
            all.push(std::mem::replace(&mut current, value(behind)));
            continue;
        } else {
            current.text.push(c);
        }
        current.at.end = from + behind;
    }
    all.push(current);
    (all, open)
}
