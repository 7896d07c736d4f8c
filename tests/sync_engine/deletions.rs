//! Items that are edited, deleted and restored: nothing but reading them again tells of it.

use std::time::Duration;

use spruce_inbox::model::exchange::{ItemsOrder, Start};
use spruce_inbox::model::item::Item;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{Body, Call, Change, Input, Request, Watch};

use super::desk::{Desk, automated, human, id, last, more, patient, row, settings, t};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// A desk with one conversation, whose items were read long enough ago.
fn with(items: Vec<Item>) -> Desk {
    let mut desk = Desk::new(settings());
    let newest = items.iter().map(|item| item.created_at).max();
    let mut conversation = row("t_1", 0);
    conversation.last_message_at = newest;
    desk.put(conversation);
    desk.items.insert(id("t_1"), items);
    desk.answer_all();
    desk.live(100);
    desk.changes.clear();
    desk
}

fn delete(desk: &mut Desk, name: &str) {
    let items = desk.items.entry(id("t_1")).or_default();
    let before = items.len();
    items.retain(|item| item.id.as_str() != name);
    assert!(items.len() < before, "{name} was there");
}

fn open(desk: &mut Desk) {
    let open = Some(desk.slot("t_1"));
    desk.handle(Input::Watch(Watch {
        open,
        visible: Vec::new(),
    }));
    desk.answer_all();
}

fn thread(desk: &Desk) -> Vec<String> {
    let thread = desk.engine.thread(desk.slot("t_1")).expect("open");
    let items = thread.items().iter();
    items.map(|item| item.id.to_string()).collect()
}

fn last_words(desk: &Desk) -> Option<String> {
    let digest = desk.row("t_1").digest.as_ref()?;
    Some(digest.preview()?.text.to_string())
}

fn says(mut item: Item, words: &str) -> Item {
    item.text = CleanText::block(words);
    item
}

/// Lets time pass up to the next request for items, and takes it.
fn next_items(desk: &mut Desk) -> Request {
    for _ in 0..2000 {
        if desk.waiting.iter().any(is_items) {
            return desk.take_items().0;
        }
        desk.answer_all();
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
    }
    panic!("items are not read");
}

fn is_items(request: &Request) -> bool {
    matches!(request.call, Call::Items(_))
}

/// Lives for so long and counts the requests for items.
fn items_asked(desk: &mut Desk, seconds: u64) -> usize {
    let end = desk.now.mono + Duration::from_secs(seconds);
    let mut asked = 0;
    while let Some(at) = desk.engine.next_deadline().filter(|at| *at <= end) {
        desk.until(at);
        while !desk.waiting.is_empty() {
            let request = desk.waiting.remove(0);
            asked += usize::from(is_items(&request));
            desk.answer(&request);
        }
    }
    desk.until(end);
    desk.answer_all();
    asked
}

#[test]
fn nobody_waits_because_of_a_message_that_was_deleted() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
    delete(&mut desk, "ti_2");
    desk.live(HOUR + 120);
    assert!(desk.unanswered("t_1").is_empty());
    assert!(desk.all_known());
}

#[test]
fn somebody_waits_when_the_answer_was_deleted() {
    let mut desk = with(vec![
        human("ti_0", -900),
        patient("ti_1", -500),
        automated("ti_2", -450),
        human("ti_3", -400),
    ]);
    assert!(desk.unanswered("t_1").is_empty());
    delete(&mut desk, "ti_3");
    desk.live(HOUR + 120);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
    let digest = desk.row("t_1").digest.as_ref().unwrap();
    assert_eq!(digest.last_answer(), Some(t(-900)));
    assert_eq!(digest.waiting_since(), Some(t(-500)));
    assert!(digest.reached());
}

#[test]
fn the_answer_before_a_deleted_one_is_looked_for_further_up() {
    let mut desk = with(vec![patient("ti_1", -500), human("ti_2", -400)]);
    delete(&mut desk, "ti_2");
    let noted = |n: i64| automated(&format!("ti_n{n}"), -n);
    for answer in 0..2 {
        let page = next_items(&mut desk);
        desk.reply(
            &page,
            Body::Items(more(vec![noted(300), noted(450)], "second")),
        );
        let page = next_items(&mut desk);
        let Call::Items(query) = &page.call else {
            unreachable!("items were taken");
        };
        assert!(matches!(query.start, Start::After(_)), "reading {answer}");
        assert!(desk.unanswered("t_1").is_empty(), "half a reading");
        let older = vec![patient("ti_1", -500), human("ti_0", -900)];
        desk.reply(&page, Body::Items(more(older, "third")));
    }
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
    let digest = desk.row("t_1").digest.as_ref().unwrap();
    assert_eq!(digest.last_answer(), Some(t(-900)));
}

#[test]
fn one_absence_drops_nothing() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    let whole = desk.items.get(&id("t_1")).cloned();
    delete(&mut desk, "ti_2");
    let reading = next_items(&mut desk);
    desk.answer(&reading);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"], "a replica may lag behind");
    assert!(!desk.row("t_1").unchecked());
    desk.items.insert(id("t_1"), whole.unwrap());
    desk.live(2 * HOUR);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"], "it did");
}

