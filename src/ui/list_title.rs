//! The title of the list: which view it shows, in which order, behind which filter, and how much that is.

use ratatui::buffer::Buffer;

use super::View;
use super::bar::{self, Join, Piece};
use super::text::{self, counted, thousands};
use crate::app::inbox::SortBy;
use crate::app::layout::Pane;
use crate::app::signs;
use crate::app::{HistoryProgress, Stage};
use crate::triage::ViewId;

/// The name of a view is cut here: it is the user's own, of any length.
const NAME_MOST: u16 = 24;
/// A filter is cut here, and here where there is little room.
const FILTER_MOST: u16 = 40;
const FILTER_LEAST: u16 = 8;

/// Draws it.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let (app, theme) = (view.app, view.theme);
    let inbox = app.inbox();
    let style = if app.pane() == Pane::List {
        theme.title
    } else {
        theme.title_unfocused
    };
    let order = inbox.order();
    let arrow = if order.reversed { "▲" } else { "▼" };
    let by = match order.by {
        SortBy::LastMessage => "last message",
        SortBy::Created => "created",
        SortBy::Waiting => "longest wait",
    };
    let (name, counted) = view_name(view);
    let mut pieces = vec![
        Piece::new(3, style, counted).then(4, name),
        Piece::new(2, style, format!("{by} {arrow}")).or(arrow),
    ];
    let filter = inbox.filter();
    if !filter.is_everything() {
        let words = format!("\\{}", filter.text().trim());
        let words = |most| text::clip(&words, most).into_owned();
        let piece = Piece::new(5, theme.matched, words(FILTER_MOST));
        // Whoever does not see that rows are hidden takes the list for all there is.
        pieces.push(piece.or(words(FILTER_LEAST)).stays());
    }
    let query = app.search().query();
    if !query.is_empty() {
        pieces.push(Piece::new(5, theme.matched, format!("/{query}")));
    }
    let arrived = inbox.arrived_above();
    if arrived > 0 {
        let long = format!("↑ {} new", thousands(arrived));
        pieces.push(Piece::new(6, theme.arrived, long).right().stays());
    }
    if !inbox.is_empty() {
        pieces.push(position(view));
    } else if inbox.scanning() {
        pieces.push(Piece::new(2, theme.loading, "looking…").right());
    }
    let join = Join {
        between: " · ",
        rule: Some("─"),
        style: theme.divider,
    };
    bar::draw(pieces, join, view.areas.list_title, buf);
}

/// The view's name; and with how many rows it has, where the filter leaves only some of them.
fn view_name(view: &View<'_>) -> (String, String) {
    let (inbox, world) = (view.app.inbox(), view.app.world());
    let shown = world.view(inbox.view());
    let name = shown.map_or("All", |view| view.name.as_str());
    let name = text::clip(name, NAME_MOST).into_owned();
    let count = world.view_count(inbox.view());
    if inbox.filter().is_everything() {
        return (name.clone(), name);
    }
    let counted = format!(
        "{name} ({}{})",
        of_view(view, inbox.view()),
        thousands(count)
    );
    (name, counted)
}

/// `≥` before what may be more: rows that were not looked at, or, where it depends on what they hold, not read yet. `≈`
/// while rows are on their way.
fn at_least(view: &View<'_>) -> &'static str {
    let inbox = view.app.inbox();
    let filtered = !inbox.filter().is_everything() && !view.headline.knowledge.counts_are_exact();
    if inbox.scanning() || filtered {
        signs::AT_LEAST.sign
    } else {
        of_view(view, inbox.view())
    }
}

/// The same before the number of rows of a whole view.
pub(super) fn of_view(view: &View<'_>, id: ViewId) -> &'static str {
    let knowledge = view.headline.knowledge;
    if !view.app.world().shows_all(id) && !knowledge.counts_are_exact() {
        signs::AT_LEAST.sign
    } else if matches!(knowledge.stage(), Stage::Loading(_))
        || matches!(knowledge.gaps().history, HistoryProgress::Walking(_))
    {
        signs::ABOUT.sign
    } else {
        ""
    }
}

/// Whether a view asks what is the user's while it is not known who that is: that it has no rows says nothing.
pub(super) fn asks_for_nobody(view: &View<'_>, id: ViewId) -> bool {
    let shown = view.app.world().view(id);
    let asks = shown.is_some_and(|view| view.query.asks_for_me());
    asks && view.app.attention().me().is_none()
}

/// How many rows there are, and which of them is selected.
fn position<'a>(view: &View<'_>) -> Piece<'a> {
    let inbox = view.app.inbox();
    let about = at_least(view);
    let style = view.theme.dim;
    let all = thousands(inbox.len());
    let piece = if let Some(at) = inbox.selected_position(view.app.picture()) {
        Piece::new(2, style, format!("{}/{about}{all}", thousands(at + 1)))
    } else {
        let long = counted(inbox.len(), "conversation", "conversations");
        Piece::new(1, style, format!("{about}{long}")).then(2, format!("{about}{all}"))
    };
    piece.right()
}
