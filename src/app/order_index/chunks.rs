//! Slots in a row, in pieces: putting one in or taking one out moves no more than a piece.
//!
//! In one piece, a conversation that comes back to life after years would move every row since, and
//! a poll would cost more the longer the list is.

use crate::sync::Slot;

/// Most slots of a piece; a longer one becomes two. Few in tests, where few slots are to make many pieces.
const MOST: usize = if cfg!(test) { 8 } else { 1024 };

/// Where a slot is, or would be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Place {
    piece: usize,
    at: usize,
}

/// Slots in an order that only whoever holds them knows.
#[derive(Debug, Default)]
pub(super) struct Chunks {
    /// None of them is empty, and no two neighbours have room in half a piece: there are never many
    /// pieces for few slots.
    pieces: Vec<Vec<Slot>>,
    len: usize,
}

impl Chunks {
    pub(super) const fn new() -> Self {
        Self {
            pieces: Vec::new(),
            len: 0,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// The slot at a position.
    pub(super) fn get(&self, position: usize) -> Option<Slot> {
        let from_end = self.len.checked_sub(position + 1)?;
        // Most of what is asked for is near an end.
        if position < from_end {
            let mut left = position;
            for piece in &self.pieces {
                match piece.get(left) {
                    Some(slot) => return Some(*slot),
                    None => left -= piece.len(),
                }
            }
        } else {
            let mut left = from_end;
            for piece in self.pieces.iter().rev() {
                match piece.len().checked_sub(left + 1) {
                    Some(at) => return piece.get(at).copied(),
                    None => left -= piece.len(),
                }
            }
        }
        None
    }

    /// The first place whose slot is not `before` what is sought.
    pub(super) fn seek(&self, before: impl Fn(Slot) -> bool) -> Place {
        let ends_before = |piece: &Vec<Slot>| piece.last().is_some_and(|slot| before(*slot));
        let piece = self.pieces.partition_point(ends_before);
        let slots = self.pieces.get(piece).map_or(&[][..], Vec::as_slice);
        let at = slots.partition_point(|slot| before(*slot));
        Place { piece, at }
    }

    /// The slot at a place.
    pub(super) fn at(&self, place: Place) -> Option<Slot> {
        self.pieces.get(place.piece)?.get(place.at).copied()
    }

    /// The slots from a place on.
    pub(super) fn from(&self, place: Place) -> impl Iterator<Item = Slot> + '_ {
        let pieces = self.pieces.get(place.piece..).unwrap_or(&[]);
        let all = pieces.iter().flatten().copied();
        all.skip(place.at)
    }

    /// The slots before a place, the last of them first; `None` = before the end.
    pub(super) fn before(&self, place: Option<Place>) -> impl Iterator<Item = Slot> + '_ {
        let place = place.unwrap_or(Place {
            piece: self.pieces.len(),
            at: 0,
        });
        let (pieces, rest) = self.pieces.split_at(place.piece.min(self.pieces.len()));
        let part = rest.first().and_then(|piece| piece.get(..place.at));
        let part = part.unwrap_or(&[]).iter().rev();
        part.chain(pieces.iter().rev().flat_map(|piece| piece.iter().rev()))
            .copied()
    }

    /// The position of a place.
    pub(super) fn position(&self, place: Place) -> usize {
        let (before, after) = self.pieces.split_at(place.piece.min(self.pieces.len()));
        let all = |pieces: &[Vec<Slot>]| pieces.iter().map(Vec::len).sum::<usize>();
        if before.len() < after.len() {
            all(before) + place.at
        } else {
            self.len - all(after) + place.at
        }
    }

