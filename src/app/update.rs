//! The only place where state changes.
//!
//! Every event goes the same way: it changes something, then [`settle`] lets the consequences happen in a
//! fixed order, and what is left to do outside comes back as commands.

mod act;
mod diagnostics;
mod help;
mod keys;
mod reread;
mod views;

use std::time::Duration;

use crate::model::id::ItemId;
use crate::model::time::Now;
use crate::sync::{Change, Input, Notice as SyncNotice, Slot, Watch};

use super::command::Command;
use super::detail::LaidOut;
use super::event::{Event, Focus};
use super::inbox::{Inbox, World};
use super::layout::Size;
use super::numbers::counted;
use super::state::{App, Notice};
use super::thread_lines::{self, Source};

/// Somebody who opened a conversation waits this long for its items; later they may have gone.
pub(super) const WAITS_FOR_ITEMS: Duration = Duration::from_secs(10);
/// How long a line stays in the status cell.
pub(super) const NOTICE_STAYS: Duration = Duration::from_secs(8);

/// Takes in one event. Pure: the same state, event and time give the same state and commands.
pub fn update(app: &mut App, event: Event, now: Now) -> Vec<Command> {
    app.now = now;
    let mut out = Vec::new();
    match event {
        Event::Key(chord) => keys::press(app, chord, &mut out),
        Event::Paste(text) => keys::paste(app, &text),
        Event::Resize(size) => {
            app.size = size;
            app.inbox.clamp(app.engine.picture(), app.list_height());
            app.dirty = true;
        }
        Event::Focus(focus) => app.focus = focus,
        Event::Tick => {}
        Event::Reply(id, outcome) => app.engine.handle(Input::Reply(id, outcome), now),
        Event::Marks(marks) => {
            let changed = app.attention.merge(app.engine.picture(), marks);
            app.dirty |= !changed.is_empty();
            for slot in changed {
                stands_otherwise(app, slot);
            }
        }
        Event::Ledger(news) => app.ledger.note(news, now.wall),
        Event::Trouble(text) => notify(app, text),
        Event::Resumed => {
            // Nobody was looking in the meantime.
            app.seen_at = None;
            app.seen_when_loaded = None;
            app.engine.handle(Input::Refresh, now);
            out.push(Command::Repaint);
        }
    }
    settle(app, &mut out);
    out
}

/// Lets the consequences of an event happen.
fn settle(app: &mut App, out: &mut Vec<Command>) {
    app.engine.handle(Input::Timeout, app.now);
    take_changes(app, out);
    let world = World::new(&app.engine, &app.attention, app.now);
    app.inbox.advance(world, app.now.mono);
    app.dirty |= app.inbox.look_on(world);
    app.dirty |= app.inbox.take_in(world, app.now.mono);
    keys::expire(app);
    follow_selection(app);
    // Before what counts as seen: only what is laid out can have been looked at.
    lay_out_detail(app);
    count_as_seen(app, out);
    watch(app);
    while let Some(request) = app.engine.poll_request() {
        out.push(Command::Fetch(request));
    }
    take_changes(app, out);
    if app
        .notice
        .as_ref()
        .is_some_and(|notice| notice.until <= app.now.mono)
    {
        app.notice = None;
        app.dirty = true;
    }
    let headline = app.headline();
    if app.headline.as_ref() != Some(&headline) {
        app.headline = Some(headline);
        app.dirty = true;
    }
    diagnostics::keep_up(app);
}

fn take_changes(app: &mut App, out: &mut Vec<Command>) {
    while let Some(change) = app.engine.poll_change() {
        match change {
            Change::Row(slot) => {
                app.attention.refresh(app.engine.picture(), slot);
                stands_otherwise(app, slot);
                app.dirty |= app.detail.slot == Some(slot) || app.watched.visible.contains(&slot);
            }
            Change::Thread(slot) if app.detail.slot == Some(slot) => {
                app.dirty = true;
                stands_otherwise(app, slot);
                let opened = app.seen_when_loaded.take_if(|(wanted, _)| *wanted == slot);
                let looking = app.focus == Focus::Gained;
                if opened.is_some_and(|(_, until)| looking && app.now.mono <= until) {
                    // What is new is noted before it counts as seen.
                    note_new(app, slot);
                    see(app, slot, out);
                }
            }
            // A filter looks into what is loaded, too.
            Change::Thread(slot) => stands_otherwise(app, slot),
            Change::Status => {}
            Change::Woke => {
                app.seen_at = None;
                app.seen_when_loaded = None;
                out.push(Command::ResetConnections);
            }
            Change::Notice(SyncNotice::BadRows(rows)) => {
                let rows = counted(rows, "row", "rows");
                notify(app, format!("{rows} could not be read"));
            }
            Change::Notice(SyncNotice::Reread { given_up: 0 }) => {
                notify(app, "everything was read again".to_owned());
            }
            Change::Notice(SyncNotice::Reread { given_up }) => {
                let some = counted(given_up, "conversation", "conversations");
                notify(app, format!("read again, all but {some}"));
            }
            Change::Notice(SyncNotice::Failed {
                message,
                request_id,
            }) => {
                notify(app, message.as_str().to_owned());
                if let Some(notice) = &mut app.notice {
                    notice.request_id = request_id.map(|id| id.as_str().to_owned());
                }
            }
        }
    }
}

