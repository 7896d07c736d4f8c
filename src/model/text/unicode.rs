//! What each character is to a reader: seen, attached to another, or not seen at all.
//!
//! Only the invisible characters are listed here. Widths and emoji properties come from the crates
//! that also lay the text out, so both always speak of the same version of Unicode.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// What to do with a character that is not a control.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Class {
    /// Takes room on the screen and can carry marks.
    Base,
    /// White space.
    Space,
    /// Takes no room; belongs to the base before it.
    Mark,
    /// Zero width joiner.
    Joiner,
    /// VS15 or VS16: text or emoji form of the base before it.
    Variation,
    /// Never seen; reorders or hides text.
    Invisible,
    /// Means something only to one font or one program.
    Unknowable,
}

/// Classifies a character.
pub(super) fn classify(c: char) -> Class {
    match c {
        '!'..='~' => Class::Base,
        '\u{200d}' => Class::Joiner,
        '\u{fe0e}' | '\u{fe0f}' => Class::Variation,
        c if is_invisible(c) => Class::Invisible,
        c if is_private_or_nonchar(c) => Class::Unknowable,
        c if c.is_whitespace() => Class::Space,
        c if c.width().unwrap_or(0) == 0 => Class::Mark,
        _ => Class::Base,
    }
}

/// Bidi controls, `Default_Ignorable_Code_Point` and other format characters without a glyph.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' // soft hyphen
        | '\u{34f}' // combining grapheme joiner
        | '\u{61c}' // Arabic letter mark (bidi)
        | '\u{115f}'..='\u{1160}' // Hangul fillers
        | '\u{17b4}'..='\u{17b5}' // Khmer inherent vowels
        | '\u{180b}'..='\u{180f}' // Mongolian variation selectors and separator
        | '\u{200b}'..='\u{200c}' // zero width space and non-joiner
        | '\u{200e}'..='\u{200f}' // bidi marks
        | '\u{202a}'..='\u{202e}' // bidi embeddings and overrides
        | '\u{2060}'..='\u{206f}' // word joiner, invisible operators, bidi isolates, old shaping
        | '\u{3164}' // Hangul filler
        | '\u{fe00}'..='\u{fe0d}' // variation selectors without an emoji meaning
        | '\u{feff}' // byte order mark
        | '\u{ffa0}' // halfwidth Hangul filler
        | '\u{fff0}'..='\u{fffb}' // reserved, interlinear annotation
        | '\u{13430}'..='\u{1343f}' // Egyptian hieroglyph joiners
        | '\u{1bca0}'..='\u{1bca3}' // shorthand format controls
        | '\u{1d159}' // musical null notehead
        | '\u{1d173}'..='\u{1d17a}' // musical format controls
        | '\u{e0000}'..='\u{e0fff}' // tags, variation selectors
    )
}

/// Private use, and the code points that are never characters.
fn is_private_or_nonchar(c: char) -> bool {
    matches!(c,
        '\u{e000}'..='\u{f8ff}'
        | '\u{f0000}'..='\u{10ffff}'
        | '\u{fdd0}'..='\u{fdef}'
    ) || u32::from(c) & 0xfffe == 0xfffe
}

/// Whether a character is an `Extended_Pictographic`: may stand on either side of a joiner.
///
/// Asked of the segmenter, since by its rule GB11 only those are one cluster with a pictograph and a
/// joiner before them. Marks are too, but they are told apart before.
pub(super) fn is_pictograph(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let mut probe = String::from("©\u{200d}");
    probe.push(c);
    let mut clusters = probe.graphemes(true);
    clusters.next().is_some() && clusters.next().is_none() && classify(c) == Class::Base
}

/// Whether VS15 and VS16 mean something behind this base: pictographs and the bases of keycaps.
pub(super) fn has_emoji_form(c: char) -> bool {
    matches!(c, '0'..='9' | '#' | '*') || is_pictograph(c)
}

/// Skin tones: they change the pictograph before them and stay part of it.
pub(super) fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1f3fb}'..='\u{1f3ff}')
}
