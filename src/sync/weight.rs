//! About how many bytes of memory rows and items take.
//!
//! An estimate for diagnostics: what is in vectors and on the heap, without what an allocator adds. A sample
//! is weighed, so that asking costs the same for a million rows as for a thousand.

use crate::model::conversation::Conversation;
use crate::model::item::{Item, Kinds};
use crate::model::text::CleanText;

use super::digest::Digest;
use super::picture::{Row, Slot};

/// Rows or items that are weighed at most, by and large.
const SAMPLE: usize = 256;

/// Bytes of all of them.
pub(super) fn of_all<T>(all: &[T], weigh: impl Fn(&T) -> usize) -> usize {
    let step = all.len().div_ceil(SAMPLE).max(1);
    let sample = all.iter().step_by(step);
    let (weighed, bytes) = sample.fold((0_usize, 0_usize), |(weighed, sum), one| {
        (weighed + 1, sum.saturating_add(weigh(one)))
    });
    let bytes = bytes.saturating_mul(all.len());
    bytes.checked_div(weighed).unwrap_or(0)
}

/// Bytes of a row and its place in the index.
pub(super) fn of_row(row: &Row) -> usize {
    let place = size_of_val(&row.conversation.id) + size_of::<Slot>();
    let digest = row.digest.as_deref().map_or(0, of_digest);
    size_of::<Row>() + place + beyond_conversation(&row.conversation) + digest
}

/// Bytes of an item.
pub(super) fn of_item(item: &Item) -> usize {
    let attachments = item.attachments.iter().map(|attachment| {
        let words = [
            Some(&attachment.title),
            Some(&attachment.kind),
            attachment.mimetype.as_ref(),
        ];
        size_of_val(attachment) + of_words(words)
    });
    size_of::<Item>()
        + item.id.as_str().len()
        + of_words([Some(&item.author.name), Some(&item.text)])
        + attachments.sum::<usize>()
        + size_of_val(&*item.pages)
}

fn of_digest(digest: &Digest) -> usize {
    let ids = digest.unanswered().iter();
    let inbound = ids.map(|key| size_of_val(key) + size_of::<Kinds>() + key.id.as_str().len());
    let turns = digest.turns().iter();
    let turns = turns.map(|turn| size_of_val(turn) + turn.id.as_str().len());
    size_of::<Digest>()
        + inbound.sum::<usize>()
        + turns.sum::<usize>()
        + of_words([digest.preview().map(|last| &last.text)])
}

fn beyond_conversation(conversation: &Conversation) -> usize {
    let tags = conversation.tags.iter();
    let tags = tags.map(|tag| size_of_val(tag) + of_words([Some(tag)]));
    let people = conversation.participants.iter();
    let people =
        people.map(|who| size_of_val(who) + of_words([Some(&who.name), who.endpoint.as_ref()]));
    let words = [
        Some(&conversation.title),
        conversation.subtitle.as_ref(),
        conversation.line.as_ref(),
    ];
    conversation.id.as_str().len()
        + conversation
            .app_url
            .as_ref()
            .map_or(0, |url| url.to_string().len())
        + of_words(words)
        + tags.sum::<usize>()
        + people.sum::<usize>()
}

fn of_words<const N: usize>(words: [Option<&CleanText>; N]) -> usize {
    words
        .into_iter()
        .flatten()
        .map(|text| text.as_str().len())
        .sum()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_sample_stands_for_all() {
        for count in [0, 1, 255, 256, 257, 100_000] {
            let weighed = Cell::new(0);
            let bytes = of_all(&vec![10; count], |one| {
                weighed.set(weighed.get() + 1);
                *one
            });
            assert_eq!(bytes, count * 10);
            assert!(weighed.get() <= SAMPLE, "{} of {count}", weighed.get());
        }
    }
}
