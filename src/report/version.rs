//! What this program is.

use serde::Serialize;

use super::SCHEMA;

/// What can be left out when the program is built, and whether it is there.
const FEATURES: [(&str, bool); 1] = [("demo", cfg!(feature = "demo"))];

/// The answer of `version`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Version {
    /// [`SCHEMA`]: name and version of what all JSON keeps to.
    pub schema: &'static str,
    /// `version`.
    pub kind: &'static str,
    /// Name of the program.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// What was built in that can be left out.
    pub features: Vec<&'static str>,
    /// The operating system it was built for.
    pub os: &'static str,
    /// The processor it was built for.
    pub arch: &'static str,
}

impl Version {
    /// Of this program, built for this operating system and processor.
    #[must_use]
    pub fn built_for(os: &'static str, arch: &'static str) -> Self {
        let built_in = FEATURES.iter().filter(|(_, built_in)| *built_in);
        Self {
            schema: SCHEMA,
            kind: "version",
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            features: built_in.map(|(name, _)| *name).collect(),
            os,
            arch,
        }
    }

    /// For people, as `--version` says it.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{} {}\n", self.name, self.version)
    }
}
