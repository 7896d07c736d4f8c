//! Alarms: from what changed to who is called, and the keys that have to do with it.

use crate::app::alarms::{Acknowledged, Case, Scene};
use crate::app::command::Command;
use crate::app::state::App;
use crate::app::when;
use crate::sync::{Row, Slot};
use crate::triage::Attention;

use super::notify;

/// Tells the alarms what changed, and does what they say.
pub(super) fn keep_up(app: &mut App, out: &mut Vec<Command>) {
    let moment = app.moment();
    for slot in app.attention.take_banded() {
        app.alarms.touch(slot);
    }
    // What lies under something else is not before anybody's eyes, nor is anything at a desk that nobody sits at.
    let at_the_desk = app.alarms.is_watched() && app.glance.away.is_at_the_desk(app.now);
    let watched = at_the_desk && app.overlay.is_none();
    let on_screen = if watched {
        &app.watched.visible[..]
    } else {
        &[]
    };
    let scene = Scene {
        moment,
        knowledge: app.engine.knowledge(app.now),
        counts: app.attention.counts(),
        longest_since: app.attention.longest_since(),
        on_screen,
        picture: app.engine.picture(),
    };
    for slot in app.alarms.take_due(&scene) {
        if let Some(row) = app.engine.picture().row(slot) {
            app.alarms.look(&case(&app.attention, slot, row), moment);
        }
    }
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
fn case<'a>(attention: &Attention, slot: Slot, row: &'a Row) -> Case<'a> {
    Case {
        slot,
        read: row.digest.is_some(),
        wait: attention.standing(slot).wait,
        band: attention.band(slot),
        contacts: attention.owed(slot, row),
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
    let Some(row) = app.engine.picture().row(slot) else {
        return;
    };
    let words = match app.alarms.acknowledge(&case(&app.attention, slot, row)) {
        Acknowledged::Done => "acknowledged: quiet until the next wait here",
        Acknowledged::Nothing => "no alarm here to acknowledge",
    };
    notify(app, words.to_owned());
}

/// `x`: longer, longer, and no longer.
pub(super) fn mute(app: &mut App) {
    let words = match app.alarms.cycle_mute(app.now) {
        Some(length) => format!("no bell and no notification for {}", when::spoken(length)),
        None => "no longer muted".to_owned(),
    };
    notify(app, words);
}
