use super::*;
use crate::model::exchange::Meta;
use crate::model::id::ConversationId;
use crate::sync::{AuthProblem, NetworkProblem};

const END: u64 = 300;

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

const BOUNDS: Bounds = Bounds {
    requests: None,
    until: Some(s(END)),
    patience: Some(s(15)),
};

fn failure(kind: FailureKind) -> Failure {
    Failure {
        kind,
        retry_after: None,
        meta: Meta::default(),
        message: CleanText::line("it broke"),
    }
}

fn problem(next_try: Option<u64>) -> Problem {
    Problem {
        message: CleanText::line("it broke"),
        request_id: None,
        next_try: next_try.map(s),
    }
}

/// A desk that is looked at, told by what is out of the ordinary.
struct Desk {
    patience: Patience,
    number: u64,
    link: Link,
    extent: Extent,
    loading: bool,
    held_until: Option<Duration>,
    asks_at: Option<Duration>,
}

impl Desk {
    fn new() -> Self {
        Self {
            patience: Patience::default(),
            number: 0,
            link: Link::Up,
            extent: Extent::default(),
            loading: false,
            held_until: None,
            asks_at: Some(s(1)),
        }
    }

    fn asks(&mut self, call: Call, now: u64) -> RequestId {
        self.number += 1;
        let id = RequestId(self.number);
        self.patience.asks(&Request { id, call }, s(now));
        id
    }

    /// A request that is answered a second later.
    fn fails(&mut self, call: Call, kind: FailureKind, now: u64) {
        let id = self.asks(call, now - 1);
        self.patience.hears(id, Some(&failure(kind)), s(now));
    }

    fn works(&mut self, now: u64) {
        let id = self.asks(Call::Organization, now);
        self.patience.hears(id, None, s(now));
    }

    fn ends(&mut self, now: u64) -> Option<Reason> {
        self.cut(now).map(|cut| cut.reason)
    }

    fn cut(&mut self, now: u64) -> Option<Cut> {
        let sight = Sight {
            now: s(now),
            extent: self.extent,
            loading: self.loading,
            link: &self.link,
            held_until: self.held_until,
            asks_at: self.asks_at,
        };
        self.patience.ends(&sight, &BOUNDS)
    }
}

fn lookup() -> Call {
    Call::Conversation(ConversationId::parse("t_1").unwrap())
}

#[test]
fn what_is_left_is_spoken_of_only_where_something_is_there() {
    for (loading, why) in [
        (true, "it broke"),
        (false, "what is left cannot be read: it broke"),
    ] {
        let mut desk = Desk::new();
        desk.loading = loading;
        for now in 1..4 {
            desk.fails(lookup(), FailureKind::Status(500), now);
        }
        assert_eq!(desk.cut(14).unwrap().why.as_str(), why);
    }
}

#[test]
fn nothing_that_works_is_given_up_by_its_last_failure_that_mattered() {
    let kinds = [
        (
            FailureKind::Network(NetworkProblem::Connect),
            Reason::Network,
        ),
        (FailureKind::Status(500), Reason::Network),
        (FailureKind::Unreadable, Reason::NotUnderstood),
        (FailureKind::Rejected, Reason::NotUnderstood),
        (FailureKind::NotFound, Reason::NotUnderstood),
    ];
    for (kind, reason) in kinds {
        let mut desk = Desk::new();
        desk.loading = true;
        desk.link = Link::Trouble(problem(Some(5)));
        desk.fails(Call::Organization, kind, 3);
        assert_eq!(desk.ends(3), None, "{kind:?}");
        // Something less important fails in another way.
        desk.fails(lookup(), FailureKind::Status(404), 9);
        assert_eq!(desk.ends(9), None, "{kind:?}");
        assert_eq!(desk.ends(16), None, "{kind:?}");
        assert_eq!(desk.ends(17), Some(reason), "{kind:?}");
    }
}

#[test]
fn what_works_in_between_begins_anew() {
    let mut desk = Desk::new();
    for now in 1..40 {
        desk.link = if now % 5 == 0 {
            Link::Up
        } else {
            Link::Trouble(problem(Some(now + 1)))
        };
        desk.fails(Call::Organization, FailureKind::Status(500), now);
        desk.extent.rows += usize::from(now % 5 == 0);
        assert_eq!(desk.ends(now), None, "{now}");
    }
}

#[test]
fn a_server_that_never_answers_is_given_up_with_its_first_failure() {
    let mut desk = Desk::new();
    desk.loading = true;
    desk.link = Link::Connecting;
    let id = desk.asks(Call::Organization, 0);
    for now in 0..30 {
        assert_eq!(desk.ends(now), None, "{now}: it may be slow");
    }
    let timeout = failure(FailureKind::Network(NetworkProblem::Timeout));
    desk.patience.hears(id, Some(&timeout), s(30));
    desk.link = Link::Trouble(problem(Some(31)));
    assert_eq!(desk.ends(30), Some(Reason::Network));
}

