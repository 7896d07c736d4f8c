//! The only place where state changes.
//!
//! Every event goes the same way: it changes something, then [`settle`] lets the consequences happen in a
//! fixed order, and what is left to do outside comes back as commands.

mod act;
mod alarm;
mod answered;
mod diagnostics;
mod flow;
mod glance;
mod help;
mod keys;
mod reread;
mod seen;
mod typing;
mod views;

use std::time::Duration;

use crate::model::time::Now;
use crate::sync::{Change, Input, Notice as SyncNotice, Slot, Watch};
use crate::triage::Known;

use super::command::Command;
use super::detail::LaidOut;
use super::event::{Event, Focus};
use super::inbox::{Inbox, World};
use super::layout::Size;
use super::numbers::counted;
use super::state::{App, Notice};
use super::thread_lines::{self, Source};
use seen::first_new;

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
        Event::Paste(text) => typing::paste(app, &text),
        Event::Resize(size) => {
            app.size = size;
            app.inbox.clamp(app.engine.picture(), app.list_height());
            app.dirty = true;
        }
        Event::Focus(focus) => {
            glance::focus(app, focus);
            app.alarms.set_focus(focus);
        }
        Event::Tick => {}
        Event::Reply(id, outcome) => app.engine.handle(Input::Reply(id, outcome), now),
        Event::Marks(marks) => {
            let changed = app.attention.merge(&Known::of(&app.engine, now), marks);
            stand_differently(app, &changed);
        }
        Event::Ledger(news) => app.ledger.note(news, now.wall),
        Event::Trouble(text) => notify(app, text),
        Event::Resumed => {
            // Nobody was looking in the meantime.
            app.seen_at = None;
            app.seen_when_loaded = None;
            app.alarms.wake(now.mono);
            app.engine.handle(Input::Refresh, now);
            out.push(Command::Repaint);
        }
    }
    settle(app, &mut out);
    out
}

/// Lets the consequences of an event happen.
fn settle(app: &mut App, out: &mut Vec<Command>) {
    let asked = app.dirty.into();
    app.engine.handle(Input::Timeout, app.now);
    glance::begin(app);
    take_changes(app, out);
    let_time_pass(app);
    let world = World::new(&app.engine, &app.attention, app.now);
    app.inbox.advance(world, app.now.mono);
    let mut other_rows = app.inbox.look_on(world, app.now.mono);
    other_rows |= app.inbox.take_in(world, app.now.mono);
    if other_rows {
        app.dirty = true;
        typing::rows_moved(app);
    }
    typing::go_on(app);
    keys::expire(app);
    follow_selection(app);
    // Before what counts as seen: only what is laid out can have been looked at.
    lay_out_detail(app);
    answered::watch(app);
    seen::count_as_seen(app, out);
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
    alarm::keep_up(app, out);
    let headline = app.headline();
    if app.headline.as_ref() != Some(&headline) {
        app.headline = Some(headline);
        app.dirty = true;
    }
    diagnostics::keep_up(app);
    glance::keep_up(app, asked);
}

fn take_changes(app: &mut App, out: &mut Vec<Command>) {
    while let Some(change) = app.engine.poll_change() {
        match change {
            Change::Row(slot) => {
                let known = Known::of(&app.engine, app.now);
                app.attention.refresh(&known, slot);
                let settings = app.attention.settings();
                let figures = &mut app.glance.figures;
                figures.refresh(app.engine.picture(), settings, slot);
                app.alarms.touch(slot);
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
                    seen::see_by_hand(app, slot, out);
                }
            }
            // A filter looks into what is loaded, too.
            Change::Thread(slot) => stands_otherwise(app, slot),
            // Nobody asked for these.
            Change::Status | Change::Read(..) | Change::Notice(SyncNotice::NotFound) => {}
            Change::Woke => {
                app.seen_at = None;
                app.seen_when_loaded = None;
                app.alarms.wake(app.now.mono);
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

/// Looks again at the rows that time, or news of the clinic's members, changed.
fn let_time_pass(app: &mut App) {
    let engine = &app.engine;
    let others = app
        .attention
        .meet(engine.members(), engine.members_revision());
    if others {
        app.inbox.ask_again();
    }
    let changed = app.attention.advance(&Known::of(engine, app.now));
    stand_differently(app, &changed);
}

/// Rows stand differently although nothing in them changed.
fn stand_differently(app: &mut App, slots: &[Slot]) {
    for slot in slots {
        stands_otherwise(app, *slot);
        app.dirty |= app.detail.slot == Some(*slot) || app.watched.visible.contains(slot);
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
