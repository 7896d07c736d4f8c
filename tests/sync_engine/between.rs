//! What goes wrong between parts that are right by themselves.

use spruce_inbox::model::exchange::{OrderBy, RateLimits, Start};
use spruce_inbox::model::item::Item;
use spruce_inbox::sync::{
    Body, Call, FailureKind, HistoryProgress, Input, Link, NetworkProblem, Request, Settings, Watch,
};

use super::desk::{Desk, automated, human, last, more, patient, row, settings, t};

const DAY: i64 = 24 * 3600;

/// Opens a conversation.
fn open(desk: &mut Desk, name: &str) {
    let open = Some(desk.slot(name));
    desk.handle(Input::Watch(Watch {
        open,
        visible: Vec::new(),
    }));
}

/// Whether it is a walk's first page that begins so many seconds back.
fn begins(desk: &Desk, request: &Request, back: i64) -> bool {
    let back = std::time::Duration::from_secs(back.unsigned_abs());
    let from = Start::From(desk.now.wall.minus(back));
    matches!(&request.call, Call::List(query) if query.start == from)
}

#[test]
fn what_is_asked_for_during_a_poll_is_asked_for_after_it() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    let body = Body::List(last(vec![row("t_1", -10)]));
    // Something happens after the server has answered, and the user asks before the answer is here.
    desk.happen("t_2", patient("ti_2", 15));
    desk.pass(1);
    desk.handle(Input::Refresh);
    desk.pass(1);
    desk.reply(&poll, body);
    desk.answer_all();
    assert!(desk.shows("t_2"), "not only after the next interval");
    desk.pass(5);
    assert!(desk.waiting.is_empty(), "once is enough");
}

#[test]
fn what_is_asked_for_between_the_pages_of_a_walk_is_asked_for_after_it() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.reply(&poll, Body::List(more(vec![row("t_1", -10)], "on")));
    desk.pass(1);
    desk.handle(Input::Refresh);
    let (second, _) = desk.take_latest();
    desk.reply(&second, Body::List(last(Vec::new())));
    let (_, start) = desk.take_latest();
    assert!(matches!(start, Start::From(_)));
}

#[test]
fn a_row_that_is_gone_is_found_to_be_gone_however_late_that_is_answered() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.rows.clear();
    for _ in 0..600 {
        desk.pass(1);
        while let Some(request) = desk.waiting.pop() {
            match &request.call {
                // The first lookups fail, until the poll is not believed for the second time.
                Call::Conversation(_) if desk.now.mono.as_secs() < 60 => {
                    desk.fail(&request, FailureKind::Status(500));
                }
                _ => desk.answer(&request),
            }
        }
    }
    assert!(!desk.shows("t_1"));
    assert_eq!(desk.engine.status().link, Link::Up);
    assert!(desk.all_known());
}

#[test]
fn an_open_conversation_does_not_keep_the_others_waiting() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10), row("t_2", -20)]);
    desk.limits = RateLimits {
        day_limit: Some(2_000),
        day_remaining: Some(1_000),
        ..RateLimits::default()
    };
    open(&mut desk, "t_1");
    desk.live(3 * 3600);
    let now = i64::try_from(desk.now.mono.as_secs()).unwrap();
    desk.happen("t_2", patient("ti_new", now));
    desk.live(30 * 60);
    assert_eq!(desk.unanswered("t_2"), ["ti_new"]);
}

#[test]
fn a_window_that_cannot_be_read_again_does_not_keep_the_last_day_waiting() {
    for asked in [None, Some(Input::Reread)] {
        let window = i64::try_from(Settings::default().window.as_secs()).unwrap();
        let mut desk = Desk::ready(settings(), vec![row("t_1", -5000)]);
        if let Some(input) = asked {
            desk.handle(input);
        }
        let (mut failed, mut days) = (0, 0);
        while desk.now.mono.as_secs() < 4 * 3600 {
            let at = desk.engine.next_deadline().expect("something to do");
            desk.until(at);
            while let Some(request) = desk.waiting.pop() {
                let by_message = matches!(
                    &request.call, Call::List(query) if query.order == OrderBy::LastMessage);
                if by_message && begins(&desk, &request, window) {
                    desk.reply(&request, Body::List(more(Vec::new(), "never")));
                } else if matches!(&request.call, Call::List(query)
                    if matches!(query.start, Start::After(_)))
                {
                    failed += 1;
                    desk.fail(&request, FailureKind::Status(500));
                } else {
                    days += u32::from(begins(&desk, &request, DAY));
                    desk.answer(&request);
                }
            }
        }
        assert!(failed > 10 && days > 25, "{failed} failed, {days} days");
    }
}

