//! The question before everything is read again: what that costs, in the middle of the screen.
//!
//! The keys that answer it stand in the footer, as with every question.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Block, Padding, Widget};

use super::text::{self, counted};
use super::{View, overview, signs};
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
    let count =
        |number: u32, one, many| counted(usize::try_from(number).unwrap_or(usize::MAX), one, many);
    let about = signs::ABOUT.sign;
    let requests = count(cost.requests(), "request", "requests");
    let pages = count(cost.list_pages, "page", "pages");
    let rows = count(cost.conversations, "conversation", "conversations");
    let items = count(cost.items, "conversation", "conversations");
    let mut said = vec![
        (
            format!("About {requests}: {pages} of {about}{rows}, and the items of {items}."),
            theme.text,
        ),
        (
            format!("{} at the present budget.", time(cost.at_least)),
            theme.text,
        ),
        (
            "What is on the screen stays, and news comes first.".to_owned(),
            theme.dim,
        ),
    ];
    if matches!(view.headline.link, Link::Trouble(_) | Link::Exhausted(_)) {
        said.push((
            "It begins once the server answers again.".to_owned(),
            theme.trouble,
        ));
    }
    said
}

/// `At least 6 min`; everything shorter is the same to whoever decides.
fn time(at_least: Duration) -> String {
    if at_least < Duration::from_secs(60) {
        "A minute or two".to_owned()
    } else {
        let up = Duration::from_secs(at_least.as_secs().div_ceil(60) * 60);
        format!("At least {}", when::precise(up))
    }
}
