//! From keys to actions, through sequences.

use std::time::Duration;

use crate::app::chord::Chord;
use crate::app::command::Command;
use crate::app::keymap::{Context, Resolved};
use crate::app::state::App;

use super::act::act;
use super::glance::{self, Taken};
use super::typing;

/// A sequence that is not continued for this long is forgotten.
const SEQUENCE_WAITS: Duration = Duration::from_secs(1);

/// Takes in one key.
pub(super) fn press(app: &mut App, chord: Chord, out: &mut Vec<Command>) {
    app.seen_at = app.seen_after.map(|after| app.now.mono + after);
    typing::stop(app);
    if glance::key(app, chord) == Taken::Here {
        app.pending.clear();
        return;
    }
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
                typing::key(app, chord);
            }
        }
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
