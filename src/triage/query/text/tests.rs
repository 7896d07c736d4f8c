use proptest::prelude::*;

use super::*;
use crate::triage::testing::fixed;

fn loose(word: &str) -> Needle {
    Needle::new(word, Exactness::Loose)
}

fn found(word: &str, text: &str) -> bool {
    loose(word).is_roughly_in(text, Kind::Name)
}

fn marked(word: &str, text: &str) -> String {
    let mut ranges = Vec::new();
    loose(word).marks(text, &mut ranges);
    let (mut all, mut from) = (String::new(), 0);
    for range in joined(text, ranges) {
        let part = |range: Range<usize>| text.get(range).unwrap();
        all.extend([part(from..range.start), "[", part(range.clone()), "]"]);
        from = range.end;
    }
    all + text.get(from..).unwrap()
}

#[test]
fn case_and_accents_do_not_count() {
    for (word, text) in [
        ("ann", "Joanna"),
        ("MULLER", "Anna Müller"),
        ("müller", "Anna MULLER"),
        ("arm", "A\u{308}rmel"),
        ("ärm", "Armel"),
        ("åsa", "ÅSA Öberg"),
        ("本", "日本語"),
        ("σοφ", "ΣΟΦΙΑ"),
    ] {
        assert!(Needle::new(word, Exactness::Exact).is_in(text), "{word}");
    }
    assert!(!found("müllex", "Anna Müller"));
    assert!(!found("日語", "日本語"));
}

#[test]
fn numbers_are_found_whatever_stands_between_their_digits() {
    for (word, text) in [
        ("5550134", "(555) 555-0134"),
        ("555-0134", "+1 555.555.0134"),
        ("+15555550134", "+1 (555) 555-0134"),
        ("5555550134", "555 555 0134"),
        ("134", "555-0134"),
    ] {
        assert!(found(word, text), "{word}");
    }
    // Three digits are found only as they are written, and a word of letters is no number.
    assert!(!found("501", "555-0134"));
    assert!(!found("5550135", "(555) 555-0134"));
    assert!(!found("5550134", "555a0134"));
    assert!(!found("a5550134", "555-0134"));
}

#[test]
fn letters_that_were_left_out_do_not_matter() {
    for (word, text) in [
        ("jsmth", "John Smith"),
        ("jsmith", "John Q. Smith"),
        ("johsmi", "John Smith"),
        ("jqsmith", "John Q. Smith"),
        ("brwn", "Cleo Brown"),
        ("apointment", "appointment"),
        ("mullr", "Müller"),
        ("obrien", "Ann O'Brien"),
    ] {
        assert!(found(word, text), "{word} in {text}");
    }
}

#[test]
fn letters_that_are_scattered_are_not_found() {
    for (word, text) in [
        ("jnmt", "John Smith"),
        ("onmi", "John Smith"),
        ("smth", "Sample Anna Mother"),
        ("adam", "Ada Ärmel"),
        ("mary", "Margery"),
        ("mary", "Marley"),
        ("jsh", "John Smith"),
        ("anna", "Ann Other Berta Nora Ada"),
        ("leon", "Cleo Model"),
        ("tooth", "The other one has"),
    ] {
        assert!(!found(word, text), "{word} in {text}");
    }
}

#[test]
fn in_what_somebody_wrote_a_loose_find_stays_within_a_word() {
    let text = "Can I come on Friday? My apointment was moved, über Nacht";
    let found = |word: &str| loose(word).is_roughly_in(text, Kind::Running);
    assert!(found("fridy"));
    assert!(found("nacht"));
    assert!(found("moed"));
    assert!(!found("cicome"));
    assert!(!found("frmy"));
    assert!(loose("uber").is_roughly_in(text, Kind::Running));
}

