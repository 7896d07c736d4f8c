//! Which chord means which action, per context.
//!
//! The defaults are a file (`assets/keymap.toml`), embedded and read like a user's own; a user's
//! bindings replace single chords. Help and hints look actions up in the other direction.

use std::collections::BTreeMap;
use std::str::FromStr;

use strum::{Display, EnumIter, EnumString};

use super::action::Action;
use super::chord::{Chord, UnknownChord};

/// The default keys.
pub const DEFAULT: &str = include_str!("../../assets/keymap.toml");

/// Where a key is pressed.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Display, EnumString, EnumIter,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Context {
    /// Everywhere the context itself has no binding, except while typing.
    Global,
    /// The list has the focus.
    List,
    /// The conversation has the focus.
    Detail,
    /// The help screen.
    Help,
    /// The diagnostics screen.
    Diagnostics,
    /// The wallboard.
    Wallboard,
    /// A question.
    Confirm,
    /// The search line.
    Search,
}

impl Context {
    /// Whether it lies over the panes.
    const fn covers(self) -> bool {
        matches!(
            self,
            Self::Help | Self::Diagnostics | Self::Wallboard | Self::Confirm
        )
    }
}

/// What a sequence of chords means so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resolved {
    /// This action.
    Action(Action),
    /// The beginning of a longer sequence.
    Prefix,
    /// Nothing.
    Unbound,
}

/// Why a keymap could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// Not a table of tables of strings.
    #[error("the keymap is not valid TOML: {0}")]
    Syntax(String),
    /// No such context.
    #[error(
        "[{0}] is not a context; there are global, list, detail, help, diagnostics, wallboard, confirm and search"
    )]
    Context(String),
    /// No such key.
    #[error("in [{context}]: {wrong}")]
    Chord {
        /// The context.
        context: Context,
        /// The chord. Said already, so it is no cause that would be said once more.
        wrong: UnknownChord,
    },
    /// No such action.
    #[error("in [{context}]: {chord} = \"{action}\" is not an action")]
    Action {
        /// The context.
        context: Context,
        /// The chord, as written.
        chord: String,
        /// What was written for it.
        action: String,
    },
}

/// One context's bindings as they stand in a file: chord sequence to action name; the empty name unbinds.
pub type Bindings = BTreeMap<String, BTreeMap<String, String>>;

type Sequence = Vec<Chord>;

/// All bindings.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    /// In the order of the file, which is the order of preference for hints.
    /// `None` says that the sequence means nothing in this context, whatever it means elsewhere.
    bindings: Vec<(Context, Sequence, Option<Action>)>,
}

impl Keymap {
    /// The default keys with a user's bindings over them.
    ///
    /// # Errors
    ///
    /// When a context, chord or action is unknown.
    pub fn new(user: &Bindings) -> Result<Self, Error> {
        let mut keymap = Self::default();
        let defaults: toml::Table =
            toml::from_str(DEFAULT).map_err(|error| Error::Syntax(error.to_string()))?;
        for (context, chords) in &defaults {
            for (chord, action) in chords.as_table().into_iter().flatten() {
                keymap.bind(context, chord, action.as_str().unwrap_or_default())?;
            }
        }
        for (context, chords) in user {
            for (chord, action) in chords {
                keymap.bind(context, chord, action)?;
            }
        }
        Ok(keymap)
    }

    /// What `keys` mean in a context.
    #[must_use]
    pub fn resolve(&self, context: Context, keys: &[Chord]) -> Resolved {
        if let Some(own) = self.resolve_in(context, keys) {
            return own;
        }
        if context == Context::Search {
            return Resolved::Unbound;
        }
        match self.resolve_in(Context::Global, keys) {
            // What lies under an overlay must not change unseen.
            Some(Resolved::Action(action)) if context.covers() && !action.works_everywhere() => {
                Resolved::Unbound
            }
            global => global.unwrap_or(Resolved::Unbound),
        }
    }

