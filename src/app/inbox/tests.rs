mod desk;

use proptest::prelude::*;

use super::*;
use crate::model::item::Direction;
use crate::triage::testing::fixed;
use desk::{Desk, Happening, UserMove, happening};

proptest! {
    #![proptest_config(fixed(1024))]

    #[test]
    fn nothing_but_the_user_moves_what_the_user_looks_at(
        happenings in prop::collection::vec(happening(), 1..80),
    ) {
        let mut desk = Desk::new();
        for happening in &happenings {
            let (was, screen, frozen) = (desk.anchor(), desk.screen(), desk.inbox.frozen());
            let (empty, scanning) = (desk.inbox.is_empty(), desk.inbox.scanning());
            desk.happen(happening);

            let shown: Vec<_> = desk.screen().into_iter().flatten().collect();
            let distinct: HashSet<_> = shown.iter().collect();
            prop_assert_eq!(distinct.len(), shown.len(), "a row stands twice");
            let by_user = matches!(happening, Happening::User(_) | Happening::Resize(_));
            match desk.anchor() {
                Some((_, line)) if by_user => {
                    prop_assert!(line.is_some() || desk.height == 0, "the selection is off the screen");
                }
                anchor if !by_user => prop_assert_eq!(anchor, was),
                _ => {}
            }
            if frozen && !by_user && !matches!(happening, Happening::Freeze)
                && !empty && !scanning {
                prop_assert_eq!(desk.screen(), screen, "it is to be held still");
            }
            if let Some(ghost) = desk.inbox.ghost(desk.world()) {
                prop_assert_eq!(Some(ghost), desk.inbox.selected());
            }
            let shown = |slot: &Slot| desk.inbox.contains(*slot);
            prop_assert!(desk.inbox.selected().as_ref().is_none_or(shown));
            if desk.inbox.selected().is_none() {
                let rows = desk.inbox.len().min(usize::from(desk.height));
                prop_assert!(desk.screen().iter().take(rows).all(Option::is_some));
                prop_assert_eq!(desk.arrived(), 0);
            }
            prop_assert!(desk.arrived() <= desk.moved.len(), "more arrived than came or moved");
            if matches!(happening, Happening::User(UserMove::First)) && desk.height > 0 {
                prop_assert_eq!(desk.arrived(), 0);
                prop_assert_eq!(desk.inbox.selected_position(&desk.picture).unwrap_or(0), 0);
            }
        }
        // Whatever was held back on the way is in its place in the end.
        desk.inbox.set_frozen(false, desk.now);
        desk.with_world(|inbox, world, _| inbox.follow(world));
        desk.wait();
        desk.look_through();
        desk.height = 100;
        let listed: Vec<_> = desk.screen().into_iter().flatten().map(Some).collect();
        prop_assert_eq!(&listed, &desk.sorted());
        // Commands without a screen sort in the same order.
        let mut printed: Vec<_> = listed.into_iter().flatten().collect();
        let screen = printed.clone();
        printed.sort_unstable();
        let order = desk.inbox.order();
        order.by.sort(&desk.picture, &desk.attention, &mut printed);
        if order.reversed {
            printed.reverse();
        }
        prop_assert_eq!(printed, screen);
    }
}

#[test]
fn a_list_that_follows_shows_the_newest_at_the_top() {
    let mut desk = Desk::with_rows(3);
    assert_eq!(
        desk.numbers(),
        [Some(2), Some(1), Some(0), None, None, None]
    );
    desk.put(0, 50);
    assert_eq!(desk.numbers()[0], Some(2), "a burst is gathered first");
    desk.wait();
    assert_eq!(desk.numbers()[..3], [Some(0), Some(2), Some(1)]);
}

#[test]
fn the_selected_row_stays_where_it_is_when_it_gets_a_message_until_the_user_moves_on() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Select(5));
    assert_eq!(desk.numbers(), [9, 8, 7, 6, 5, 4].map(Some));
    desk.put(5, 100);
    desk.wait();
    assert_eq!(desk.numbers(), [9, 8, 7, 6, 5, 4].map(Some));
    desk.user(&UserMove::By(1));
    assert_eq!(desk.inbox.selected(), desk.slot(4));
    assert_eq!(desk.numbers(), [5, 9, 8, 7, 6, 4].map(Some));
}

#[test]
fn going_to_an_end_files_the_held_row_first() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Select(3));
    desk.put(3, 100);
    desk.wait();
    desk.user(&UserMove::First);
    assert_eq!(desk.inbox.selected(), desk.slot(3));
    assert_eq!(desk.numbers()[..3], [3, 9, 8].map(Some));
    desk.put(3, -1);
    desk.wait();
    desk.user(&UserMove::Last);
    assert_eq!(desk.inbox.selected(), desk.slot(3));
}

