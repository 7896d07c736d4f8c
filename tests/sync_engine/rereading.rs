//! Reading everything again because somebody asked for it.

#![expect(clippy::print_stdout, reason = "seeds are shown when a test fails")]

use std::time::Duration;

use spruce_inbox::model::conversation::Conversation;
use spruce_inbox::model::exchange::{OrderBy, Page, RateLimits, Start};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{
    AuthProblem, Body, Call, Change, FailureKind, HistoryProgress, Input, NetworkProblem, Notice,
    Progress, Settings, Stage,
};

use super::desk::{Desk, id, last, more, patient, row, settings};

const DAY: i64 = 24 * 3600;

/// Three conversations in the window, two behind it.
fn rows() -> Vec<Conversation> {
    vec![
        row("t_1", -100),
        row("t_2", -3 * DAY),
        row("t_3", -5 * DAY),
        row("t_4", -20 * DAY),
        row("t_5", -25 * DAY),
    ]
}

/// A desk that knows all of them.
fn desk() -> Desk {
    let mut desk = Desk::ready(Settings::default(), rows());
    desk.live(300);
    assert!(desk.engine.knowledge(desk.now).counts_are_exact());
    desk.changes.clear();
    desk
}

/// Whether it was told that everything was read again, and how much of it could not be.
fn ended(desk: &Desk) -> Option<u32> {
    desk.changes.iter().find_map(|change| match change {
        Change::Notice(Notice::Reread { given_up }) => Some(*given_up),
        _ => None,
    })
}

#[test]
fn it_reads_the_window_history_and_the_windows_items_and_says_what_that_costs() {
    let mut desk = desk();
    let cost = desk.engine.reread_cost().unwrap();
    assert_eq!((cost.list_pages, cost.conversations, cost.items), (2, 5, 3));
    assert_eq!((cost.requests(), cost.at_least), (5, Duration::ZERO));
    desk.handle(Input::Reread);
    let total = Some(5);
    assert_eq!(desk.engine.rereading(), Some(Progress { loaded: 0, total }));
    let mut asked: Vec<Call> = Vec::new();
    while !desk.waiting.is_empty() {
        let request = desk.waiting.remove(0);
        asked.push(request.call.clone());
        desk.answer(&request);
    }
    let items: Vec<_> = asked
        .iter()
        .filter_map(|call| match call {
            Call::Items(query) => Some((query.conversation.as_str(), query.start.clone())),
            _ => None,
        })
        .collect();
    let newest_first = ["t_1", "t_2", "t_3"].map(|name| (name, Start::Beginning));
    assert_eq!(items, newest_first);
    let lists = asked.iter().filter_map(|call| match call {
        Call::List(query) => Some((query.order, query.start.clone())),
        _ => None,
    });
    let window = Start::From(super::desk::t(0).minus(Settings::default().window));
    let lists: Vec<_> = lists.collect();
    assert_eq!(
        lists,
        [
            (OrderBy::LastMessage, window),
            (OrderBy::Created, Start::Beginning)
        ]
    );
    assert_eq!((desk.engine.rereading(), ended(&desk)), (None, Some(0)));
}

#[test]
fn what_changed_or_went_without_moving_a_time_is_found_far_behind_the_window() {
    let mut desk = desk();
    let mut changed = row("t_4", -20 * DAY);
    changed.title = CleanText::line("Made-Up Newname");
    desk.put(changed.clone());
    desk.rows.retain(|row| row.id != id("t_5"));
    // An item that showed up much too late, without its row having moved.
    let late = patient("ti_late", -3 * DAY - 5);
    desk.items.get_mut(&id("t_2")).unwrap().push(late);
    desk.live(3700);
    assert!(
        desk.shows("t_5")
            && desk
                .row("t_2")
                .digest
                .as_ref()
                .unwrap()
                .unanswered()
                .is_empty()
    );
    desk.handle(Input::Reread);
    desk.live(60);
    assert_eq!(desk.row("t_4").conversation, changed);
    assert!(!desk.shows("t_5"));
    assert_eq!(ended(&desk), Some(0));
}

#[test]
fn what_is_known_stays_known_meanwhile_and_asking_twice_changes_nothing() {
    let mut desk = desk();
    desk.handle(Input::Reread);
    let waiting = desk.waiting.clone();
    desk.handle(Input::Reread);
    assert_eq!(desk.waiting, waiting);
    while !desk.waiting.is_empty() {
        let known = desk.engine.knowledge(desk.now);
        assert_eq!(known.stage(), Stage::Complete);
        assert_eq!(known.gaps().history, HistoryProgress::Done);
        assert!(known.counts_are_exact());
        assert_eq!(desk.engine.picture().len(), 5);
        let request = desk.waiting.remove(0);
        desk.answer(&request);
    }
    assert_eq!(ended(&desk), Some(0));
}

#[test]
fn while_everything_is_read_for_the_first_time_it_costs_nothing_and_does_nothing() {
    let mut desk = Desk::new(settings());
    assert_eq!(desk.engine.reread_cost(), None);
    desk.handle(Input::Reread);
    assert_eq!(desk.engine.rereading(), None);
}

#[test]
fn a_first_walk_through_history_goes_on_and_does_for_it() {
    let mut desk = Desk::new(Settings::default());
    desk.rows = rows();
    let is_history =
        |call: &Call| matches!(call, Call::List(query) if query.start == Start::Beginning);
    while let Some(at) = desk.waiting.iter().position(|it| !is_history(&it.call)) {
        let request = desk.waiting.remove(at);
        desk.answer(&request);
    }
    let first = desk.take(is_history);
    desk.reply(
        &first,
        Body::List(more(vec![row("t_5", -25 * DAY)], "page 2")),
    );
    desk.handle(Input::Reread);
    while ended(&desk).is_none() {
        assert!(!desk.waiting.iter().any(|it| is_history(&it.call)));
        if desk.waiting.is_empty() {
            desk.until(desk.engine.next_deadline().unwrap());
        } else {
            let request = desk.waiting.remove(0);
            desk.answer(&request);
        }
    }
    assert_eq!(ended(&desk), Some(0));
}

