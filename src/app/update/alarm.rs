//! Alarms: from what changed to who is called, and the keys that have to do with it.

use crate::app::alarms::{Acknowledged, Case, Scene};
use crate::app::command::Command;
use crate::app::state::App;
use crate::app::when;
use crate::model::item::ItemKey;
use crate::sync::{Digest, Row, Slot};
use crate::triage::Wait;

use super::notify;

/// Tells the alarms what changed, and does what they say.
pub(super) fn keep_up(app: &mut App, out: &mut Vec<Command>) {
    let moment = app.moment();
    for slot in app.alarms.take_due(moment.server) {
        let row = app.engine.picture().row(slot);
        if let Some(row) = row {
            let case = case(slot, row, app.attention.standing(slot).wait);
            app.alarms.look(&case, moment);
        }
    }
    // What lies under something else is not before anybody's eyes.
    let watched = app.alarms.is_watched() && app.overlay.is_none();
    let on_screen = if watched {
        &app.watched.visible[..]
    } else {
        &[]
    };
    let scene = Scene {
        moment,
        knowledge: app.engine.knowledge(app.now),
        new: app.attention.counts().new,
        on_screen,
        picture: app.engine.picture(),
    };
    let calls = app.alarms.settle(&scene);
    out.extend(app.alarms.take_title(&scene).map(Command::Title));
    if calls.ring {
        out.push(Command::Ring);
    }
    out.extend(calls.notification.map(Command::Notify));
    out.extend(calls.hook.map(Command::Hook));
    if let Some(figures) = calls.summary.filter(|_| app.notice.is_none()) {
        notify(app, figures.to_string());
    }
}

/// A row as alarms see it: the contacts since its wait began.
fn case(slot: Slot, row: &Row, wait: Option<Wait>) -> Case<'_> {
    let digest = row.digest.as_deref();
    let contacts = digest.map_or(&[][..], Digest::unanswered);
    let wait = wait.filter(|_| !contacts.is_empty() && !row.gone);
    let before = |contact: &ItemKey| wait.is_none_or(|wait| contact.at < wait.since);
    let begins = contacts.partition_point(before);
    Case {
        slot,
        read: digest.is_some(),
        wait,
        contacts: contacts.get(begins..).unwrap_or_default(),
    }
}

/// `!`: the alarm of the selected row.
pub(super) fn acknowledge(app: &mut App) {
    let Some(slot) = app.inbox.selected() else {
        return notify(
            app,
            "select the conversation whose alarm it is first".to_owned(),
        );
    };
    let wait = app.attention.standing(slot).wait;
    let Some(row) = app.engine.picture().row(slot) else {
        return;
    };
    let words = match app.alarms.acknowledge(&case(slot, row, wait)) {
        Acknowledged::Done => "acknowledged: quiet until the next wait here",
        Acknowledged::Nothing => "no alarm here to acknowledge",
    };
    notify(app, words.to_owned());
}

/// `x`: longer, longer, and no longer.
pub(super) fn mute(app: &mut App) {
    let words = match app.alarms.cycle_mute(app.now.mono) {
        Some(length) => format!("no bell and no notification for {}", when::spoken(length)),
        None => "no longer muted".to_owned(),
    };
    notify(app, words);
}
