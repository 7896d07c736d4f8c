//! What the second pane says while no conversation is selected: how things stand, in words, and how to go on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::bar::{self, Join, Piece};
use super::text::{self, counted};
use super::{View, keys, strip, tabs, thread, words};
use crate::app::HistoryProgress;
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::signs;

const HOW_TO_BEGIN: [Action; 4] = [Action::MoveDown, Action::Open, Action::Search, Action::Help];

const WHAT_NEW_MEANS: &str = "\u{201c}New\u{201d} means new since you looked, on this computer. It is \
    not Spruce's own read state: what you see here changes nothing in Spruce.";

/// Draws the overview.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) {
    let theme = view.theme;
    let rule = Join {
        between: " ",
        rule: Some("─"),
        style: theme.divider,
    };
    let title = Piece::new(0, thread::title_style(view), "No conversation selected").stays();
    bar::draw(
        vec![title],
        rule,
        text::line(view.areas.detail_head, 0),
        buf,
    );

    let mut area = view.areas.thread;
    for (words, style) in standing(view) {
        area = paragraph(buf, area, &words, style);
    }
    area = below(area, 1);
    let there_are_rows = !view.app.inbox().is_empty();
    let hint = |action: &Action| keys::hint(view, Context::List, *action);
    let keys = HOW_TO_BEGIN.iter().filter_map(hint);
    let keys: Vec<String> = keys.map(|(key, word)| format!("{key} {word}")).collect();
    if there_are_rows {
        area = below(paragraph(buf, area, &keys.join(" · "), theme.key), 1);
    }
    if !view.app.picture().is_empty() {
        area = tabs::render(view, area, buf);
    }
    let lines = textwrap::wrap(WHAT_NEW_MEANS, usize::from(area.width.max(1))).len();
    if usize::from(area.height) > lines {
        area = paragraph(buf, below(area, 1), WHAT_NEW_MEANS, theme.dim);
    }
    strip::at_bottom(view, area, buf);
}

/// How things stand, most pressing first.
fn standing(view: &View<'_>) -> Vec<(String, Style)> {
    let theme = view.theme;
    let counts = view.headline.counts;
    let knowledge = view.headline.knowledge;
    let known = knowledge.counts_are_exact();
    let at_least = if known { "" } else { "at least " };
    let mut lines = Vec::new();
    for (count, sign, words, style) in [
        (
            counts.overdue,
            signs::OVERDUE.sign,
            "overdue",
            theme.overdue,
        ),
        (
            counts.due_soon,
            signs::DUE_SOON.sign,
            "due soon",
            theme.due_soon,
        ),
    ] {
        if count > 0 {
            let waits = counted(count, "conversation is", "conversations are");
            lines.push((format!("{sign} {at_least}{waits} {words}"), style));
        }
    }
    if counts.new > 0 {
        let new = counted(counts.new, "conversation", "conversations");
        lines.push((
            format!("{} {at_least}{new} with something new", signs::NEW.sign),
            theme.unread,
        ));
    }
    if counts.waiting > 0 {
        let waiting = counted(counts.waiting, "conversation waits", "conversations wait");
        // Without a sign: a row may be new and wait at once, and then shows only that it is new.
        let words = format!("  {at_least}{waiting} for an answer");
        lines.push((words, theme.waiting));
    }
    let unchecked = knowledge.gaps().unchecked;
    if counts.new == 0 && counts.waiting == 0 {
        lines.extend(nobody(view, unchecked));
    }
    if unchecked > 0 {
        let unknown = counted(unchecked, "conversation", "conversations");
        let sign = signs::UNKNOWN.sign;
        let words = format!("{sign} {unknown} with activity: who wrote is not known yet");
        lines.push((words, theme.activity));
    }
    lines.extend(missing(view).map(|words| (words, theme.dim)));
    lines
}

/// What is said while nothing waits as far as that is known.
fn nobody(view: &View<'_>, unchecked: usize) -> Option<(String, Style)> {
    let theme = view.theme;
    let knowledge = view.headline.knowledge;
    if knowledge.counts_are_exact() {
        let words = "Everything is seen, and nobody is waiting.";
        Some((words.to_owned(), theme.live))
    } else if knowledge.window_is_known() {
        let since = words::moment(view, knowledge.window_start());
        let words = format!("Since {since}, everything is seen, and nobody is waiting.");
        Some((words, theme.live))
    } else if unchecked == 0 {
        Some(("Who is waiting is not known yet.".to_owned(), theme.dim))
    } else {
        None
    }
}

/// What is missing for all of it to be known.
pub(super) fn missing(view: &View<'_>) -> impl Iterator<Item = String> {
    let knowledge = view.headline.knowledge;
    let gaps = knowledge.gaps();
    let stale = knowledge.as_of().map(|at| {
        let at = words::moment(view, at);
        format!("This is complete as of {at}. What came later is not known.")
    });
    let unreadable = (gaps.unreadable > 0).then(|| {
        let unreadable = usize::try_from(gaps.unreadable).unwrap_or(usize::MAX);
        let some = counted(unreadable, "conversation", "conversations");
        format!("{some} could not be read. Spruce itself shows more.")
    });
    let history = match gaps.history {
        HistoryProgress::Walking(walked) if walked.loaded > 0 => Some(format!(
            "Older conversations are being read: {}.",
            words::progress(walked)
        )),
        _ => None,
    };
    [stale, unreadable, history].into_iter().flatten()
}

/// Draws wrapped text of our own at the top of an area. What is left below it.
pub(super) fn paragraph(buf: &mut Buffer, area: Rect, words: &str, style: Style) -> Rect {
    let mut rest = area;
    if area.is_empty() {
        return rest;
    }
    for line in textwrap::wrap(words, usize::from(area.width)) {
        text::put(buf, text::line(rest, 0), &line, style);
        rest = below(rest, 1);
    }
    rest
}

/// The area without its first lines.
pub(super) fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect {
        y: area.y + lines,
        height: area.height - lines,
        ..area
    }
}
