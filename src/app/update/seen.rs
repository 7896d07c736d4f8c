//! What counts as seen: by time, by opening, by hand; and taking that back.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::event::Focus;
use crate::app::numbers::{counted, thousands};
use crate::app::state::{App, Overlay};
use crate::model::id::ItemId;
use crate::sync::{Row, Slot};
use crate::triage::{Known, MarkChange, RowState};

use super::flow::is_shown;
use super::{notify, stand_differently};

/// The open conversation counts as seen once the user has had its end before them for a while. Only a key
/// press starts that while: what arrives at an unattended desk stays new.
pub(super) fn count_as_seen(app: &mut App, out: &mut Vec<Command>) {
    if app.seen_at.is_none_or(|at| at > app.now.mono) {
        return;
    }
    app.seen_at = None;
    let areas = app.areas();
    let Some(slot) = app.detail.slot else { return };
    let at_end = app.detail.below(areas.thread.height) == 0 && !app.detail.is_empty();
    let looking = app.focus == Focus::Gained && app.overlay.is_none() && areas.shows_detail();
    if looking && at_end && app.kept_unseen != Some(slot) {
        // Not a step to take back: the user did nothing.
        see(app, slot, out);
    }
}

/// The first item of a conversation that is new to the user.
pub(super) fn first_new(app: &App, slot: Slot) -> Option<ItemId> {
    let row = app.engine.picture().row(slot)?;
    app.attention.first_new(slot, row)
}

/// The user says by a key that they have seen a conversation, which can be taken back. Whether there was anything
/// to mark.
pub(super) fn see_by_hand(app: &mut App, slot: Slot, out: &mut Vec<Command>) -> bool {
    let change = see(app, slot, out);
    let marked = change.is_some();
    app.flow.did(change.into_iter().collect());
    marked
}

/// The user has seen a conversation. The line above what was new to them stays while it is open.
fn see(app: &mut App, slot: Slot, out: &mut Vec<Command>) -> Option<MarkChange> {
    if app.detail.slot == Some(slot) && app.detail.new_from.is_none() {
        app.detail.new_from = first_new(app, slot);
    }
    app.kept_unseen = None;
    let change = app.attention.see(&Known::of(&app.engine, app.now), slot)?;
    save(app, std::slice::from_ref(&change), out);
    Some(change)
}

/// `m` and `u`.
pub(super) fn mark(app: &mut App, slot: Slot, action: Action, out: &mut Vec<Command>) {
    app.dirty = true;
    if action == Action::MarkSeen {
        let marked = see_by_hand(app, slot, out);
        app.detail.new_from = None;
        app.detail.laid_out = None;
        if app.row(slot).is_some_and(Row::unchecked) {
            let words = if marked {
                "what is known is marked; its latest activity is not read yet"
            } else {
                "its latest activity is not read yet: nothing to mark so far"
            };
            notify(app, words.to_owned());
        }
        return;
    }
    let change = app.attention.unsee(&Known::of(&app.engine, app.now), slot);
    save(app, change.as_slice(), out);
    app.flow.did(change.into_iter().collect());
    // Looking at it any longer must not undo what was just asked for.
    app.kept_unseen = Some(slot);
    app.seen_when_loaded = None;
}

/// `M`: asks whether everything new that the list shows is to count as seen. What would be marked is fixed by the
/// question: what comes in until the answer stays new.
pub(super) fn ask_all(app: &mut App) {
    let rows = Known::of(&app.engine, app.now);
    let needy = app.attention.needy().map(|(slot, _)| slot);
    let new = needy.filter(|slot| app.attention.state(*slot) == RowState::New);
    let shown = new.filter(|slot| is_shown(app, *slot));
    let changes = shown.filter_map(|slot| app.attention.would_see(&rows, slot));
    let asked: Vec<_> = changes.collect();
    let left_out = unchecked_shown(app);
    if asked.is_empty() {
        let left = left(left_out);
        return notify(
            app,
            format!("nothing in this view is known to be new{left}"),
        );
    }
    app.notice = None;
    app.overlay = Some(Overlay::ConfirmMarkAll(asked.len()));
    (app.flow.asked, app.flow.left_out) = (asked, left_out);
    app.dirty = true;
}

/// Does what was asked about, as it was then.
pub(super) fn mark_all(app: &mut App, out: &mut Vec<Command>) {
    let asked = std::mem::take(&mut app.flow.asked);
    let changes = app.attention.apply(&Known::of(&app.engine, app.now), asked);
    save(app, &changes, out);
    let rows = counted(changes.len(), "conversation", "conversations");
    let left = left(app.flow.left_out);
    app.flow.did(changes);
    app.kept_unseen = None;
    notify(app, format!("{rows} marked as seen{left}"));
}

/// `U`: takes back what the last key marked.
pub(super) fn undo(app: &mut App, out: &mut Vec<Command>) {
    while let Some(done) = app.flow.take_last() {
        let changes = app.attention.undo(&Known::of(&app.engine, app.now), &done);
        if changes.is_empty() {
            // Another copy did so before.
            continue;
        }
        save(app, &changes, out);
        let slot_of = |change: &MarkChange| app.attention.slot_of(change.conversation);
        let slots: Vec<_> = changes.iter().filter_map(slot_of).collect();
        if let Some(open) = app.detail.slot.filter(|slot| slots.contains(slot)) {
            // It stands as before however long it is looked at, and so does the line above what is new.
            app.kept_unseen = Some(open);
            app.seen_when_loaded = None;
            app.detail.new_from = None;
        }
        let words = match changes.len() {
            1 => "undone: 1 conversation is as before".to_owned(),
            some => format!("undone: {} conversations are as before", thousands(some)),
        };
        return notify(app, words);
    }
    notify(app, "no mark to undo".to_owned());
}

/// Keeps changes, and lets the list know whose rows stand differently.
fn save(app: &mut App, changes: &[MarkChange], out: &mut Vec<Command>) {
    if changes.is_empty() {
        return;
    }
    let slot_of = |change: &MarkChange| app.attention.slot_of(change.conversation);
    let slots: Vec<_> = changes.iter().filter_map(slot_of).collect();
    stand_differently(app, &slots);
    let marks = changes.iter().map(MarkChange::to_keep).collect();
    out.push(Command::SaveMarks(marks));
    app.dirty = true;
}

/// How many rows the list shows whose latest activity is not read.
fn unchecked_shown(app: &App) -> usize {
    let picture = app.engine.picture();
    if picture.unchecked() == 0 {
        return 0;
    }
    let unchecked = |slot: &Slot| picture.row(*slot).is_some_and(Row::unchecked);
    let rows = picture.slots().filter(unchecked);
    rows.filter(|slot| is_shown(app, *slot)).count()
}

fn left(unchecked: usize) -> String {
    match unchecked {
        0 => String::new(),
        some => format!("; {} unchecked stay as they are", thousands(some)),
    }
}
