//! What the header says, and with it, when the screen has to be drawn again although no row changed.

use std::time::Duration;

use crate::model::text::CleanText;
use crate::sync::{BudgetView, Coverage, Freshness, HistoryProgress, Link};

use super::attention::Counts;
use super::state::App;

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
    /// The window.
    pub coverage: Coverage,
    /// How fresh the picture is, in whole seconds.
    pub freshness: Freshness,
    /// History.
    pub history: HistoryProgress,
    /// What the rows ask for.
    pub counts: Counts,
    /// Whether the counts are exact; otherwise they are "at least".
    pub all_known: bool,
    /// Percent of our own share of the request limit that went out in the last minute, in whole steps
    /// of ten, once that is so much that work is put off; `None` below, where no poll may change it.
    pub budget_tight: Option<u8>,
    /// The list is held still while this many rows wait.
    pub frozen: Option<usize>,
    /// Minutes since the epoch, on the server's clock.
    pub minute: i64,
}

/// From this part of our share on, in percent, the budget counts as tight. Polls alone take half of it
/// and a little more where they do not come evenly: below this, an idle program would be drawn again.
const TIGHT_FROM: u32 = 60;

/// How tight the budget is, if it is.
fn tight(budget: BudgetView) -> Option<u8> {
    let percent = budget.used.saturating_mul(100) / budget.allowed.max(1);
    let step = percent.min(100) / 10 * 10;
    u8::try_from(step).ok().filter(|_| step >= TIGHT_FROM)
}

impl App {
    /// What the header says.
    #[must_use]
    pub fn headline(&self) -> Headline {
        let status = self.engine.status();
        let now = self.now;
        let next_try = match &status.link {
            Link::Trouble(problem) | Link::Exhausted(problem) => problem.next_try,
            Link::Connecting | Link::Up | Link::Denied(..) => None,
        };
        let whole = |length: Duration| Duration::from_secs(length.as_secs());
        Headline {
            next_try_s: next_try.map(|at| at.saturating_sub(now.mono).as_secs()),
            freshness: match status.freshness(now) {
                Freshness::Stale(age) => Freshness::Stale(whole(age)),
                fresh => fresh,
            },
            // The counts are over all rows, so none may be unknown, and none on its way.
            all_known: status.all_known(now)
                && self.attention.counts().unknown == 0
                && !matches!(status.history, HistoryProgress::Walking { .. }),
            budget_tight: tight(status.budget),
            organization: status.organization.map(|organization| organization.name),
            link: status.link,
            coverage: status.coverage,
            history: status.history,
            counts: self.attention.counts(),
            frozen: self.inbox.frozen().then(|| self.inbox.waiting_changes()),
            minute: self.server_now().as_millis().div_euclid(60_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_is_tight_in_steps_of_ten_and_only_beyond_what_polls_take() {
        let tight = |used, allowed| {
            super::tight(BudgetView {
                used,
                allowed,
                limits: crate::model::exchange::RateLimits::default(),
            })
        };
        assert_eq!(tight(0, 0), None);
        assert_eq!(tight(59, 100), None, "half, and what comes unevenly");
        assert_eq!(tight(60, 100), Some(60));
        assert_eq!(tight(79, 100), Some(70));
        assert_eq!(tight(130, 100), Some(100));
        assert_eq!(tight(u32::MAX, 1), Some(100));
    }
}