#[test]
fn what_a_poll_met_after_days_is_not_disproved_by_the_last_day() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    let away = 3 * 24 * 3600;
    while desk.now.mono.as_secs() < away {
        desk.pass(900);
        while let Some(request) = desk.waiting.pop() {
            desk.fail(&request, FailureKind::Network(NetworkProblem::Connect));
        }
    }
    let (mut days, mut met) = (0, false);
    while days < 2 && desk.now.mono.as_secs() < away + 3600 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            days += u32::from(begins(&desk, &request, DAY));
            let window = matches!(&request.call, Call::List(query)
                if matches!(query.start, Start::From(from) if from < t(-DAY)));
            if window {
                desk.fail(&request, FailureKind::Status(500));
                continue;
            }
            let after = matches!(&request.call,
                Call::List(query) if query.start == Start::From(t(-70)));
            let mut rows = Vec::new();
            // The first poll meets a row of two days ago that cannot be read.
            if after {
                met = true;
                let now = i64::try_from(desk.now.mono.as_secs()).unwrap();
                rows.push(row("t_2", now));
                desk.happen("t_2", human("ti_2", now));
                let mut page = last(rows);
                page.bad_rows = 1;
                desk.reply(&request, Body::List(page));
            } else {
                desk.answer(&request);
            }
        }
    }
    let known = desk.engine.knowledge(desk.now);
    assert!(
        met && days == 2 && !desk.all_known(),
        "{met} {days} {known:?}"
    );
}

/// What a conversation's items are answered with, newest first, in pages of two.
fn paged(desk: &mut Desk, request: &Request, items: &[Item], bad_on: usize) {
    let Call::Items(query) = &request.call else {
        return desk.answer(request);
    };
    let page = match &query.start {
        Start::After(token) => token.as_str().parse().unwrap(),
        Start::Beginning | Start::From(_) => 0,
    };
    let rows: Vec<_> = items.iter().skip(page * 2).take(2).cloned().collect();
    let ended = items.len() <= (page + 1) * 2;
    let mut page_of = if ended {
        last(rows)
    } else {
        more(rows, &(page + 1).to_string())
    };
    page_of.bad_rows = u32::from(page == bad_on);
    desk.reply(request, Body::Items(page_of));
}

#[test]
fn an_unreadable_item_far_up_is_not_disproved_by_the_newest_page() {
    let mut desk = Desk::new(settings());
    let at = |ago: i64| -2 * DAY - ago;
    desk.put(row("t_1", at(100)));
    let items = [
        automated("ti_6", at(100)),
        automated("ti_5", at(400)),
        automated("ti_4", at(500)),
        // Here stands one that cannot be read.
        human("ti_2", at(700)),
        patient("ti_1", at(800)),
    ];
    while desk.now.mono.as_secs() < 3 * 3600 {
        while let Some(request) = desk.waiting.pop() {
            paged(&mut desk, &request, &items, 1);
        }
        assert!(!desk.all_known(), "at {:?}", desk.now.mono);
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
    }
}

#[test]
fn who_waits_is_looked_for_further_up_when_the_answer_was_edited_into_a_note() {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", -100));
    let mut items = vec![
        automated("ti_5", -100),
        human("ti_4", -400),
        automated("ti_3", -500),
        patient("ti_2", -600),
        human("ti_1", -700),
    ];
    let live = |desk: &mut Desk, items: &[Item], seconds: u64| {
        let end = desk.now.mono.as_secs() + seconds;
        while desk.now.mono.as_secs() < end {
            while let Some(request) = desk.waiting.pop() {
                paged(desk, &request, items, usize::MAX);
            }
            desk.pass(1);
        }
    };
    live(&mut desk, &items, 20);
    open(&mut desk, "t_1");
    live(&mut desk, &items, 20);
    assert!(desk.unanswered("t_1").is_empty() && desk.all_known());
    for item in &mut items {
        item.internal_note |= *item.id.as_str() == *"ti_4";
    }
    live(&mut desk, &items, 70);
    assert_eq!(desk.unanswered("t_1"), ["ti_2"]);
    assert!(desk.all_known());
}

#[test]
fn the_window_moves_on_with_time_and_nothing_between_is_said_to_be_known() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10), row("t_2", -6 * DAY)]);
    let start = |desk: &Desk| desk.engine.knowledge(desk.now).window_start();
    let (before, week) = (start(&desk), Settings::default().window);
    desk.live(3 * 24 * 3600);
    assert!(start(&desk) > before);
    let age = desk.now.wall.since(start(&desk));
    assert!(age.saturating_sub(week).as_secs() <= 3600 + 300, "{age:?}");
    assert!(desk.all_known());
    assert!(desk.shows("t_2"), "what lies behind it stays");
}