#[test]
fn two_absences_within_the_overlap_drop_nothing() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    delete(&mut desk, "ti_2");
    let reading = next_items(&mut desk);
    desk.answer(&reading);
    desk.pass(30);
    open(&mut desk);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
    desk.live(31);
    assert!(desk.unanswered("t_1").is_empty());
}

#[test]
fn there_is_no_all_clear_while_the_second_reading_of_a_missing_answer_is_due() {
    let mut desk = with(vec![patient("ti_1", -500), human("ti_2", -400)]);
    delete(&mut desk, "ti_2");
    let reading = next_items(&mut desk);
    desk.answer(&reading);
    desk.live(55);
    assert!(desk.all_known());
    let _second = next_items(&mut desk);
    desk.answer_all();
    assert!(!desk.all_known());
}

#[test]
fn an_item_that_could_not_be_read_is_not_missing() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    for _ in 0..3 {
        let reading = next_items(&mut desk);
        let mut page = last(vec![human("ti_1", -500)]);
        page.bad_rows = 1;
        desk.reply(&reading, Body::Items(page));
    }
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
    assert!(!desk.all_known());
}

#[test]
fn items_of_the_second_at_which_a_page_ends_are_not_missing() {
    let mut desk = with(vec![
        human("ti_1", -500),
        patient("ti_2", -500),
        human("ti_3", -500),
        automated("ti_9", -400),
    ]);
    open(&mut desk);
    for _ in 0..12 {
        let reading = next_items(&mut desk);
        let page = vec![automated("ti_9", -400), human("ti_3", -500)];
        desk.reply(&reading, Body::Items(more(page, "token")));
    }
    assert_eq!(thread(&desk), ["ti_1", "ti_2", "ti_3", "ti_9"]);
}

#[test]
fn a_deleted_item_leaves_the_thread_and_a_restored_one_comes_back() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    open(&mut desk);
    assert_eq!(thread(&desk), ["ti_1", "ti_2"]);
    let slot = desk.slot("t_1");
    let revision = desk.engine.thread(slot).unwrap().revision();
    delete(&mut desk, "ti_2");
    desk.changes.clear();
    desk.live(125);
    assert_eq!(thread(&desk), ["ti_1"]);
    assert!(desk.engine.thread(slot).unwrap().revision() > revision);
    assert!(desk.changes.contains(&Change::Thread(slot)));
    assert!(desk.changes.contains(&Change::Row(slot)));
    let items = desk.items.entry(id("t_1")).or_default();
    items.push(patient("ti_2", -400));
    desk.live(61);
    assert_eq!(thread(&desk), ["ti_1", "ti_2"]);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
}

#[test]
fn a_conversation_that_lost_all_its_items_is_emptied_at_the_second_reading_only() {
    let mut desk = with(vec![patient("ti_1", -500), patient("ti_2", -400)]);
    open(&mut desk);
    desk.items.clear();
    desk.live(61);
    assert_eq!(thread(&desk).len(), 2);
    desk.live(62);
    assert!(thread(&desk).is_empty() && desk.unanswered("t_1").is_empty());
    assert_eq!(last_words(&desk), None);
}

#[test]
fn the_last_words_follow_edits_and_deletions() {
    let words = |name: &str, at, words| says(patient(name, at), words);
    let mut desk = with(vec![
        words("ti_1", -500, "first"),
        words("ti_2", -400, "second"),
    ]);
    assert_eq!(last_words(&desk).as_deref(), Some("second"));
    desk.items.insert(
        id("t_1"),
        vec![words("ti_1", -500, "first"), words("ti_2", -400, "edited")],
    );
    desk.live(HOUR + 20);
    assert_eq!(last_words(&desk).as_deref(), Some("edited"));
    // A placeholder without words.
    desk.items.insert(
        id("t_1"),
        vec![words("ti_1", -500, "first"), words("ti_2", -400, "")],
    );
    desk.live(HOUR + 20);
    assert_eq!(last_words(&desk).as_deref(), Some("first"));
    desk.items
        .insert(id("t_1"), vec![words("ti_0", -600, "before")]);
    desk.live(HOUR + 120);
    assert_eq!(last_words(&desk).as_deref(), Some("before"));
}

#[test]
fn a_time_that_goes_back_because_the_last_item_was_deleted_is_looked_into_at_once() {
    let mut desk = with(vec![human("ti_1", -500), patient("ti_2", -400)]);
    delete(&mut desk, "ti_2");
    desk.put(row("t_1", -500));
    // The last day is read again within five minutes.
    desk.live(300 + 120);
    assert!(!desk.row("t_1").unchecked() && desk.all_known());
    assert!(desk.unanswered("t_1").is_empty());
}

#[test]
fn an_answer_edited_into_a_note_answers_nobody() {
    let mut desk = with(vec![patient("ti_1", -5), human("ti_2", -4)]);
    let mut note = human("ti_2", -4);
    note.internal_note = true;
    desk.items
        .insert(id("t_1"), vec![patient("ti_1", -5), note]);
    desk.live(HOUR + 20);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
    assert!(desk.row("t_1").digest.as_ref().unwrap().reached());
}

