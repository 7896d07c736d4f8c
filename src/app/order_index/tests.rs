use proptest::prelude::*;

use super::*;
use crate::triage::testing::{conversation, fixed};

/// One change of the server's side.
#[derive(Clone, Debug)]
enum Change {
    /// A conversation appears, moves, comes back, or is listed again as it was.
    Put(usize, i64),
    /// A conversation that lost its times.
    Timeless(usize),
    /// A conversation goes.
    TakeOut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    // Few numbers and few seconds: most changes hit a known row, and most times tie.
    prop_oneof![
        6 => (0_usize..30, 0_i64..12).prop_map(|(number, second)| Change::Put(number, second)),
        1 => (0_usize..30).prop_map(Change::Timeless),
        2 => (0_usize..30).prop_map(Change::TakeOut),
    ]
}

/// Makes the change in the picture. The slot it concerns; `None` when there is nothing to take out.
fn make(picture: &mut Picture, change: &Change) -> Option<Slot> {
    let known = |picture: &Picture, number| picture.slot(&conversation(number, 0, 0).id);
    match *change {
        Change::Put(number, second) => Some(picture.put(conversation(number, 0, second))),
        Change::Timeless(number) => {
            let mut timeless = conversation(number, 0, 0);
            timeless.created_at = None;
            timeless.last_message_at = None;
            Some(picture.put(timeless))
        }
        Change::TakeOut(number) => {
            let slot = known(picture, number)?;
            picture.take_out(slot);
            Some(slot)
        }
    }
}

/// What a row is to be filed under: its latest activity, while it is there.
fn rank(picture: &Picture, slot: Slot) -> Option<Rank> {
    let row = picture.row(slot).filter(|row| !row.gone)?;
    Some(Rank::of_time(row.conversation.last_activity()))
}

fn file(index: &mut OrderIndex, picture: &Picture, slots: &[Slot]) -> Vec<Slot> {
    index.apply(picture, slots, |slot| rank(picture, slot))
}

/// All rows there are, sorted from scratch.
fn sorted(picture: &Picture) -> Vec<Slot> {
    let mut slots: Vec<_> = picture
        .slots()
        .filter(|slot| picture.row(*slot).is_some_and(|row| !row.gone))
        .collect();
    slots.sort_by_key(|slot| {
        let row = picture.row(*slot).unwrap();
        (rank(picture, *slot), row.conversation.id.clone())
    });
    slots
}

/// Walking in stretches, from either end, meets every row once.
fn assert_walks(index: &OrderIndex, picture: &Picture, listed: &[Slot]) {
    for from in [End::Lowest, End::Highest] {
        let (mut walked, mut behind) = (Vec::new(), None);
        loop {
            let stretch = index.stretch(picture, from, behind, 3);
            let Some(last) = stretch.last() else { break };
            behind = index.filed(*last).map(|rank| (rank, *last));
            walked.extend(stretch);
        }
        if from == End::Highest {
            walked.reverse();
        }
        assert_eq!(walked, listed, "{from:?}");
    }
}

proptest! {
    #![proptest_config(fixed(256))]

    #[test]
    fn it_is_always_what_sorting_from_scratch_gives(
        batches in prop::collection::vec(prop::collection::vec(change(), 1..12), 1..12),
    ) {
        let mut picture = Picture::default();
        let mut index = OrderIndex::new();
        for batch in &batches {
            // A row that changes twice in a batch is named twice: the index sees only the outcome.
            let slots: Vec<_> = batch.iter().filter_map(|change| make(&mut picture, change)).collect();
            file(&mut index, &picture, &slots);
            prop_assert!(picture.slots().all(|slot| index.filed(slot) == rank(&picture, slot)));

            let listed: Vec<_> = (0..index.len()).filter_map(|at| index.get(at)).collect();
            prop_assert_eq!(&listed, &sorted(&picture));
            prop_assert_eq!(index.is_empty(), listed.is_empty());
            prop_assert_eq!(index.get(index.len()), None);
            assert_walks(&index, &picture, &listed);
            for slot in picture.slots() {
                let position = listed.iter().position(|known| *known == slot);
                prop_assert_eq!(index.position(&picture, slot), position);
            }
        }
    }

    #[test]
    fn it_names_the_rows_that_were_filed_anew_and_no_others(
        first in prop::collection::vec(change(), 1..12),
        second in prop::collection::vec(change(), 1..12),
    ) {
        let mut picture = Picture::default();
        let mut index = OrderIndex::new();
        for batch in [first, second] {
            let before: Vec<_> = picture.slots().map(|slot| rank(&picture, slot)).collect();
            let slots: Vec<_> = batch.iter().filter_map(|change| make(&mut picture, change)).collect();
            let mut named = file(&mut index, &picture, &slots);
            named.sort_unstable();
            let moved: Vec<_> = picture
                .slots()
                .filter(|slot| {
                    let is = rank(&picture, *slot);
                    is.is_some() && before.get(slot.index()).copied().flatten() != is
                })
                .collect();
            prop_assert_eq!(named, moved);
        }
    }
}

#[test]
fn rows_that_are_filed_but_not_named_stay_where_they_are() {
    let mut picture = Picture::default();
    let mut index = OrderIndex::new();
    let slots: Vec<_> = (0..5)
        .map(|n| picture.put(conversation(n, 0, i64::try_from(n).unwrap())))
        .collect();
    file(&mut index, &picture, &slots);
    // The list holds a row in its place by not naming it: others move around it all the same.
    picture.put(conversation(2, 0, 99));
    picture.put(conversation(0, 0, 50));
    file(&mut index, &picture, &slots[..1]);
    let listed: Vec<_> = (0..5).filter_map(|at| index.get(at)).collect();
    assert_eq!(listed, [slots[1], slots[2], slots[3], slots[4], slots[0]]);
    assert_eq!(index.position(&picture, slots[2]), Some(1));
    assert_ne!(index.filed(slots[2]), rank(&picture, slots[2]));
}
