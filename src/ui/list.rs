//! The list: the rows that are on the screen.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::columns::Columns;
use super::{View, empty, list_title, text, words};
use crate::app::inbox::SortBy;
use crate::app::layout::Pane;
use crate::app::signs;
use crate::app::{Row, Slot, when};
use crate::model::time::Timestamp;
use crate::triage::{Band, RowState, Standing};

/// A name cut shorter than this says too little.
const NAME_BESIDE_ASIDE: u16 = 6;
/// A tag cut shorter than this says nothing.
const TAG_LEAST: u16 = 4;

/// Draws the list.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    list_title::render(view, buf);
    let area = view.areas.rows;
    let inbox = view.app.inbox();
    if inbox.is_empty() {
        empty::render(view, area, buf);
        return;
    }
    let visible = inbox.visible(view.app.picture(), area.height);
    for (number, slot) in (0..area.height).zip(visible) {
        let at = text::line(area, number);
        if let Some((slot, row)) = slot.and_then(|slot| Some((slot, view.app.row(slot)?))) {
            draw_row(view, slot, row, at, buf);
        }
    }
}

fn draw_row(view: &View<'_>, slot: Slot, row: &Row, area: Rect, buf: &mut Buffer) {
    let theme = view.theme;
    let columns = Columns::new(area);
    let standing = view.app.attention().standing(slot);
    let inbox = view.app.inbox();
    let selected = inbox.selected() == Some(slot);
    let ghost = selected && inbox.ghost(view.app.world()).is_some();
    let waiting = words::wait(row, standing, view.now);
    let aside = aside(row, ghost);
    let quiet = standing.state == RowState::Quiet && waiting.is_none();
    let base = if ghost || (quiet && aside.is_some()) {
        theme.dim
    } else {
        theme.text
    };

    if selected {
        text::put(buf, columns.mark, signs::SELECTED.sign, base);
    }
    draw_signs(view, standing, &columns, buf);
    let wait_style = standing
        .band(view.now)
        .map_or(theme.waiting, |band| band_style(view, band));
    let waiting = waiting.as_deref().unwrap_or("");
    text::put_right(buf, columns.wait, waiting, wait_style);
    let channel = signs::of_channel(&row.conversation.kind).sign;
    text::put(buf, columns.channel, channel, theme.dim);
    let name_style = if standing.state == RowState::New {
        base.patch(theme.unread_name)
    } else {
        base
    };
    let (name, words) = draw_aside(view, aside, &columns, buf);
    draw_name(view, row, name, name_style, buf);
    draw_words(view, row, words, base, buf);
    draw_tags(view, row, columns.tags, buf);
    draw_assignee(view, row, columns.assignee, base, buf);
    draw_time(view, row, columns.time, buf);
    if selected {
        let focused = view.app.pane() == Pane::List;
        let style = if focused {
            theme.selection
        } else {
            theme.selection_unfocused
        };
        // Dimmed and reversed would be hard to read; what is only still here is to look that way.
        let undimmed = style.remove_modifier(Modifier::DIM);
        buf.set_style(
            area,
            if ghost {
                style.patch(theme.dim)
            } else {
                undimmed
            },
        );
    }
}

/// What is new, and how a wait stands.
fn draw_signs(view: &View<'_>, standing: Standing, columns: &Columns, buf: &mut Buffer) {
    let theme = view.theme;
    let style = match standing.state {
        RowState::New => theme.unread,
        RowState::Unknown => theme.activity,
        RowState::Waiting | RowState::Quiet => theme.text,
    };
    text::put(buf, columns.sign, signs::of_row(standing.state), style);
    if let Some(band) = standing.band(view.now) {
        let style = band_style(view, band);
        text::put(buf, columns.band, signs::of_band(band), style);
    }
}

fn band_style(view: &View<'_>, band: Band) -> Style {
    match band {
        Band::Overdue => view.theme.overdue,
        Band::DueSoon => view.theme.due_soon,
        Band::InTime => view.theme.waiting,
    }
}

