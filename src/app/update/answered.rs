//! A colleague answers the conversation that is open: the user is told, once, and need not answer themselves.

use std::time::Duration;

use crate::app::flow::Answers;
use crate::app::state::App;
use crate::model::item::{Item, Role};
use crate::sync::Thread;

use super::notify;

/// What was answered longer ago than this when the conversation was opened was there already, even if it was not
/// read until then. Lists are behind by up to a minute.
const BEFORE: Duration = Duration::from_secs(60);

/// Looks whether the open conversation has an answer that it had not.
pub(super) fn watch(app: &mut App) {
    let open = app.detail.slot;
    let answers = &app.flow.answers;
    if answers.open.map(|(slot, _)| slot) != open {
        app.flow.answers = Answers {
            open: open.map(|slot| (slot, app.server_now())),
            ..Answers::default()
        };
    }
    let Some((slot, opened)) = app.flow.answers.open else {
        return;
    };
    let Some(thread) = app.engine.thread(slot) else {
        return;
    };
    let revision = Some(thread.revision());
    if app.flow.answers.revision == revision {
        return;
    }
    let newest = newest_answer(app, thread).map(|item| (item.key(), words(app, item)));
    let answers = &mut app.flow.answers;
    let first = answers.revision.is_none();
    answers.revision = revision;
    let Some((key, words)) = newest.filter(|(key, _)| Some(key) > answers.newest.as_ref()) else {
        return;
    };
    let just_now = key.at >= opened.minus(BEFORE);
    answers.newest = Some(key);
    // What failed is more important than good news.
    let failed = app
        .notice
        .as_ref()
        .is_some_and(|notice| notice.request_id.is_some());
    if let Some(words) = words.filter(|_| !first && just_now && !failed) {
        notify(app, words);
    }
}

fn newest_answer<'a>(app: &App, thread: &'a Thread) -> Option<&'a Item> {
    let organization = app.engine.organization_id()?;
    let now = app.server_now().plus(BEFORE);
    let mut items = thread.items().iter().rev();
    items.find(|item| item.created_at <= now && item.role(organization) == Role::HumanAnswer)
}

/// What is said of an answer; nothing where the user gave it themselves.
fn words(app: &App, item: &Item) -> Option<String> {
    if item.author.id.is_some() && item.author.id.as_ref() == app.attention.me() {
        return None;
    }
    // Of a call the author may be the one who called, or a telephone on a desk.
    if item.event.is_some() {
        return Some("answered by a call".to_owned());
    }
    Some(match item.author.name.as_str() {
        "" => "a colleague answered".to_owned(),
        name => format!("{name} answered"),
    })
}
