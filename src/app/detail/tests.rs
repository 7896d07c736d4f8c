use proptest::prelude::*;

use super::*;
use crate::app::thread_lines::{Source, lay_out};
use crate::app::when::Zone;
use crate::model::item::{Direction, Item};
use crate::model::time::Timestamp;
use crate::sync::Older;
use crate::triage::testing::{fixed, message, organization};

/// Items by number, one a minute, each of a few lines; every tenth minute another day begins.
fn items(numbers: std::ops::Range<usize>) -> Vec<Item> {
    let item = |number: usize| {
        let second = i64::try_from(number * 60 + number / 10 * 86_400).unwrap();
        let words = "some words ".repeat(number % 7 + 1);
        message(number, second, Direction::Inbound, &words)
    };
    numbers.map(item).collect()
}

fn lay_out_in(detail: &mut Detail, items: &[Item], width: u16) {
    let source = Source {
        items,
        older: &Older::Beginning,
        organization: &organization(),
        new_from: None,
        now: Timestamp::from_millis(0),
        zone: Zone::Utc,
    };
    detail.lines = lay_out(&source, width);
}

fn reading(numbers: std::ops::Range<usize>, width: u16) -> Detail {
    let mut detail = Detail::default();
    lay_out_in(&mut detail, &items(numbers), width);
    detail
}

/// The head lines on the screen and where they are.
fn heads(detail: &Detail, height: u16) -> Vec<(usize, ItemId)> {
    let lines = detail.visible(height).iter().enumerate();
    let head = |(at, line): (usize, &ThreadLine)| match line.kind {
        LineKind::Head(_) => line.item.clone().map(|item| (at, item)),
        _ => None,
    };
    lines.filter_map(head).collect()
}

proptest! {
    #![proptest_config(fixed(512))]

    #[test]
    fn scrolling_stays_within_the_lines_and_shows_a_full_screen(
        scrolls in prop::collection::vec(-30_isize..30, 0..20), height in 0_u16..40, count in 1_usize..20,
    ) {
        let mut detail = reading(0..count, 40);
        for by in scrolls {
            let top = detail.top(usize::from(height));
            let reached = detail.scroll_by(by, height);
            let last = detail.len().saturating_sub(usize::from(height));
            prop_assert_eq!(detail.top(usize::from(height)), top.saturating_add_signed(by).min(last));
            prop_assert_eq!(reached, by < 0 && top <= by.unsigned_abs());
            prop_assert_eq!(detail.visible(height).len(), detail.len().min(usize::from(height)));
            prop_assert_eq!(detail.below(height), last - detail.top(usize::from(height)));
        }
    }

    #[test]
    fn older_items_above_and_new_ones_below_leave_what_is_read_where_it_is(
        up in 1_isize..60, height in 4_u16..30, older in 0_usize..20, newer in 0_usize..20,
    ) {
        let mut detail = reading(20..50, 40);
        detail.scroll_by(-up, height);
        prop_assume!(detail.scroll != Scroll::Follow);
        let before = heads(&detail, height);
        lay_out_in(&mut detail, &items(20 - older..50 + newer), 40);
        prop_assert_eq!(heads(&detail, height), before);
    }

    #[test]
    fn another_width_keeps_the_item_at_the_top(up in 1_isize..60, width in 12_u16..120) {
        let height = 20;
        let mut detail = reading(0..50, 40);
        detail.scroll_by(-up, height);
        let Scroll::At { item, .. } = detail.scroll.clone() else {
            return Err(TestCaseError::reject("it follows"));
        };
        lay_out_in(&mut detail, &items(0..50), width);
        let last = detail.len() - usize::from(height);
        let head = detail.head_of(&item).unwrap();
        // Near the end of a thread that got shorter there is nothing left to fill the screen with.
        let at_end = detail.top(usize::from(height)) == last;
        prop_assert!(at_end || head.abs_diff(detail.top(usize::from(height))) <= 6);
    }
}

#[test]
fn at_the_end_it_follows_and_after_scrolling_back_down_again() {
    let mut detail = reading(0..20, 40);
    assert_eq!(detail.scroll, Scroll::Follow);
    detail.scroll_by(-7, 10);
    assert_ne!(detail.scroll, Scroll::Follow);
    detail.scroll_by(7, 10);
    assert_eq!(
        (detail.scroll.clone(), detail.below(10)),
        (Scroll::Follow, 0)
    );
    detail.scroll_to_first(10);
    assert_eq!(detail.top(10), 0);
    detail.scroll_to_end();
    assert_eq!(detail.below(10), 0);
}

#[test]
fn a_reader_of_something_that_is_gone_is_taken_to_the_end() {
    let mut detail = reading(0..20, 40);
    detail.scroll_to_first(10);
    lay_out_in(&mut detail, &items(10..20), 40);
    assert_eq!(detail.below(10), 0);
}

#[test]
fn another_conversation_starts_at_its_end() {
    let mut detail = reading(0..20, 40);
    detail.scroll_to_first(10);
    detail.show(None);
    assert!(detail.is_empty() && detail.slot().is_none());
    assert_eq!(detail.scroll, Scroll::Follow);
}
