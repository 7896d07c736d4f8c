//! Why there are no rows, and which key helps.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{View, keys, overview, text, words};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::{HistoryProgress, Link, Problem, Stage, when};

/// The name of a view, and a filter, are cut here: they are the user's own, of any length.
const NAME_MOST: u16 = 24;
const FILTER_MOST: u16 = 40;

type Line = (String, Style);
type Lines = Vec<Line>;

/// Draws the reason in the place of the rows.
pub(super) fn render(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let mut rest = text::skip(overview::below(area, area.height / 4), 1);
    let lines = picked(view).unwrap_or_else(|| reason(view));
    for (words, style) in lines {
        rest = overview::paragraph(buf, rest, &words, style);
    }
}

/// What is said where there are conversations, but view and filter show none of them; `None` where there are none.
/// That there is none to show is said only once every row was looked at, and only as far as all is known.
fn picked(view: &View<'_>) -> Option<Lines> {
    let (app, theme) = (view.app, view.theme);
    let inbox = app.inbox();
    if app.picture().is_empty() {
        return None;
    }
    if inbox.scanning() {
        return Some(vec![("Looking…".to_owned(), theme.loading)]);
    }
    let known = view.headline.knowledge.counts_are_exact();
    let (so_far, style) = if known {
        (".", theme.text)
    } else {
        (", as far as is known.", theme.dim)
    };
    let name = app
        .world()
        .view(inbox.view())
        .map(|view| view.name.as_str());
    let name = text::clip(name.unwrap_or("All"), NAME_MOST);
    let filter = inbox.filter();
    let mut lines = if filter.is_everything() {
        vec![(format!("Nothing in \u{201c}{name}\u{201d}{so_far}"), style)]
    } else {
        let filter = text::clip(filter.text().trim(), FILTER_MOST);
        let said = format!("No match for \\{filter} in \u{201c}{name}\u{201d}{so_far}");
        let clear = keys::key(view, Context::List, Action::Back);
        let clear = clear.map(|key| (format!("{key} clears the filter"), theme.key));
        std::iter::once((said, style)).chain(clear).collect()
    };
    if filter.reads_items() {
        let words =
            "Of what was written, only the latest and what was opened lately is looked through.";
        lines.push((words.to_owned(), theme.dim));
    }
    lines.extend(overview::missing(view).map(|words| (words, theme.dim)));
    let unchecked = view.headline.knowledge.gaps().unchecked;
    if unchecked > 0 {
        let some = text::counted(unchecked, "conversation", "conversations");
        let words = format!("{some} with activity: who wrote is not known yet.");
        lines.push((words, theme.activity));
    }
    let all = keys::key(view, Context::List, Action::ClearView);
    lines.extend(all.map(|key| (format!("{key} shows everything"), theme.key)));
    Some(lines)
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
            let loading = matches!(view.headline.knowledge.stage(), Stage::Loading(_));
            let first = if loading {
                "Nothing could be loaded yet."
            } else {
                "No recent conversations, as far as is known."
            };
            let mut said = vec![
                (first.to_owned(), theme.error),
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
    let knowledge = view.headline.knowledge;
    if matches!(knowledge.stage(), Stage::Loading(_)) {
        return (
            vec![("Loading conversations…".to_owned(), theme.loading)],
            None,
        );
    }
    let unreadable = usize::try_from(knowledge.gaps().unreadable).unwrap_or(usize::MAX);
    let mut said = vec![match (unreadable, knowledge.as_of()) {
        (0, None) => ("No recent conversations.".to_owned(), theme.text),
        (0, Some(at)) => {
            let at = words::moment(view, at);
            (format!("No recent conversations as of {at}."), theme.text)
        }
        (some, _) => {
            let some = text::counted(some, "conversation", "conversations");
            (format!("{some} could not be read."), theme.error)
        }
    }];
    said.push(match knowledge.gaps().history {
        HistoryProgress::Walking(_) => ("Older ones are being loaded.".to_owned(), theme.loading),
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
