//! What calls, pages and attachments are called in a thread.

use crate::app::when::{self, Zone};
use crate::model::item::{
    Attachment, Call, Direction, Event, Item, Medium, PageCall, Transcription,
};

pub(super) fn event(event: &Event) -> String {
    match event {
        Event::Call(call) => call_words(call),
        Event::Other(name) => format!("event: {name}"),
    }
}

fn call_words(call: &Call) -> String {
    let medium = match call.medium {
        Medium::Phone => "call",
        Medium::Video => "video call",
    };
    let mut words = match (&call.voicemail, call.answered, call.direction) {
        (Some(_), ..) => format!("Voicemail · {}", when::call_length(call.duration)),
        (None, true, _) => format!("Answered {medium} · {}", when::call_length(call.duration)),
        (None, false, Direction::Inbound) => format!("Missed {medium}"),
        (None, false, _) => format!("Unanswered {medium}"),
    };
    let transcription = call.voicemail.and_then(|voicemail| voicemail.transcription);
    if let Some(state) = transcription {
        words.push_str(match state {
            Transcription::Completed => " · transcribed, see the Spruce app",
            Transcription::Pending => " · being transcribed",
            Transcription::Failed => " · could not be transcribed",
            Transcription::NoSpeech => " · nothing said",
            Transcription::Other => "",
        });
    }
    if call.recordings > 0 {
        words.push_str(" · recorded");
    }
    if call.failed {
        words.push_str(" · failed");
    }
    if call.spam {
        words.push_str(" · marked as spam");
    }
    words
}

pub(super) fn attachment(number: usize, attachment: &Attachment) -> String {
    let kind = attachment.mimetype.as_ref().unwrap_or(&attachment.kind);
    if attachment.title.is_empty() {
        format!("[{number}] {kind}")
    } else {
        format!("[{number}] {} · {kind}", attachment.title)
    }
}

/// Whether somebody took care of those who were paged; there is at least one page.
pub(super) fn pages(pages: &[PageCall]) -> String {
    let open = pages.iter().filter(|page| !page.resolved).count();
    match (pages.len(), open) {
        (_, 0) => "page, taken care of".to_owned(),
        (1, _) => "PAGE, not taken care of yet".to_owned(),
        (all, open) => format!("{all} pages, {open} not taken care of yet"),
    }
}

/// Spam calls in a row, in one line.
pub(super) fn spam(first: &Item, last: &Item, count: usize, zone: Zone) -> String {
    let time = |item: &Item| when::clock(item.created_at, zone);
    format!("{count} spam calls · {}–{}", time(first), time(last))
}
