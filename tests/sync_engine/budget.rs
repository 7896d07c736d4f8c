//! What goes first when requests are scarce.

use std::time::Duration;

use spruce_inbox::model::exchange::{OrderBy, RateLimits, Start};
use spruce_inbox::sync::{
    Body, Call, FailureKind, HeldBy, Input, NetworkProblem, Priority, Settings, Stage, Watch,
};

use super::desk::{Desk, id, more, patient, row, settings, t};

fn limits(limit: u32, remaining: u32) -> RateLimits {
    RateLimits {
        minute_limit: Some(limit),
        minute_remaining: Some(remaining),
        ..RateLimits::default()
    }
}

/// Requests in so many minutes, answered at once: polls, items, others.
fn spent(desk: &mut Desk, minutes: u64) -> (u64, u64, u64) {
    let (mut polls, mut items, mut others) = (0, 0, 0);
    let end = desk.now.mono + std::time::Duration::from_secs(minutes * 60);
    while let Some(at) = desk.engine.next_deadline().filter(|at| *at < end) {
        desk.until(at);
        while let Some(request) = desk.waiting.first().cloned() {
            desk.waiting.remove(0);
            match &request.call {
                Call::Items(_) => items += 1,
                Call::List(query) if query.order == OrderBy::LastMessage => polls += 1,
                _ => others += 1,
            }
            desk.answer(&request);
        }
    }
    (polls, items, others)
}

#[test]
fn a_small_limit_slows_the_polls_down_so_that_items_are_still_read() {
    let rows = (0..100)
        .map(|n| row(&format!("t_{n}"), -1000 - n))
        .collect();
    let mut desk = Desk::new(settings());
    desk.limits = limits(20, 20);
    desk.rows = rows;
    desk.answer_all();
    let (polls, items, _) = spent(&mut desk, 20);
    assert!((30..=70).contains(&polls), "{polls}");
    assert!(items >= 30, "{items}");
    assert!(polls + items <= 5 * 20 + 5);
}

#[test]
fn polling_two_lists_leaves_room_for_items_too() {
    let mut desk = Desk::new(Settings {
        interval: std::time::Duration::from_secs(1),
        ..settings()
    });
    desk.rows = (0..100)
        .map(|n| row(&format!("t_{n}"), -9000 - n))
        .collect();
    desk.answer_all();
    desk.handle(Input::Order(OrderBy::Created));
    desk.answer_all();
    spent(&mut desk, 1);
    let (polls, items, _) = spent(&mut desk, 4);
    assert!(polls >= 15, "{polls}");
    assert!(items >= 45, "{items}");
}

#[test]
fn a_small_day_leaves_room_for_items_too() {
    let mut desk = Desk::new(settings());
    desk.limits = RateLimits {
        day_limit: Some(10_000),
        day_remaining: Some(10_000),
        ..limits(100, 100)
    };
    desk.rows = (0..300)
        .map(|n| row(&format!("t_{n}"), -9000 - n))
        .collect();
    desk.answer_all();
    spent(&mut desk, 120);
    let (polls, items, others) = spent(&mut desk, 60);
    assert!(polls >= 30, "{polls}");
    assert!(items >= 30, "{items}");
    assert!(polls + items + others <= 110);
}

#[test]
fn old_rows_do_not_keep_the_rereading_waiting() {
    let week = 7 * 24 * 3600;
    let mut rows: Vec<_> = (0..900)
        .map(|n| row(&format!("t_{n}"), -week - 1000 - n))
        .collect();
    rows.push(row("t_late", -300));
    let late = rows.pop().unwrap();
    rows.push(row("t_1", -10));
    let mut desk = Desk::ready(Settings::default(), rows);
    desk.rows.push(late);
    let item = super::desk::patient("ti_late", -300);
    desk.items.insert(super::desk::id("t_late"), vec![item]);
    spent(&mut desk, 6);
    assert!(
        desk.engine.picture().unchecked() > 500,
        "there is still much to do"
    );
    assert!(desk.shows("t_late"));
    assert_eq!(
        desk.engine.status().knowledge.gaps().unchecked_in_window,
        0,
        "which is not the window's business"
    );
}

