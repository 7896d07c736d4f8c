//! Walks and deltas of the conversation list.

use std::time::Duration;

use spruce_inbox::model::exchange::{OrderBy, Start};
use spruce_inbox::sync::{
    Body, Call, FailureKind, History, HistoryProgress, Input, Link, ListDirection, Progress,
    Settings, Stage,
};

use super::desk::{Desk, T0, last, more, row, settings, t};

const WINDOW: i64 = 7 * 24 * 3600;

fn list(
    page: spruce_inbox::model::exchange::Page<spruce_inbox::model::conversation::Conversation>,
) -> Body {
    Body::List(page)
}

#[test]
fn the_watermark_is_the_latest_time_wherever_it_stands_and_a_delta_goes_back_by_the_overlap() {
    let mut desk = Desk::new(settings());
    let (window, start) = desk.take_latest();
    assert_eq!(start, Start::From(t(-WINDOW)));
    desk.reply(
        &window,
        list(last(vec![
            row("t_1", -500),
            row("t_2", -20),
            row("t_3", -900),
        ])),
    );
    desk.pass(15);
    let (_, start) = desk.take_latest();
    assert_eq!(start, Start::From(t(-20 - 60)));
}

#[test]
fn pages_after_the_first_go_by_token_alone() {
    let mut desk = Desk::new(settings());
    let (first, _) = desk.take_latest();
    desk.reply(&first, list(more(vec![row("t_1", -500)], "token")));
    let (second, start) = desk.take_latest();
    assert!(matches!(start, Start::After(token) if token.as_str() == "token"));
    let (Call::List(first), Call::List(second)) = (first.call, second.call) else {
        panic!("both are lists");
    };
    assert_eq!((first.order, first.size), (second.order, second.size));
}

#[test]
fn a_walk_that_does_not_end_moves_no_watermark() {
    let endless = || more(vec![row("t_1", -10)], "round");
    let mut nowhere = more(vec![row("t_1", -10)], "x");
    nowhere.next = None;
    for pages in [vec![nowhere], vec![endless(), endless()]] {
        let mut desk = Desk::new(settings());
        for page in pages {
            let (request, _) = desk.take_latest();
            desk.reply(&request, list(page));
        }
        let status = desk.engine.status();
        assert!(matches!(status.link, Link::Trouble(_)), "{:?}", status.link);
        assert!(matches!(status.knowledge.stage(), Stage::Loading(_)));
        assert!(desk.shows("t_1"), "what came stays");
        desk.pass(60);
        let (_, start) = desk.take_latest();
        assert_eq!(start, Start::From(t(-WINDOW)), "the walk starts over");
    }
}

#[test]
fn a_broken_delta_leaves_the_watermark_where_it_was() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (delta, _) = desk.take_latest();
    let mut page = more(vec![row("t_2", 10)], "x");
    page.next = None;
    desk.reply(&delta, list(page));
    desk.pass(60);
    let (_, start) = desk.take_latest();
    assert_eq!(start, Start::From(t(-160)));
}

#[test]
fn a_row_of_the_future_does_not_hide_later_ones() {
    let mut desk = Desk::ready(settings(), vec![row("t_wrong", 30 * 24 * 3600)]);
    desk.pass(15);
    let (delta, start) = desk.take_latest();
    assert_eq!(
        start,
        Start::From(t(-60)),
        "no later than when the walk began"
    );
    desk.rows.push(row("t_2", 14));
    desk.answer(&delta);
    assert!(desk.shows("t_2"));
}

#[test]
fn a_row_of_the_future_does_no_harm_while_the_servers_clock_is_unknown_either() {
    let ahead = Duration::from_secs(3600);
    let mut desk = Desk::with_clock_ahead(settings(), ahead);
    desk.rows = vec![row("t_wrong", 30 * 24 * 3600)];
    desk.answer_all();
    desk.pass(15);
    let (_, start) = desk.take_latest();
    assert!(
        matches!(start, Start::From(from) if from <= t(0)),
        "{start:?} at {T0}"
    );
}

#[test]
fn a_clock_that_is_ahead_does_not_shorten_the_window() {
    let ahead = Duration::from_secs(24 * 3600);
    let mut desk = Desk::with_clock_ahead(settings(), ahead);
    desk.rows = vec![row("t_1", -WINDOW + 600)];
    desk.answer_all();
    assert!(desk.shows("t_1"));
}

#[test]
fn a_server_that_lists_the_newest_first_is_walked_to_its_end_before_anything_is_complete() {
    let mut desk = Desk::new(settings());
    let (first, _) = desk.take_latest();
    desk.reply(
        &first,
        list(more(vec![row("t_3", -5), row("t_2", -50)], "next")),
    );
    assert!(matches!(
        desk.engine.status().knowledge.stage(),
        Stage::Loading(Progress { loaded: 2, .. })
    ));
    let (second, start) = desk.take_latest();
    assert!(
        matches!(start, Start::After(_)),
        "no watermark from the first page alone"
    );
    desk.reply(&second, list(last(vec![row("t_1", -700)])));
    let status = desk.engine.status();
    assert_eq!(status.knowledge.stage(), Stage::Complete);
    assert_eq!(status.direction, Some(ListDirection::NewestFirst));
    desk.pass(15);
    assert_eq!(desk.take_latest().1, Start::From(t(-65)));
}

