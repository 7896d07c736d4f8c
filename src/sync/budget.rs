//! How many requests may go out, and for what.
//!
//! The limits belong to the organization and are shared with the clinic's other integrations, so only
//! a share of them is spent, and a reserve is always left. When it gets tight, work stops in a fixed
//! order ([`Priority`], least important first); the delta poll is the last to slow down, and goes on at
//! least every two minutes as long as the server grants anything. That floor is the only thing that goes
//! beyond share, day and reserve; whoever wants less of it sets a longer interval between polls.
//!
//! What is put off must not be put off for ever: within the share every kind of work trickles on, and when
//! there is hardly room for one request at a time, each fourth goes to the kind that waits longest.

mod day;

use std::collections::VecDeque;
use std::time::Duration;

use crate::model::exchange::RateLimits;

use self::day::DayBucket;
use super::held::{Held, HeldBy};
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
    /// All of them, least important first.
    pub const ALL: [Self; 6] = [
        Self::History,
        Self::Reread,
        Self::Old,
        Self::Recent,
        Self::Visible,
        Self::Feed,
    ];

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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BudgetView {
    /// Requests sent in the last 60 s.
    pub used: u32,
    /// Requests we allow ourselves per 60 s.
    pub allowed: u32,
    /// What the server said last.
    pub limits: RateLimits,
    /// The kinds of work that are held back for noticeably long, the most important first.
    pub held: Vec<Held>,
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
/// When there is hardly room for one request at a time, this many go by importance, and the next one to the kind
/// of work that waits longest.
const BY_IMPORTANCE: u32 = 3;
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
    last: [Duration; Priority::ALL.len()],
    /// Requests whose answer is awaited: what the server said remains does not count them.
    in_flight: u32,
    /// Requests that went by importance since one went by waiting time, while there was hardly room for any.
    by_importance: u32,
    limits: RateLimits,
    told_at: Duration,
    day: Option<DayBucket>,
}

impl Budget {
    pub(super) fn new(share: f64) -> Self {
        Self {
            share: share.clamp(0.01, 1.0),
            sent: VecDeque::new(),
            last_feed: None,
            last: [Duration::ZERO; Priority::ALL.len()],
            in_flight: 0,
            by_importance: 0,
            limits: RateLimits::default(),
            told_at: Duration::ZERO,
            day: None,
        }
    }

    /// Notes a request.
    pub(super) fn sent(&mut self, priority: Priority, now: Duration) {
        if priority != Priority::Feed && self.scarce(now) {
            self.by_importance = (self.by_importance + 1) % (BY_IMPORTANCE + 1);
        }
        self.in_flight += 1;
        self.forget(now);
        self.sent.push_back(now);
        if priority == Priority::Feed {
            self.last_feed = Some(now);
        }
        if let Some(last) = self.last.get_mut(priority as usize) {
            *last = now;
        }
        if let Some(day) = &mut self.day {
            day.spend(now);
        }
    }

    /// Notes that a request is no longer under way.
    pub(super) fn landed(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
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
        let before = self.day.take();
        self.day = left.map(|remaining| DayBucket::new(remaining, share, before, now));
    }

    /// Whether nothing is left in this minute or day, by what was said last. A minute that was used up
    /// says nothing about the next one.
    pub(super) fn spent_out(&self, now: Duration) -> bool {
        let holds = |remaining, time| remaining == Some(0) && now < self.told_at + time;
        holds(self.limits.minute_remaining, MINUTE) || holds(self.limits.day_remaining, DAY)
    }

    /// When a request of this kind may go out: `now` or earlier means at once.
    pub(super) fn ready_at(&self, priority: Priority, now: Duration) -> Duration {
        self.ready(priority, now).0
    }

    /// Whether a request of this kind may not go out yet, and why.
    pub(super) fn holds(&self, kind: Priority, now: Duration) -> Option<Held> {
        let (until, by) = self.ready(kind, now);
        (until > now).then_some(Held { kind, until, by })
    }

