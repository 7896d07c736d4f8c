//! The line a query is typed in: its text, what it asks so far, and what could be written next.

use std::fmt;
use std::ops::Range;

use tui_input::{Input, InputRequest};

use crate::app::chord::{Chord, Key};
use crate::app::inbox::Place;
use crate::model::text::CleanText;
use crate::model::zone::Zone;
use crate::triage::query::complete::{Offer, Vocabulary};
use crate::triage::{Query, QueryError, Typed};

/// Longest query, in characters.
pub(super) const QUERY_MAX: usize = 200;

/// What a line is typed for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// `/`: to jump to what matches, and mark it.
    Search,
    /// `\`: to hide what does not match.
    Filter,
}

impl Purpose {
    /// What stands before the line.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Search => "/",
            Self::Filter => "\\",
        }
    }
}

/// What could be written at the cursor.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Completion {
    /// The offers, best first.
    pub offers: Vec<Offer>,
    /// Which of them was chosen or taken.
    pub chosen: Option<usize>,
    at: Range<usize>,
    /// The chosen one stands in the line.
    taken: bool,
}

/// A line while it is being typed.
pub struct Line {
    /// What for.
    pub purpose: Purpose,
    input: Input,
    typed: Typed,
    completion: Completion,
    vocabulary: Vocabulary,
    zone: Zone,
    /// What was searched for, or filtered by, before.
    pub(in crate::app) before: Query,
    /// What was on the screen before.
    pub(in crate::app) from: Place,
}

impl fmt::Debug for Line {
    /// Never the text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("purpose", &self.purpose)
            .field("input", &format_args!("{} bytes", self.text().len()))
            .field("typed", &self.typed)
            .finish_non_exhaustive()
    }
}

impl Line {
    pub(in crate::app) fn new(
        purpose: Purpose,
        before: Query,
        from: Place,
        vocabulary: Vocabulary,
        zone: Zone,
    ) -> Self {
        // A filter is changed, a search begins anew.
        let text = match purpose {
            Purpose::Search => String::new(),
            Purpose::Filter => before.text().to_owned(),
        };
        let mut line = Self {
            purpose,
            input: Input::new(text),
            typed: Typed::default(),
            completion: Completion::default(),
            vocabulary,
            zone,
            before,
            from,
        };
        line.read();
        // Whoever searches mostly types a name: the keys are offered to who begins with one.
        if purpose == Purpose::Search {
            line.completion = Completion::default();
        }
        line
    }

    /// The editor of the line.
    #[must_use]
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// The text of the line.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// What it asks so far.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.typed.query
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(&self) -> Option<&QueryError> {
        self.typed.error.as_ref()
    }

    /// What could be written at the cursor.
    #[must_use]
    pub fn completion(&self) -> &Completion {
        &self.completion
    }

    /// Gives a key to the line. Whether its text changed.
    pub(in crate::app) fn key(&mut self, chord: Chord) -> bool {
        match (chord.key, chord.ctrl, chord.alt) {
            (Key::Tab, false, false) => return self.take(1),
            (Key::BackTab, false, false) => return self.take(-1),
            (Key::Down, false, false) => return self.choose(1),
            (Key::Up, false, false) => return self.choose(-1),
            _ => {}
        }
        let Some(request) = request(chord) else {
            return false;
        };
        let full = self.text().chars().count() >= QUERY_MAX;
        if full && matches!(request, InputRequest::InsertChar(_)) {
            return false;
        }
        let before = (self.text().to_owned(), self.input.cursor());
        self.input.handle(request);
        if before.0 == self.text() && before.1 == self.input.cursor() {
            return false;
        }
        self.read();
        before.0 != self.text()
    }

    /// Gives pasted text to the line, without anything that is not plain text.
    pub(in crate::app) fn paste(&mut self, text: &str) -> bool {
        let mut changed = false;
        for c in CleanText::line(text).as_str().chars() {
            changed |= self.key(Chord::plain(Key::Char(c)));
        }
        changed
    }

    /// Takes the offer that was chosen by its key, if one was. Whether one was taken.
    pub(in crate::app) fn take_chosen(&mut self) -> bool {
        self.completion.chosen.is_some() && !self.completion.taken && self.take(1)
    }

    /// The query as a whole. What is wrong with it is shown from now on, also at the cursor.
    pub(in crate::app) fn finish(&mut self) -> Option<Query> {
        match Query::parse(self.text(), self.zone) {
            Ok(query) => Some(query),
            Err(error) => {
                self.typed.error = Some(error);
                self.completion = Completion::default();
                None
            }
        }
    }

    fn read(&mut self) {
        let cursor = self.cursor_bytes();
        self.typed = Query::typed(self.text(), self.zone, cursor);
        let offers = self.vocabulary.offers(self.text(), cursor);
        self.completion = Completion {
            at: offers.at,
            offers: offers.all,
            ..Completion::default()
        };
    }

    /// The cursor as a place in bytes: the editor counts characters.
    fn cursor_bytes(&self) -> usize {
        let mut places = self.text().char_indices().map(|(at, _)| at);
        places.nth(self.input.cursor()).unwrap_or(self.text().len())
    }

    fn choose(&mut self, step: isize) -> bool {
        if !self.completion.offers.is_empty() {
            let next = self.completion.next(step);
            self.completion.chosen = Some(next);
            self.completion.taken = false;
        }
        false
    }

    /// Writes the chosen offer into the line, else the first; once more, the next one in its place.
    fn take(&mut self, step: isize) -> bool {
        let index = match self.completion.chosen {
            Some(chosen) if !self.completion.taken => chosen,
            _ => self.completion.next(step),
        };
        let Some(offer) = self.completion.offers.get(index).cloned() else {
            return false;
        };
        let at = self.completion.at.clone();
        let (before, after) = (self.text().get(..at.start), self.text().get(at.end..));
        let (Some(before), Some(after)) = (before, after) else {
            return false;
        };
        let text = format!("{before}{}{after}", offer.text);
        if text.chars().count() > QUERY_MAX {
            return false;
        }
        let end = at.start + offer.text.len();
        let cursor = before.chars().count() + offer.text.chars().count();
        let mut completion = std::mem::take(&mut self.completion);
        self.input = Input::new(text).with_cursor(cursor);
        self.read();
        if !offer.goes_on {
            completion.at = at.start..end;
            completion.chosen = Some(index);
            completion.taken = true;
            self.completion = completion;
        }
        true
    }
}

impl Completion {
    /// The offer behind the chosen one, or before it, going round.
    fn next(&self, step: isize) -> usize {
        let all = self.offers.len().max(1);
        match (self.chosen, step > 0) {
            (None, true) => 0,
            (None, false) => all - 1,
            (Some(chosen), true) => (chosen + 1) % all,
            (Some(chosen), false) => (chosen + all - 1) % all,
        }
    }
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
