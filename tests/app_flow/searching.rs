//! Search: jumping while typing, going round, coming back.

use spruce_inbox::app::event::Event;
use spruce_inbox::app::keymap::Context;
use spruce_inbox::model::text::CleanText;

use super::clinic::Who;
use super::desk::{Desk, answered, seconds};

/// Fifty conversations; 5, 17 and 30 are about knees.
fn knees() -> Desk {
    let mut clinic = answered(50);
    for number in [5, 17, 30] {
        clinic.edit(number, |row| {
            row.title = CleanText::line(&format!("Knee {number}"));
        });
    }
    Desk::running(clinic)
}

#[test]
fn typing_jumps_and_enter_keeps_the_place() {
    let mut desk = knees();
    desk.press("/ k n");
    assert_eq!(desk.app.context(), Context::Search);
    assert_eq!(desk.selected(), Some(30));
    desk.press("e e space 1");
    assert_eq!(desk.selected(), Some(17));
    desk.press("backspace");
    assert_eq!(desk.selected(), Some(30), "from where the search began");
    desk.press("enter");
    assert_eq!(desk.app.context(), Context::List);
    assert_eq!(
        (desk.selected(), desk.app.search().query()),
        (Some(30), "knee ")
    );
}

#[test]
fn next_and_previous_go_round() {
    let mut desk = knees();
    desk.press("/ K N E E enter");
    let mut met = Vec::new();
    for key in ["n", "n", "n", "N", "N"] {
        desk.press(key);
        met.extend(desk.selected());
    }
    assert_eq!(met, [17, 5, 30, 5, 17]);
}

#[test]
fn esc_brings_back_selection_and_screen() {
    let mut desk = knees();
    desk.press("j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j j k k");
    let before = (desk.selected(), desk.screen());
    desk.press("/ k n e e");
    assert_ne!(desk.selected(), before.0);
    desk.press("esc");
    assert_eq!((desk.selected(), desk.screen()), before);
    assert_eq!(desk.app.search().query(), "");

    desk.press("esc");
    assert_eq!(desk.selected(), None);
    desk.press("/ k n esc");
    assert_eq!(desk.selected(), None, "it followed the newest before");
}

#[test]
fn what_is_searched_for_survives_refreshes_and_finds_what_arrives() {
    let mut desk = knees();
    desk.press("/ k n e e enter");
    desk.write(60, Who::Patient);
    desk.clinic
        .edit(60, |row| row.title = CleanText::line("KNEE 60"));
    desk.run(seconds(40));
    assert_eq!(desk.app.search().query(), "knee");
    assert_eq!(desk.selected(), Some(30));
    desk.press("N");
    assert_eq!(desk.selected(), Some(60));
}

#[test]
fn no_match_says_so_and_moves_nothing() {
    let mut desk = knees();
    desk.press("j j / z z z");
    assert_eq!(desk.selected(), Some(49));
    desk.press("enter");
    assert_eq!(
        desk.notice(),
        Some("no match for \"zzz\" among the rows shown")
    );
    desk.press("esc n");
    assert_eq!(desk.notice(), Some("nothing is searched for yet"));
    assert_eq!(desk.selected(), Some(49));
}

#[test]
fn what_is_pasted_into_the_line_is_cleaned_and_bounded() {
    let mut desk = knees();
    desk.event(Event::Paste("knee".to_owned()));
    assert_eq!(desk.app.search().query(), "", "nobody is typing");
    desk.press("/");
    desk.event(Event::Paste(
        "\"KN\u{1b}[31mE\u{202e}E\r\n\u{7} 5\"".to_owned(),
    ));
    let typed = desk.app.search().line().unwrap().text().to_owned();
    assert_eq!((typed.as_str(), desk.selected()), ("\"KNEE 5\"", Some(5)));
    desk.event(Event::Paste("x".repeat(10_000)));
    assert_eq!(desk.app.search().query().chars().count(), 200);
}

#[test]
fn last_words_and_tags_are_found_too() {
    let mut clinic = answered(5);
    clinic.edit(2, |row| row.tags = Box::new([CleanText::line("Referral")]));
    let mut desk = Desk::running(clinic);
    desk.press("/ r e f e r");
    assert_eq!(desk.selected(), Some(2));
    // The sixth item written is the answer in conversation 3.
    desk.press("esc / e space 6 enter");
    assert_eq!(desk.selected(), Some(3));
}

#[test]
fn nothing_under_an_overlay_changes_unseen() {
    let mut desk = knees();
    let order = desk.app.inbox().order();
    desk.press("? / s f m u");
    assert_eq!(desk.app.context(), Context::Help);
    assert_eq!(desk.app.search().query(), "");
    assert_eq!(desk.app.inbox().order(), order);
    assert!(!desk.app.inbox().frozen());
}

#[test]
fn what_is_private_does_not_show_in_what_debug_prints() {
    let mut desk = knees();
    desk.press("/ k n e e enter enter");
    desk.run(seconds(1));
    assert!(desk.thread().iter().any(|line| line.contains("Dana Desk")));
    desk.press("/ k n");
    desk.event(Event::Trouble("knee trouble".to_owned()));
    let pasted = Event::Paste("knee pasted".to_owned());
    let printed = format!("{:?} {pasted:?}", desk.app).to_lowercase();
    for private in ["knee", "dana desk", "\"kn\""] {
        assert!(!printed.contains(private), "{private}");
    }
}

#[test]
fn a_filter_is_typed_changed_and_taken_back() {
    let mut desk = knees();
    desk.press("j j \\ k n e e");
    let filter = |desk: &Desk| desk.app.inbox().filter().text().to_owned();
    assert_eq!(filter(&desk), "knee", "it applies while it is typed");
    desk.press("esc");
    assert_eq!((filter(&desk), desk.selected()), (String::new(), Some(49)));
    desk.press("\\ k n e e enter \\ space i s : n e w");
    assert_eq!(
        filter(&desk),
        "knee is:new",
        "the line begins with what was filtered by"
    );
    desk.press("esc");
    assert_eq!(filter(&desk), "knee");
    desk.press("/ k n enter esc");
    assert_eq!(
        (desk.app.search().query(), filter(&desk)),
        ("", "knee".to_owned())
    );
    desk.press("esc");
    assert_eq!(filter(&desk), "");
}

#[test]
fn a_line_with_a_mistake_stays_open_and_shows_it() {
    let mut desk = knees();
    desk.press("\\ i s : l a t e enter");
    assert_eq!(desk.app.context(), Context::Search);
    let line = desk.app.search().line().unwrap();
    assert_eq!(line.error().unwrap().at, 3..7);
    assert!(desk.app.inbox().filter().is_everything());
    desk.press("backspace backspace backspace backspace w a tab enter");
    assert_eq!(desk.app.inbox().filter().text(), "is:waiting");
    assert_eq!(desk.app.context(), Context::List);
}

#[test]
fn going_round_is_said() {
    let mut desk = knees();
    desk.press("/ k n e e enter n n");
    assert_eq!(desk.notice(), None);
    desk.press("n");
    assert_eq!(
        desk.notice(),
        Some("on from the top: that was the last match")
    );
    desk.press("N");
    assert_eq!(
        desk.notice(),
        Some("on from the bottom: that was the first match")
    );
    desk.press("/ \" k n e e space 5 \" enter n");
    assert_eq!(
        (desk.selected(), desk.notice()),
        (Some(5), Some("no other match"))
    );
}