/// Shows the selected conversation.
fn follow_selection(app: &mut App) {
    let selected = app.inbox.selected();
    if app.detail.slot == selected {
        return;
    }
    app.detail.show(selected);
    app.detail.new_from = selected.and_then(|slot| first_new(app, slot));
    app.seen_when_loaded = None;
    app.kept_unseen = None;
    app.dirty = true;
}

/// Remembers the first item that is new to the user, for the line above it, unless there is one already.
fn note_new(app: &mut App, slot: Slot) {
    if app.detail.new_from.is_none() {
        app.detail.new_from = first_new(app, slot);
    }
}

/// Makes the lines of the thread, if anything they depend on changed.
fn lay_out_detail(app: &mut App) {
    let Some(slot) = app.detail.slot else { return };
    if app.engine.thread(slot).is_some() {
        // What arrives while the conversation is on the screen is new, too.
        note_new(app, slot);
    }
    let Size { width, height } = app.thread_size();
    let (Some(thread), Some(organization)) =
        (app.engine.thread(slot), app.engine.organization_id())
    else {
        app.detail.lines.clear();
        app.detail.laid_out = None;
        return;
    };
    let now = app.server_now();
    let made_from = LaidOut {
        slot,
        revision: thread.revision(),
        width,
        day: i64::from(chrono::Datelike::num_days_from_ce(
            &app.zone.civil(now).date(),
        )),
        new_from: app.detail.new_from.clone(),
    };
    if app.detail.laid_out.as_ref() == Some(&made_from) {
        return;
    }
    let source = Source {
        items: thread.items(),
        older: thread.older(),
        organization,
        new_from: app.detail.new_from.as_ref(),
        now,
        zone: app.zone,
    };
    app.detail.lines = thread_lines::lay_out(&source, width);
    let before = app.detail.laid_out.replace(made_from);
    if before.is_none() {
        app.detail.scroll_to_new(height);
    }
    // What was put on the screen just now has not been looked at for any time yet.
    let other_items = before.is_none_or(|before| before.revision != thread.revision());
    if let (true, Some(_), Some(after)) = (other_items, app.seen_at, app.seen_after) {
        app.seen_at = Some(app.now.mono + after);
    }
    app.dirty = true;
}

/// The first item of a conversation that is new to the user.
fn first_new(app: &App, slot: Slot) -> Option<ItemId> {
    let row = app.engine.picture().row(slot)?;
    app.attention.first_new(row)
}

/// Tells the engine what the user is looking at.
fn watch(app: &mut App) {
    let areas = app.areas();
    let picture = app.engine.picture();
    let visible = app
        .inbox
        .visible(picture, areas.rows.height)
        .flatten()
        .collect();
    let watched = Watch {
        open: app.detail.slot,
        visible,
    };
    if app.watched != watched {
        app.watched = watched.clone();
        app.engine.handle(Input::Watch(watched), app.now);
    }
}

/// The open conversation counts as seen once the user has had its end before them for a while. Only a key
/// press starts that while: what arrives at an unattended desk stays new.
fn count_as_seen(app: &mut App, out: &mut Vec<Command>) {
    if app.seen_at.is_none_or(|at| at > app.now.mono) {
        return;
    }
    app.seen_at = None;
    let areas = app.areas();
    let Some(slot) = app.detail.slot else { return };
    let at_end = app.detail.below(areas.thread.height) == 0 && !app.detail.is_empty();
    let looking = app.focus == Focus::Gained && app.overlay.is_none() && areas.shows_detail();
    if looking && at_end && app.kept_unseen != Some(slot) {
        see(app, slot, out);
    }
}

/// The user has seen a conversation. The line above what was new to them stays while it is open. Whether there was
/// anything to mark.
fn see(app: &mut App, slot: Slot, out: &mut Vec<Command>) -> bool {
    if app.detail.slot == Some(slot) && app.detail.new_from.is_none() {
        app.detail.new_from = first_new(app, slot);
    }
    app.kept_unseen = None;
    let present = app.server_now();
    if let Some(mark) = app.attention.see(app.engine.picture(), slot, present) {
        out.push(Command::SaveMarks(vec![mark]));
        stands_otherwise(app, slot);
        app.dirty = true;
        return true;
    }
    false
}

/// Puts a line into the status cell.
fn notify(app: &mut App, text: String) {
    let until = app.now.mono + NOTICE_STAYS;
    app.notice = Some(Notice {
        text,
        request_id: None,
        until,
    });
    app.dirty = true;
}

/// A row changed, or how it stands: it may have another place in the list, or none.
fn stands_otherwise(app: &mut App, slot: Slot) {
    let world = World::new(&app.engine, &app.attention, app.now);
    app.inbox.gather(slot, world, app.now.mono);
}

/// Runs something on the list with what it needs to know of the rest.
fn with_inbox(app: &mut App, change: impl FnOnce(&mut Inbox, World<'_>, u16)) {
    let height = app.list_height();
    let world = World::new(&app.engine, &app.attention, app.now);
    change(&mut app.inbox, world, height);
    app.dirty = true;
}
