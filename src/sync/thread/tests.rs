use super::*;
use crate::model::id::ConversationId;
use crate::model::item::{Author, Direction};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;
use crate::sync::picture::Picture;

fn item(id: &str, at: i64, text: &str) -> Item {
    Item {
        id: ItemId::parse(id).unwrap(),
        created_at: Timestamp::from_millis(at * 1000),
        modified_at: None,
        direction: Direction::Inbound,
        author: Author {
            name: CleanText::default(),
            id: None,
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block(text),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

fn ids(thread: &Thread) -> Vec<&str> {
    thread.items().iter().map(|item| item.id.as_str()).collect()
}

#[test]
fn items_stand_in_the_order_of_their_times_however_they_came() {
    let mut thread = Thread::new(Older::Beginning);
    assert!(thread.merge([item("c", 3, ""), item("a", 1, "")]));
    assert!(thread.merge([item("b", 1, ""), item("d", 2, "")]));
    assert_eq!(ids(&thread), ["a", "b", "d", "c"]);
}

#[test]
fn the_revision_grows_with_every_change_and_only_then() {
    let mut thread = Thread::new(Older::Beginning);
    thread.merge([item("a", 1, "one")]);
    let before = thread.revision();
    assert!(!thread.merge([item("a", 1, "one")]));
    assert_eq!(thread.revision(), before);
    assert!(thread.merge([item("a", 1, "two")]));
    assert!(thread.revision() > before);
    let before = thread.revision();
    thread.set_older(Older::Beginning);
    assert_eq!(thread.revision(), before);
    thread.set_older(Older::Capped);
    assert!(thread.revision() > before);
}

#[test]
fn an_item_whose_time_changed_does_not_stand_twice() {
    let mut thread = Thread::new(Older::Beginning);
    thread.merge([item("a", 1, ""), item("b", 2, "")]);
    thread.merge([item("a", 3, "")]);
    assert_eq!(ids(&thread), ["b", "a"]);
}

#[test]
fn a_full_thread_is_read_no_further_up() {
    let mut thread = Thread::new(Older::Beginning);
    let many = (0..THREAD_ITEMS_MAX).map(|n| item(&format!("i{n}"), 0, ""));
    thread.merge(many);
    thread.set_older(Older::More(Cursor::new("token").unwrap()));
    assert_eq!(*thread.older(), Older::Capped);
    thread.set_older(Older::Beginning);
    assert_eq!(*thread.older(), Older::Beginning);
}

#[test]
fn the_thread_used_longest_ago_makes_room() {
    let mut picture = Picture::default();
    let mut slots = Vec::new();
    for n in 0..=THREADS_MAX {
        let id = ConversationId::parse(&format!("t_{n}")).unwrap();
        slots.push(crate::sync::picture::tests::put(&mut picture, &id));
    }
    let mut threads = Threads::default();
    let (last, first) = slots.split_last().unwrap();
    for slot in first {
        threads.insert(*slot, Thread::new(Older::Beginning), None);
    }
    assert!(threads.get_mut(slots[0]).is_some());
    threads.insert(*last, Thread::new(Older::Beginning), Some(slots[1]));
    assert!(threads.get(slots[0]).is_some() && threads.get(*last).is_some());
    assert!(threads.get(slots[1]).is_some(), "it is being read");
    assert!(threads.get(slots[2]).is_none());
}

#[test]
fn a_growing_thread_lets_go_of_its_oldest_items() {
    let number = |n: usize| i64::try_from(n).unwrap();
    let mut thread = Thread::new(Older::Beginning);
    thread.merge((0..THREAD_ITEMS_MAX + 5).map(|n| item(&format!("i{n}"), number(n), "")));
    assert_eq!(thread.items().len(), THREAD_ITEMS_MAX);
    assert_eq!(
        thread.items().first().map(|item| item.id.as_str()),
        Some("i5")
    );
    assert_eq!(*thread.older(), Older::Capped);
    thread.set_older(Older::Beginning);
    assert_eq!(*thread.older(), Older::Capped, "what was let go is above");
}

#[test]
fn what_was_deleted_goes_and_only_then_the_revision_grows() {
    let mut thread = Thread::new(Older::Beginning);
    thread.merge([item("a", 1, ""), item("b", 2, "")]);
    let before = thread.revision();
    let gone = |id: &str| HashSet::from([ItemId::parse(id).unwrap()]);
    assert!(!thread.remove(&gone("c")));
    assert_eq!(thread.revision(), before);
    assert!(thread.remove(&gone("a")));
    assert_eq!(ids(&thread), ["b"]);
    assert!(thread.revision() > before);
}
