//! Finding a word in a text, whatever its case, its accents and a typing mistake or two.
//!
//! A text holds a word
//! - as it is written, where case and accents do not count ("muller" is in "Müller");
//! - as a number, where only the digits count ("5550134" is in "(555) 555-0134");
//! - loosely, where letters were left out ("jsmth" is in "John Smith").
//!
//! Any letters in the right order would be found almost everywhere. So a loose find begins where a word
//! begins, and each further letter stands right behind the one before it, or begins one of the next two
//! words, or has a single letter before it that was left out: that, once in four letters, and not right
//! behind a word's first letter that was jumped to. In running text it stays within one word.
//!
//! Nothing here allocates: each row of the list is asked at every key. The table of accents is that of
//! `nucleo_matcher`; its matcher is not used, since its score has no bound that could be explained.

use std::ops::Range;

use nucleo_matcher::chars;
use unicode_segmentation::UnicodeSegmentation;

/// Shorter words are found loosely in too many others.
const LOOSE_FROM: usize = 4;
/// Longer words are not looked for loosely.
const LOOSE_MAX: usize = 16;
/// Letters for each one that may be left out.
const LETTERS_A_SLIP: usize = 4;
/// How many words further on the next letter may begin one.
const JUMP_WORDS: usize = 2;
/// Most letters tried at one place: a text made to cost much costs no more.
const FUEL: u16 = 256;
/// Characters of a name, or of a word, that are looked at loosely if they are not all ASCII.
const PIECE: usize = 64;
/// From this many digits on, what stands between digits does not count.
const DIGITS_FROM: usize = 4;

/// What kind of text it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A name or a label: a few words that belong together.
    Name,
    /// What somebody wrote.
    Running,
}

/// How exactly a word is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Exactness {
    /// As it is written.
    Exact,
    /// Also with letters left out.
    Loose,
}

/// A word to be found, made ready.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Needle {
    /// Without case and accents.
    folded: Box<str>,
    chars: Box<[char]>,
    /// Its digits, if it is a number.
    digits: Option<Box<[u8]>>,
    exactness: Exactness,
}

impl Needle {
    pub(super) fn new(word: &str, exactness: Exactness) -> Self {
        let chars: Box<[char]> = folded(word).map(|letter| letter.c).collect();
        let letters = chars.iter().all(|c| c.is_alphabetic());
        let fits = (LOOSE_FROM..=LOOSE_MAX).contains(&chars.len());
        let loose = letters && fits && exactness == Exactness::Loose;
        Self {
            folded: chars.iter().collect(),
            chars,
            digits: number(word),
            exactness: if loose {
                Exactness::Loose
            } else {
                Exactness::Exact
            },
        }
    }

    /// Without case and accents.
    pub(super) fn as_str(&self) -> &str {
        &self.folded
    }

