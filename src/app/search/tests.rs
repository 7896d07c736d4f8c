use proptest::prelude::*;

use super::*;
use crate::model::conversation::Participant;
use crate::model::item::Direction;
use crate::model::text::CleanText;
use crate::sync::Picture;
use crate::triage::testing::{conversation, fixed, message, organization};

fn typing(text: &str) -> Search {
    let mut search = Search {
        typing: Some(Input::default()),
        ..Search::default()
    };
    search.paste(text);
    search
}

#[test]
fn every_part_of_a_row_that_can_be_seen_is_searched() {
    let mut row = conversation(1, 0, 10);
    row.title = CleanText::line("Ada Ärmel");
    row.subtitle = Some(CleanText::line("Knee"));
    row.line = Some(CleanText::line("Front Desk"));
    row.tags = Box::new([CleanText::line("Referral")]);
    row.participants = Box::new([Participant {
        name: CleanText::line("Mother"),
        endpoint: Some(CleanText::line("(555) 555-0123")),
    }]);
    let mut picture = Picture::default();
    let slot = picture.put(row);
    let item = message(1, 10, Direction::Inbound, "May I swim?");
    picture.put_items(slot, &[item], &organization());
    let row = picture.row(slot).unwrap();
    for found in [
        "ADA", "ärm", "ÄRM", "knee", "front d", "refer", "mother", "555-0123", "swim",
    ] {
        assert!(typing(found).matches(row), "{found}");
    }
    for not in ["", "adam", "t_00001", "knee front"] {
        assert!(!typing(not).matches(row), "{not}");
    }
}

#[test]
fn the_line_is_edited_like_any_line() {
    let mut search = typing("one two");
    let mut press = |keys: &str| {
        for key in keys.split_whitespace() {
            search.key(key.parse().unwrap());
        }
        search.query().to_owned()
    };
    assert_eq!(press("ctrl-w"), "one ");
    assert_eq!(press("T home X"), "xone t");
    assert_eq!(press("delete end backspace ctrl-h"), "xne");
    assert_eq!(press("ctrl-a right Y alt-z tab up"), "xyne");
    assert_eq!(press("ctrl-u"), "");
}

#[test]
fn keys_mean_nothing_while_nobody_types() {
    let mut search = Search::default();
    assert!(!search.key("a".parse().unwrap()));
    assert!(!search.paste("abc"));
    assert_eq!(search.query(), "");
}

proptest! {
    #![proptest_config(fixed(512))]

    #[test]
    fn finding_ignores_case_and_agrees_with_a_plain_search(
        before in "[a-zA-Zäß ]{0,8}", query in "[a-zA-Zä]{0,5}", after in "[a-zA-Zäß ]{0,8}",
    ) {
        let text = format!("{before}{query}{after}");
        let query = query.to_lowercase();
        prop_assert!(contains(&text, &query));
        prop_assert_eq!(contains(&before, &query), before.to_lowercase().contains(&query));
    }

    #[test]
    fn whatever_is_pasted_the_line_stays_clean_and_short(text in "\\PC{0,20}|(?s:.{0,300})") {
        let search = typing(&text);
        let value = search.typing().unwrap().value();
        prop_assert!(value.chars().count() <= QUERY_MAX);
        prop_assert!(!value.chars().any(char::is_control));
        prop_assert_eq!(search.query(), value.to_lowercase());
    }
}
