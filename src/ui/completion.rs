//! What could be written next: a small box above the line that is being typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{View, text};
use crate::triage::query::complete::Offer;

/// Offers shown at once.
const ROWS_MAX: u16 = 6;
/// Lines of the list that stay visible, at least.
const LIST_LEAST: u16 = 5;
/// Widest box, in columns.
const WIDTH_MAX: u16 = 48;
/// Narrower than this it says nothing.
const WIDTH_LEAST: u16 = 24;
/// Between what could be written and what that is.
const GAP: u16 = 2;

/// Draws the box, if something is offered and there is room for it.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let Some(line) = view.app.search().line() else {
        return;
    };
    let completion = line.completion();
    let screen = view.areas.cover();
    let room = screen.height.saturating_sub(LIST_LEAST).min(ROWS_MAX);
    let count = u16::try_from(completion.offers.len()).unwrap_or(u16::MAX);
    let rows = room.min(count);
    if rows == 0 || screen.width < WIDTH_LEAST {
        return;
    }
    // The chosen one is always among those shown.
    let chosen = completion.chosen.unwrap_or(0);
    let first = (chosen + 1).saturating_sub(usize::from(rows));
    let shown = || completion.offers.iter().enumerate().skip(first);
    let widest = |width: fn(&Offer) -> u16| {
        let shown = shown().take(usize::from(rows));
        shown.map(|(_, offer)| width(offer)).max().unwrap_or(0)
    };
    let names = widest(|offer| text::width(&offer.text));
    let abouts = widest(|offer| text::width(offer.about));
    let width = (names.saturating_add(abouts) + GAP + 4).clamp(WIDTH_LEAST, WIDTH_MAX);
    let area = Rect {
        y: screen.bottom() - rows,
        width: width.min(screen.width),
        height: rows,
        ..screen
    };
    text::clear(buf, area);
    for (number, (index, offer)) in (0..rows).zip(shown()) {
        let marked = completion.chosen == Some(index);
        draw(view, offer, text::line(area, number), abouts, buf);
        if marked {
            buf.set_style(text::line(area, number), view.theme.selection);
        }
    }
}

fn draw(view: &View<'_>, offer: &Offer, area: Rect, abouts: u16, buf: &mut Buffer) {
    text::put(buf, area, "│", view.theme.divider);
    text::put_right(buf, area, "│", view.theme.divider);
    let inside = text::first(text::skip(area, 2), area.width.saturating_sub(4));
    let names = inside.width.saturating_sub(abouts + GAP);
    let name = text::clip(&offer.text, names);
    text::put(buf, text::first(inside, names), &name, view.theme.key);
    text::put(buf, text::last(inside, abouts), offer.about, view.theme.dim);
}
