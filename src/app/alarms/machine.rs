//! The state machine: what changed goes in, what is to be done comes out.
//!
//! ```text
//!            first picture complete         a thing that was not told
//!  Loading ─────────────────────────► at rest ─────────────────────► a burst gathers ──► the bell ──► desktop ──► hook
//!  (all is told silently)                ▲                                 │
//!                                        └── answered, acknowledged ◄──────┴──── held back: asleep, offline, muted
//! ```

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::app::event::Focus;
use crate::model::room;
use crate::model::time::{Now, Timestamp};
use crate::model::zone::Zone;
use crate::sync::{Progress, Slot, Stage};
use crate::triage;

use super::ladder::{Alarm, Burst, Due, Steps};
use super::outage::Outage;
use super::scene::{Acknowledged, Calls, Case, Moment, Scene};
use super::silence::{Mute, Silence, silence};
use super::told::{Mark, Told, news};
use super::{Cause, Figures, HookCall, Notification, Settings, Threshold, Title, TitleState};

/// Catching up takes no longer: what cannot be checked by then must not keep the rest from being told.
const HOLD_MAX: Duration = Duration::from_secs(120);
/// After the window was walked to its end, its rows are checked this long before what is left counts as known, too:
/// on a small budget that takes hours, and a single row that cannot be read would take for ever.
const BASELINE_MAX: Duration = Duration::from_secs(120);
/// After this long without data, what comes then is caught up with.
const GAP: Duration = Duration::from_secs(120);
/// Lists lag: what happened this long before the baseline may be found after it, and be news all the same.
const LAG: Duration = Duration::from_secs(120);

/// What was there before counts as told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Baseline {
    /// The window is being walked.
    Loading,
    /// Its rows are being checked, at most until then (monotonic).
    Checking(Duration),
    /// It was complete at that time, by the server's clock.
    Complete(Timestamp),
}

/// When to call the user.
#[derive(Debug)]
pub(in crate::app) struct Alarms {
    settings: Settings,
    zone: Zone,
    /// Rows that changed and were not looked at yet.
    touched: BTreeSet<Slot>,
    told: HashMap<Slot, Told>,
    /// By slot: whether a row's items were ever known.
    read: Vec<bool>,
    baseline: Baseline,
    /// Rows with an alarm that is not acknowledged and has steps left.
    open: BTreeSet<Slot>,
    burst: Option<Burst>,
    /// Catching up, at most until then (monotonic).
    held: Option<Duration>,
    /// There were no data for long enough that what comes is caught up with.
    gap: bool,
    /// The next burst sums up what came while nobody was to be called.
    sums_up: bool,
    outage: Outage,
    mute: Mute,
    silence: Option<Silence>,
    /// What the terminal said; nothing yet.
    focus: Option<Focus>,
    stage: Stage,
    title: Option<Title>,
}

impl Alarms {
    /// Nothing is known yet. `triage` says by when answers are due, and whose clock quiet hours are on.
    pub(in crate::app) fn new(settings: Settings, triage: &triage::Settings, now: Now) -> Self {
        Self {
            settings,
            zone: triage.zone,
            touched: BTreeSet::new(),
            told: HashMap::new(),
            read: Vec::new(),
            baseline: Baseline::Loading,
            open: BTreeSet::new(),
            burst: None,
            held: None,
            gap: false,
            sums_up: false,
            outage: Outage::new(&triage.targets, now.mono),
            mute: Mute::default(),
            silence: None,
            focus: None,
            stage: Stage::Loading(Progress::default()),
            title: None,
        }
    }

    /// A row changed, or how the wait in it stands against its target.
    pub(in crate::app) fn touch(&mut self, slot: Slot) {
        self.touched.insert(slot);
    }

    /// The machine slept, or the program was suspended: what comes now is caught up with, and the title may be
    /// somebody else's.
    pub(in crate::app) fn wake(&mut self, now: Duration) {
        self.held = Some(now + HOLD_MAX);
        self.title = None;
    }

    /// The terminal said whether it has the focus.
    pub(in crate::app) fn set_focus(&mut self, focus: Focus) {
        self.focus = Some(focus);
    }

    /// Whether the user certainly looks at this terminal: not as long as that is only assumed.
    pub(in crate::app) fn is_watched(&self) -> bool {
        self.focus == Some(Focus::Gained)
    }

    /// Why nobody is called now.
    pub(in crate::app) fn silence(&self) -> Option<Silence> {
        self.silence
    }

    /// Mutes for the next longer time, or no longer. For how long.
    pub(in crate::app) fn cycle_mute(&mut self, now: Now) -> Option<Duration> {
        self.mute.cycle(now)
    }

    /// The user knows of the alarm of this row: nobody is called about this wait any more.
    pub(in crate::app) fn acknowledge(&mut self, case: &Case<'_>) -> Acknowledged {
        let Some(told) = self.told.get_mut(&case.slot) else {
            return Acknowledged::Nothing;
        };
        let alarm = told.alarm.as_ref().filter(|alarm| alarm.is_about(case));
        if alarm.is_none() || told.wait(Mark::Acknowledged, case.contacts).is_none() {
            return Acknowledged::Nothing;
        }
        self.open.remove(&case.slot);
        Acknowledged::Done
    }

