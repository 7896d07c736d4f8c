//! When to call the user, and how loudly: decided here, done by the runtime.

use std::time::Duration;

use chrono::NaiveTime;

/// What is worth an alarm.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
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
