//! Mute and quiet hours: neither bell nor desktop nor hook; colours stay.

use std::time::Duration;

use chrono::NaiveTime;

use super::Quiet;

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
    /// Which step, and until when (monotonic).
    active: Option<(usize, Duration)>,
}

impl Mute {
    /// The next step: longer, and after the longest none. How long it is muted now.
    pub(super) fn cycle(&mut self, now: Duration) -> Option<Duration> {
        self.expire(now);
        let next = self.active.map_or(0, |(step, _)| step + 1);
        let length = STEPS.get(next).copied();
        self.active = length.map(|length| (next, now + length));
        length
    }

    /// Ends it when its time is over.
    pub(super) fn expire(&mut self, now: Duration) {
        self.active.take_if(|(_, until)| *until <= now);
    }

    /// How much is left.
    pub(super) fn left(&self, now: Duration) -> Option<Duration> {
        let (_, until) = self.active?;
        until.checked_sub(now).filter(|left| !left.is_zero())
    }

    /// When the number of minutes left changes, or it ends.
    pub(super) fn next_change(&self, now: Duration) -> Option<Duration> {
        let left = self.left(now)?;
        let whole_minutes = minutes_up(left).saturating_sub(1);
        let (_, until) = self.active?;
        Some(until.saturating_sub(MINUTE * u32::try_from(whole_minutes).unwrap_or(0)))
    }
}

/// Why nobody is called now: the user's own word comes first.
pub(super) fn silence(
    mute: &Mute,
    quiet: &[Quiet],
    now: Duration,
    time: NaiveTime,
) -> Option<Silence> {
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

    #[test]
    fn muting_again_mutes_for_longer_and_at_last_not_at_all() {
        let (mut mute, minutes) = (Mute::default(), |count: u64| {
            MINUTE * u32::try_from(count).unwrap()
        });
        let shown = |mute: &Mute, now| silence(mute, &[], now, time(0, 0));
        let lengths: Vec<_> = (0..5).map(|_| mute.cycle(minutes(1))).collect();
        let steps = STEPS.map(Some);
        assert_eq!(lengths, [steps[0], steps[1], steps[2], None, steps[0]]);
        assert_eq!(shown(&mute, minutes(1)), Some(Silence::Muted(15)));
        assert_eq!(mute.next_change(minutes(1)), Some(minutes(2)));
        assert_eq!(shown(&mute, minutes(2)), Some(Silence::Muted(14)));
        assert_eq!(mute.next_change(minutes(2)), Some(minutes(3)));
        let last = minutes(15) + Duration::from_millis(59_999);
        assert_eq!(shown(&mute, last), Some(Silence::Muted(1)));
        assert_eq!(mute.next_change(last), Some(minutes(16)));
        assert_eq!(shown(&mute, minutes(16)), None);
        assert_eq!(mute.next_change(minutes(16)), None);
        let after = mute.cycle(minutes(17));
        assert_eq!(after, steps[0], "begins anew once it is over");
    }
}
