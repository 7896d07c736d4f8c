//! Search: the line that is typed into, and what matches.

#[cfg(test)]
mod tests;

use std::fmt;

use tui_input::{Input, InputRequest};

use crate::sync::Row;

use super::chord::{Chord, Key};

/// Longest query, in characters.
const QUERY_MAX: usize = 100;

/// The search.
#[derive(Default)]
pub struct Search {
    /// The line while it is being typed; `None` otherwise.
    pub(super) typing: Option<Input>,
    /// What is searched for, in lower case; empty = nothing.
    pub(super) query: String,
}

impl fmt::Debug for Search {
    /// Never what is searched for: names, mostly.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typing = self.typing.as_ref().map(|typing| typing.value().len());
        f.debug_struct("Search")
            .field("typing", &format_args!("{typing:?} bytes"))
            .field("query", &format_args!("{} bytes", self.query.len()))
            .finish()
    }
}

impl Search {
    /// The line being typed, if it is.
    #[must_use]
    pub fn typing(&self) -> Option<&Input> {
        self.typing.as_ref()
    }

    /// What is searched for, in lower case; empty = nothing.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Gives a key to the line. Whether its text changed.
    pub(super) fn key(&mut self, chord: Chord) -> bool {
        let Some(request) = request(chord) else {
            return false;
        };
        let Some(input) = &mut self.typing else {
            return false;
        };
        if matches!(request, InputRequest::InsertChar(_))
            && input.value().chars().count() >= QUERY_MAX
        {
            return false;
        }
        let before = input.value().to_owned();
        input.handle(request);
        self.query = input.value().to_lowercase();
        before != input.value()
    }

    /// Gives pasted text to the line, without anything that is not plain text.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        let clean = crate::model::text::CleanText::line(text);
        let mut changed = false;
        for c in clean.as_str().chars() {
            changed |= self.key(Chord::plain(Key::Char(c)));
        }
        changed
    }

    /// Whether a row matches: by name, participants, line, tags or last words.
    #[must_use]
    pub fn matches(&self, row: &Row) -> bool {
        if self.query.is_empty() {
            return false;
        }
        let has = |text: &str| contains(text, &self.query);
        let conversation = &row.conversation;
        has(conversation.name())
            || conversation
                .subtitle
                .as_ref()
                .is_some_and(|text| has(text.as_str()))
            || conversation
                .line
                .as_ref()
                .is_some_and(|text| has(text.as_str()))
            || conversation.tags.iter().any(|tag| has(tag.as_str()))
            || conversation.participants.iter().any(|participant| {
                has(participant.name.as_str())
                    || participant
                        .endpoint
                        .as_ref()
                        .is_some_and(|text| has(text.as_str()))
            })
            || row
                .digest
                .as_ref()
                .and_then(|digest| digest.preview())
                .is_some_and(|p| has(p.text.as_str()))
    }
}

/// Whether `text` contains `query`, which is in lower case, whatever the case of `text`.
#[must_use]
pub fn contains(text: &str, query: &str) -> bool {
    if text.is_ascii() && query.is_ascii() {
        let (text, query) = (text.as_bytes(), query.as_bytes());
        return query.is_empty()
            || text
                .windows(query.len())
                .any(|part| part.eq_ignore_ascii_case(query));
    }
    text.to_lowercase().contains(query)
}

fn request(chord: Chord) -> Option<InputRequest> {
    Some(match (chord.key, chord.ctrl, chord.alt) {
        (Key::Char(c), false, false) => InputRequest::InsertChar(c),
        (Key::Backspace, false, false) | (Key::Char('h'), true, false) => {
            InputRequest::DeletePrevChar
        }
        (Key::Delete, ..) => InputRequest::DeleteNextChar,
        (Key::Left, false, false) => InputRequest::GoToPrevChar,
        (Key::Right, false, false) => InputRequest::GoToNextChar,
        (Key::Left, ..) => InputRequest::GoToPrevWord,
        (Key::Right, ..) => InputRequest::GoToNextWord,
        (Key::Home, ..) | (Key::Char('a'), true, false) => InputRequest::GoToStart,
        (Key::End, ..) | (Key::Char('e'), true, false) => InputRequest::GoToEnd,
        (Key::Char('w'), true, false) | (Key::Backspace, ..) => InputRequest::DeletePrevWord,
        (Key::Char('u'), true, false) => InputRequest::DeleteLine,
        _ => return None,
    })
}
