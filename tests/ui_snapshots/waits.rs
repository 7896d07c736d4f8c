//! Who waits, until when, and who has it.

use spruce_inbox::model::conversation::ConversationKind as Kind;

use crate::ui_clinic::{HOUR, id};
use crate::ui_talk::{By, Talk, entity};
use crate::ui_world::{Desk, World};
use crate::{assert_screens, assert_text, screen};

/// One conversation in every band, and one whose assignee the clinic does not know.
pub(crate) fn world() -> World {
    let talks = vec![
        Talk::new("late", Kind::Phone, "Lee Late")
            .with("Lee Late", "555-0122")
            .assigned()
            .says(By::Them, 42, "Is anybody there?"),
        Talk::new("soon", Kind::Secure, "Sam Soon").says(By::Them, 50, "When can I come?"),
        Talk::new("time", Kind::Email, "Tim Early")
            .with("Tim Early", "tim@example.com")
            .tagged(&["lab"])
            .says(By::Them, HOUR, "Thank you. One more question."),
        Talk::new("team", Kind::Team, "Front desk").says(By::Them, 2 * HOUR, "No target here"),
    ];
    let mut world = World {
        talks,
        ..World::default()
    };
    let stranger = world
        .talks
        .iter_mut()
        .find(|talk| talk.conversation.id == id("soon"));
    stranger.unwrap().conversation.assignee = Some(entity("entity_gone"));
    world
}

#[test]
fn what_is_overdue_stands_out_and_goes_first() {
    let mut desk = Desk::open(world(), &[]);
    desk.run(5);
    assert_screens(&mut desk, "waits");
    desk.keys("a");
    assert_screens(&mut desk, "waits_overdue");
}

#[test]
fn the_head_says_how_long_until_when_and_who_has_it() {
    let mut desk = Desk::open(world(), &[]);
    desk.run(5);
    let mut heads = Vec::new();
    for _ in 0..4 {
        desk.keys("a");
        desk.run(1);
        for width in [200, 120, 80] {
            let screen = screen(&mut desk, width, 40);
            // The header, above it, counts who is waiting.
            let head = screen
                .lines()
                .skip(1)
                .find(|line| line.contains("waiting "));
            heads.push(format!("{width}: {}", head.unwrap_or_default()));
        }
    }
    assert_text("waits_heads", &heads.join("\n"));
}

#[test]
fn an_empty_list_behind_a_filter_says_what_was_not_looked_through() {
    let mut desk = Desk::open(world(), &[]);
    desk.run(5);
    desk.keys("9 \\ n o t h e r e enter");
    let words = screen(&mut desk, 120, 40);
    assert!(words.contains("No match for \\nothere"), "{words}");
    assert!(words.contains("only the last words of each"), "{words}");
    // A state is known of every row.
    desk.keys("\\ ctrl-u i s : s p a m enter");
    let words = screen(&mut desk, 120, 40);
    assert!(words.contains("No match for \\is:spam"), "{words}");
    assert!(!words.contains("only the last words"), "{words}");
}
