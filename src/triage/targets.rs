//! By when an answer is due.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::time::Timestamp;

use super::channel::Channel;
use super::hours::Hours;

/// Due soon from this part of the target on, in percent.
const DUE_SOON_PERCENT: u32 = 75;

/// How long the clinic means to let people wait, in opening time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Targets {
    /// When waiting counts.
    pub hours: Hours,
    /// The target of each channel; a channel that is not named has none, and nobody is overdue there.
    pub by_channel: BTreeMap<Channel, Duration>,
}

impl Default for Targets {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        Self {
            hours: Hours::default(),
            by_channel: BTreeMap::from([
                (Channel::Phone, minutes(30)),
                (Channel::Secure, minutes(60)),
                (Channel::Email, minutes(240)),
                (Channel::Fax, minutes(240)),
                (Channel::Other, minutes(60)),
            ]),
        }
    }
}

impl Targets {
    /// When a wait in a channel that began at `since` is due.
    #[must_use]
    pub fn deadlines(&self, channel: Channel, since: Timestamp) -> Deadlines {
        let Some(target) = self.by_channel.get(&channel) else {
            return Deadlines::default();
        };
        let soon = *target * DUE_SOON_PERCENT / 100;
        Deadlines {
            due_soon: self.hours.after(since, soon),
            overdue: self.hours.after(since, *target),
        }
    }
}

/// When a wait is due; `None` = never.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Deadlines {
    /// From here on it is due soon: 75 % of the target.
    pub due_soon: Option<Timestamp>,
    /// From here on it is overdue.
    pub overdue: Option<Timestamp>,
}

/// How a wait stands against its target, most pressing first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Band {
    /// `‼` The target has passed.
    Overdue,
    /// `!` Three quarters of it have.
    DueSoon,
    /// `◀` Neither, or there is no target.
    InTime,
}

impl Deadlines {
    /// Of a wait that began at `since` and may last so long by the clock, whatever the hours.
    #[must_use]
    pub fn by_the_clock(since: Timestamp, longest: Duration) -> Self {
        let soon = longest.saturating_mul(DUE_SOON_PERCENT) / 100;
        Self {
            due_soon: Some(since.plus(soon)),
            overdue: Some(since.plus(longest)),
        }
    }

    /// How a wait stands at `now`.
    #[must_use]
    pub fn band(self, now: Timestamp) -> Band {
        let passed = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        if passed(self.overdue) {
            Band::Overdue
        } else if passed(self.due_soon) {
            Band::DueSoon
        } else {
            Band::InTime
        }
    }

    /// When that changes next by itself.
    #[must_use]
    pub fn next_change(self, now: Timestamp) -> Option<Timestamp> {
        let both = [self.due_soon, self.overdue].into_iter().flatten();
        both.filter(|at| *at > now).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_wait_grows_pressing_at_three_quarters_and_at_the_whole_of_its_target() {
        let since = Timestamp::from_millis(0);
        let targets = Targets::default();
        let due = targets.deadlines(Channel::Secure, since);
        let at = |minutes: u32| since.plus(MINUTE * minutes);
        assert_eq!((due.due_soon, due.overdue), (Some(at(45)), Some(at(60))));
        let just_before = |minutes| at(minutes).minus(Duration::from_millis(1));
        assert_eq!(due.band(since), Band::InTime);
        assert_eq!(due.band(just_before(45)), Band::InTime);
        assert_eq!(due.band(at(45)), Band::DueSoon);
        assert_eq!(due.band(just_before(60)), Band::DueSoon);
        assert_eq!(due.band(at(60)), Band::Overdue);
        assert_eq!(due.next_change(since), Some(at(45)));
        assert_eq!(due.next_change(at(45)), Some(at(60)));
        assert_eq!(due.next_change(at(60)), None);
    }

    #[test]
    fn without_a_target_nobody_is_overdue() {
        let due = Targets::default().deadlines(Channel::Team, Timestamp::from_millis(0));
        assert_eq!(due, Deadlines::default());
        assert_eq!(due.band(Timestamp::from_millis(i64::MAX)), Band::InTime);
    }
}
