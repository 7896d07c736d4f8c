//! Our share of what is left of the day, spread over it.

use std::time::Duration;

const HOUR_S: f64 = 3600.0;
/// When the server's day ends is documented nowhere, so what is left has to do for a whole one.
const DAY_S: f64 = 24.0 * HOUR_S;
/// What sums of fractions of a request may be wrong.
const ROUNDING: f64 = 1e-6;
/// No work is said to take longer than this.
const LONGEST_S: f64 = 366.0 * DAY_S;

/// Requests that come in evenly and are spent as they are needed. An hour's worth of them may go at once.
#[derive(Clone, Debug)]
pub(super) struct DayBucket {
    tokens: f64,
    per_second: f64,
    at: Duration,
}

impl DayBucket {
    /// So many requests are left today, of which `share` is ours. `before` is what was there until now: being
    /// told again does not fill the bucket.
    pub(super) fn new(remaining: u32, share: f64, before: Option<Self>, now: Duration) -> Self {
        let per_second = f64::from(remaining) * share / DAY_S;
        let capacity = (per_second * HOUR_S).max(1.0);
        let tokens = before.map_or(capacity, |day| day.at_hand(now).min(capacity));
        Self {
            tokens,
            per_second,
            at: now,
        }
    }

    /// Spends a request. A poll that goes on although nothing is there for it is no debt: what comes in next is
    /// for the others, or polls alone would eat up a small day.
    pub(super) fn spend(&mut self, now: Duration) {
        self.tokens = self.at_hand(now);
        self.at = now;
        if self.tokens > 1.0 - ROUNDING {
            self.tokens = (self.tokens - 1.0).max(0.0);
        }
    }

    /// How many requests it has by now.
    pub(super) fn at_hand(&self, now: Duration) -> f64 {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        let capacity = (self.per_second * HOUR_S).max(1.0);
        (self.tokens + passed * self.per_second).min(capacity)
    }

    /// When it has one.
    pub(super) fn ready_at(&self, now: Duration) -> Duration {
        let missing = 1.0 - self.at_hand(now);
        if missing <= 0.0 {
            return now;
        }
        let wait = missing / self.per_second.max(1e-9);
        now + Duration::from_secs_f64(wait.min(DAY_S))
    }

    /// How long it takes until so many could have gone.
    pub(super) fn time_for(&self, requests: u32, now: Duration) -> Duration {
        let missing = (f64::from(requests) - self.at_hand(now)).max(0.0);
        let wait = missing / self.per_second.max(1e-9);
        Duration::from_secs_f64(wait.min(LONGEST_S))
    }

    /// Requests that come in each minute.
    pub(super) fn per_minute(&self) -> f64 {
        self.per_second * 60.0
    }
}
