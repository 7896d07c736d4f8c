//! The diagnostics screen: opened, scrolled, copied, kept up to date.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::diagnostics::{Report, height};
use crate::app::state::{App, Overlay};

use super::act::distance;
use super::notify;

pub(super) fn open(app: &mut App) {
    let (top, copied) = (0, None);
    app.overlay = Some(Overlay::Diagnostics { top, copied });
    app.dirty = true;
}

/// Puts all of it on the clipboard, as it is at this moment. A user's own key may do so without opening it.
pub(super) fn copy(app: &mut App, out: &mut Vec<Command>) {
    out.push(Command::Copy(app.report_text()));
    match &mut app.overlay {
        Some(Overlay::Diagnostics { copied, .. }) => *copied = Some(app.now.wall),
        _ => notify(app, "diagnostics copied".to_owned()),
    }
    app.dirty = true;
}

pub(super) fn scroll(app: &mut App, action: Action) {
    let room = app.areas().inside_cover();
    let lines = app
        .report
        .as_ref()
        .map_or(0, |report| height(report, room.width));
    let last = lines.saturating_sub(usize::from(room.height));
    if let Some(Overlay::Diagnostics { top, .. }) = &mut app.overlay {
        *top = match (distance(action, room.height), action) {
            (Some(by), _) => (*top).min(last).saturating_add_signed(by).min(last),
            (None, Action::First) => 0,
            (None, _) => last,
        };
    }
    app.dirty = true;
}

/// Makes the report anew while it is open. The screen is drawn again only when it says something else.
pub(super) fn keep_up(app: &mut App) {
    let open = matches!(app.overlay, Some(Overlay::Diagnostics { .. }));
    let report = open.then(|| Report::of(app));
    if app.report != report {
        app.report = report;
        app.dirty = true;
    }
}
