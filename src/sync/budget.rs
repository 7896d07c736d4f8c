//! How many requests may go out, and for what.
//!
//! The limits belong to the organization and are shared with the clinic's other integrations, so only
//! a share of them is spent, and a reserve is always left. When it gets tight, work stops in a fixed
//! order ([`Priority`], least important first); the delta poll is the last to slow down, and goes on at
//! least every two minutes as long as the server grants anything.

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::exchange::RateLimits;

use super::mistakes::{Mistake, made};

/// What a request is for, least important first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Priority {
    /// Reading history behind the window.
    History,
    /// Reading the last day, or the window, again.
    Reread,
    /// Items of conversations behind the window.
    Old,
    /// Items of conversations in the window.
    Recent,
    /// Items of the rows on screen, and of the open conversation.
    Visible,
    /// The list itself: window, delta, what the user asked for.
    Feed,
}

impl Priority {
    const COUNT: usize = 6;

    /// Part of our share up to which this kind of work may go.
    const fn part(self) -> f64 {
        match self {
            Self::History => 0.40,
            Self::Reread => 0.55,
            Self::Old => 0.70,
            Self::Recent => 0.85,
            Self::Visible => 0.95,
            Self::Feed => 1.0,
        }
    }
}

/// What the status line shows of the budget.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BudgetView {
    /// Requests sent in the last 60 s.
    pub used: u32,
    /// Requests we allow ourselves per 60 s.
    pub allowed: u32,
    /// What the server said last.
    pub limits: RateLimits,
}

/// Assumed until a response says otherwise; the only figure Spruce's documentation shows.
const ASSUMED_PER_MINUTE: u32 = 100;
const MINUTE: Duration = Duration::from_secs(60);
/// The list is polled at least this often, whatever our share says.
const FLOOR: Duration = Duration::from_secs(120);
/// Within our share, work of every kind may go on at least this often, whatever else there is to do:
/// what is put off must not be put off for ever.
const TRICKLE: Duration = Duration::from_secs(30);
/// Part of our share that polls alone may take: the rest is needed to find out what they are about.
const POLLS: f64 = 0.5;
/// Part of the minute limit that is left for others.
const RESERVE: f64 = 0.10;
/// After "nothing is left today", one request asks again this much later: nothing else would tell that a new
/// day has begun.
const PROBE: Duration = Duration::from_secs(15 * 60);
/// That may be said for as long as this.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Counts what was sent and says what may go next.
#[derive(Debug)]
pub(super) struct Budget {
    share: f64,
    sent: VecDeque<Duration>,
    last_feed: Option<Duration>,
    last: [Duration; Priority::COUNT],
    limits: RateLimits,
    told_at: Duration,
    day: Option<DayBucket>,
}

/// Spreads our share of the day's remainder: an hour's worth at once, refilled evenly.
#[derive(Debug)]
struct DayBucket {
    tokens: f64,
    per_second: f64,
    at: Duration,
}

impl Budget {
    pub(super) fn new(share: f64) -> Self {
        Self {
            share: share.clamp(0.01, 1.0),
            sent: VecDeque::new(),
            last_feed: None,
            last: [Duration::ZERO; Priority::COUNT],
            limits: RateLimits::default(),
            told_at: Duration::ZERO,
            day: None,
        }
    }

    /// Notes a request.
    pub(super) fn sent(&mut self, priority: Priority, now: Duration) {
        self.forget(now);
        self.sent.push_back(now);
        if priority == Priority::Feed {
            self.last_feed = Some(now);
        }
        if let Some(last) = self.last.get_mut(priority as usize) {
            *last = now;
        }
        if let Some(day) = &mut self.day {
            day.refill(now);
            day.tokens -= 1.0;
        }
    }

    /// Notes what a response said.
    pub(super) fn told(&mut self, limits: RateLimits, now: Duration) {
        if limits == RateLimits::default() {
            return;
        }
        self.limits = limits;
        self.told_at = now;
        let share = self.share;
        // A day without anything left has nothing to spread: it is probed instead.
        let left = limits.day_remaining.filter(|remaining| *remaining > 0);
        self.day = left.map(|remaining| {
            let per_second = f64::from(remaining) * share / (24.0 * 3600.0);
            let capacity = (per_second * 3600.0).max(1.0);
            let tokens = self.day.take().map_or(capacity, |mut day| {
                day.refill(now);
                day.tokens.min(capacity)
            });
            DayBucket {
                tokens,
                per_second,
                at: now,
            }
        });
    }

    /// Whether nothing is left in this minute or day, by what was said last. A minute that was used up
    /// says nothing about the next one.
    pub(super) fn spent_out(&self, now: Duration) -> bool {
        let holds = |remaining, time| remaining == Some(0) && now < self.told_at + time;
        holds(self.limits.minute_remaining, MINUTE) || holds(self.limits.day_remaining, DAY)
    }

