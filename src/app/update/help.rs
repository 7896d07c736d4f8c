//! The help screen: opened, scrolled, and left for where it was called from.

use crate::app::action::Action;
use crate::app::help::Page;
use crate::app::keymap::Context;
use crate::app::state::{App, Overlay};

use super::act::distance;
use super::diagnostics;

/// Explains the keys of what is on the screen.
pub(super) fn open(app: &mut App) {
    let about = match app.overlay {
        Some(Overlay::Help { about, .. }) => about,
        Some(Overlay::Diagnostics { .. }) => Context::Diagnostics,
        Some(Overlay::Wallboard) => Context::Wallboard,
        _ => app.pane_context(),
    };
    app.overlay = Some(Overlay::Help { top: 0, about });
    app.dirty = true;
}

/// What lies over the panes is closed. The help for the diagnostics or the wallboard leads back there.
pub(super) fn closed(app: &mut App, overlay: &Overlay) {
    match overlay {
        Overlay::Help {
            about: Context::Diagnostics,
            ..
        } => diagnostics::open(app),
        Overlay::Help {
            about: Context::Wallboard,
            ..
        } => app.overlay = Some(Overlay::Wallboard),
        _ => {}
    }
}

pub(super) fn scroll(app: &mut App, action: Action) {
    let Some(Overlay::Help { top, about }) = app.overlay else {
        return;
    };
    let room = app.areas().inside_cover();
    let page = Page::new(&app.keymap, about, room.width);
    let last = page.height().saturating_sub(usize::from(room.height));
    let top = match (distance(action, room.height), action) {
        (Some(by), _) => top.min(last).saturating_add_signed(by).min(last),
        (None, Action::First) => 0,
        (None, _) => last,
    };
    app.overlay = Some(Overlay::Help { top, about });
    app.dirty = true;
}
