//! Finding out who wrote: checks of a conversation's items.

use spruce_inbox::model::exchange::{ItemsOrder, Start};
use spruce_inbox::sync::{Body, Call, FailureKind, Input, NetworkProblem, Watch};

use super::desk::{Desk, automated, human, id, last, more, patient, row, settings, t};

fn asked_for_items(desk: &Desk) -> bool {
    desk.waiting
        .iter()
        .any(|request| matches!(request.call, Call::Items(_)))
}

fn quiet() -> Desk {
    Desk::ready(settings(), Vec::new())
}

#[test]
fn what_the_clinic_does_never_becomes_unanswered() {
    let mut desk = quiet();
    desk.happen("t_1", human("ti_1", 5));
    desk.live(20);
    assert!(!desk.row("t_1").unchecked());
    assert!(desk.unanswered("t_1").is_empty());
}

#[test]
fn an_automated_reply_answers_nobody_and_a_person_does() {
    let mut desk = quiet();
    desk.happen("t_1", patient("ti_1", 5));
    desk.happen("t_1", automated("ti_2", 6));
    desk.live(20);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
    desk.happen("t_1", human("ti_3", 21));
    desk.live(20);
    assert!(desk.unanswered("t_1").is_empty());
}

#[test]
fn a_second_message_does_not_restart_the_wait() {
    let mut desk = quiet();
    desk.happen("t_1", patient("ti_1", 5));
    desk.live(60);
    desk.happen("t_1", patient("ti_2", 50));
    desk.live(60);
    assert_eq!(desk.unanswered("t_1"), ["ti_1", "ti_2"]);
    let digest = desk.row("t_1").digest.as_ref().unwrap();
    assert_eq!(digest.waiting_since(), Some(t(5)));
}

#[test]
fn a_check_that_does_not_find_what_it_looks_for_is_repeated_until_it_does() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    desk.live(40);
    assert!(desk.row("t_1").unchecked() && !desk.all_known());
    desk.items
        .entry(id("t_1"))
        .or_default()
        .push(patient("ti_1", 5));
    desk.live(40);
    assert!(!desk.row("t_1").unchecked() && desk.all_known());
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn a_time_that_no_item_has_settles_in_the_end() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    desk.live(600);
    assert!(desk.row("t_1").unchecked(), "not too early");
    desk.live(3600);
    assert!(!desk.row("t_1").unchecked());
}

#[test]
fn readings_that_fail_do_not_count_as_having_found_nothing() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    let mut failed = 0;
    while desk.now.mono.as_secs() < 3000 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            if matches!(request.call, Call::Items(_)) {
                desk.fail(&request, FailureKind::Status(500));
                failed += 1;
            } else {
                desk.answer(&request);
            }
        }
    }
    assert!(failed > 12, "more than a check is repeated: {failed}");
    // The first one that works does not find it: it may still be on its way.
    desk.live(310);
    assert!(desk.row("t_1").unchecked());
}

