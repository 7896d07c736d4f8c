//! What the screen shows: the whole program on a made-up clinic, drawn at several sizes.

#[path = "support/ui_world.rs"]
mod ui_world;

use std::time::Duration;

use proptest::prelude::*;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};
use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::Size;
use spruce_inbox::model::conversation::ConversationKind as Kind;
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::sync::{AuthProblem, FailureKind, NetworkProblem};
use spruce_inbox::ui::{self, Theme};

use ui_world::{By, Desk, Talk, World};

const SIZES: [(u16, u16); 5] = [(120, 40), (80, 24), (50, 15), (40, 10), (1, 1)];

/// The screen at one size, as text.
fn screen(desk: &mut Desk, width: u16, height: u16) -> String {
    let theme = Theme::named("default").unwrap();
    let drawn = desk.screen(width, height, &theme).backend().to_string();
    // Behind each line stands what its wide characters hide: cells without content.
    let lines = drawn
        .lines()
        .map(|line| line.split("\" Hidden by").next().unwrap());
    lines.fold(String::new(), |text, line| {
        text + line.trim_end_matches('"') + "\"\n"
    })
}

/// The screen at every size, as text.
fn sizes(desk: &mut Desk) -> String {
    SIZES.iter().fold(String::new(), |text, &(width, height)| {
        text + &format!("{width}x{height}\n{}\n", screen(desk, width, height))
    })
}

