//! Walks are complete, in either direction, while the world moves.

use std::collections::BTreeSet;

use super::*;
use crate::demo::item::{Author, Body};
use crate::demo::options::{DemoOptions, Lag};

const NOW_MS: i64 = 1_780_000_000_000;

fn world() -> World {
    let options = DemoOptions {
        rate_per_minute: 0.0,
        lag: Lag::NONE,
        ..DemoOptions::default()
    };
    World::new(&options, NOW_MS)
}

/// Walks to the end; `between` moves the world after each page.
fn walk(
    world: &mut World,
    order: OrderBy,
    direction: ListDirection,
    between: impl Fn(&mut World, usize),
) -> Vec<Id> {
    let mut next = Some(ConversationWalk::begin(world, order, None, direction));
    let mut all = Vec::new();
    for page in 0..1_000 {
        let Some(walk) = next else { return all };
        let (ids, rest) = walk.page(world, 17);
        assert!(
            ids.len() == 17 || rest.is_none(),
            "only the last page is short"
        );
        all.extend(ids);
        next = rest;
        between(world, page);
    }
    panic!("endless walk");
}

#[test]
fn a_quiet_walk_gives_each_row_once_in_order() {
    for order in [OrderBy::Created, OrderBy::LastMessage] {
        let mut world = world();
        let expected: Vec<Id> = world.index(order).iter().map(|(_, id)| *id).collect();
        let up = walk(&mut world, order, ListDirection::OldestFirst, |_, _| ());
        assert_eq!(up, expected);
        let mut down = walk(&mut world, order, ListDirection::NewestFirst, |_, _| ());
        down.reverse();
        assert_eq!(down, expected);
    }
}

#[test]
fn a_row_that_moves_is_never_lost() {
    for direction in [ListDirection::OldestFirst, ListDirection::NewestFirst] {
        let mut world = world();
        let before: BTreeSet<Id> = world
            .index(OrderBy::LastMessage)
            .iter()
            .map(|it| it.1)
            .collect();
        let moved = walk(
            &mut world,
            OrderBy::LastMessage,
            direction,
            |world, page| {
                if page < 10 {
                    world.advance(NOW_MS + 1_000 * i64::try_from(page).unwrap());
                    for number in [page * 20 + 3, page + 40] {
                        world.post(number, Author::External, Body::Text(String::from("again")));
                    }
                }
            },
        );
        let seen: BTreeSet<Id> = moved.iter().copied().collect();
        assert!(before.is_subset(&seen), "{direction:?}");
        assert!(moved.len() > before.len(), "some came twice: {direction:?}");
    }
}

#[test]
fn the_lower_bound_is_inclusive_and_goes_with_the_walk() {
    let world = world();
    let keys: Vec<Key> = world.index(OrderBy::LastMessage).iter().copied().collect();
    let edge = keys[100].0;
    let expected = keys.iter().filter(|(at, _)| *at >= edge).count();
    for direction in [ListDirection::OldestFirst, ListDirection::NewestFirst] {
        let count = |start_ms| {
            let mut next = Some(ConversationWalk::begin(
                &world,
                OrderBy::LastMessage,
                Some(start_ms),
                direction,
            ));
            let mut count = 0;
            while let Some(walk) = next {
                let (ids, rest) = walk.page(&world, 10);
                count += ids.len();
                next = rest;
            }
            count
        };
        assert_eq!(count(edge * 1_000), expected);
        assert!(
            count(edge * 1_000 + 1) < expected,
            "half a second later leaves the row out"
        );
    }
}

#[test]
fn the_oldest_tokens_are_forgotten() {
    let mut walks = Walks::new(3);
    let first = walks.issue(Walk::Members(1));
    let second = walks.issue(Walk::Members(2));
    for _ in 0..MAX_WALKS - 1 {
        walks.issue(Walk::Members(0));
    }
    assert_eq!(walks.find(&first), None);
    assert_eq!(walks.find(&second), Some(Walk::Members(2)));
    assert_eq!(walks.find("made up"), None);
}
