//! The cases.

use super::story::{Case, Line, Setting, What, case};

const QUIET: &[&str] = &["quiet, nobody waits"];

/// All of them.
pub(crate) const CASES: &[Case] = &[
    case(
        "a message",
        &[(5, What::Message)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a message, three quarters of the target later",
        &[(5, What::Message)],
        28,
        &["new, waits since 12:05, due soon"],
    ),
    case(
        "a message, the target later",
        &[(5, What::Message)],
        35,
        &["new, waits since 12:05, overdue"],
    ),
    case(
        "a message that was seen",
        &[(5, What::Message), (8, What::Seen)],
        10,
        &["waiting, waits since 12:05, in time"],
    ),
    case(
        "a second message: the clock stays",
        &[(5, What::Message), (20, What::Message)],
        36,
        &["new, waits since 12:05, overdue"],
    ),
    case(
        "a message nobody could read yet",
        &[(4, What::Unreadable), (5, What::Message)],
        6,
        &["unknown"],
    ),
    case(
        "a note answers nobody",
        &[(5, What::Message), (6, What::Note)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "an automated reply answers nobody",
        &[(5, What::Message), (6, What::AutomatedReply)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "an automated reply that counts",
        &[(5, What::Message), (6, What::AutomatedReply)],
        10,
        QUIET,
    )
    .with(Setting::AutomatedAnswers),
    case(
        "a reply",
        &[(5, What::Message), (8, What::Reply)],
        10,
        QUIET,
    ),
    case(
        "a reply, then a new message",
        &[(5, What::Message), (8, What::Reply), (20, What::Message)],
        22,
        &["new, waits since 12:20, in time"],
    ),
    case(
        "an answered call from outside",
        &[(5, What::Message), (8, What::AnsweredCall)],
        10,
        QUIET,
    ),
    case(
        "an answered call to outside",
        &[(5, What::Message), (8, What::CallBack)],
        10,
        QUIET,
    ),
    case(
        "a missed call",
        &[(5, What::MissedCall)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a missed call, called back in vain",
        &[(5, What::MissedCall), (8, What::VainCallBack)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a voicemail",
        &[(5, What::Voicemail)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a voicemail whose call claims to be answered",
        &[(5, What::AnsweredVoicemail)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case("a spam call", &[(5, What::SpamCall)], 10, QUIET),
    case(
        "a spam call answers nobody",
        &[(5, What::Message), (8, What::SpamCall)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a fax",
        &[(5, What::Fax)],
        35,
        &["new, waits since 12:05, in time"],
    )
    .of(Line::Fax),
    case(
        "a page",
        &[(-60, What::Message), (-50, What::Reply), (5, What::Page)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a page in a note does not reset the clock",
        &[(5, What::Message), (20, What::Page)],
        36,
        &["new, waits since 12:05, overdue"],
    ),
    case(
        "a page that is resolved",
        &[
            (-60, What::Message),
            (-50, What::Reply),
            (5, What::Page),
            (20, What::PageResolved),
        ],
        28,
        QUIET,
    ),
    case(
        "a page that is resolved while it is open",
        &[
            (-60, What::Message),
            (-50, What::Reply),
            (5, What::Page),
            (6, What::Seen),
            (20, What::PageResolved),
        ],
        22,
        QUIET,
    ),
    case(
        "a resolved page leaves the message",
        &[
            (5, What::Message),
            (6, What::Page),
            (20, What::PageResolved),
        ],
        28,
        &["new, waits since 12:05, due soon"],
    ),
    case(
        "a page, then a reply",
        &[
            (-60, What::Message),
            (-50, What::Reply),
            (5, What::Page),
            (8, What::Reply),
        ],
        10,
        QUIET,
    ),
    case(
        "a page, then a note",
        &[
            (-60, What::Message),
            (-50, What::Reply),
            (5, What::Page),
            (8, What::Note),
        ],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a reply with a page ends one wait and begins another",
        &[(5, What::Message), (8, What::PagingReply)],
        10,
        &["new, waits since 12:08, in time"],
    ),
    case(
        "an automated reply with a page answers nobody",
        &[(5, What::Message), (8, What::PagingAutomatically)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a page sent automatically",
        &[
            (-60, What::Message),
            (-50, What::Reply),
            (5, What::PagingAutomatically),
        ],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "archived",
        &[(5, What::Message), (8, What::Archived)],
        20,
        QUIET,
    ),
    case(
        "archived, but waited on",
        &[(5, What::Message), (8, What::Archived)],
        20,
        &["new, waits since 12:05, in time"],
    )
    .with(Setting::ArchivedWaits),
    case(
        "archived, then a new message",
        &[(5, What::Message), (8, What::Archived), (20, What::Message)],
        22,
        &["new, waits since 12:20, in time"],
    ),
    case(
        "archived, and taken out again",
        &[
            (5, What::Message),
            (8, What::Archived),
            (20, What::Unarchived),
        ],
        32,
        &["new, waits since 12:05, due soon"],
    ),
    case(
        "archived with an open page",
        &[(5, What::Page), (8, What::Archived)],
        20,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "archived, then a message the list does not tell of",
        &[
            (5, What::Message),
            (8, What::Archived),
            (20, What::Untold(&What::Message)),
        ],
        90,
        &["new, waits since 12:20, overdue"],
    ),
    case(
        "assigned to somebody else",
        &[
            (4, What::Assigned(Some("entity_dana"))),
            (5, What::Message),
            (8, What::Assigned(Some("entity_team"))),
        ],
        20,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "no longer assigned",
        &[
            (4, What::Assigned(Some("entity_dana"))),
            (5, What::Message),
            (8, What::Assigned(None)),
        ],
        20,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "tagged",
        &[(5, What::Message), (8, What::Tagged)],
        20,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "read-only: still waits",
        &[(5, What::Message), (8, What::ReadOnly)],
        20,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "the first of two is deleted",
        &[
            (5, What::Message),
            (20, What::Message),
            (30, What::FirstDeleted),
        ],
        160,
        &["new, waits since 12:20, overdue"],
    ),
    case(
        "the only one is deleted",
        &[(5, What::Message), (30, What::FirstDeleted)],
        160,
        QUIET,
    ),
    case(
        "the answer is deleted",
        &[
            (5, What::Message),
            (8, What::Reply),
            (30, What::LastDeleted),
        ],
        160,
        &["new, waits since 12:05, overdue"],
    ),
    case(
        "a message before the program started",
        &[(-40, What::Message)],
        5,
        &["new, waits since 11:20, overdue"],
    ),
    case(
        "a reply before the program started",
        &[(-40, What::Message), (-30, What::Reply)],
        5,
        QUIET,
    ),
    case(
        "one patient, two lines: each has a clock of its own",
        &[
            (5, What::Message),
            (10, What::InSecond(&What::Message)),
            (12, What::Reply),
        ],
        15,
        &["quiet, nobody waits", "new, waits since 12:10, in time"],
    ),
    case(
        "a message that is edited",
        &[(5, What::Message), (20, What::Edited)],
        36,
        &["new, waits since 12:05, overdue"],
    ),
    case(
        "a message dated tomorrow hides none of today",
        &[(5, What::Message), (6, What::OfTheFuture)],
        10,
        &["new, waits since 12:05, in time"],
    ),
    case(
        "a reply does not answer a message dated tomorrow",
        &[(5, What::Message), (6, What::OfTheFuture), (8, What::Reply)],
        12,
        &["new, waits since 08:06 tomorrow, in time"],
    ),
    case(
        "an earlier message shows up late",
        &[(10, What::Message), (11, What::Late(&What::Message, 65))],
        15,
        &["new, waits since 12:09, in time"],
    ),
    case(
        "a message from before the reply shows up late",
        &[(10, What::Reply), (11, What::Late(&What::Message, 65))],
        15,
        QUIET,
    ),
    case(
        "a reply shows up late",
        &[(10, What::Message), (11, What::Late(&What::Reply, 30))],
        15,
        QUIET,
    ),
    case(
        "between colleagues nobody waits",
        &[(5, What::Note), (6, What::Reply), (7, What::Note)],
        10,
        QUIET,
    )
    .of(Line::Team),
    case(
        "a page between colleagues; there is no target",
        &[(5, What::Page)],
        100,
        &["new, waits since 12:05, in time"],
    )
    .of(Line::Team),
    case("notes to oneself", &[(5, What::Note)], 10, QUIET).of(Line::Note),
];
