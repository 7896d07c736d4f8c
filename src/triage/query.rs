//! The language in which rows are asked for.

use std::ops::Range;

use crate::model::time::Timestamp;
use crate::model::zone::Zone;

use super::channel::Channel;
use super::facts::Facts;
use super::standing::RowState;
use super::targets::Band;

/// A question that each row answers with yes or no.
#[derive(Clone, Debug, Default)]
pub struct Query {
    text: String,
}

/// What is wrong with a query, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{words}")]
pub struct QueryError {
    /// Which bytes of the text are wrong.
    pub at: Range<usize>,
    /// What to write instead, in our own words.
    pub words: String,
}

impl Query {
    /// Reads a query. Dates in it are of `zone`'s calendar.
    ///
    /// # Errors
    ///
    /// When a word is none of the language.
    pub fn parse(text: &str, _zone: Zone) -> Result<Self, QueryError> {
        Ok(Self {
            text: text.to_owned(),
        })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every row answers yes.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether a row answers yes.
    #[must_use]
    pub fn matches(&self, facts: &Facts<'_>) -> bool {
        self.text.split_whitespace().all(|word| {
            let (word, wanted) = word.strip_prefix('-').map_or((word, true), |w| (w, false));
            answers(word, facts) == wanted
        })
    }

    /// When the answer of this row may change only because time passes; `None` = never.
    #[must_use]
    pub fn changes_at(&self, facts: &Facts<'_>) -> Option<Timestamp> {
        let timed = ["is:overdue", "is:due-soon"];
        let timed = timed.iter().any(|word| self.text.contains(word));
        let wait = facts.standing.wait.filter(|_| timed)?;
        wait.deadlines.next_change(facts.now)
    }
}

/// A stand-in for the language: enough words for the standard views.
fn answers(word: &str, facts: &Facts<'_>) -> bool {
    let conversation = &facts.row.conversation;
    let standing = facts.standing;
    match word.split_once(':') {
        Some(("is", "archived")) => conversation.archived,
        Some(("is", "waiting")) => standing.wait.is_some(),
        Some(("is", "unread")) => matches!(standing.state, RowState::New | RowState::Unknown),
        Some(("is", "overdue")) => standing.band(facts.now) == Some(Band::Overdue),
        Some(("is", "due-soon")) => standing.band(facts.now) == Some(Band::DueSoon),
        Some(("is", "mine")) => conversation.assignee.as_ref() == facts.me && facts.me.is_some(),
        Some(("by", "none")) => conversation.assignee.is_none(),
        Some(("ch", name)) => Channel::from(&conversation.kind).to_string() == name,
        Some(("tag", tag)) => conversation
            .tags
            .iter()
            .any(|one| one.as_str().contains(tag)),
        Some(_) => false,
        None => conversation.name().to_lowercase().contains(word),
    }
}
