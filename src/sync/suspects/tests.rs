use super::*;
use crate::model::id::ConversationId;
use crate::sync::picture::{Picture, tests::put};

fn slot() -> Slot {
    put(
        &mut Picture::default(),
        &ConversationId::parse("t_1").unwrap(),
    )
}

fn key(id: &str, at: i64) -> ItemKey {
    ItemKey {
        at: Timestamp::from_millis(at * 1000),
        id: ItemId::parse(id).unwrap(),
    }
}

fn second(second: u64) -> Duration {
    Duration::from_secs(second)
}

fn after(at: i64) -> Covered {
    Covered::After(Timestamp::from_millis(at * 1000))
}

/// A desk for one conversation: what is known, and readings of it.
struct Case {
    slot: Slot,
    suspects: Suspects,
    known: HashSet<ItemKey>,
}

impl Case {
    fn new(known: &[(&str, i64)]) -> Self {
        Self {
            slot: slot(),
            suspects: Suspects::default(),
            known: known.iter().map(|(id, at)| key(id, *at)).collect(),
        }
    }

    /// A reading from `began` to `ended`; what it showed to be gone, and when to look again.
    fn read(
        &mut self,
        listed: &[&str],
        covered: Covered,
        (began, ended): (u64, u64),
    ) -> (Vec<String>, Option<Duration>) {
        let listed: HashSet<_> = listed.iter().map(|id| ItemId::parse(id).unwrap()).collect();
        let shown = Shown {
            slot: self.slot,
            listed: &listed,
            covered,
            began: second(began),
        };
        let gone = self.suspects.gone(&shown);
        self.known.retain(|key| !gone.contains(&key.id));
        let look = self
            .suspects
            .note(&shown, self.known.iter().cloned(), second(ended));
        let mut gone: Vec<_> = gone.iter().map(ToString::to_string).collect();
        gone.sort();
        (gone, look)
    }
}

#[test]
fn it_takes_two_readings_an_overlap_apart() {
    let mut case = Case::new(&[("a", 10), ("b", 20)]);
    let (gone, look) = case.read(&["a"], Covered::All, (100, 103));
    assert_eq!((gone.len(), look), (0, Some(second(163))));
    let (gone, look) = case.read(&["a"], Covered::All, (162, 165));
    assert_eq!((gone.len(), look), (0, Some(second(163))), "too early");
    let (gone, look) = case.read(&["a"], Covered::All, (163, 165));
    assert_eq!((gone, look), (vec!["b".to_owned()], None));
    assert!(!case.suspects.contains(case.slot));
}

#[test]
fn an_item_that_is_listed_again_is_no_suspect() {
    let mut case = Case::new(&[("a", 10), ("b", 20)]);
    case.read(&["a"], Covered::All, (100, 100));
    let (_, look) = case.read(&["a", "b"], Covered::All, (200, 200));
    assert_eq!(look, None);
    let (gone, look) = case.read(&["a"], Covered::All, (300, 300));
    assert!(gone.is_empty(), "that is its first absence again");
    assert_eq!(look, Some(second(360)));
}

#[test]
fn only_what_lies_strictly_inside_is_missing() {
    let mut case = Case::new(&[("a", 10), ("b", 20), ("c", 21)]);
    case.read(&[], after(20), (100, 100));
    assert_eq!(case.suspects.oldest(case.slot), Some(key("c", 21).at));
    case.suspects.forget(case.slot);
    case.read(&[], Covered::Nothing, (100, 100));
    assert!(!case.suspects.contains(case.slot));
}

#[test]
fn a_reading_that_does_not_reach_a_suspect_decides_nothing_about_it() {
    let mut case = Case::new(&[("a", 10), ("b", 20)]);
    case.read(&["b"], Covered::All, (100, 100));
    let (_, look) = case.read(&["b"], after(15), (120, 120));
    assert_eq!(look, Some(second(160)));
    let (gone, look) = case.read(&["b"], after(15), (200, 200));
    assert_eq!(
        (gone.len(), look),
        (0, None),
        "nor is it looked for for ever"
    );
    assert!(case.known.contains(&key("a", 10)));
}

#[test]
fn what_is_no_longer_known_is_no_longer_missed() {
    let mut case = Case::new(&[("a", 10)]);
    case.read(&[], Covered::All, (100, 100));
    case.known.clear();
    case.read(&[], Covered::All, (101, 101));
    assert!(!case.suspects.contains(case.slot));
}
