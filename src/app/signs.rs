//! The signs of the screen and what they mean: drawn by the panels and explained by the help screen from
//! the same lines, so that the two cannot differ.

use super::thread_lines::Side;
use crate::model::conversation::ConversationKind;
use crate::triage::{Band, Channel, RowState};

/// A sign, and what it means in a few words.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// One column, or a few letters.
    pub sign: &'static str,
    /// What the help screen says.
    pub means: &'static str,
}

const fn sign(sign: &'static str, means: &'static str) -> Sign {
    Sign { sign, means }
}

/// A row with something the user has not seen.
pub const NEW: Sign = sign("●", "new from outside");
/// A row with activity that is not looked at yet.
pub const UNKNOWN: Sign = sign("?", "activity, sender not known yet");
/// A wait that is neither overdue nor due soon.
pub const WAITING: Sign = sign("◀", "waits for an answer, in time");
/// A wait whose target has passed.
pub const OVERDUE: Sign = sign("‼", "overdue: the target has passed");
/// A wait that is due soon.
pub const DUE_SOON: Sign = sign("!", "due soon: three quarters of the target");
/// The row the keys act on.
pub const SELECTED: Sign = sign("▌", "selected");
/// A number that may be larger.
pub const AT_LEAST: Sign = sign("≥", "at least");
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

/// What stands in front of a row; nothing where nothing in it is new.
#[must_use]
pub const fn of_row(state: RowState) -> &'static str {
    match state {
        RowState::New => NEW.sign,
        RowState::Unknown => UNKNOWN.sign,
        RowState::Waiting | RowState::Quiet => "",
    }
}

/// What stands before a wait.
#[must_use]
pub const fn of_band(band: Band) -> &'static str {
    match band {
        Band::Overdue => OVERDUE.sign,
        Band::DueSoon => DUE_SOON.sign,
        Band::InTime => WAITING.sign,
    }
}

const PHONE: Sign = sign("tel", "phone");
const SECURE: Sign = sign("sec", "secure messages");
const EMAIL: Sign = sign("mail", "e-mail");
const FAX: Sign = sign("fax", "fax");
const TEAM: Sign = sign("team", "team");
const NOTE: Sign = sign("note", "notes");
const OTHER: Sign = sign("oth", "other");

/// Every channel, in the order of the help screen.
pub const CHANNELS: [Sign; 7] = [PHONE, SECURE, EMAIL, FAX, TEAM, NOTE, OTHER];

/// The same for a channel as targets and figures tell them apart.
#[must_use]
pub const fn channel(channel: Channel) -> Sign {
    match channel {
        Channel::Phone => PHONE,
        Channel::Secure => SECURE,
        Channel::Email => EMAIL,
        Channel::Fax => FAX,
        Channel::Team => TEAM,
        Channel::Note => NOTE,
        Channel::Other => OTHER,
    }
}

/// The channel in at most four letters, and in words.
#[must_use]
pub const fn of_channel(kind: &ConversationKind) -> Sign {
    match kind {
        ConversationKind::Phone => PHONE,
        ConversationKind::Secure => SECURE,
        ConversationKind::Email => EMAIL,
        ConversationKind::Fax => FAX,
        ConversationKind::Team => TEAM,
        ConversationKind::Note => NOTE,
        ConversationKind::Other | ConversationKind::Unknown(_) => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
