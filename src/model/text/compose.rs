//! Puts a clean text together from characters without controls: drops what cannot be seen, bounds
//! what can, and keeps the whole within its cap.

use unicode_segmentation::UnicodeSegmentation;

use super::unicode::{Class, classify, has_emoji_form, is_pictograph, is_skin_tone};
use super::{CLUSTER_MAX, CleanText, MARKS_MAX};

const ELLIPSIS: char = '…';
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;
const TAB: &str = "    ";

/// What the text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Words with single spaces between them.
    Line,
    /// Lines with their own spacing.
    Block,
}

impl Shape {
    const fn cap(self) -> usize {
        match self {
            Self::Line => CleanText::LINE_MAX,
            Self::Block => CleanText::BLOCK_MAX,
        }
    }
}

/// The base that marks, variation selectors and joiners belong to.
#[derive(Clone, Copy)]
struct Base {
    c: char,
    marks: u8,
    /// Nothing stands behind it yet.
    last: bool,
    /// A joiner was seen; it is written only if a pictograph follows.
    joined: bool,
}

/// Takes the characters of one text in order.
pub(super) struct Composer {
    out: String,
    /// Characters in `out`.
    len: usize,
    shape: Shape,
    base: Option<Base>,
    /// White space was seen in a line; it is written only if something follows.
    gap: bool,
}

impl Composer {
    /// `hint` is the size of the raw text in bytes.
    pub(super) fn new(shape: Shape, hint: usize) -> Self {
        Self {
            out: String::with_capacity(hint.min(shape.cap() + 1)),
            len: 0,
            shape,
            base: None,
            gap: false,
        }
    }

    /// Whether the text is longer than its cap already: more characters cannot change it.
    pub(super) fn is_overfull(&self) -> bool {
        self.len > self.shape.cap()
    }

    /// Takes the next character: no control but `\n` and `\t`.
    pub(super) fn push(&mut self, c: char) {
        match classify(c) {
            Class::Base => self.base(c),
            Class::Unknowable => self.base(REPLACEMENT),
            Class::Space => self.space(c),
            Class::Mark => self.mark(c),
            Class::Joiner => {
                if let Some(base) = &mut self.base {
                    base.joined = true;
                }
            }
            Class::Variation => self.variation(c),
            Class::Invisible => {}
        }
    }

    /// The text, within its cap and with every cluster bounded.
    pub(super) fn finish(mut self) -> Box<str> {
        if self.is_overfull() {
            self.cut();
        }
        self.out.truncate(self.out.trim_end().len());
        bound_clusters(self.out).into_boxed_str()
    }

    fn base(&mut self, c: char) {
        if std::mem::take(&mut self.gap) && self.len > 0 {
            self.write(' ');
        }
        if let Some(base) = &mut self.base {
            let joined = std::mem::take(&mut base.joined);
            let before = base.c;
            if is_skin_tone(c) && is_pictograph(before) {
                base.last = false;
                return self.write(c);
            }
            if joined && is_pictograph(c) && is_pictograph(before) {
                self.write('\u{200d}');
            }
        }
        self.base = Some(Base {
            c,
            marks: 0,
            last: true,
            joined: false,
        });
        self.write(c);
    }

    fn space(&mut self, c: char) {
        self.base = None;
        match (self.shape, c) {
            (Shape::Line, _) => self.gap = true,
            (Shape::Block, '\t') => TAB.chars().for_each(|space| self.write(space)),
            (Shape::Block, _) => self.write(c),
        }
    }

    fn mark(&mut self, c: char) {
        let Some(base) = &mut self.base else { return };
        if base.marks < MARKS_MAX {
            base.marks += 1;
            base.last = false;
            self.write(c);
        }
    }

    fn variation(&mut self, c: char) {
        let Some(base) = &mut self.base else { return };
        if base.last && has_emoji_form(base.c) {
            base.last = false;
            self.write(c);
        }
    }

    fn write(&mut self, c: char) {
        self.out.push(c);
        self.len += 1;
    }

    /// Cuts between two clusters so that an ellipsis fits.
    fn cut(&mut self) {
        let room = self.shape.cap() - 1;
        let (mut kept, mut end) = (0, 0);
        for (at, cluster) in self.out.grapheme_indices(true) {
            kept += cluster.chars().count();
            if kept > room {
                break;
            }
            end = at + cluster.len();
        }
        self.out.truncate(end);
        self.out.truncate(self.out.trim_end().len());
        self.write(ELLIPSIS);
    }
}

/// Replaces every cluster of more than [`CLUSTER_MAX`] characters by one U+FFFD.
fn bound_clusters(text: String) -> String {
    let too_long = |cluster: &&str| cluster.chars().count() > CLUSTER_MAX;
    if text.is_ascii() || !text.graphemes(true).any(|cluster| too_long(&cluster)) {
        return text;
    }
    text.graphemes(true)
        .map(|cluster| {
            if too_long(&cluster) {
                "\u{fffd}"
            } else {
                cluster
            }
        })
        .collect()
}
