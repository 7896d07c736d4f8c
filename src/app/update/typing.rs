//! The two lines that queries are typed in, and the way to the next match.

use crate::app::action::Action;
use crate::app::chord::Chord;
use crate::app::inbox::Step;
use crate::app::keymap::Context;
use crate::app::layout::Pane;
use crate::app::search::{Line, Outcome, Purpose, Rows, Scan, Why};
use crate::app::state::App;
use crate::sync::Slot;
use crate::triage::query::complete::Vocabulary;
use crate::triage::{Known, Query};

use super::{notify, with_inbox};

/// Opens the line.
pub(super) fn open(app: &mut App, purpose: Purpose) {
    app.overlay = None;
    app.pane = Pane::List;
    // A line that is being typed is left as if it had been cancelled.
    cancel(app);
    // What was said before must not stand where what is wrong with the line is said.
    app.notice = None;
    let before = match purpose {
        Purpose::Search => std::mem::take(&mut app.search.query),
        Purpose::Filter => app.inbox.filter().clone(),
    };
    let zone = app.attention.settings().zone;
    let vocabulary = Vocabulary::of(&Known::of(&app.engine, app.now));
    let line = Line::new(purpose, before, app.inbox.place(), vocabulary, zone);
    app.search.line = Some(line);
    app.dirty = true;
}

/// A key that has no meaning of its own while something is typed.
pub(super) fn key(app: &mut App, chord: Chord) {
    let changed = app.search.line.as_mut().is_some_and(|line| line.key(chord));
    typed(app, changed);
}

/// Pasted text: only a line wants any.
pub(super) fn paste(app: &mut App, text: &str) {
    if app.context() == Context::Search {
        stop(app);
        let changed = app
            .search
            .line
            .as_mut()
            .is_some_and(|line| line.paste(text));
        typed(app, changed);
    }
}

/// The line may ask something else now.
fn typed(app: &mut App, changed: bool) {
    app.dirty = true;
    let Some(line) = app.search.line.as_ref().filter(|_| changed) else {
        return;
    };
    let (purpose, query, from) = (line.purpose, line.query().clone(), line.from);
    if purpose == Purpose::Filter {
        return filter(app, query);
    }
    app.search.query = query;
    with_inbox(app, |inbox, picture, height| {
        inbox.return_to(from, picture, height);
    });
    look(app, Why::Typing);
}

/// Enter: takes the chosen offer, else the line is done, unless something in it is wrong.
pub(super) fn confirm(app: &mut App) {
    let Some(line) = app.search.line.as_mut() else {
        return;
    };
    app.dirty = true;
    if line.take_chosen() {
        return typed(app, true);
    }
    let Some(query) = line.finish() else { return };
    let purpose = line.purpose;
    app.search.line = None;
    if purpose == Purpose::Filter {
        return filter(app, query);
    }
    app.search.query = query;
    look(app, Why::Finished);
}

/// Esc: back to what was before. Whether a line was being typed.
pub(super) fn cancel(app: &mut App) -> bool {
    let Some(line) = app.search.line.take() else {
        return false;
    };
    app.dirty = true;
    match line.purpose {
        Purpose::Search => app.search.query = line.before,
        Purpose::Filter => filter(app, line.before),
    }
    with_inbox(app, |inbox, picture, height| {
        inbox.return_to(line.from, picture, height);
    });
    true
}

/// Esc in the list: first nothing is searched for, then nothing is hidden. Whether there was anything to clear.
pub(super) fn clear_next(app: &mut App) -> bool {
    app.dirty = true;
    if !app.search.query.is_everything() {
        app.search.clear();
        return true;
    }
    let filtered = !app.inbox.filter().is_everything();
    if filtered {
        filter(app, Query::default());
    }
    filtered
}

/// Shows only what matches.
fn filter(app: &mut App, query: Query) {
    let same = *app.inbox.filter() == query && app.inbox.filter().text() == query.text();
    if !same {
        with_inbox(app, |inbox, picture, height| {
            inbox.set_filter(query, picture, height);
        });
    }
}

/// `n` and `N`.
pub(super) fn next_match(app: &mut App, action: Action) {
    if app.search.query.is_everything() {
        return notify(app, "nothing is searched for yet".to_owned());
    }
    let step = if action == Action::NextMatch {
        Step::Down
    } else {
        Step::Up
    };
    app.search.scan = Some(Scan::new(step, Why::Next));
}

/// Looks for the first match from the selected row on, which may be one itself.
fn look(app: &mut App, why: Why) {
    app.search.scan = None;
    let here = app.inbox.selected();
    if app.search.query.is_everything() || here.is_some_and(|slot| matches(app, slot)) {
        return;
    }
    app.search.scan = Some(Scan::new(Step::Down, why));
}

/// A key was pressed: what was being looked for is no longer wanted.
pub(super) fn stop(app: &mut App) {
    app.dirty |= app.search.scan.take().is_some();
}

/// Rows got other places.
pub(super) fn rows_moved(app: &mut App) {
    if let Some(scan) = &mut app.search.scan {
        scan.note_moved();
    }
}

/// Looks through some more rows. Called for every event while a search is under way.
pub(super) fn go_on(app: &mut App) {
    let Some(mut scan) = app.search.scan.take() else {
        return;
    };
    let begins = scan.begins();
    let (inbox, world) = (&app.inbox, app.world());
    let rows = Rows {
        len: inbox.len(),
        selected: inbox.selected_position(world.picture),
        complete: !inbox.scanning(),
    };
    let outcome = scan.go_on(
        rows,
        |slot| inbox.position(world.picture, slot),
        |position| inbox.at(position),
        |slot| world.answers(slot, &app.search.query),
    );
    match outcome {
        Outcome::More => {
            app.search.scan = Some(scan);
            app.dirty |= begins;
        }
        Outcome::Found(slot) => found(app, &scan, slot),
        Outcome::None => {
            app.dirty = true;
            if scan.why != Why::Typing {
                let query = app.search.query();
                let words = format!("no match for \"{query}\" among the rows shown");
                notify(app, words);
            }
        }
    }
}

fn found(app: &mut App, scan: &Scan, slot: Slot) {
    let again = app.inbox.selected() == Some(slot);
    with_inbox(app, |inbox, picture, height| {
        inbox.select(slot, picture, height);
    });
    if scan.why == Why::Next && scan.wrapped {
        let words = match scan.step {
            _ if again => "no other match",
            Step::Down => "on from the top: that was the last match",
            Step::Up => "on from the bottom: that was the first match",
        };
        notify(app, words.to_owned());
    }
}

/// Whether a row is what is searched for.
fn matches(app: &App, slot: Slot) -> bool {
    app.world().answers(slot, &app.search.query)
}
