//! A conversation as text for people. Which side an item is from is said in words, so no colour is needed for it.

use std::fmt::Write as _;

use crate::model::item::{Direction, Event, Item as Source, words};
use crate::model::text::wrap::wrap;
use crate::model::time::Timestamp;
use crate::model::when;
use crate::model::zone::Zone;

use super::super::{Conversation, Item, Text};
use super::{Older, Show};

/// What stands before every line that somebody wrote: nothing they write can look like a line of ours.
const BAR: &str = "    | ";
/// Columns that text gets at least.
const ROOM_MIN: usize = 20;

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Whose clock counts.
    pub zone: Zone,
    /// Columns of the terminal; `None` = lines are not broken.
    pub columns: Option<u16>,
}

impl Show {
    /// The same for people; `items` are those that the record was made from.
    #[must_use]
    pub fn to_text(&self, items: &[Source], layout: Layout) -> String {
        let mut out = head(&self.conversation, self.generated_at.0, layout.zone);
        out.push('\n');
        out.push_str(match self.older {
            Older::None => "",
            Older::More => "(older items are left out)\n",
            Older::Unknown => "(its items could not be read)\n",
        });
        for (item, source) in self.items.iter().zip(items) {
            out.push_str(&one(item, source, layout));
        }
        out
    }

    /// Whether people wrote something that the answer leaves out.
    #[must_use]
    pub fn leaves_out(&self, items: &[Source]) -> bool {
        let written = |item: &Source| !item.text.is_empty() || !item.attachments.is_empty();
        let mut shown = self.items.iter().zip(items);
        shown.any(|(item, source)| item.text.is_none() && written(source))
    }
}

fn head(conversation: &Conversation, now: Timestamp, zone: Zone) -> String {
    let text = |text: &Text| text.0.as_str().to_owned();
    let join = |texts: &[Text]| texts.iter().map(text).collect::<Vec<_>>().join(", ");
    let people = conversation.external_participants.iter().map(|person| {
        let endpoint = person.endpoint.as_ref().map(text);
        [Some(text(&person.display_name)), endpoint]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    });
    let assigned = match (&conversation.assignee, &conversation.assigned_to_member_id) {
        (Some(name), _) => text(name),
        (None, Some(id)) => id.clone(),
        (None, None) => String::new(),
    };
    let states = [
        conversation.archived.then_some("archived"),
        conversation.is_read_only.then_some("read-only"),
    ];
    let states: Vec<_> = states.into_iter().flatten().collect();
    let title = match conversation.title.0.as_str() {
        "" => "(no title)",
        title => title,
    };
    let mut out = format!("{title}\n");
    let lines = [
        (
            "About",
            conversation.subtitle.as_ref().map(text).unwrap_or_default(),
        ),
        ("Channel", text(&conversation.kind)),
        ("With", people.collect::<Vec<_>>().join("; ")),
        (
            "Line",
            conversation
                .internal_endpoint
                .as_ref()
                .map(text)
                .unwrap_or_default(),
        ),
        ("Assigned", assigned),
        ("Tags", join(&conversation.tags)),
        ("State", states.join(", ")),
        ("Waiting", waiting(conversation, now, zone)),
        ("Open", conversation.app_url.clone().unwrap_or_default()),
    ];
    for (label, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{:<10}{value}", format!("{label}:"));
    }
    out
}

fn waiting(conversation: &Conversation, now: Timestamp, zone: Zone) -> String {
    let Some(since) = conversation.waiting_since else {
        return if conversation.checked {
            "nobody".to_owned()
        } else {
            "not known: who wrote last could not be read".to_owned()
        };
    };
    let exact = conversation.waiting_since_is_exact;
    let least = if exact { "" } else { "at least " };
    let band = match conversation.band {
        Some("overdue") => ", overdue",
        Some("due-soon") => ", due soon",
        _ => "",
    };
    let (at, span) = (moment(since.0, zone), when::spoken(now.since(since.0)));
    format!("since {at}, for {least}{span}{band}")
}

fn moment(at: Timestamp, zone: Zone) -> String {
    zone.civil(at).format("%Y-%m-%d %H:%M").to_string()
}

fn one(item: &Item, source: &Source, layout: Layout) -> String {
    let at = moment(source.created_at, layout.zone);
    let side = side(item, source);
    let name = match source.author.name.as_str() {
        "" => String::new(),
        name => format!("{name}: "),
    };
    let mut out = format!("{at}  {side:<9}  {name}{}\n", what(source));
    let Some(text) = &item.text else {
        return out;
    };
    let titles = (source.attachments.iter().enumerate())
        .map(|(number, attachment)| words::attachment(number + 1, attachment));
    let written = Some(text.0.as_str()).filter(|text| !text.is_empty());
    for block in written.map(str::to_owned).into_iter().chain(titles) {
        for line in lines(&block, layout.columns) {
            out.push_str(format!("{BAR}{line}").trim_end());
            out.push('\n');
        }
    }
    out
}

fn lines(text: &str, columns: Option<u16>) -> Vec<String> {
    match columns {
        Some(columns) => wrap(
            text,
            usize::from(columns).saturating_sub(BAR.len()).max(ROOM_MIN),
        ),
        None => text.split('\n').map(str::to_owned).collect(),
    }
}

/// The side an item is from. A call is from the side that called, whether or not it was answered.
fn side(item: &Item, source: &Source) -> &'static str {
    match &source.event {
        Some(Event::Call(call)) if call.spam => "spam",
        Some(Event::Call(call)) => match call.direction {
            Direction::Outbound => "clinic",
            Direction::Inbound | Direction::None => "patient",
        },
        _ if source.internal_note => "note",
        _ if item.role == "internal" => "system",
        _ => item.role,
    }
}

/// What an item is, without anything that somebody wrote.
fn what(item: &Source) -> String {
    let event = item.event.as_ref().map(words::event);
    let written = (event.is_none() && !item.text.is_empty()).then(|| {
        let kind = if item.internal_note {
            "internal note"
        } else {
            "message"
        };
        kind.to_owned()
    });
    let attached = match item.attachments.len() {
        0 => None,
        1 => Some("1 attachment".to_owned()),
        many => Some(format!("{many} attachments")),
    };
    let paged = (!item.pages.is_empty()).then(|| words::pages(&item.pages));
    let parts: Vec<_> = [event, written, attached, paged]
        .into_iter()
        .flatten()
        .collect();
    if parts.is_empty() {
        "(nothing)".to_owned()
    } else {
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests;
