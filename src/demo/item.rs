//! What can be in a made-up conversation, and what it means for "who is waiting".
//!
//! Knows nothing of JSON (`wire` does that) and nothing of time beyond its own stamp.

use super::id::Id;

/// One entry of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// Its id: time-ordered, leads to the conversation.
    pub(super) id: Id,
    /// When it happened (Unix milliseconds; sent in whole seconds).
    pub(super) at_ms: i64,
    /// From when on the API shows it.
    pub(super) visible_at_ms: i64,
    pub(super) author: Author,
    pub(super) body: Body,
}

/// Who wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    /// The person at the other end.
    External,
    /// Index of a teammate.
    Teammate(usize),
    /// The organisation itself, through an API credential: an automated message.
    Organization,
    /// Nobody in particular.
    System,
}

/// What it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Body {
    Text(String),
    Attached { text: String, kind: Attachment },
    Call(Call),
    Video(Video),
    Note { text: String, page: Option<Page> },
    System(String),
}

/// What a message carries besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Attachment {
    Photo,
    Document,
    Fax,
    Profile,
    /// A documented type whose data no schema describes.
    CarePlan,
    /// A type no document knows (sent as `genericUrl` by a strict server).
    Unknown,
}

/// A phone call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) way: Way,
    pub(super) outcome: Outcome,
    /// Length in seconds.
    pub(super) seconds: u32,
}

/// Which side began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    In,
    Out,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Answered; if it came in, by this teammate.
    Answered(usize),
    Missed,
    Voicemail(Transcription),
    Spam,
}

/// How far the transcription of a voicemail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transcription {
    Completed,
    Pending,
    Failed,
    NoSpeech,
    /// There is none.
    Absent,
}

/// A video call, always begun by a teammate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Video {
    pub(super) by: usize,
    /// Length in seconds.
    pub(super) seconds: u32,
}

/// An @mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Page {
    /// Index of the teammate asked for.
    pub(super) member: usize,
    /// Index of the teammate who settled it, if settled.
    pub(super) resolved_by: Option<usize>,
}

/// The side an item comes from, as the API says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Inbound,
    Outbound,
    None,
}

impl Item {
    /// The documented `direction`.
    pub(super) fn direction(&self) -> Direction {
        match (&self.body, self.author) {
            (Body::Note { .. } | Body::System(_), _) | (_, Author::System) => Direction::None,
            (_, Author::External) => Direction::Inbound,
            (_, Author::Teammate(_) | Author::Organization) => Direction::Outbound,
        }
    }

    /// Whether somebody waits for an answer because of this item: an inbound message, missed call,
    /// voicemail or fax, or an unresolved page. A call marked as spam is none.
    pub(super) fn is_contact(&self) -> bool {
        match &self.body {
            Body::Text(_) | Body::Attached { .. } => self.author == Author::External,
            Body::Call(call) => {
                call.way == Way::In
                    && matches!(call.outcome, Outcome::Missed | Outcome::Voicemail(_))
            }
            Body::Note {
                page: Some(page), ..
            } => page.resolved_by.is_none(),
            Body::Video(_) | Body::Note { page: None, .. } | Body::System(_) => false,
        }
    }

    /// Whether a human being answered: an outbound item by a teammate or an answered call.
    /// Automated messages, notes and system items are none.
    pub(super) fn is_answer(&self) -> bool {
        match &self.body {
            Body::Text(_) | Body::Attached { .. } => matches!(self.author, Author::Teammate(_)),
            Body::Call(call) => matches!(call.outcome, Outcome::Answered(_)),
            Body::Video(_) => true,
            Body::Note { .. } | Body::System(_) => false,
        }
    }
}

/// Since when (Unix milliseconds) somebody waits: the first contact after the last human answer.
pub(super) fn unanswered_since<'a>(items: impl Iterator<Item = &'a Item>) -> Option<i64> {
    let mut since = None;
    for item in items {
        if item.is_answer() {
            since = None;
        } else if item.is_contact() && since.is_none() {
            since = Some(item.at_ms);
        }
    }
    since
}
