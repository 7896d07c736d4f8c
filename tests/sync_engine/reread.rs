//! Reading the last day and the window again.

use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::exchange::{OrderBy, Start};
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{Body, Call, FailureKind, Settings};

use super::desk::{Desk, id, last, patient, row, settings, t};

const DAY: i64 = 24 * 3600;

/// Lets time pass up to the next rereading, and takes its request.
pub(super) fn reread(desk: &mut Desk, back: i64) -> spruce_inbox::sync::Request {
    let is =
        |call: &Call, from| matches!(call, Call::List(query) if query.start == Start::From(from));
    for _ in 0..400 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        let from = desk
            .now
            .wall
            .minus(std::time::Duration::from_secs(back.unsigned_abs()));
        if desk.waiting.iter().any(|request| is(&request.call, from)) {
            return desk.take(|call| is(call, from));
        }
        desk.answer_all();
    }
    panic!("no rereading");
}

#[test]
fn a_row_later_than_the_overlap_is_found_within_five_minutes() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.rows.push(row("t_late", -300));
    desk.live(200);
    assert!(!desk.shows("t_late"), "behind the overlap");
    desk.live(110);
    assert!(desk.shows("t_late"));
}

#[test]
fn titles_and_archive_marks_move_no_time_and_are_found_all_the_same() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -5000), row("t_2", -10)]);
    let mut changed = row("t_1", -5000);
    changed.title = CleanText::line("Made-Up Newname");
    changed.archived = true;
    desk.put(changed.clone());
    desk.live(310);
    assert_eq!(desk.row("t_1").conversation, changed);
}

#[test]
fn a_row_missing_in_a_rereading_is_asked_for_and_gone_if_it_is_not_there() {
    let mut desk = Desk::ready(
        settings(),
        vec![row("t_1", -5000), row("t_2", -4000), row("t_3", -10)],
    );
    let request = reread(&mut desk, DAY);
    // t_2 was deleted, t_1 only left out.
    desk.rows.retain(|row| row.id.as_str() != "t_2");
    desk.reply(&request, Body::List(last(vec![row("t_3", -10)])));
    assert!(desk.shows("t_2"), "missing proves nothing yet");
    desk.answer_all();
    assert!(!desk.shows("t_2"));
    assert!(desk.shows("t_1") && desk.shows("t_3"));
    assert_eq!(desk.engine.picture().len(), 2);
}

#[test]
fn a_lookup_that_fails_does_not_keep_the_others_waiting() {
    let mut desk = Desk::ready(
        settings(),
        vec![row("t_1", -5000), row("t_2", -4000), row("t_3", -10)],
    );
    let request = reread(&mut desk, DAY);
    desk.rows.retain(|row| row.id.as_str() == "t_3");
    desk.reply(&request, Body::List(last(vec![row("t_3", -10)])));
    let first = desk.take(|call| matches!(call, Call::Conversation(_)));
    desk.fail(&first, FailureKind::Status(500));
    desk.live(60);
    assert_eq!(
        desk.engine.picture().len(),
        2,
        "the second is known to be gone"
    );
    desk.live(400);
    assert_eq!(
        desk.engine.picture().len(),
        1,
        "the first is asked for again"
    );
}

#[test]
fn a_rereading_of_the_window_that_fails_is_not_put_off_for_an_hour() {
    let window = Settings::default().window;
    let back = i64::try_from(window.as_secs()).unwrap();
    let mut desk = Desk::ready(settings(), vec![row("t_1", -3 * DAY)]);
    let request = reread(&mut desk, back);
    assert!(desk.now.wall >= t(3600));
    desk.fail(&request, FailureKind::Rejected);
    let failed_at = desk.now.mono;
    reread(&mut desk, back);
    assert!(desk.now.mono.saturating_sub(failed_at).as_secs() < 600);
}

/// A conversation without any message.
fn silent(name: &str, created: i64) -> Conversation {
    Conversation {
        created_at: Some(t(created)),
        last_message_at: None,
        ..row(name, 0)
    }
}

/// The conversation that is being looked up, and its request.
fn next_lookup(desk: &mut Desk) -> (spruce_inbox::sync::Request, ConversationId) {
    for _ in 0..400 {
        let lookup = |call: &Call| matches!(call, Call::Conversation(_));
        if desk.waiting.iter().any(|request| lookup(&request.call)) {
            let request = desk.take(lookup);
            let Call::Conversation(id) = request.call.clone() else {
                unreachable!("asked for above");
            };
            return (request, id);
        }
        desk.answer_all();
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
    }
    panic!("nothing is looked up");
}

#[test]
fn what_happens_to_a_conversation_without_messages_is_found_within_the_hour() {
    let mut desk = Desk::ready(
        settings(),
        vec![silent("t_1", -5000), silent("t_2", -4000), row("t_3", -10)],
    );
    assert!(desk.shows("t_1") && desk.shows("t_2"));
    let mut changed = silent("t_2", -4000);
    changed.archived = true;
    desk.put(changed);
    desk.rows.retain(|row| row.id != id("t_1"));
    desk.live(3600 + 400);
    assert!(!desk.shows("t_1"));
    assert!(desk.row("t_2").conversation.archived);
}