#[test]
fn when_it_gets_tight_the_window_is_read_before_history() {
    let week = 7 * 24 * 3600;
    let mut rows: Vec<_> = (0..40).map(|n| row(&format!("t_{n}"), -1000 - n)).collect();
    rows.extend((40..60).map(|n| row(&format!("t_{n}"), -week - 1000 - n)));
    let mut desk = Desk::ready(Settings::default(), rows);
    while desk.engine.status().knowledge.gaps().unchecked_in_window > 0 {
        let old = (40..60).filter(|n| {
            let slot = desk
                .engine
                .picture()
                .slot(&super::desk::id(&format!("t_{n}")));
            let row = slot.and_then(|slot| desk.engine.picture().row(slot));
            row.is_some_and(|row| !row.unchecked())
        });
        assert!(old.count() <= 3, "old rows get a trickle at most");
        spent(&mut desk, 1);
    }
    spent(&mut desk, 5);
    assert_eq!(
        desk.engine.picture().unchecked(),
        0,
        "in the end they are all read"
    );
}

#[test]
fn the_reserve_is_left_to_others_but_the_list_goes_on() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.limits = limits(100, 3);
    let (polls, _, others) = spent(&mut desk, 20);
    assert!((10..=24).contains(&polls), "{polls}");
    assert!(others <= 5, "{others}");
    let at = desk.engine.next_deadline().unwrap();
    desk.until(at);
    assert!(matches!(desk.take_latest().1, Start::From(from) if from >= t(-160)));
}

#[test]
fn an_old_conversation_of_many_pages_does_not_keep_an_opened_one_waiting() {
    let week = 7 * 24 * 3600;
    let mut desk = Desk::new(Settings::default());
    desk.rows = vec![row("t_1", -10), row("t_old", -week - 10)];
    desk.items.insert(id("t_1"), vec![patient("ti_1", -10)]);
    let of_old =
        |call: &Call| matches!(call, Call::Items(query) if query.conversation == id("t_old"));
    while let Some(place) = desk
        .waiting
        .iter()
        .position(|request| !of_old(&request.call))
    {
        let request = desk.waiting.remove(place);
        desk.answer(&request);
    }
    let old = desk.take(of_old);
    while desk.engine.status().budget.used < 20 {
        desk.handle(Input::Refresh);
        desk.answer_all();
    }
    let page = more(vec![patient("ti_9", -week - 10)], "token");
    desk.reply(&old, Body::Items(page));
    assert!(desk.waiting.is_empty(), "too much was sent for old rows");
    desk.handle(Input::Watch(Watch {
        open: Some(desk.slot("t_1")),
        visible: Vec::new(),
    }));
    let old = desk.take(of_old);
    desk.answer(&old);
    assert_eq!(desk.take_items().1.conversation, id("t_1"));
}

#[test]
fn polls_that_the_limits_slow_down_are_not_called_stale_for_that() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    let usual = desk.engine.status().knowledge.stale_after();
    assert_eq!(usual.as_secs(), 45);
    desk.limits = limits(100, 3);
    spent(&mut desk, 10);
    let end = desk.now.mono + std::time::Duration::from_secs(600);
    while let Some(at) = desk.engine.next_deadline().filter(|at| *at < end) {
        desk.until(at);
        let freshness = desk.engine.knowledge(desk.now).stage();
        assert_eq!(freshness, Stage::Complete, "at {at:?}");
        desk.answer_all();
    }
    desk.limits = limits(100, 100);
    spent(&mut desk, 10);
    assert_eq!(desk.engine.status().knowledge.stale_after(), usual);
}

