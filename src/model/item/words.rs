//! What calls, pages and attachments are called: the same on the screen and in what is printed.

use super::{Attachment, Call, Direction, Event, Medium, PageCall, Transcription};
use crate::model::when;

/// What happened: `Answered call · 2:05`, `Missed call`, `Voicemail · 0:35 · being transcribed`.
#[must_use]
pub fn event(event: &Event) -> String {
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

/// The attachment of this number: `[1] report.pdf · application/pdf`.
#[must_use]
pub fn attachment(number: usize, attachment: &Attachment) -> String {
    let kind = attachment.mimetype.as_ref().unwrap_or(&attachment.kind);
    if attachment.title.is_empty() {
        format!("[{number}] {kind}")
    } else {
        format!("[{number}] {} · {kind}", attachment.title)
    }
}

/// Whether somebody took care of those who were paged; there is at least one page.
#[must_use]
pub fn pages(pages: &[PageCall]) -> String {
    let open = pages.iter().filter(|page| !page.resolved).count();
    match (pages.len(), open) {
        (_, 0) => "page, taken care of".to_owned(),
        (1, _) => "PAGE, not taken care of yet".to_owned(),
        (all, open) => format!("{all} pages, {open} not taken care of yet"),
    }
}
