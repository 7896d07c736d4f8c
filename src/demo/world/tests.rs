//! The clinic is the same for the same seed, and time alone moves it.

use std::time::Duration;

use super::*;
use crate::demo::id::CONVERSATION;
use crate::demo::item::{Attachment, Outcome};

const NOW_MS: i64 = 1_780_000_000_000;

fn world(change: impl FnOnce(&mut DemoOptions)) -> World {
    let mut options = DemoOptions {
        rate_per_minute: 0.0,
        ..DemoOptions::default()
    };
    change(&mut options);
    World::new(&options, NOW_MS)
}

fn picture(world: &World) -> Vec<TruthRow> {
    world.truth().collect()
}

#[test]
fn same_seed_same_world_whatever_the_steps() {
    let mut one = world(|it| it.rate_per_minute = 60.0);
    let mut other = world(|it| it.rate_per_minute = 60.0);
    one.advance(NOW_MS + 600_000);
    for step in 1..=600 {
        other.advance(NOW_MS + step * 1_000);
    }
    assert_eq!(picture(&one), picture(&other));
    assert_eq!(one.by_last, other.by_last);
    let still = world(|_| ());
    assert_ne!(picture(&one), picture(&still), "something happened");
}

#[test]
fn indexes_equal_the_truth_once_the_lag_is_over() {
    let mut world = world(|it| it.rate_per_minute = 120.0);
    world.advance(NOW_MS + 600_000);
    world.rate_per_minute = 0.0;
    world.advance(NOW_MS + 700_000);
    let truth = picture(&world);
    let mut last: Vec<_> = truth
        .iter()
        .filter_map(|row| Some((row.last_message_at? / 1_000, row.id.clone())))
        .collect();
    last.sort();
    let shown: Vec<_> = world
        .by_last
        .iter()
        .map(|(at, id)| (*at, id.text(CONVERSATION)))
        .collect();
    assert_eq!(shown, last);
    assert_eq!(world.by_created.len(), truth.len());
    assert!(truth.len() > 240, "new conversations came");
}

#[test]
fn a_message_shows_after_the_lag_only() {
    let lag = Lag {
        min: Duration::from_secs(2),
        max: Duration::from_secs(2),
    };
    let mut world = world(|it| it.lag = lag);
    let number = 100;
    let id = Id::parse(&world.id_of(number).unwrap(), CONVERSATION).unwrap();
    let before = (
        world.shown(id).unwrap().state,
        world.items(id).unwrap().len(),
    );
    world
        .post(number, Author::External, Body::Text(String::from("hello")))
        .unwrap();
    world.advance(NOW_MS + 1_999);
    assert_eq!(
        (
            world.shown(id).unwrap().state,
            world.items(id).unwrap().len()
        ),
        before
    );
    assert_eq!(world.real(id).unwrap().state.last_s, Some(NOW_MS / 1_000));
    world.advance(NOW_MS + 2_000);
    assert_eq!(world.shown(id).unwrap().state.last_s, Some(NOW_MS / 1_000));
    assert_eq!(world.items(id).unwrap().len(), before.1 + 1);
    assert_eq!(world.newest().next(), world.id_of(number));
}

#[test]
fn changes_show_in_another_order_than_they_happened() {
    let mut world = world(|_| ());
    let ids: Vec<Id> = (100..120)
        .map(|it| row_id(it, &world.rows[it].story))
        .collect();
    for number in 100..120 {
        world.post(number, Author::External, Body::Text(String::from("hello")));
    }
    let mut appeared: Vec<Id> = Vec::new();
    for step_ms in (0..=4_000).step_by(10) {
        world.advance(NOW_MS + step_ms);
        let fresh = |key: &&Key| key.0 >= NOW_MS / 1_000 && !appeared.contains(&key.1);
        let new: Vec<Id> = world.by_last.iter().filter(fresh).map(|it| it.1).collect();
        assert!(
            step_ms >= 500 || new.is_empty(),
            "nothing shows before half a second"
        );
        appeared.extend(new);
    }
    assert_eq!(appeared.len(), ids.len(), "all show after four seconds");
    assert_ne!(appeared, ids);
}

#[test]
fn every_item_is_found_by_its_id() {
    let world = world(|_| ());
    for row in &picture(&world) {
        let id = Id::parse(&row.id, CONVERSATION).unwrap();
        for item in world.items(id).unwrap() {
            let (seen, found) = world.item(item.id).unwrap();
            assert_eq!((seen.id, &found), (id, &item));
        }
    }
    assert!(world.item(Id::new(NOW_MS, 5)).is_none());
    assert!(world.real(Id::new(NOW_MS, 5)).is_none());
}

#[test]
fn about_fifteen_percent_of_the_recent_ones_wait() {
    let world = world(|_| ());
    let week_ms = 7 * 24 * 3_600_000;
    let truth = picture(&world);
    let recent = |row: &&TruthRow| row.last_message_at.is_some_and(|at| NOW_MS - at < week_ms);
    let recent: Vec<_> = truth.iter().filter(recent).collect();
    let waiting = recent
        .iter()
        .filter(|row| row.unanswered_since.is_some())
        .count();
    assert!(
        (10..=45).contains(&waiting),
        "{waiting} of {}",
        recent.len()
    );
}

#[test]
fn a_big_clinic_begins_and_a_long_sleep_ends() {
    let mut world = world(|it| {
        it.conversations = 100_000;
        it.rate_per_minute = 60_000.0;
    });
    assert_eq!(world.by_created.len(), 100_000);
    world.advance(NOW_MS + 60_000);
    world.rate_per_minute = 6.0;
    world.advance(NOW_MS + 90_000_000);
    assert!(world.rows.len() < 300_000);
}

#[test]
fn a_day_has_everything_that_decides_who_waits() {
    let mut world = world(|it| it.rate_per_minute = 2.0);
    let begun = world.rows.len();
    world.advance(NOW_MS + 24 * 3_600_000);
    let (deleted, resolved) = world.changes.counts();
    assert!(deleted > 0 && resolved > 0, "{deleted}, {resolved}");
    assert!(world.rows.len() > begun);
    let live: Vec<&Item> = world.live.values().flatten().collect();
    let some = |wanted: &dyn Fn(&Item) -> bool| live.iter().any(|item| wanted(item));
    let call = |wanted: fn(Outcome) -> bool| {
        some(&|item| matches!(&item.body, Body::Call(call) if wanted(call.outcome)))
    };
    assert!(call(|outcome| matches!(outcome, Outcome::Answered(_))));
    assert!(call(|outcome| matches!(outcome, Outcome::Voicemail(_))));
    assert!(call(|outcome| outcome == Outcome::Missed));
    assert!(call(|outcome| outcome == Outcome::Spam));
    assert!(some(&|item| item.author == Author::Organization));
    let fax = |body: &Body| matches!(body, Body::Attached { kind, .. } if *kind == Attachment::Fax);
    assert!(some(&|item| fax(&item.body)));
    let states = || world.rows.iter().map(|row| row.real);
    let teammates = world.clinic.teammates.len();
    let is_team = |member: u8| usize::from(member) >= teammates;
    assert!(states().any(|state| state.assignee.is_some_and(is_team)));
    assert!(
        states().any(|state| state.assignee == Some(0)),
        "the first teammate"
    );
    let put_away = |row: &TruthRow| row.archived && row.unanswered_since.is_some();
    assert!(world.truth().any(|row| put_away(&row)));
}
