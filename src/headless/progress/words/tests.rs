use super::*;
use crate::model::exchange::RateLimits;
use crate::model::text::CleanText;
use crate::sync::{Counters, Held, Knowledge, Priority, Problem};

fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn status(knowledge: Knowledge, link: Link) -> Status {
    Status {
        organization: None,
        link,
        knowledge,
        budget: BudgetView {
            used: 0,
            allowed: 1000,
            limits: RateLimits::default(),
            held: Vec::new(),
        },
        direction: None,
        counters: Counters {
            requests: 50,
            ..Counters::default()
        },
    }
}

/// Ten seconds and fifty requests into it.
fn scene(status: &Status) -> Scene<'_> {
    Scene {
        status,
        rows: 1400,
        now: s(10),
        server_now: Timestamp::parse("2026-11-23T14:03:10Z").unwrap(),
        zone: Zone::Utc,
        requests: 50,
    }
}

fn said(status: &Status) -> String {
    text(&scene(status)).unwrap()
}

fn loading(loaded: u32, total: Option<u32>) -> Knowledge {
    Knowledge::at(Stage::Loading(Progress { loaded, total }), 0)
}

fn problem(next_try: Option<u64>) -> Problem {
    Problem {
        message: CleanText::line("the server answered 500"),
        request_id: None,
        next_try: next_try.map(s),
    }
}

#[test]
fn it_says_what_is_read_and_how_long_that_takes() {
    let up = |knowledge| status(knowledge, Link::Up);
    let mut status = up(loading(1400, Some(6995)));
    // 28 pages and 5,595 conversations at five a second.
    assert_eq!(
        said(&status),
        "reading 1,400 of ≈6,995 · about 19 min left · 50 requests"
    );
    // 25 a minute are slower than that.
    status.budget.allowed = 25;
    assert_eq!(
        said(&status),
        "reading 1,400 of ≈6,995 · about 4 h left · 50 requests"
    );
    let status = up(Knowledge::at(Stage::Complete, 120));
    assert_eq!(
        said(&status),
        "checking who wrote: 120 left · about 25 s left · 50 requests"
    );
}

#[test]
fn what_is_not_known_is_not_said() {
    let unknown = status(loading(1400, None), Link::Up);
    assert_eq!(said(&unknown), "reading, 1,400 so far · 50 requests");
    // A total that was passed is wrong.
    let wrong = status(loading(1400, Some(1000)), Link::Up);
    assert!(said(&wrong).starts_with("reading, 1,400 so far · "));
    let begin = status(loading(0, None), Link::Connecting);
    let first = Scene {
        requests: 1,
        now: s(1),
        ..scene(&begin)
    };
    assert_eq!(text(&first).unwrap(), "connecting · 1 request");
    let early = status(loading(200, Some(400)), Link::Up);
    let early = Scene {
        now: s(2),
        ..scene(&early)
    };
    assert_eq!(
        text(&early).unwrap(),
        "reading 200 of ≈400 · 50 requests",
        "nobody can say how fast it goes"
    );
    let done = status(Knowledge::at(Stage::Complete, 0), Link::Up);
    assert_eq!(text(&scene(&done)), None);
}

#[test]
fn failures_are_no_pace() {
    let mut status = status(Knowledge::at(Stage::Complete, 120), Link::Up);
    status.counters.failures = 46;
    let line = "checking who wrote: 120 left · 50 requests";
    assert_eq!(said(&status), line);
}

#[test]
fn it_says_what_holds_it_back() {
    let known = Knowledge::at(Stage::Complete, 3);
    let links = [
        (
            Link::Trouble(problem(Some(13))),
            "the server answered 500, again in 4 s",
        ),
        (Link::Trouble(problem(None)), "the server answered 500"),
        (
            Link::Exhausted(problem(Some(120))),
            "waiting for the request limit until 14:05",
        ),
        (
            Link::Exhausted(problem(None)),
            "waiting for the request limit",
        ),
    ];
    for (link, words) in links {
        let status = status(known, link);
        let line = format!("checking who wrote: 3 left · {words} · 50 requests");
        assert_eq!(said(&status), line);
    }
    let mut status = status(known, Link::Up);
    let held = [
        (HeldBy::Share, "waiting for the request limit until 14:04"),
        (
            HeldBy::Reserve,
            "leaving the rest of the request limit to others until 14:04",
        ),
        (
            HeldBy::Day,
            "spreading what is left of today's requests until 14:04",
        ),
    ];
    for (by, words) in held {
        status.budget.held = vec![Held {
            kind: Priority::Recent,
            until: s(70),
            by,
        }];
        let line = format!("checking who wrote: 3 left · {words} · 50 requests");
        assert_eq!(said(&status), line);
    }
}

#[test]
fn time_is_told_roughly() {
    let said = [0, 4, 5, 59, 60, 61, 5399, 5400].map(|seconds| about(s(seconds)));
    let words = [
        "about 5 s left",
        "about 5 s left",
        "about 10 s left",
        "about 60 s left",
        "about 1 min left",
        "about 2 min left",
        "about 90 min left",
        "about 2 h left",
    ];
    assert_eq!(said, words);
}