#[test]
fn a_rereading_by_a_wrong_clock_moves_no_window_and_disproves_nothing() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    desk.live(3000);
    let start = |desk: &Desk| desk.engine.knowledge(desk.now).window_start();
    let before = start(&desk);
    // A poll meets a row that cannot be read, and then our clock is set a month ahead.
    desk.until(desk.engine.next_deadline().expect("a poll"));
    let (poll, _) = desk.take_latest();
    let mut page = last(vec![row("t_1", -10)]);
    page.bad_rows = 1;
    desk.reply(&poll, Body::List(page));
    desk.answer_all();
    assert!(!desk.all_known());
    let month = std::time::Duration::from_secs(30 * 24 * 3600);
    desk.now.wall = desk.now.wall.plus(month);
    desk.skew += month;
    // Time enough for a rereading to be due together with the poll.
    desk.now.mono += std::time::Duration::from_secs(400);
    desk.now.wall = desk.now.wall.plus(std::time::Duration::from_secs(400));
    desk.handle(Input::Timeout);
    let ahead = desk.waiting.iter().any(|request| {
        matches!(&request.call, Call::List(query)
            if matches!(query.start, Start::From(from) if from > t(DAY)))
    });
    assert!(ahead, "a rereading that begins in the future");
    desk.waiting.rotate_left(1);
    desk.answer_all();
    assert_eq!(start(&desk), before);
    assert!(!desk.all_known());
}

#[test]
fn history_comes_to_its_end_although_no_token_lives_until_it_is_used() {
    let mut desk = Desk::new(Settings::default());
    let created = |n: i64| {
        let mut row = row(&format!("t_{n}"), -20 * DAY);
        row.created_at = Some(t(-40 * DAY + n * 3600));
        row
    };
    let rows: Vec<_> = (0..300).map(created).collect();
    let mut pages = 0;
    while desk.now.mono.as_secs() < 1800 {
        while let Some(request) = desk.waiting.pop() {
            let Call::List(query) = &request.call else {
                desk.answer(&request);
                continue;
            };
            let from = match &query.start {
                Start::From(from) => Some(*from),
                Start::Beginning => None,
                Start::After(_) => {
                    desk.fail(&request, FailureKind::Rejected);
                    continue;
                }
            };
            if query.order == OrderBy::LastMessage {
                desk.reply(&request, Body::List(last(Vec::new())));
                continue;
            }
            pages += 1;
            let mut left = rows.clone();
            left.retain(|row| row.created_at >= from);
            let whole = left.len() <= 20;
            left.truncate(20);
            let page = if whole {
                last(left)
            } else {
                more(left, "stale")
            };
            desk.reply(&request, Body::List(page));
        }
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
    }
    assert_eq!(desk.engine.picture().len(), 300);
    let history = desk.engine.knowledge(desk.now).gaps().history;
    assert_eq!(history, HistoryProgress::Done);
    assert!(pages < 60, "{pages}");
}

#[test]
fn a_walk_whose_order_is_not_known_is_not_resumed() {
    let mut desk = Desk::new(settings());
    let (first, start) = desk.take_latest();
    // It may as well list from the newest, and all the others lie behind.
    let rows = vec![row("t_1", -10), row("t_2", -10)];
    desk.reply(&first, Body::List(more(rows, "stale")));
    let (second, _) = desk.take_latest();
    desk.fail(&second, FailureKind::Rejected);
    let (_, again) = desk.take_latest();
    assert_eq!(again, start);
}

#[test]
fn more_than_is_read_at_once_is_read_to_its_end_however_old_it_is() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -2 * DAY)]);
    // For hours nothing can be read; then there are seven pages, and the patient wrote on the last one.
    let hours = 3 * 3600;
    let items: Vec<_> = (0..14)
        .map(|n| match n {
            13 => patient("ti_last", 1300),
            n => automated(&format!("ti_{n}"), 600 + n * 50),
        })
        .collect();
    while desk.now.mono.as_secs() < hours {
        desk.pass(600);
        while let Some(request) = desk.waiting.pop() {
            desk.fail(&request, FailureKind::Network(NetworkProblem::Connect));
        }
    }
    desk.put(row("t_1", 1300));
    while desk.now.mono.as_secs() < hours + 1200 {
        let at = desk.engine.next_deadline().expect("something to do");
        desk.until(at);
        while let Some(request) = desk.waiting.pop() {
            let Call::Items(query) = &request.call else {
                desk.answer(&request);
                continue;
            };
            let place = match &query.start {
                Start::After(token) => token.as_str().parse().unwrap(),
                Start::From(from) => items.iter().filter(|item| item.created_at < *from).count(),
                Start::Beginning => panic!("it goes on from what is known"),
            };
            let rows: Vec<_> = items.iter().skip(place).take(2).cloned().collect();
            let page = match place + 2 {
                end if end >= items.len() => last(rows),
                next => more(rows, &next.to_string()),
            };
            desk.reply(&request, Body::Items(page));
            let known = desk.unanswered("t_1") == ["ti_last"];
            assert!(known || !desk.all_known(), "there is more to read");
        }
    }
    assert_eq!(desk.unanswered("t_1"), ["ti_last"]);
}
