//! How many rows each view has, and under which key: part of the overview.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::overview::below;
use super::text::{self, thousands};
use super::{View, keys};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::signs;

const BY_NUMBER: [Action; 9] = [
    Action::View1,
    Action::View2,
    Action::View3,
    Action::View4,
    Action::View5,
    Action::View6,
    Action::View7,
    Action::View8,
    Action::View9,
];

/// Columns of a key and its gap, and of a number.
const KEY: u16 = 3;
const NUMBER: u16 = 9;
/// Columns of a line, where there are as many.
const LINE: u16 = 36;

/// Draws a line for each view, as many as there is room for. What is left below them.
pub(super) fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let (theme, inbox, world) = (view.theme, view.app.inbox(), view.app.world());
    // A zero is a claim: only where it is known to be one, else nothing stands there.
    let exact = view.headline.knowledge.counts_are_exact();
    let at_least = if exact { "" } else { signs::AT_LEAST.sign };
    let mut rest = area;
    for (at, (id, one)) in world.views().iter().enumerate() {
        if rest.is_empty() {
            break;
        }
        let style = if id == inbox.view() {
            theme.title
        } else {
            theme.text
        };
        let mut line = text::first(text::line(rest, 0), LINE);
        let action = BY_NUMBER.get(at);
        let key = action.and_then(|action| keys::key(view, Context::List, *action));
        text::put(
            buf,
            text::first(line, KEY),
            &key.unwrap_or_default(),
            theme.key,
        );
        line = text::skip(line, KEY);
        let count = world.view_count(id);
        if exact || count > 0 {
            let number = format!("{at_least}{}", thousands(count));
            text::put_right(buf, text::last(line, NUMBER), &number, style);
        }
        let name = text::first(line, line.width.saturating_sub(NUMBER));
        text::put(buf, name, &text::clip(&one.name, name.width), style);
        rest = below(rest, 1);
    }
    rest
}
