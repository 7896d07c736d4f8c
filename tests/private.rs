//! Nothing of what the server says about anybody leaves the screen by another way: not by title, notification, hook or
//! any byte for the terminal beside the frames. And what is made to be read from afar, or by whoever comes by, names
//! nobody on the screen either: the wallboard, the response strip, what happened since one looked.
//!
//! Every field of every answer holds a marker, all alarms are on, and a day of everything happens. Whoever adds
//! something that leaves the screen adds it to [`leaves`].

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests fail by panicking"
)]
#![allow(dead_code, reason = "helpers shared with other tests")]

#[path = "app_flow/clinic.rs"]
mod clinic;
#[path = "app_flow/desk.rs"]
mod desk;

use clinic::{Clinic, Who};
use desk::{Desk, ago, answered, seconds, setup};
use spruce_inbox::app::alarms::{Settings, Threshold};
use spruce_inbox::app::board;
use spruce_inbox::app::command::Command;
use spruce_inbox::model::conversation::{Conversation, Participant};
use spruce_inbox::model::item::{Attachment, Item};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::runtime::notifier::{BELL, By, Notifier};
use spruce_inbox::sync::{Body, FailureKind};

/// Unlike anything that we say.
const MARKER: &str = "Zqxmarker 555-0199";
/// What is looked for: each part of it, whatever the case.
const PARTS: [&str; 2] = ["zqxmarker", "555-0199"];

fn marked() -> CleanText {
    CleanText::line(MARKER)
}

/// Puts the marker into every text of an answer.
fn mark(body: &mut Body) {
    match body {
        Body::Organization(organization) => organization.name = marked(),
        Body::Members(page) => page.rows.iter_mut().for_each(|row| row.name = marked()),
        Body::List(page) => page.rows.iter_mut().for_each(mark_conversation),
        Body::Conversation(conversation) => mark_conversation(conversation),
        Body::Items(page) => page.rows.iter_mut().for_each(mark_item),
    }
}

fn mark_conversation(row: &mut Conversation) {
    row.title = marked();
    row.subtitle = Some(marked());
    row.tags = vec![marked()].into();
    row.line = Some(marked());
    row.participants = vec![Participant {
        name: marked(),
        endpoint: Some(marked()),
    }]
    .into();
}

fn mark_item(item: &mut Item) {
    item.author.name = marked();
    item.text = CleanText::block(MARKER);
    item.attachments = vec![Attachment {
        title: marked(),
        kind: marked(),
        mimetype: Some(marked()),
    }]
    .into();
}

/// Everything of a step that leaves the screen, as text: what it is, and what it says.
fn leaves(commands: &[Command]) -> Vec<(&'static str, String)> {
    let notifiers = [By::Osc9, By::Osc777, By::Osc99].map(|by| {
        let env = |name: &str| (name == "TMUX" || name == "TERM").then(|| "tmux".into());
        [Notifier::new(by, &|_| None), Notifier::new(by, &env)]
    });
    let mut left = Vec::new();
    for command in commands {
        let bytes = |of: &dyn Fn(&Notifier) -> Vec<u8>| -> String {
            let all: Vec<u8> = notifiers.iter().flatten().flat_map(of).collect();
            String::from_utf8(all).expect("everything written is UTF-8")
        };
        match command {
            Command::Title(title) => {
                left.push(("title", title.to_string()));
                left.push(("title's bytes", bytes(&|it| it.title(title))));
            }
            Command::Notify(note) => {
                left.push(("notification", note.to_string()));
                left.push(("notification's bytes", bytes(&|it| it.notification(note))));
            }
            Command::Hook(call) => {
                let env = call.env().map(|(name, value)| format!("{name}={value}"));
                left.push(("hook", env.join(" ")));
            }
            Command::Ring => left.push(("bell", String::from_utf8_lossy(BELL).into_owned())),
            _ => {}
        }
    }
    left
}

/// What is on the screen for everybody's eyes, as text: what it is, and what it says.
fn shows(desk: &mut Desk) -> Vec<(&'static str, String)> {
    // The first key after an absence opens it by itself.
    desk.press("esc");
    if desk.app.shown_since().is_none() {
        desk.press("L");
    }
    let since = desk.app.shown_since().expect("the panel is open");
    let since = since.lines(&desk.app).join("\n");
    desk.press("esc W");
    let board = desk.app.board().expect("the wallboard is up");
    let (arrived, board) = (board::arrived(board), board.text());
    desk.press("W");
    let strip = desk.app.strip().text();
    vec![
        ("since", since),
        ("wallboard", board),
        ("arrivals", arrived),
        ("strip", strip),
    ]
}

fn clinic() -> Clinic {
    let mut clinic = answered(6);
    clinic.write(7, ago(70), Who::Patient);
    clinic.write(8, ago(20), Who::Patient);
    clinic.disguise = Some(mark);
    clinic
}

#[test]
fn nothing_private_leaves_the_screen() {
    for threshold in [
        Threshold::AnyInbound,
        Threshold::NeedsReply,
        Threshold::Overdue,
    ] {
        let mut setup = setup(Vec::new());
        setup.alarms = Settings {
            threshold,
            desktop_after: Some(seconds(0)),
            hook_after: Some(seconds(60)),
            ..Settings::default()
        };
        let mut desk = Desk::new(clinic(), setup);
        let mut shown = shows(&mut desk);
        desk.run(seconds(60));
        shown.extend(shows(&mut desk));
        for number in 1..=6 {
            desk.run(seconds(2));
            desk.write(number, Who::Patient);
            desk.run(seconds(600));
            desk.press("j enter esc x x x x");
            shown.extend(shows(&mut desk));
            desk.write(number, Who::Staff);
        }
        desk.clinic.fault = Some(FailureKind::Status(500));
        desk.run(seconds(3600));
        shown.extend(shows(&mut desk));
        desk.clinic.fault = None;
        desk.run(seconds(3600));
        shown.extend(shows(&mut desk));
        let title = desk
            .app
            .row(desk.slot(1))
            .unwrap()
            .conversation
            .title
            .clone();
        assert_eq!(title.as_str(), MARKER, "the marker is there to be found");

        let mut left = leaves(&desk.take_did());
        let says = |text: &str| shown.iter().any(|(_, said)| said.contains(text));
        for text in [
            "answered today",
            "overdue",
            "STALE",
            "arrived        1 (sec 1)",
        ] {
            assert!(says(text), "{threshold:?}: nothing says {text}");
        }
        left.extend(shown);
        for kind in [
            "title",
            "title's bytes",
            "notification",
            "notification's bytes",
            "hook",
            "bell",
        ] {
            assert!(
                left.iter().any(|(of, _)| *of == kind),
                "{threshold:?}: no {kind}"
            );
        }
        for (kind, text) in &left {
            let lower = text.to_lowercase();
            let found = PARTS.iter().find(|part| lower.contains(**part));
            assert_eq!(found, None, "in the {kind}: {text:?}");
        }
    }
}
