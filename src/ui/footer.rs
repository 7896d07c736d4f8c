//! The last line: what the keys do here, or what is being typed or asked; on the right what just happened.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use super::{View, keys, text};
use crate::app::action::Action;
use crate::app::keymap::Context;
use crate::app::search::Line;
use crate::app::{Link, Notice, Overlay, Stage};

/// Hints that stand before what helps against trouble.
const FIRST: usize = 3;
/// Columns of the keys that answer a question.
const ANSWERS: u16 = 11;
/// Rows are being looked through.
const SEARCHING: &str = "searching…";

/// What is worth hinting at in each context, most useful first.
fn hinted(view: &View<'_>, context: Context) -> &'static [Action] {
    let inbox = view.app.inbox();
    match context {
        Context::List | Context::Global if inbox.is_empty() => {
            &[Action::Help, Action::Refresh, Action::Close]
        }
        Context::List | Context::Global if inbox.selected().is_none() => &[
            Action::NextAttention,
            Action::MoveDown,
            Action::Help,
            Action::Filter,
            Action::Search,
            Action::CycleOrder,
            Action::Wallboard,
            Action::Freeze,
            Action::Refresh,
            Action::Close,
        ],
        Context::List | Context::Global => &[
            Action::Open,
            Action::NextAttention,
            Action::Help,
            Action::PageOn,
            Action::MarkSeen,
            Action::Filter,
            Action::OpenInApp,
            Action::CycleOrder,
            Action::Search,
            Action::Freeze,
            Action::Refresh,
            Action::Close,
        ],
        Context::Detail => &[
            Action::Back,
            Action::PageOn,
            Action::Help,
            Action::NextAttention,
            Action::MarkSeen,
            Action::MarkUnseen,
            Action::OpenInApp,
            Action::SwitchPane,
            Action::Refresh,
        ],
        Context::Help => &[Action::Back, Action::MoveDown, Action::PageDown],
        Context::Diagnostics => &[
            Action::Back,
            Action::CopyDiagnostics,
            Action::MoveDown,
            Action::PageDown,
        ],
        Context::Wallboard => &[Action::Wallboard, Action::Help],
        Context::Confirm | Context::Search => &[Action::Confirm, Action::Back],
    }
}

/// What the user most likely wants to get out of, before everything else.
fn urgent(view: &View<'_>, context: Context) -> Vec<Action> {
    let app = view.app;
    let panes = matches!(context, Context::List | Context::Detail);
    let denied = panes && matches!(view.headline.link, Link::Denied(..));
    let frozen = panes && app.inbox().frozen();
    let searched = context == Context::List && !app.search().query().is_empty();
    let filtered = context == Context::List && !app.inbox().filter().is_everything();
    let all = [
        (denied, Action::Refresh),
        (frozen, Action::Freeze),
        (searched, Action::NextMatch),
        (searched || filtered, Action::Back),
    ];
    let now = all.into_iter().filter(|(now, _)| *now);
    now.map(|(_, action)| action).collect()
}

/// What helps while something is wrong. While nothing is, nobody has to know of it.
fn remedies(view: &View<'_>, context: Context) -> Vec<Action> {
    if !matches!(context, Context::List | Context::Detail) {
        return Vec::new();
    }
    let headline = &view.headline;
    let up = matches!(headline.link, Link::Connecting | Link::Up);
    let stale = matches!(headline.knowledge.stage(), Stage::Stale(_));
    let unreadable = headline.knowledge.gaps().unreadable > 0;
    let again = up && unreadable && headline.rereading.is_none();
    let all = [
        (!up || stale || unreadable, Action::Diagnostics),
        (again, Action::Reread),
    ];
    let now = all.into_iter().filter(|(now, _)| *now);
    now.map(|(_, action)| action).collect()
}

/// Whether pressing its key does anything: while the limits are used up, nothing is asked by request.
fn helps(view: &View<'_>, action: Action) -> bool {
    action != Action::Refresh || !matches!(view.headline.link, Link::Exhausted(_))
}

/// Draws the footer. Where the text cursor belongs, if something is being typed.
pub(super) fn render(view: &View<'_>, buf: &mut Buffer) -> Option<Position> {
    let area = view.areas.footer;
    if area.is_empty() {
        return None;
    }
    let rest = status(view, area, buf);
    match view.app.context() {
        Context::Search => typing(view, rest, buf),
        Context::Confirm => {
            let asked = match view.app.overlay() {
                Some(Overlay::ConfirmReread(_)) => "Read everything again? ".to_owned(),
                Some(Overlay::ConfirmMarkAll(rows)) => mark_all(*rows, rest.width),
                _ => "Quit? ".to_owned(),
            };
            let used = text::put(buf, rest, &asked, view.theme.prompt);
            hints(view, text::skip(rest, used), buf);
            None
        }
        _ => {
            hints(view, rest, buf);
            None
        }
    }
}

fn mark_all(rows: usize, room: u16) -> String {
    let counted = text::counted(rows, "conversation", "conversations");
    let long = format!("Mark {counted} in this view as seen? ");
    if text::width(&long) + ANSWERS <= room {
        long
    } else {
        format!("Mark {} as seen? ", text::thousands(rows))
    }
}

/// The line that is typed, what is wrong in it underlined. The cursor is counted in columns, not in characters.
fn typing(view: &View<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = view.theme;
    let typed = view.app.search().line()?;
    let input = typed.input();
    let sign = text::put(buf, area, typed.purpose.sign(), theme.prompt);
    let line = text::skip(area, sign);
    // One column stays free for the cursor behind the last character.
    let room = usize::from(line.width.saturating_sub(1));
    let scroll = input.visual_scroll(room);
    let shown = text::from_column(input.value(), scroll);
    let wrong = typed.error().map_or(0..0, |error| {
        let hidden = input.value().len() - shown.len();
        error.at.start.saturating_sub(hidden)..error.at.end.saturating_sub(hidden)
    });
    let parts = [
        (shown.get(..wrong.start), theme.text),
        (
            shown.get(wrong.clone()),
            theme.error.add_modifier(Modifier::UNDERLINED),
        ),
        (shown.get(wrong.end..), theme.text),
    ];
    let mut rest = line;
    for (part, style) in parts {
        rest = text::skip(rest, text::put(buf, rest, part.unwrap_or_default(), style));
    }
    let used = line.width - rest.width;
    let cursor = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(u16::MAX);
    beside(view, text::skip(line, used.max(cursor) + 3), buf);
    let last = area.width.saturating_sub(1);
    Some(Position::new(
        area.x + cursor.saturating_add(sign).min(last),
        area.y,
    ))
}

/// To the right of the line: what to write instead of what is wrong, else the hints.
fn beside(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let error = view.app.search().line().and_then(Line::error);
    match error {
        Some(error) => {
            text::put_right(
                buf,
                area,
                &text::clip(&error.words, area.width),
                view.theme.error,
            );
        }
        None => hints(view, area, buf),
    }
}

/// As many hints as there is room for, whole ones only.
fn hints(view: &View<'_>, area: Rect, buf: &mut Buffer) {
    let theme = view.theme;
    let context = view.app.context();
    let urgent = urgent(view, context);
    let usual = hinted(view, context).iter();
    let usual = usual.filter(|action| !urgent.contains(action) && helps(view, **action));
    let usual: Vec<_> = usual.copied().collect();
    // What one can always do keeps its place while troubles come and go.
    let (first, others) = usual.split_at(usual.len().min(FIRST));
    let all = [&urgent, first, &remedies(view, context), others];
    let mut rest = area;
    for action in all.into_iter().flatten() {
        let Some((key, word)) = keys::hint(view, context, *action) else {
            continue;
        };
        let needed = text::width(&key) + 1 + text::width(word);
        if needed > rest.width {
            return;
        }
        let used = text::put(buf, rest, &key, theme.key);
        text::put(buf, text::skip(rest, used + 1), word, theme.dim);
        rest = text::skip(rest, needed + 2);
    }
}

/// Keys pressed so far and what just happened, at the right. What is left to the left of them.
fn status(view: &View<'_>, area: Rect, buf: &mut Buffer) -> Rect {
    let (app, theme) = (view.app, view.theme);
    let mut rest = area;
    // What notices say may be private, and of the diagnostics screenshots are sent.
    let quiet = super::shows_nothing_private(app);
    // What is wrong with the line that is typed is said in the same place, and matters more now.
    let mistaken = app
        .search()
        .line()
        .is_some_and(|line| line.error().is_some());
    if let Some(notice) = app.notice().filter(|_| !quiet && !mistaken) {
        rest = draw_notice(view, notice, rest, buf);
    }
    if !app.pending().is_empty() {
        let keys: String = app.pending().iter().map(ToString::to_string).collect();
        rest = put_last(rest, &format!("{keys}…"), theme.key, buf);
    }
    if app.search().searching() {
        rest = put_last(rest, SEARCHING, theme.loading, buf);
    }
    rest
}

/// The notice leaves the hints a third of the line, unless it needs that, too.
fn draw_notice(view: &View<'_>, notice: &Notice, area: Rect, buf: &mut Buffer) -> Rect {
    let theme = view.theme;
    let most = area.width - area.width / 3;
    let id = notice
        .request_id
        .as_ref()
        .map(|id| format!("(request id {id})"));
    let id = id.filter(|id| text::width(id) + text::width(&notice.text) < most);
    let mut rest = area;
    if let Some(id) = id {
        rest = put_last(rest, &id, theme.dim, buf);
        rest.width += 1;
    }
    let style = if notice.request_id.is_some() {
        theme.error
    } else {
        theme.notice
    };
    let fits = text::width(&notice.text) <= most;
    let room = if fits { most } else { rest.width };
    put_last(rest, &text::clip(&notice.text, room), style, buf)
}

/// Writes at the right edge. What is left, with a gap of two columns.
fn put_last(area: Rect, words: &str, style: ratatui::style::Style, buf: &mut Buffer) -> Rect {
    text::put_right(buf, area, words, style);
    text::first(area, area.width.saturating_sub(text::width(words) + 2))
}
