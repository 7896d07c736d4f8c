//! Which source decided what.
//!
//! The names are those of the file, a dot between table and key: `window`, `alarms.bell`. The token has the name `token`,
//! wherever it is.

use std::collections::BTreeMap;

use super::layer::Layer;

/// Who said what a setting is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Origin {
    /// An option of the command line.
    Option,
    /// An environment variable.
    Environment,
    /// The configuration file.
    File,
    /// Nobody.
    #[default]
    Default,
}

impl Origin {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Option => "option",
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        }
    }
}

/// Who said what each setting is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// Who said what this one is.
    #[must_use]
    pub fn of(&self, key: &str) -> Origin {
        self.0.get(key).copied().unwrap_or_default()
    }

    /// Of layers, the strongest first, and the keys that are written in tables of the file.
    pub(super) fn new(layers: [(Origin, &Layer); 3], in_tables: Vec<String>) -> Self {
        let mut by_key: BTreeMap<String, Origin> = in_tables
            .into_iter()
            .map(|key| (key, Origin::File))
            .collect();
        for (origin, layer) in layers.into_iter().rev() {
            by_key.extend(layer.says().map(|key| (key.to_owned(), origin)));
        }
        // As the token itself is chosen: half of one gives way to a whole one.
        let tokens = layers.map(|(origin, layer)| (origin, layer.token.as_ref()));
        let whole = tokens
            .iter()
            .find(|(_, token)| matches!(token, Some(Ok(_))));
        let any = tokens.iter().find(|(_, token)| token.is_some());
        if let Some((origin, _)) = whole.or(any) {
            by_key.insert("token".to_owned(), *origin);
        }
        Self(by_key)
    }
}
