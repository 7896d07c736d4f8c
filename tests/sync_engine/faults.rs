//! Failures: who waits, for how long, and what ends the wait.

use std::time::Duration;

use spruce_inbox::model::exchange::Start;
use spruce_inbox::model::id::EntityId;
use spruce_inbox::model::member::{Member, MemberKind};
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::{
    AuthProblem, Body, Call, FailureKind, Input, Link, NetworkProblem, Watch,
};

use super::desk::{Desk, last, more, row, settings};

const DOWN: FailureKind = FailureKind::Network(NetworkProblem::Connect);
const FORBIDDEN: FailureKind = FailureKind::Auth(AuthProblem::Forbidden);

fn denied(desk: &Desk) -> bool {
    matches!(desk.engine.status().link, Link::Denied(..))
}

#[test]
fn a_refused_token_stops_everything_until_the_user_says_otherwise() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.fail(&poll, FORBIDDEN);
    assert!(denied(&desk));
    assert_eq!(desk.engine.next_deadline(), None);
    desk.waiting.clear();
    desk.pass(3600);
    assert!(desk.waiting.is_empty());
    desk.handle(Input::Refresh);
    desk.answer_all();
    assert_eq!(desk.engine.status().link, Link::Up);
}

#[test]
fn failures_of_requests_under_way_do_not_end_the_refusal() {
    for kind in [
        DOWN,
        FailureKind::Status(500),
        FailureKind::RateLimited(None),
    ] {
        let mut desk = Desk::new(settings());
        let organization = desk.take(|call| matches!(call, Call::Organization));
        let (window, _) = desk.take_latest();
        desk.fail(&organization, FORBIDDEN);
        desk.fail(&window, kind);
        assert!(denied(&desk), "after {kind:?}");
        desk.waiting.clear();
        desk.pass(3600);
        assert!(desk.waiting.is_empty(), "after {kind:?}");
    }
}

#[test]
fn one_forbidden_conversation_is_not_a_refused_token() {
    let mut desk = Desk::ready(settings(), Vec::new());
    desk.put(row("t_1", 5));
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    let (items, _) = desk.take_items();
    desk.fail(&items, FORBIDDEN);
    assert!(!denied(&desk));
    let organization = desk.take(|call| matches!(call, Call::Organization));
    desk.fail(&organization, FORBIDDEN);
    assert!(denied(&desk), "the organization's answer tells");
}

#[test]
fn used_up_limits_stop_everything_for_a_minute_at_least() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.fail(&poll, FailureKind::RateLimited(None));
    assert!(matches!(desk.engine.status().link, Link::Exhausted(_)));
    desk.handle(Input::Refresh);
    desk.pass(59);
    assert!(desk.waiting.is_empty());
    desk.live(60);
    assert_eq!(desk.engine.status().link, Link::Up);
}

#[test]
fn a_success_under_way_does_not_end_the_wait_for_new_limits() {
    let mut desk = Desk::new(settings());
    let organization = desk.take(|call| matches!(call, Call::Organization));
    let (window, _) = desk.take_latest();
    desk.pass(1);
    desk.waiting.clear();
    desk.fail(&window, FailureKind::RateLimited(None));
    desk.answer(&organization);
    desk.pass(50);
    assert!(desk.waiting.is_empty());
    assert!(matches!(desk.engine.status().link, Link::Exhausted(_)));
}

#[test]
fn refusals_of_one_moment_count_once() {
    let mut desk = Desk::new(settings());
    let requests = std::mem::take(&mut desk.waiting);
    assert!(requests.len() >= 3);
    for request in &requests {
        desk.fail(request, FailureKind::RateLimited(None));
    }
    let wait = desk.engine.next_deadline().unwrap();
    assert!(wait <= Duration::from_secs(90), "{wait:?}");
}

#[test]
fn the_longest_wait_that_refusals_of_one_moment_ask_for_is_kept() {
    let mut desk = Desk::new(settings());
    let requests = std::mem::take(&mut desk.waiting);
    for (request, seconds) in requests.iter().zip([1, 200, 2]) {
        let asked = Duration::from_secs(seconds);
        desk.fail(request, FailureKind::RateLimited(Some(asked)));
    }
    let wait = desk.engine.next_deadline().unwrap();
    assert!(wait >= Duration::from_secs(200), "{wait:?}");
}

#[test]
fn while_the_network_is_down_one_request_at_a_time_finds_out() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.fail(&poll, DOWN);
    for _ in 0..20 {
        let at = desk.engine.next_deadline().unwrap();
        assert!(at.saturating_sub(desk.now.mono) <= Duration::from_secs(300));
        desk.until(at);
        assert_eq!(desk.waiting.len(), 1);
        desk.pass(10);
        assert_eq!(desk.waiting.len(), 1, "no second one beside it");
        let probe = desk.waiting.remove(0);
        desk.fail(&probe, DOWN);
    }
    assert!(matches!(desk.engine.status().link, Link::Trouble(_)));
    desk.live(301);
    assert_eq!(
        desk.engine.status().link,
        Link::Up,
        "without anybody's help"
    );
    assert!(desk.all_known());
}

