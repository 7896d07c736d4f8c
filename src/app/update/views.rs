//! From view to view.

use crate::app::action::Action;
use crate::app::layout::Pane;
use crate::app::state::App;
use crate::triage::{Query, ViewId};

use super::{notify, with_inbox};

/// `1`-`9`, `[`, `]` and `0`.
pub(super) fn go(app: &mut App, action: Action) {
    let number = Action::VIEWS.iter().position(|known| *known == action);
    let wanted = match (action, number.and_then(|at| u8::try_from(at).ok())) {
        (_, Some(at)) => ViewId(at),
        (Action::ClearView, None) => return clear(app),
        (Action::PreviousView, None) => beside(app, Way::Back),
        (_, None) => beside(app, Way::On),
    };
    if app.world().view(wanted).is_none() {
        let number = wanted.0.saturating_add(1);
        return notify(app, format!("there is no view {number}"));
    }
    with_inbox(app, |inbox, world, height| {
        inbox.set_view(wanted, world, height);
    });
    leave_what_is_not_shown(app);
}

/// Everything: the view of all rows, and neither filter nor search.
fn clear(app: &mut App) {
    let world = app.world();
    let views = world.views();
    let all = views.iter().find(|(_, view)| view.query.is_everything());
    let all = all.map_or(ViewId(0), |(id, _)| id);
    app.search.clear();
    with_inbox(app, |inbox, world, height| {
        inbox.set_shown(all, Query::default(), world, height);
    });
    leave_what_is_not_shown(app);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    On,
    Back,
}

/// The view beside the one shown, around the ends.
fn beside(app: &App, way: Way) -> ViewId {
    let world = app.world();
    let count = u8::try_from(world.views().iter().count())
        .unwrap_or(u8::MAX)
        .max(1);
    let here = app.inbox.view().0;
    ViewId(match way {
        Way::On => here.saturating_add(1) % count,
        Way::Back => here.checked_sub(1).unwrap_or(count - 1),
    })
}

/// A conversation that is not in the list any more is not open any more, either.
fn leave_what_is_not_shown(app: &mut App) {
    if app.inbox.selected().is_none() {
        app.pane = Pane::List;
        app.seen_when_loaded = None;
    }
}
