//! The open conversation: who it is, and the part of its thread that is on the screen.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted};
use super::{View, overview, words};
use crate::app::layout::Pane;
use crate::app::thread_lines::{LineKind, Side};
use crate::app::{Link, Row, Slot, Thread};
use crate::model::conversation::Conversation;
use crate::triage::Band;

/// Draws the conversation, or the overview while none is selected.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    if !view.areas.shows_detail() {
        return;
    }
    let app = view.app;
    match app
        .detail()
        .slot()
        .and_then(|slot| Some((slot, app.row(slot)?)))
    {
        None => overview::render(view, buf),
        Some((slot, row)) => {
            head(view, slot, row, buf);
            match app.thread(slot) {
                Some(thread) if !app.detail().is_empty() => lines(view, slot, thread, buf),
                _ => waiting(view, row, buf),
            }
        }
    }
}

/// Style of the pane's title.
pub(super) fn title_style(view: &View<'_>) -> Style {
    match view.app.pane() {
        Pane::Detail => view.theme.title,
        Pane::List => view.theme.title_unfocused,
    }
}

fn head(view: &View<'_>, slot: Slot, row: &Row, buf: &mut Buffer) {
    let theme = view.theme;
    let conversation = &row.conversation;
    let area = view.areas.detail_head;
    let name = Piece::new(9, title_style(view), conversation.name()).stays();
    let flag = |rank, style, word: &'static str| Piece::new(rank, style, word).right();
    let mut first = vec![name];
    if row.unchecked() {
        first.push(flag(4, theme.activity, "? checking who wrote last").or("?"));
    }
    if row.gone {
        first.push(flag(5, theme.error, "gone from Spruce").or("gone"));
    }
    if conversation.archived {
        first.push(flag(3, theme.dim, "archived"));
    }
    if conversation.read_only {
        first.push(flag(2, theme.dim, "no replies possible"));
    }
    let rule = Join {
        between: " · ",
        rule: Some("─"),
        style: theme.divider,
    };
    bar::draw(first, rule, text::line(area, 0), buf);

    let join = Join { rule: None, ..rule };
    let second = second_line(view, slot, row);
    bar::draw(second, join, text::line(area, 1), buf);
}

/// Who waits and until when, how to reach them, and who has it.
fn second_line<'a>(view: &'a View<'_>, slot: Slot, row: &'a Row) -> Vec<Piece<'a>> {
    let theme = view.theme;
    let conversation = &row.conversation;
    let waits = words::wait_in_full(view, slot, row);
    let waiting = waits.is_some();
    let waits = waits.map(|[full, both, due]| {
        let style = match view.app.attention().band(slot) {
            Some(Band::Overdue) => theme.overdue,
            Some(Band::DueSoon) => theme.due_soon,
            Some(Band::InTime) | None => theme.waiting,
        };
        Piece::new(2, style, full).then(6, both).then(8, due)
    });
    let mut second: Vec<_> = waits.into_iter().collect();
    second.push(Piece::new(4, theme.dim, words::kind(&conversation.kind)));
    let endpoint = conversation
        .participants
        .iter()
        .find_map(|who| who.endpoint.as_ref());
    if let Some(endpoint) = endpoint {
        second.push(Piece::new(5, theme.text, endpoint.as_str()));
    }
    if let Some(line) = &conversation.line {
        second.push(Piece::new(1, theme.dim, format!("to {line}")));
    }
    second.push(assigned(view, conversation, waiting));
    let tags = conversation.tags.iter();
    second.extend(tags.map(|tag| Piece::new(2, theme.tag, format!("#{tag}"))));
    second
}

/// Who has it; that somebody waits all the same.
fn assigned<'a>(view: &View<'_>, conversation: &Conversation, waiting: bool) -> Piece<'a> {
    let [long, short] = words::assigned(view, conversation);
    if conversation.assignee.is_none() {
        return Piece::new(3, view.theme.dim, long);
    }
    let still = format!("{long}, still waiting");
    let piece = Piece::new(
        3,
        view.theme.text,
        if waiting { still } else { long.clone() },
    );
    piece.or(long).then(7, short)
}

fn lines(view: &View<'_>, slot: Slot, thread: &Thread, buf: &mut Buffer) {
    let (app, theme) = (view.app, view.theme);
    let area = view.areas.thread;
    if thread.items().is_empty() {
        text::put(buf, area, "There are no messages here yet.", theme.dim);
        return;
    }
    for (number, line) in (0..area.height).zip(app.detail().visible(area.height)) {
        let at = text::line(area, number);
        if line.kind == LineKind::Edge && app.fetching_older(slot) {
            text::put(buf, at, "fetching older messages…", theme.loading);
        } else {
            text::put(buf, at, &line.text, style(theme, line.kind));
        }
    }
    let below = app.detail().below(area.height);
    if below > 0 {
        let more = format!(" ↓ {} below ", counted(below, "more line", "more lines"));
        let last = text::line(area, area.height.saturating_sub(1));
        let at = text::last(last, text::width(&more));
        text::clear(buf, at);
        text::put(buf, at, &more, theme.arrived);
    }
}

fn style(theme: &super::Theme, kind: LineKind) -> Style {
    let of = |side| match side {
        Side::Inbound => theme.inbound,
        Side::Ours => theme.ours,
        Side::Automated => theme.automated,
        Side::Internal => theme.internal,
    };
    match kind {
        LineKind::Day => theme.day,
        LineKind::New => theme.new_line,
        LineKind::Edge | LineKind::Folded => theme.dim,
        LineKind::Text(Side::Inbound | Side::Ours) | LineKind::Blank => theme.text,
        LineKind::Head(side) | LineKind::Text(side) | LineKind::Extra(side) => of(side),
    }
}

/// The items are not there yet.
fn waiting(view: &View<'_>, row: &Row, buf: &mut Buffer) {
    let theme = view.theme;
    let (style, words) = match &view.headline.link {
        _ if row.gone => (
            theme.dim,
            "It was deleted, or is no longer visible to this token.".to_owned(),
        ),
        Link::Denied(..) => (
            theme.error,
            "It cannot be read: the token was refused.".to_owned(),
        ),
        Link::Exhausted(_) | Link::Trouble(_) => {
            let next = words::next_try(view.headline.next_try_s);
            (
                theme.error,
                format!("It cannot be read at the moment{next}."),
            )
        }
        Link::Connecting | Link::Up => (theme.loading, "Reading the conversation…".to_owned()),
    };
    overview::paragraph(buf, view.areas.thread, &words, style);
}
