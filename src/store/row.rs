//! One mark as a row, and back.
//!
//! A row that makes no sense, or is not as it was written, is as good as none: it costs one mark, never the
//! ledger, and it hides nothing that is new.

use std::collections::BTreeMap;

use rusqlite::{Params, Row};

use crate::model::read_marks::{ConversationHash, ItemHash, LedgerKey, Mark};
use crate::model::time::Timestamp;

/// Reads a row of `conversation, epoch, upto, unseen_by_hand, recent, seal`. `None` for nonsense.
pub(super) fn decode(key: &LedgerKey, row: &Row<'_>) -> Option<(ConversationHash, Mark)> {
    let conversation = ConversationHash(row.get(0).ok()?);
    let epoch: i64 = row.get(1).ok()?;
    let upto: Option<i64> = row.get(2).ok()?;
    let recent: Vec<u8> = row.get(4).ok()?;
    let sealed: [u8; 8] = row.get(5).ok()?;
    let mark = Mark {
        epoch: u64::try_from(epoch).ok()?,
        upto: upto.map(Timestamp::from_millis),
        recent: decode_recent(&recent),
        unseen_by_hand: row.get(3).ok()?,
    };
    (sealed == seal(key, conversation, &mark)).then_some((conversation, mark))
}

/// The values of a row: those [`decode`] reads, then the revision.
pub(super) fn encode(
    key: &LedgerKey,
    conversation: ConversationHash,
    mark: &Mark,
    revision: i64,
) -> impl Params {
    (
        conversation.0,
        epoch(mark),
        mark.upto.map(Timestamp::as_millis),
        mark.unseen_by_hand,
        encode_recent(mark),
        seal(key, conversation, mark),
        revision,
    )
}

/// Proves that a row is as it was written.
fn seal(key: &LedgerKey, conversation: ConversationHash, mark: &Mark) -> [u8; 8] {
    let upto = mark.upto.map_or([0; 8], |at| at.as_millis().to_be_bytes());
    let flags = [u8::from(mark.upto.is_some()), u8::from(mark.unseen_by_hand)];
    let epoch = epoch(mark).to_be_bytes();
    let recent = encode_recent(mark);
    key.seal(&[&conversation.0[..], &epoch, &upto, &flags, &recent].concat())
}

/// SQLite's integers are signed; an epoch counts key presses and gets nowhere near.
fn epoch(mark: &Mark) -> i64 {
    i64::try_from(mark.epoch).unwrap_or(i64::MAX)
}

/// Sixteen bytes per item: its hash and its time in milliseconds, big-endian.
fn encode_recent(mark: &Mark) -> Vec<u8> {
    let items = mark.recent.iter();
    items
        .flat_map(|(item, at)| [item.0.to_be_bytes(), at.as_millis().to_be_bytes()])
        .flatten()
        .collect()
}

fn decode_recent(bytes: &[u8]) -> BTreeMap<ItemHash, Timestamp> {
    let (words, _) = bytes.as_chunks::<8>();
    let (items, _) = words.as_chunks::<2>();
    items
        .iter()
        .map(|&[item, at]| {
            let at = Timestamp::from_millis(i64::from_be_bytes(at));
            (ItemHash(u64::from_be_bytes(item)), at)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_survive_the_row_and_a_cut_off_rest_is_dropped() {
        let at = Timestamp::from_millis;
        let mark = Mark {
            recent: [(ItemHash(1), at(-5)), (ItemHash(u64::MAX), at(i64::MAX))].into(),
            ..Mark::default()
        };
        let mut bytes = encode_recent(&mark);
        assert_eq!(bytes.len(), 32);
        assert_eq!(decode_recent(&bytes), mark.recent);
        bytes.truncate(20);
        assert_eq!(decode_recent(&bytes), [(ItemHash(1), at(-5))].into());
    }
}