#[test]
fn a_refused_token_ends_it_at_once() {
    let mut desk = Desk::new();
    desk.link = Link::Denied(AuthProblem::Forbidden, problem(None));
    assert_eq!(desk.ends(1), Some(Reason::Auth));
}

#[test]
fn used_up_limits_are_waited_out_if_there_is_time() {
    let mut desk = Desk::new();
    desk.link = Link::Exhausted(problem(Some(END - 1)));
    desk.asks_at = Some(s(END - 1));
    // Requests that were under way together are refused together.
    for _ in 0..4 {
        desk.fails(lookup(), FailureKind::RateLimited(None), 2);
    }
    for now in 2..END - 1 {
        assert_eq!(desk.ends(now), None, "{now}");
    }
    desk.link = Link::Exhausted(problem(Some(END)));
    assert_eq!(desk.ends(3), Some(Reason::Budget));
}

#[test]
fn what_the_limits_hold_back_for_too_long_is_not_waited_for() {
    let mut desk = Desk::new();
    desk.held_until = Some(s(END - 1));
    for now in 0..200 {
        assert_eq!(desk.ends(now), None, "{now}");
    }
    let mut desk = Desk::new();
    desk.held_until = Some(s(END));
    // Polls still go.
    assert_eq!(desk.ends(9), None);
    assert_eq!(desk.ends(10), Some(Reason::Budget));
}

#[test]
fn what_fails_again_and_again_while_all_else_is_known_is_given_up() {
    let mut desk = Desk::new();
    desk.extent.rows = 60;
    assert_eq!(desk.ends(2), None);
    for now in [3, 5, 9] {
        desk.fails(lookup(), FailureKind::Status(500), now);
        assert_eq!(desk.ends(now), None);
    }
    assert_eq!(desk.ends(11), None);
    assert_eq!(desk.ends(12), Some(Reason::NoProgress));
    desk.loading = true;
    assert_eq!(desk.ends(12), Some(Reason::Network), "there is nothing yet");
}

#[test]
fn something_new_gives_it_more_time() {
    let mut desk = Desk::new();
    for now in 1..60 {
        desk.fails(lookup(), FailureKind::Status(500), now);
        desk.extent.checked += usize::from(now % 9 == 0);
        assert_eq!(desk.ends(now), None, "{now}");
    }
    // The same again is nothing new.
    desk.extent.checked -= 1;
    assert_eq!(desk.ends(60), None);
    desk.extent.checked += 1;
    desk.fails(lookup(), FailureKind::Status(500), 63);
    assert_eq!(desk.ends(64), Some(Reason::NoProgress));
}

#[test]
fn polls_that_bring_nothing_do_not_keep_it_going() {
    let mut desk = Desk::new();
    desk.works(1);
    assert_eq!(desk.ends(1), None);
    desk.works(15);
    assert_eq!(desk.ends(19), None);
    assert_eq!(desk.ends(20), Some(Reason::NoProgress));
}

#[test]
fn a_slow_answer_is_waited_for() {
    let mut desk = Desk::new();
    desk.works(1);
    desk.asks(lookup(), 1);
    for now in 1..90 {
        assert_eq!(desk.ends(now), None, "{now}");
    }
}

#[test]
fn the_end_of_the_time_is_the_end() {
    let mut desk = Desk::new();
    desk.asks(lookup(), 0);
    desk.asks_at = None;
    assert_eq!(desk.ends(END - 1), None);
    assert_eq!(desk.ends(END), Some(Reason::MaxTime));
}

#[test]
fn it_does_not_wait_for_a_question_that_comes_too_late() {
    let mut desk = Desk::new();
    desk.asks_at = Some(s(END));
    assert_eq!(desk.ends(1), Some(Reason::MaxTime));
    desk.held_until = Some(s(END));
    assert_eq!(desk.ends(1), Some(Reason::Budget));
    desk.link = Link::Trouble(problem(Some(END)));
    assert_eq!(desk.ends(1), Some(Reason::Network));
}

#[test]
fn without_bounds_it_goes_on_for_ever() {
    let mut desk = Desk::new();
    desk.link = Link::Denied(AuthProblem::Forbidden, problem(None));
    let sight = Sight {
        now: s(100_000),
        extent: desk.extent,
        loading: false,
        link: &desk.link,
        held_until: None,
        asks_at: None,
    };
    let bounds = Bounds {
        requests: None,
        until: None,
        patience: None,
    };
    assert_eq!(desk.patience.ends(&sight, &bounds), None);
}
