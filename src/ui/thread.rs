//! The open conversation: who it is, and the part of its thread that is on the screen.

use ratatui::buffer::Buffer;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted};
use super::{View, overview, words};
use crate::app::layout::Pane;
use crate::app::thread_lines::{LineKind, Side};
use crate::app::{Link, Row, Slot, Thread};

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
            head(view, row, buf);
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

fn head(view: &View<'_>, row: &Row, buf: &mut Buffer) {
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

    let mut second = vec![Piece::new(6, theme.dim, words::kind(&conversation.kind))];
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
    second.push(match words::assignee(view, conversation) {
        None => Piece::new(3, theme.dim, "not assigned"),
        Some("assigned") => Piece::new(3, theme.text, "assigned"),
        Some(name) => Piece::new(3, theme.text, format!("assigned to {name}")).or(name),
    });
    let tags = conversation.tags.iter();
    second.extend(tags.map(|tag| Piece::new(2, theme.tag, format!("#{tag}"))));
    let join = Join { rule: None, ..rule };
    bar::draw(second, join, text::line(area, 1), buf);
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
