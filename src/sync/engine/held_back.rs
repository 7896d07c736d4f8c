//! Which work the limits hold back at the moment, for whoever shows it.

use super::super::budget::Priority;
use super::super::held::{Held, HeldBy};
use super::super::status::Link;
use super::Engine;
use super::schedule::ORDER;

impl Engine {
    /// Notes what wants to ask now but may not, for whoever shows it. Of the conversations whose items are to be
    /// read, the most important one speaks for all.
    pub(super) fn note_held_back(&mut self) {
        let now = self.now.mono;
        let refused = self.exhausted.until().filter(|until| *until > now);
        let shut = self.gate().is_none_or(|gate| gate > now) && refused.is_none();
        let silent = shut || matches!(self.link, Link::Denied(..));
        let wants = |work| {
            let wanted = self.wants(work).filter(|(at, _)| *at <= now);
            wanted.map(|(_, priority)| priority)
        };
        let wanted: Vec<_> = ORDER.into_iter().filter_map(wants).collect();
        for kind in Priority::ALL {
            // Who may not ask for another reason than the limits is not held back by them.
            let wants = wanted.contains(&kind) && !silent;
            let held = match refused {
                Some(until) => Some(Held {
                    kind,
                    until,
                    by: HeldBy::Refused,
                }),
                None => self.budget.holds(kind, now),
            };
            match held.filter(|_| wants) {
                Some(held) => self.held.holds(held, now),
                None => self.held.lets(kind, now),
            }
        }
    }
}