#[test]
fn faults_in_its_middle_only_delay_it() {
    let kinds = [
        FailureKind::Network(NetworkProblem::Broken),
        FailureKind::Status(500),
        FailureKind::RateLimited(None),
        FailureKind::Rejected,
        FailureKind::Unreadable,
    ];
    for seed in 0..40 {
        println!("seed {seed}");
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut desk = desk();
        let known: Vec<_> = desk.engine.picture().slots().collect();
        desk.handle(Input::Reread);
        for _ in 0..30 {
            if desk.waiting.is_empty() {
                desk.until(desk.engine.next_deadline().unwrap());
                continue;
            }
            let request = desk.waiting.remove(rng.usize(..desk.waiting.len()));
            if rng.u8(..3) > 0 {
                desk.fail(&request, kinds[rng.usize(..kinds.len())]);
            } else {
                desk.answer(&request);
            }
            let knowledge = desk.engine.knowledge(desk.now);
            assert!(!matches!(knowledge.stage(), Stage::Loading(_)));
            assert_eq!(knowledge.gaps().history, HistoryProgress::Done);
            assert_eq!(desk.engine.picture().len(), known.len());
        }
        desk.live(3600);
        let given_up = ended(&desk).expect("it comes to its end");
        assert!(given_up <= 3);
        assert_eq!(desk.engine.rereading(), None);
        assert!(desk.all_known());
    }
}

#[test]
fn conversations_that_cannot_be_read_are_given_up_and_told() {
    let mut desk = desk();
    desk.handle(Input::Reread);
    let end = desk.now.mono + Duration::from_secs(1800);
    while desk.now.mono < end && ended(&desk).is_none() {
        while !desk.waiting.is_empty() {
            let request = desk.waiting.remove(0);
            let bad =
                matches!(&request.call, Call::Items(query) if query.conversation == id("t_2"));
            if bad {
                desk.fail(&request, FailureKind::Status(500));
            } else {
                desk.answer(&request);
            }
        }
        desk.until(desk.engine.next_deadline().unwrap());
    }
    assert_eq!(ended(&desk), Some(1));
    assert!(desk.shows("t_2"), "it stays");
}

#[test]
fn a_row_of_history_that_cannot_be_read_is_counted_until_it_is_read_again() {
    let mut desk = Desk::new(Settings::default());
    desk.rows = rows();
    for row in rows() {
        let at = row.last_message_at.unwrap().as_millis() / 1000 - super::desk::T0;
        let item = super::desk::human(&format!("ti_of_{}", row.id), at);
        desk.items.insert(row.id, vec![item]);
    }
    let is_history =
        |call: &Call| matches!(call, Call::List(query) if query.start == Start::Beginning);
    while let Some(at) = desk.waiting.iter().position(|it| !is_history(&it.call)) {
        let request = desk.waiting.remove(at);
        desk.answer(&request);
    }
    let walk = desk.take(is_history);
    let page = Page {
        bad_rows: 1,
        ..last(rows())
    };
    desk.reply(&walk, Body::List(page));
    desk.live(200);
    let known = desk.engine.knowledge(desk.now);
    assert_eq!(known.gaps().unreadable, 1);
    assert!(known.window_is_known() && !known.counts_are_exact());
    desk.handle(Input::Reread);
    desk.live(60);
    assert!(desk.engine.knowledge(desk.now).counts_are_exact());
}

#[test]
fn after_a_refused_token_it_goes_on_where_it_was() {
    let mut desk = desk();
    desk.handle(Input::Reread);
    let request = desk.take(|call| matches!(call, Call::List(_)));
    desk.fail(&request, FailureKind::Auth(AuthProblem::Forbidden));
    desk.answer_all();
    desk.live(600);
    assert!(desk.engine.rereading().is_some());
    assert_eq!(ended(&desk), None);
    desk.handle(Input::Refresh);
    desk.live(120);
    assert_eq!(ended(&desk), Some(0));
}

#[test]
fn it_keeps_to_the_budget_and_news_go_before_it() {
    let rows = (0..120).map(|n| row(&format!("t_{n}"), -900 - n));
    let mut desk = Desk::ready(Settings::default(), rows.collect());
    desk.limits = RateLimits {
        minute_limit: Some(100),
        minute_remaining: Some(100),
        ..RateLimits::default()
    };
    desk.live(1800);
    let cost = desk.engine.reread_cost().unwrap();
    assert_eq!((cost.list_pages, cost.items), (2, 120));
    let began = desk.now.mono;
    desk.changes.clear();
    desk.handle(Input::Reread);
    let mut sent = Vec::new();
    while ended(&desk).is_none() {
        while !desk.waiting.is_empty() {
            let request = desk.waiting.remove(0);
            sent.push(desk.now.mono);
            desk.answer(&request);
        }
        let recent = sent
            .iter()
            .filter(|at| **at + Duration::from_mins(1) > desk.now.mono);
        assert!(recent.count() <= 25);
        assert_eq!(desk.engine.knowledge(desk.now).stage(), Stage::Complete);
        desk.until(desk.engine.next_deadline().unwrap());
    }
    let took = desk.now.mono.saturating_sub(began);
    assert!(cost.at_least >= Duration::from_mins(5), "{cost:?}");
    assert!(
        took >= cost.at_least && took <= 2 * cost.at_least,
        "{took:?} {cost:?}"
    );
}
