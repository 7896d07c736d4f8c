//! Words for what rows and states are, in one place so that every panel says the same.

use std::borrow::Cow;
use std::time::Duration;

use super::View;
use super::text::thousands;
use crate::app::alarms::Silence;
use crate::app::signs;
use crate::app::{AuthProblem, HeldBy, Preview, Priority, Progress, Row, Slot, when};
use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::item::Role;
use crate::model::time::Timestamp;
use crate::triage::signs::of_role;
use crate::triage::words::{last_words, waited};
use crate::triage::{Channel, Standing, Wait};

/// The channel in words; one this version does not know, by the server's own name for it.
pub(super) fn kind(kind: &ConversationKind) -> &str {
    match kind {
        ConversationKind::Unknown(name) if !name.is_empty() => name.as_str(),
        known => signs::of_channel(known).means,
    }
}

/// How long somebody has waited, in at most four columns: `42m`, `≥3h` when it may be longer.
pub(super) fn wait(row: &Row, standing: Standing, now: Timestamp) -> Option<String> {
    standing.wait.map(|wait| waited(row, wait.since, now))
}

/// How the wait of a conversation stands, the longest wording first: `waiting 42m, due in 18m (target 1h)`,
/// `waiting 42m, due in 18m`, `due in 18m`. `None` where nobody waits.
pub(super) fn wait_in_full(view: &View<'_>, slot: Slot, row: &Row) -> Option<[String; 3]> {
    let standing = view.app.attention().standing(slot);
    let Wait { since, deadlines } = standing.wait?;
    let waited = waited(row, since, view.now);
    let waiting = match waited.as_str() {
        "now" => "waiting <1m".to_owned(),
        span => format!("waiting {span}"),
    };
    let Some(at) = deadlines.overdue else {
        return Some([waiting.clone(), waiting.clone(), waiting]);
    };
    let due = if at <= view.now {
        format!("overdue for {}", minutes(view.now.since(at)))
    } else {
        format!("due in {}", minutes(at.since(view.now)))
    };
    let both = format!("{waiting}, {due}");
    let channel = Channel::from(&row.conversation.kind);
    let targets = &view.app.attention().settings().targets.by_channel;
    let target = targets.get(&channel).map(|target| minutes(*target));
    let full = target.map_or_else(
        || both.clone(),
        |target| format!("{both} (target {target})"),
    );
    Some([full, both, due])
}

/// A span in its largest whole unit: `<1m`, `42m`, `3h`.
fn minutes(length: Duration) -> String {
    match when::span(length) {
        span if span == "now" => "<1m".to_owned(),
        span => span,
    }
}

/// The last words of a conversation, and the sign of the side they are from; none for those outside.
pub(super) fn preview(preview: &Preview) -> (&'static str, Cow<'_, str>) {
    let side = match preview.role {
        Role::Inbound => "",
        other => of_role(other),
    };
    (side, last_words(preview))
}

/// Why a row is dimmed, if it is to be.
pub(super) fn set_aside(row: &Row) -> Option<&'static str> {
    match (row.gone, row.conversation.archived) {
        (true, _) => Some("gone"),
        (false, true) => Some("archived"),
        (false, false) => None,
    }
}

/// Whom it is assigned to, if to anybody. The name may not be known yet.
pub(super) fn assignee<'a>(view: &View<'a>, conversation: &Conversation) -> Option<&'a str> {
    let id = conversation.assignee.as_ref()?;
    let name = view.app.member_name(id).filter(|name| !name.is_empty());
    Some(name.unwrap_or("assigned"))
}

/// Whom it is assigned to, in words and then in fewer.
pub(super) fn assigned(view: &View<'_>, conversation: &Conversation) -> [String; 2] {
    let Some(id) = conversation.assignee.as_ref() else {
        return ["not assigned".to_owned(), "not assigned".to_owned()];
    };
    match view.app.member_name(id).filter(|name| !name.is_empty()) {
        Some(name) => [format!("assigned to {name}"), name.to_owned()],
        None if view.app.knows_members() => [
            "assigned to a teammate not known".to_owned(),
            "assigned".to_owned(),
        ],
        None => ["assigned".to_owned(), "assigned".to_owned()],
    }
}

/// First letters of the first and the last word.
pub(super) fn initials(name: &str) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    let mut words = name.split_whitespace();
    let letter = |word: &'_ str| word.graphemes(true).next().map(str::to_uppercase);
    let first = words.next().and_then(letter);
    first
        .into_iter()
        .chain(words.next_back().and_then(letter))
        .collect()
}

/// Why nobody is called, in a long and a short wording.
pub(super) fn silence(silence: Silence) -> [String; 2] {
    match silence {
        Silence::Muted(minutes) => {
            let left = Duration::from_secs(minutes.saturating_mul(60));
            let long = format!("muted {}", when::spoken(left));
            [long, "muted".to_owned()]
        }
        Silence::Quiet(until) => {
            let long = format!("quiet until {}", until.format("%H:%M"));
            [long, "quiet".to_owned()]
        }
    }
}

/// `, next try 12 s`; nothing while that is not known.
pub(super) fn next_try(in_seconds: Option<u64>) -> String {
    match in_seconds {
        None => String::new(),
        Some(0) => ", trying again".to_owned(),
        Some(left) => format!(", next try {}", when::precise(Duration::from_secs(left))),
    }
}

/// `1,400 of ≈6,995`; the total is a guess and left out once it is passed.
pub(super) fn progress(Progress { loaded, total }: Progress) -> String {
    let number = |rows: u32| thousands(usize::try_from(rows).unwrap_or(usize::MAX));
    match total {
        Some(total) if total >= loaded => {
            let about = signs::ABOUT.sign;
            format!("{} of {about}{}", number(loaded), number(total))
        }
        _ => number(loaded),
    }
}

/// A time as short as it can be told apart from now.
pub(super) fn moment(view: &View<'_>, at: Timestamp) -> String {
    when::short(at, view.now, view.app.zone())
}

/// Which limit holds work back.
pub(super) fn budget(by: HeldBy, percent: u8) -> String {
    match by {
        HeldBy::Share => format!("budget {percent} %"),
        HeldBy::Reserve | HeldBy::Refused => "clinic's limit".to_owned(),
        HeldBy::Day => "today's budget".to_owned(),
    }
}

/// What the budget holds back.
pub(super) const fn waits(kind: Priority) -> &'static str {
    match kind {
        Priority::History => "older history waits",
        Priority::Reread => "re-reading waits",
        Priority::Old => "old conversations wait",
        Priority::Recent => "recent conversations wait",
        Priority::Visible => "what is on screen waits",
        Priority::Feed => "the list waits",
    }
}

/// The status a token was refused with.
pub(super) fn auth_code(problem: AuthProblem) -> u16 {
    match problem {
        AuthProblem::Unauthorized => 401,
        AuthProblem::Forbidden => 403,
    }
}
