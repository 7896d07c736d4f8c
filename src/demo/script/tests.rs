//! Histories keep the promises of their stories.

use super::*;
use crate::demo::item::unanswered_since;

const NOW_MS: i64 = 1_780_000_000_000;

#[test]
fn histories_end_as_told_at_the_time_told() {
    let clinic = Clinic::embedded();
    for seed in 0..5 {
        for number in 0..400 {
            let story = Story::draw(&clinic, seed, number, 400, NOW_MS);
            let items = story.items(&clinic, seed, number);
            let place = format!("seed {seed}, number {number}, {story:?}");
            assert_eq!(
                items.last().map(|item| item.at_ms),
                story.last_ms,
                "{place}"
            );
            assert!(
                items.iter().all(|item| item.at_ms >= story.created_ms),
                "{place}"
            );
            assert!(
                items.is_sorted_by(|a, b| a.at_ms < b.at_ms && a.id < b.id),
                "{place}"
            );
            let waits = story.ending == Ending::Waiting && story.last_ms.is_some();
            assert_eq!(unanswered_since(items.iter()).is_some(), waits, "{place}");
            assert_eq!(items, story.items(&clinic, seed, number), "{place}");
        }
    }
}

#[test]
fn the_default_world_is_dense_near_now() {
    let clinic = Clinic::embedded();
    let stories: Vec<_> = (0..240)
        .map(|number| Story::draw(&clinic, 1, number, 240, NOW_MS))
        .collect();
    let within = |ms: i64| {
        stories
            .iter()
            .filter(|it| it.last_ms.is_some_and(|last| NOW_MS - last < ms))
            .count()
    };
    let (hour, day, week) = (within(HOUR_MS), within(DAY_MS), within(7 * DAY_MS));
    assert!((130..=150).contains(&week), "{week} in a week");
    assert!((50..=110).contains(&day), "{day} in a day");
    assert!((15..=50).contains(&hour), "{hour} in an hour");
    assert!(within(10 * MINUTE_MS) >= 2, "the newest are minutes old");
    assert!(
        stories
            .iter()
            .all(|it| it.last_ms.is_none_or(|last| last < NOW_MS))
    );
}

#[test]
fn the_long_thread_is_long() {
    let clinic = Clinic::embedded();
    let story = Story::draw(&clinic, 1, 2, 240, NOW_MS);
    assert_eq!(story.plot, Plot::LongThread);
    assert!(story.items(&clinic, 1, 2).len() > 500);
}