#[test]
fn only_rows_that_came_or_moved_up_count_as_arrived() {
    let mut desk = Desk::with_rows(30);
    desk.user(&UserMove::Select(10));
    assert_eq!(desk.arrived(), 0);
    for number in 0..30 {
        desk.note(number);
    }
    desk.wait();
    assert_eq!(desk.arrived(), 0, "that their items were read moves no row");
    desk.put(40, 100);
    desk.put(2, 101);
    desk.put(29, 102);
    desk.put(10, 103);
    desk.wait();
    assert_eq!(
        desk.arrived(),
        3,
        "one came, two moved up, the selected one is held"
    );
    desk.take_out(40);
    desk.wait();
    assert_eq!(desk.arrived(), 2);
    desk.user(&UserMove::By(1));
    assert_eq!(desk.arrived(), 2, "still above");
    desk.user(&UserMove::First);
    assert_eq!(desk.arrived(), 0);
}

#[test]
fn rows_that_arrive_below_do_not_count() {
    let mut desk = Desk::with_rows(10);
    desk.user(&UserMove::Last);
    desk.user(&UserMove::Order(ListOrder {
        by: SortBy::LastMessage,
        reversed: true,
    }));
    desk.user(&UserMove::Last);
    for number in 20..30 {
        desk.put(number, 200);
    }
    desk.wait();
    assert_eq!(desk.arrived(), 0);
}

#[test]
fn what_changed_while_held_still_is_counted_and_taken_in_at_once_afterwards() {
    let mut desk = Desk::with_rows(5);
    desk.happen(&Happening::Freeze);
    for second in [50, 51, 52] {
        desk.put(0, second);
    }
    desk.put(7, 60);
    desk.note(4);
    desk.wait();
    assert_eq!(
        desk.inbox.waiting_changes(),
        2,
        "that its items were read moves no row"
    );
    assert_eq!(desk.inbox.deadline(), None, "nothing to wake up for");
    assert_eq!(desk.numbers()[..3], [Some(4), Some(3), Some(2)]);
    desk.happen(&Happening::Freeze);
    assert_eq!(desk.numbers()[..3], [Some(7), Some(0), Some(4)]);
    assert_eq!(desk.inbox.waiting_changes(), 0);
}

#[test]
fn a_row_held_in_its_place_is_not_forgotten_when_the_user_leaves_it_while_the_list_is_held_still() {
    let mut desk = Desk::with_rows(5);
    desk.user(&UserMove::Select(1));
    desk.put(1, 50);
    desk.wait();
    desk.happen(&Happening::Freeze);
    desk.user(&UserMove::By(-1));
    desk.happen(&Happening::Freeze);
    desk.user(&UserMove::Follow);
    assert_eq!(desk.numbers()[..5], [1, 4, 3, 2, 0].map(Some));
}

#[test]
fn a_gone_row_stays_until_the_user_moves_on_in_every_order() {
    let mut desk = Desk::with_rows(5);
    desk.user(&UserMove::Select(2));
    desk.take_out(2);
    desk.wait();
    assert_eq!(desk.numbers()[..5], [4, 3, 2, 1, 0].map(Some));
    desk.user(&UserMove::Order(ListOrder {
        by: SortBy::Created,
        reversed: true,
    }));
    assert_eq!(desk.numbers()[..5], [0, 1, 2, 3, 4].map(Some));
    desk.user(&UserMove::By(1));
    assert_eq!(desk.inbox.selected(), desk.slot(3));
    assert_eq!(desk.numbers()[..4], [0, 1, 3, 4].map(Some));
}

#[test]
fn no_row_is_lost_when_the_order_turns_round_while_rows_are_being_found() {
    let mut desk = Desk::with_rows(40);
    desk.user(&UserMove::Filter("-is:waiting"));
    assert!(desk.inbox.scanning());
    desk.user(&UserMove::Order(ListOrder {
        by: SortBy::LastMessage,
        reversed: true,
    }));
    desk.look_through();
    assert_eq!(desk.inbox.len(), 40);
}

#[test]
fn where_the_only_row_was_held_none_is_selected_after_moving_on() {
    for end in [UserMove::First, UserMove::Last] {
        let mut desk = Desk::with_rows(3);
        desk.user(&UserMove::Show(1));
        desk.write(1, 0, Direction::Inbound);
        desk.wait();
        desk.user(&UserMove::By(1));
        assert_eq!(desk.numbers()[..2], [Some(1), None]);
        desk.write(1, 1, Direction::Outbound);
        desk.wait();
        assert!(desk.inbox.ghost(desk.world()).is_some());
        desk.user(&end);
        assert!(desk.inbox.is_empty());
        assert_eq!(desk.inbox.selected(), None, "{end:?}");
    }
}

#[test]
fn returning_to_a_place_brings_back_its_line() {
    let mut desk = Desk::with_rows(40);
    desk.user(&UserMove::By(20));
    desk.user(&UserMove::By(-3));
    let (place, screen) = (desk.inbox.place(), desk.screen());
    desk.user(&UserMove::Last);
    assert_ne!(desk.screen(), screen);
    desk.with_world(|inbox, world, height| inbox.return_to(place, world, height));
    assert_eq!(desk.screen(), screen);
}