    /// When a request of this kind may go out, and what it would wait for.
    fn ready(&self, priority: Priority, now: Duration) -> (Duration, HeldBy) {
        let day = !made(Mistake::DayIgnored);
        if self.limits.day_remaining == Some(0) && day {
            return (self.probes_at(priority, now), HeldBy::Day);
        }
        let by_share = self.share_frees_at(priority, now);
        let by_share = by_share.min(self.trickles_at(priority, now));
        let by_day = self.day.as_ref().filter(|_| day);
        let by_day = by_day.map_or(now, |day| day.ready_at(now));
        let by_reserve = self.reserve_frees_at(now);
        let waits = [
            (by_share, HeldBy::Share),
            (by_reserve, HeldBy::Reserve),
            (by_day, HeldBy::Day),
        ];
        let longest = waits.into_iter().max_by_key(|(until, _)| *until);
        let (ready, by) = longest.unwrap_or((now, HeldBy::Share));
        if priority == Priority::Feed {
            let floor = self.last_feed.map_or(now, |last| last + FLOOR);
            return (ready.min(floor.max(self.used_up_until())), by);
        }
        (ready, by)
    }

    /// Which of several kinds of work that may ask goes first, out of its turn: while there is hardly room for
    /// one request at a time, now and then the one that waits longest. Polls are not put back for it.
    pub(super) fn out_of_turn(
        &self,
        ready: impl Iterator<Item = Priority>,
        now: Duration,
    ) -> Option<Priority> {
        if self.by_importance < BY_IMPORTANCE || !self.scarce(now) {
            return None;
        }
        let last = |kind: &Priority| self.last.get(*kind as usize).copied();
        ready
            .filter(|kind| *kind != Priority::Feed)
            .min_by_key(last)
    }

    /// Whether another request would use up the minute's share or what the day has for now.
    fn scarce(&self, now: Duration) -> bool {
        let most = self.allowed().saturating_sub(1) as usize;
        let day = self.day.as_ref();
        most == 0
            || self.quota_frees_at(most, now) > now
            || day.is_some_and(|day| day.at_hand(now) < 2.0)
    }

    /// How long so many requests of this kind take at least, with nothing else to do: a whole quota may go
    /// at once, and one more each minute.
    pub(super) fn least_time(&self, requests: u32, kind: Priority, now: Duration) -> Duration {
        let quota = u32::try_from(self.quota(kind)).unwrap_or(u32::MAX).max(1);
        let by_minute = MINUTE.saturating_mul(requests.saturating_sub(1) / quota);
        let by_day = self.day.as_ref().map(|day| day.time_for(requests, now));
        by_minute.max(by_day.unwrap_or_default())
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
            held: Vec::new(),
        }
    }

    /// The shortest time between polls of so many pages that leaves room for anything else.
    pub(super) fn poll_interval(&self, pages: u32) -> Duration {
        let by_day = self.day.as_ref().map(DayBucket::per_minute);
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

    fn share_frees_at(&self, priority: Priority, now: Duration) -> Duration {
        self.quota_frees_at(self.quota(priority), now)
    }

    /// Requests per minute of all kinds together up to which this kind goes on.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a part of a u32"
    )]
    fn quota(&self, priority: Priority) -> usize {
        let kinds = if made(Mistake::SharePerKind) {
            Priority::ALL.len()
        } else {
            1
        };
        kinds * ((f64::from(self.allowed()) * priority.part()) as usize).max(1)
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
    /// of is over. What is under way may still take its part.
    fn reserve_frees_at(&self, now: Duration) -> Duration {
        let reserve = f64::from(self.per_minute()) * RESERVE;
        let left = self.limits.minute_remaining;
        let left = left.map(|left| left.saturating_sub(self.in_flight));
        match left {
            Some(_) if made(Mistake::ReserveSpent) => now,
            Some(left) if f64::from(left) <= reserve => self.told_at + MINUTE,
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

#[cfg(test)]
mod tests;
