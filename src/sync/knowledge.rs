//! How much is known: the one place that decides what may be said about it.
//!
//! A clinic relies on "nobody is waiting". Whether that may be said, and whether a count is exact or only
//! "at least", follows from many facts: how far the lists were walked, which rows were looked into, what could
//! not be read, how long ago the last poll was. They come together here and nowhere else: the fields of
//! [`Knowledge`] are private and nobody but the engine can make one, so that a panel or a command can ask,
//! but not decide.
//!
//! ```text
//!             the window's end is reached             no complete poll for too long
//!  Loading ──────────────────────────────► Complete ◄──────────────────────────────► Stale
//!     └────────────────────────────────────────────────────────────────────────────────▲
//!        its end is reached so late that its beginning is old already      a complete poll
//! ```
//!
//! There is no way back to `Loading`: what is known stays known, also while everything is read again.

use std::time::Duration;

use crate::model::time::Timestamp;

use super::mistakes::{Mistake, made};

/// How far a reading got.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// What is done.
    pub loaded: u32,
    /// What there is, as well as that is known: the server's own totals are best effort.
    pub total: Option<u32>,
}

/// Where the knowledge of the window stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The window is being walked for the first time.
    Loading(Progress),
    /// It was walked to its end, and the last complete poll is recent.
    Complete,
    /// It was walked to its end, but the last complete poll began this long ago, which is too long.
    Stale(Duration),
}

/// The walk through history behind the window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HistoryProgress {
    /// Not wanted.
    Off,
    /// Under way for the first time, or about to be: how many rows it brought.
    Walking(Progress),
    /// It came to its end.
    Done,
}

/// What is missing although the lists were walked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Gaps {
    /// Conversations whose latest activity is not yet known to be inbound or ours, and those that have to be
    /// looked at once more because items may have shown up late.
    pub unchecked: usize,
    /// Those of them that lie in the window.
    pub unchecked_in_window: usize,
    /// Rows that could not be read, and conversations whose newest items could not all be read: somebody may
    /// be waiting there.
    pub unreadable: u32,
    /// Those of them that may lie in the window.
    pub unreadable_in_window: u32,
    /// History.
    pub history: HistoryProgress,
}

/// What the engine knows, from which everything else follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// When the last complete poll began, by the server's clock, and how long ago that is; `None` while the
    /// window was never walked to its end.
    pub(super) polled: Option<(Timestamp, Duration)>,
    /// After this long without a complete poll the picture is stale.
    pub(super) stale_after: Duration,
    /// The first walk through the window.
    pub(super) window: Progress,
    /// Where the window begins.
    pub(super) window_start: Timestamp,
    /// What is missing.
    pub(super) gaps: Gaps,
}

/// How much is known at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Knowledge {
    stage: Stage,
    gaps: Gaps,
    as_of: Option<Timestamp>,
    window_start: Timestamp,
    stale_after: Duration,
}

impl Knowledge {
    pub(super) fn new(facts: Facts) -> Self {
        let stage = match facts.polled {
            None => Stage::Loading(facts.window),
            Some((_, age)) if age > facts.stale_after && !made(Mistake::NeverStale) => {
                Stage::Stale(age)
            }
            Some(_) => Stage::Complete,
        };
        Self {
            stage,
            gaps: facts.gaps,
            as_of: facts.polled.map(|(at, _)| at),
            window_start: facts.window_start,
            stale_after: facts.stale_after,
        }
    }

    /// Where it stands.
    #[must_use]
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// What is missing, whatever the stage.
    #[must_use]
    pub const fn gaps(&self) -> Gaps {
        self.gaps
    }

    /// The picture is at least as new as this, by the server's clock: when the last complete poll began.
    /// `None` while the window was never walked to its end, and in what [`Knowledge::calm`] gives.
    #[must_use]
    pub const fn as_of(&self) -> Option<Timestamp> {
        self.as_of
    }

    /// Where the window begins, by the server's clock.
    #[must_use]
    pub const fn window_start(&self) -> Timestamp {
        self.window_start
    }

    /// After this long without a complete poll the picture is stale; zero in what [`Knowledge::calm`] gives.
    #[must_use]
    pub const fn stale_after(&self) -> Duration {
        self.stale_after
    }

    /// Whether a zero may be called zero, said of the window: it was walked to its end, every row in it could
    /// be read and is checked, and the last poll is recent. What lies behind the window may be unknown. Whoever
    /// answers for the window alone calls the answer partial while this is not so.
    #[must_use]
    pub fn window_is_known(&self) -> bool {
        let checked = self.gaps.unchecked_in_window == 0 || made(Mistake::ClearWhileUnchecked);
        let read = self.gaps.unreadable_in_window == 0 || made(Mistake::ClearWhileUnreadable);
        self.stage == Stage::Complete && checked && read
    }

