//! The budget by example; what holds for any sequence is in `properties`.

#![expect(clippy::print_stdout, reason = "figures are shown when a test fails")]

mod properties;

use super::*;

fn at(second: u64) -> Duration {
    Duration::from_secs(second)
}

fn limits(remaining: u32) -> RateLimits {
    RateLimits {
        minute_limit: Some(100),
        minute_remaining: Some(remaining),
        ..RateLimits::default()
    }
}

#[test]
fn the_share_is_kept_in_every_minute_and_the_least_important_work_stops_first() {
    let mut budget = Budget::new(0.25);
    for _ in 0..10 {
        budget.sent(Priority::Visible, at(1));
    }
    assert_eq!(
        budget.ready_at(Priority::History, at(2)),
        at(30),
        "10 of 25 is 40 %: only a trickle"
    );
    assert!(budget.ready_at(Priority::Reread, at(2)) <= at(2));
    for _ in 0..15 {
        budget.sent(Priority::Visible, at(2));
    }
    assert_eq!(
        budget.ready_at(Priority::Feed, at(3)),
        at(3),
        "the first poll is never held back"
    );
    budget.sent(Priority::Feed, at(3));
    assert_eq!(budget.ready_at(Priority::Feed, at(4)), at(61));
    assert_eq!(budget.view(at(4)).used, 26);
    assert_eq!(budget.view(at(63)).used, 0);
}

#[test]
fn the_reserve_is_left_to_others_but_the_list_goes_on_every_two_minutes() {
    let mut budget = Budget::new(1.0);
    budget.sent(Priority::Feed, at(0));
    budget.told(limits(10), at(0));
    assert_eq!(budget.ready_at(Priority::Visible, at(5)), at(60));
    assert_eq!(budget.ready_at(Priority::Feed, at(5)), at(60));
    budget.told(limits(3), at(100));
    assert_eq!(
        budget.ready_at(Priority::Feed, at(101)),
        at(120),
        "the floor"
    );
    budget.told(limits(0), at(110));
    assert_eq!(
        budget.ready_at(Priority::Feed, at(111)),
        at(170),
        "nothing is left: wait"
    );
}

fn day(remaining: u32) -> RateLimits {
    RateLimits {
        day_limit: Some(5000),
        day_remaining: Some(remaining),
        ..limits(90)
    }
}

#[test]
fn a_day_that_is_used_up_is_probed_by_one_request_until_a_new_one_begins() {
    let mut budget = Budget::new(0.25);
    budget.sent(Priority::Feed, at(0));
    budget.told(day(0), at(1));
    for second in [1, 300, 900] {
        assert_eq!(budget.ready_at(Priority::Feed, at(second)), at(901));
    }
    assert_eq!(budget.ready_at(Priority::Feed, at(2000)), at(901));
    assert!(budget.ready_at(Priority::Visible, at(2000)) > at(2000));
    budget.sent(Priority::Feed, at(901));
    assert_eq!(budget.ready_at(Priority::Feed, at(902)), at(901 + 120));
    budget.told(day(0), at(902));
    assert_eq!(budget.ready_at(Priority::Feed, at(903)), at(1802));
    budget.told(day(5000), at(1803));
    assert!(budget.ready_at(Priority::Visible, at(1803)) <= at(1803));
}

#[test]
fn a_minute_that_was_used_up_says_nothing_about_the_next_one() {
    let mut budget = Budget::new(0.25);
    budget.told(limits(0), at(10));
    assert!(budget.spent_out(at(69)));
    assert!(!budget.spent_out(at(70)));
    budget.told(day(0), at(80));
    assert!(budget.spent_out(at(3600)));
}

#[test]
fn a_small_day_slows_everything_down_evenly() {
    let mut budget = Budget::new(0.25);
    let day = RateLimits {
        day_limit: Some(2400),
        day_remaining: Some(2400),
        ..limits(90)
    };
    budget.told(day, at(0));
    let mut sent = 0;
    for second in 0..7200 {
        if budget.ready_at(Priority::Visible, at(second)) <= at(second) {
            budget.sent(Priority::Visible, at(second));
            sent += 1;
        }
    }
    assert!(
        (73..=76).contains(&sent),
        "25 an hour for two hours, and 25 at once: {sent}"
    );
}