    /// The rows that must be looked at now: those that changed. While it catches up there are none: it is not
    /// known yet what is still so, nor, after a sleep, what time it is for the server.
    pub(in crate::app) fn take_due(&mut self, scene: &Scene<'_>) -> BTreeSet<Slot> {
        self.note_stage(scene);
        // Before the baseline nothing is told anyway, and all of it has to be known by then.
        if self.held.is_some() && matches!(self.baseline, Baseline::Complete(_)) {
            return BTreeSet::new();
        }
        std::mem::take(&mut self.touched)
    }

    /// Looks at a row.
    pub(in crate::app) fn look(&mut self, case: &Case<'_>, moment: Moment) {
        let new_to_us = self.note_read(case);
        if case.wait.is_none() {
            self.open.remove(&case.slot);
            return;
        }
        let baseline = self.baseline;
        let silently = |happened: Timestamp| match baseline {
            Baseline::Loading | Baseline::Checking(_) => true,
            // As history is, row by row.
            Baseline::Complete(at) => new_to_us && happened <= at.minus(LAG),
        };
        let told = self.told.entry(case.slot).or_default();
        let mut fresh = false;
        for news in news(told, self.settings.threshold, case) {
            if !silently(news.happened) {
                let before = told.alarm.take().filter(|alarm| alarm.is_about(case));
                told.alarm = Some(Box::new(Alarm::new(
                    news.step,
                    news.item,
                    before.as_deref(),
                )));
                fresh = true;
            }
        }
        let acknowledged = told.has(Mark::Acknowledged, case.contacts);
        if acknowledged {
            // It stays so if an older contact is found, and the one it was said of deleted.
            told.wait(Mark::Acknowledged, case.contacts);
        }
        let alarm = told.alarm.as_ref().filter(|alarm| alarm.is_about(case));
        let open = alarm.filter(|alarm| !acknowledged && alarm.has_steps_left());
        let quiet_yet = open.is_some_and(|alarm| !alarm.rung);
        fresh |= match open {
            Some(_) => self.open.insert(case.slot),
            None => !self.open.remove(&case.slot),
        };
        if quiet_yet && fresh {
            Burst::add(&mut self.burst, moment.now.mono);
        }
    }

    /// Notes that a row's items are known. Whether they were not before.
    fn note_read(&mut self, case: &Case<'_>) -> bool {
        let at = case.slot.index();
        if self.read.len() <= at {
            room::make(&mut self.read, at + 1);
            self.read.resize(at + 1, false);
        }
        let read = self.read.get_mut(at);
        read.is_some_and(|read| !std::mem::replace(read, *read || case.read))
    }

    /// What is to be done now. To be called after every event, when all rows of [`Alarms::take_due`] were looked at.
    pub(in crate::app) fn settle(&mut self, scene: &Scene<'_>) -> Calls {
        let mut calls = Calls::default();
        let now = scene.moment.now;
        if self.note_baseline(scene) {
            calls.summary = self.worth_summing_up(scene);
        }
        self.mute.expire(now);
        let time = self.zone.civil(scene.moment.server).time();
        let was = std::mem::replace(
            &mut self.silence,
            silence(&self.mute, &self.settings.quiet, now, time),
        );
        if self.silence.is_some() {
            return calls;
        }
        if was.is_some() {
            self.sums_up = true;
            calls.summary = self.worth_summing_up(scene);
        }
        if self.held.is_none() {
            self.ring_and_climb(scene, &mut calls);
        }
        calls
    }

    /// Notes gaps in the data, and when they are caught up with.
    fn note_stage(&mut self, scene: &Scene<'_>) {
        let (now, stage) = (scene.moment.now.mono, scene.knowledge.stage());
        let back = stage == Stage::Complete && std::mem::take(&mut self.gap);
        self.gap |= matches!(stage, Stage::Stale(age) if age >= GAP);
        self.stage = stage;
        self.outage.note(stage);
        if back {
            self.held.get_or_insert(now + HOLD_MAX);
        }
        let known = stage == Stage::Complete && scene.knowledge.gaps().unchecked_in_window == 0;
        if self.held.take_if(|until| known || *until <= now).is_some() {
            self.sums_up = true;
        }
    }

    /// Notes whether the baseline is complete. Whether it became so now.
    fn note_baseline(&mut self, scene: &Scene<'_>) -> bool {
        let now = scene.moment.now.mono;
        let walked = !matches!(scene.knowledge.stage(), Stage::Loading(_));
        if self.baseline == Baseline::Loading && walked {
            self.baseline = Baseline::Checking(now + BASELINE_MAX);
        }
        let Baseline::Checking(until) = self.baseline else {
            return false;
        };
        let complete = scene.knowledge.gaps().unchecked_in_window == 0 || until <= now;
        if complete {
            self.baseline = Baseline::Complete(scene.moment.server);
            self.held = None;
            self.sums_up = false;
        }
        complete
    }

