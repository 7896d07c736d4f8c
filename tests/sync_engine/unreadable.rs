//! What could not be read or cannot be believed, and how it is found out that it can be again.

use spruce_inbox::model::exchange::{Page, Start};
use spruce_inbox::sync::{Body, Call, Link, Request, Settings};

use super::desk::{Desk, automated, human, id, last, more, patient, row, settings};

/// Answers everything truthfully, but for a while no row of a list and no item can be read.
fn answer_unreadable(desk: &mut Desk, request: &Request) {
    match &request.call {
        Call::List(_) => desk.reply(
            request,
            Body::List(Page {
                bad_rows: 1,
                ..last(Vec::new())
            }),
        ),
        Call::Items(_) => desk.reply(
            request,
            Body::Items(Page {
                bad_rows: 1,
                ..last(Vec::new())
            }),
        ),
        _ => desk.answer(request),
    }
}

fn with_one_conversation() -> Desk {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", -7200));
    desk.items.insert(id("t_1"), vec![automated("ti_1", -7200)]);
    desk
}

#[test]
fn a_window_that_could_not_be_read_at_all_is_read_again_with_the_next_poll() {
    let mut desk = with_one_conversation();
    while !desk.waiting.is_empty() {
        let request = desk.waiting.remove(0);
        answer_unreadable(&mut desk, &request);
    }
    assert!(!desk.all_known());
    desk.live(20);
    assert!(desk.shows("t_1") && desk.all_known());
}

#[test]
fn items_that_could_not_be_read_are_read_again_within_the_hour() {
    let mut desk = with_one_conversation();
    while !desk.waiting.is_empty() {
        let request = desk.waiting.remove(0);
        match request.call {
            Call::Items(_) => answer_unreadable(&mut desk, &request),
            _ => desk.answer(&request),
        }
    }
    desk.live(1800);
    assert!(!desk.all_known(), "somebody may be waiting there");
    desk.live(2000);
    assert!(desk.all_known());
}

/// A desk whose polls are answered with nothing at all from now on, for so many seconds.
fn nothing_listed(desk: &mut Desk, seconds: u64) {
    for _ in 0..seconds {
        desk.pass(1);
        while let Some(request) = desk.waiting.pop() {
            match &request.call {
                Call::List(_) => desk.reply(&request, Body::List(last(Vec::new()))),
                _ => desk.answer(&request),
            }
        }
    }
}

#[test]
fn an_empty_list_is_not_believed_while_its_latest_row_is_still_there() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    nothing_listed(&mut desk, 20);
    assert_eq!(desk.engine.status().link, Link::Up, "it may lag behind");
    nothing_listed(&mut desk, 40);
    assert!(matches!(desk.engine.status().link, Link::Trouble(_)));
    assert!(desk.shows("t_1") && !desk.all_known());
    desk.live(120);
    assert!(desk.shows("t_1") && desk.all_known());
}

#[test]
fn an_empty_list_is_believed_once_its_latest_row_is_gone() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.rows.clear();
    for _ in 0..60 {
        desk.live(1);
        assert_eq!(desk.engine.status().link, Link::Up);
    }
    assert!(!desk.shows("t_1") && desk.all_known());
}

#[test]
fn a_row_that_is_gone_is_let_go_also_while_the_list_is_doubted_for_it() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.rows.clear();
    // The lookup is slow: the list has been empty twice before its answer comes.
    for _ in 0..60 {
        desk.pass(1);
        while let Some(at) = desk.waiting.iter().position(|it| !is_lookup(&it.call)) {
            let request = desk.waiting.remove(at);
            desk.answer(&request);
        }
    }
    assert!(matches!(desk.engine.status().link, Link::Trouble(_)));
    desk.live(60);
    assert!(!desk.shows("t_1") && desk.all_known());
}

fn is_lookup(call: &Call) -> bool {
    matches!(call, Call::Conversation(_))
}

