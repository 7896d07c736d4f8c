//! Clean text (placeholder body).

use std::fmt;

/// Text from outside that is safe to draw, print, copy and put into a title.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct CleanText(Box<str>);

impl CleanText {
    /// One line, at most [`CleanText::LINE_MAX`] characters.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        Self(raw.into())
    }

    /// Several lines separated by `\n`, at most [`CleanText::BLOCK_MAX`] characters.
    #[must_use]
    pub fn block(raw: &str) -> Self {
        Self(raw.into())
    }

    /// Longest line kept, in characters.
    pub const LINE_MAX: usize = 256;
    /// Longest block kept, in characters.
    pub const BLOCK_MAX: usize = 20_000;

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
