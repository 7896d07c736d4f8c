//! What can be taken in at a glance: the figures of the day, the wallboard, and what happened since the user looked.
//!
//! All of it is made from the rows and kept here as it is shown, so that the screen is drawn again only when it says
//! something else. None of it holds names, texts, tags or numbers of telephones.

use crate::model::time::Now;
use crate::triage::Figures;

use super::away::{Away, SinceYouLooked};
use super::board::Board;
use super::state::App;
use super::strip::Strip;

/// The figures, and what is shown of them.
#[derive(Debug)]
pub(super) struct Glance {
    pub(super) figures: Figures,
    pub(super) away: Away,
    pub(super) strip: Strip,
    /// While the wallboard is up.
    pub(super) board: Option<Box<Board>>,
    /// While that panel is open.
    pub(super) since: Option<SinceYouLooked>,
}

impl Glance {
    pub(super) fn new(now: Now) -> Self {
        Self {
            figures: Figures::default(),
            away: Away::new(now),
            strip: Strip::default(),
            board: None,
            since: None,
        }
    }
}

impl App {
    /// The response strip: how quickly people are answered today.
    #[must_use]
    pub fn strip(&self) -> &Strip {
        &self.glance.strip
    }

    /// What the wallboard says; `None` unless it is up.
    #[must_use]
    pub fn board(&self) -> Option<&Board> {
        self.glance.board.as_deref()
    }

    /// What the panel on what happened since the user looked says; `None` unless it is open.
    #[must_use]
    pub fn shown_since(&self) -> Option<&SinceYouLooked> {
        self.glance.since.as_ref()
    }
}
