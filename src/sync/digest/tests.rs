use std::collections::BTreeMap;

use proptest::prelude::*;

use super::unanswered::NAMED_MAX;
use super::*;
use crate::model::id::ItemId;
use crate::model::item::{Attachment, Author, Direction, Kind, PageCall};
use crate::model::text::CleanText;

fn clinic() -> Clinic {
    Clinic {
        organization: EntityId::parse("entity_clinic").unwrap(),
        answers: Answers::PeopleOnly,
        present: Timestamp::from_millis(i64::MAX),
    }
}

fn item(id: u32, at: i64, role: Role) -> Item {
    let (direction, author) = match role {
        Role::Inbound => (Direction::Inbound, None),
        Role::HumanAnswer => (Direction::Outbound, EntityId::parse("entity_teammate")),
        Role::Automated => (Direction::Outbound, Some(clinic().organization)),
        Role::Internal => (Direction::None, None),
    };
    Item {
        id: ItemId::parse(&format!("ti_{id:03}")).unwrap(),
        created_at: Timestamp::from_millis(at * 1000),
        modified_at: None,
        direction,
        author: Author {
            name: CleanText::line("Somebody Made-Up"),
            id: author,
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block("made-up words"),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}

/// The same item with a page, open or resolved.
fn paged(item: Item, resolved: bool) -> Item {
    Item {
        pages: Box::new([PageCall {
            member: None,
            resolved,
        }]),
        ..item
    }
}

fn folded<'a>(items: impl IntoIterator<Item = &'a Item>) -> Digest {
    let mut digest = Digest::default();
    for item in items {
        digest.fold(item, &clinic());
    }
    digest
}

fn roles() -> impl Strategy<Value = Role> {
    prop_oneof![
        Just(Role::Inbound),
        Just(Role::HumanAnswer),
        Just(Role::Automated),
        Just(Role::Internal),
    ]
}

/// Items whose times are close together, so that ties are common.
fn items() -> impl Strategy<Value = Vec<Item>> {
    let page = prop::option::weighted(0.2, any::<bool>());
    let one = (0..40_u32, 0..12_i64, roles(), page);
    prop::collection::vec(one, 0..30).prop_map(|drawn| {
        let made = drawn.into_iter().map(|(id, at, role, page)| {
            let item = item(id, at, role);
            let item = page.map_or_else(|| item.clone(), |resolved| paged(item.clone(), resolved));
            (id, item)
        });
        let by_id: BTreeMap<_, _> = made.collect();
        by_id.into_values().collect()
    })
}

proptest! {
    #[test]
    fn order_and_repetition_do_not_matter(
        (all, shuffled) in items().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        again in prop::collection::vec(any::<prop::sample::Index>(), 0..10),
    ) {
        let repeated = again.iter().filter(|_| !all.is_empty()).map(|index| index.get(&all));
        let once = folded(&all);
        prop_assert_eq!(&folded(shuffled.iter().chain(repeated)), &once);
    }

    #[test]
    fn what_is_unanswered_is_every_contact_from_the_last_answer_on(all in items()) {
        let clinic = clinic().organization;
        let answer = all.iter().filter(|item| item.role(&clinic) == Role::HumanAnswer);
        let answer = answer.map(Item::key).max();
        let mut owed: Vec<_> = all.iter().filter(|item| item.is_contact(&clinic)).collect();
        owed.retain(|item| Some(item.key()) >= answer);
        owed.sort_by_key(|item| item.key());
        let keys: Vec<_> = owed.iter().map(|item| item.key()).collect();
        let kinds = owed.iter().fold(Kinds::NONE, |all, item| all.union(item.kinds()));
        let digest = folded(&all);
        prop_assert_eq!(digest.unanswered(), keys.as_slice());
        prop_assert_eq!(digest.kinds(), kinds);
        prop_assert_eq!(digest.waiting_since(), keys.first().map(|key| key.at));
        prop_assert_eq!(digest.last_answer(), answer.map(|key| key.at));
        prop_assert_eq!(digest.newest().cloned(), all.iter().map(Item::key).max());
        let last = all.iter().max_by_key(|item| item.key());
        let role = last.map(|item| item.writer(&clinic));
        prop_assert_eq!(digest.preview().map(|preview| preview.role), role);
    }
}

#[test]
fn an_item_that_is_read_again_replaces_what_it_said() {
    let mut digest = folded([&item(1, 5, Role::Inbound)]);
    digest.fold(&item(1, 5, Role::Internal), &clinic());
    assert!(digest.unanswered().is_empty());
    digest.fold(&item(2, 6, Role::HumanAnswer), &clinic());
    assert!(digest.reached());
    digest.fold(&item(2, 6, Role::Automated), &clinic());
    assert_eq!(digest.last_answer(), None);
    assert!(
        !digest.reached(),
        "who waits behind it has to be read again"
    );
}

#[test]
fn an_item_whose_time_changed_is_not_counted_twice() {
    let mut digest = folded([&item(1, 5, Role::Inbound), &item(2, 3, Role::HumanAnswer)]);
    digest.fold(&item(1, 7, Role::Inbound), &clinic());
    let moved = item(1, 7, Role::Inbound).key();
    assert_eq!(digest.unanswered(), [moved]);
    digest.fold(&item(2, 4, Role::HumanAnswer), &clinic());
    assert_eq!(digest.last_answer(), Some(Timestamp::from_millis(4000)));
    assert!(digest.reached());
}

#[test]
fn a_flood_keeps_its_first_item_and_its_latest() {
    let flood: Vec<_> = (0..500)
        .map(|n| item(n, i64::from(n), Role::Inbound))
        .collect();
    let digest = folded(&flood);
    let owed = digest.unanswered();
    assert_eq!(owed.len(), NAMED_MAX);
    assert_eq!(owed.first(), flood.first().map(Item::key).as_ref());
    assert_eq!(owed.last(), flood.last().map(Item::key).as_ref());
}

#[test]
fn an_item_of_the_future_neither_answers_nor_is_the_newest_but_may_be_unanswered() {
    let clinic = Clinic {
        present: Timestamp::from_millis(100_000),
        ..clinic()
    };
    let mut digest = Digest::default();
    for item in [
        item(1, 5000, Role::HumanAnswer),
        item(2, 90, Role::Inbound),
        item(3, 6000, Role::Inbound),
    ] {
        digest.fold(&item, &clinic);
    }
    let ids: Vec<_> = digest
        .unanswered()
        .iter()
        .map(|key| key.id.as_str())
        .collect();
    assert_eq!(ids, ["ti_002", "ti_003"]);
    assert_eq!(digest.last_answer(), None);
    assert_eq!(digest.newest().map(|key| key.id.as_str()), Some("ti_002"));
    let shown = digest.preview.as_ref().map(|(key, _)| key.id.as_str());
    assert_eq!(shown, Some("ti_002"));
}

fn gone(ids: &[u32]) -> HashSet<ItemId> {
    let id = |id: &u32| ItemId::parse(&format!("ti_{id:03}")).unwrap();
    ids.iter().map(id).collect()
}

proptest! {
    /// Whatever was deleted: after forgetting it, the items that are left say what they say to somebody who
    /// never knew of the others.
    #[test]
    fn what_was_deleted_leaves_no_trace(
        all in items(),
        deleted in prop::collection::hash_set(0..40_u32, 0..10),
    ) {
        let deleted: Vec<_> = deleted.into_iter().collect();
        let gone = gone(&deleted);
        let mut left = all.clone();
        left.retain(|item| !gone.contains(&item.id));
        let mut digest = folded(&all);
        digest.set_reached();
        let answered = digest.answer.as_ref().is_some_and(|key| gone.contains(&key.id));
        digest.forget(&gone);
        prop_assert!(digest.keys().all(|key| !gone.contains(&key.id)));
        prop_assert_eq!(digest.settled(), !answered);
        digest.take_in(&left, &clinic());
        digest.set_reached();
        let mut expected = folded(&left);
        expected.set_reached();
        prop_assert_eq!(digest, expected);
    }
}

#[test]
fn an_edit_that_leaves_nothing_to_show_uncovers_what_was_said_before() {
    let (first, mut second) = (item(1, 1, Role::Inbound), item(2, 2, Role::Inbound));
    let mut digest = folded([&first, &second]);
    second.text = CleanText::default();
    for items in [[first.clone(), second.clone()], [second, first]] {
        digest.take_in(&items, &clinic());
        let shown = digest.preview.as_ref().map(|(key, _)| key.id.as_str());
        assert_eq!(shown, Some("ti_001"));
    }
}

#[test]
fn who_was_first_after_a_deleted_one_has_to_be_read_when_not_all_are_named() {
    let many = i64::try_from(NAMED_MAX).unwrap() + 50;
    let all: Vec<_> = (0..many)
        .map(|n| item(u32::try_from(n).unwrap(), n, Role::Inbound))
        .collect();
    let mut digest = folded(&all);
    digest.set_reached();
    digest.forget(&gone(&[0]));
    assert!(!digest.settled());
}

#[test]
fn a_page_waits_until_it_is_resolved_and_is_read_again() {
    let note = item(2, 6, Role::Internal);
    let answered = [item(1, 5, Role::HumanAnswer), paged(note.clone(), false)];
    let mut digest = folded(&answered);
    assert_eq!(digest.waiting_since(), Some(Timestamp::from_millis(6000)));
    assert!(digest.kinds().contains(Kind::Page));
    let preview = digest.preview().map(|last| (last.kind, last.role));
    assert_eq!(preview, Some((PreviewKind::Page, Role::Internal)));
    digest.fold(&paged(note, true), &clinic());
    assert_eq!(digest.waiting_since(), None);
    assert_eq!(digest.kinds(), Kinds::NONE);
    assert!(digest.settled(), "nothing else has to be read for that");
}

#[test]
fn an_answer_that_pages_a_colleague_ends_the_wait_before_it_and_begins_another() {
    let (asked, answer) = (item(1, 5, Role::Inbound), item(2, 6, Role::HumanAnswer));
    let mut digest = folded(&[asked, paged(answer.clone(), false)]);
    let six = Some(Timestamp::from_millis(6000));
    assert_eq!((digest.last_answer(), digest.waiting_since()), (six, six));
    digest.fold(&item(0, 1, Role::HumanAnswer), &clinic());
    assert_eq!(digest.waiting_since(), six, "an older answer is none to it");
    digest.fold(&paged(answer, true), &clinic());
    assert_eq!((digest.last_answer(), digest.waiting_since()), (six, None));
}

#[test]
fn what_the_contacts_are_is_known_of_those_without_an_answer_only() {
    let mut photo = item(1, 1, Role::Inbound);
    photo.attachments = Box::new([Attachment {
        title: CleanText::line("made-up.png"),
        kind: CleanText::line("image"),
        mimetype: None,
    }]);
    let digest = folded(&[photo.clone(), item(2, 2, Role::Inbound)]);
    let both: Kinds = [Kind::Attachment, Kind::Message].into_iter().collect();
    assert_eq!(digest.kinds(), both);
    let mut without = digest.clone();
    without.forget(&gone(&[1]));
    assert_eq!(without.kinds(), Kinds::NONE.with(Kind::Message));
    let mut answered = digest;
    answered.fold(&item(3, 3, Role::HumanAnswer), &clinic());
    assert_eq!(answered.kinds(), Kinds::NONE);
}
