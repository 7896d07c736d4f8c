//! Views: what each shows, going from one to the other, and rows that leave.

use spruce_inbox::app::layout::{Pane, Size};
use spruce_inbox::app::{App, Start};
use spruce_inbox::triage::Band;

use super::clinic::{Clinic, Who};
use super::desk::{Desk, ago, answered, seconds, setup};

fn view(app: &App) -> &str {
    &app.world().view(app.inbox().view()).unwrap().name
}

/// Conversations 1 to 6: 2, 4 and 5 wait since lately, 6 is put away.
fn clinic() -> Clinic {
    let mut clinic = answered(6);
    for (number, minutes) in [(2, 5), (4, 4), (5, 3)] {
        clinic.write(number, ago(minutes), Who::Patient);
    }
    clinic.edit(6, |row| row.archived = true);
    clinic
}

/// A running program in the view it opens with.
fn open(clinic: Clinic) -> Desk {
    let mut setup = setup(Vec::new());
    setup.start = Start::default();
    let mut desk = Desk::new(clinic, setup);
    desk.run(seconds(10));
    desk
}

#[test]
fn it_opens_with_the_inbox_and_numbers_go_to_views() {
    let mut desk = open(clinic());
    assert_eq!(view(&desk.app), "Inbox");
    assert!(!desk.rows().contains(&6), "it was put away");
    for (key, name, rows) in [
        ("2", "Needs reply", vec![5, 4, 2]),
        ("4", "Overdue", vec![]),
        ("9", "All", vec![5, 4, 2, 6, 3, 1]),
        ("1", "Inbox", vec![5, 4, 2, 3, 1]),
    ] {
        desk.press(key);
        assert_eq!((view(&desk.app), desk.rows()), (name, rows), "after {key}");
    }
}

#[test]
fn brackets_go_round_and_zero_shows_everything() {
    let mut desk = open(clinic());
    desk.press("[");
    assert_eq!(view(&desk.app), "All");
    desk.press("] ]");
    assert_eq!(view(&desk.app), "Needs reply");
    desk.press("/ 4 enter 0");
    assert_eq!(view(&desk.app), "All");
    assert_eq!(desk.app.search().query(), "");
    assert_eq!(desk.rows().len(), 6);
}

#[test]
fn a_view_starts_where_a_setting_says_so() {
    let mut setup = setup(Vec::new());
    setup.start.view = Some("needs REPLY".to_owned());
    let desk = Desk::new(clinic(), setup);
    assert_eq!(view(&desk.app), "Needs reply");
}

#[test]
fn the_longest_wait_comes_first_and_behind_them_the_others() {
    let mut desk = open(clinic());
    desk.press("9 s s");
    let waits = |number: usize| {
        let standing = desk.app.attention().standing(desk.slot(number));
        standing.wait.map(|wait| wait.since)
    };
    let rows = desk.rows();
    let since: Vec<_> = rows.iter().map(|number| waits(*number)).collect();
    let waiting: Vec<_> = since.iter().copied().map_while(|since| since).collect();
    assert_eq!(waiting.len(), 3);
    assert!(waiting.is_sorted(), "{rows:?}");
    assert!(since.iter().skip(3).all(Option::is_none));
    assert_eq!(rows[3..], [6, 3, 1], "by their latest message");
    desk.press("S");
    assert_eq!(desk.rows(), rows.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn a_row_that_is_read_in_unread_stays_until_the_user_moves_on() {
    let mut desk = open(clinic());
    desk.press("3");
    let rows = desk.rows();
    assert_eq!(rows, [5, 4, 2]);
    desk.press("j j m");
    desk.run(seconds(5));
    assert_eq!((desk.selected(), desk.rows()), (Some(4), rows));
    let ghost = desk.app.inbox().ghost(desk.app.world());
    assert_eq!(ghost, Some(desk.slot(4)));
    desk.press("f j");
    assert_eq!(desk.rows(), [5, 4, 2], "held still");
    desk.press("f");
    assert_eq!((desk.selected(), desk.rows()), (Some(2), vec![5, 2]));
}

#[test]
fn time_alone_brings_rows_into_a_view() {
    let mut desk = open(clinic());
    desk.press("4");
    let before = desk.rows();
    // The target of these conversations is an hour.
    desk.run(seconds(3600));
    assert!(before.is_empty(), "{before:?}");
    assert_eq!(desk.rows(), [5, 4, 2]);
    let band = |number| {
        let standing = desk.app.attention().standing(desk.slot(number));
        standing.band(desk.app.server_now())
    };
    assert_eq!(band(2), Some(Band::Overdue));
}

#[test]
fn what_is_selected_stays_selected_where_it_is_shown_and_only_there() {
    let mut desk = open(clinic());
    desk.press("j j j 2");
    assert_eq!(desk.selected(), Some(2));
    desk.press("j j 1 G");
    let last = desk.selected();
    desk.press("2");
    assert_eq!((last, desk.selected()), (Some(1), None));
    assert_eq!(desk.rows(), [5, 4, 2], "from the top");
}

#[test]
fn a_conversation_that_is_not_shown_any_more_is_not_open_any_more() {
    let mut setup = setup(Vec::new());
    setup.size = Size {
        width: 60,
        height: 20,
    };
    let mut desk = Desk::new(clinic(), setup);
    desk.run(seconds(10));
    desk.press("G enter");
    assert_eq!((desk.selected(), desk.app.pane()), (Some(1), Pane::Detail));
    desk.press("2");
    assert_eq!((desk.selected(), desk.app.pane()), (None, Pane::List));
}

#[test]
fn rows_that_arrive_above_count_only_if_they_are_shown() {
    let mut clinic = answered(60);
    for number in 1..=60 {
        clinic.write(number, ago(2), Who::Patient);
    }
    let mut desk = open(clinic);
    desk.press("2 G");
    desk.write(61, Who::Patient);
    desk.write(62, Who::Staff);
    desk.run(seconds(40));
    assert_eq!(desk.app.inbox().arrived_above(), 1);
}
