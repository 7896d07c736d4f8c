//! Readable renderings for snapshots. `Debug` of clean text hides the text on purpose, so this shows
//! it by hand; the people in it are made up.

use std::error::Error;
use std::fmt::Write as _;

use spruce_inbox::api::wire::Problem;
use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::exchange::{Cursor, Page};
use spruce_inbox::model::item::{Event, Item};
use spruce_inbox::model::link::AppUrl;
use spruce_inbox::model::member::{Member, Organization};
use spruce_inbox::model::text::CleanText;

/// Something a snapshot can show.
pub(crate) trait Show {
    fn show(&self, out: &mut String);
}

/// A result: the value, or the chain of errors.
pub(crate) fn show<T: Show>(result: &Result<T, Problem>) -> String {
    let mut out = String::new();
    match result {
        Ok(value) => value.show(&mut out),
        Err(problem) => out.push_str(&chain(problem)),
    }
    out
}

/// An error and its causes, one per line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut out = format!("error: {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(out, "\n  caused by: {error}");
        cause = error.source();
    }
    out
}

impl<T: Show> Show for Page<T> {
    fn show(&self, out: &mut String) {
        let next = self.next.as_ref().map(Cursor::as_str);
        let _ = writeln!(
            out,
            "page: {} rows, {} bad, has_more {}, next {next:?}, total {:?}",
            self.rows.len(),
            self.bad_rows,
            self.has_more,
            self.total
        );
        for row in &self.rows {
            row.show(out);
        }
    }
}

impl Show for Conversation {
    fn show(&self, out: &mut String) {
        let _ = writeln!(out, "- conversation {}", self.id);
        line(out, "kind", &kind(self));
        line(out, "title", &quoted(&self.title));
        maybe(out, "subtitle", self.subtitle.as_ref().map(quoted));
        maybe(out, "created", self.created_at);
        maybe(out, "last message", self.last_message_at);
        line(out, "archived", &self.archived);
        line(out, "read only", &self.read_only);
        maybe(out, "assignee", self.assignee.as_ref());
        for tag in &self.tags {
            line(out, "tag", &quoted(tag));
        }
        for someone in &self.participants {
            line(out, "participant", &quoted(&someone.name));
            maybe(out, "  at", someone.endpoint.as_ref().map(quoted));
        }
        maybe(out, "line", self.line.as_ref().map(quoted));
        let app = self.app_url.as_ref().map(AppUrl::to_string);
        maybe(out, "app", app.as_deref());
    }
}

fn kind(conversation: &Conversation) -> String {
    use spruce_inbox::model::conversation::ConversationKind::Unknown;
    match &conversation.kind {
        Unknown(name) => format!("unknown {}", quoted(name)),
        known => format!("{known:?}"),
    }
}

impl Show for Item {
    fn show(&self, out: &mut String) {
        let _ = writeln!(out, "- item {} at {}", self.id, self.created_at);
        maybe(out, "modified", self.modified_at);
        line(out, "direction", &format!("{:?}", self.direction));
        line(out, "author", &quoted(&self.author.name));
        maybe(out, "  id", self.author.id.as_ref());
        line(out, "  by api", &self.author.by_api);
        line(out, "internal note", &self.internal_note);
        line(out, "text", &quoted(&self.text));
        for attachment in &self.attachments {
            let kind = quoted(&attachment.kind);
            let title = quoted(&attachment.title);
            line(out, "attachment", &format!("{kind} {title}"));
            let mimetype = attachment.mimetype.as_ref().map(quoted);
            maybe(out, "  mimetype", mimetype);
        }
        match &self.event {
            Some(Event::Call(call)) => line(out, "event", &format!("{call:?}")),
            Some(Event::Other(name)) => {
                line(out, "event", &format!("unknown {}", quoted(name)));
            }
            None => {}
        }
        for page in &self.pages {
            line(out, "page", &format!("{page:?}"));
        }
    }
}

impl Show for Member {
    fn show(&self, out: &mut String) {
        let name = quoted(&self.name);
        let _ = writeln!(out, "- {:?} {} {name}", self.kind, self.id);
    }
}

impl Show for Organization {
    fn show(&self, out: &mut String) {
        let _ = writeln!(out, "- organization {} {}", self.id, quoted(&self.name));
    }
}

fn quoted(text: &CleanText) -> String {
    format!("{:?}", text.as_str())
}

fn line(out: &mut String, name: &str, value: &dyn std::fmt::Display) {
    let _ = writeln!(out, "    {name}: {value}");
}

fn maybe(out: &mut String, name: &str, value: Option<impl std::fmt::Display>) {
    if let Some(value) = value {
        line(out, name, &value);
    }
}
