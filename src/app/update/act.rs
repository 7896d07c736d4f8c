//! What each action does.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::inbox::{Inbox, ListOrder};
use crate::app::keymap::Context;
use crate::app::layout::Pane;
use crate::app::search::Purpose;
use crate::app::state::{App, Overlay};
use crate::sync::{Input, Link, Older, Slot, Thread};

use super::reread::{ask_reread, reread};
use super::{alarm, diagnostics, flow, glance, help, notify, seen, typing, views, with_inbox};

/// Does what the user asked for.
pub(super) fn act(app: &mut App, action: Action, out: &mut Vec<Command>) {
    match action {
        Action::MoveDown
        | Action::MoveUp
        | Action::HalfPageDown
        | Action::HalfPageUp
        | Action::PageDown
        | Action::PageUp
        | Action::First
        | Action::Last => move_in(app, app.context(), action),
        Action::ScrollDetailDown => scroll_detail(app, 3),
        Action::ScrollDetailUp => scroll_detail(app, -3),
        Action::Open => open(app, out),
        Action::Back => back(app),
        Action::SwitchPane => switch_pane(app),
        Action::CycleOrder | Action::ReverseOrder => order(app, action),
        Action::Refresh => refresh(app, out),
        Action::Reread => ask_reread(app),
        Action::Freeze => freeze(app),
        Action::Search => typing::open(app, Purpose::Search),
        Action::Filter => typing::open(app, Purpose::Filter),
        Action::NextMatch | Action::PreviousMatch => typing::next_match(app, action),
        Action::MarkSeen | Action::MarkUnseen => {
            if let Some(slot) = selected(app) {
                seen::mark(app, slot, action, out);
            }
        }
        Action::MarkAllSeen => seen::ask_all(app),
        Action::UndoMark => seen::undo(app, out),
        Action::NextAttention | Action::PreviousAttention => flow::attention(app, action),
        Action::PageOn => flow::page_on(app, out),
        Action::OpenInApp | Action::CopyUrl | Action::CopyId => hand_over(app, action, out),
        Action::View1
        | Action::View2
        | Action::View3
        | Action::View4
        | Action::View5
        | Action::View6
        | Action::View7
        | Action::View8
        | Action::View9
        | Action::ClearView
        | Action::NextView
        | Action::PreviousView => views::go(app, action),
        Action::Wallboard | Action::SinceYouLooked => glance::act(app, action),
        Action::Acknowledge => alarm::acknowledge(app),
        Action::Mute => alarm::mute(app),
        Action::Help => help::open(app),
        Action::Diagnostics => diagnostics::open(app),
        Action::CopyDiagnostics => diagnostics::copy(app, out),
        Action::Redraw => out.push(Command::Repaint),
        Action::Suspend => out.push(Command::Suspend),
        Action::Confirm => confirm(app, out),
        Action::Close => close(app, out),
        Action::Quit => out.push(Command::Quit),
    }
}

/// How far an action moves in a pane of this height; `None` = to an end.
pub(super) fn distance(action: Action, height: u16) -> Option<isize> {
    let page = isize::try_from(height).unwrap_or(1).max(1);
    match action {
        Action::MoveDown => Some(1),
        Action::MoveUp => Some(-1),
        Action::HalfPageDown => Some((page / 2).max(1)),
        Action::HalfPageUp => Some(-(page / 2).max(1)),
        Action::PageDown => Some((page - 1).max(1)),
        Action::PageUp => Some(-(page - 1).max(1)),
        _ => None,
    }
}

fn move_in(app: &mut App, context: Context, action: Action) {
    let height = app.thread_size().height;
    match context {
        Context::Help => help::scroll(app, action),
        Context::Diagnostics => diagnostics::scroll(app, action),
        Context::Detail => match (distance(action, height), action) {
            (Some(by), _) => scroll_detail(app, by),
            (None, Action::First) => {
                app.detail.scroll_to_first(height);
                want_older(app);
            }
            (None, _) => {
                app.detail.scroll_to_end();
                app.dirty = true;
            }
        },
        Context::Wallboard => {}
        Context::List | Context::Global | Context::Search | Context::Confirm => {
            with_inbox(app, |inbox, world, height| {
                match (distance(action, height), action) {
                    (Some(by), _) => inbox.move_by(by, world, height),
                    (None, Action::First) => inbox.first(world, height),
                    (None, _) => inbox.last(world, height),
                }
            });
        }
    }
}

fn scroll_detail(app: &mut App, by: isize) {
    let height = app.thread_size().height;
    if app.detail.scroll_by(by, height) {
        want_older(app);
    }
    app.dirty = true;
}

