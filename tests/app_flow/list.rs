//! The list: orders, holding still, what leaves.

use spruce_inbox::app::event::Event;
use spruce_inbox::app::inbox::ListOrder;
use spruce_inbox::app::inbox::SortBy;
use spruce_inbox::app::layout::{Pane, Size};
use spruce_inbox::model::exchange::OrderBy;
use spruce_inbox::sync::Call;

use super::clinic::Who;
use super::desk::{ANSWER, Desk, ago, answered, seconds};

fn created_asked(desk: &mut Desk) -> usize {
    let asked = desk.take_asked();
    let created =
        |call: &&Call| matches!(call, Call::List(query) if query.order == OrderBy::Created);
    asked.iter().filter(created).count()
}

#[test]
fn another_order_is_there_at_once_and_asks_the_server_for_the_rest() {
    let mut clinic = answered(3);
    clinic.begin(9, ago(500));
    clinic.write(9, ago(2), Who::Staff);
    let mut desk = Desk::running(clinic);
    assert_eq!(desk.rows(), [9, 3, 2, 1]);
    desk.take_asked();
    desk.clinic.begin(7, ago(1));
    desk.press("s");
    assert_eq!(desk.rows(), [3, 2, 1, 9], "instantly, from what is loaded");
    assert_eq!(created_asked(&mut desk), 1, "at once");
    desk.run(seconds(1));
    assert_eq!(
        desk.rows(),
        [7, 3, 2, 1, 9],
        "a conversation without any message"
    );
    desk.press("S");
    assert_eq!(desk.rows(), [9, 1, 2, 3, 7]);
    desk.press("s s");
    let newest_first = ListOrder {
        by: SortBy::LastMessage,
        reversed: false,
    };
    assert_eq!(desk.app.inbox().order(), newest_first);
    assert_eq!(desk.rows()[..4], [7, 9, 3, 2]);
}

#[test]
fn the_selection_stays_selected_and_visible_in_every_order() {
    let mut desk = Desk::running(answered(60));
    desk.press("j j j");
    for key in ["S", "s", "S", "s"] {
        desk.press(key);
        assert_eq!(desk.selected(), Some(58));
        assert!(desk.rows().contains(&58), "after {key}");
    }
}

#[test]
fn the_list_goes_on_around_the_selected_row() {
    let mut desk = Desk::running(answered(50));
    desk.press("G");
    let screen = desk.screen();
    for number in [10, 51, 52, 1] {
        desk.write(number, Who::Patient);
        desk.run(seconds(20));
    }
    assert_eq!(desk.selected(), Some(1));
    // Row 10 was on the screen and left it; everything else stays, and 1 itself is held.
    let line = |screen: &[Option<usize>]| screen.iter().position(|row| *row == Some(1));
    assert_eq!(line(&desk.screen()), line(&screen));
    assert_eq!(desk.app.inbox().arrived_above(), 3);
    desk.press("g g");
    assert_eq!(desk.rows()[..3], [1, 52, 51]);
    assert_eq!(desk.app.inbox().arrived_above(), 0);
}

#[test]
fn holding_still_is_shown_and_undone() {
    let mut desk = Desk::running(answered(5));
    assert_eq!(desk.app.headline().frozen, None);
    desk.press("f");
    assert_eq!(desk.app.headline().frozen, Some(0));
    desk.write(1, Who::Patient);
    desk.write(6, Who::Patient);
    desk.run(seconds(40));
    assert_eq!(desk.rows(), [5, 4, 3, 2, 1]);
    assert_eq!(desk.app.headline().frozen, Some(2));
    desk.press("f");
    assert_eq!(desk.app.headline().frozen, None);
    assert_eq!(desk.rows()[..2], [6, 1]);
}

#[test]
fn a_conversation_that_is_gone_stays_while_it_is_selected() {
    let mut desk = Desk::running(answered(5));
    desk.press("j j");
    desk.clinic.delete(4);
    desk.run(seconds(120));
    let slot = desk.slot(4);
    assert!(desk.app.row(slot).unwrap().gone);
    assert_eq!(desk.rows(), [5, 4, 3, 2, 1]);
    desk.press("j");
    assert_eq!((desk.selected(), desk.rows()), (Some(3), vec![5, 3, 2, 1]));
}

#[test]
fn the_list_keeps_its_place_behind_the_conversation_on_a_narrow_terminal() {
    let mut desk = Desk::running(answered(60));
    let narrow = |width, height| Event::Resize(Size { width, height });
    desk.event(narrow(70, 24));
    desk.press("G k k k");
    let screen = desk.screen();
    desk.press("enter");
    assert_eq!(desk.app.pane(), Pane::Detail);
    assert!(
        desk.screen().is_empty(),
        "only the conversation is on the screen"
    );
    desk.event(narrow(71, 24));
    desk.press("h");
    assert_eq!(desk.screen(), screen);
    desk.press("/ P enter enter n h");
    assert_eq!(desk.screen().len(), screen.len());
    assert!(desk.screen().contains(&desk.selected()));
}

#[test]
fn a_burst_moves_the_rows_once() {
    let mut desk = Desk::running(answered(5));
    desk.write(1, Who::Patient);
    desk.write(2, Who::Patient);
    let mut pictures = vec![desk.rows()];
    for _ in 0..400 {
        desk.run(ANSWER / 2);
        let rows = desk.rows();
        if pictures.last() != Some(&rows) {
            pictures.push(rows);
        }
    }
    assert_eq!(pictures, [[5, 4, 3, 2, 1], [2, 1, 5, 4, 3]]);
}
