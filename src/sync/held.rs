//! Which kinds of work the limits hold back, why, and until when.
//!
//! When requests are scarce, work waits a moment all the time; that is not worth a word. What has to wait
//! noticeably long is, and it stays said through the short breaks in which a request or two may go: a gauge
//! that comes and goes with every poll helps nobody.

use std::time::Duration;

use super::budget::Priority;

/// Why work is held back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HeldBy {
    /// Our share of the minute is used up, or as much of it as this kind of work may use.
    Share,
    /// What is left of the minute is left to the clinic's other integrations.
    Reserve,
    /// Our share of what is left today is spread over the day.
    Day,
    /// The server refused a request because its limits are used up.
    Refused,
}

/// One kind of work that wants to ask but may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The kind of work.
    pub kind: Priority,
    /// From when on it may (on [`crate::model::time::Now::mono`]).
    pub until: Duration,
    /// Why.
    pub by: HeldBy,
}

/// A wait shorter than this is not worth a word.
const LONG: Duration = Duration::from_secs(10);
/// A long wait stays told for as long as this after its end, in case another one follows.
const LINGERS: Duration = Duration::from_secs(10);

/// What is known of one kind's waiting.
#[derive(Clone, Copy, Debug, Default)]
struct Wait {
    /// When this wait began; `None` = it does not wait.
    began: Option<Duration>,
    /// Its last long wait, and until when that is told.
    told: Option<(Held, Duration)>,
}

/// The waits of every kind of work.
#[derive(Debug, Default)]
pub(super) struct HeldBack {
    waits: [Wait; Priority::ALL.len()],
}

impl HeldBack {
    /// Notes that a kind of work wants to ask but may not.
    pub(super) fn holds(&mut self, held: Held, now: Duration) {
        let Some(wait) = self.waits.get_mut(held.kind as usize) else {
            return;
        };
        let began = *wait.began.get_or_insert(now);
        if held.until.saturating_sub(began) >= LONG {
            wait.told = Some((held, held.until.max(now) + LINGERS));
        }
    }

    /// Notes that a kind of work does not have to wait: it asks, or has nothing to ask.
    pub(super) fn lets(&mut self, kind: Priority, now: Duration) {
        if let Some(wait) = self.waits.get_mut(kind as usize) {
            wait.began = None;
            if let Some((_, until)) = &mut wait.told {
                *until = (*until).min(now + LINGERS);
            }
        }
    }

    /// The kinds of work that are held back for long, the most important first.
    pub(super) fn shown(&self, now: Duration) -> Vec<Held> {
        let told = self.waits.iter().rev().filter_map(|wait| wait.told);
        let told = told.filter(|(_, until)| now < *until);
        told.map(|(held, _)| held).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    fn held(until: u64) -> Held {
        Held {
            kind: Priority::History,
            until: at(until),
            by: HeldBy::Share,
        }
    }

    #[test]
    fn short_waits_are_not_told_and_long_ones_stay_told_through_short_breaks() {
        let mut back = HeldBack::default();
        back.holds(held(3), at(0));
        assert_eq!(back.shown(at(0)), []);
        back.lets(Priority::History, at(3));
        back.holds(held(34), at(4));
        assert_eq!(back.shown(at(4)), [held(34)]);
        // One request goes, and it waits again.
        back.lets(Priority::History, at(34));
        assert_eq!(back.shown(at(36)), [held(34)]);
        back.holds(held(64), at(36));
        assert_eq!(back.shown(at(60)), [held(64)]);
        back.lets(Priority::History, at(64));
        assert_eq!(back.shown(at(73)), [held(64)]);
        assert_eq!(back.shown(at(74)), []);
    }

    #[test]
    fn many_short_waits_are_no_long_one() {
        let mut back = HeldBack::default();
        for second in 0..60 {
            back.holds(held(second + 3), at(second));
            assert_eq!(back.shown(at(second)), []);
            back.lets(Priority::History, at(second));
        }
    }
}
