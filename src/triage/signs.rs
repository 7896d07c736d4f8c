//! The signs by which rows are told apart, and what they mean: the same on the screen and in what is printed.

use crate::model::conversation::ConversationKind;
use crate::model::item::Role;

use super::channel::Channel;
use super::standing::RowState;
use super::targets::Band;

/// A sign, and what it means in a few words.
#[derive(Clone, Copy, Debug)]
pub struct Sign {
    /// One column, or a few letters.
    pub sign: &'static str,
    /// What the help screen says.
    pub means: &'static str,
}

pub(crate) const fn sign(sign: &'static str, means: &'static str) -> Sign {
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
/// A number that may be larger.
pub const AT_LEAST: Sign = sign("≥", "at least");

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

/// What stands before something that somebody said or did. None of these marks a row.
#[must_use]
pub const fn of_role(role: Role) -> &'static str {
    match role {
        Role::Inbound => "<",
        Role::HumanAnswer => "▶",
        Role::Automated => "»",
        Role::Internal => "✎",
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