#[test]
fn the_last_day_is_read_again_every_five_minutes_all_the_same() {
    let mut desk = Desk::ready(settings(), vec![silent("t_1", -5000), row("t_3", -10)]);
    let mut before = desk.now.mono;
    while desk.now.mono.as_secs() < 3 * 3600 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            let day = Start::From(desk.now.wall.minus(std::time::Duration::from_hours(24)));
            if matches!(&request.call, Call::List(query) if query.start == day) {
                // Once an hour the window is read in its place.
                let gap = desk.now.mono.saturating_sub(before).as_secs();
                assert!(gap <= 600, "{gap} s");
                before = desk.now.mono;
            }
            desk.answer(&request);
        }
    }
    assert!(desk.now.mono.saturating_sub(before).as_secs() <= 300);
}

#[test]
fn a_list_by_creation_that_fails_does_not_keep_the_other_rereadings_waiting() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -5000)]);
    let mut failed = 0;
    let mut days = 0;
    while desk.now.mono.as_secs() < 3 * 3600 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            let day = desk
                .now
                .wall
                .minus(std::time::Duration::from_secs(24 * 3600));
            match &request.call {
                Call::List(query) if query.order == OrderBy::Created => {
                    failed += 1;
                    desk.fail(&request, FailureKind::Status(500));
                }
                Call::List(query) if query.start == Start::From(day) => {
                    days += 1;
                    desk.answer(&request);
                }
                _ => desk.answer(&request),
            }
        }
    }
    assert!(failed > 10 && days > 25, "{failed} failed, {days} days");
}

#[test]
fn all_that_are_missing_are_looked_up_the_most_recent_first() {
    let rows: Vec<_> = (0..150)
        .map(|n| row(&format!("t_{n:03}"), -600 - n))
        .collect();
    // One stays: a list that shows nothing at all would be doubted.
    let kept = row("t_kept", -500);
    let all = rows.into_iter().chain([kept.clone()]).collect();
    let mut desk = Desk::ready(settings(), all);
    desk.live(900);
    let mut everything = std::mem::replace(&mut desk.rows, vec![kept.clone()]);
    let request = reread(&mut desk, DAY);
    desk.reply(&request, Body::List(last(vec![kept])));
    for n in 0..3 {
        let (request, id) = next_lookup(&mut desk);
        assert_eq!(id.as_str(), format!("t_{n:03}"));
        desk.answer(&request);
    }
    for _ in 0..18 {
        desk.live(10);
        let budget = desk.engine.status().budget;
        assert!(
            budget.used * 4 <= budget.allowed * 3,
            "the rest is for what is new"
        );
    }
    desk.live(1800);
    assert_eq!(desk.engine.picture().len(), 1, "each had its turn");
    // A row that is gone and comes back is shown, and its items are read.
    let back = everything.remove(0);
    desk.items
        .insert(back.id.clone(), vec![patient("ti_new", -600)]);
    desk.rows.push(back);
    desk.live(400);
    assert!(desk.shows("t_000") && !desk.row("t_000").unchecked());
    assert_eq!(desk.unanswered("t_000"), ["ti_new"]);
}

#[test]
fn a_row_that_is_shown_meanwhile_is_not_looked_up() {
    let rows: Vec<_> = (0..120)
        .map(|n| row(&format!("t_{n:03}"), -600 - n))
        .collect();
    let mut desk = Desk::ready(settings(), rows.clone());
    desk.live(100);
    let request = reread(&mut desk, DAY);
    // A list that is wrong once.
    desk.reply(&request, Body::List(last(Vec::new())));
    let mut lookups = 0;
    while desk.now.mono.as_secs() < 2400 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            lookups += usize::from(matches!(request.call, Call::Conversation(_)));
            desk.answer(&request);
        }
    }
    assert!(lookups < 90, "{lookups} lookups until the next rereading");
    assert_eq!(desk.engine.picture().len(), 120);
}

#[test]
fn what_failed_before_does_not_count_after_it_worked() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -5000)]);
    let open = spruce_inbox::sync::Watch {
        open: Some(desk.slot("t_1")),
        visible: Vec::new(),
    };
    desk.handle(spruce_inbox::sync::Input::Watch(open));
    desk.answer_all();
    let mut waits = Vec::new();
    for _ in 0..6 {
        // Each minute it fails once, and then works.
        for fails in [true, false] {
            let begun = desk.now.mono;
            while !desk
                .waiting
                .iter()
                .any(|r| matches!(r.call, Call::Items(_)))
            {
                let at = desk.engine.next_deadline().expect("something to do");
                desk.until(at);
                let lists = |r: &spruce_inbox::sync::Request| matches!(r.call, Call::List(_));
                while let Some(place) = desk.waiting.iter().position(lists) {
                    let list = desk.waiting.remove(place);
                    desk.answer(&list);
                }
            }
            let (request, _) = desk.take_items();
            if fails {
                desk.fail(&request, FailureKind::Status(500));
            } else {
                waits.push(desk.now.mono.saturating_sub(begun).as_secs());
                desk.answer(&request);
            }
        }
    }
    assert!(waits.iter().all(|wait| *wait <= 5), "{waits:?}");
}