    /// Puts a slot in, before what is at the place.
    pub(super) fn insert(&mut self, place: Place, slot: Slot) {
        self.len += 1;
        // Behind the last of all: at the end of its piece.
        let (index, at) = match self.pieces.len().checked_sub(1) {
            None => {
                self.pieces.push(vec![slot]);
                return;
            }
            Some(last) if last < place.piece => (last, usize::MAX),
            Some(_) => (place.piece, place.at),
        };
        let Some(piece) = self.pieces.get_mut(index) else {
            return;
        };
        piece.insert(at.min(piece.len()), slot);
        if piece.len() > MOST {
            let second = piece.split_off(MOST / 2);
            piece.shrink_to_fit();
            self.pieces.insert(index + 1, second);
        }
    }

    /// Takes out the slot at a place.
    pub(super) fn remove(&mut self, place: Place) {
        let Some(piece) = self.pieces.get_mut(place.piece) else {
            return;
        };
        if place.at >= piece.len() {
            return;
        }
        piece.remove(place.at);
        self.len -= 1;
        if piece.is_empty() {
            self.pieces.remove(place.piece);
        } else {
            self.join(place.piece);
        }
        if let Some(before) = place.piece.checked_sub(1) {
            self.join(before);
        }
    }

    /// Makes one piece of this one and the next, if they are short.
    fn join(&mut self, index: usize) {
        let length = |index: usize| self.pieces.get(index).map(Vec::len);
        let both = length(index).zip(length(index + 1));
        if both.is_some_and(|(one, other)| one + other <= MOST / 2) {
            let next = self.pieces.remove(index + 1);
            if let Some(piece) = self.pieces.get_mut(index) {
                piece.extend(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::sync::Picture;
    use crate::triage::testing::{conversation, fixed};

    /// Enough slots for a good many pieces.
    fn slots() -> Vec<Slot> {
        let mut picture = Picture::default();
        let put = |number| picture.put(conversation(number, 0, 0));
        (0..10 * MOST).map(put).collect()
    }

    /// The same slots both ways.
    fn assert_same(chunks: &Chunks, plain: &[Slot]) {
        let listed: Vec<_> = (0..plain.len()).filter_map(|at| chunks.get(at)).collect();
        assert_eq!(listed, plain);
        assert_eq!(chunks.len(), plain.len());
        assert_eq!(chunks.get(plain.len()), None);
        assert!(chunks.from(Place::default()).eq(plain.iter().copied()));
        assert!(chunks.before(None).eq(plain.iter().rev().copied()));
        assert!(chunks.pieces.iter().all(|piece| !piece.is_empty()));
        let mut pairs = chunks.pieces.windows(2);
        assert!(pairs.all(|pair| pair.iter().map(Vec::len).sum::<usize>() > MOST / 2));
    }

    proptest! {
        #![proptest_config(fixed(256))]

        // Long runs in one place make pieces split, and long runs of removals make them join.
        #[test]
        fn it_is_a_plain_row_of_slots(
            runs in prop::collection::vec((any::<bool>(), 0.0..=1.0_f64, 1..2 * MOST), 1..12),
        ) {
            let mut fresh = slots().into_iter();
            let (mut chunks, mut plain) = (Chunks::new(), Vec::new());
            for (add, place, count) in runs {
                for _ in 0..count {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short row")]
                    let at = (place * plain.len() as f64) as usize;
                    // The slots before `at` are those that are sought past.
                    let before: std::collections::HashSet<Slot> = plain.iter().take(at).copied().collect();
                    let place = chunks.seek(|slot| before.contains(&slot));
                    prop_assert_eq!(chunks.position(place), at);
                    prop_assert_eq!(chunks.at(place), plain.get(at).copied());
                    prop_assert!(chunks.from(place).eq(plain.iter().skip(at).copied()));
                    prop_assert!(chunks.before(Some(place)).eq(plain.iter().take(at).rev().copied()));
                    if add {
                        let Some(slot) = fresh.next() else { break };
                        chunks.insert(place, slot);
                        plain.insert(at, slot);
                    } else if at < plain.len() {
                        chunks.remove(place);
                        plain.remove(at);
                    }
                }
                assert_same(&chunks, &plain);
            }
        }
    }
}