    /// Whether counts over all rows are exact; otherwise they are "at least" so many. Besides the window, all
    /// history that is wanted is walked to its end, could be read, and is checked.
    #[must_use]
    pub fn counts_are_exact(&self) -> bool {
        let walking = matches!(self.gaps.history, HistoryProgress::Walking(_));
        self.window_is_known() && !walking && self.gaps.unchecked == 0 && self.gaps.unreadable == 0
    }

    /// The same for a screen, which is drawn again when this changes: ages in whole seconds, and the time of the
    /// last poll, in whole minutes, only once it is too long ago. Every answer stays the same.
    #[must_use]
    pub fn calm(self) -> Self {
        let minute = |at: Timestamp| at.as_millis().div_euclid(60_000) * 60_000;
        let (stage, as_of) = match self.stage {
            Stage::Stale(age) => {
                let as_of = self.as_of.map(|at| Timestamp::from_millis(minute(at)));
                (Stage::Stale(Duration::from_secs(age.as_secs())), as_of)
            }
            other => (other, None),
        };
        Self {
            stage,
            as_of,
            stale_after: Duration::ZERO,
            ..self
        }
    }
}

/// For tests of those who ask: puts it into a state without driving an engine there.
#[cfg(test)]
impl Knowledge {
    /// At this stage, with so many rows unchecked, all in the window, and nothing else missing.
    pub(crate) fn at(stage: Stage, unchecked: usize) -> Self {
        Self {
            stage,
            gaps: Gaps {
                unchecked,
                unchecked_in_window: unchecked,
                unreadable: 0,
                unreadable_in_window: 0,
                history: HistoryProgress::Done,
            },
            as_of: None,
            window_start: Timestamp::default(),
            stale_after: Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn facts() -> impl Strategy<Value = Facts> {
        let few = || 0_u32..3;
        let polled = proptest::option::of((0_i64..10_000_000, 0_u64..200_000));
        let history = prop_oneof![
            Just(HistoryProgress::Off),
            Just(HistoryProgress::Walking(Progress::default())),
            Just(HistoryProgress::Done),
        ];
        let gaps = (few(), few(), few(), few(), history);
        (polled, 0_u64..200_000, gaps).prop_map(|(polled, bound, gaps)| {
            let (old, recent, old_bad, recent_bad, history) = gaps;
            let usize = |count: u32| usize::try_from(count).unwrap();
            let millis = Duration::from_millis;
            Facts {
                polled: polled.map(|(at, age)| (Timestamp::from_millis(at), millis(age))),
                stale_after: millis(bound),
                window: Progress::default(),
                window_start: Timestamp::default(),
                gaps: Gaps {
                    unchecked: usize(old + recent),
                    unchecked_in_window: usize(recent),
                    unreadable: old_bad + recent_bad,
                    unreadable_in_window: recent_bad,
                    history,
                },
            }
        })
    }

    proptest! {
        #[test]
        fn nothing_is_said_that_does_not_follow(facts in facts()) {
            let known = Knowledge::new(facts);
            let (gaps, age) = (facts.gaps, facts.polled.map(|(_, age)| age));
            let recent = age.is_some_and(|age| age <= facts.stale_after);
            prop_assert_eq!(matches!(known.stage(), Stage::Loading(_)), age.is_none());
            prop_assert_eq!(matches!(known.stage(), Stage::Stale(_)), age.is_some() && !recent);
            let window = recent && gaps.unchecked_in_window + gaps.unreadable_in_window as usize == 0;
            prop_assert_eq!(known.window_is_known(), window);
            let walking = matches!(gaps.history, HistoryProgress::Walking(_));
            let behind = gaps.unchecked + gaps.unreadable as usize == 0 && !walking;
            prop_assert_eq!(known.counts_are_exact(), window && behind);
        }

        #[test]
        fn calm_changes_no_answer(facts in facts()) {
            let known = Knowledge::new(facts);
            prop_assert_eq!(known.calm().window_is_known(), known.window_is_known());
            prop_assert_eq!(known.calm().counts_are_exact(), known.counts_are_exact());
            prop_assert_eq!(known.calm().calm(), known.calm());
        }
    }

    #[test]
    fn while_nothing_is_wrong_a_poll_changes_nothing_that_is_drawn() {
        let facts = |at: i64| Facts {
            polled: Some((Timestamp::from_millis(at), Duration::from_millis(700))),
            stale_after: Duration::from_secs(45),
            window: Progress::default(),
            window_start: Timestamp::default(),
            gaps: Gaps {
                unchecked: 0,
                unchecked_in_window: 0,
                unreadable: 0,
                unreadable_in_window: 0,
                history: HistoryProgress::Done,
            },
        };
        let (one, two) = (Knowledge::new(facts(1)), Knowledge::new(facts(90_000)));
        assert_ne!(one, two);
        assert_eq!(one.calm(), two.calm());
    }
}
