//! Mute and quiet hours: neither bell nor desktop nor hook; colours stay.

use std::time::Duration;

use chrono::NaiveTime;

use super::Quiet;
use crate::model::time::Now;

/// How long each further press of the key mutes; after the last one it is over.
const STEPS: [Duration; 3] = [
    Duration::from_secs(15 * 60),
    Duration::from_secs(3600),
    Duration::from_secs(8 * 3600),
];
const MINUTE: Duration = Duration::from_secs(60);

/// Why nobody is called now. The header says so as long as it lasts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Silence {
    /// The user muted it; so many minutes are left, the last one included.
    Muted(u64),
    /// It is a quiet time of day, until then.
    Quiet(NaiveTime),
}

impl Quiet {
    /// Whether it is a quiet time.
    #[must_use]
    pub fn contains(&self, time: NaiveTime) -> bool {
        if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

/// The mute key.
#[derive(Debug, Default)]
pub(super) struct Mute {
    /// Which step, and when it began.
    active: Option<(usize, Now)>,
}

impl Mute {
    /// The next step: longer, and after the longest none. How long it is muted now.
    pub(super) fn cycle(&mut self, now: Now) -> Option<Duration> {
        self.expire(now);
        let next = self.active.map_or(0, |(step, _)| step + 1);
        let length = STEPS.get(next).copied();
        self.active = length.map(|_| (next, now));
        length
    }

    /// Ends it when its time is over.
    pub(super) fn expire(&mut self, now: Now) {
        if self.left(now).is_none() {
            self.active = None;
        }
    }

    /// How much is left. The monotonic clock stands still while the machine sleeps: muted in the evening, it must
    /// not be mute all of the next morning. And a wall clock that is set back makes it no longer.
    pub(super) fn left(&self, now: Now) -> Option<Duration> {
        let (step, begun) = self.active?;
        let mono = now.mono.saturating_sub(begun.mono);
        let passed = mono.max(now.wall.since(begun.wall));
        let left = STEPS.get(step)?.checked_sub(passed);
        left.filter(|left| !left.is_zero())
    }

    /// When the number of minutes left changes, or it ends (monotonic).
    pub(super) fn next_change(&self, now: Now) -> Option<Duration> {
        let left = self.left(now)?;
        let whole_minutes = minutes_up(left).saturating_sub(1);
        let whole_minutes = MINUTE * u32::try_from(whole_minutes).unwrap_or(0);
        Some(now.mono + left.saturating_sub(whole_minutes))
    }
}

/// Why nobody is called now: the user's own word comes first.
pub(super) fn silence(mute: &Mute, quiet: &[Quiet], now: Now, time: NaiveTime) -> Option<Silence> {
    let muted = mute.left(now).map(|left| Silence::Muted(minutes_up(left)));
    let quiet = quiet.iter().find(|quiet| quiet.contains(time));
    muted.or(quiet.map(|quiet| Silence::Quiet(quiet.to)))
}

fn minutes_up(left: Duration) -> u64 {
    u64::try_from(left.as_millis().div_ceil(MINUTE.as_millis())).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Timestamp;

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
    }

    #[test]
    fn quiet_times_may_go_over_midnight() {
        let quiet = |from, to, at| {
            let (from, to) = (time(from, 0), time(to, 0));
            Quiet { from, to }.contains(at)
        };
        assert!(quiet(12, 13, time(12, 0)));
        assert!(!quiet(12, 13, time(13, 0)));
        assert!(!quiet(12, 13, time(11, 59)));
        assert!(quiet(22, 7, time(23, 0)) && quiet(22, 7, time(6, 59)));
        assert!(!quiet(22, 7, time(7, 0)) && !quiet(22, 7, time(21, 59)));
        assert!(quiet(8, 8, time(3, 0)), "all day");
    }

    /// So many minutes after the start, on both clocks.
    fn now(minutes: u32) -> Now {
        let mono = MINUTE * minutes;
        let wall = Timestamp::from_millis(0).plus(mono);
        Now { mono, wall }
    }

    fn shown(mute: &Mute, now: Now) -> Option<Silence> {
        silence(mute, &[], now, time(0, 0))
    }

    #[test]
    fn muting_again_mutes_for_longer_and_at_last_not_at_all() {
        let mut mute = Mute::default();
        let lengths: Vec<_> = (0..5).map(|_| mute.cycle(now(1))).collect();
        let steps = STEPS.map(Some);
        assert_eq!(lengths, [steps[0], steps[1], steps[2], None, steps[0]]);
        assert_eq!(shown(&mute, now(1)), Some(Silence::Muted(15)));
        assert_eq!(mute.next_change(now(1)), Some(MINUTE * 2));
        assert_eq!(shown(&mute, now(2)), Some(Silence::Muted(14)));
        assert_eq!(mute.next_change(now(2)), Some(MINUTE * 3));
        let last = Now {
            mono: MINUTE * 15 + Duration::from_millis(59_999),
            ..now(15)
        };
        assert_eq!(shown(&mute, last), Some(Silence::Muted(1)));
        assert_eq!(mute.next_change(last), Some(MINUTE * 16));
        assert_eq!(shown(&mute, now(16)), None);
        assert_eq!(mute.next_change(now(16)), None);
        let after = mute.cycle(now(17));
        assert_eq!(after, steps[0], "begins anew once it is over");
    }

    #[test]
    fn a_mute_ends_while_the_machine_sleeps_and_no_clock_that_is_set_back_prolongs_it() {
        let mut mute = Mute::default();
        for _ in STEPS {
            mute.cycle(now(0));
        }
        assert_eq!(shown(&mute, now(60)), Some(Silence::Muted(420)));
        // The lid was closed after an hour; the monotonic clock knows nothing of the night.
        let morning = Now {
            mono: MINUTE * 61,
            ..now(15 * 60)
        };
        assert_eq!(shown(&mute, morning), None);
        let set_back = Now {
            wall: Timestamp::from_millis(-3_600_000),
            ..now(60)
        };
        assert_eq!(shown(&mute, set_back), Some(Silence::Muted(420)));
    }
}
