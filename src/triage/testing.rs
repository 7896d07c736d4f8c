//! Made-up conversations and items for the tests of this module.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::id::{ConversationId, EntityId, ItemId};
use crate::model::item::{Author, Direction, Item};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;

/// The same cases on every machine; a failure names its input.
pub(crate) fn fixed(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_millis(second * 1000)
}

pub(crate) fn organization() -> EntityId {
    EntityId::parse("entity_clinic").unwrap()
}

/// A conversation by number; with only few seconds in use, ties are common.
pub(crate) fn conversation(number: usize, created: i64, last: i64) -> Conversation {
    Conversation {
        id: ConversationId::parse(&format!("t_{number:05}")).unwrap(),
        kind: ConversationKind::Phone,
        title: CleanText::line(&format!("Patient {number}")),
        subtitle: None,
        created_at: Some(at(created)),
        last_message_at: Some(at(last)),
        archived: false,
        read_only: false,
        assignee: None,
        tags: Box::default(),
        participants: Box::default(),
        line: None,
        app_url: None,
    }
}

/// A text message; everything else about it is a change away.
pub(crate) fn message(number: usize, second: i64, direction: Direction, text: &str) -> Item {
    let ours = direction != Direction::Inbound;
    Item {
        id: ItemId::parse(&format!("ti_{number:05}")).unwrap(),
        created_at: at(second),
        modified_at: None,
        direction,
        author: Author {
            name: CleanText::line(if ours { "Dana Desk" } else { "Patient" }),
            id: ours.then(|| EntityId::parse("entity_dana").unwrap()),
            by_api: false,
        },
        internal_note: false,
        text: CleanText::block(text),
        attachments: Box::default(),
        event: None,
        pages: Box::default(),
    }
}
