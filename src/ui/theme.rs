//! What everything looks like, by meaning: panels never name a colour.
//!
//! A theme is a file that gives each meaning a foreground, a background and modifiers. The default one is
//! complete; any other names only what it changes. No meaning may rest on colour alone: what is new, what
//! is selected and which side wrote also differ by a sign or a modifier, so that [`Theme::without_colours`]
//! loses nothing.

use std::str::FromStr;

use ratatui::style::{Color, Modifier, Style};
use serde::{Deserialize, Deserializer, de};

/// The themes that come with the program.
const BUILT_IN: [(&str, &str); 3] = [
    ("default", include_str!("../../assets/themes/default.toml")),
    (
        "high-contrast",
        include_str!("../../assets/themes/high-contrast.toml"),
    ),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// Why a theme could not be had.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    /// The file says something a theme cannot say.
    #[error("the theme cannot be read: {0}")]
    Syntax(String),
    /// No theme of this name comes with the program.
    #[error("there is no theme {0:?}; there are {names}", names = names())]
    Unknown(String),
}

fn names() -> String {
    BUILT_IN.map(|(name, _)| name).join(", ")
}

/// Makes [`Theme`] from one list of meanings.
macro_rules! theme {
    ($($(#[$doc:meta])* $meaning:ident,)*) => {
        /// A style for every meaning.
        #[derive(Clone, Copy, PartialEq, Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct Theme {
            $($(#[$doc])* #[serde(deserialize_with = "style")] pub $meaning: Style,)*
        }

        impl Theme {
            fn map(self, change: fn(Style) -> Style) -> Self {
                Self { $($meaning: change(self.$meaning),)* }
            }
        }
    };
}

theme! {
    /// Whose inbox it is.
    organization,
    /// That the data is made up.
    demo,
    /// The picture is complete and fresh.
    live,
    /// Rows are on their way.
    loading,
    /// The picture cannot be trusted, and why.
    trouble,
    /// The list is held still.
    frozen,
    /// `●`: new from outside.
    unread,
    /// The name of a row with something new.
    unread_name,
    /// `?`: activity, whose is not known yet.
    activity,
    /// `◀` and the wait: somebody waits for an answer.
    waiting,
    /// `‼`: the target has passed.
    overdue,
    /// `!`: three quarters of the target have.
    due_soon,
    /// `↑ 3 new`: rows that arrived above the screen.
    arrived,
    /// Title of the pane with the focus.
    title,
    /// Title of the other pane.
    title_unfocused,
    /// Lines between panes.
    divider,
    /// Everything without another meaning.
    text,
    /// What may be overlooked.
    dim,
    /// A tag.
    tag,
    /// Where a name matches the search.
    matched,
    /// The selected row, over what the row says by itself.
    selection,
    /// The selected row while the conversation has the focus.
    selection_unfocused,
    /// From outside.
    inbound,
    /// By a person of the clinic.
    ours,
    /// By the clinic, automatically.
    automated,
    /// Visible to the clinic only.
    internal,
    /// A day heading in a thread.
    day,
    /// `── new since you looked ──`.
    new_line,
    /// A key to press.
    key,
    /// The search line and the question whether to quit.
    prompt,
    /// The line in the status cell.
    notice,
    /// What failed.
    error,
}

impl Theme {
    /// Reads a theme. What it leaves out is as in the default theme.
    ///
    /// # Errors
    ///
    /// [`Error::Syntax`] when it is not a table of meanings, or names a meaning, a colour or a modifier
    /// that does not exist.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let table = |text: &str| toml::from_str::<toml::Table>(text).map_err(|e| syntax(&e));
        let [(_, default), ..] = BUILT_IN;
        let mut all = table(default)?;
        all.extend(table(text)?);
        all.try_into().map_err(|e| syntax(&e))
    }

    /// One of the themes that come with the program: `default`, `high-contrast` or `mono`.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] for any other name.
    pub fn named(name: &str) -> Result<Self, Error> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::parse(text),
            None => Err(Error::Unknown(name.to_owned())),
        }
    }

    /// The same without colours, for `NO_COLOR`: signs and modifiers stay.
    #[must_use]
    pub fn without_colours(self) -> Self {
        self.map(|style| Style {
            fg: None,
            bg: None,
            underline_color: None,
            ..style
        })
    }
}

fn syntax(error: &toml::de::Error) -> Error {
    Error::Syntax(error.message().to_owned())
}

/// A style as a theme file writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    modifiers: Vec<String>,
}

fn style<'de, D: Deserializer<'de>>(from: D) -> Result<Style, D::Error> {
    let look = Look::deserialize(from)?;
    let colour = |name: Option<String>| match name {
        None => Ok(None),
        Some(name) => Color::from_str(&name)
            .map(Some)
            .map_err(|_| de::Error::custom(format!("\"{name}\" is not a colour"))),
    };
    let mut style = Style {
        fg: colour(look.fg)?,
        bg: colour(look.bg)?,
        ..Style::default()
    };
    for name in look.modifiers {
        let modifier = Modifier::from_name(&name.to_uppercase().replace('-', "_"));
        style = style.add_modifier(
            modifier.ok_or_else(|| de::Error::custom(format!("\"{name}\" is not a modifier")))?,
        );
    }
    Ok(style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_theme_reads_and_tells_things_apart_without_colour() {
        for (name, _) in BUILT_IN {
            let theme = Theme::named(name).unwrap().without_colours();
            assert_ne!(theme.unread_name, theme.text, "{name}");
            assert_ne!(theme.selection, theme.text, "{name}");
            assert_ne!(theme.selection_unfocused, theme.selection, "{name}");
            assert_ne!(theme.trouble, theme.live, "{name}");
            assert_ne!(theme.title, theme.title_unfocused, "{name}");
            assert_ne!(theme.matched, theme.text, "{name}");
        }
    }

    #[test]
    fn a_theme_changes_only_what_it_names() {
        let theme =
            Theme::parse("tag = { fg = \"#102030\", modifiers = [\"crossed-out\"] }").unwrap();
        let default = Theme::named("default").unwrap();
        let tag = Style::new().fg(Color::Rgb(16, 32, 48)).crossed_out();
        assert_eq!(theme, Theme { tag, ..default });
        assert_eq!(theme.without_colours().tag, Style::new().crossed_out());
    }

    #[test]
    fn mistakes_are_named() {
        let mistake = |text| Theme::parse(text).unwrap_err().to_string();
        assert!(mistake("unred = {}").contains("unknown field `unred`"));
        assert!(mistake("tag = { fg = \"greenish\" }").contains("\"greenish\" is not a colour"));
        assert!(mistake("tag = { modifiers = [\"loud\"] }").contains("\"loud\" is not a modifier"));
        assert!(mistake("tag = { colour = \"red\" }").contains("unknown field `colour`"));
        insta::assert_snapshot!(Theme::named("neon").unwrap_err(), @r#"there is no theme "neon"; there are default, high-contrast, mono"#);
    }
}
