use proptest::prelude::*;

use super::*;
use crate::model::conversation::ConversationKind;
use crate::model::text::CleanText;

fn row(id: &ConversationId, at: Option<i64>) -> Conversation {
    Conversation {
        id: id.clone(),
        kind: ConversationKind::Phone,
        title: CleanText::default(),
        subtitle: None,
        created_at: None,
        last_message_at: at.map(|at| Timestamp::from_millis(at * 1000)),
        archived: false,
        read_only: false,
        assignee: None,
        tags: Box::default(),
        participants: Box::default(),
        line: None,
        app_url: None,
    }
}

fn id(number: usize) -> ConversationId {
    ConversationId::parse(&format!("t_{number}")).unwrap()
}

/// Puts a conversation with a message into a picture.
pub(in crate::sync) fn put(picture: &mut Picture, id: &ConversationId) -> Slot {
    picture.merge(row(id, Some(1)), RequestId(1)).0
}

/// Something that happens to a picture.
#[derive(Clone, Debug)]
enum Step {
    Listed(usize, Option<i64>),
    Gone(usize),
    Checked(usize),
}

fn steps() -> impl Strategy<Value = Vec<(u64, Step)>> {
    let step = prop_oneof![
        (0..4_usize, prop::option::of(0..5_i64)).prop_map(|(n, at)| Step::Listed(n, at)),
        (0..4_usize).prop_map(Step::Gone),
        (0..4_usize).prop_map(Step::Checked),
    ];
    prop::collection::vec((0..20_u64, step), 0..40)
}

fn play(picture: &mut Picture, by: u64, step: &Step) {
    match step {
        Step::Listed(n, at) => {
            picture.merge(row(&id(*n), *at), RequestId(by));
        }
        Step::Gone(n) => {
            if let Some(slot) = picture.slot(&id(*n)) {
                picture.mark_gone(slot, RequestId(by));
            }
        }
        Step::Checked(n) => {
            if let Some(slot) = picture.slot(&id(*n)) {
                picture.edit(slot, |row| {
                    row.checked_for = row.conversation.last_message_at;
                });
            }
        }
    }
}

proptest! {
    #[test]
    fn the_counts_are_those_of_the_rows(steps in steps()) {
        let mut picture = Picture::default();
        for (by, step) in &steps {
            play(&mut picture, *by, step);
            let rows: Vec<_> = picture.slots().filter_map(|slot| picture.row(slot)).collect();
            prop_assert_eq!(picture.len(), rows.iter().filter(|row| !row.gone).count());
            prop_assert_eq!(picture.unchecked(), rows.iter().filter(|row| row.unchecked()).count());
            prop_assert_eq!(picture.is_empty(), rows.iter().all(|row| row.gone));
            let from = Some(Timestamp::from_millis(2000));
            let mut expected: Vec<_> = picture
                .slots()
                .filter_map(|slot| Some((slot, picture.row(slot)?)))
                .filter(|(_, row)| !row.gone && row.conversation.last_message_at >= from)
                .map(|(slot, row)| (slot, row.conversation.last_message_at.unwrap()))
                .collect();
            expected.sort_by_key(|(slot, at)| std::cmp::Reverse((*at, *slot)));
            let listed: Vec<_> = picture.listed_in(OrderBy::LastMessage, from).collect();
            prop_assert_eq!(listed, expected);
        }
    }

    #[test]
    fn the_answer_to_the_latest_request_wins_in_whatever_order_they_come(
        shuffled in Just((0..8_i64).collect::<Vec<_>>()).prop_shuffle()
    ) {
        let mut picture = Picture::default();
        for n in &shuffled {
            picture.merge(row(&id(0), Some(*n)), RequestId(u64::try_from(*n).unwrap()));
        }
        let slot = picture.slot(&id(0)).unwrap();
        let known = &picture.row(slot).unwrap().conversation;
        prop_assert_eq!(known, &row(&id(0), Some(7)));
    }
}

#[test]
fn merging_the_same_again_changes_nothing() {
    let mut picture = Picture::default();
    assert_eq!(
        picture.merge(row(&id(0), Some(1)), RequestId(1)).1,
        Merged::Changed
    );
    assert_eq!(
        picture.merge(row(&id(0), Some(1)), RequestId(2)).1,
        Merged::Same
    );
    assert_eq!(
        picture.merge(row(&id(0), Some(2)), RequestId(3)).1,
        Merged::Changed
    );
}

#[test]
fn a_conversation_that_is_gone_comes_back_only_by_a_later_answer() {
    let mut picture = Picture::default();
    let slot = put(&mut picture, &id(0));
    assert_eq!(picture.mark_gone(slot, RequestId(5)), Merged::Changed);
    picture.merge(row(&id(0), Some(1)), RequestId(4));
    assert!(picture.is_empty());
    picture.merge(row(&id(0), Some(1)), RequestId(6));
    assert_eq!(picture.len(), 1);
    assert_eq!(
        picture.mark_gone(slot, RequestId(3)),
        Merged::Same,
        "told of before"
    );
}

#[test]
fn whatever_is_unanswered_in_a_fax_conversation_is_a_fax() {
    use crate::model::item::{Author, Direction, Item};
    let item = Item {
        id: crate::model::id::ItemId::parse("ti_1").unwrap(),
        created_at: Timestamp::from_millis(1000),
        modified_at: None,
        direction: Direction::Inbound,
        author: Author {
            name: CleanText::default(),
            id: None,
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block("made-up words"),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    };
    let mut picture = Picture::default();
    let organization = crate::model::id::EntityId::parse("entity_clinic").unwrap();
    let kinds = [ConversationKind::Phone, ConversationKind::Fax];
    for (number, kind) in kinds.into_iter().enumerate() {
        let fax = kind == ConversationKind::Fax;
        let conversation = Conversation {
            kind,
            ..row(&id(number), Some(1))
        };
        let slot = picture.put(conversation);
        assert!(!picture.row(slot).unwrap().kinds().contains(Kind::Fax));
        picture.put_items(slot, std::slice::from_ref(&item), &organization);
        let kinds = picture.row(slot).unwrap().kinds();
        assert_eq!(kinds.contains(Kind::Fax), fax);
        assert!(kinds.contains(Kind::Message));
    }
}
