//! Identifiers that cannot be mixed up.
//!
//! They come from the server, so they are checked like any other remote text: only printable ASCII
//! without spaces, at most [`MAX_LEN`] bytes. An identifier that passes can be logged, copied and put
//! into a path; one that does not costs the row that carried it.

use std::fmt;
use std::sync::Arc;

/// Longest identifier accepted, in bytes. Real ones have 15 to 35 (observed).
pub const MAX_LEN: usize = 128;

macro_rules! remote_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Accepts 1 to [`MAX_LEN`] bytes of printable ASCII without spaces, else `None`.
            #[must_use]
            pub fn parse(raw: &str) -> Option<Self> {
                let fits = !raw.is_empty() && raw.len() <= MAX_LEN;
                (fits && raw.bytes().all(|b| b.is_ascii_graphic())).then(|| Self(raw.into()))
            }

            /// The identifier as the server wrote it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

remote_id! {
    /// A conversation (`t_` and 13 base32hex characters, observed).
    ConversationId
}
remote_id! {
    /// One item of a conversation (`ti_…`). Time-ordered (observed), so a good tie-break, but nothing
    /// may depend on it for correctness.
    ItemId
}
remote_id! {
    /// A teammate, a team, a contact or the organization: they share one space (`entity_…`).
    EntityId
}

impl ConversationId {
    /// The text itself, for what else consists of it.
    pub(super) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

/// Number of one request of ours, unique within a run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RequestId(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_what_the_server_sends_and_nothing_that_could_drive_a_terminal() {
        assert_eq!(
            ConversationId::parse("t_0E5QDJJC03000").unwrap().as_str(),
            "t_0E5QDJJC03000"
        );
        for bad in [
            "",
            "a b",
            "a\u{1b}[31m",
            "a\nb",
            "é",
            &"x".repeat(MAX_LEN + 1),
        ] {
            assert_eq!(ConversationId::parse(bad), None, "{bad:?}");
        }
    }
}
