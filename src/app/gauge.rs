//! The budget as the header shows it: what is held back, and until when.
//!
//! The figures behind it change with every request. What is shown changes when the minute does, or when other
//! work is held back, and else not at all: a gauge that never rests would be the most restless thing on a screen
//! that somebody leaves open all day.

use crate::model::time::{Now, Timestamp};
use crate::sync::{BudgetView, HeldBy, Priority};

const MINUTE_MS: i64 = 60_000;

/// What the header says of the budget while it holds work back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gauge {
    /// Percent of our own share of the request limit that went out in the last minute, in whole steps of ten.
    pub percent: u8,
    /// The kinds of work that are held back, the most important first, and why each is. Never empty.
    pub held: Vec<(Priority, HeldBy)>,
    /// From when on the first of them may go on, on the server's clock, rounded up to the minute.
    pub until: Timestamp,
    /// The minute in which this was so.
    minute: i64,
}

impl Gauge {
    /// What is to be shown; `shown` is what is shown so far. Nothing unless something is held back for
    /// noticeably long. Work that the server refused is not in here: that is said of the connection.
    pub(super) fn new(
        budget: &BudgetView,
        now: Now,
        server: Timestamp,
        shown: Option<&Self>,
    ) -> Option<Self> {
        let ours = || {
            let held = budget.held.iter();
            held.filter(|held| held.by != HeldBy::Refused)
        };
        let first = ours().next()?;
        let held: Vec<_> = ours().map(|held| (held.kind, held.by)).collect();
        let minute = server.as_millis().div_euclid(MINUTE_MS);
        if let Some(shown) = shown.filter(|shown| shown.held == held && shown.minute == minute) {
            return Some(shown.clone());
        }
        let until = server.plus(first.until.saturating_sub(now.mono));
        let up = (until.as_millis() + MINUTE_MS - 1).div_euclid(MINUTE_MS);
        let percent = budget.used.saturating_mul(100) / budget.allowed.max(1);
        Some(Self {
            percent: u8::try_from(percent.min(100) / 10 * 10).unwrap_or(100),
            held,
            until: Timestamp::from_millis(up * MINUTE_MS),
            minute,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::exchange::RateLimits;
    use crate::sync::Held;

    fn view(used: u32, held: &[(Priority, u64, HeldBy)]) -> BudgetView {
        let held = held.iter().map(|(kind, until, by)| Held {
            kind: *kind,
            until: Duration::from_secs(*until),
            by: *by,
        });
        BudgetView {
            used,
            allowed: 25,
            limits: RateLimits::default(),
            held: held.collect(),
        }
    }

    fn at(second: u64) -> (Now, Timestamp) {
        let wall = Timestamp::from_millis(0).plus(Duration::from_secs(second));
        let mono = Duration::from_secs(second);
        (Now { mono, wall }, wall)
    }

    #[test]
    fn it_rests_within_a_minute_unless_other_work_is_held_back() {
        let gauge = |second, view: &BudgetView, shown: Option<&Gauge>| {
            let (now, server) = at(second);
            Gauge::new(view, now, server, shown)
        };
        let history = (Priority::History, 95, HeldBy::Share);
        let first = gauge(61, &view(21, &[history]), None).unwrap();
        assert_eq!((first.percent, first.until.as_millis()), (80, 120_000));
        let later = (Priority::History, 140, HeldBy::Share);
        let again = gauge(119, &view(9, &[later]), Some(&first)).unwrap();
        assert_eq!(again, first, "the same minute");
        let next = gauge(121, &view(9, &[later]), Some(&again)).unwrap();
        assert_eq!((next.percent, next.until.as_millis()), (30, 180_000));
        let more = [(Priority::Recent, 130, HeldBy::Share), later];
        let other = gauge(122, &view(25, &more), Some(&next)).unwrap();
        assert_eq!(other.held.first(), Some(&(Priority::Recent, HeldBy::Share)));
        assert_eq!(gauge(123, &view(25, &[]), Some(&other)), None);
        let refused = (Priority::Feed, 400, HeldBy::Refused);
        assert_eq!(gauge(123, &view(0, &[refused]), None), None);
    }
}
