use super::*;
use crate::model::exchange::Meta;

fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

fn failure(kind: FailureKind, request_id: &str) -> Failure {
    Failure {
        kind,
        retry_after: None,
        meta: Meta {
            request_id: Some(CleanText::line(request_id)),
            ..Meta::default()
        },
        message: CleanText::line("made-up failure"),
    }
}

fn journal() -> Journal {
    Journal::new(at(0))
}

#[test]
fn errors_that_are_alike_become_one_with_the_latest_id_on_top() {
    let mut journal = journal();
    let (down, slow) = (FailureKind::Status(503), FailureKind::Status(504));
    for (second, kind) in [(1, down), (2, slow), (3, down), (4, down)] {
        let id = format!("req-{second}");
        journal.failed(WorkKind::Latest, &failure(kind, &id), at(second));
    }
    let line = |error: &LastError| {
        let id = error.request_id.as_ref().map(ToString::to_string);
        (error.kind, error.first_at, error.last_at, error.count, id)
    };
    assert_eq!(
        journal.errors().iter().map(line).collect::<Vec<_>>(),
        [
            (down, at(1), at(4), 3, Some("req-4".to_owned())),
            (slow, at(2), at(2), 1, Some("req-2".to_owned())),
        ]
    );
    let waits = [Some(Duration::from_secs(5)), None].map(FailureKind::RateLimited);
    for kind in waits {
        journal.failed(WorkKind::Items, &failure(kind, "req-9"), at(9));
    }
    let newest = journal.errors().swap_remove(0);
    assert_eq!((newest.kind, newest.count), (waits[1], 2));
    let same = failure(down, "req-10");
    journal.failed(WorkKind::Created, &same, at(10));
    assert_eq!(journal.errors().len(), 4, "other work is another line");
}

#[test]
fn only_the_latest_errors_are_kept() {
    let mut journal = journal();
    for status in 500..530 {
        let failure = failure(FailureKind::Status(status), "req-1");
        journal.failed(WorkKind::Latest, &failure, at(status.into()));
    }
    let errors = journal.errors();
    assert_eq!(errors.len(), ERRORS_MAX);
    assert_eq!(errors[0].kind, FailureKind::Status(529));
    assert_eq!(errors[ERRORS_MAX - 1].kind, FailureKind::Status(510));
}

#[test]
fn an_id_that_says_something_is_not_quoted() {
    let mut journal = journal();
    let failure = failure(FailureKind::Status(500), "Ann Example");
    journal.failed(WorkKind::Latest, &failure, at(1));
    assert_eq!(journal.errors()[0].request_id, None);
}

#[test]
fn a_conversation_that_is_not_there_is_an_answer_to_a_lookup_only() {
    let mut journal = journal();
    let missing = failure(FailureKind::NotFound, "req-1");
    journal.failed(WorkKind::Lookup, &missing, at(1));
    assert_eq!(journal.errors(), []);
    journal.failed(WorkKind::Items, &missing, at(1));
    assert_eq!(journal.errors().len(), 1);
    let failed: u64 = journal.tallies().iter().map(|tally| tally.failed).sum();
    assert_eq!(failed, 1);
}

#[test]
fn durations_are_the_latest_ones_but_the_slowest_stays() {
    let mut journal = journal();
    let items = |journal: &Journal| {
        let tallies = journal.tallies();
        let tally = *tallies
            .iter()
            .find(|tally| tally.kind == WorkKind::Items)
            .unwrap();
        (tally.median, tally.slowest)
    };
    assert_eq!(items(&journal), (None, None));
    let ms = Duration::from_millis;
    for took in [9000, 100, 300] {
        journal.ended(WorkKind::Items, ms(took));
    }
    assert_eq!(items(&journal), (Some(ms(300)), Some(ms(9000))));
    for _ in 0..DURATIONS_MAX {
        journal.ended(WorkKind::Items, ms(20));
    }
    assert_eq!(items(&journal), (Some(ms(20)), Some(ms(9000))));
}
