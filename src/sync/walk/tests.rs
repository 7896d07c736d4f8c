use std::time::Duration;

use super::*;
use crate::model::conversation::ConversationKind;
use crate::model::id::ConversationId;
use crate::model::text::CleanText;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn walk() -> Walk {
    let now = Now {
        mono: Duration::ZERO,
        wall: at(1000),
    };
    Walk::new(OrderBy::LastMessage, Start::From(at(10)), now, at(1000))
}

fn page(times: &[i64], more: bool, token: Option<&str>) -> Page<Conversation> {
    let row = |time: &i64| Conversation {
        id: ConversationId::parse(&format!("t_{time}")).unwrap(),
        kind: ConversationKind::Phone,
        title: CleanText::default(),
        subtitle: None,
        created_at: None,
        last_message_at: Some(at(*time)),
        archived: false,
        read_only: false,
        assignee: None,
        tags: Box::default(),
        participants: Box::default(),
        line: None,
        app_url: None,
    };
    Page {
        rows: times.iter().map(row).collect(),
        bad_rows: 0,
        has_more: more,
        next: token.and_then(Cursor::new),
        total: None,
    }
}

#[test]
fn the_first_page_goes_by_time_and_the_others_by_token_with_the_same_order_and_size() {
    let mut walk = walk();
    let first = walk.query();
    assert_eq!(first.start, Start::From(at(10)));
    assert!(!walk.by_token());
    assert_eq!(walk.page(&page(&[20], true, Some("a"))), Step::Next);
    let second = walk.query();
    assert_eq!(Some(second.start), Cursor::new("a").map(Start::After));
    assert_eq!((first.order, first.size), (second.order, second.size));
    assert_eq!(walk.page(&page(&[30], false, None)), Step::Done);
    assert_eq!((walk.pages, walk.rows), (2, 2));
}

#[test]
fn the_watermark_is_the_latest_time_but_nothing_of_the_future() {
    let mut walk = walk();
    walk.page(&page(&[20, 900, 30], true, Some("a")));
    walk.page(&page(&[40], false, None));
    assert_eq!(walk.watermark(at(1000)), Some(at(900)));
    assert_eq!(
        walk.watermark(at(800)),
        Some(at(800)),
        "our clock was ahead"
    );
    walk.page(&page(&[5000], false, None));
    assert_eq!(walk.watermark(at(1000)), Some(at(1000)));
    assert_eq!(walk.watermark(at(9000)), Some(at(1000)));
}

#[test]
fn a_list_without_a_token_or_with_one_of_before_is_broken() {
    assert!(matches!(
        walk().page(&page(&[20], true, None)),
        Step::Broken(_)
    ));
    let mut walk = walk();
    assert_eq!(walk.page(&page(&[20], true, Some("a"))), Step::Next);
    assert_eq!(walk.page(&page(&[20], true, Some("b"))), Step::Next);
    assert!(matches!(
        walk.page(&page(&[20], true, Some("a"))),
        Step::Broken(_)
    ));
}

#[test]
fn an_endless_list_is_given_up() {
    let mut walk = walk();
    let step = (1..=WALK_PAGES_MAX)
        .map(|n| walk.page(&page(&[20], true, Some(&format!("token {n}")))))
        .last();
    assert!(matches!(step, Some(Step::Broken(_))));
}

#[test]
fn a_walk_that_starts_over_keeps_its_start_and_nothing_else() {
    let mut walk = walk();
    walk.answered_to(RequestId(7));
    walk.page(&page(&[20], true, Some("a")));
    let mut again = walk.again(walk.began_at, at(1000));
    assert_eq!(again.query().start, Start::From(at(10)));
    assert_eq!(again.watermark(at(1000)), None);
    assert_eq!(again.answered_to(RequestId(9)), RequestId(9));
    assert_eq!(again.answered_to(RequestId(10)), RequestId(9));
}

#[test]
fn a_few_empty_pages_are_nothing_but_not_one_after_the_other_without_end() {
    let mut walk = walk();
    for number in 1..EMPTY_PAGES_MAX {
        let token = format!("empty {number}");
        assert_eq!(walk.page(&page(&[], true, Some(&token))), Step::Next);
    }
    assert_eq!(walk.page(&page(&[20], true, Some("rows"))), Step::Next);
    for number in 1..EMPTY_PAGES_MAX {
        let token = format!("again empty {number}");
        assert_eq!(walk.page(&page(&[], true, Some(&token))), Step::Next);
    }
    let one_more = walk.page(&page(&[], true, Some("one more")));
    assert_eq!(one_more, Step::Broken("the list does not end"));
}

#[test]
fn a_walk_by_latest_message_is_not_resumed_in_its_middle() {
    // The third row moved since the server made its list: behind it stands what was not read yet.
    let mut walk = walk();
    walk.page(&page(&[20, 30, 900], true, Some("a")));
    assert!(!walk.resumed());
    assert!(walk.by_token(), "it goes on as it was, or starts over");
}
