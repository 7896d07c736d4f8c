//! Everything that can happen to the program, as one type.

use std::fmt;

use crate::model::id::RequestId;
use crate::model::read_marks::{ConversationHash, Mark};
use crate::sync::{Failure, Reply};

use super::about::LedgerNews;
use super::chord::Chord;
use super::layout::Size;

/// Something happened.
#[derive(Clone, PartialEq)]
pub enum Event {
    /// A key was pressed, or repeats.
    Key(Chord),
    /// Text was pasted. Untrusted, and may hold newlines.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The terminal window got or lost the focus.
    Focus(Focus),
    /// A deadline passed.
    Tick,
    /// A request ended.
    Reply(RequestId, Result<Reply, Failure>),
    /// Another running copy marked conversations.
    Marks(Vec<(ConversationHash, Mark)>),
    /// What the keeper of the seen marks says of its file.
    Ledger(LedgerNews),
    /// Something outside failed or is worth saying, as one line of our own words.
    Trouble(String),
    /// The program has the terminal again after having been suspended.
    Resumed,
}

impl fmt::Debug for Event {
    /// Never what was pasted: it may come from a patient's record.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(chord) => f.debug_tuple("Key").field(chord).finish(),
            Self::Paste(text) => write!(f, "Paste({} bytes)", text.len()),
            Self::Resize(size) => f.debug_tuple("Resize").field(size).finish(),
            Self::Focus(focus) => f.debug_tuple("Focus").field(focus).finish(),
            Self::Tick => f.write_str("Tick"),
            Self::Reply(id, reply) => f.debug_tuple("Reply").field(id).field(reply).finish(),
            Self::Marks(marks) => write!(f, "Marks({} of them)", marks.len()),
            Self::Ledger(news) => f.debug_tuple("Ledger").field(news).finish(),
            Self::Trouble(text) => write!(f, "Trouble({} bytes)", text.len()),
            Self::Resumed => f.write_str("Resumed"),
        }
    }
}

/// Whether the terminal window has the focus.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// It has; also assumed until the terminal says something.
    Gained,
    /// It has not.
    Lost,
}