    /// When a request of this kind may go out: `now` or earlier means at once.
    pub(super) fn ready_at(&self, priority: Priority, now: Duration) -> Duration {
        let day = !made(Mistake::DayIgnored);
        if self.limits.day_remaining == Some(0) && day {
            return self.probes_at(priority, now);
        }
        let by_share = self.share_frees_at(priority, now);
        let by_share = by_share.min(self.trickles_at(priority, now));
        let by_day = self.day.as_ref().filter(|_| day);
        let by_day = by_day.map_or(now, |day| day.ready_at(now));
        let by_reserve = self.reserve_frees_at(now);
        let ready = by_share.max(by_day).max(by_reserve);
        if priority == Priority::Feed {
            let floor = self.last_feed.map_or(now, |last| last + FLOOR);
            return ready.min(floor.max(self.used_up_until()));
        }
        ready
    }

    /// When the limits let the next poll go: zero when they do not hold it back, and never later than
    /// polls are promised to go on, even if they do not.
    pub(super) fn polls_at(&self, now: Duration) -> Duration {
        let ready = self.ready_at(Priority::Feed, now);
        if ready > now {
            ready.min(now + FLOOR)
        } else {
            Duration::ZERO
        }
    }

    /// What the status line shows.
    pub(super) fn view(&self, now: Duration) -> BudgetView {
        let used = self.sent.iter().filter(|at| **at + MINUTE > now).count();
        BudgetView {
            used: u32::try_from(used).unwrap_or(u32::MAX),
            allowed: self.allowed(),
            limits: self.limits,
        }
    }

    /// The shortest time between polls of so many pages that leaves room for anything else.
    pub(super) fn poll_interval(&self, pages: u32) -> Duration {
        let by_day = self.day.as_ref().map(|day| day.per_second * 60.0);
        let by_minute = f64::from(self.allowed());
        let rate = by_day.map_or(by_minute, |by_day| by_minute.min(by_day));
        let one = MINUTE.div_f64((rate * POLLS).max(0.5));
        one.saturating_mul(pages).min(FLOOR)
    }

    fn per_minute(&self) -> u32 {
        self.limits.minute_limit.unwrap_or(ASSUMED_PER_MINUTE)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a u32"
    )]
    fn allowed(&self) -> u32 {
        ((f64::from(self.per_minute()) * self.share) as u32).max(1)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a u32"
    )]
    fn share_frees_at(&self, priority: Priority, now: Duration) -> Duration {
        let quota = ((f64::from(self.allowed()) * priority.part()) as usize).max(1);
        let kinds = if made(Mistake::SharePerKind) {
            Priority::COUNT
        } else {
            1
        };
        let quota = quota * kinds;
        self.quota_frees_at(quota, now)
    }

    /// When the least may go that every kind of work is granted.
    fn trickles_at(&self, priority: Priority, now: Duration) -> Duration {
        let last = self.last.get(priority as usize).copied();
        let whole = self.quota_frees_at(self.allowed() as usize, now);
        whole.max(last.unwrap_or_default() + TRICKLE)
    }

    fn quota_frees_at(&self, quota: usize, now: Duration) -> Duration {
        // The quota-th latest request must be older than a minute.
        match self
            .sent
            .len()
            .checked_sub(quota)
            .and_then(|i| self.sent.get(i))
        {
            Some(at) => *at + MINUTE,
            None => now,
        }
    }

    /// What the server says remains is for everybody: we stop at the reserve, until the minute it spoke
    /// of is over.
    fn reserve_frees_at(&self, now: Duration) -> Duration {
        let reserve = f64::from(self.per_minute()) * RESERVE;
        match self.limits.minute_remaining {
            Some(_) if made(Mistake::ReserveSpent) => now,
            Some(remaining) if f64::from(remaining) <= reserve => self.told_at + MINUTE,
            _ => now,
        }
    }

    /// A minute of which nothing is left is waited out even by what is promised to go on.
    fn used_up_until(&self) -> Duration {
        match self.limits.minute_remaining {
            Some(0) => self.told_at + MINUTE,
            _ => Duration::ZERO,
        }
    }

    /// Nothing is left today: after a while one request for the list asks whether that has changed, and
    /// everything else waits for what it is told.
    fn probes_at(&self, priority: Priority, now: Duration) -> Duration {
        if priority != Priority::Feed {
            return now + PROBE;
        }
        let floor = self.last_feed.map_or(Duration::ZERO, |last| last + FLOOR);
        floor.max(self.told_at + PROBE)
    }

    fn forget(&mut self, now: Duration) {
        while self.sent.front().is_some_and(|at| *at + MINUTE <= now) {
            self.sent.pop_front();
        }
    }
}

