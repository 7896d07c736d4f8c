//! Sleep, outages and clocks that are wrong for days; what is old when it is first read.

use super::*;

#[test]
fn what_came_in_a_weekend_of_sleep_is_told_after_it() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.live(20);
    // Early in it: in one that was read, and in one that was not there.
    site.asks(1, 2, HOUR);
    site.asks(2, 3, 2 * HOUR);
    site.sleeps(60 * 3600);
    let told = short(&site.live(5 * MINUTE));
    let inbound: Vec<_> = told.iter().filter(|it| it.starts_with("inbound")).collect();
    assert_eq!(inbound, ["inbound ti_00002", "inbound ti_00003"]);
    let again = short(&site.live(3 * HOUR));
    assert!(
        !again.iter().any(|it| it.starts_with("inbound")),
        "{again:?}"
    );
}

#[test]
fn what_came_in_an_outage_of_days_is_told_after_it() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.live(20);
    site.down = true;
    site.asks(1, 2, HOUR);
    for _ in 0..60 {
        site.live(10);
        site.passes(3600);
    }
    site.down = false;
    let told = short(&site.live(6 * MINUTE));
    assert!(told.contains(&"inbound ti_00002".to_owned()), "{told:?}");
}

#[test]
fn one_that_could_not_be_read_for_days_is_told_of_then() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.live(20);
    site.broken = Some(conversation(1, 0, 0).id);
    site.asks(1, 2, HOUR);
    for _ in 0..60 {
        site.live(60);
        site.passes(3600);
    }
    site.broken = None;
    let told = short(&site.live(30 * MINUTE));
    assert!(told.contains(&"inbound ti_00002".to_owned()), "{told:?}");
}

#[test]
fn what_was_before_the_window_is_not_told_when_its_conversation_goes_on() {
    let hour = Duration::from_secs(3600);
    let mut site = Site::with(Since::Start, "", hour);
    site.asks(2, 9, -MINUTE);
    site.asks(1, 1, -5 * HOUR);
    assert_eq!(short(&site.live(20)), ["ready"]);
    site.asks(1, 2, 25);
    assert_eq!(short(&site.live(30)), ["inbound ti_00002"]);
}

#[test]
fn an_item_that_is_listed_twice_is_told_once_however_old() {
    let mut site = Site::new(Since::Ago(Duration::from_secs(72 * 3600)));
    site.asks(1, 1, -48 * HOUR);
    site.asks(1, 2, -47 * HOUR);
    let twice = site.items(1)[0].clone();
    site.items(1).push(twice);
    let told = short(&site.live(30));
    let inbound: Vec<_> = told.iter().filter(|it| it.starts_with("inbound")).collect();
    assert_eq!(inbound, ["inbound ti_00001", "inbound ti_00002"]);
}

#[test]
fn a_clock_that_is_set_back_repeats_nothing() {
    let mut site = Site::new(Since::Start);
    site.asks(1, 1, -MINUTE);
    site.live(20);
    site.asks(1, 2, 30);
    site.live(30);
    for _ in 0..96 {
        site.live(60);
        site.passes(3600);
    }
    // Read again, by a clock that is four days slow.
    site.now.wall = site.now.wall.minus(Duration::from_secs(4 * 24 * 3600));
    site.answers(1, 3, 90 * HOUR);
    let told = short(&site.live(3 * HOUR));
    assert!(!told.iter().any(|it| it.starts_with("inbound")), "{told:?}");
}
