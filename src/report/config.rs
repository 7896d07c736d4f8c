//! The settings in force.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value as Json;

use super::{SCHEMA, Text};

/// One setting in force.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Its name in the configuration file, a dot between table and key; `token` stands for all ways to give one.
    pub key: String,
    /// Whether it has a value.
    pub set: bool,
    /// Its value, as in the configuration file; `null` where it has none, or where that is a secret.
    pub value: Option<Json>,
    /// Who said so: `option`, `environment`, `file`, `default`.
    pub origin: &'static str,
    /// The same as a line of the file; empty where there is no such line.
    #[serde(skip)]
    pub line: String,
}

/// The answer of `config show`.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// `config`.
    pub kind: &'static str,
    /// The configuration file; `null` if there is none.
    pub file: Option<Text>,
    /// The settings.
    pub settings: Vec<Setting>,
}

impl Config {
    /// The answer of these settings.
    #[must_use]
    pub fn new(file: Option<&str>, settings: Vec<Setting>) -> Self {
        Self {
            schema: SCHEMA,
            kind: "config",
            file: file.map(super::doctor::words),
            settings,
        }
    }

    /// For people: a configuration file that says the same, but for what is secret.
    #[must_use]
    pub fn to_text(&self) -> String {
        let file = self.file.as_ref();
        let file = file.map_or("none", |path| path.0.as_str());
        // Writing to a string cannot fail.
        let mut text =
            format!("# The settings in force, and who set them. Configuration file: {file}\n");
        let mut table = "";
        for setting in &self.settings {
            let (of, key) = setting.key.split_once('.').unwrap_or(("", &setting.key));
            if of != table {
                table = of;
                let _ = writeln!(text, "\n[{table}]");
            }
            let origin = setting.origin;
            let _ = match (setting.set, setting.line.as_str()) {
                (false, _) => writeln!(text, "# {key} is not set"),
                (true, "") => writeln!(text, "# {key} is set, and not shown  # {origin}"),
                (true, line) => writeln!(text, "{line}  # {origin}"),
            };
        }
        text
    }
}
