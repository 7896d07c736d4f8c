//! The signs of the screen and what they mean: drawn by the panels and explained by the help screen from
//! the same lines, so that the two cannot differ.

use super::thread_lines::Side;
use crate::triage::signs::sign;

pub use crate::triage::signs::{
    AT_LEAST, CHANNELS, DUE_SOON, NEW, OVERDUE, Sign, UNKNOWN, WAITING, channel, of_band,
    of_channel, of_row,
};

/// The row the keys act on.
pub const SELECTED: Sign = sign("▌", "selected");
/// A number the server itself only estimates, or one that still changes.
pub const ABOUT: Sign = sign("≈", "about");

/// How many rows could not be read.
pub const UNREADABLE: Sign = sign("⊘", "could not be read: look into Spruce");

const THEIRS: Sign = sign(Side::Inbound.sign(), "theirs");
const OURS: Sign = sign(Side::Ours.sign(), "ours");
const AUTOMATIC: Sign = sign(Side::Automated.sign(), "automatic");
const INTERNAL: Sign = sign(Side::Internal.sign(), "internal note");

/// Every sign, in the order of the help screen.
pub const ALL: [Sign; 13] = [
    NEW, UNKNOWN, OVERDUE, DUE_SOON, WAITING, SELECTED, THEIRS, OURS, AUTOMATIC, INTERNAL,
    AT_LEAST, ABOUT, UNREADABLE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::triage::{Band, RowState};
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn no_sign_means_two_things_and_each_fits_its_column() {
        let mut signs: Vec<_> = ALL.iter().chain(&CHANNELS).map(|sign| sign.sign).collect();
        signs.sort_unstable();
        signs.dedup();
        assert_eq!(signs.len(), ALL.len() + CHANNELS.len());
        assert!(ALL.iter().all(|sign| sign.sign.width() == 1));
        assert!(CHANNELS.iter().all(|sign| sign.sign.width() <= 4));
    }

    #[test]
    fn every_sign_of_a_row_is_explained() {
        let states = [RowState::New, RowState::Unknown].map(of_row);
        let bands = [Band::Overdue, Band::DueSoon, Band::InTime].map(of_band);
        for drawn in states.into_iter().chain(bands) {
            assert!(ALL.iter().any(|sign| sign.sign == drawn), "{drawn}");
        }
    }
}
