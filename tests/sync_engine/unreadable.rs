//! What could not be read, and how it is found out that it can be read again.

use spruce_inbox::model::exchange::Page;
use spruce_inbox::sync::{Body, Call, Request};

use super::desk::{Desk, automated, id, last, row, settings};

/// Answers everything truthfully, but for a while no row of a list and no item can be read.
fn answer_unreadable(desk: &mut Desk, request: &Request) {
    match &request.call {
        Call::List(_) => desk.reply(
            request,
            Body::List(Page {
                bad_rows: 1,
                ..last(Vec::new())
            }),
        ),
        Call::Items(_) => desk.reply(
            request,
            Body::Items(Page {
                bad_rows: 1,
                ..last(Vec::new())
            }),
        ),
        _ => desk.answer(request),
    }
}

fn with_one_conversation() -> Desk {
    let mut desk = Desk::new(settings());
    desk.put(row("t_1", -7200));
    desk.items.insert(id("t_1"), vec![automated("ti_1", -7200)]);
    desk
}

#[test]
fn a_window_that_could_not_be_read_at_all_is_read_again_with_the_next_poll() {
    let mut desk = with_one_conversation();
    while !desk.waiting.is_empty() {
        let request = desk.waiting.remove(0);
        answer_unreadable(&mut desk, &request);
    }
    assert!(!desk.all_known());
    desk.live(20);
    assert!(desk.shows("t_1") && desk.all_known());
}

#[test]
fn items_that_could_not_be_read_are_read_again_within_the_hour() {
    let mut desk = with_one_conversation();
    while !desk.waiting.is_empty() {
        let request = desk.waiting.remove(0);
        match request.call {
            Call::Items(_) => answer_unreadable(&mut desk, &request),
            _ => desk.answer(&request),
        }
    }
    desk.live(1800);
    assert!(!desk.all_known(), "somebody may be waiting there");
    desk.live(2000);
    assert!(desk.all_known());
}
