//! Takes the terminal's own language out of a text: escape sequences with their tails, and controls.
//!
//! It knows ECMA-48 and nothing of Unicode beyond it. What it yields is free of controls but for
//! `\n` (every kind of line break) and `\t`; ESC and C1 are gone, so no new sequence can form from
//! what was left on both sides of one.
//!
//! Three decisions, all so that a patient's message cannot vanish:
//!
//! - A control string (OSC, DCS, SOS, PM, APC, and `ESC k`, the title of some terminals) that is
//!   never ended goes to the end of its *line*, not of the text.
//! - An 8-bit string opener (U+009D, U+0090, …) counts as one only before an ASCII letter or digit.
//!   Text decoded twice holds these characters by accident: a closing quotation mark becomes `â€` and
//!   U+009D, and must not take the rest of its line along.
//! - A line break ends every sequence and survives.

use std::iter::Peekable;
use std::str::Chars;

const BEL: char = '\u{07}';
const CAN: char = '\u{18}';
const SUB: char = '\u{1a}';
const ESC: char = '\u{1b}';
/// 8-bit "string terminator".
const ST: char = '\u{9c}';

/// How the content of a control string may end, besides ST.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// OSC: BEL ends it too.
    BelOrSt,
    /// The others.
    St,
}

/// The characters of a text without escape sequences and controls.
pub(super) struct Unescaped<'a> {
    chars: Peekable<Chars<'a>>,
}

impl<'a> Unescaped<'a> {
    pub(super) fn new(raw: &'a str) -> Self {
        Self {
            chars: raw.chars().peekable(),
        }
    }

    /// What follows ESC.
    fn skip_escape(&mut self) {
        match self.chars.peek() {
            Some('[') => {
                self.chars.next();
                self.skip_csi();
            }
            Some(']') => {
                self.chars.next();
                self.skip_string(Ending::BelOrSt);
            }
            Some('P' | 'X' | '^' | '_' | 'k') => {
                self.chars.next();
                self.skip_string(Ending::St);
            }
            // Intermediates and a final: character sets and the like. Without intermediates: the
            // two-character escapes.
            Some(' '..='~') => {
                while self.chars.next_if(|c| matches!(c, ' '..='/')).is_some() {}
                self.chars.next_if(|c| matches!(c, '0'..='~'));
            }
            // Not a sequence; another ESC starts its own.
            _ => {}
        }
    }

    /// Parameters, intermediates and the final of a control sequence. Terminals obey other controls
    /// in between and go on; so do we, but for those that end it.
    fn skip_csi(&mut self) {
        while let Some(&c) = self.chars.peek() {
            match c {
                '@'..='~' | CAN | SUB => {
                    self.chars.next();
                    return;
                }
                ' '..='?' => {
                    self.chars.next();
                }
                c if c.is_ascii_control() && c != ESC && !is_break(c) => {
                    self.chars.next();
                }
                _ => return,
            }
        }
    }

    /// The content of a control string and its terminator, at most to the end of the line.
    fn skip_string(&mut self, ending: Ending) {
        while let Some(&c) = self.chars.peek() {
            // ESC ends a string whatever follows, and starts a sequence of its own; with `\` that is
            // the terminator. It is left to the caller's loop: no recursion, however many there are.
            if is_break(c) || c == ESC {
                return;
            }
            self.chars.next();
            match c {
                ST | CAN | SUB => return,
                BEL if ending == Ending::BelOrSt => return,
                _ => {}
            }
        }
    }

    /// The content of a control string with an 8-bit opener, if it is one.
    fn skip_string_c1(&mut self, ending: Ending) {
        if self.chars.peek().is_some_and(char::is_ascii_alphanumeric) {
            self.skip_string(ending);
        }
    }
}

impl Iterator for Unescaped<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        loop {
            let c = self.chars.next()?;
            match c {
                '\t' => return Some(c),
                '\r' => {
                    self.chars.next_if_eq(&'\n');
                    return Some('\n');
                }
                c if is_break(c) => return Some('\n'),
                ESC => self.skip_escape(),
                '\u{9b}' => self.skip_csi(),
                '\u{9d}' => self.skip_string_c1(Ending::BelOrSt),
                '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => self.skip_string_c1(Ending::St),
                c if c.is_control() => {}
                c => return Some(c),
            }
        }
    }
}

/// Whether a character starts a new line: LF, VT, FF, CR, NEL, and Unicode's two separators.
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{0b}' | '\u{0c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}
