//! The response strip: how quickly people are answered today, in one line.
//!
//! By channel the median and the 90th percentile of the time to the first answer, beside the target, and of how many
//! conversations that is said ([`crate::triage::figures`] defines them). Nothing private.

use std::time::Duration;

use crate::sync::Stage;
use crate::triage::Channel;
use crate::triage::figures::{Answered, Coverage};

use super::state::App;
use super::{signs, when};

/// How quickly people are answered today.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Strip {
    channels: Vec<(Channel, Answered, Option<Duration>)>,
    coverage: Coverage,
    listed: bool,
}

impl Strip {
    /// As it is now.
    pub(super) fn of(app: &App) -> Self {
        let targets = &app.attention.settings().targets.by_channel;
        let channels = app.glance.figures.answered();
        let channels =
            channels.map(|(channel, answered)| (channel, answered, targets.get(&channel).copied()));
        let knowledge = app.engine.knowledge(app.now);
        Self {
            channels: channels.collect(),
            coverage: app.glance.figures.coverage(),
            listed: knowledge.stage() == Stage::Complete
                && knowledge.gaps().unreadable_in_window == 0,
        }
    }

    /// Whether there is nothing to say: no conversation is known to have been active today.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.coverage.active == 0
    }

    /// Whether everything is known that it speaks of.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.listed && self.coverage.read == self.coverage.active
    }

    /// Each channel in words, the longest wording first, then shorter ones.
    #[must_use]
    pub fn channels(&self) -> Vec<[String; 3]> {
        let words = |(channel, answered, target): &(Channel, Answered, Option<Duration>)| {
            let name = signs::channel(*channel).sign;
            let median = when::spoken(answered.median);
            let ninetieth = when::spoken(answered.ninetieth);
            let target = target.map_or(String::new(), |target| {
                format!(" target {}", when::spoken(target))
            });
            let short = format!("{name} {median}");
            let long = format!("{short} (90 %: {ninetieth}){target}");
            [format!("{long}, {} answered", answered.count), long, short]
        };
        self.channels.iter().map(words).collect()
    }

    /// What stands in front of the channels.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match (self.channels.is_empty(), self.is_whole()) {
            (false, _) => "answered today",
            (true, true) => "nobody was answered yet today",
            (true, false) => "nobody is known to have been answered yet today",
        }
    }

    /// Of how many conversations it speaks, in a long and a short wording.
    #[must_use]
    pub fn coverage(&self) -> [String; 2] {
        let at_least = if self.listed {
            ""
        } else {
            signs::AT_LEAST.sign
        };
        let Coverage { active, read } = self.coverage;
        [
            format!("{read} of {at_least}{active} active today read"),
            format!("{read} of {at_least}{active} read"),
        ]
    }

    /// All of it in one line.
    #[must_use]
    pub fn text(&self) -> String {
        let channels = self.channels().into_iter().map(|[_, words, _]| words);
        let [coverage, _] = self.coverage();
        let all = std::iter::once(self.title().to_owned()).chain(channels);
        all.chain([coverage]).collect::<Vec<_>>().join(" · ")
    }
}
