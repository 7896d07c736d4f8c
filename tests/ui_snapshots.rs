//! What the screen shows: the whole program on a made-up clinic, drawn at several sizes.

#![expect(clippy::unwrap_used, reason = "what a test needs must be there")]

#[path = "ui_snapshots/diagnostics.rs"]
mod diagnostics;
#[path = "ui_snapshots/glance.rs"]
mod glance;
#[path = "ui_snapshots/help.rs"]
mod help;
#[path = "ui_snapshots/privacy.rs"]
mod privacy;
#[path = "ui_snapshots/styles.rs"]
mod styles;
#[path = "support/ui_clinic.rs"]
mod ui_clinic;
#[path = "support/ui_talk.rs"]
mod ui_talk;
#[path = "support/ui_world.rs"]
mod ui_world;
#[path = "ui_snapshots/views.rs"]
mod views;
#[path = "ui_snapshots/waits.rs"]
mod waits;

use std::time::Duration;

use ratatui::buffer::Cell;
use ratatui::style::Modifier;
use spruce_inbox::app::event::Event;
use spruce_inbox::app::layout::Size;
use spruce_inbox::model::conversation::ConversationKind as Kind;
use spruce_inbox::sync::{AuthProblem, FailureKind};
use spruce_inbox::ui::Theme;

use ui_clinic::{all_known, clinic, id, live, long_talk, names, offline};
use ui_talk::{By, Talk};
use ui_world::{Desk, World};

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
fn limits_that_are_used_up() {
    let limited = (
        FailureKind::RateLimited(Some(Duration::from_secs(40))),
        "too many requests (429)",
    );
    let world = World {
        fault: Some(limited),
        ..clinic()
    };
    let mut desk = Desk::open(world, &[]);
    desk.event(Event::Tick);
    assert_screens(&mut desk, "exhausted_at_start");

    let mut desk = all_known();
    desk.world.fault = Some(limited);
    desk.run(20);
    assert_screens(&mut desk, "exhausted_later");
    desk.run(80);
    assert_screens(&mut desk, "exhausted_and_stale");
}

#[test]
fn a_tight_budget_is_shown_and_makes_way_first() {
    let mut world = clinic();
    world.silent.clear();
    // A quarter of this is ours.
    world.minute_limit = 80;
    let mut desk = Desk::open(world, &["ben"]);
    desk.run(20);
    assert_screens(&mut desk, "budget_tight");
    desk.run(120);
    assert!(!screen(&mut desk, 120, 40).contains("budget"));
}

#[test]
fn what_the_budget_holds_back_is_named() {
    let mut world = World::default();
    for number in 0..40 {
        let title = format!("Sample {number}");
        let talk = Talk::new(&format!("s{number}"), Kind::Phone, &title);
        world.talks.push(talk.says(By::Dana, 100 + number, "Hello"));
    }
    // Ten a minute are ours: hardly any of them is read by then.
    world.minute_limit = 40;
    let mut desk = Desk::open(world, &[]);
    desk.event(Event::Resize(Size {
        width: 60,
        height: 12,
    }));
    desk.run(90);
    assert_screen(&mut desk, "budget_holds_back", 120, 12);
}

#[test]
fn reading_everything_again() {
    let mut desk = all_known();
    desk.keys("R");
    assert_screens(&mut desk, "reread_question");
    desk.world.lists_answered = Some(1);
    desk.keys("y");
    assert_screens(&mut desk, "rereading");
    desk.keys("R");
    assert_screen(&mut desk, "rereading_asked_again", 80, 24);

    let mut desk = all_known();
    desk.world.fault = Some(offline());
    desk.run(60);
    desk.keys("j enter R");
    assert_screen(&mut desk, "reread_question_offline", 80, 24);
}

#[test]
fn while_history_is_on_its_way_a_zero_says_how_far_it_goes() {
    let mut world = clinic();
    world
        .talks
        .retain(|talk| ["t_cleo", "t_gus", "t_old"].contains(&talk.conversation.id.as_str()));
    world.silent.insert(id("old"));
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    assert_screens(&mut desk, "window_clear");
}

#[test]
fn an_inbox_of_which_nothing_could_be_read_is_not_called_empty() {
    let world = World {
        bad_rows: 2,
        ..World::default()
    };
    let mut desk = Desk::open(world, &[]);
    desk.run(5);
    let screen = screen(&mut desk, 80, 24);
    assert!(
        screen.contains("2 conversations could not be read."),
        "{screen}"
    );
    assert!(!screen.contains("No recent conversations"), "{screen}");
}

#[test]
fn an_inbox_that_was_read_and_is_empty_does_not_say_that_nothing_could_be_read() {
    let mut desk = Desk::open(World::default(), &[]);
    desk.run(5);
    desk.world.fault = Some(offline());
    desk.run(30);
    let text = screen(&mut desk, 80, 24);
    assert!(
        text.contains("No recent conversations, as far as is known."),
        "{text}"
    );
    assert!(!text.contains("Nothing could be loaded yet"), "{text}");
}

#[test]
fn what_could_not_be_read_is_counted() {
    let mut world = clinic();
    world.silent.clear();
    world.bad_rows = 2;
    let mut desk = Desk::open(world, &["ben"]);
    desk.run(15);
    assert_screens(&mut desk, "unreadable");
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
fn filtering_with_what_could_be_written_next() {
    let mut desk = live();
    desk.keys("\\ i s : d down");
    assert_screens(&mut desk, "filter_completion");
    desk.keys("ctrl-u i s : l a t e space");
    assert_screens(&mut desk, "filter_mistake");
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
    let mut desk = all_known();
    desk.keys("j");
    desk.world.items_fault = Some((FailureKind::Status(500), "the server answered 500"));
    desk.keys("r");
    assert_screen(&mut desk, "notice_with_request_id", 120, 24);
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
fn that_nobody_is_called_never_leaves_the_header() {
    let mut desk = live();
    desk.keys("x");
    for (width, wanted) in [
        (160, "muted 15 min"),
        (80, "muted"),
        (40, "muted"),
        (20, "muted"),
    ] {
        let text = screen(&mut desk, width, 12);
        let header = text.lines().next().unwrap();
        assert!(header.contains(wanted), "{width}: {header}");
    }
    desk.run(60);
    assert!(screen(&mut desk, 160, 12).contains("muted 14 min"));
    desk.keys("x x x");
    assert!(
        !screen(&mut desk, 160, 12)
            .lines()
            .next()
            .unwrap()
            .contains("muted")
    );
}
