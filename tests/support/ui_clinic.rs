//! The made-up people of the screen tests.

use spruce_inbox::model::conversation::ConversationKind as Kind;
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::sync::{FailureKind, NetworkProblem};

use crate::ui_talk::{By, Talk};
use crate::ui_world::{Desk, World};

pub(crate) const HOUR: u64 = 60;
pub(crate) const DAY: u64 = 24 * HOUR;

/// One conversation of every state.
pub(crate) fn clinic() -> World {
    let talks = vec![
        Talk::new("ann", Kind::Phone, "Ann Example")
            .with("Ann Example", "555-0134")
            .tagged(&["refill", "new patient"])
            .says(By::Dana, 2 * DAY, "Your refill is ready.")
            .says(
                By::Them,
                42,
                "Thanks! Can I come in on Friday instead of Thursday?",
            ),
        Talk::new("ben", Kind::Secure, "Ben Sample")
            .assigned()
            .says(
                By::Them,
                3 * HOUR + 5,
                "Is the result of my test there yet?",
            ),
        Talk::new("cleo", Kind::Email, "Cleo Model")
            .with("Cleo Model", "cleo@example.com")
            .assigned()
            .says(By::Them, 5 * HOUR, "When are you open?")
            .says(By::Dana, 4 * HOUR, "Every day from eight to five."),
        Talk::new("drfax", Kind::Fax, "Placeholder Pharmacy")
            .with("Placeholder Pharmacy", "555-0151")
            .sends(By::Them, 65, "refill-request.pdf", "application/pdf"),
        Talk::new("eve", Kind::Phone, "")
            .with("555-0162", "555-0162")
            .calls(70, None)
            .calls(12, Some(34)),
        Talk::new("finn", Kind::Phone, "Finn Fictitious")
            .with("Finn Fictitious", "555-0117")
            .says(By::Them, DAY + 30, "Hello, is anybody there?")
            .says(By::Clinic, DAY + 29, "We are closed. We answer tomorrow."),
        Talk::new("team", Kind::Team, "Front desk")
            .noted(2 * DAY, "@Dana please call the lab back"),
        Talk::new("gus", Kind::Phone, "Gus Archived")
            .archived()
            .says(By::Dana, 3 * DAY, "You are welcome."),
        Talk::new("hal", Kind::Secure, "Hal Unchecked").says(By::Them, 4 * DAY, "Hello"),
        Talk::new("ivy", Kind::Phone, "Ivy Endless").says(By::Them, 20 * HOUR, "And another thing"),
        Talk::new("old", Kind::Note, "Old Notes").says(By::Dana, 473 * DAY, "Long ago"),
    ];
    World {
        talks,
        silent: [id("hal")].into(),
        endless: [id("ivy")].into(),
        ..World::default()
    }
}

pub(crate) fn id(id: &str) -> ConversationId {
    ConversationId::parse(&format!("t_{id}")).unwrap()
}

/// The clinic after some seconds, with everything but one row known.
pub(crate) fn live() -> Desk {
    let mut desk = Desk::open(clinic(), &["ben"]);
    desk.run(5);
    desk
}

/// The same with nothing left to find out.
pub(crate) fn all_known() -> Desk {
    let mut world = clinic();
    world.silent.clear();
    let mut desk = Desk::open(world, &["ben"]);
    desk.run(5);
    desk
}

/// Every kind of item.
pub(crate) fn long_talk() -> Talk {
    Talk::new("jo", Kind::Phone, "Jo Placeholder")
        .with("Jo Placeholder", "555-0188")
        .tagged(&["lab", "call back"])
        .assigned()
        .says(By::Them, 3 * DAY, "Good morning, did you get my fax?")
        .says(
            By::Clinic,
            3 * DAY - 1,
            "Thank you. We answer within a day.",
        )
        .noted(
            3 * DAY - 10,
            "@Dana is this the one from the lab?\nPlease look.",
        )
        .sends(By::Dana, 3 * DAY - 20, "form.pdf", "application/pdf")
        .says(
            By::Dana,
            2 * DAY,
            "Yes, we did.\n\nThe result is back: please call us when you have a quiet moment.",
        )
        .calls(DAY, None)
        .calls(50, Some(125))
        .sends(By::Them, 40, "", "image/jpeg")
        .says(By::Them, 30, "This is the photo I meant. Is it urgent?")
}

/// Names from everywhere, and some that try to do harm.
pub(crate) fn names() -> World {
    let names = [
        ("日本 花子", "明日は何時ですか。少し遅れます。"),
        ("👩‍👩‍👧‍👦 Family Emoji ❤️ 🇨🇭", "👍🏽 👍🏽"),
        ("דוגמה לדוגמה", "שלום, מתי אפשר לבוא?"),
        ("مثال تجريبي", "مرحبا"),
        (
            "Z\u{335}\u{322}a\u{334}\u{321}l\u{337}g\u{336}o\u{335} Sample",
            "fine",
        ),
        (
            "evil\u{1b}[31m red \u{202e}desrever\u{7}",
            "tab\there\nand \u{9b}2J there",
        ),
        (
            "Bartholomew Maximilian Montgomery-Featherstonehaugh the Third of Example Hall",
            "x",
        ),
        ("ｶﾞｷﾞｸﾞ half width", "ok"),
    ];
    let mut world = World::default();
    for (number, (name, text)) in names.into_iter().enumerate() {
        let minutes = u64::try_from(number).unwrap() + 1;
        let talk = Talk::new(&format!("n{number}"), Kind::Secure, name).tagged(&[name]);
        world.talks.push(talk.says(By::Them, minutes, text));
    }
    world
}

/// No network.
pub(crate) fn offline() -> (FailureKind, &'static str) {
    (
        FailureKind::Network(NetworkProblem::Connect),
        "cannot connect to the server",
    )
}