#[test]
fn history_with_a_row_that_could_not_be_read_is_walked_again_by_itself() {
    let mut desk = Desk::new(Settings::default());
    desk.put(row("t_1", -7200));
    desk.items.insert(id("t_1"), vec![human("ti_1", -7200)]);
    let is_history =
        |call: &Call| matches!(call, Call::List(query) if query.start == Start::Beginning);
    while let Some(at) = desk.waiting.iter().position(|it| !is_history(&it.call)) {
        let request = desk.waiting.remove(at);
        desk.answer(&request);
    }
    let walk = desk.take(is_history);
    answer_unreadable(&mut desk, &walk);
    desk.live(590);
    let unreadable = |desk: &Desk| desk.engine.knowledge(desk.now).gaps().unreadable;
    assert_eq!(unreadable(&desk), 1);
    desk.live(30);
    assert_eq!(unreadable(&desk), 0);
}

#[test]
fn an_unreadable_item_is_disproved_only_by_a_reading_as_deep() {
    let mut desk = Desk::new(settings());
    desk.rows = vec![row("t_1", -10)];
    while let Some(place) = desk
        .waiting
        .iter()
        .position(|request| !matches!(request.call, Call::Items(_)))
    {
        let request = desk.waiting.remove(place);
        desk.answer(&request);
    }
    let (newest, _) = desk.take_items();
    let rows = vec![automated("ti_2", -10), automated("ti_0", -200)];
    let page = more(rows.clone(), "token");
    desk.reply(&newest, Body::Items(page));
    let (older, _) = desk.take_items();
    let page = Page {
        bad_rows: 1,
        ..last(Vec::new())
    };
    desk.reply(&older, Body::Items(page));
    assert_eq!(desk.engine.knowledge(desk.now).gaps().unreadable, 1);

    desk.put(row("t_1", 20));
    desk.until(desk.engine.next_deadline().unwrap());
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    let (newest, query) = desk.take_items();
    assert_eq!(query.start, Start::Beginning);
    let rows = [vec![automated("ti_3", 20)], rows].concat();
    desk.reply(&newest, Body::Items(more(rows, "another token")));
    assert_eq!(
        desk.engine.knowledge(desk.now).gaps().unreadable,
        1,
        "nothing was disproved"
    );
    let (older, _) = desk.take_items();
    let page = last(vec![patient("ti_1", -5000)]);
    desk.reply(&older, Body::Items(page));
    assert_eq!(desk.engine.knowledge(desk.now).gaps().unreadable, 0);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn a_reading_that_the_machine_slept_through_is_looked_at_again_at_once() {
    for awake_before_its_answer in [0, 1] {
        slept_through_a_reading(awake_before_its_answer);
    }
}

fn slept_through_a_reading(awake: u64) {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -1000)]);
    desk.live(60);
    let now = i64::try_from(desk.now.mono.as_secs()).unwrap();
    desk.happen("t_1", automated("ti_new", now));
    desk.until(desk.engine.next_deadline().unwrap());
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    let (reading, _) = desk.take_items();
    // The answer waits in a buffer while the machine sleeps for ten minutes.
    desk.now.wall = desk.now.wall.plus(std::time::Duration::from_mins(10));
    desk.pass(awake);
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    desk.reply(&reading, Body::Items(last(vec![automated("ti_new", now)])));
    assert!(
        !desk.all_known(),
        "what was late when it was read is not late any more"
    );
    desk.take_items();
}

#[test]
fn a_row_dated_in_the_future_is_never_taken_for_checked() {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", 7200));
    desk.items.insert(id("t_1"), vec![automated("ti_1", -10)]);
    desk.live(3000);
    assert!(desk.row("t_1").unchecked() && !desk.all_known());
    // Its time does not move when somebody writes: no list tells of it.
    let written = desk.items.get_mut(&id("t_1")).unwrap();
    written.push(patient("ti_2", 3000));
    desk.live(310);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
}

#[test]
fn that_there_is_nothing_in_a_conversation_is_not_believed_at_once() {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", -7200));
    desk.items.insert(id("t_1"), vec![patient("ti_1", -7200)]);
    let mut empty = 2;
    for _ in 0..30 {
        while let Some(request) = desk.waiting.pop() {
            let nothing = matches!(request.call, Call::Items(_)) && empty > 0;
            if nothing {
                empty -= 1;
                desk.reply(&request, Body::Items(last(Vec::new())));
                assert!(!desk.all_known(), "somebody may be waiting there");
            } else {
                desk.answer(&request);
            }
        }
        desk.pass(1);
    }
    assert_eq!(empty, 0);
    assert!(desk.all_known());
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}
