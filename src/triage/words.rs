//! Words for how a row stands: the same on the screen and in what is printed.

use std::borrow::Cow;

use crate::model::time::Timestamp;
use crate::model::when;
use crate::sync::{Digest, Preview, PreviewKind, Row};

use super::signs;

/// How long somebody has waited in a row since then, in at most four columns: `42m`, `≥3h` when it may be longer.
#[must_use]
pub fn waited(row: &Row, since: Timestamp, now: Timestamp) -> String {
    let span = when::span(now.since(since));
    let exact = row.digest.as_deref().is_some_and(Digest::reached);
    let text = match (exact, span.as_str()) {
        (true, _) => span,
        (false, "now") => format!("{}0m", signs::AT_LEAST.sign),
        (false, _) => format!("{}{span}", signs::AT_LEAST.sign),
    };
    if text.chars().count() > 4 {
        ">99d".to_owned()
    } else {
        text
    }
}

/// The last words of a conversation.
#[must_use]
pub fn last_words(preview: &Preview) -> Cow<'_, str> {
    let text = preview.text.as_str();
    match preview.kind {
        PreviewKind::Text => Cow::Borrowed(text),
        PreviewKind::Page => Cow::Owned(format!("Page: {text}")),
        PreviewKind::Spam => Cow::Borrowed("Spam call"),
        PreviewKind::MissedCall => Cow::Borrowed("Missed call"),
        PreviewKind::Voicemail => Cow::Borrowed("Voicemail"),
        PreviewKind::Call => Cow::Borrowed("Call"),
        PreviewKind::Attachment if text.is_empty() => Cow::Borrowed("[attachment]"),
        PreviewKind::Attachment => Cow::Owned(format!("[{text}]")),
        PreviewKind::Other => Cow::Borrowed("(something else)"),
    }
}
