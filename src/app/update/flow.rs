//! Going through what needs attention: the next one, the previous one, a page further.
//!
//! The order is that of [`crate::triage::Attention`] (overdue, due soon, waiting, new); gone to is only what the
//! list shows. At the end nothing wraps around silently: what is said there is all that is known of the rest, and
//! that nobody else needs attention only when that is so.

use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::layout::Pane;
use crate::app::numbers::{counted, thousands};
use crate::app::state::App;
use crate::app::when;
use crate::sync::{HistoryProgress, Knowledge, Slot, Stage};
use crate::triage::{Need, Place, Toward};

use super::seen::see_by_hand;
use super::{notify, with_inbox};

/// `a` and `A`.
pub(super) fn attention(app: &mut App, action: Action) {
    let toward = match action {
        Action::PreviousAttention => Toward::Previous,
        _ => Toward::Next,
    };
    go(app, toward);
}

/// `Space`: a page further; at the end of the conversation it is seen, and the next one follows.
pub(super) fn page_on(app: &mut App, out: &mut Vec<Command>) {
    let Some(slot) = app.inbox.selected() else {
        return go(app, Toward::Next);
    };
    if app.pane == Pane::List && !app.areas().shows_detail() {
        app.pane = Pane::Detail;
        app.dirty = true;
        return;
    }
    let gone = app.row(slot).is_none_or(|row| row.gone);
    let there = app.detail.slot == Some(slot) && !app.detail.is_empty();
    if !there && !gone {
        // Whoever asks twice is not held up by one that cannot be read. It is not marked.
        if app.flow.not_there.replace(slot) == Some(slot) {
            return go(app, Toward::Next);
        }
        let words = "its messages are not read yet; once more goes on without them";
        return notify(app, words.to_owned());
    }
    app.flow.not_there = None;
    let height = app.areas().thread.height;
    if app.detail.below(height) > 0 {
        let page = isize::try_from(height).unwrap_or(1);
        app.detail.scroll_by((page - 1).max(1), height);
        app.dirty = true;
        return;
    }
    // Who marked it unseen just now means it to stay so.
    if app.kept_unseen != Some(slot) {
        see_by_hand(app, slot, out);
    }
    go(app, Toward::Next);
}

/// Selects the next row in this direction, or says that there is none.
fn go(app: &mut App, toward: Toward) {
    let selected = app.inbox.selected();
    let ended = app.flow.ended.take();
    let from = if ended == Some((selected, toward)) {
        None
    } else {
        selected.and_then(|slot| place(app, slot))
    };
    let shown = |slot| Some(slot) != selected && is_shown(app, slot);
    let next = app.attention.next_attention(from.as_ref(), toward, shown);
    let Some(slot) = next else {
        let words = at_the_end(app, toward, from.is_some() || ended.is_some());
        app.flow.ended = Some((selected, toward));
        return notify(app, words);
    };
    if ended.is_some() {
        // What was said at the end holds no longer.
        app.notice = None;
    }
    let place = app.attention.place(slot).cloned();
    app.flow.at = place.map(|place| (slot, place));
    with_inbox(app, |inbox, picture, height| {
        inbox.select(slot, picture, height);
    });
}

/// Where a row stands among those that need attention, or stood when it was gone to.
fn place(app: &App, slot: Slot) -> Option<Place> {
    let before = || {
        let (at, place) = app.flow.at.as_ref()?;
        (*at == slot).then_some(place)
    };
    app.attention.place(slot).or_else(before).cloned()
}

/// Whether the list shows a row.
pub(super) fn is_shown(app: &App, slot: Slot) -> bool {
    app.inbox.position(app.engine.picture(), slot).is_some()
}

/// What there is to say where there is no further row: what else is known to need attention, and what is not known.
fn at_the_end(app: &App, toward: Toward, came_from_one: bool) -> String {
    let selected = app.inbox.selected();
    let (mut here, mut elsewhere, mut overdue) = (0_usize, 0_usize, 0_usize);
    for (slot, need) in app.attention.needy() {
        match (Some(slot) == selected, is_shown(app, slot)) {
            (true, _) => {}
            (false, true) => here += 1,
            (false, false) => {
                elsewhere += 1;
                overdue += usize::from(need == Need::Overdue);
            }
        }
    }
    let missing = missing(app.engine.knowledge(app.now));
    let first = match (came_from_one || here > 0, toward) {
        (true, Toward::Next) => "that was the last here",
        (true, Toward::Previous) => "that was the first here",
        (false, _) if missing.is_some() => "none found here so far",
        (false, _) => "nothing else here needs attention",
    };
    let again = (here > 0).then(|| match toward {
        Toward::Next => format!("again: from the top, {}", thousands(here)),
        Toward::Previous => format!("again: from the end, {}", thousands(here)),
    });
    let others = match (overdue, elsewhere) {
        (_, 0) => None,
        (0, some) => Some(format!("{} not shown here", thousands(some))),
        (some, _) => Some(format!("{} overdue not shown here", thousands(some))),
    };
    let alone = here + elsewhere == 0;
    let all_clear = (alone && missing.is_none())
        .then(|| all_clear(app))
        .flatten();
    let parts = [Some(first.to_owned()), again, others, missing, all_clear];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Why there may be more; `None` when, at least of the window, everything is known.
fn missing(knowledge: Knowledge) -> Option<String> {
    let gaps = knowledge.gaps();
    if gaps.unchecked > 0 {
        let unchecked = thousands(gaps.unchecked);
        return Some(format!("{unchecked} unchecked: more may come"));
    }
    if gaps.unreadable > 0 {
        let rows = counted(gaps.unreadable, "conversation", "conversations");
        return Some(format!("{rows} could not be read"));
    }
    match knowledge.stage() {
        Stage::Loading(_) => Some("still loading: more may come".to_owned()),
        Stage::Stale(age) => Some(format!("stale for {}", when::precise(age))),
        Stage::Complete if knowledge.counts_are_exact() || knowledge.window_is_known() => None,
        Stage::Complete => Some("not everything is known yet".to_owned()),
    }
}

/// That nobody else needs attention, as far as that may be said.
fn all_clear(app: &App) -> Option<String> {
    let knowledge = app.engine.knowledge(app.now);
    if knowledge.counts_are_exact() {
        return Some("nobody else needs attention".to_owned());
    }
    let since = when::short(knowledge.window_start(), app.server_now(), app.zone);
    let walking = matches!(knowledge.gaps().history, HistoryProgress::Walking(_));
    let older = if walking {
        ", older ones are being read"
    } else {
        ""
    };
    let known = knowledge.window_is_known();
    known.then(|| format!("since {since} nobody else needs attention{older}"))
}
