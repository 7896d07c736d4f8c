//! What works and what does not, check by check.

use std::fmt::Write as _;

use serde::Serialize;
use strum::Display;

use super::{SCHEMA, Text, Time};
use crate::model::text::CleanText;

/// Columns of what stands before the words of a check.
const INDENT: &str = "                           ";
/// Columns of the words, at most; and at least, however narrow the terminal is.
const WIDTHS: (usize, usize) = (20, 72);

/// What is checked. Its name in JSON is the kebab-case of the variant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Display, Serialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Name {
    /// Whether the configuration can be used.
    Configuration,
    /// Where requests go.
    Address,
    /// Whether there is a token, and only for its owner.
    Token,
    /// Whether the server answers.
    Reachability,
    /// Whether nobody on the way can read along.
    Encryption,
    /// Whether the token is accepted, and whose it is.
    Authorization,
    /// Whether this computer's clock agrees with the server's.
    Clock,
    /// How many requests there may be.
    Limits,
    /// Whether a page of the list can be read.
    List,
    /// Whether the items of one conversation can be read.
    Items,
    /// Whether the members can be read.
    Members,
    /// What the terminal is.
    Terminal,
    /// Whether it has colours.
    Colours,
    /// Whether it shows more than ASCII.
    Characters,
    /// How the desktop is notified.
    Notifications,
    /// Whether the clipboard can be set.
    Clipboard,
    /// Whether seen marks are kept.
    Ledger,
    /// Whether there is a log.
    Log,
}

/// What came of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It works.
    Ok,
    /// It works, but not as well as it could.
    Warn,
    /// It does not work.
    Fail,
    /// It was not looked at, because of another one.
    Skipped,
}

/// One check.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What was checked.
    pub name: Name,
    /// What came of it.
    pub outcome: Outcome,
    /// What was found, in words.
    pub found: Text,
    /// What to do about it; `null` where nothing has to be done.
    pub advice: Option<Text>,
    /// The server's id of the request, to quote to support; `null` where there was none.
    pub request_id: Option<Text>,
}

impl Check {
    /// A check and what was found. The words are cleaned: some of them may be the server's.
    #[must_use]
    pub fn new(name: Name, outcome: Outcome, found: &str) -> Self {
        Self {
            name,
            outcome,
            found: words(found),
            advice: None,
            request_id: None,
        }
    }

    /// And what to do about it.
    #[must_use]
    pub fn advise(self, advice: &str) -> Self {
        let advice = (!advice.is_empty()).then(|| words(advice));
        Self { advice, ..self }
    }

    /// And by which request.
    #[must_use]
    pub fn by(self, request_id: Option<&CleanText>) -> Self {
        let request_id = request_id.cloned().map(Text);
        Self { request_id, ..self }
    }
}

/// One line, however long: a path is not cut.
#[must_use]
pub fn words(text: &str) -> Text {
    Text(CleanText::block(&text.replace(['\n', '\r', '\t'], " ")))
}

/// Whether a text for people has colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paint {
    /// With colours, beside the words and signs that say the same.
    Coloured,
    /// Without.
    Plain,
}

/// The answer of `doctor`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Doctor {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// `doctor`.
    pub kind: &'static str,
    /// When it was made, by this computer's clock.
    pub generated_at: Time,
    /// Whether nothing failed.
    pub ok: bool,
    /// How many requests it took.
    pub requests: u32,
    /// The checks, in the order in which one depends on another.
    pub checks: Vec<Check>,
}

impl Doctor {
    /// The answer that these checks give.
    #[must_use]
    pub fn new(generated_at: Time, requests: u32, checks: Vec<Check>) -> Self {
        Self {
            schema: SCHEMA,
            kind: "doctor",
            generated_at,
            ok: checks.iter().all(|check| check.outcome != Outcome::Fail),
            requests,
            checks,
        }
    }

    /// For people: a line for each check, and what to do below; fitted to so many columns, `None` = into no terminal.
    #[must_use]
    pub fn to_text(&self, paint: Paint, columns: Option<u16>) -> String {
        let mut text = String::new();
        for check in &self.checks {
            let (sign, word, colour) = check.outcome.shown();
            let name = check.name.to_string();
            let (on, off) = match paint {
                Paint::Coloured => (colour, "\u{1b}[0m"),
                Paint::Plain => ("", ""),
            };
            let found = wrapped(check.found.0.as_str(), "", columns);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{on}{sign} {word:<8}{off} {name:<15} {found}");
            if let Some(advice) = &check.advice {
                let _ = writeln!(
                    text,
                    "{INDENT}{}",
                    wrapped(advice.0.as_str(), "→ ", columns)
                );
            }
            if let Some(id) = &check.request_id
                && matches!(check.outcome, Outcome::Fail | Outcome::Warn)
            {
                let _ = writeln!(text, "{INDENT}request {}", id.0);
            }
        }
        let count = |outcome| {
            self.checks
                .iter()
                .filter(|it| it.outcome == outcome)
                .count()
        };
        let (failed, warned) = (count(Outcome::Fail), count(Outcome::Warn));
        let _ = match (failed, warned) {
            (0, 0) => writeln!(text, "\nAll is well."),
            (0, _) => writeln!(text, "\nNothing failed; warnings: {warned}."),
            _ => writeln!(text, "\nFailed: {failed}; warnings: {warned}."),
        };
        text
    }
}

impl Outcome {
    /// Sign, word and colour.
    const fn shown(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Ok => ("✓", "ok", "\u{1b}[32m"),
            Self::Warn => ("!", "warning", "\u{1b}[33m"),
            Self::Fail => ("✖", "failed", "\u{1b}[31m"),
            Self::Skipped => ("-", "skipped", "\u{1b}[2m"),
        }
    }
}

/// Words in lines of readable length; a path stays in one piece.
pub(super) fn wrapped(text: &str, first: &str, columns: Option<u16>) -> String {
    let (least, most) = WIDTHS;
    let room = columns.map_or(most, |columns| {
        usize::from(columns).saturating_sub(INDENT.len())
    });
    let options = textwrap::Options::new(room.clamp(least, most))
        .initial_indent(first)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).join(&format!("\n{INDENT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_fitted_to_the_terminal() {
        let text =
            "1198 of 1200 left this minute; our share (0.25) is about 300 a minute, within 1 min";
        let widest = |columns: Option<u16>| {
            let text = format!("{INDENT}{}", wrapped(text, "", columns));
            text.lines().map(|line| line.chars().count()).max()
        };
        for columns in [50, 80, 100] {
            assert!(widest(Some(columns)) <= Some(usize::from(columns)));
        }
        // Neither a pipe nor a very wide terminal makes lines that nobody reads.
        assert_eq!(widest(Some(400)), widest(None));
        assert!(widest(None) <= Some(INDENT.len() + 72));
    }
}
