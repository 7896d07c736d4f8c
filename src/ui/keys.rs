//! Which key stands for an action on the screen, and what the action is called there.

use super::View;
use crate::app::action::Action;
use crate::app::keymap::Context;

/// The plainest key of an action in a context; `None` where it has none.
///
/// A user may have several keys for one thing. The one to show is the one that is easiest to find: the
/// letter the word begins with, Enter or Esc, an arrow, another letter, and only then a combination.
pub(super) fn key(view: &View<'_>, context: Context, action: Action) -> Option<String> {
    let word = word(context, action);
    let chords = view.app.keymap().chords(context, action);
    chords
        .into_iter()
        .min_by_key(|chord| plainness(chord, word))
}

/// A key and a word or two; `None` where the action has no key.
pub(super) fn hint(
    view: &View<'_>,
    context: Context,
    action: Action,
) -> Option<(String, &'static str)> {
    let word = match action {
        Action::Freeze if view.app.inbox().frozen() => "unfreeze",
        _ => word(context, action),
    };
    Some((key(view, context, action)?, word))
}

fn plainness(chord: &str, word: &str) -> usize {
    let mut chars = chord.chars();
    match (chars.next(), chars.next(), chord) {
        (Some(_), None, letter) if word.starts_with(letter) => 0,
        (_, _, "Enter" | "Esc") => 1,
        (Some('↑' | '↓' | '←' | '→'), None, _) => 2,
        _ => 2 + chord.chars().count(),
    }
}

/// What an action is called: `Esc` does not mean the same everywhere.
const fn word(context: Context, action: Action) -> &'static str {
    match (context, action) {
        (Context::Search, Action::Confirm) => "done",
        (Context::Search, Action::Back) => "cancel",
        (Context::Confirm, Action::Back) => "no",
        (Context::List, Action::Back) => "clear",
        (Context::List, Action::Close) => "quit",
        (Context::List, Action::MoveDown) => "select",
        (Context::Help | Context::Diagnostics, Action::MoveDown) => "scroll",
        (Context::Help | Context::Diagnostics, Action::Back) => "close",
        _ => action.hint(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_plainest_key_is_shown() {
        let plainest = |chords: &[&'static str], word: &str| {
            let chords = chords.iter().copied();
            chords.min_by_key(|chord| plainness(chord, word)).unwrap()
        };
        assert_eq!(plainest(&["l", "→", "Enter"], "open"), "Enter");
        assert_eq!(plainest(&["j", "↓"], "select"), "↓");
        assert_eq!(plainest(&["Enter", "q", "y"], "yes"), "y");
        assert_eq!(plainest(&["h", "Esc", "←"], "back"), "Esc");
        assert_eq!(plainest(&["ctrl-f", "PgDn", "Space"], "page down"), "PgDn");
    }
}