impl DayBucket {
    fn refill(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        let capacity = (self.per_second * 3600.0).max(1.0);
        self.tokens = (self.tokens + passed * self.per_second).min(capacity);
        self.at = now;
    }

    fn ready_at(&self, now: Duration) -> Duration {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        let missing = 1.0 - (self.tokens + passed * self.per_second);
        if missing <= 0.0 {
            return now;
        }
        let wait = missing / self.per_second.max(1e-9);
        now + Duration::from_secs_f64(wait.min(24.0 * 3600.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    fn limits(remaining: u32) -> RateLimits {
        RateLimits {
            minute_limit: Some(100),
            minute_remaining: Some(remaining),
            ..RateLimits::default()
        }
    }

    #[test]
    fn the_share_is_kept_in_every_minute_and_the_least_important_work_stops_first() {
        let mut budget = Budget::new(0.25);
        for _ in 0..10 {
            budget.sent(Priority::Visible, at(1));
        }
        assert_eq!(
            budget.ready_at(Priority::History, at(2)),
            at(30),
            "10 of 25 is 40 %: only a trickle"
        );
        assert!(budget.ready_at(Priority::Reread, at(2)) <= at(2));
        for _ in 0..15 {
            budget.sent(Priority::Visible, at(2));
        }
        assert_eq!(
            budget.ready_at(Priority::Feed, at(3)),
            at(3),
            "the first poll is never held back"
        );
        budget.sent(Priority::Feed, at(3));
        assert_eq!(budget.ready_at(Priority::Feed, at(4)), at(61));
        assert_eq!(budget.view(at(4)).used, 26);
        assert_eq!(budget.view(at(63)).used, 0);
    }

    #[test]
    fn the_reserve_is_left_to_others_but_the_list_goes_on_every_two_minutes() {
        let mut budget = Budget::new(1.0);
        budget.sent(Priority::Feed, at(0));
        budget.told(limits(10), at(0));
        assert_eq!(budget.ready_at(Priority::Visible, at(5)), at(60));
        assert_eq!(budget.ready_at(Priority::Feed, at(5)), at(60));
        budget.told(limits(3), at(100));
        assert_eq!(
            budget.ready_at(Priority::Feed, at(101)),
            at(120),
            "the floor"
        );
        budget.told(limits(0), at(110));
        assert_eq!(
            budget.ready_at(Priority::Feed, at(111)),
            at(170),
            "nothing is left: wait"
        );
    }

    fn day(remaining: u32) -> RateLimits {
        RateLimits {
            day_limit: Some(5000),
            day_remaining: Some(remaining),
            ..limits(90)
        }
    }

    #[test]
    fn a_day_that_is_used_up_is_probed_by_one_request_until_a_new_one_begins() {
        let mut budget = Budget::new(0.25);
        budget.sent(Priority::Feed, at(0));
        budget.told(day(0), at(1));
        for second in [1, 300, 900] {
            assert_eq!(budget.ready_at(Priority::Feed, at(second)), at(901));
        }
        assert_eq!(budget.ready_at(Priority::Feed, at(2000)), at(901));
        assert!(budget.ready_at(Priority::Visible, at(2000)) > at(2000));
        budget.sent(Priority::Feed, at(901));
        assert_eq!(budget.ready_at(Priority::Feed, at(902)), at(901 + 120));
        budget.told(day(0), at(902));
        assert_eq!(budget.ready_at(Priority::Feed, at(903)), at(1802));
        budget.told(day(5000), at(1803));
        assert!(budget.ready_at(Priority::Visible, at(1803)) <= at(1803));
    }

    #[test]
    fn a_minute_that_was_used_up_says_nothing_about_the_next_one() {
        let mut budget = Budget::new(0.25);
        budget.told(limits(0), at(10));
        assert!(budget.spent_out(at(69)));
        assert!(!budget.spent_out(at(70)));
        budget.told(day(0), at(80));
        assert!(budget.spent_out(at(3600)));
    }

    #[test]
    fn a_small_day_slows_everything_down_evenly() {
        let mut budget = Budget::new(0.25);
        let day = RateLimits {
            day_limit: Some(2400),
            day_remaining: Some(2400),
            ..limits(90)
        };
        budget.told(day, at(0));
        let mut sent = 0;
        for second in 0..7200 {
            if budget.ready_at(Priority::Visible, at(second)) <= at(second) {
                budget.sent(Priority::Visible, at(second));
                sent += 1;
            }
        }
        assert!(
            (73..=76).contains(&sent),
            "25 an hour for two hours, and 25 at once: {sent}"
        );
    }
}
