//! By which way people get in touch.

use strum::{Display, EnumIter, EnumString};

use crate::model::conversation::ConversationKind;

/// The channel of a conversation, as far as targets and figures tell them apart. Its name in settings and queries is the
/// kebab-case of the variant.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Display, EnumString, EnumIter,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Channel {
    /// Calls, voicemails and text messages.
    Phone,
    /// Secure messages and video calls.
    Secure,
    /// E-mail.
    Email,
    /// Fax.
    Fax,
    /// Between teammates only.
    Team,
    /// Internal notes.
    Note,
    /// Anything else.
    Other,
}

impl From<&ConversationKind> for Channel {
    fn from(kind: &ConversationKind) -> Self {
        match kind {
            ConversationKind::Phone => Self::Phone,
            ConversationKind::Secure => Self::Secure,
            ConversationKind::Email => Self::Email,
            ConversationKind::Fax => Self::Fax,
            ConversationKind::Team => Self::Team,
            ConversationKind::Note => Self::Note,
            ConversationKind::Other | ConversationKind::Unknown(_) => Self::Other,
        }
    }
}
