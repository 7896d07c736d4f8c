//! Rate limits that really count down and really bite.
//!
//! Two fixed windows, 60 seconds and 24 hours, each beginning with its first request. The real
//! window's shape is not documented; a fixed one is the harder case, because the allowance comes
//! back all at once.

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

#[derive(Debug)]
struct Window {
    limit: Option<u32>,
    length_ms: i64,
    began_ms: i64,
    used: u32,
}

impl Window {
    fn new(limit: Option<u32>, length_ms: i64) -> Self {
        Self {
            limit,
            length_ms,
            began_ms: i64::MIN / 2,
            used: 0,
        }
    }

    fn remaining(&mut self, now_ms: i64) -> Option<u32> {
        if now_ms - self.began_ms >= self.length_ms {
            (self.began_ms, self.used) = (now_ms, 0);
        }
        self.limit.map(|limit| limit.saturating_sub(self.used))
    }
}

/// Limit and what is left of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) limit: u32,
    pub(super) remaining: u32,
}

/// Whether a request may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    Exhausted,
}

/// Both windows.
#[derive(Debug)]
pub(super) struct Limits {
    minute: Window,
    day: Window,
}

impl Limits {
    /// `None` = not limited.
    pub(super) fn new(per_minute: Option<u32>, per_day: Option<u32>) -> Self {
        Self {
            minute: Window::new(per_minute, MINUTE_MS),
            day: Window::new(per_day, DAY_MS),
        }
    }

    /// Counts one request, unless nothing is left of one window: then neither is charged.
    pub(super) fn spend(&mut self, now_ms: i64) -> Verdict {
        let left = [self.minute.remaining(now_ms), self.day.remaining(now_ms)];
        if left.contains(&Some(0)) {
            return Verdict::Exhausted;
        }
        self.minute.used += 1;
        self.day.used = self.day.used.saturating_add(1);
        Verdict::Go
    }

    /// What the headers say: minute and day, `None` where there is no limit.
    pub(super) fn allowances(&mut self, now_ms: i64) -> [Option<Allowance>; 2] {
        [&mut self.minute, &mut self.day].map(|window| {
            let remaining = window.remaining(now_ms)?;
            Some(Allowance {
                limit: window.limit?,
                remaining,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_minute_bites_and_comes_back() {
        let mut limits = Limits::new(Some(2), None);
        assert_eq!(limits.spend(0), Verdict::Go);
        assert_eq!(limits.spend(59_000), Verdict::Go);
        assert_eq!(limits.spend(59_999), Verdict::Exhausted);
        assert_eq!(
            limits.allowances(59_999),
            [
                Some(Allowance {
                    limit: 2,
                    remaining: 0
                }),
                None
            ]
        );
        assert_eq!(limits.spend(60_000), Verdict::Go);
        assert_eq!(
            limits.allowances(60_000),
            [
                Some(Allowance {
                    limit: 2,
                    remaining: 1
                }),
                None
            ]
        );
    }

    #[test]
    fn the_day_bites_too() {
        let mut limits = Limits::new(Some(10), Some(1));
        assert_eq!(limits.spend(0), Verdict::Go);
        assert_eq!(limits.spend(MINUTE_MS), Verdict::Exhausted);
        assert_eq!(limits.spend(DAY_MS), Verdict::Go);
    }

    #[test]
    fn no_limit_never_bites() {
        let mut limits = Limits::new(None, None);
        assert!((0..5_000).all(|_| limits.spend(0) == Verdict::Go));
        assert_eq!(limits.allowances(0), [None, None]);
    }
}
