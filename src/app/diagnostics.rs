//! What the diagnostics screen says: for support, and for whoever asks why something is not shown.
//!
//! It is sent by mail, so there is nothing private in it: it is made from counts, times, kinds and settings
//! only, and must not read a row, a thread, a name, an id, a message of the server or an address. Request ids
//! are there to be quoted ([`crate::sync::QuotableId`]).
//!
//! The header above it, which a screenshot shows as well, then names nobody either ([`Headline::anonymous`]).
//!
//! It is calm: times are times of day, not ages that tick, so that it is drawn again only when something
//! happened.

mod columns;
mod here;
mod parts;
mod words;
mod work;

use std::borrow::Cow;
use std::fmt::Write;

use super::headline::Headline;
use super::state::{App, Overlay};
use crate::model::text::CleanText;
use crate::sync::Link;

pub use columns::{Line, columns, height};

/// Columns of the labels, and a gap.
const LABEL: usize = 15;

/// How something is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// It is as it is.
    Plain,
    /// It may be why something is not shown.
    Wrong,
}

/// One thing and what there is to say of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it is, in at most 14 columns.
    pub label: Cow<'static, str>,
    /// How it is.
    pub value: String,
    /// How to read that.
    pub tone: Tone,
}

/// Entries that belong together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// What they are about.
    pub heading: &'static str,
    /// At least one.
    pub entries: Vec<Entry>,
}

/// Everything the screen says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// What stands left where there are two columns.
    pub left: Vec<Section>,
    /// What stands right, or below.
    pub right: Vec<Section>,
}

impl Report {
    /// How things stand.
    pub(super) fn of(app: &App) -> Self {
        parts::report(app)
    }

    /// All of it as plain text, to be sent to somebody. `made` says when.
    pub(super) fn to_text(&self, made: &str) -> String {
        let mut text = format!("spruce-inbox diagnostics, {made}\n");
        for section in self.left.iter().chain(&self.right) {
            // Writing to a String cannot fail.
            let _ = write!(text, "\n{}\n", section.heading);
            for entry in &section.entries {
                let line = format!("  {:LABEL$}{}", entry.label, entry.value);
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text
    }
}

impl App {
    /// What the diagnostics screen says, while it is open.
    #[must_use]
    pub fn report(&self) -> Option<&Report> {
        self.report.as_ref()
    }

    /// When the open diagnostics were copied, as a time of day.
    #[must_use]
    pub fn copied_at(&self) -> Option<String> {
        match self.overlay {
            Some(Overlay::Diagnostics { copied, .. }) => copied.map(|at| words::moment(self, at)),
            _ => None,
        }
    }

    /// The same as plain text, as of now.
    pub(super) fn report_text(&self) -> String {
        let at = self.now.wall;
        let local = self.zone.civil(at).format("%Y-%m-%d %H:%M:%S");
        let utc = at.utc().format("%H:%M:%S");
        Report::of(self).to_text(&format!("{local} ({utc} UTC)"))
    }
}

impl Headline {
    /// The same without the organization's name and without words of the server.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.organization = None;
        match &mut self.link {
            Link::Trouble(problem) | Link::Exhausted(problem) | Link::Denied(_, problem) => {
                problem.message = CleanText::line("calls fail");
                problem.request_id = None;
            }
            Link::Connecting | Link::Up => {}
        }
        self
    }
}

#[cfg(test)]
mod tests;
