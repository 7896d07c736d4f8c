//! What could not be read is not forgotten before it was read, or shown to be there no more.

use spruce_inbox::model::exchange::{Page, Start};
use spruce_inbox::sync::Body;

use super::desk::{Desk, automated, last, more, patient, row, settings};

#[test]
fn an_unreadable_item_is_disproved_only_by_a_reading_as_deep() {
    let mut desk = Desk::new(settings());
    desk.rows = vec![row("t_1", -10)];
    while let Some(place) = desk
        .waiting
        .iter()
        .position(|request| !matches!(request.call, spruce_inbox::sync::Call::Items(_)))
    {
        let request = desk.waiting.remove(place);
        desk.answer(&request);
    }
    let (newest, _) = desk.take_items();
    let rows = vec![automated("ti_2", -10), automated("ti_0", -200)];
    let page = more(rows.clone(), "token");
    desk.reply(&newest, Body::Items(page));
    let (older, _) = desk.take_items();
    let page = Page {
        bad_rows: 1,
        ..last(Vec::new())
    };
    desk.reply(&older, Body::Items(page));
    assert_eq!(desk.engine.status().unreadable, 1);

    desk.put(row("t_1", 20));
    desk.until(desk.engine.next_deadline().unwrap());
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    let (newest, query) = desk.take_items();
    assert_eq!(query.start, Start::Beginning);
    let rows = [vec![automated("ti_3", 20)], rows].concat();
    desk.reply(&newest, Body::Items(more(rows, "another token")));
    assert_eq!(desk.engine.status().unreadable, 1, "nothing was disproved");
    let (older, _) = desk.take_items();
    let page = last(vec![patient("ti_1", -5000)]);
    desk.reply(&older, Body::Items(page));
    assert_eq!(desk.engine.status().unreadable, 0);
    assert_eq!(desk.unanswered("t_1"), ["ti_1"]);
}

#[test]
fn a_reading_that_the_machine_slept_through_is_looked_at_again_at_once() {
    let mut desk = Desk::ready(settings(), vec![row("t_1", -1000)]);
    desk.live(60);
    let now = i64::try_from(desk.now.mono.as_secs()).unwrap();
    desk.happen("t_1", automated("ti_new", now));
    desk.until(desk.engine.next_deadline().unwrap());
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    let (reading, _) = desk.take_items();
    // The answer waits in a buffer while the machine sleeps for ten minutes.
    desk.now.wall = desk.now.wall.plus(std::time::Duration::from_mins(10));
    desk.pass(1);
    let (poll, _) = desk.take_latest();
    desk.answer(&poll);
    desk.reply(&reading, Body::Items(last(vec![automated("ti_new", now)])));
    assert!(
        !desk.all_known(),
        "what was late when it was read is not late any more"
    );
    desk.take_items();
}
