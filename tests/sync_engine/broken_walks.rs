//! Walks whose first page is good and that never come to their end: they must not cost more and more.

use spruce_inbox::sync::{Body, Call, FailureKind};

use super::desk::{Desk, more, row, settings};

/// Answers first pages well and later ones in this way for ten minutes. How many pages were asked for.
fn pages_in_ten_minutes(
    mut desk: Desk,
    later: impl Fn(&mut Desk, &spruce_inbox::sync::Request),
) -> u32 {
    let mut pages = 0;
    for _ in 0..600 {
        while let Some(request) = desk.waiting.pop() {
            match &request.call {
                Call::List(query) => {
                    pages += 1;
                    let first =
                        !matches!(query.start, spruce_inbox::model::exchange::Start::After(_));
                    if first {
                        desk.reply(&request, Body::List(more(vec![row("t_1", -100)], "on")));
                    } else {
                        later(&mut desk, &request);
                    }
                }
                _ => desk.answer(&request),
            }
        }
        assert!(!desk.all_known());
        desk.pass(1);
    }
    pages
}

#[test]
fn a_list_that_goes_round_in_circles_is_asked_for_less_and_less() {
    let circles = |desk: &mut Desk, request: &spruce_inbox::sync::Request| {
        desk.reply(request, Body::List(more(vec![row("t_1", -100)], "on")));
    };
    let pages = pages_in_ten_minutes(Desk::new(settings()), circles);
    assert!((10..=60).contains(&pages), "{pages}");
}

#[test]
fn a_list_whose_tokens_are_always_stale_is_asked_for_less_and_less() {
    let stale = |desk: &mut Desk, request: &spruce_inbox::sync::Request| {
        desk.fail(request, FailureKind::Rejected);
    };
    let pages = pages_in_ten_minutes(Desk::new(settings()), stale);
    assert!((10..=60).contains(&pages), "{pages}");
}