    /// Whether the text holds it as it is written, or as a number.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.is_written_in(text) || self.number_in(text, 0).is_some()
    }

    /// The same, or loosely.
    pub(super) fn is_roughly_in(&self, text: &str, kind: Kind) -> bool {
        self.is_in(text) || self.loosely_in(text, kind).is_some()
    }

    fn is_written_in(&self, text: &str) -> bool {
        if self.folded.is_ascii() {
            let needle = self.folded.as_bytes();
            let found = |part: &[u8]| part.eq_ignore_ascii_case(needle);
            if needle.is_empty() || text.as_bytes().windows(needle.len()).any(found) {
                return true;
            }
        }
        !text.is_ascii() && self.written_in(text, 0).is_some()
    }

    /// Which bytes hold it as it is written, from the byte `from` on.
    fn written_in(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let mut rest = folded(text.get(from..)?);
        loop {
            let end = self.end_at(rest.clone());
            let first = rest.next()?;
            if let Some(end) = end {
                return Some(from + first.at..from + end);
            }
        }
    }

    /// Where the word ends, if the text begins with it.
    fn end_at(&self, mut text: impl Iterator<Item = Letter>) -> Option<usize> {
        let mut end = None;
        for wanted in &self.chars {
            end = Some(text.next().filter(|letter| letter.c == *wanted)?.end);
        }
        end
    }

    /// Which bytes hold the same digits, from the byte `from` on, whatever stands between them.
    fn number_in(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let (first, others) = self.digits.as_deref()?.split_first()?;
        let bytes = text.as_bytes();
        let starts = (from..bytes.len()).filter(|at| bytes.get(*at) == Some(first));
        starts
            .map(|start| (start, start + 1))
            .find_map(|(start, mut end)| {
                for wanted in others {
                    let rest = bytes.get(end..).unwrap_or_default();
                    let gap = rest.iter().take_while(|byte| separates(**byte)).count();
                    end += gap + 1;
                    (rest.get(gap) == Some(wanted)).then_some(())?;
                }
                Some(start..end)
            })
    }

    /// Which letters of the text hold it loosely.
    fn loosely_in(&self, text: &str, kind: Kind) -> Option<Found> {
        if self.exactness == Exactness::Exact {
            return None;
        }
        if text.is_ascii() {
            let bytes = text.as_bytes();
            let letter = |at: usize| {
                let c = char::from(*bytes.get(at)?).to_ascii_lowercase();
                let end = at + 1;
                Some(Letter { at, end, c })
            };
            return Walk::new(self, kind, letter).find();
        }
        match kind {
            Kind::Name => self.loosely_in_piece(text, 0, kind),
            Kind::Running => {
                let words = text.split(|c: char| !c.is_alphanumeric() && !is_mark(c));
                words.into_iter().find_map(|word| {
                    let start = word.as_ptr().addr() - text.as_ptr().addr();
                    self.loosely_in_piece(word, start, kind)
                })
            }
        }
    }

    fn loosely_in_piece(&self, piece: &str, start: usize, kind: Kind) -> Option<Found> {
        let mut letters = [None; PIECE];
        for (place, letter) in letters.iter_mut().zip(folded(piece)) {
            let (at, end) = (start + letter.at, start + letter.end);
            *place = Some(Letter { at, end, ..letter });
        }
        let letter = |at: usize| letters.get(at).copied().flatten();
        Walk::new(self, kind, letter).find()
    }

    /// Which bytes of a name to mark: everywhere it stands, else where it was found loosely. Not sorted.
    pub(super) fn marks(&self, text: &str, found: &mut Vec<Range<usize>>) {
        let before = found.len();
        for find in [Self::written_in, Self::number_in] {
            let mut from = 0;
            while let Some(range) = find(self, text, from).filter(|range| !range.is_empty()) {
                from = range.end;
                found.push(range);
            }
        }
        if found.len() == before
            && let Some(letters) = self.loosely_in(text, Kind::Name)
        {
            found.extend(letters.into_iter().flatten().map(|l| l.at..l.end));
        }
    }
}

/// A character without case and accent, and which bytes of the text it is.
#[derive(Clone, Copy)]
struct Letter {
    at: usize,
    end: usize,
    c: char,
}

/// The letters of a loose find.
type Found = [Option<Letter>; LOOSE_MAX];

/// The search for a loose find in one text.
struct Walk<'a, F> {
    needle: &'a Needle,
    kind: Kind,
    letter: F,
    fuel: u16,
    found: Found,
}

impl<'a, F: Fn(usize) -> Option<Letter>> Walk<'a, F> {
    fn new(needle: &'a Needle, kind: Kind, letter: F) -> Self {
        Self {
            needle,
            kind,
            letter,
            fuel: 0,
            found: [None; LOOSE_MAX],
        }
    }