#[test]
fn the_second_look_counts_from_when_the_first_one_began() {
    let mut desk = quiet();
    desk.happen("t_1", automated("ti_2", 10));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    let (first, _) = desk.take_items();
    desk.pass(80);
    // Answered late, with what there was at the time.
    desk.answer(&first);
    assert!(!desk.row("t_1").unchecked());
    desk.items
        .entry(id("t_1"))
        .or_default()
        .push(patient("ti_1", 9));
    desk.live(5);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn new_activity_is_not_put_off_because_of_an_older_one() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    desk.live(600);
    desk.happen("t_1", patient("ti_1", 599));
    desk.live(16);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn more_new_items_than_a_page_holds_are_joined_to_what_was_known() {
    let mut desk = quiet();
    desk.happen("t_1", human("ti_00", 5));
    desk.live(100);
    desk.happen("t_1", patient("ti_90", 105));
    desk.handle(Input::Watch(Watch {
        open: Some(desk.slot("t_1")),
        visible: Vec::new(),
    }));
    let (first, query) = desk.take_items();
    assert_eq!(query.order, ItemsOrder::NewestFirst);
    desk.reply(
        &first,
        Body::Items(more(vec![patient("ti_90", 105)], "older")),
    );
    assert!(
        desk.unanswered("t_1").is_empty(),
        "half a reading would leave a gap"
    );
    let (second, query) = desk.take_items();
    assert!(matches!(query.start, Start::After(_)));
    desk.reply(
        &second,
        Body::Items(last(vec![patient("ti_80", 101), human("ti_00", 5)])),
    );
    assert_eq!(desk.unanswered("t_1"), ["ti_80", "ti_90"]);
}

#[test]
fn an_empty_conversation_that_fills_up_is_read_to_its_beginning() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    desk.live(20);
    assert!(desk.row("t_1").unchecked(), "nothing was there yet");
    while !asked_for_items(&desk) {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
    }
    let (first, _) = desk.take_items();
    desk.reply(
        &first,
        Body::Items(more(vec![automated("ti_2", 5)], "older")),
    );
    let (second, _) = desk.take_items();
    desk.reply(&second, Body::Items(last(vec![patient("ti_1", 4)])));
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn an_item_later_than_a_newer_one_is_found_by_a_second_look() {
    let mut desk = quiet();
    desk.happen("t_1", automated("ti_2", 10));
    desk.live(20);
    assert!(!desk.row("t_1").unchecked() && desk.all_known());
    // It happened before the automated reply, but shows up after it, and moves nothing.
    desk.items
        .entry(id("t_1"))
        .or_default()
        .push(patient("ti_1", 9));
    desk.live(60);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn there_is_no_all_clear_while_a_second_look_is_due() {
    let mut desk = quiet();
    desk.happen("t_1", automated("ti_2", 10));
    desk.live(20);
    desk.until(std::time::Duration::from_secs(75));
    let (look, _) = desk.take_items();
    assert!(!desk.all_known() && !desk.row("t_1").unchecked());
    desk.answer_all();
    assert!(!desk.all_known(), "only the second look itself ends this");
    desk.fail(&look, FailureKind::Network(NetworkProblem::Broken));
    desk.live(60);
    assert!(desk.all_known());
}

#[test]
fn a_conversation_opened_while_it_is_read_gets_its_thread_at_once() {
    let mut desk = quiet();
    desk.happen("t_1", patient("ti_1", 5));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    let open = Watch {
        open: Some(desk.slot("t_1")),
        visible: Vec::new(),
    };
    assert!(asked_for_items(&desk));
    desk.handle(Input::Watch(open));
    desk.answer_all();
    let thread = desk.engine.thread(desk.slot("t_1"));
    assert_eq!(thread.map(|thread| thread.items().len()), Some(1));
}

#[test]
fn a_conversation_opened_while_it_is_continued_gets_its_thread_at_once() {
    let mut desk = quiet();
    desk.happen("t_1", patient("ti_1", 5));
    desk.live(100);
    desk.happen("t_1", patient("ti_2", 101));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    let open = Watch {
        open: Some(desk.slot("t_1")),
        visible: Vec::new(),
    };
    assert!(asked_for_items(&desk));
    desk.handle(Input::Watch(open));
    desk.answer_all();
    let thread = desk.engine.thread(desk.slot("t_1"));
    assert_eq!(thread.map(|thread| thread.items().len()), Some(2));
}

#[test]
fn the_open_conversation_is_read_before_the_visible_and_the_visible_before_the_newest() {
    let rows = vec![row("t_1", -5000), row("t_2", -4000), row("t_3", -3000)];
    let mut desk = Desk::new(settings());
    desk.rows = rows;
    let (window, _) = desk.take_latest();
    desk.answer(&window);
    let watch = Watch {
        open: Some(desk.slot("t_1")),
        visible: vec![desk.slot("t_2")],
    };
    desk.handle(Input::Watch(watch));
    let organization = desk.take(|call| matches!(call, Call::Organization));
    desk.answer(&organization);
    for name in ["t_1", "t_2", "t_3"] {
        let (request, query) = desk.take_items();
        assert_eq!(query.conversation, id(name));
        desk.answer(&request);
    }
}

#[test]
fn an_item_of_the_future_hides_no_later_one() {
    for wrong in [human("ti_wrong", 90_000), patient("ti_wrong", 90_000)] {
        let mut desk = quiet();
        desk.items.insert(id("t_1"), vec![wrong]);
        desk.happen("t_1", patient("ti_1", 5));
        desk.live(20);
        assert!(!desk.row("t_1").unchecked());
        assert_eq!(desk.unanswered("t_1").first().unwrap(), "ti_1");
        desk.happen("t_1", patient("ti_2", 50));
        desk.live(40);
        assert!(desk.unanswered("t_1").contains(&"ti_2".to_owned()));
        desk.happen("t_1", human("ti_3", 70));
        desk.live(40);
        let answered = desk.unanswered("t_1").iter().all(|name| name == "ti_wrong");
        assert!(answered);
    }
}

#[test]
fn an_item_of_the_future_is_not_the_one_that_is_looked_for() {
    let mut desk = quiet();
    desk.items
        .insert(id("t_1"), vec![automated("ti_wrong", 90_000)]);
    desk.put(row("t_1", 5));
    desk.live(30);
    assert!(desk.row("t_1").unchecked() && !desk.all_known());
}

#[test]
fn there_is_no_all_clear_over_an_item_that_cannot_be_read() {
    let mut desk = quiet();
    desk.happen("t_1", human("ti_1", 5));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    let (check, _) = desk.take_items();
    let mut page = last(vec![human("ti_1", 5)]);
    page.bad_rows = 1;
    desk.reply(&check, Body::Items(page));
    desk.pass(1);
    assert_eq!(desk.engine.status().knowledge.gaps().unreadable, 1);
    desk.happen("t_1", human("ti_2", 600));
    desk.pass(600);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    let (check, query) = desk.take_items();
    assert_eq!(query.start, Start::Beginning, "it lies behind the newest");
    desk.answer(&check);
    desk.answer_all();
    desk.live(20);
    assert_eq!(desk.engine.status().knowledge.gaps().unreadable, 0);
}

fn open(desk: &mut Desk, name: &str) {
    let open = Some(desk.slot(name));
    desk.handle(Input::Watch(Watch {
        open,
        visible: Vec::new(),
    }));
}

#[test]
fn a_conversation_read_seconds_ago_is_not_read_again_because_it_is_selected() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -5000), row("t_2", -4000)]);
    for name in ["t_1", "t_2"] {
        open(&mut desk, name);
        assert!(asked_for_items(&desk), "there is no thread yet");
        desk.answer_all();
    }
    desk.pass(10);
    desk.answer_all();
    for name in ["t_1", "t_2", "t_1"] {
        open(&mut desk, name);
        assert!(!asked_for_items(&desk), "{name}");
    }
    desk.until(std::time::Duration::from_secs(16));
    desk.answer_all();
    open(&mut desk, "t_2");
    assert!(asked_for_items(&desk), "that was longer ago");
}