/// The reader reached the top: older items are wanted, where there are any.
fn want_older(app: &mut App) {
    app.dirty = true;
    let Some(slot) = app.detail.slot else { return };
    let more = matches!(
        app.engine.thread(slot).map(Thread::older),
        Some(Older::More(_))
    );
    if more && !app.engine.fetching_older(slot) {
        app.engine.handle(Input::Older(slot), app.now);
    }
}

fn open(app: &mut App, out: &mut Vec<Command>) {
    if app.inbox.selected().is_none() {
        with_inbox(app, Inbox::first);
        super::follow_selection(app);
    }
    let Some(slot) = app.inbox.selected() else {
        return;
    };
    app.pane = Pane::Detail;
    app.dirty = true;
    if app.engine.thread(slot).is_some() {
        seen::see_by_hand(app, slot, out);
    } else {
        app.seen_when_loaded = Some((slot, app.now.mono + super::WAITS_FOR_ITEMS));
    }
}

fn back(app: &mut App) {
    app.dirty = true;
    app.seen_when_loaded = None;
    if let Some(overlay) = app.overlay.take() {
        return help::closed(app, &overlay);
    }
    if typing::cancel(app) {
        return;
    }
    if app.pane == Pane::Detail {
        app.pane = Pane::List;
    } else if !typing::clear_next(app) {
        with_inbox(app, |inbox, world, _| inbox.follow(world));
    }
}

fn close(app: &mut App, out: &mut Vec<Command>) {
    app.dirty = true;
    match app.overlay.take() {
        // Whoever asks to quit twice means it.
        Some(Overlay::ConfirmQuit) => return out.push(Command::Quit),
        Some(overlay) => return help::closed(app, &overlay),
        None => {}
    }
    if app.pane == Pane::Detail {
        app.pane = Pane::List;
    } else {
        app.notice = None;
        app.overlay = Some(Overlay::ConfirmQuit);
    }
}

fn confirm(app: &mut App, out: &mut Vec<Command>) {
    app.dirty = true;
    match app.overlay.take() {
        Some(Overlay::ConfirmQuit) => out.push(Command::Quit),
        Some(Overlay::ConfirmReread(_)) => reread(app),
        Some(Overlay::ConfirmMarkAll(_)) => seen::mark_all(app, out),
        Some(_) | None => {}
    }
    typing::confirm(app);
}

fn switch_pane(app: &mut App) {
    app.pane = match app.pane {
        Pane::List if app.detail.slot.is_some() => Pane::Detail,
        Pane::List | Pane::Detail => Pane::List,
    };
    app.dirty = true;
}

fn order(app: &mut App, action: Action) {
    let order = app.inbox.order();
    let order = match (action, order.by) {
        (Action::ReverseOrder, _) => ListOrder {
            reversed: !order.reversed,
            ..order
        },
        (_, by) => ListOrder {
            by: by.next(),
            reversed: false,
        },
    };
    with_inbox(app, |inbox, world, height| {
        inbox.set_order(order, world, height);
    });
    app.engine.handle(Input::Order(order.by.listed()), app.now);
}

fn refresh(app: &mut App, out: &mut Vec<Command>) {
    let words = match app.engine.link() {
        Link::Exhausted(_) => "the request limit is used up; it goes on by itself",
        Link::Denied(..) => {
            out.push(Command::RenewToken);
            "trying again with the token as it is now"
        }
        Link::Connecting | Link::Up | Link::Trouble(_) => "asking the server now",
    };
    app.engine.handle(Input::Refresh, app.now);
    notify(app, words.to_owned());
}

fn freeze(app: &mut App) {
    let frozen = !app.inbox.frozen();
    app.inbox.set_frozen(frozen, app.now.mono);
    app.dirty = true;
}

fn hand_over(app: &mut App, action: Action, out: &mut Vec<Command>) {
    let Some(row) = selected(app).and_then(|slot| app.engine.picture().row(slot)) else {
        return;
    };
    let conversation = &row.conversation;
    if app.demo && action == Action::OpenInApp {
        notify(
            app,
            "made up: there is nothing to open in the Spruce app".to_owned(),
        );
        return;
    }
    let (command, said) = match (action, conversation.app_url.clone()) {
        (Action::CopyId, _) => (Command::Copy(conversation.id.to_string()), "id copied"),
        (_, None) => {
            notify(
                app,
                "this conversation has no link into the Spruce app".to_owned(),
            );
            return;
        }
        (Action::CopyUrl, Some(url)) => (Command::Copy(url.to_string()), "link copied"),
        (_, Some(url)) => (Command::OpenUrl(url), "opening it in the Spruce app"),
    };
    out.push(command);
    notify(app, said.to_owned());
}

/// The selected conversation, or a word on how to select one.
fn selected(app: &mut App) -> Option<Slot> {
    let selected = app.inbox.selected();
    if selected.is_none() {
        notify(app, "select a conversation first".to_owned());
    }
    selected
}
