//! Whose items are read, where not all are wanted.

#![expect(clippy::print_stdout, reason = "seeds are shown when a test fails")]

use std::time::Duration;

use fastrand::Rng;
use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::id::ConversationId;
use spruce_inbox::sync::{Call, Input, Scope, Settings, Watch};

use super::desk::{Desk, human, id, patient, row, settings};

fn reading(scope: Scope) -> Settings {
    Settings {
        scope,
        share: 1.0,
        ..settings()
    }
}

fn archived(name: &str, at: i64) -> Conversation {
    Conversation {
        archived: true,
        ..row(name, at)
    }
}

/// The conversation whose items a request asks for.
fn items_of(call: &Call) -> Option<&ConversationId> {
    match call {
        Call::Items(query) => Some(&query.conversation),
        _ => None,
    }
}

/// Lets time pass, every request answered at once. Whose items were asked for, none of which the engine knew to be
/// archived.
fn live(desk: &mut Desk, seconds: u64) -> Vec<ConversationId> {
    let end = desk.now.mono + Duration::from_secs(seconds);
    let mut asked = Vec::new();
    let mut last = None;
    loop {
        for request in &desk.waiting {
            let Some(of) = items_of(&request.call).filter(|_| Some(request.id) > last) else {
                continue;
            };
            let slot = desk.engine.picture().slot(of).unwrap();
            assert!(
                !desk
                    .engine
                    .picture()
                    .row(slot)
                    .unwrap()
                    .conversation
                    .archived
            );
            last = Some(request.id);
            asked.push(of.clone());
        }
        if let Some(request) = desk.waiting.first().cloned() {
            desk.waiting.remove(0);
            desk.answer(&request);
            continue;
        }
        match desk.engine.next_deadline().filter(|at| *at <= end) {
            Some(at) => desk.until(at),
            None if desk.now.mono < end => desk.until(end),
            None => return asked,
        }
    }
}

#[test]
fn of_lists_alone_no_items_are_read_and_none_are_missing() {
    let mut desk = Desk::new(reading(Scope::Lists));
    desk.put(row("t_1", -100));
    desk.put(archived("t_2", -200));
    assert_eq!(live(&mut desk, 7200), []);
    assert!(desk.all_known());
    assert!(desk.row("t_1").unchecked());
    // Whatever is looked at, and whatever is to be read again.
    let slot = desk.slot("t_1");
    desk.handle(Input::Watch(Watch {
        open: Some(slot),
        visible: vec![slot],
    }));
    assert_eq!(desk.engine.reread_cost().unwrap().items, 0);
    desk.handle(Input::Reread);
    desk.happen("t_1", patient("ti_new", 7210));
    assert_eq!(live(&mut desk, 7200), []);
    assert!(desk.all_known() && desk.engine.rereading().is_none());
}

#[test]
fn what_is_archived_is_left_alone_and_read_when_it_comes_back() {
    let mut desk = Desk::new(reading(Scope::Unarchived));
    desk.happen("t_open", patient("ti_open", -100));
    desk.put(archived("t_away", -200));
    assert_eq!(live(&mut desk, 10), [id("t_open")]);
    assert!(desk.all_known());
    let gaps = desk.engine.knowledge(desk.now).gaps();
    assert_eq!((gaps.unchecked, gaps.unchecked_in_window), (0, 0));
    assert!(desk.row("t_away").unchecked(), "nobody knows what is in it");
    // Somebody writes, which brings it back.
    desk.happen("t_away", patient("ti_back", 20));
    let asked = live(&mut desk, 60);
    assert!(asked.contains(&id("t_away")), "{asked:?}");
    assert_eq!(desk.unanswered("t_away"), ["ti_back"]);
}

#[test]
fn what_is_put_away_is_in_no_queue_any_more() {
    let mut desk = Desk::new(reading(Scope::Unarchived));
    // So recent that it is to be looked at a second time, and again within the hour.
    desk.happen("t_1", patient("ti_1", -5));
    assert_eq!(live(&mut desk, 1), [id("t_1")]);
    desk.put(archived("t_1", -5));
    let asked = live(&mut desk, 2 * 3600);
    assert_eq!(asked, [], "it was listed as archived by then");
    assert!(desk.all_known());
    assert_eq!(
        desk.unanswered("t_1"),
        ["ti_1"],
        "what is known stays known"
    );
    desk.put(row("t_1", -5));
    let asked = live(&mut desk, 600);
    assert_eq!(asked.first(), Some(&id("t_1")), "it is filed anew");
}

#[test]
fn what_is_put_away_while_it_is_read_is_not_taken_for_read() {
    let mut desk = Desk::new(reading(Scope::Unarchived));
    desk.happen("t_1", patient("ti_1", -5));
    while !desk.waiting.iter().any(|one| items_of(&one.call).is_some()) {
        let request = desk.waiting.remove(0);
        desk.answer(&request);
    }
    let (reading, _) = desk.take_items();
    desk.put(archived("t_1", -5));
    desk.handle(Input::Refresh);
    desk.answer_all();
    assert!(desk.row("t_1").conversation.archived);
    desk.answer(&reading);
    assert!(desk.row("t_1").digest.is_none() && desk.row("t_1").unchecked());
    assert_eq!(live(&mut desk, 7200), []);
    assert!(desk.all_known());
}

/// Conversations come, are answered, put away and taken out again, at any time. Nothing that was last listed as
/// archived is asked for, and of all others the same is known as by whoever reads everything.
#[test]
fn of_what_is_not_archived_the_same_is_known_as_by_reading_everything() {
    for seed in 0..40 {
        println!("seed {seed}");
        let mut rng = Rng::with_seed(seed);
        let mut part = Desk::new(reading(Scope::Unarchived));
        let mut whole = Desk::new(reading(Scope::All));
        for step in 0..60_i64 {
            let at = step * 30;
            let name = format!("t_{}", rng.u8(..8));
            let item = format!("ti_{step}");
            let put_away = rng.u8(..3) == 0;
            for desk in [&mut part, &mut whole] {
                let known = desk.rows.iter().find(|row| row.id == id(&name)).cloned();
                if let Some(mut row) = known.filter(|_| put_away) {
                    row.archived = !row.archived;
                    desk.put(row);
                } else if step % 2 == 0 {
                    desk.happen(&name, patient(&item, at));
                } else {
                    desk.happen(&name, human(&item, at));
                }
            }
            live(&mut part, 30);
            whole.live(30);
        }
        live(&mut part, 600);
        whole.live(600);
        assert!(part.all_known() && whole.all_known());
        for known in part.rows.iter().filter(|row| !row.archived) {
            let name = known.id.as_str();
            assert!(!part.row(name).unchecked(), "{name}");
            assert_eq!(part.unanswered(name), whole.unanswered(name), "{name}");
        }
    }
}