#[test]
fn an_open_conversation_that_nobody_ever_answered_is_not_read_far_back_each_minute() {
    let mut desk = quiet();
    let page = |n: i64| {
        Body::Items(more(
            vec![patient(&format!("ti_{}", 90 - n), 5 - 100 * n)],
            &format!("token_{n}"),
        ))
    };
    desk.put(row("t_1", 5));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    open(&mut desk, "t_1");
    for n in 0..5 {
        let (request, _) = desk.take_items();
        desk.reply(&request, page(n));
    }
    assert!(!asked_for_items(&desk), "that is as far as is read");
    desk.pass(200);
    let (again, query) = desk.take_items();
    assert_eq!(query.order, ItemsOrder::NewestFirst);
    let joined = vec![patient("ti_90", 5), patient("ti_89", -95)];
    desk.reply(&again, Body::Items(more(joined, "token")));
    assert!(!asked_for_items(&desk), "it joined what was known");
    assert_eq!(desk.unanswered("t_1").len(), 5);
}

#[test]
fn a_stale_token_for_older_items_does_not_throw_the_reader_to_the_end() {
    let mut desk = quiet();
    desk.put(row("t_1", 5));
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    desk.answer(&delta);
    open(&mut desk, "t_1");
    let pages = || {
        let page = |item, token: &str| Body::Items(more(vec![item], token));
        [
            page(human("ti_9", 5), "first"),
            page(human("ti_8", -500), "second"),
        ]
    };
    let [newest, older] = pages();
    let (request, _) = desk.take_items();
    desk.reply(&request, newest);
    let slot = desk.slot("t_1");
    desk.handle(Input::Older(slot));
    let (request, _) = desk.take_items();
    desk.reply(&request, older);
    desk.handle(Input::Older(slot));
    let (request, _) = desk.take_items();
    desk.fail(&request, FailureKind::Rejected);
    let items = |desk: &Desk| {
        desk.engine
            .thread(slot)
            .map_or(0, |thread| thread.items().len())
    };
    assert_eq!(items(&desk), 2, "it stays while it is read again");
    for page in pages() {
        assert_eq!(items(&desk), 2);
        let (request, _) = desk.take_items();
        desk.reply(&request, page);
    }
    assert_eq!(items(&desk), 2);
    assert!(!asked_for_items(&desk));
    desk.handle(Input::Older(slot));
    let (_, query) = desk.take_items();
    assert!(matches!(query.start, Start::After(token) if token.as_str() == "second"));
}