/// What is held back for long, and why.
fn held(desk: &Desk) -> Vec<(Priority, HeldBy)> {
    let held = desk.engine.status().budget.held;
    held.iter().map(|held| (held.kind, held.by)).collect()
}

#[test]
fn what_is_held_back_is_told_with_its_reason_and_until_when() {
    let rows = || (0..60).map(|n| row(&format!("t_{n}"), -1000 - n)).collect();
    let mut desk = Desk::ready(settings(), rows());
    spent(&mut desk, 20);
    assert_eq!(held(&desk), [], "everything is read");

    // Thirty requests went out in no time: by the share the next go in a minute.
    let mut desk = Desk::ready(settings(), rows());
    assert_eq!(held(&desk), [(Priority::Recent, HeldBy::Share)]);
    let first = desk.engine.status().budget.held[0];
    assert!(first.until > desk.now.mono && first.until <= desk.now.mono + Duration::from_mins(1));
    desk.until(first.until);
    assert!(
        desk.waiting
            .iter()
            .any(|it| matches!(it.call, Call::Items(_)))
    );

    desk.limits = limits(100, 5);
    desk.answer_all();
    assert_eq!(held(&desk), [(Priority::Recent, HeldBy::Reserve)]);

    let mut desk = Desk::new(settings());
    desk.rows = rows();
    desk.limits = RateLimits {
        day_limit: Some(5000),
        day_remaining: Some(500),
        ..limits(100, 100)
    };
    desk.answer_all();
    assert_eq!(held(&desk), [(Priority::Recent, HeldBy::Day)]);
}

#[test]
fn after_a_refusal_everything_that_wants_to_ask_is_held_back_until_its_end() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    let wait = Duration::from_secs(300);
    desk.fail_until(&poll, FailureKind::RateLimited(None), Some(wait));
    assert_eq!(held(&desk), [(Priority::Feed, HeldBy::Refused)]);
    assert!(desk.engine.status().budget.held[0].until >= desk.now.mono + wait);
    desk.live(500);
    assert_eq!(held(&desk), []);
}

#[test]
fn without_a_network_nothing_is_said_to_be_held_back_by_the_limits() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    for _ in 0..6 {
        desk.until(desk.engine.next_deadline().unwrap());
        while let Some(request) = desk.waiting.pop() {
            desk.fail(&request, FailureKind::Network(NetworkProblem::Connect));
        }
        assert_eq!(held(&desk), []);
    }
}

#[test]
fn whoever_wants_fewer_polls_than_one_in_two_minutes_gets_fewer() {
    let interval = Duration::from_mins(10);
    let mut desk = Desk::ready(
        Settings {
            interval,
            ..settings()
        },
        vec![row("t_1", -100)],
    );
    desk.limits = limits(100, 3);
    spent(&mut desk, 10);
    let polls = desk.engine.status().counters.polls;
    spent(&mut desk, 60);
    assert_eq!(desk.engine.status().counters.polls - polls, 6);
}

#[test]
fn requests_under_way_count_for_the_reserve() {
    let mut desk = Desk::ready(Settings::default(), vec![row("t_1", -100)]);
    desk.limits = limits(100, 12);
    desk.live(65);
    // Ten are for others: two may go, however many kinds of work want to ask.
    desk.handle(Input::Reread);
    assert_eq!(desk.waiting.len(), 2, "{:?}", desk.waiting);
}

#[test]
fn a_used_up_minute_of_a_small_day_does_not_stop_the_polls_for_hours() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.limits = RateLimits {
        day_limit: Some(50_000),
        day_remaining: Some(3),
        ..limits(100, 90)
    };
    desk.live(300);
    desk.limits.minute_remaining = Some(0);
    desk.until(desk.engine.next_deadline().unwrap());
    desk.answer_all();
    let told = desk.now.mono;
    let next = desk.engine.next_deadline().unwrap();
    assert!(next >= told + std::time::Duration::from_mins(1), "{next:?}");
    assert!(next <= told + std::time::Duration::from_mins(2), "{next:?}");
}
