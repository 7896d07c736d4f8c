//! One alarm on its way from the bell to the hook, and the bursts in which alarms set out.

use std::time::Duration;

use crate::model::id::ItemId;
use crate::sync::Slot;

use super::scene::Case;
use super::{Cause, Settings, Threshold};

/// A burst is over when nothing more came for this long,
const BURST_REST: Duration = Duration::from_secs(3);
/// or this long after its first.
const BURST_MAX: Duration = Duration::from_secs(10);

/// Alarms that came up together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Burst {
    first: Duration,
    last: Duration,
}

impl Burst {
    /// One more came.
    pub(super) fn add(burst: &mut Option<Self>, now: Duration) {
        let begun = Self {
            first: now,
            last: now,
        };
        burst.get_or_insert(begun).last = now;
    }

    /// When it is over, unless more come.
    pub(super) fn over(self) -> Duration {
        (self.last + BURST_REST).min(self.first + BURST_MAX)
    }
}

/// Which steps are to be done now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Steps {
    /// The bell.
    pub(super) ring: bool,
    /// The desktop.
    pub(super) notify: bool,
    /// The hook.
    pub(super) hook: bool,
}

/// When a step above the bell is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Turn {
    /// So long after the bell.
    AfterBell,
    /// At this time (monotonic).
    At(Duration),
    /// It was, or there is no such step.
    Over,
}

impl Turn {
    fn set_out(&mut self, now: Duration, after: Option<Duration>) {
        if *self == Self::AfterBell {
            *self = after.map_or(Self::Over, |after| Self::At(now + after));
        }
    }

    /// Whether it is done now.
    fn take(&mut self, now: Duration) -> bool {
        let due = matches!(self, Self::At(at) if *at <= now);
        if due {
            *self = Self::Over;
        }
        due
    }

    /// Of the next alarm about the same wait: what is pending stays so, or somebody who writes every minute would put
    /// it off for ever; what was done is done once more.
    fn again(self) -> Self {
        match self {
            Self::At(_) => self,
            Self::AfterBell | Self::Over => Self::AfterBell,
        }
    }
}

/// An alarm, and how far up the ladder it got.
#[derive(Clone, Debug)]
pub(super) struct Alarm {
    /// What it is about.
    pub(super) step: Threshold,
    /// The contact it is about: it is over when that is no longer unanswered.
    pub(super) item: ItemId,
    /// The most important of what went before and had steps left.
    carried: Option<Threshold>,
    /// Whether the bell had its turn.
    pub(super) rung: bool,
    desktop: Turn,
    hook: Turn,
}

impl Alarm {
    /// An alarm that takes the place of the one `before`, about the same wait.
    pub(super) fn new(step: Threshold, item: ItemId, before: Option<&Self>) -> Self {
        let again = |turn: fn(&Self) -> Turn| before.map_or(Turn::AfterBell, |it| turn(it).again());
        let pending = before.filter(|before| before.has_steps_left());
        Self {
            step,
            item,
            carried: pending.map(Self::weight),
            rung: false,
            desktop: again(|alarm| alarm.desktop),
            hook: again(|alarm| alarm.hook),
        }
    }

    /// How important it is.
    pub(super) fn weight(&self) -> Threshold {
        self.carried
            .map_or(self.step, |before| before.max(self.step))
    }

    /// Whether it is about the wait in this row as it is now.
    pub(super) fn is_about(&self, case: &Case<'_>) -> bool {
        let mut contacts = case.contacts.iter();
        case.wait.is_some() && contacts.any(|contact| contact.id == self.item)
    }

    /// Whether anything is left to be done.
    pub(super) fn has_steps_left(&self) -> bool {
        !self.rung || self.next_turn().is_some()
    }

    /// When the next step above the bell is due, once that is known.
    pub(super) fn next_turn(&self) -> Option<Duration> {
        let at = |turn| match turn {
            Turn::At(at) => Some(at),
            Turn::AfterBell | Turn::Over => None,
        };
        [self.desktop, self.hook].into_iter().filter_map(at).min()
    }

    /// Does what is due; `rings` says that its burst is over.
    pub(super) fn climb(&mut self, rings: bool, now: Duration, settings: &Settings) -> Steps {
        let ring = rings && !self.rung;
        if ring {
            self.rung = true;
            self.desktop.set_out(now, settings.desktop_after);
            self.hook.set_out(now, settings.hook_after);
        }
        Steps {
            ring,
            notify: self.desktop.take(now),
            hook: self.hook.take(now),
        }
    }
}

/// What all alarms together have due.
#[derive(Debug, Default)]
pub(super) struct Due {
    /// The bell.
    pub(super) ring: bool,
    /// The desktop.
    pub(super) notify: bool,
    /// The hook, and what it is about.
    pub(super) hook: Vec<Slot>,
    /// The most important of them.
    pub(super) cause: Option<Threshold>,
}

impl Due {
    /// One of them has these steps due.
    pub(super) fn take(&mut self, slot: Slot, step: Threshold, steps: Steps) {
        if steps == Steps::default() {
            return;
        }
        self.ring |= steps.ring;
        self.notify |= steps.notify;
        if steps.hook {
            self.hook.push(slot);
        }
        self.cause = self.cause.max(Some(step));
    }
}

impl From<Threshold> for Cause {
    fn from(step: Threshold) -> Self {
        match step {
            Threshold::AnyInbound => Self::Inbound,
            Threshold::NeedsReply => Self::Waiting,
            Threshold::Overdue => Self::Overdue,
        }
    }
}
