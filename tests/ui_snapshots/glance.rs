//! What is taken in at a glance: the wallboard, the response strip, and what happened since the user looked.

use spruce_inbox::app::Overlay;
use spruce_inbox::app::board::Board;
use spruce_inbox::app::event::Event;
use spruce_inbox::model::conversation::ConversationKind as Kind;
use spruce_inbox::sync::{AuthProblem, FailureKind, NetworkProblem};
use spruce_inbox::ui::Theme;

use crate::privacy::{Marked, SECRET};
use crate::ui_clinic::{all_known, clinic, live, offline};
use crate::ui_talk::{By, Talk};
use crate::ui_world::{Desk, World};
use crate::{assert_screen, assert_screens, assert_text, screen};

/// A day with answers in two channels, and some who wait.
fn busy() -> World {
    let mut world = clinic();
    world.silent.clear();
    world.endless.clear();
    for number in 0..9_u64 {
        let kind = if number < 6 {
            Kind::Phone
        } else {
            Kind::Secure
        };
        let talk = Talk::new(&format!("b{number}"), kind, &format!("Busy {number}"));
        let began = 400 - 37 * number;
        let talk = talk.says(By::Dana, 5 * 24 * 60, "Hello");
        let talk = talk.says(By::Them, began, "May I ask something?");
        world
            .talks
            .push(talk.says(By::Dana, began - 7 - 3 * number, "Of course."));
    }
    world
}

fn wallboard(world: World) -> Desk {
    let mut desk = Desk::with(world, &["ben"], |setup| setup.start.wallboard = true);
    desk.run(5);
    desk
}

#[test]
fn the_wallboard_shows_few_figures_and_nothing_else() {
    let mut desk = wallboard(busy());
    assert_screens(&mut desk, "wallboard");
    let board = desk.app.board().map(Board::text).unwrap();
    assert_text("wallboard_text", &board);
    for size in [(120, 40), (80, 24), (50, 15), (40, 10), (20, 4)] {
        let text = screen(&mut desk, size.0, size.1);
        for name in ["Example", "Ann", "Busy", "555-", "refill", "Dana"] {
            assert!(!text.contains(name), "{name} at {size:?}\n{text}");
        }
    }
}

#[test]
fn a_wallboard_that_cannot_be_trusted_says_so_loudly() {
    let mut desk = wallboard(busy());
    desk.world.fault = Some(offline());
    desk.run(100);
    assert_screens(&mut desk, "wallboard_stale");
    let board = desk.app.board().unwrap();
    assert!(board.text().contains("STALE"), "{}", board.text());
}

#[test]
fn no_zero_is_shown_that_is_not_known_to_be_one() {
    let mut world = clinic();
    world.lists_answered = Some(0);
    assert_screen(&mut wallboard(world), "wallboard_loading", 80, 24);
    // One row is not read: nobody knows whether that one waits.
    let mut desk = live();
    desk.keys("W");
    assert_screen(&mut desk, "wallboard_unchecked", 80, 24);
    let mut world = clinic();
    let kept = |talk: &Talk| ["t_cleo", "t_hal"].contains(&talk.conversation.id.as_str());
    world.talks.retain(kept);
    let mut desk = wallboard(world.clone());
    assert_screen(&mut desk, "wallboard_nothing_known", 80, 24);
    world
        .talks
        .retain(|talk| talk.conversation.id.as_str() == "t_cleo");
    assert_screen(&mut wallboard(world), "wallboard_all_clear", 80, 24);
}

#[test]
fn the_wallboard_can_be_read_without_colours() {
    let mut desk = wallboard(busy());
    let theme = Theme::named("default").unwrap().without_colours();
    let drawn = desk.screen(80, 24, &theme).backend().to_string();
    assert_eq!(drawn, {
        let theme = Theme::named("default").unwrap();
        desk.screen(80, 24, &theme).backend().to_string()
    });
}