/// Why a row is dimmed, if it is, in a long and a short wording.
fn aside(row: &Row, ghost: bool) -> Option<[&'static str; 2]> {
    let own = words::set_aside(row).map(|words| [words; 2]);
    own.or_else(|| ghost.then_some(["left the view", "left"]))
}

/// The name, and its match with the search.
fn draw_name(view: &View<'_>, row: &Row, area: Rect, style: Style, buf: &mut Buffer) {
    let name = text::clip(row.conversation.name(), area.width);
    let mut rest = area;
    for (part, matched) in parts(&name, &view.app.search().wanted().marks(&name)) {
        let style = if matched {
            style.patch(view.theme.matched)
        } else {
            style
        };
        rest = text::skip(rest, text::put(buf, rest, part, style));
    }
}

/// Divides a name into what is marked and what is not.
fn parts<'a>(name: &'a str, marks: &[Range<usize>]) -> Vec<(&'a str, bool)> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for mark in marks {
        parts.push((name.get(from..mark.start).unwrap_or_default(), false));
        parts.push((name.get(mark.clone()).unwrap_or_default(), true));
        from = mark.end;
    }
    parts.push((name.get(from..).unwrap_or_default(), false));
    parts
}

/// Why the row is dimmed: before the last words or, without those, at the end of the name. What is left
/// for name and last words.
fn draw_aside(
    view: &View<'_>,
    aside: Option<[&str; 2]>,
    columns: &Columns,
    buf: &mut Buffer,
) -> (Rect, Rect) {
    let (name, words) = (columns.name, columns.words);
    let Some([long, short]) = aside else {
        return (name, words);
    };
    if words.width > 0 {
        let fits = text::width(long) <= words.width;
        let aside = if fits { long } else { short };
        let used = text::put(buf, words, aside, view.theme.dim);
        return (name, text::skip(words, used + 1));
    }
    let fits = |aside: &&str| name.width > text::width(aside) + NAME_BESIDE_ASIDE;
    let Some(aside) = [long, short].into_iter().find(fits) else {
        return (name, words);
    };
    let width = text::width(aside) + 1;
    text::put_right(buf, name, aside, view.theme.dim);
    (text::first(name, name.width - width), words)
}

fn draw_words(view: &View<'_>, row: &Row, area: Rect, base: Style, buf: &mut Buffer) {
    let Some(preview) = row.digest.as_deref().and_then(|digest| digest.preview()) else {
        return;
    };
    let (side, words) = words::preview(preview);
    let used = text::put(buf, area, side, view.theme.dim);
    let gap = u16::from(!side.is_empty());
    text::put(buf, text::skip(area, used + gap), &words, base);
}

fn draw_tags(view: &View<'_>, row: &Row, area: Rect, buf: &mut Buffer) {
    let mut rest = area;
    for tag in &row.conversation.tags {
        if rest.width < TAG_LEAST {
            return;
        }
        let used = text::put(buf, rest, &format!("#{tag}"), view.theme.tag);
        rest = text::skip(rest, used + 1);
    }
}

fn draw_assignee(view: &View<'_>, row: &Row, area: Rect, base: Style, buf: &mut Buffer) {
    let Some(name) = words::assignee(view, &row.conversation) else {
        return;
    };
    if area.width > 2 {
        text::put(buf, area, name, base);
    } else {
        text::put(buf, area, &words::initials(name), base);
    }
}

fn draw_time(view: &View<'_>, row: &Row, area: Rect, buf: &mut Buffer) {
    let at: Option<Timestamp> = match view.app.inbox().order().by {
        SortBy::LastMessage | SortBy::Waiting => row.conversation.last_activity(),
        SortBy::Created => row.conversation.created_at,
    };
    let Some(at) = at else { return };
    let time = when::short(at, view.now, view.app.zone());
    // Where a whole date does not fit, year and month still tell it apart.
    let short = time.get(..7).filter(|_| text::width(&time) > area.width);
    text::put_right(buf, area, short.unwrap_or(&time), view.theme.dim);
}
