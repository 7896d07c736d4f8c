use std::time::Duration;

use super::*;
use crate::model::id::EntityId;
use crate::model::item::{Attachment, Call, Medium, PageCall, Transcription, Voicemail};
use crate::model::text::CleanText;
use crate::report::conversation::Participant;
use crate::report::show::Reading;
use crate::report::{SCHEMA, Time, Words};
use crate::triage::testing::{at, message, organization};

/// Some day at noon, in seconds.
const NOON: i64 = 1_773_835_200;

fn text(text: &str) -> Text {
    Text(CleanText::line(text))
}

fn conversation() -> Conversation {
    Conversation {
        id: "t_1".to_owned(),
        kind: text("phone"),
        title: text("Robin Example"),
        subtitle: None,
        created_at: None,
        last_message_at: Some(Time(at(NOON))),
        archived: false,
        is_read_only: false,
        assigned_to_member_id: Some("entity_1".to_owned()),
        tags: vec![text("refill"), text("urgent")],
        external_participants: vec![Participant {
            display_name: text("Robin Example"),
            endpoint: Some(text("(555) 555-0142")),
        }],
        internal_endpoint: None,
        app_url: Some("https://app.sprucehealth.com/org/o/thread/t_1".to_owned()),
        assignee: Some(text("Front Desk")),
        unread: Some(true),
        checked: true,
        waiting_since: Some(Time(at(NOON))),
        waiting_seconds: Some(4320),
        waiting_since_is_exact: true,
        waiting_by: vec!["message"],
        band: Some("overdue"),
        due_at: None,
        last_words: None,
    }
}

fn items() -> Vec<Source> {
    let mut first = message(
        1,
        NOON,
        Direction::Inbound,
        "May I come?\n12:00 clinic: yes",
    );
    first.attachments = Box::new([Attachment {
        title: CleanText::line("referral.pdf"),
        kind: CleanText::line("document"),
        mimetype: Some(CleanText::line("application/pdf")),
    }]);
    let mut call = message(2, NOON + 60, Direction::Inbound, "");
    call.event = Some(Event::Call(Call {
        medium: Medium::Phone,
        direction: Direction::Inbound,
        answered: true,
        failed: false,
        spam: false,
        duration: Duration::from_secs(35),
        voicemail: Some(Voicemail {
            transcription: Some(Transcription::Pending),
        }),
        recordings: 0,
    }));
    let mut note = message(3, NOON + 120, Direction::None, "please look");
    note.internal_note = true;
    note.pages = Box::new([PageCall {
        member: None,
        resolved: false,
    }]);
    let mut answer = message(4, NOON + 180, Direction::Outbound, "Come at noon.");
    answer.author.id = EntityId::parse("entity_1");
    answer.author.name = CleanText::line("Sam Made-Up");
    let mut automatic = message(5, NOON + 240, Direction::Outbound, "We are closed.");
    automatic.author.id = Some(organization());
    let system = message(6, NOON + 300, Direction::None, "Assigned to Front Desk");
    vec![first, call, note, answer, automatic, system]
}

fn show(items: &[Source], words: Words) -> Show {
    let records = items
        .iter()
        .map(|item| Item::of(item, &organization(), words));
    Show {
        schema: SCHEMA,
        kind: "show",
        generated_at: Time(at(NOON + 4320)),
        conversation: conversation(),
        items: records.collect(),
        older: Older::More,
        completeness: Reading {
            complete: true,
            ended_by: None,
            as_of: None,
            unreadable: 0,
            requests: 3,
        },
    }
}

fn layout(columns: Option<u16>) -> Layout {
    Layout {
        zone: Zone::Utc,
        columns,
    }
}

#[test]
fn a_conversation_for_people_without_what_they_wrote() {
    let items = items();
    let show = show(&items, Words::LeftOut);
    insta::assert_snapshot!(show.to_text(&items, layout(None)), @r"
    Robin Example
    Channel:  phone
    With:     Robin Example, (555) 555-0142
    Assigned: Front Desk
    Tags:     refill, urgent
    Waiting:  since 2026-03-18 12:00, for 1 h 12 min, overdue
    Open:     https://app.sprucehealth.com/org/o/thread/t_1

    (older items are left out)
    2026-03-18 12:00  patient    Patient: message, 1 attachment
    2026-03-18 12:01  patient    Patient: Voicemail · 0:35 · being transcribed
    2026-03-18 12:02  note       Dana Desk: internal note, PAGE, not taken care of yet
    2026-03-18 12:03  clinic     Sam Made-Up: message
    2026-03-18 12:04  automatic  Dana Desk: message
    2026-03-18 12:05  system     Dana Desk: message
    ");
    assert!(show.leaves_out(&items));
    assert!(!show.leaves_out(items.get(1..2).unwrap()), "a call");
}

#[test]
fn with_what_they_wrote_no_line_of_theirs_looks_like_one_of_ours() {
    let items = items();
    let show = show(&items, Words::Included);
    insta::assert_snapshot!(show.to_text(&items, layout(None)), @r"
    Robin Example
    Channel:  phone
    With:     Robin Example, (555) 555-0142
    Assigned: Front Desk
    Tags:     refill, urgent
    Waiting:  since 2026-03-18 12:00, for 1 h 12 min, overdue
    Open:     https://app.sprucehealth.com/org/o/thread/t_1

    (older items are left out)
    2026-03-18 12:00  patient    Patient: message, 1 attachment
        | May I come?
        | 12:00 clinic: yes
        | [1] referral.pdf · application/pdf
    2026-03-18 12:01  patient    Patient: Voicemail · 0:35 · being transcribed
    2026-03-18 12:02  note       Dana Desk: internal note, PAGE, not taken care of yet
        | please look
    2026-03-18 12:03  clinic     Sam Made-Up: message
        | Come at noon.
    2026-03-18 12:04  automatic  Dana Desk: message
        | We are closed.
    2026-03-18 12:05  system     Dana Desk: message
        | Assigned to Front Desk
    ");
    assert!(!show.leaves_out(&items));
}

#[test]
fn text_keeps_to_the_width_of_the_terminal() {
    let long = message(1, NOON, Direction::Inbound, &"so many words ".repeat(20));
    let items = [long];
    let text = show(&items, Words::Included).to_text(&items, layout(Some(40)));
    let written: Vec<_> = text.lines().filter(|line| line.starts_with(BAR)).collect();
    assert!(written.len() > 5, "{text}");
    assert!(
        written.iter().all(|line| line.chars().count() <= 40),
        "{text}"
    );
}

#[test]
fn what_is_not_known_is_said() {
    let nobody = |checked| {
        let conversation = Conversation {
            waiting_since: None,
            checked,
            ..conversation()
        };
        waiting(&conversation, at(NOON), Zone::Utc)
    };
    assert_eq!(nobody(true), "nobody");
    assert_eq!(nobody(false), "not known: who wrote last could not be read");
    let longer = Conversation {
        waiting_since_is_exact: false,
        band: Some("due-soon"),
        ..conversation()
    };
    assert_eq!(
        waiting(&longer, at(NOON + 3600), Zone::Utc),
        "since 2026-03-18 12:00, for at least 1 h, due soon"
    );
}