#[test]
fn a_stale_token_starts_the_walk_over_once() {
    let mut desk = Desk::new(settings());
    for _ in 0..2 {
        let (first, start) = desk.take_latest();
        assert_eq!(start, Start::From(t(-WINDOW)));
        // From the newest: where it came to says nothing about what is left.
        let rows = vec![row("t_1", -400), row("t_2", -500)];
        desk.reply(&first, list(more(rows, "token")));
        let (second, _) = desk.take_latest();
        desk.fail(&second, FailureKind::Rejected);
    }
    assert!(
        desk.waiting
            .iter()
            .all(|request| !matches!(request.call, Call::List(_)))
    );
    assert!(matches!(desk.engine.status().link, Link::Trouble(_)));
}

#[test]
fn the_answer_to_an_earlier_request_does_not_replace_a_later_one() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.handle(Input::Order(OrderBy::Created));
    let (earlier, _) = desk.take_list(OrderBy::Created);
    desk.pass(15);
    let (later, _) = desk.take_latest();
    desk.reply(&later, list(last(vec![row("t_1", 12)])));
    desk.reply(&earlier, list(last(vec![row("t_1", -100)])));
    assert_eq!(desk.row("t_1").conversation.last_message_at, Some(t(12)));
}

#[test]
fn the_list_by_creation_is_asked_for_when_it_is_shown_and_then_kept_as_fresh() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    assert!(desk.waiting.iter().all(
        |request| !matches!(&request.call, Call::List(query) if query.order == OrderBy::Created)
    ));
    desk.handle(Input::Order(OrderBy::Created));
    for _ in 0..3 {
        let (created, start) = desk.take_list(OrderBy::Created);
        assert!(matches!(start, Start::From(_)));
        desk.answer(&created);
        desk.pass(15);
    }
    desk.handle(Input::Order(OrderBy::LastMessage));
    desk.answer_all();
    desk.pass(200);
    assert!(desk.waiting.iter().all(
        |request| !matches!(&request.call, Call::List(query) if query.order == OrderBy::Created)
    ));
}

#[test]
fn history_is_read_as_far_back_as_wanted() {
    let days = |days: u64| Duration::from_secs(days * 24 * 3600);
    let starts = [
        (History::All, Some(Start::Beginning)),
        (
            History::Since(days(90)),
            Some(Start::From(t(-90 * 24 * 3600))),
        ),
        (History::Off, None),
    ];
    for (history, expected) in starts {
        let mut desk = Desk::new(Settings {
            history,
            ..settings()
        });
        let (window, _) = desk.take_latest();
        assert!(
            desk.waiting
                .iter()
                .all(|request| !matches!(request.call, Call::List(_)))
        );
        desk.answer(&window);
        let (_, created) = desk.take_list(OrderBy::Created);
        assert_eq!(created, Start::From(t(-WINDOW)));
        let history = desk
            .waiting
            .iter()
            .position(|r| matches!(r.call, Call::List(_)));
        assert_eq!(
            history.map(|_| desk.take_list(OrderBy::Created).1),
            expected
        );
        desk.answer_all();
    }
    let mut desk = Desk::ready(settings(), Vec::new());
    assert_eq!(
        desk.engine.status().knowledge.gaps().history,
        HistoryProgress::Off
    );
    desk = Desk::ready(Settings::default(), vec![row("t_old", -WINDOW * 4)]);
    assert_eq!(
        desk.engine.status().knowledge.gaps().history,
        HistoryProgress::Done
    );
    assert!(desk.shows("t_old"));
}

fn with_bad_row(desk: &Desk, request: &spruce_inbox::sync::Request) -> Body {
    assert!(matches!(request.call, Call::List(_)));
    let mut page = last(desk.rows.clone());
    page.bad_rows = 1;
    list(page)
}

#[test]
fn there_is_no_all_clear_over_a_row_that_cannot_be_read() {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", -7200));
    let (window, _) = desk.take_latest();
    let body = with_bad_row(&desk, &window);
    desk.reply(&window, body);
    desk.answer_all();
    assert_eq!(desk.engine.status().knowledge.gaps().unreadable, 1);
    assert!(!desk.all_known());
    desk.live(3000);
    assert!(!desk.all_known(), "no later walk went as far back");
    desk.live(1000);
    assert!(desk.all_known(), "the whole window was read again");
}

#[test]
fn a_row_that_a_poll_cannot_read_is_not_forgotten_by_the_next_one() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    assert!(desk.all_known());
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    let body = with_bad_row(&desk, &poll);
    desk.reply(&poll, body);
    desk.live(60);
    assert!(!desk.all_known());
    desk.live(300);
    assert!(desk.all_known(), "the last day was read again");
}

#[test]
fn a_row_whose_time_goes_back_does_not_pass_for_checked() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -10)]);
    assert!(!desk.row("t_1").unchecked());
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.reply(&poll, list(last(vec![row("t_1", 12)])));
    desk.take_items();
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.reply(&poll, list(last(vec![row("t_1", -10)])));
    assert!(desk.row("t_1").unchecked() && !desk.all_known());
}