fn assert_text(name: &str, text: &str) {
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// The screen at every size is as it was when somebody last looked at it.
fn assert_screens(desk: &mut Desk, name: &str) {
    assert_text(name, &sizes(desk));
}

/// The same at one size.
fn assert_screen(desk: &mut Desk, name: &str, width: u16, height: u16) {
    assert_text(name, &screen(desk, width, height));
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
    world.lists_answered = Some(0);
    let mut desk = Desk::open(world.clone(), &[]);
    assert_screens(&mut desk, "first_frame");
    world.page_rows = Some(2);
    world.lists_answered = Some(2);
    let mut desk = Desk::open(world, &[]);
    desk.run(1);
    assert_screens(&mut desk, "loading");
}

#[test]
fn history_on_its_way() {
    let mut world = clinic();
    world.page_rows = Some(2);
    world.lists_answered = Some(8);
    world.silent.clear();
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    assert_screens(&mut desk, "history");
}

#[test]
fn a_conversation_that_goes_away_stays_until_the_user_moves_on() {
    let mut desk = all_known();
    desk.keys("j j j");
    desk.world
        .talks
        .retain(|talk| talk.conversation.id != id("drfax"));
    desk.run(400);
    assert_screens(&mut desk, "gone");
    desk.keys("j");
    assert!(!screen(&mut desk, 120, 40).contains("Placeholder Pharmacy"));
}

#[test]
fn live_list() {
    assert_screens(&mut live(), "live");
    let mut desk = all_known();
    desk.keys("j j");
    assert_screens(&mut desk, "live_selected");
    desk.keys("s S");
    assert_screens(&mut desk, "created_order_reversed");
}

#[test]
fn nothing_waits_only_when_all_is_known() {
    let mut world = clinic();
    world
        .talks
        .retain(|talk| ["t_cleo", "t_gus"].contains(&talk.conversation.id.as_str()));
    let mut desk = Desk::open(world.clone(), &[]);
    desk.run(5);
    assert_screens(&mut desk, "all_clear");
    world.silent.insert(id("gus"));
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    let screen = sizes(&mut desk);
    assert!(
        !screen.contains("nobody waiting") && !screen.contains("nothing new"),
        "{screen}"
    );
}

/// Every kind of item.
fn long_talk() -> Talk {
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

#[test]
fn open_conversation() {
    let world = World {
        talks: vec![long_talk()],
        ..World::default()
    };
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    desk.keys("enter");
    assert_screens(&mut desk, "conversation");
    desk.event(Event::Resize(Size {
        width: 80,
        height: 24,
    }));
    desk.keys("g g");
    assert_screen(&mut desk, "conversation_scrolled_up", 80, 24);
}

#[test]
fn conversation_not_read_yet() {
    let mut world = clinic();
    world.silent.insert(id("eve"));
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    desk.keys("enter");
    assert_screen(&mut desk, "conversation_being_read", 80, 24);
    desk.world.fault = Some(offline());
    desk.run(20);
    assert_screen(&mut desk, "conversation_unreadable", 80, 24);
}

#[test]
fn older_items_on_their_way() {
    let mut talk = Talk::new("kim", Kind::Secure, "Kim Longtalk");
    for number in 0..60 {
        talk = talk.says(By::Dana, 200 - number, &format!("Message {number}"));
    }
    let world = World {
        talks: vec![talk],
        ..World::default()
    };
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    desk.event(Event::Resize(Size {
        width: 60,
        height: 12,
    }));
    desk.keys("enter");
    desk.world.silent.insert(id("kim"));
    desk.keys("g g");
    assert_screen(&mut desk, "fetching_older", 60, 12);
}

#[test]
fn empty_inbox() {
    let mut desk = Desk::open(World::default(), &[]);
    desk.run(5);
    assert_screens(&mut desk, "empty");
}

fn offline() -> (FailureKind, &'static str) {
    (
        FailureKind::Network(NetworkProblem::Connect),
        "cannot connect to the server",
    )
}

#[test]
fn troubles() {
    let faults = [
        ("offline", offline()),
        (
            "refused",
            (
                FailureKind::Auth(AuthProblem::Forbidden),
                "the token was refused",
            ),
        ),
        (
            "exhausted",
            (
                FailureKind::RateLimited(Some(Duration::from_secs(40))),
                "too many requests (429)",
            ),
        ),
        (
            "failing",
            (FailureKind::Status(500), "the server answered 500"),
        ),
    ];
    for (name, fault) in faults {
        let world = World {
            fault: Some(fault),
            ..clinic()
        };
        let mut desk = Desk::open(world, &[]);
        desk.event(Event::Tick);
        assert_screens(&mut desk, &format!("{name}_at_start"));

        let mut desk = live();
        desk.world.fault = Some(fault);
        desk.run(100);
        assert_screens(&mut desk, &format!("{name}_later"));
    }
}

#[test]
fn frozen() {
    let mut desk = live();
    desk.keys("f");
    assert_screens(&mut desk, "frozen");
    desk.world.talks[2] = desk.world.talks[2]
        .clone()
        .says(By::Them, 0, "One more thing");
    desk.run(20);
    desk.keys("r");
    assert_screens(&mut desk, "frozen_with_changes");
}

#[test]
fn rows_that_arrive_above_are_announced() {
    let mut world = World::default();
    for number in 0..40 {
        let title = format!("Sample {number}");
        let talk = Talk::new(&format!("s{number}"), Kind::Phone, &title);
        world.talks.push(talk.says(By::Dana, 100 + number, "Hello"));
    }
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    desk.event(Event::Resize(Size {
        width: 60,
        height: 12,
    }));
    desk.keys("G");
    desk.world.talks[1] = desk.world.talks[1].clone().says(By::Them, 0, "Me again");
    desk.run(20);
    assert_screen(&mut desk, "arrived_above", 60, 12);
}

#[test]
fn searching() {
    let mut desk = live();
    desk.keys("/ e x");
    assert_screens(&mut desk, "search_typing");
    let theme = Theme::named("default").unwrap();
    let mut terminal = desk.screen(80, 24, &theme);
    assert_eq!(terminal.get_cursor_position().unwrap(), (3, 23).into());
    desk.keys("enter");
    assert_screens(&mut desk, "search_match");
    let buffer = desk.cells(80, 24);
    let row = (0..24).find(|y| buffer[(0, *y)].symbol() == "▌").unwrap();
    let matched: String = (0..80)
        .map(|x| &buffer[(x, row)])
        .filter(|cell| cell.modifier.contains(Modifier::UNDERLINED))
        .map(Cell::symbol)
        .collect();
    assert_eq!(matched, "Ex");
}

#[test]
fn the_search_cursor_is_counted_in_columns() {
    let mut desk = live();
    desk.keys("/ 日 本 a");
    let theme = Theme::named("default").unwrap();
    let mut terminal = desk.screen(80, 24, &theme);
    assert_eq!(terminal.get_cursor_position().unwrap(), (6, 23).into());
    desk.event(Event::Paste("b".repeat(90)));
    let mut terminal = desk.screen(30, 8, &theme);
    assert_eq!(terminal.get_cursor_position().unwrap(), (29, 7).into());
    desk.keys("home");
    let mut terminal = desk.screen(30, 8, &theme);
    assert_eq!(terminal.get_cursor_position().unwrap(), (1, 7).into());
}

#[test]
fn help_and_questions() {
    let mut desk = live();
    desk.keys("?");
    assert_screens(&mut desk, "help");
    desk.event(Event::Resize(Size {
        width: 50,
        height: 15,
    }));
    desk.keys("G");
    assert_screen(&mut desk, "help_scrolled", 50, 15);
    desk.keys("esc q");
    assert_screens(&mut desk, "confirm_quit");
    desk.keys("esc g");
    assert_screen(&mut desk, "pending_keys", 80, 24);
}

#[test]
fn notices_stand_at_the_right() {
    let mut desk = live();
    desk.event(Event::Trouble(
        "the seen marks could not be saved".to_owned(),
    ));
    assert_screen(&mut desk, "notice", 80, 24);
    desk.keys("j");
    desk.world.items_fault = Some((FailureKind::Status(500), "the server answered 500"));
    desk.run(61);
    assert_screen(&mut desk, "notice_with_request_id", 120, 24);
}

/// Names from everywhere, and some that try to do harm.
fn names() -> World {
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

#[test]
fn names_from_everywhere() {
    let mut desk = Desk::open(names(), &[]);
    desk.run(5);
    assert_screens(&mut desk, "names");
    desk.keys("j j enter");
    assert_screens(&mut desk, "names_open");
}

#[test]
fn demo_says_so_and_narrow_screens_keep_what_matters() {
    let mut desk = Desk::with(clinic(), &[], |setup| setup.demo = true);
    desk.run(5);
    desk.world.fault = Some(offline());
    desk.run(100);
    let mut text = String::new();
    for width in [120, 100, 80, 60, 50, 40, 30, 20, 19, 10, 5] {
        text += screen(&mut desk, width, 5).lines().next().unwrap();
        text += "\n";
    }
    assert_text("header_widths", &text);
}

#[test]
fn unread_rows_are_bold_and_marked_and_the_selected_row_is_reversed() {
    let mut desk = all_known();
    desk.keys("j j");
    let buffer = desk.cells(120, 40);
    let row = |y: u16| (0..66).map(move |x| (x, y));
    let is = |at: (u16, u16), modifier| buffer[at].modifier.contains(modifier);
    assert_eq!(buffer[(1, 2)].symbol(), "●");
    let name = (13..21).map(|x| (x, 2));
    assert!(
        name.clone().all(|at| is(at, Modifier::BOLD)),
        "a new row is bold"
    );
    let quiet = (13..23).map(|x| (x, 6));
    assert!(
        quiet.clone().all(|at| !is(at, Modifier::BOLD)),
        "a quiet row is not"
    );
    assert_eq!(buffer[(0, 3)].symbol(), "▌");
    assert!(
        row(3).all(|at| is(at, Modifier::REVERSED)),
        "the selected row is reversed"
    );
    assert!(
        row(3).all(|at| !is(at, Modifier::DIM)),
        "and nothing in it is dimmed"
    );
    assert!(
        row(4).all(|at| !is(at, Modifier::REVERSED)),
        "other rows are not"
    );
    desk.keys("enter");
    let buffer = desk.cells(120, 40);
    assert!(row(3).all(|at| !buffer[at].modifier.contains(Modifier::REVERSED)));
    assert_eq!(
        buffer[(0, 3)].symbol(),
        "▌",
        "still marked while the conversation has the focus"
    );
}

#[test]
fn no_colour_means_none_anywhere() {
    let troubled = || {
        let mut desk = live();
        desk.world.fault = Some(offline());
        desk.run(100);
        desk
    };
    let mut desks = [
        all_known(),
        live(),
        troubled(),
        Desk::open(World::default(), &[]),
    ];
    for name in ["default", "high-contrast", "mono"] {
        let theme = Theme::named(name).unwrap();
        for desk in &mut desks {
            for keys in ["j enter", "?", "esc esc / e", "esc q", "esc"] {
                desk.keys(keys);
                let plain = desk.screen(120, 40, &theme.without_colours());
                let colour = |cell: &Cell| cell.fg != Color::Reset || cell.bg != Color::Reset;
                assert!(
                    !plain.backend().buffer().content().iter().any(colour),
                    "{name} {keys}"
                );
            }
        }
    }
    let coloured = desks[0].cells(120, 40);
    assert!(
        coloured
            .content()
            .iter()
            .any(|cell| cell.fg != Color::Reset)
    );
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 64,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_size_can_be_drawn(sizes in prop::collection::vec((0_u16..200, 0_u16..60), 4)) {
        let theme = Theme::named("default").unwrap();
        let mut odd = Desk::open(names(), &[]);
        odd.run(5);
        for desk in [&mut odd, &mut all_known()] {
            for keys in ["j", "enter", "g g", "?", "G", "esc esc / e a", "enter", "q"] {
                desk.keys(keys);
                for (width, height) in sizes.iter().copied() {
                    desk.screen(width, height, &theme);
                }
            }
        }
    }

    #[test]
    fn a_terminal_that_changed_before_we_were_told_is_drawn_all_the_same(
        told in (0_u16..200, 0_u16..60),
        is in (0_u16..200, 0_u16..60),
    ) {
        let theme = Theme::named("default").unwrap();
        let mut desk = all_known();
        desk.keys("j enter");
        desk.screen(told.0, told.1, &theme);
        let mut terminal = Terminal::new(TestBackend::new(is.0, is.1)).unwrap();
        terminal.draw(|frame| ui::draw(frame, &desk.app, &theme)).unwrap();
    }
}