    /// All chords of an action in a context, as shown on screen.
    #[must_use]
    pub fn chords(&self, context: Context, action: Action) -> Vec<String> {
        let bound = |wanted| {
            self.bindings
                .iter()
                .filter(move |(at, _, does)| *at == wanted && *does == Some(action))
        };
        let own =
            bound(context).chain(bound(Context::Global).filter(|_| context != Context::Global));
        own.filter(|(_, keys, _)| self.resolve(context, keys) == Resolved::Action(action))
            .map(|(_, keys, _)| {
                keys.iter()
                    .map(Chord::to_string)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    /// What a context itself says of `keys`; `None` = nothing.
    fn resolve_in(&self, context: Context, keys: &[Chord]) -> Option<Resolved> {
        let mut prefix = None;
        for (at, sequence, action) in &self.bindings {
            if *at != context || !sequence.starts_with(keys) {
                continue;
            }
            if sequence.len() == keys.len() {
                return Some(action.map_or(Resolved::Unbound, Resolved::Action));
            }
            prefix = prefix.or(action.map(|_| Resolved::Prefix));
        }
        prefix
    }

    fn bind(&mut self, context: &str, chord: &str, action: &str) -> Result<(), Error> {
        let at = Context::from_str(context).map_err(|_| Error::Context(context.to_owned()))?;
        let keys: Result<Sequence, _> = chord.split_whitespace().map(Chord::from_str).collect();
        let keys = keys.map_err(|wrong| Error::Chord { context: at, wrong })?;
        self.bindings
            .retain(|(known, sequence, _)| *known != at || *sequence != keys);
        let does = match action {
            "" => None,
            name => Some(Action::from_str(name).map_err(|_| Error::Action {
                context: at,
                chord: chord.to_owned(),
                action: name.to_owned(),
            })?),
        };
        self.bindings.push((at, keys, does));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::IntoEnumIterator;

    use super::*;

    fn keys(text: &str) -> Sequence {
        text.split_whitespace()
            .map(|chord| chord.parse().unwrap())
            .collect()
    }

    #[test]
    fn the_default_file_binds_every_action_and_no_chord_twice() {
        let keymap = Keymap::new(&Bindings::new()).unwrap();
        let bound: HashSet<Action> = keymap
            .bindings
            .iter()
            .filter_map(|(.., action)| *action)
            .collect();
        for action in Action::iter() {
            assert!(bound.contains(&action), "{action} has no key");
        }
        // TOML itself refuses a key that stands twice in a table; what is left is that every line of
        // the file made it into the map.
        let lines = DEFAULT.lines().filter(|line| line.starts_with('"')).count();
        assert_eq!(keymap.bindings.len(), lines);
    }

    #[test]
    fn a_context_goes_before_global_and_typing_sees_only_its_own() {
        let keymap = Keymap::new(&Bindings::new()).unwrap();
        assert_eq!(
            keymap.resolve(Context::List, &keys("j")),
            Resolved::Action(Action::MoveDown)
        );
        assert_eq!(keymap.resolve(Context::List, &keys("g")), Resolved::Prefix);
        assert_eq!(
            keymap.resolve(Context::List, &keys("g g")),
            Resolved::Action(Action::First)
        );
        assert_eq!(
            keymap.resolve(Context::Confirm, &keys("q")),
            Resolved::Action(Action::Close)
        );
        assert_eq!(keymap.resolve(Context::Help, &keys("s")), Resolved::Unbound);
        assert_eq!(
            keymap.resolve(Context::Search, &keys("q")),
            Resolved::Unbound
        );
        for context in Context::iter() {
            assert_eq!(
                keymap.resolve(context, &keys("ctrl-c")),
                Resolved::Action(Action::Quit)
            );
        }
    }

    #[test]
    fn users_replace_and_unbind_single_chords() {
        let user = BTreeMap::from([(
            "list".to_owned(),
            BTreeMap::from([
                ("x".to_owned(), "refresh".to_owned()),
                ("j".to_owned(), String::new()),
                // Bound for everywhere, unbound here.
                ("m".to_owned(), String::new()),
            ]),
        )]);
        let keymap = Keymap::new(&user).unwrap();
        assert_eq!(
            keymap.resolve(Context::List, &keys("x")),
            Resolved::Action(Action::Refresh)
        );
        assert_eq!(keymap.resolve(Context::List, &keys("j")), Resolved::Unbound);
        assert_eq!(
            keymap.chords(Context::List, Action::MoveDown),
            ["↓".to_owned()]
        );
        assert_eq!(keymap.resolve(Context::List, &keys("m")), Resolved::Unbound);
        assert_eq!(
            keymap.resolve(Context::Detail, &keys("m")),
            Resolved::Action(Action::MarkSeen)
        );
        let bad = |context: &str, chord: &str, action: &str| {
            let chords = BTreeMap::from([(chord.to_owned(), action.to_owned())]);
            Keymap::new(&BTreeMap::from([(context.to_owned(), chords)]))
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(bad("lists", "j", "refresh"), @"[lists] is not a context; there are global, list, detail, help, diagnostics, wallboard, confirm and search");
        insta::assert_snapshot!(bad("list", "hyper-j", "refresh"), @r#"in [list]: "hyper-j" is not a key; write for example j, G, space, ctrl-d, pagedown"#);
        insta::assert_snapshot!(bad("list", "j", "delete-all"), @r#"in [list]: j = "delete-all" is not an action"#);
    }
}
