//! Reading everything again: the question, why it may not be asked, and what follows.

use crate::app::numbers::thousands;
use crate::app::state::{App, Overlay};
use crate::sync::{Input, Link};

use super::notify;

/// Asks whether everything is to be read again, or says why that cannot be.
pub(super) fn ask_reread(app: &mut App) {
    let words = if let Some(progress) = app.engine.rereading() {
        let done = match progress.total.filter(|total| *total >= progress.loaded) {
            Some(total) => format!(", {} of ≈{}", thousands(progress.loaded), thousands(total)),
            None => String::new(),
        };
        format!("already reading everything again{done}")
    } else if matches!(app.engine.link(), Link::Denied(..)) {
        "the token is refused: nothing can be read".to_owned()
    } else if let Some(cost) = app.engine.reread_cost() {
        app.notice = None;
        app.overlay = Some(Overlay::ConfirmReread(cost));
        app.dirty = true;
        return;
    } else {
        "still reading everything for the first time".to_owned()
    };
    notify(app, words);
}

/// Does it, and says so.
pub(super) fn reread(app: &mut App) {
    let words = match app.engine.link() {
        Link::Connecting | Link::Up => "reading everything again",
        Link::Trouble(_) | Link::Exhausted(_) => "begins once the server answers again",
        Link::Denied(..) => "begins once the token is accepted again",
    };
    app.engine.handle(Input::Reread, app.now);
    notify(app, words.to_owned());
}
