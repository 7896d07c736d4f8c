use std::collections::HashMap;

use proptest::prelude::*;

use super::line::QUERY_MAX;
use super::scan::ROWS_AT_ONCE;
use super::*;
use crate::app::chord::{Chord, Key};
use crate::app::inbox::{Place, Step};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;
use crate::model::zone::Zone;
use crate::sync::{Picture, Slot};
use crate::triage::Known;
use crate::triage::query::complete::Vocabulary;
use crate::triage::testing::{conversation, fixed};

/// A line, with two tags to offer.
fn line(purpose: Purpose, before: &str) -> Line {
    let mut picture = Picture::default();
    let mut row = conversation(1, 0, 10);
    row.tags = Box::new([CleanText::line("Refill"), CleanText::line("Knee pain")]);
    picture.put(row);
    let members = HashMap::new();
    let known = Known {
        picture: &picture,
        members: &members,
        now: Timestamp::default(),
    };
    let before = Query::parse(before, Zone::Utc).unwrap();
    Line::new(
        purpose,
        before,
        Place::default(),
        Vocabulary::of(&known),
        Zone::Utc,
    )
}

fn press(line: &mut Line, keys: &str) -> String {
    for key in keys.split_whitespace() {
        line.key(key.parse().unwrap());
    }
    line.text().to_owned()
}

#[test]
fn the_line_is_edited_like_any_line() {
    let mut line = line(Purpose::Search, "");
    line.paste("one two");
    assert_eq!(press(&mut line, "ctrl-w"), "one ");
    assert_eq!(press(&mut line, "T home X"), "Xone T");
    assert_eq!(press(&mut line, "delete end backspace ctrl-h"), "Xne");
    assert_eq!(press(&mut line, "ctrl-a right Y alt-z tab up"), "XYne");
    assert_eq!(press(&mut line, "ctrl-u"), "");
}

#[test]
fn tab_takes_the_first_offer_and_then_the_next() {
    let mut line = line(Purpose::Search, "");
    assert!(line.completion().offers.is_empty());
    assert_eq!(press(&mut line, "t tab"), "tag:");
    assert_eq!(press(&mut line, "tab"), "tag:\"Knee pain\"");
    assert_eq!(press(&mut line, "tab"), "tag:Refill");
    assert_eq!(press(&mut line, "backtab"), "tag:\"Knee pain\"");
    assert_eq!(
        press(&mut line, "space i tab u tab"),
        "tag:\"Knee pain\" is:unread"
    );
    assert!(line.error().is_none());
    assert!(!line.take_chosen());
}

#[test]
fn the_arrows_choose_what_tab_or_enter_takes() {
    let mut line = line(Purpose::Filter, "");
    assert_eq!(
        line.completion().offers.len(),
        10,
        "who filters is shown what there is"
    );
    assert_eq!(press(&mut line, "i s : down down"), "is:");
    assert_eq!(line.completion().chosen, Some(1));
    assert!(line.take_chosen());
    assert_eq!(line.text(), "is:overdue");
    assert_eq!(
        press(&mut line, "space c h : up tab"),
        "is:overdue ch:other"
    );
}

#[test]
fn a_filter_is_changed_and_a_search_begins_anew() {
    assert_eq!(line(Purpose::Filter, "is:waiting").text(), "is:waiting");
    assert_eq!(line(Purpose::Search, "is:waiting").text(), "");
}

#[test]
fn what_is_wrong_shows_when_the_word_is_finished_or_the_line_is() {
    let mut line = line(Purpose::Filter, "");
    press(&mut line, "a n n space i s : l a t e");
    assert!(line.error().is_none());
    assert!(line.finish().is_none());
    assert_eq!(line.error().map(|error| error.at.clone()), Some(7..11));
    press(&mut line, "space");
    assert_eq!(line.error().map(|error| error.at.clone()), Some(7..11));
    assert_eq!(*line.query(), Query::parse("ann", Zone::Utc).unwrap());
    press(&mut line, "ctrl-w");
    assert_eq!(line.finish(), Query::parse("ann", Zone::Utc).ok());
}

/// A list of so many rows, searched until the end: the places looked at, and what came of it.
fn search(len: usize, from: Option<usize>, step: Step, wanted: &[usize]) -> (Outcome, bool, usize) {
    let mut picture = Picture::default();
    let slots: Vec<Slot> = (0..len)
        .map(|number| picture.put(conversation(number, 0, 0)))
        .collect();
    let mut scan = Scan::new(step, Why::Next);
    for steps in 1.. {
        let outcome = scan.go_on(
            Rows {
                len,
                selected: from,
                complete: true,
            },
            |slot| Some(slot.index()),
            |at| slots.get(at).copied(),
            |slot| wanted.contains(&slot.index()),
        );
        if outcome != Outcome::More {
            return (outcome, scan.wrapped, steps);
        }
    }
    unreachable!()
}

