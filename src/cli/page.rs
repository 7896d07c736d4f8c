//! A page of explanations: its parts, and how they look as plain text.
//!
//! Help and manual pages are made from the same parts, so that they cannot differ. Everything on a page is our own
//! words; nothing from outside is ever put on one.

use std::fmt::Write as _;

/// Columns of a page as text.
const WIDTH: usize = 78;
/// Columns before the explanation of a short word.
const TERM: usize = 20;

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// What to ask for: `help NAME`.
    pub name: &'static str,
    /// What it is about, in a line.
    pub about: &'static str,
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// Begins a section.
    Heading(String),
    /// Prose, which is wrapped.
    Prose(String),
    /// Words and what each means.
    Words(Vec<(String, String)>),
    /// Lines to be typed or found in a file, as they are.
    Lines(Vec<String>),
}

impl Part {
    /// A heading.
    #[must_use]
    pub fn heading(text: &str) -> Self {
        Self::Heading(text.to_owned())
    }

    /// Prose.
    #[must_use]
    pub fn prose(text: &str) -> Self {
        Self::Prose(text.to_owned())
    }

    /// Words with their meanings.
    pub fn words<A: Into<String>, B: Into<String>>(
        words: impl IntoIterator<Item = (A, B)>,
    ) -> Self {
        let words = words.into_iter();
        Self::Words(
            words
                .map(|(word, means)| (word.into(), means.into()))
                .collect(),
        )
    }

    /// Lines as they are.
    pub fn lines<A: Into<String>>(lines: impl IntoIterator<Item = A>) -> Self {
        Self::Lines(lines.into_iter().map(Into::into).collect())
    }
}

impl Page {
    /// The page as text of at most 78 columns, but for lines that are to be taken as they are.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n\n{}", self.about, text(&self.parts))
    }
}

/// Parts as text, each section behind an empty line; it ends with the end of a line.
#[must_use]
pub fn text(parts: &[Part]) -> String {
    let mut out = String::new();
    let mut after_heading = true;
    for part in parts {
        if !after_heading {
            out.push('\n');
        }
        after_heading = matches!(part, Part::Heading(_));
        write_part(&mut out, part);
    }
    out
}

fn write_part(out: &mut String, part: &Part) {
    match part {
        Part::Heading(text) => {
            let _ = writeln!(out, "{text}:");
        }
        Part::Prose(text) => wrap(out, text, "  ", "  "),
        Part::Words(words) => {
            let column = words.iter().map(|(word, _)| word.chars().count()).max();
            let column = column.unwrap_or_default().min(TERM) + 4;
            let indent = " ".repeat(column);
            for (word, means) in words {
                write_word(out, word, means, column, &indent);
            }
        }
        Part::Lines(lines) => {
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
}

/// A word with its meaning beside it, or below it if the word is too long for that.
fn write_word(out: &mut String, word: &str, means: &str, column: usize, indent: &str) {
    let length = word.chars().count() + 4;
    if means.is_empty() || length > column {
        let _ = writeln!(out, "  {word}");
        if !means.is_empty() {
            wrap(out, means, indent, indent);
        }
    } else {
        let first = format!("  {word}{}", " ".repeat(column - length + 2));
        wrap(out, means, &first, indent);
    }
}

fn wrap(out: &mut String, text: &str, first: &str, further: &str) {
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(further)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .break_words(false);
    for line in textwrap::wrap(text, options) {
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stand_one_below_the_other() {
        let page = Page {
            name: "tea",
            about: "How tea is made",
            parts: vec![
                Part::heading("Water"),
                Part::prose(&"boil ".repeat(20)),
                Part::words([
                    ("hot", "as it should be"),
                    ("a-word-that-is-very-long", "below it"),
                ]),
                Part::heading("Example"),
                Part::lines(["kettle --on"]),
            ],
        };
        insta::assert_snapshot!(page.text(), @r"
        How tea is made

        Water:
          boil boil boil boil boil boil boil boil boil boil boil boil boil boil boil
          boil boil boil boil boil

          hot                   as it should be
          a-word-that-is-very-long
                                below it

        Example:
          kettle --on
        ");
    }
}