#[test]
fn an_answer_that_is_none_any_more_when_the_conversation_goes_on_is_replaced_at_once() {
    let mut desk = with(vec![patient("ti_1", -300)]);
    desk.happen("t_1", human("ti_2", 100));
    desk.live(20);
    assert!(desk.unanswered("t_1").is_empty());
    let mut note = human("ti_2", 100);
    note.internal_note = true;
    desk.items
        .insert(id("t_1"), vec![patient("ti_1", -300), note]);
    desk.happen("t_1", automated("ti_3", 120));
    desk.live(16);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn what_waits_or_moved_lately_is_read_each_hour_and_the_rest_of_the_window_each_day() {
    let back = |seconds: u64| -i64::try_from(seconds).unwrap();
    let rows = vec![
        row("t_lately", back(HOUR)),
        row("t_waits", back(3 * DAY)),
        row("t_quiet", back(3 * DAY) - 1),
        row("t_waits_behind", back(9 * DAY)),
        row("t_behind", back(9 * DAY) - 1),
    ];
    let mut desk = Desk::new(spruce_inbox::sync::Settings::default());
    for row in &rows {
        let at = row.last_message_at.unwrap().as_millis() / 1000 - super::desk::T0;
        let name = format!("ti_{}", row.id);
        let waits = row.id.as_str().contains("waits");
        let item = if waits {
            patient(&name, at)
        } else {
            human(&name, at)
        };
        desk.items.insert(row.id.clone(), vec![item]);
    }
    desk.rows = rows;
    desk.answer_all();
    desk.live(100);
    // Two an hour, for twelve hours.
    assert_eq!(items_asked(&mut desk, 12 * HOUR), 24);
    // In the second half of the day, what is read once a day as well; by now nothing was active lately.
    assert_eq!(items_asked(&mut desk, 12 * HOUR), 11 + 12 + 2);
}

#[test]
fn rereading_gives_way_to_what_is_new_and_makes_nothing_unknown() {
    let mut desk = with(vec![patient("ti_1", -500), human("ti_2", -400)]);
    let reading = next_items(&mut desk);
    let Call::Items(query) = &reading.call else {
        unreachable!("items were taken");
    };
    assert_eq!(query.order, ItemsOrder::NewestFirst);
    assert!(!desk.row("t_1").unchecked() && desk.all_known());
    // Its second page has to wait for the first check of another conversation.
    let at = i64::try_from(desk.now.mono.as_secs()).unwrap();
    desk.happen("t_2", patient("ti_9", at));
    while !desk.shows("t_2") {
        let next = desk.engine.next_deadline().expect("something to do");
        desk.until(next);
        let lists = |request: &Request| matches!(request.call, Call::List(_));
        while let Some(place) = desk.waiting.iter().position(lists) {
            let list = desk.waiting.remove(place);
            desk.answer(&list);
        }
    }
    let page = vec![automated("ti_8", -300)];
    desk.reply(&reading, Body::Items(more(page, "second")));
    let (check, query) = desk.take_items();
    assert_eq!(query.conversation, id("t_2"));
    desk.answer(&check);
    desk.live(120);
    assert_eq!(desk.unanswered("t_2"), ["ti_9"]);
    assert!(desk.unanswered("t_1").is_empty());
}

#[test]
fn rereading_comes_to_its_end_although_something_urgent_comes_up_each_time() {
    let mut desk = with(vec![patient("ti_1", -500), human("ti_2", -400)]);
    desk.put(row("t_2", -700));
    desk.live(310);
    let opened = Some(desk.slot("t_2"));
    desk.handle(Input::Watch(Watch {
        open: opened,
        visible: Vec::new(),
    }));
    let mut begun = 0;
    loop {
        let reading = next_items(&mut desk);
        let Call::Items(query) = &reading.call else {
            unreachable!("items were taken");
        };
        match (&query.start, query.conversation == id("t_1")) {
            (Start::After(_), _) => break,
            (_, false) => desk.answer(&reading),
            (_, true) => {
                begun += 1;
                assert!(begun <= 2, "it is begun over and over");
                // Meanwhile the open conversation is due.
                desk.pass(61);
                let page = vec![automated("ti_8", -300)];
                desk.reply(&reading, Body::Items(more(page, "second")));
            }
        }
    }
    assert_eq!(begun, 2, "it gave way once");
}

#[test]
fn rereadings_are_kept_apart_and_take_turns() {
    let rows: Vec<_> = (0..30).map(|n| row(&format!("t_{n}"), -600 - n)).collect();
    let mut desk = Desk::ready(settings(), rows);
    desk.live(HOUR - 10);
    let asked = items_asked(&mut desk, 70);
    assert!((5..=8).contains(&asked), "{asked} in a minute");
    assert_eq!(asked + items_asked(&mut desk, 400), 30, "each had its turn");
}