#[test]
fn a_search_goes_round_once_and_says_when_it_begins_again() {
    let found = |(outcome, wrapped, _)| match outcome {
        Outcome::Found(slot) => Some((slot.index(), wrapped)),
        _ => None,
    };
    assert_eq!(
        found(search(10, None, Step::Down, &[0, 5])),
        Some((0, false))
    );
    assert_eq!(
        found(search(10, Some(5), Step::Down, &[0, 5])),
        Some((0, true))
    );
    assert_eq!(
        found(search(10, Some(0), Step::Up, &[0, 5])),
        Some((5, true))
    );
    assert_eq!(
        found(search(10, Some(9), Step::Up, &[0, 5])),
        Some((5, false))
    );
    assert_eq!(found(search(10, Some(5), Step::Up, &[5])), Some((5, true)));
    assert_eq!(found(search(10, Some(5), Step::Down, &[])), None);
    assert_eq!(found(search(0, None, Step::Down, &[])), None);
}

#[test]
fn a_long_list_is_looked_through_in_parts() {
    let (outcome, _, steps) = search(3 * ROWS_AT_ONCE, Some(7), Step::Down, &[6]);
    assert!(matches!(outcome, Outcome::Found(slot) if slot.index() == 6));
    assert_eq!(steps, 3);
}

#[test]
fn rows_that_moved_meanwhile_are_not_passed_over() {
    let len = ROWS_AT_ONCE + 10;
    let mut picture = Picture::default();
    let mut slots: Vec<Slot> = (0..len)
        .map(|n| picture.put(conversation(n, 0, 0)))
        .collect();
    let wanted = slots[len - 1];
    let mut scan = Scan::new(Step::Down, Why::Next);
    let go_on = |scan: &mut Scan, slots: &[Slot]| {
        scan.go_on(
            Rows {
                len,
                selected: None,
                complete: true,
            },
            |slot| slots.iter().position(|other| *other == slot),
            |at| slots.get(at).copied(),
            |slot| slot == wanted,
        )
    };
    assert_eq!(go_on(&mut scan, &slots), Outcome::More);
    slots.rotate_right(1);
    scan.note_moved();
    let rest: Vec<_> = (0..3).map(|_| go_on(&mut scan, &slots)).collect();
    assert!(rest.contains(&Outcome::Found(wanted)), "{rest:?}");
}

#[test]
fn while_rows_are_still_being_found_the_end_of_the_list_is_none() {
    let mut picture = Picture::default();
    let slots: Vec<Slot> = (0..10)
        .map(|n| picture.put(conversation(n, 0, 0)))
        .collect();
    for (step, selected, wanted) in [
        (Step::Down, Some(3), 8),
        (Step::Up, None, 9),
        (Step::Down, None, 6),
    ] {
        let mut scan = Scan::new(step, Why::Next);
        let go_on = |scan: &mut Scan, len: usize, complete| {
            let rows = Rows {
                len,
                selected,
                complete,
            };
            let known = slots.get(..len).unwrap();
            scan.go_on(
                rows,
                |slot| known.iter().position(|other| *other == slot),
                |at| known.get(at).copied(),
                // One behind the end as it is at first, and one that is passed only after going round.
                |slot| slot == slots[wanted] || (selected.is_some() && slot == slots[1]),
            )
        };
        for _ in 0..10 {
            assert_eq!(go_on(&mut scan, 5, false), Outcome::More, "{step:?}");
        }
        assert!(!scan.wrapped);
        assert_eq!(go_on(&mut scan, 10, true), Outcome::Found(slots[wanted]));
        assert_eq!(scan.wrapped, step == Step::Up && selected.is_some());
    }
    let mut empty = Scan::new(Step::Down, Why::Finished);
    let mut none = |complete| {
        let rows = Rows {
            len: 0,
            selected: None,
            complete,
        };
        empty.go_on(rows, |_| None, |_| None, |_| true)
    };
    assert_eq!(none(false), Outcome::More);
    assert_eq!(none(true), Outcome::None);
}

proptest! {
    #![proptest_config(fixed(512))]

    #[test]
    fn whatever_is_pasted_the_line_stays_clean_and_short(
        text in "\\PC{0,20}|(?s:.{0,300})|[a-z:, \"-]{0,20}", keys in "[a-z]{0,4}",
    ) {
        let mut line = line(Purpose::Search, "");
        line.paste(&text);
        for c in keys.chars() {
            line.key(Chord::plain(match c {
                'a'..='f' => Key::Tab,
                'g'..='k' => Key::Left,
                'l'..='p' => Key::Up,
                c => Key::Char(c),
            }));
        }
        prop_assert!(line.text().chars().count() <= QUERY_MAX);
        prop_assert!(!line.text().chars().any(char::is_control));
        prop_assert!(line.error().is_none_or(|error| line.text().get(error.at.clone()).is_some()));
    }
}