#[test]
fn it_is_drawn_again_only_when_it_says_something_else() {
    let mut desk = wallboard(busy());
    desk.app.take_dirty();
    let mut drawn = 0;
    for second in 0..180 {
        if second == 60 {
            // A row behind it changes, but no figure does.
            let cleo = &mut desk.world.talks[2];
            *cleo = cleo.clone().tagged(&["changed"]);
        }
        let before = desk.app.board().cloned();
        desk.run(1);
        let dirty = desk.app.take_dirty();
        assert_eq!(
            dirty,
            desk.app.board() != before.as_ref(),
            "second {second}"
        );
        drawn += usize::from(dirty);
    }
    assert!((3..60).contains(&drawn), "drawn {drawn} times");
}

#[test]
fn the_keys_of_the_wallboard_and_its_help() {
    let mut desk = all_known();
    desk.keys("W j enter m D / s");
    assert_eq!(desk.app.overlay(), Some(&Overlay::Wallboard));
    assert_eq!(
        desk.app.inbox().selected(),
        None,
        "nothing changed behind it"
    );
    desk.keys("?");
    assert_screen(&mut desk, "wallboard_help", 80, 24);
    desk.keys("esc");
    assert_eq!(desk.app.overlay(), Some(&Overlay::Wallboard));
    for leave in ["W", "esc", "q"] {
        desk.keys(leave);
        assert_eq!(desk.app.overlay(), None, "{leave}");
        desk.keys("W");
    }
}

#[test]
fn what_happened_since_the_user_looked() {
    let mut desk = all_known();
    desk.keys("j");
    desk.run(20 * 60);
    let gus = &mut desk.world.talks[7];
    *gus = gus.clone().says(By::Them, 0, "One more thing");
    // Written "at the start" by the world's clock, so it is dated to now.
    let now = desk.now.wall;
    let last = gus.items.last_mut().unwrap();
    last.created_at = now;
    gus.conversation.last_message_at = Some(now);
    desk.run(30 * 60);
    desk.keys("j");
    assert_screens(&mut desk, "since_you_looked");
    desk.keys("esc");
    desk.world.fault = Some(offline());
    desk.run(15 * 60);
    desk.keys("L");
    assert_screen(&mut desk, "since_you_looked_stale", 80, 24);
    let said = desk.app.shown_since().unwrap().lines(&desk.app).join("\n");
    assert!(said.contains("Not all of it is known"), "{said}");
}

#[test]
fn the_overview_says_how_quickly_people_are_answered() {
    let mut desk = Desk::open(busy(), &[]);
    desk.run(5);
    assert_screens(&mut desk, "response_strip");
    assert_text("response_strip_text", &desk.app.strip().text());
}

#[test]
fn nothing_that_the_server_says_is_on_the_wallboard() {
    for fault in [
        None,
        Some(FailureKind::Status(500)),
        Some(FailureKind::Network(NetworkProblem::Connect)),
        Some(FailureKind::RateLimited(None)),
        Some(FailureKind::Auth(AuthProblem::Forbidden)),
    ] {
        let mut marked = Marked::new();
        marked.keys("j enter");
        assert!(marked.screen(120, 40).contains(SECRET));
        marked.event(Event::Trouble("SECRET file".to_owned()));
        marked.keys("W");
        marked.fault = fault;
        for wait in [0, 20, 100] {
            marked.run(wait);
            for (width, height) in [
                (200, 60),
                (120, 40),
                (80, 24),
                (50, 15),
                (40, 10),
                (30, 8),
                (19, 3),
                (100, 1),
            ] {
                let drawn = marked.screen(width, height);
                assert!(!drawn.contains(SECRET), "{fault:?} after {wait} s\n{drawn}");
            }
            let said = marked.desk.app.board().map(Board::text).unwrap();
            assert!(!said.contains(SECRET), "{said}");
            assert!(!marked.desk.app.strip().text().contains(SECRET));
        }
        marked.keys("?");
        assert!(!marked.screen(120, 40).contains(SECRET), "its help");
        marked.keys("esc W L");
        let said = marked
            .desk
            .app
            .shown_since()
            .unwrap()
            .lines(&marked.desk.app);
        assert!(!said.concat().contains(SECRET));
    }
}