#[test]
fn a_stale_token_of_the_members_starts_them_over() {
    let member = |name: &str| Member {
        id: EntityId::parse(name).unwrap(),
        kind: MemberKind::Teammate,
        name: CleanText::line("Teammate Made-Up"),
    };
    let mut desk = Desk::new(settings());
    let first = desk.take(|call| matches!(call, Call::Members(None)));
    desk.reply(
        &first,
        Body::Members(more(vec![member("entity_1")], "token")),
    );
    let second = desk.take(|call| matches!(call, Call::Members(Some(_))));
    desk.fail(&second, FailureKind::Rejected);
    desk.pass(60);
    let again = desk.take(|call| matches!(call, Call::Members(None)));
    desk.reply(&again, Body::Members(last(vec![member("entity_2")])));
    assert!(
        desk.engine
            .member(&EntityId::parse("entity_2").unwrap())
            .is_some()
    );
}

#[test]
fn a_poll_in_trouble_is_not_excused_by_others_that_work() {
    let mut desk = Desk::new(settings());
    let (window, start) = desk.take_latest();
    desk.fail(&window, FailureKind::Status(500));
    desk.answer_all();
    assert!(matches!(desk.engine.status().link, Link::Trouble(_)));
    desk.pass(2);
    let (again, same) = desk.take_latest();
    assert_eq!(start, same);
    assert!(matches!(same, Start::From(_)));
    desk.answer(&again);
    assert_eq!(desk.engine.status().link, Link::Up);
}

#[test]
fn a_refusal_long_after_a_used_up_minute_is_about_the_token() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.limits.minute_remaining = Some(0);
    desk.pass(15);
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    desk.pass(130);
    let (poll, _) = desk.take_latest();
    desk.limits.minute_remaining = None;
    desk.fail(&poll, FORBIDDEN);
    assert!(denied(&desk));
}

#[test]
fn a_used_up_day_does_not_stop_the_polls_for_good() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    desk.limits.day_remaining = Some(0);
    desk.live(20);
    let told = desk.engine.status().counters.requests;
    desk.live(3600);
    let probes = desk.engine.status().counters.requests - told;
    assert!((3..=5).contains(&probes), "{probes}");
    desk.limits.day_remaining = Some(5000);
    desk.live(930);
    assert!(desk.all_known(), "a new day");
}

#[test]
fn the_wait_that_a_refusal_asks_for_is_kept_whatever_its_status() {
    let wait = Duration::from_secs(3 * 3600);
    for kind in [
        FORBIDDEN,
        FailureKind::Status(503),
        FailureKind::RateLimited(None),
    ] {
        let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
        desk.pass(15);
        let (poll, _) = desk.take_latest();
        desk.fail_until(&poll, kind, Some(wait));
        assert!(!denied(&desk), "{kind:?}");
        desk.answer_all();
        let asked_at = desk.now.mono;
        let until = asked_at + wait;
        while let Some(at) = desk.engine.next_deadline().filter(|at| *at < until) {
            desk.until(at);
            let latest =
                |call: &Call| matches!(call, Call::List(query) if query.start == poll_start(&poll));
            assert!(
                !desk.waiting.iter().any(|request| latest(&request.call)),
                "{kind:?}"
            );
            desk.answer_all();
        }
        desk.until(until + wait / 2);
        desk.answer_all();
        assert_eq!(desk.engine.status().link, Link::Up);
    }
}

fn poll_start(poll: &spruce_inbox::sync::Request) -> Start {
    match &poll.call {
        Call::List(query) => query.start.clone(),
        _ => panic!("a poll"),
    }
}

#[test]
fn members_that_go_round_in_circles_or_never_end_are_left_until_the_next_day() {
    let tokens: [fn(u64) -> u64; 2] = [|n| n % 3, |n| n];
    for (token, most) in tokens.into_iter().zip([4, 100]) {
        let mut desk = Desk::new(settings());
        let (mut pages, mut again) = (0, None);
        let hour = Duration::from_secs(3600);
        while again.is_none() && desk.now.mono < hour * 26 {
            while let Some(request) = desk.waiting.pop() {
                match &request.call {
                    Call::Members(None) if pages > 0 => again = Some(pages),
                    Call::Members(_) => {
                        assert!(desk.now.mono < hour, "still walking");
                        let page = more(Vec::new(), &format!("token_{}", token(pages)));
                        pages += 1;
                        desk.reply(&request, Body::Members(page));
                    }
                    _ => desk.answer(&request),
                }
            }
            let at = desk.engine.next_deadline().unwrap();
            desk.until(at);
        }
        assert_eq!(again, Some(most), "asked from the start a day later");
    }
}

#[test]
fn a_server_that_finds_nothing_at_all_makes_no_conversation_gone() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -100)]);
    let open = Some(desk.slot("t_1"));
    desk.handle(Input::Watch(Watch {
        open,
        visible: Vec::new(),
    }));
    desk.answer_all();
    for _ in 0..600 {
        desk.pass(1);
        while let Some(request) = desk.waiting.pop() {
            desk.fail(&request, FailureKind::NotFound);
        }
    }
    assert!(desk.shows("t_1"), "its list was not found either");
    assert!(!desk.all_known());
    desk.live(400);
    assert!(desk.shows("t_1") && desk.all_known());
}
