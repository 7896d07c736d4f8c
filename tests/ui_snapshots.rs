//! What the screen shows: the whole program on a made-up clinic, drawn at several sizes.

#[path = "support/ui_world.rs"]
mod ui_world;

use std::fmt::Write as _;

use spruce_inbox::model::conversation::ConversationKind as Kind;
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::sync::{AuthProblem, FailureKind, NetworkProblem};
use spruce_inbox::ui::Theme;

use ui_world::{By, Desk, Talk, World};

const SIZES: [(u16, u16); 5] = [(120, 40), (80, 24), (50, 15), (40, 10), (1, 1)];

/// The screen at every size, as text.
fn sizes(desk: &mut Desk) -> String {
    let theme = Theme::named("default").unwrap();
    let mut text = String::new();
    for (width, height) in SIZES {
        let terminal = desk.screen(width, height, &theme);
        writeln!(text, "{width}x{height}\n{}", terminal.backend()).unwrap();
    }
    text
}

macro_rules! assert_screens {
    ($desk:expr, $name:literal) => {
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!($name, sizes(&mut $desk));
        });
    };
}

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// One conversation of every state.
fn clinic() -> World {
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

fn id(id: &str) -> ConversationId {
    ConversationId::parse(&format!("t_{id}")).unwrap()
}

/// The clinic after some seconds, with everything but one row known.
fn live() -> Desk {
    let mut desk = Desk::open(clinic(), &["ben"]);
    desk.run(5);
    desk
}

/// The same with nothing left to find out.
fn all_known() -> Desk {
    let mut world = clinic();
    world.silent.clear();
    let mut desk = Desk::open(world, &["ben"]);
    desk.run(5);
    desk
}

#[test]
fn first_loading() {
    let mut world = clinic();
    world.page_rows = Some(2);
    world.lists_answered = Some(2);
    let mut desk = Desk::open(world, &[]);
    assert_screens!(desk, "nothing_asked");
    desk.run(1);
    assert_screens!(desk, "loading");
}

#[test]
fn live_list() {
    assert_screens!(live(), "live");
    let mut desk = all_known();
    desk.keys("j j");
    assert_screens!(desk, "live_selected");
}
