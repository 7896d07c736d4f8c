//! How many rows each view has, and under which key: part of the overview.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::overview::below;
use super::text::{self, thousands};
use super::{View, keys, list_title};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::triage::ViewId;

/// Columns of a key and its gap, and of a number.
const KEY: u16 = 3;
const NUMBER: u16 = 9;
/// Columns of a view, where there are as many.
const WIDE: u16 = 36;
/// Where views stand side by side, so many and a gap.
const NARROW: u16 = 25;
const GAP: u16 = 2;

/// Draws the views below each other; where there are not enough lines for that, side by side. What is left below them.
pub(super) fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let views: Vec<_> = view.app.world().views().iter().collect();
    let count = u16::try_from(views.len()).unwrap_or(u16::MAX).max(1);
    if area.is_empty() {
        return area;
    }
    let room = ((area.width + GAP) / (NARROW + GAP)).max(1);
    let across = count.div_ceil(area.height).clamp(1, room);
    let down = count.div_ceil(across).min(area.height);
    let width = if across == 1 { WIDE } else { NARROW };
    for (at, (id, one)) in (0_u16..).zip(views).take(usize::from(across * down)) {
        let column = text::skip(area, at / down * (width + GAP));
        let place = text::first(text::line(column, at % down), width);
        draw(view, (id, &one.name), place, buf);
    }
    below(area, down)
}

fn draw(view: &View<'_>, (id, name): (ViewId, &str), area: Rect, buf: &mut Buffer) {
    let (theme, world) = (view.theme, view.app.world());
    let style = if id == view.app.inbox().view() {
        theme.title
    } else {
        theme.text
    };
    let action = Action::VIEWS.get(usize::from(id.0));
    let key = action.and_then(|action| keys::key(view, Context::List, *action));
    let key = key.unwrap_or_default();
    text::put(buf, text::first(area, KEY), &key, theme.key);
    let line = text::skip(area, KEY);
    let count = world.view_count(id);
    // A zero is a claim: only where it is known to be one, else nothing stands there.
    let about = list_title::of_view(view, id);
    let nobodys = list_title::asks_for_nobody(view, id);
    let mut room = line.width;
    if count > 0 || (about.is_empty() && !nobodys) {
        let number = format!("{about}{}", thousands(count));
        text::put_right(buf, text::last(line, NUMBER), &number, style);
        room = room.saturating_sub(text::width(&number) + 1);
    }
    let name = text::clip(name, room);
    text::put(buf, text::first(line, room), &name, style);
}
