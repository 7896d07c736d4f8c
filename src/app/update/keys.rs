//! From keys to actions: sequences, and the search line.

use std::time::Duration;

use crate::app::action::Action;
use crate::app::chord::Chord;
use crate::app::command::Command;
use crate::app::inbox::Step;
use crate::app::keymap::{Context, Resolved};
use crate::app::state::App;

use super::act::act;
use super::{notify, with_inbox};

/// A sequence that is not continued for this long is forgotten.
const SEQUENCE_WAITS: Duration = Duration::from_secs(1);

/// Takes in one key.
pub(super) fn press(app: &mut App, chord: Chord, out: &mut Vec<Command>) {
    app.seen_at = app.seen_after.map(|after| app.now.mono + after);
    let context = app.context();
    app.pending.push(chord);
    let mut resolved = app.keymap.resolve(context, &app.pending);
    if resolved == Resolved::Unbound && app.pending.len() > 1 {
        // A sequence that led nowhere: its last key may still mean something by itself.
        app.pending = vec![chord];
        resolved = app.keymap.resolve(context, &app.pending);
    }
    app.dirty |= app.pending_until.is_some() || resolved == Resolved::Prefix;
    app.pending_until = None;
    match resolved {
        Resolved::Prefix => app.pending_until = Some(app.now.mono + SEQUENCE_WAITS),
        Resolved::Action(action) => {
            app.pending.clear();
            act(app, action, out);
        }
        Resolved::Unbound => {
            app.pending.clear();
            if context == Context::Search {
                let changed = app.search.key(chord);
                searched(app, changed);
            }
        }
    }
}

/// Takes in pasted text: only the search line wants any.
pub(super) fn paste(app: &mut App, text: &str) {
    if app.context() == Context::Search {
        let changed = app.search.paste(text);
        searched(app, changed);
    }
}

/// Forgets a sequence that was not continued.
pub(super) fn expire(app: &mut App) {
    if app.pending_until.is_some_and(|until| until <= app.now.mono) {
        app.pending_until = None;
        app.pending.clear();
        app.dirty = true;
    }
}

/// The search line changed: jump to the first match from where the search began.
fn searched(app: &mut App, changed: bool) {
    app.dirty = true;
    if !changed {
        return;
    }
    let from = app.search_from;
    with_inbox(app, |inbox, world, height| {
        inbox.return_to(from, world, height);
    });
    if !matches_here(app) {
        find(app, Step::Down);
    }
}

/// Whether the selected conversation matches.
pub(super) fn matches_here(app: &App) -> bool {
    let here = app
        .inbox
        .selected()
        .and_then(|slot| app.engine.picture().row(slot));
    here.is_some_and(|row| app.search.matches(row))
}

/// Jumps to the next match. Whether there is one.
pub(super) fn find(app: &mut App, step: Step) -> bool {
    let picture = app.engine.picture();
    let matches = |slot: &crate::sync::Slot| {
        picture
            .row(*slot)
            .is_some_and(|row| app.search.matches(row))
    };
    let found = app.inbox.around_selected(picture, step).find(matches);
    if let Some(slot) = found {
        with_inbox(app, |inbox, world, height| {
            inbox.select(slot, world, height);
        });
    }
    found.is_some()
}

/// `n` and `N`.
pub(super) fn next_match(app: &mut App, action: Action) {
    let step = if action == Action::NextMatch {
        Step::Down
    } else {
        Step::Up
    };
    if app.search.query().is_empty() {
        notify(app, "nothing is searched for yet".to_owned());
    } else if !find(app, step) {
        let query = app.search.query().to_owned();
        notify(app, format!("no match for \"{query}\" in what is loaded"));
    }
}