    fn find(mut self) -> Option<Found> {
        let slips = self.needle.chars.len() / LETTERS_A_SLIP;
        let first = *self.needle.chars.first()?;
        let mut behind_letter = false;
        for at in 0.. {
            let letter = (self.letter)(at)?;
            if !behind_letter && letter.c == first {
                self.fuel = FUEL;
                if let Some(place) = self.found.first_mut() {
                    *place = Some(letter);
                }
                if self.goes_on(at, 1, slips) {
                    return Some(self.found);
                }
            }
            behind_letter = letter.c.is_alphanumeric();
        }
        None
    }

    /// Whether the letters from the `nth` on are found behind the place `last`.
    fn goes_on(&mut self, last: usize, nth: usize, slips: usize) -> bool {
        let Some(wanted) = self.needle.chars.get(nth).copied() else {
            return true;
        };
        self.fuel = self.fuel.saturating_sub(1);
        if self.fuel == 0 {
            return false;
        }
        if self.takes(last + 1, wanted, nth) && self.goes_on(last + 1, nth + 1, slips) {
            return true;
        }
        let left_out = self.is_letter(last + 1);
        let jumped = nth > 1 && !last.checked_sub(1).is_some_and(|at| self.is_letter(at));
        if left_out
            && !jumped
            && slips > 0
            && self.takes(last + 2, wanted, nth)
            && self.goes_on(last + 2, nth + 1, slips - 1)
        {
            return true;
        }
        let jumps = match self.kind {
            Kind::Name => JUMP_WORDS,
            Kind::Running => 0,
        };
        let mut from = last;
        for _ in 0..jumps {
            let Some(start) = self.next_word(from) else {
                return false;
            };
            if self.takes(start, wanted, nth) && self.goes_on(start, nth + 1, slips) {
                return true;
            }
            from = start;
        }
        false
    }

    /// Whether this letter stands at a place; it is noted.
    fn takes(&mut self, at: usize, wanted: char, nth: usize) -> bool {
        let letter = (self.letter)(at).filter(|letter| letter.c == wanted);
        if let Some(place) = self.found.get_mut(nth) {
            *place = letter;
        }
        letter.is_some()
    }

    fn is_letter(&self, at: usize) -> bool {
        (self.letter)(at).is_some_and(|letter| letter.c.is_alphanumeric())
    }

    /// Where the word behind the one at `from` begins.
    fn next_word(&self, from: usize) -> Option<usize> {
        let mut behind_letter = true;
        for at in from + 1.. {
            let is_letter = (self.letter)(at)?.c.is_alphanumeric();
            if is_letter && !behind_letter {
                return Some(at);
            }
            behind_letter = is_letter;
        }
        None
    }
}

/// The characters of a text without case and accents.
fn folded(text: &str) -> impl Iterator<Item = Letter> + Clone {
    let visible = text.char_indices().filter(|(_, c)| !is_mark(*c));
    visible.map(|(at, c)| Letter {
        at,
        end: at + c.len_utf8(),
        c: fold(c),
    })
}

/// A character without case and accent.
fn fold(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        chars::to_lower_case(chars::normalize(c))
    }
}

/// An accent that stands behind its letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Ranges of a text in order, joined where they touch, each widened to whole clusters.
pub(super) fn joined(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    let mut ranges = ranges.into_iter().peekable();
    for (at, cluster) in text.grapheme_indices(true) {
        let end = at + cluster.len();
        while ranges.next_if(|range| range.end <= at).is_some() {}
        if ranges.peek().is_none_or(|range| range.start >= end) {
            continue;
        }
        match joined.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => joined.push(at..end),
        }
    }
    joined
}

/// The digits of a word that is a number.
fn number(word: &str) -> Option<Box<[u8]>> {
    let other = |byte: u8| !byte.is_ascii_digit() && !separates(byte);
    let digits: Box<[u8]> = word.bytes().filter(u8::is_ascii_digit).collect();
    let enough = digits.len() >= DIGITS_FROM;
    (enough && !word.bytes().any(other)).then_some(digits)
}

/// What stands between the digits of a number.
const fn separates(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'(' | b')' | b'.' | b'+' | b'/')
}

#[cfg(test)]
mod tests;
