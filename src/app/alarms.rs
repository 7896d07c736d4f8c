//! When to call the user, and how loudly: decided here, done by the runtime.
//!
//! A pure state machine. `update` tells it which rows changed and what is known; it answers with what is to be done.
//! It reads no clock and touches nothing, so that a night of trouble can be run in a test in milliseconds.
//!
//! What it promises:
//!
//! - **Once.** Every thing (a contact, a wait, a missed target) is told once in a run, however often it is read
//!   again and however lists flap: what was told is kept by item, never by what the screen shows.
//! - **Not for what was there before.** What is found until the first picture is complete, the baseline, gets one
//!   quiet line. So does what the walk through history brings later: what is told is dated by when it happened.
//! - **In one go.** A burst rings one bell; so does what happened while the machine slept or the network was away.
//! - **Louder only while nobody cares.** Colour; the bell; later the desktop; later the user's hook. An answer ends it,
//!   and so does the user's word. Being read does not.
//! - **It tells of its own blindness.** A picture without fresh data for longer than the shortest target is an alarm.
//! - **Nothing private.** What leaves is made of numbers, of words of ours and, for the hook, of ids: see `words`.
//!
//! | file | owns |
//! |---|---|
//! | `machine` | the state machine: baseline, catching up, what is to be done |
//! | `scene` | what it is told, and what it answers |
//! | `ladder` | one alarm on its way up; bursts |
//! | `told` | what was told of one row, and its alarm |
//! | `silence` | mute and quiet hours |
//! | `outage` | the alarm about missing data |
//! | `words` | what goes out: notification, hook, title |
mod ladder;
mod machine;
mod outage;
mod scene;
mod silence;
mod told;
mod words;

use std::time::Duration;

use chrono::NaiveTime;

pub(super) use machine::Alarms;
pub(super) use scene::{Acknowledged, Case, Moment, Scene};
pub use silence::Silence;
pub use words::{Cause, Figures, HookCall, IDS_MAX, Notification, Title, TitleState};

/// What is worth an alarm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Threshold {
    /// Anything that comes in from outside.
    AnyInbound,
    /// Somebody who was answered, or is new, waits for an answer.
    NeedsReply,
    /// A target has passed.
    #[default]
    Overdue,
}

/// A time of day without alarms: from the one to the other, over midnight where the second is not later.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quiet {
    /// It begins.
    pub from: NaiveTime,
    /// It ends.
    pub to: NaiveTime,
}

/// What a user can set. The ladder: colour; the bell at once; then, while nobody acknowledges, the desktop, then the hook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settings {
    /// What is worth an alarm.
    pub threshold: Threshold,
    /// Whether the bell rings.
    pub bell: bool,
    /// Notify the desktop after this long without acknowledgement; `None` = never.
    pub desktop_after: Option<Duration>,
    /// Run the user's hook after this long without acknowledgement; `None` = there is no hook.
    pub hook_after: Option<Duration>,
    /// Times of day without bell, desktop and hook, on the clinic's clock.
    pub quiet: Vec<Quiet>,
    /// Whether the terminal's title shows the counts.
    pub title: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threshold: Threshold::default(),
            bell: true,
            desktop_after: None,
            hook_after: None,
            quiet: Vec::new(),
            title: true,
        }
    }
}

impl Settings {
    /// Nothing but colours: neither alarms nor a title.
    #[must_use]
    pub fn off() -> Self {
        Self {
            bell: false,
            title: false,
            ..Self::default()
        }
    }

    /// Whether anything ever leaves the screen but the title. Otherwise there is nothing to sum up, either.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.bell || self.desktop_after.is_some() || self.hook_after.is_some()
    }
}
