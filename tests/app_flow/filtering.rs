//! The filter: which rows come and go behind it, and when.

use spruce_inbox::model::id::EntityId;
use spruce_inbox::model::text::CleanText;
use spruce_inbox::sync::Body;

use super::clinic::{Clinic, Who};
use super::desk::{Desk, ago, answered, seconds};

/// A day: the clinic's members are read again by then.
const DAY: u64 = 86_400;

/// Types a filter.
fn filter(desk: &mut Desk, words: &str) {
    desk.press("\\ ctrl-u");
    for c in words.chars() {
        desk.press(&if c == ' ' {
            "space".to_owned()
        } else {
            c.to_string()
        });
    }
    desk.press("enter");
    assert_eq!(desk.app.inbox().filter().text(), words);
}

#[test]
fn who_has_it_is_asked_again_when_the_members_are_known() {
    let mut clinic = answered(6);
    for number in [2, 4] {
        clinic.edit(number, |row| row.assignee = EntityId::parse("entity_dana"));
    }
    clinic.disguise = Some(|body| {
        if let Body::Members(page) = body {
            page.rows.clear();
        }
    });
    let mut desk = Desk::running(clinic);
    filter(&mut desk, "by:dana");
    assert!(desk.rows().is_empty());
    filter(&mut desk, "-by:dana");
    assert_eq!(desk.rows().len(), 6);
    desk.press("j j j");
    let (selected, screen) = (desk.selected(), desk.screen());
    assert_eq!(selected, Some(4));
    desk.clinic.disguise = None;
    desk.run(seconds(DAY));
    assert_eq!(
        desk.selected(),
        selected,
        "it stays until the user moves on"
    );
    assert_eq!(desk.screen()[..2], screen[..2]);
    assert_eq!(desk.rows(), [6, 5, 4, 3, 1]);
    filter(&mut desk, "by:dana");
    assert_eq!(desk.rows(), [4, 2]);
}

#[test]
fn an_empty_list_is_not_held_still() {
    let mut clinic = answered(3);
    clinic.write(2, ago(5), Who::Patient);
    let mut desk = Desk::running(clinic);
    desk.press("4 f");
    assert!(desk.rows().is_empty());
    // The target of these conversations is an hour.
    desk.run(seconds(3600));
    assert!(desk.app.inbox().frozen());
    assert_eq!(desk.rows(), [2], "somebody is overdue");
    desk.write(3, Who::Patient);
    desk.run(seconds(3700));
    assert_eq!(desk.rows(), [2], "now there is something to hold still");
    // The first key after so long closes what is said of the time in between.
    desk.press("esc f");
    assert_eq!(desk.rows(), [3, 2]);
}

/// Conversation 1 has words that only its loaded items hold: "message 3".
fn clinic() -> Clinic {
    let mut clinic = Clinic::default();
    for minutes in [9, 8, 7, 6, 5] {
        clinic.write(1, ago(minutes), Who::Patient);
    }
    clinic
}

#[test]
fn time_brings_in_what_is_found_only_in_loaded_items() {
    let mut desk = Desk::running(clinic());
    desk.press("j enter");
    desk.run(seconds(60));
    desk.press("h");
    filter(&mut desk, "\"message 3\" wait:>30m");
    assert!(desk.rows().is_empty());
    desk.run(seconds(1800));
    assert_eq!(desk.rows(), [1]);
}

#[test]
fn what_is_found_only_in_loaded_items_goes_when_they_do() {
    let mut clinic = clinic();
    for number in 2..60 {
        clinic.write(number, ago(120), Who::Staff);
        clinic.edit(number, |row| row.title = CleanText::line("message 3"));
    }
    let mut desk = Desk::running(clinic);
    desk.press("j enter");
    desk.run(seconds(5));
    filter(&mut desk, "\"message 3\"");
    assert_eq!(desk.rows().first(), Some(&1));
    for _ in 2..60 {
        desk.press("j enter");
        desk.run(seconds(2));
        desk.press("h");
    }
    assert!(desk.app.thread(desk.slot(1)).is_none());
    assert!(!desk.app.inbox().contains(desk.slot(1)));
}