#[test]
fn of_the_letters_of_a_name_in_their_order_few_are_found() {
    let names = [
        "annexample",
        "Ben Sample",
        "Cleo Model",
        "Dana Ostrander",
        "John Nobody-Smith",
    ];
    let mut rng = fastrand::Rng::with_seed(1);
    let mut found_ones = 0;
    for round in 0..5000 {
        let name = names[round % names.len()];
        let letters: Vec<_> = name
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphabetic())
            .collect();
        let mut places: Vec<_> = (0..letters.len()).collect();
        rng.shuffle(&mut places);
        places.truncate(5);
        places.sort_unstable();
        let word: String = places.iter().map(|at| letters[*at]).collect();
        found_ones += usize::from(found(&word, name));
    }
    assert!(found_ones < 500, "{found_ones} of 5000");
    assert!(found_ones > 50, "{found_ones}: nothing is found at all");
}

#[test]
fn what_is_found_is_marked() {
    assert_eq!(marked("ann", "Ann Hannah"), "[Ann] H[ann]ah");
    assert_eq!(marked("anna", "Ann"), "Ann");
    assert_eq!(marked("åsa", "ÅSA Öberg"), "[ÅSA] Öberg");
    assert_eq!(marked("本", "日本語"), "日[本]語");
    assert_eq!(marked("jsmth", "John Smith"), "[J]ohn [Sm]i[th]");
    assert_eq!(marked("5550134", "(555) 555-0134"), "(555) [555-0134]");
    assert_eq!(marked("ar", "A\u{308}rmel"), "[A\u{308}r]mel");
    assert_eq!(marked("", "Ann"), "Ann");
}

#[test]
fn a_text_made_to_cost_much_costs_little() {
    let needle = loose("aaaaaaaaaaaaaaab");
    let text = "a ".repeat(128);
    assert!(!needle.is_roughly_in(&text, Kind::Name));
    let text = "a".repeat(20_000);
    assert!(!needle.is_roughly_in(&text, Kind::Running));
}

proptest! {
    #![proptest_config(fixed(512))]

    #[test]
    fn a_part_is_always_found_and_marked(
        before in "[a-zA-ZäÅß日 -]{0,8}", word in "[a-zA-ZäÅß日]{1,5}", after in "\\PC{0,8}",
    ) {
        let text = format!("{before}{word}{after}");
        prop_assert!(Needle::new(&word, Exactness::Exact).is_in(&text));
        prop_assert!(Needle::new(&word.to_lowercase(), Exactness::Exact).is_in(&text));
        let mut ranges = Vec::new();
        loose(&word).marks(&text, &mut ranges);
        prop_assert!(!ranges.is_empty());
    }

    #[test]
    fn case_alone_never_decides(word in "[a-z]{1,5}", text in "[a-zA-Z ]{0,20}") {
        let plainly = text.to_lowercase().contains(&word);
        prop_assert_eq!(Needle::new(&word, Exactness::Exact).is_in(&text), plainly);
        // And what is found loosely holds the letters in their order.
        if loose(&word).is_roughly_in(&text, Kind::Name) {
            let lower = text.to_lowercase();
            let mut rest = lower.chars();
            prop_assert!(word.chars().all(|c| rest.any(|other| other == c)));
        }
    }

    #[test]
    fn marks_are_ordered_and_on_borders(word in "\\PC{0,6}", text in "\\PC{0,20}") {
        let mut ranges = Vec::new();
        loose(&word).marks(&text, &mut ranges);
        let mut last = 0;
        for range in joined(&text, ranges) {
            prop_assert!(last <= range.start && range.start < range.end);
            prop_assert!(text.get(range.clone()).is_some());
            last = range.end;
        }
    }

    #[test]
    fn ascii_or_not_makes_no_difference(word in "[a-z]{4,8}", text in "[a-z' ]{0,30}") {
        // One letter that is not ASCII takes the other way through the code.
        let other = format!("{text} é");
        for kind in [Kind::Name, Kind::Running] {
            let needle = loose(&word);
            prop_assert_eq!(needle.is_roughly_in(&text, kind), needle.is_roughly_in(&other, kind));
        }
    }
}
