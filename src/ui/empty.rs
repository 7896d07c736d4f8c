//! Why there are no rows, and which key helps.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, keys, overview, text, words};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::{Coverage, HistoryProgress, Link, Problem, when};

type Line = (String, Style);
type Lines = Vec<Line>;

/// Draws the reason in the place of the rows.
pub(super) fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let mut rest = text::skip(overview::below(area, area.height / 4), 1);
    for (words, style) in reason(view) {
        rest = overview::paragraph(buf, rest, &words, style);
    }
}

fn reason(view: &View<'_>) -> Lines {
    let theme = view.theme;
    let key = keys::key(view, Context::List, Action::Refresh);
    let press = |what: &str| key.as_ref().map(|key| (format!("{key} {what}"), theme.key));
    let (said, then): (Lines, Option<Line>) = match &view.headline.link {
        Link::Denied(problem, details) => {
            let code = words::auth_code(*problem);
            let mut said = vec![
                (format!("Spruce refused the token ({code})."), theme.error),
                (
                    "Check that it is right and still valid.".to_owned(),
                    theme.text,
                ),
            ];
            said.extend(request_id(view, details));
            (said, press("tries again"))
        }
        Link::Exhausted(details) => {
            let mut said = vec![
                (
                    "The clinic's request limit is used up.".to_owned(),
                    theme.error,
                ),
                (next_try(view, "Asks again"), theme.text),
            ];
            said.extend(request_id(view, details));
            (said, None)
        }
        Link::Trouble(details) => {
            let mut said = vec![
                ("Nothing could be loaded yet.".to_owned(), theme.error),
                (details.message.as_str().to_owned(), theme.text),
                (next_try(view, "Trying again"), theme.text),
            ];
            said.extend(request_id(view, details));
            (said, press("tries now"))
        }
        Link::Connecting => (
            vec![("Connecting to Spruce…".to_owned(), theme.loading)],
            None,
        ),
        Link::Up => undisturbed(view, press("asks again now")),
    };
    said.into_iter().chain(then).collect()
}

fn undisturbed(view: &View<'_>, then: Option<Line>) -> (Lines, Option<Line>) {
    let theme = view.theme;
    if view.headline.coverage != Coverage::Complete {
        return (
            vec![("Loading conversations…".to_owned(), theme.loading)],
            None,
        );
    }
    if view.app.status().unreadable > 0 {
        let said = "There are recent conversations, but none that could be read.";
        return (vec![(said.to_owned(), theme.error)], then);
    }
    let mut said = vec![("No recent conversations.".to_owned(), theme.text)];
    said.push(match view.headline.history {
        HistoryProgress::Walking { .. } => {
            ("Older ones are being loaded.".to_owned(), theme.loading)
        }
        HistoryProgress::Off | HistoryProgress::Done => {
            ("A new one shows up here by itself.".to_owned(), theme.dim)
        }
    });
    (said, then)
}

/// `Trying again in 12 s.`
fn next_try(view: &View<'_>, what: &str) -> String {
    match view.headline.next_try_s {
        None => format!("{what} by itself."),
        Some(0) => format!("{what} now."),
        Some(left) => format!("{what} in {}.", when::precise(Duration::from_secs(left))),
    }
}

/// What to quote to support.
fn request_id(view: &View<'_>, problem: &Problem) -> Option<Line> {
    let id = problem.request_id.as_ref()?;
    Some((format!("request id {id}"), view.theme.dim))
}
