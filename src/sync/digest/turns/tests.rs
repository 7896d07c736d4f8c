use proptest::prelude::*;

use super::*;
use crate::model::item::{Author, Direction};
use crate::model::text::CleanText;

const PRESENT: Timestamp = Timestamp::from_millis(1_000_000_000);

fn item(number: u32, at: Timestamp) -> Item {
    Item {
        id: ItemId::parse(&format!("ti_{number:04}")).unwrap(),
        created_at: at,
        modified_at: None,
        direction: Direction::Inbound,
        author: Author {
            name: CleanText::default(),
            id: None,
            by_api: false,
        },
        internal_note: false,
        text: CleanText::default(),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

fn seconds_ago(seconds: u64) -> Timestamp {
    PRESENT.minus(Duration::from_secs(seconds))
}

fn sides() -> impl Strategy<Value = Option<TurnSide>> {
    prop_oneof![
        Just(None),
        Just(Some(TurnSide::Contact)),
        Just(Some(TurnSide::Answer(EntityId::parse("entity_dana")))),
    ]
}

type Drawn = Vec<(Item, Option<TurnSide>)>;

/// Items around the horizon and the present, with ties.
fn items() -> impl Strategy<Value = Drawn> {
    let age = prop_oneof![
        0_u64..12,
        KEPT.as_secs() - 5..KEPT.as_secs() + 5,
        Just(1_000)
    ];
    let one = (0_u32..200, age, sides());
    prop::collection::vec(one, 0..200).prop_map(|drawn| {
        let mut known = HashSet::new();
        let fresh = drawn.into_iter().filter(|(id, ..)| known.insert(*id));
        fresh
            .map(|(id, age, side)| (item(id, seconds_ago(age)), side))
            .collect()
    })
}

fn folded<'a>(items: impl IntoIterator<Item = &'a (Item, Option<TurnSide>)>) -> Turns {
    let mut turns = Turns::default();
    for (item, side) in items {
        turns.fold(item, side.clone(), PRESENT);
    }
    turns
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_and_repetition_do_not_matter(
        (all, shuffled) in items().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        // An old item that is read again may find its place taken: only what was left out may say more then.
        let few = &all[..all.len().min(TURNS_MAX)];
        let repeated = again.iter().filter(|_| !few.is_empty()).map(|index| index.get(few));
        let once = folded(few);
        let few_shuffled = shuffled.iter().filter(|one| few.contains(one));
        prop_assert_eq!(&folded(few_shuffled.chain(repeated)), &once);
        prop_assert_eq!(folded(&shuffled), folded(&all));
    }

    #[test]
    fn the_latest_are_kept_and_what_is_left_out_is_known(all in items()) {
        let horizon = PRESENT.minus(KEPT);
        let mut expected: Vec<_> = all
            .iter()
            .filter(|(item, side)| side.is_some() && item.created_at >= horizon)
            .map(|(item, _)| item.key())
            .collect();
        expected.sort();
        let turns = folded(&all);
        let cut = expected.len().saturating_sub(TURNS_MAX);
        let kept: Vec<_> = turns.all().iter().map(|turn| turn.id.clone()).collect();
        let latest: Vec<_> = expected[cut..].iter().map(|key| key.id.clone()).collect();
        prop_assert_eq!(kept, latest);
        let whole = expected[..cut].iter().all(|key| Some(key.at) < turns.since());
        prop_assert!(whole, "nothing is missing since {:?}", turns.since());
        let oldest = all.iter().map(|(item, _)| item.created_at).min();
        prop_assert!(turns.since() >= oldest);
    }

    #[test]
    fn what_was_deleted_leaves_no_trace(all in items(), deleted in prop::collection::hash_set(0_u32..200, 0..40)) {
        let few = &all[..all.len().min(TURNS_MAX)];
        let gone: HashSet<_> = deleted.iter().map(|number| item(*number, PRESENT).id).collect();
        let mut turns = folded(few);
        turns.forget(&gone);
        let left = folded(few.iter().filter(|(item, _)| !gone.contains(&item.id)));
        prop_assert_eq!(turns.all(), left.all());
        prop_assert_eq!(turns.recent, left.recent, "nor does it take room");
    }
}

#[test]
fn an_item_that_is_read_again_replaces_what_it_said() {
    let mut turns = Turns::default();
    turns.fold(&item(1, seconds_ago(9)), Some(TurnSide::Contact), PRESENT);
    turns.fold(&item(1, seconds_ago(7)), Some(TurnSide::Contact), PRESENT);
    assert_eq!(turns.all().len(), 1);
    assert_eq!(turns.all().first().unwrap().at, seconds_ago(7));
    turns.fold(&item(1, seconds_ago(7)), None, PRESENT);
    assert_eq!(turns.all(), []);
    assert_eq!(turns.since(), Some(seconds_ago(9)), "that far it was read");
}

#[test]
fn what_is_old_takes_no_room_and_goes_when_time_has_passed() {
    let mut turns = Turns::default();
    turns.fold(&item(1, seconds_ago(9)), Some(TurnSide::Contact), PRESENT);
    let later = PRESENT.plus(KEPT);
    let answer = Some(TurnSide::Answer(None));
    turns.fold(&item(2, later), answer.clone(), later);
    assert_eq!(turns.all().len(), 1);
    turns.fold(&item(2, seconds_ago(9)), answer, later);
    assert_eq!(turns.recent, None);
}

#[test]
fn an_item_of_the_future_is_no_turn() {
    let mut turns = Turns::default();
    let ahead = PRESENT.plus(Duration::from_secs(1));
    turns.fold(&item(1, ahead), Some(TurnSide::Contact), PRESENT);
    assert_eq!(turns.all(), []);
    // Before the server's clock is known, nothing is of the future, and nothing too old.
    let unknown = Timestamp::from_millis(i64::MAX);
    turns.fold(&item(1, ahead), Some(TurnSide::Contact), unknown);
    turns.fold(&item(2, seconds_ago(9)), Some(TurnSide::Contact), unknown);
    assert_eq!(turns.all().len(), 2);
}

#[test]
fn the_beginning_stands_before_every_time() {
    let mut turns = Turns::default();
    assert_eq!(turns.since(), None);
    turns.fold(&item(1, seconds_ago(9)), None, PRESENT);
    turns.set_whole();
    turns.fold(&item(2, seconds_ago(900)), None, PRESENT);
    assert_eq!(turns.since(), Some(Timestamp::from_millis(i64::MIN)));
}