    fn worth_summing_up(&self, scene: &Scene<'_>) -> Option<Figures> {
        let figures = scene.figures();
        let count = match self.settings.threshold {
            Threshold::Overdue => figures.overdue,
            Threshold::AnyInbound | Threshold::NeedsReply => figures.waiting,
        };
        (count > 0 && self.settings.calls()).then_some(figures)
    }

    fn ring_and_climb(&mut self, scene: &Scene<'_>, calls: &mut Calls) {
        let now = scene.moment.now.mono;
        let sums_up = std::mem::take(&mut self.sums_up);
        let over = |burst: &mut Burst| sums_up || burst.over() <= now;
        let rings = self.burst.take_if(over).is_some();
        let due = self.climb(scene, rings);
        let after = [self.settings.desktop_after, self.settings.hook_after];
        let outage = self.outage.climb(self.stage, now, after);
        calls.ring = self.settings.bell && (due.ring || outage.ring);
        if sums_up && due.ring {
            calls.summary = self.worth_summing_up(scene);
        }
        let cause = match due.cause {
            Some(_) if sums_up && rings => Cause::Summary,
            Some(step) => Cause::from(step),
            None => Cause::Stale,
        };
        let figures = scene.figures();
        if due.notify || outage.notify {
            calls.notification = Some(Notification {
                cause,
                figures,
                stale: self.stale(now),
            });
        }
        if !due.hook.is_empty() || outage.hook {
            let id = |slot: &Slot| Some(scene.picture.row(*slot)?.conversation.id.clone());
            let ids = due.hook.iter().filter_map(id);
            calls.hook = Some(HookCall::new(cause, figures, ids));
        }
    }

    /// Lets every alarm that has a step due do it; `rings` says that a burst is over.
    fn climb(&mut self, scene: &Scene<'_>, rings: bool) -> Due {
        let Self {
            open,
            told,
            settings,
            ..
        } = self;
        let mut due = Due::default();
        open.retain(|slot| {
            let alarm = told.get_mut(slot).and_then(|told| told.alarm.as_mut());
            alarm.is_some_and(|alarm| {
                let before_the_user =
                    alarm.weight() < Threshold::Overdue && scene.on_screen.contains(slot);
                let mut steps = alarm.climb(rings, scene.moment.now.mono, settings);
                if before_the_user {
                    steps = Steps::default();
                }
                due.take(*slot, alarm.weight(), steps);
                alarm.has_steps_left()
            })
        });
        due
    }

    /// How long there have been no data, where that is worth saying.
    fn stale(&self, now: Duration) -> Option<Duration> {
        let age = self.outage.age(self.stage, now)?;
        let stale = matches!(self.stage, Stage::Stale(_)) || self.outage.is_told();
        stale.then_some(age)
    }

    /// The title, if it is another one than before.
    pub(in crate::app) fn take_title(&mut self, scene: &Scene<'_>) -> Option<Title> {
        if !self.settings.title {
            return None;
        }
        let figures = scene.figures();
        let title = Title {
            state: match scene.knowledge.stage() {
                Stage::Loading(_) => TitleState::Loading,
                Stage::Complete => TitleState::Live,
                Stage::Stale(_) => TitleState::Stale,
            },
            overdue: figures.overdue,
            waiting: figures.waiting,
            new: figures.new,
            exact: figures.exact,
            silent: self.silence.is_some(),
        };
        (self.title.replace(title) != Some(title)).then_some(title)
    }

    /// When [`Alarms::settle`] must be called, even if nothing happens (monotonic). Quiet hours begin and end with a
    /// minute of the clock, which the screen follows anyway, as it does when a target passes.
    pub(in crate::app) fn deadline(&self, now: Now) -> Option<Duration> {
        let baseline = match self.baseline {
            Baseline::Checking(until) => Some(until),
            Baseline::Loading | Baseline::Complete(_) => None,
        };
        let quiet = self.silence.is_some() || self.held.is_some();
        let calls = (!quiet).then(|| self.next_call(now.mono)).flatten();
        let all = [baseline, self.held, self.mute.next_change(now), calls];
        all.into_iter().flatten().min()
    }

    fn next_call(&self, now: Duration) -> Option<Duration> {
        let Settings {
            desktop_after,
            hook_after,
            ..
        } = self.settings;
        let outage = self
            .outage
            .deadline(self.stage, now, [desktop_after, hook_after]);
        let alarms = self
            .open
            .iter()
            .filter_map(|slot| self.told.get(slot)?.alarm.as_ref());
        let steps = alarms.filter_map(|alarm| alarm.next_turn());
        let burst = self.burst.map(Burst::over);
        steps.chain(outage).chain(burst).min()
    }
}

#[cfg(test)]
mod tests;
