//! The request limits of the model server, and what other clients take of them.

use std::collections::HashMap;
use std::time::Duration;

use crate::model::exchange::{Meta, RateLimits};
use crate::sync::{AuthProblem, FailureKind};

use super::super::plan::{DayLimit, Exhaustion, Plan};
use super::super::world::{MINUTE, Ms, START, stamp, whole};

/// Counts requests.
pub(crate) struct Meter<'a> {
    plan: &'a Plan,
    used: HashMap<Ms, u32>,
    /// Requests of this client in the first and in the second day.
    days: [u32; 2],
}

impl<'a> Meter<'a> {
    pub(crate) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            used: HashMap::new(),
            days: [0; 2],
        }
    }

    /// Counts a request: what the response says of the limits, and whether they are used up.
    pub(crate) fn count(&mut self, at: Ms) -> (Meta, bool) {
        let mut meta = Meta {
            server_time: Some(stamp(whole(at))),
            ..Meta::default()
        };
        let Some(limit) = self.plan.limit else {
            return (meta, false);
        };
        let minute = self.minute(limit, at);
        let day = self.plan.day.map(|day| self.day(day, at));
        meta.limits = RateLimits {
            minute_limit: Some(limit),
            minute_remaining: Some(minute.saturating_sub(1)),
            day_limit: day.map(|_| DayLimit::ALL),
            day_remaining: day.map(|left| left.saturating_sub(1)),
        };
        (meta, minute == 0 || day == Some(0))
    }

    /// What was left of the minute before this request.
    fn minute(&mut self, limit: u32, at: Ms) -> u32 {
        let ours = self.used.entry(at / MINUTE).or_default();
        let greedy = self.plan.greedy.is_some_and(|(a, b)| (a..b).contains(&at));
        // Others spend evenly over the minute.
        let share = u64::from(self.plan.others) * (at % MINUTE) / MINUTE;
        let others = if greedy {
            limit
        } else {
            u32::try_from(share).unwrap_or(0)
        };
        let before = limit.saturating_sub(others.saturating_add(*ours));
        *ours += 1;
        before
    }

    /// What was left of the day before this request.
    fn day(&mut self, day: DayLimit, at: Ms) -> u32 {
        let new = at >= day.new_day_at;
        let (left, began) = if new {
            (DayLimit::ALL, day.new_day_at)
        } else {
            (day.left, START)
        };
        let [first, second] = &mut self.days;
        let ours = if new { second } else { first };
        let minutes = u32::try_from((at - began) / MINUTE).unwrap_or(0);
        let before = left.saturating_sub(minutes * day.others + *ours);
        // A refused request does not count.
        *ours += u32::from(before > 0);
        before
    }

    /// How it is said that nothing is left.
    pub(crate) fn refusal(&self, meta: Meta) -> (FailureKind, Meta) {
        match self.plan.exhaustion {
            Exhaustion::TooManyBare => (FailureKind::RateLimited(None), Meta::default()),
            Exhaustion::TooMany => (FailureKind::RateLimited(None), meta),
            Exhaustion::TooManyWithRetryAfter => {
                let wait = Duration::from_secs(20);
                (FailureKind::RateLimited(Some(wait)), meta)
            }
            Exhaustion::Forbidden => (FailureKind::Auth(AuthProblem::Forbidden), meta),
            Exhaustion::Unavailable => (FailureKind::Status(503), meta),
        }
    }
}
