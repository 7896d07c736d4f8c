//! The one sanitiser: remote text becomes [`CleanText`] here, and nothing else may be drawn.
//!
//! What patients write is untrusted input to a terminal and private at the same time. This module
//! owns both sides of that: what may reach a screen, a clipboard or a title, and that `Debug` never
//! shows it. It must not know where a text comes from or how it will be laid out.
//!
//! Invariant: a [`CleanText`] holds no control character (but `\n` in a block), no part of an escape
//! sequence, nothing that reorders or hides text, at most [`MARKS_MAX`] combining marks on one base,
//! no grapheme cluster of more than [`CLUSTER_MAX`] characters, and at most as many characters as its
//! kind allows. Cleaning a clean text changes nothing, so a second pass is always safe.
//!
//! The work is done in one forward pass of two stages, linear in the input, that ends once the text
//! is full: `escape` takes out the terminal's language, `compose` the invisible parts of Unicode.
//!
//! | in | out |
//! |---|---|
//! | escape sequences, 7-bit or 8-bit | gone as a whole, see `escape` |
//! | other control characters | gone |
//! | `\r\n`, `\r`, VT, FF, NEL, U+2028, U+2029 | a line break |
//! | line break, tab, any white space, in a line | runs become one space, none at the ends |
//! | tab in a block | four spaces |
//! | bidi controls, invisible format characters, tags | gone |
//! | ZWJ | kept only between two pictographs |
//! | VS15, VS16 | kept only right behind a base that has an emoji form |
//! | private use, noncharacters | U+FFFD: their look depends on the reader's font |
//! | more combining marks than fit, or marks without a base | gone |
//! | a grapheme cluster without end | one U+FFFD |
//!
//! ZWNJ goes too, although a few scripts use it to shape words: the words stay readable without, and
//! with it two names could look the same and still differ.

pub mod clip;
mod compose;
mod escape;
#[cfg(test)]
mod tests;
mod unicode;
pub mod wrap;

use std::fmt;
use std::sync::Arc;

use compose::{Composer, Shape};
use escape::Unescaped;

/// Most combining marks kept on one base. Every living script needs fewer; more is "zalgo" text,
/// which paints over its neighbours.
pub const MARKS_MAX: u8 = 4;

/// Most characters in one grapheme cluster. The longest emoji in use have ten; a cluster without
/// bound would be wider than every screen and hide what follows it.
pub const CLUSTER_MAX: usize = 32;

/// Text from outside that is safe to draw, print, copy and put into a title. Copies share it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(Arc<str>);

impl CleanText {
    /// Longest line kept, in characters.
    pub const LINE_MAX: usize = 256;
    /// Longest block kept, in characters.
    pub const BLOCK_MAX: usize = 20_000;

    /// One line, at most [`CleanText::LINE_MAX`] characters.
    ///
    /// Runs of white space, line breaks included, become one space; there is none at the ends. A
    /// longer text is cut between two grapheme clusters and ends in `…`.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        if is_clean_ascii_line(raw) {
            return Self(raw.into());
        }
        Self::compose(raw, Shape::Line)
    }

    /// Several lines separated by `\n`, at most [`CleanText::BLOCK_MAX`] characters.
    ///
    /// White space is kept, but for the end of the block. A longer text is cut between two grapheme
    /// clusters and ends in `…`.
    #[must_use]
    pub fn block(raw: &str) -> Self {
        if is_clean_ascii_block(raw) {
            return Self(raw.into());
        }
        Self::compose(raw, Shape::Block)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether nothing is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn compose(raw: &str, shape: Shape) -> Self {
        let mut composer = Composer::new(shape, raw.len());
        for c in Unescaped::new(raw) {
            if composer.is_overfull() {
                break;
            }
            composer.push(c);
        }
        Self(composer.finish().into())
    }
}

/// Fast path: printable ASCII with single spaces between words, within the cap.
fn is_clean_ascii_line(raw: &str) -> bool {
    let mut previous = b' ';
    let printable = raw.len() <= CleanText::LINE_MAX
        && raw.bytes().all(|byte| {
            let double_space = byte == b' ' && previous == b' ';
            previous = byte;
            matches!(byte, b' '..=b'~') && !double_space
        });
    printable && (raw.is_empty() || previous != b' ')
}

/// Fast path: printable ASCII and line feeds, no white space at the end, within the cap.
fn is_clean_ascii_block(raw: &str) -> bool {
    raw.len() <= CleanText::BLOCK_MAX
        && raw.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n'))
        && !raw.ends_with([' ', '\n'])
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CleanText {
    /// Never the text itself: it may be private, and `Debug` ends up in logs and panics.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CleanText({} bytes)", self.0.len())
    }
}
