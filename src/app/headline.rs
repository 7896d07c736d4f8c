//! What the header says, and with it, when the screen has to be drawn again although no row changed.

use crate::model::text::CleanText;
use crate::sync::{Knowledge, Link, Progress};

use super::alarms::Silence;
use super::gauge::Gauge;
use super::state::App;
use crate::triage::{Counts, ViewCounts};

/// What the header says. The screen is drawn again when it differs from what was drawn last, so nothing
/// in here changes without being visible.
#[derive(Clone, PartialEq, Debug)]
pub struct Headline {
    /// Whose inbox it is, once known.
    pub organization: Option<CleanText>,
    /// The connection.
    pub link: Link,
    /// Whole seconds until the next attempt, while there is trouble.
    pub next_try_s: Option<u64>,
    /// How much is known, and whether the counts are exact.
    pub knowledge: Knowledge,
    /// How far the rereading got that the user asked for, in requests.
    pub rereading: Option<Progress>,
    /// What the rows ask for.
    pub counts: Counts,
    /// What the budget holds back, while that is so for noticeably long.
    pub gauge: Option<Gauge>,
    /// How many rows belong to each view, where that is on the screen.
    pub views: Option<ViewCounts>,
    /// The list is held still while this many rows wait.
    pub frozen: Option<usize>,
    /// Why nobody is called.
    pub silence: Option<Silence>,
    /// Minutes since the epoch, on the server's clock.
    pub minute: i64,
}

impl App {
    /// Whether the overview is on the screen, or the title that says how many rows there are without the filter.
    fn shows_view_counts(&self) -> bool {
        self.detail.slot.is_none() || !self.inbox.filter().is_everything()
    }

    /// What the header says.
    #[must_use]
    pub fn headline(&self) -> Headline {
        let status = self.engine.status();
        let now = self.now;
        let next_try = match &status.link {
            Link::Trouble(problem) | Link::Exhausted(problem) => problem.next_try,
            Link::Connecting | Link::Up | Link::Denied(..) => None,
        };
        let shown = self.headline.as_ref().and_then(|last| last.gauge.as_ref());
        Headline {
            next_try_s: next_try.map(|at| at.saturating_sub(now.mono).as_secs()),
            knowledge: self.engine.knowledge(now).calm(),
            rereading: self.engine.rereading(),
            gauge: Gauge::new(&status.budget, now, self.server_now(), shown),
            organization: status.organization.map(|organization| organization.name),
            link: status.link,
            counts: self.attention.counts(),
            views: self
                .shows_view_counts()
                .then(|| self.attention.view_counts().clone()),
            frozen: self.inbox.frozen().then(|| self.inbox.waiting_changes()),
            silence: self.silence(),
            minute: self.server_now().as_millis().div_euclid(60_000),
        }
    }
}
