//! What is on this computer because of the program, and what leaves it.

use std::fmt::Write as _;

use serde::Serialize;

use super::doctor::wrapped;
use super::{SCHEMA, Text, Time};

/// What the program does with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It only reads it.
    Reads,
    /// It writes it.
    Writes,
}

/// A file that the program may read or write.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Where it is.
    pub path: Text,
    /// What the program does with it.
    pub access: Access,
    /// Whether it is there.
    pub exists: bool,
    /// Its size; `null` if it is not there.
    pub bytes: Option<u64>,
    /// Who may use it, in octal as for `chmod`; `null` if it is not there, or the system knows no modes.
    pub mode: Option<String>,
    /// What is in it.
    pub holds: &'static str,
    /// What is never in it, of what the program could put there.
    pub never: &'static str,
}

/// A way by which something leaves the program.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outlet {
    /// Its name.
    pub name: &'static str,
    /// Whether it is used with these settings; `null` if they cannot be read.
    pub used: Option<bool>,
    /// Who gets it.
    pub to: Text,
    /// What they get.
    pub holds: &'static str,
    /// What they never get.
    pub never: &'static str,
}

/// The answer of `doctor --privacy`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Privacy {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// `privacy`.
    pub kind: &'static str,
    /// When it was made, by this computer's clock.
    pub generated_at: Time,
    /// Whether the configuration could be read; if not, files that it names are missing here.
    pub configuration_read: bool,
    /// Every file that the program may read or write.
    pub files: Vec<File>,
    /// Every way by which something leaves the program.
    pub outlets: Vec<Outlet>,
}

impl Privacy {
    /// The answer of these files and outlets.
    #[must_use]
    pub fn new(generated_at: Time, files: Vec<File>, outlets: Vec<Outlet>) -> Self {
        let configuration_read = outlets.iter().all(|outlet| outlet.used.is_some());
        Self {
            schema: SCHEMA,
            kind: "privacy",
            generated_at,
            configuration_read,
            files,
            outlets,
        }
    }

    /// For people; fitted to so many columns, `None` = into no terminal.
    #[must_use]
    pub fn to_text(&self, columns: Option<u16>) -> String {
        let mut text = "Files on this computer\n".to_owned();
        // Writing to a string cannot fail.
        for file in &self.files {
            let access = match file.access {
                Access::Reads => "is read",
                Access::Writes => "is written",
            };
            let there = match (file.bytes, &file.mode) {
                (Some(bytes), Some(mode)) => format!("{bytes} bytes, mode {mode}"),
                (Some(bytes), None) => format!("{bytes} bytes"),
                (None, _) => "not there".to_owned(),
            };
            let _ = writeln!(text, "\n  {} ({access}; {there})", file.path.0);
            push(&mut text, file.holds, file.never, columns);
        }
        if !self.configuration_read {
            text.push_str(
                "\n  The configuration cannot be read: files that it names are missing here.\n",
            );
        }
        text.push_str("\nWhat leaves the program\n");
        for outlet in &self.outlets {
            let used = match outlet.used {
                Some(true) => "in use",
                Some(false) => "not in use",
                None => "depends on the configuration",
            };
            let _ = writeln!(text, "\n  {}, to {} ({used})", outlet.name, outlet.to.0);
            push(&mut text, outlet.holds, outlet.never, columns);
        }
        text
    }
}

fn push(text: &mut String, holds: &str, never: &str, columns: Option<u16>) {
    for (word, what) in [("holds", holds), ("never", never)] {
        let what = wrapped(what, "", columns);
        let _ = writeln!(text, "                    {word:<7}{what}");
    }
}
