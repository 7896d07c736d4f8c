//! The wallboard and what happened since the user looked: opened, closed, kept up to date.

use crate::app::action::Action;
use crate::app::away::Sign;
use crate::app::board::Board;
use crate::app::chord::{Chord, Key};
use crate::app::event::Focus;
use crate::app::keymap::Resolved;
use crate::app::state::{App, Overlay};
use crate::app::strip::Strip;

/// What became of a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Taken {
    /// It did something here, and does nothing else.
    Here,
    /// It still means what it always means.
    GoesOn,
}

/// `W` and `L`.
pub(super) fn act(app: &mut App, action: Action) {
    app.overlay = match (action, &app.overlay) {
        (Action::SinceYouLooked, _) => Some(Overlay::SinceYouLooked),
        (_, Some(Overlay::Wallboard)) => None,
        _ => Some(Overlay::Wallboard),
    };
    // What lies under them is not looked at.
    app.seen_at = None;
    app.seen_when_loaded = None;
    app.dirty = true;
}

/// A key was pressed: it closes the panel, or the first one after an absence opens it.
pub(super) fn key(app: &mut App, chord: Chord) -> Taken {
    let sign = app.glance.away.somebody(app.now);
    if app.overlay == Some(Overlay::SinceYouLooked) {
        app.overlay = None;
        app.dirty = true;
        let closes = [
            Key::Esc,
            Key::Enter,
            Key::Char(' '),
            Key::Char('q'),
            Key::Char('L'),
        ];
        let only_closes = closes.map(Chord::plain).contains(&chord);
        return if only_closes {
            Taken::Here
        } else {
            Taken::GoesOn
        };
    }
    if sign == Sign::Returned {
        app.glance.away.owed = true;
    }
    // Whoever wants to leave is not held up, and what is being typed or asked goes on.
    let context = app.context();
    let meant = app.keymap.resolve(context, &[chord]);
    let leaves = matches!(meant, Resolved::Action(Action::Quit | Action::Close));
    if sign == Sign::Returned && !leaves && tell(app) {
        return Taken::Here;
    }
    // The wallboard tells them once they leave it.
    app.glance.away.owed &= app.overlay == Some(Overlay::Wallboard);
    Taken::GoesOn
}

/// The window got or lost the focus.
pub(super) fn focus(app: &mut App, focus: Focus) {
    app.focus = focus;
    if app.glance.away.somebody(app.now) == Sign::Returned && focus == Focus::Gained {
        app.glance.away.owed = true;
        tell(app);
    }
}

/// Opens the panel if there is something to tell and nothing in its place. Whether it did.
fn tell(app: &mut App) -> bool {
    if app.overlay.is_some() || app.search.line().is_some() {
        return false;
    }
    let owed = std::mem::take(&mut app.glance.away.owed);
    let tells = owed && app.since_you_looked().is_anything();
    if tells {
        app.overlay = Some(Overlay::SinceYouLooked);
        app.dirty = true;
    }
    tells
}

/// Another day may have begun: before rows are taken in, so that they count for it.
pub(super) fn begin(app: &mut App) {
    let now = app.server_now();
    let settings = app.attention.settings();
    app.glance
        .figures
        .begin_day(app.engine.picture(), settings, now);
}

/// Makes anew what is shown. `asked` says whether the screen was to be drawn before the consequences of the event: what
/// happens behind the wallboard does not show.
pub(super) fn keep_up(app: &mut App, asked: Asked) {
    if app.glance.away.owed && app.overlay.is_none() {
        tell(app);
    }
    let wallboard = app.overlay == Some(Overlay::Wallboard);
    if wallboard {
        app.dirty = asked == Asked::ToDraw;
    }
    let board = wallboard.then(|| Box::new(Board::of(app)));
    if app.glance.board != board {
        app.glance.board = board;
        app.dirty = true;
    }
    let open = app.overlay == Some(Overlay::SinceYouLooked);
    let since = open.then(|| app.since_you_looked());
    if app.glance.since != since {
        app.glance.since = since;
        app.dirty = true;
    }
    let strip = Strip::of(app);
    if app.glance.strip != strip {
        app.glance.strip = strip;
        let overview = app.detail.slot.is_none() && app.areas().shows_detail();
        app.dirty |= overview && !wallboard;
    }
}

/// Whether the screen is to be drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// It is.
    ToDraw,
    /// Not so far.
    Nothing,
}

impl From<bool> for Asked {
    fn from(dirty: bool) -> Self {
        if dirty { Self::ToDraw } else { Self::Nothing }
    }
}
