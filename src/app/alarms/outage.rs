//! The alarm about missing data: whoever is not told of anything must know whether that is because nothing happens.
//!
//! It goes by the clock alone, so that it works while an answer hangs for ever.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::sync::Stage;
use crate::triage::{Channel, Targets};

use super::ladder::Steps;

/// Data that are missing for less than this are no alarm, however short the targets are.
const LEAST: Duration = Duration::from_secs(120);
/// Where no channel has a target.
const WITHOUT_TARGETS: Duration = Duration::from_secs(30 * 60);
/// It is told again this often.
const AGAIN: Duration = Duration::from_secs(3600);

/// One telling, and how far up the ladder it got.
#[derive(Clone, Copy, Debug)]
struct Telling {
    at: Duration,
    notified: bool,
    hooked: bool,
}

/// Whether there are fresh data, and what was told of it.
#[derive(Debug)]
pub(super) struct Outage {
    /// Missing data are an alarm after this.
    bound: Duration,
    /// When the program began, for as long as there was no complete reading.
    started: Duration,
    telling: Option<Telling>,
}

impl Outage {
    pub(super) fn new(targets: &Targets, started: Duration) -> Self {
        let targets: &BTreeMap<Channel, Duration> = &targets.by_channel;
        let shortest = targets.values().min().copied();
        Self {
            bound: shortest.unwrap_or(WITHOUT_TARGETS).max(LEAST),
            started,
            telling: None,
        }
    }

    /// For how long there have been no fresh data; `None` while there are.
    pub(super) fn age(&self, stage: Stage, now: Duration) -> Option<Duration> {
        match stage {
            Stage::Complete => None,
            Stage::Stale(age) => Some(age),
            Stage::Loading(_) => Some(now.saturating_sub(self.started)),
        }
    }

    /// What is to be done now, by somebody who calls the desktop and the hook after so long. Every step is given once
    /// in each telling.
    pub(super) fn climb(
        &mut self,
        stage: Stage,
        now: Duration,
        after: [Option<Duration>; 2],
    ) -> Steps {
        let mut steps = Steps::default();
        if self.age(stage, now).is_none_or(|age| age < self.bound) {
            return steps;
        }
        self.telling.take_if(|telling| telling.at + AGAIN <= now);
        steps.ring = self.telling.is_none();
        let telling = self.telling.get_or_insert(Telling {
            at: now,
            notified: false,
            hooked: false,
        });
        let due = |after: Option<Duration>| after.is_some_and(|after| telling.at + after <= now);
        let [desktop, hook] = after.map(due);
        steps.notify = desktop && !std::mem::replace(&mut telling.notified, desktop);
        steps.hook = hook && !std::mem::replace(&mut telling.hooked, hook);
        steps
    }

    /// Ends it when there are fresh data again.
    pub(super) fn note(&mut self, stage: Stage) {
        if stage == Stage::Complete {
            self.telling = None;
        }
    }

    /// Whether it is told of now.
    pub(super) fn is_told(&self) -> bool {
        self.telling.is_some()
    }

    /// When [`Outage::climb`] has something to do, unless data come before.
    pub(super) fn deadline(
        &self,
        stage: Stage,
        now: Duration,
        after: [Option<Duration>; 2],
    ) -> Option<Duration> {
        let age = self.age(stage, now)?;
        let Some(telling) = self.telling.filter(|_| age >= self.bound) else {
            return Some(now + self.bound.saturating_sub(age));
        };
        let [desktop, hook] = after.map(|after| after.map(|after| telling.at + after));
        let desktop = desktop.filter(|_| !telling.notified);
        let hook = hook.filter(|_| !telling.hooked);
        [desktop, hook, Some(telling.at + AGAIN)]
            .into_iter()
            .flatten()
            .min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::Progress;

    const MINUTE: Duration = Duration::from_secs(60);

    fn outage() -> Outage {
        Outage::new(&Targets::default(), Duration::ZERO)
    }

    fn climb(outage: &mut Outage, stage: Stage, minute: u32) -> [bool; 3] {
        let after = [Some(MINUTE * 2), Some(MINUTE * 5)];
        let deadline = outage.deadline(stage, MINUTE * minute, after);
        let steps = outage.climb(stage, MINUTE * minute, after);
        let steps = [steps.ring, steps.notify, steps.hook];
        let due = deadline.is_some_and(|at| at <= MINUTE * minute);
        assert_eq!(due, steps.contains(&true), "at minute {minute}");
        steps
    }

    #[test]
    fn it_is_told_once_for_each_step_and_again_every_hour() {
        let mut outage = outage();
        let told: Vec<_> = (0..180)
            .filter_map(|minute| {
                let steps = climb(&mut outage, Stage::Stale(MINUTE * minute), minute);
                steps.contains(&true).then_some((minute, steps))
            })
            .collect();
        let (ring, desktop, hook) = (
            [true, false, false],
            [false, true, false],
            [false, false, true],
        );
        let round = |minute| [(minute, ring), (minute + 2, desktop), (minute + 5, hook)];
        assert_eq!(told, [round(30), round(90), round(150)].concat());
        outage.note(Stage::Complete);
        assert_eq!(climb(&mut outage, Stage::Stale(MINUTE), 200), [false; 3]);
        assert_eq!(
            climb(&mut outage, Stage::Stale(MINUTE * 31), 230),
            ring,
            "another outage"
        );
    }

    #[test]
    fn never_having_had_any_data_counts_as_well() {
        let mut outage = outage();
        let loading = Stage::Loading(Progress::default());
        assert_eq!(climb(&mut outage, loading, 29), [false; 3]);
        assert_eq!(climb(&mut outage, loading, 30), [true, false, false]);
    }

    #[test]
    fn short_targets_are_no_reason_for_haste() {
        let bound = |targets: &[u64]| {
            let targets = targets.iter().map(|seconds| Duration::from_secs(*seconds));
            let by_channel = [Channel::Phone, Channel::Fax]
                .into_iter()
                .zip(targets)
                .collect();
            let targets = Targets {
                by_channel,
                ..Targets::default()
            };
            Outage::new(&targets, Duration::ZERO).bound
        };
        assert_eq!(bound(&[60, 900]), LEAST);
        assert_eq!(bound(&[900, 600]), MINUTE * 10);
        assert_eq!(bound(&[]), WITHOUT_TARGETS);
    }
}
