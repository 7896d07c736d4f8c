//! The question before everything is read again: what that costs, in the middle of the screen.
//!
//! The keys that answer it stand in the footer, as with every question.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Padding, Widget};

use super::text::{self, counted, thousands};
use super::{View, overview};
use crate::app::signs;
use crate::app::{Link, RereadCost, when};

/// Widest text.
const WIDTH: u16 = 56;
/// Frame and padding, left and right.
const FRAME: u16 = 4;

/// Draws what reading everything again costs.
pub(super) fn render(view: &View<'_>, cost: &RereadCost, buf: &mut Buffer) {
    let screen = Rect {
        y: view.areas.header.bottom(),
        height: view
            .areas
            .footer
            .top()
            .saturating_sub(view.areas.header.bottom()),
        ..view.areas.header
    };
    let width = WIDTH.min(screen.width.saturating_sub(FRAME));
    let said = words(view, cost);
    let wrapped = said
        .iter()
        .map(|(words, _)| textwrap::wrap(words, usize::from(width.max(1))).len());
    let height = u16::try_from(wrapped.sum::<usize>()).unwrap_or(u16::MAX);
    let area = screen.centered(
        Constraint::Length(width + FRAME),
        Constraint::Length(height.saturating_add(2).min(screen.height)),
    );
    text::clear(buf, area);
    let block = Block::bordered()
        .title(" Read everything again? ")
        .border_style(view.theme.divider)
        .padding(Padding::horizontal(1));
    let mut rest = block.inner(area);
    block.render(area, buf);
    for (words, style) in said {
        rest = overview::paragraph(buf, rest, &words, style);
    }
}

fn words(view: &View<'_>, cost: &RereadCost) -> Vec<(String, Style)> {
    let theme = view.theme;
    let about = signs::ABOUT.sign;
    let requests = counted(cost.requests(), "request", "requests");
    let rows = counted(cost.conversations, "conversation", "conversations");
    let items = thousands(cost.items);
    // On a small screen the end is cut off: what decides stands first.
    let down = matches!(view.headline.link, Link::Trouble(_) | Link::Exhausted(_));
    let later = "It begins once the server answers again.";
    let costs =
        format!("About {requests}: the list of {about}{rows}, and what is in {items} of them.");
    let stays = "What is on the screen stays, and news comes first.";
    let down = down.then(|| (later.to_owned(), theme.trouble));
    down.into_iter()
        .chain([
            (time(cost.at_least), theme.text),
            (costs, theme.text),
            (stays.to_owned(), theme.dim),
        ])
        .collect()
}

/// `It takes at least 6 min.`; everything shorter is the same to whoever decides.
fn time(at_least: Duration) -> String {
    if at_least < Duration::from_secs(60) {
        "It takes a minute or two.".to_owned()
    } else {
        let up = Duration::from_secs(at_least.as_secs().div_ceil(60) * 60);
        format!("It takes at least {}.", when::precise(up))
    }
}
