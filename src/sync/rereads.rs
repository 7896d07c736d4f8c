//! Conversations whose items are read again although nothing moved.
//!
//! Edits and deletions of items move no time, so no list tells of them; nor that a page was taken care of. Each conversation for which they
//! matter is read again, newest first and as far back as a first check goes, so long after it was last
//! read so far:
//!
//! | conversation | every |
//! |---|---|
//! | active in the last day, and a page is open | 5 minutes |
//! | active in the last day otherwise | hour |
//! | in the window, somebody waits | hour |
//! | in the window otherwise | day |
//! | behind the window, somebody waits | day |
//! | behind the window otherwise | never: only while it is open |
//!
//! Who has been due for longest goes first. Newest first would starve those who wait longest as soon as
//! there is more to read than the budget allows.
//!
//! Such a reading is the least urgent there is: it gives way to deltas and to first checks of the window,
//! also in the middle (once: then it is finished), and does not make its row unknown meanwhile. There are at most six a minute, and two a
//! minute while conversations behind the window wait for their first check. So 360 conversations can be read
//! within the hour; the 83 that are active in a day at one small practice (observed) cost 83 requests an hour
//! of the 1,500 a share of 25 % of 100 a minute allows.
//!
//! Bound: at most one entry for each row.

use std::time::Duration;

use crate::model::item::Kind;
use crate::model::time::Timestamp;

use super::picture::{Row, Slot};
use super::timetable::Timetable;

/// Pages are meant to be answered within minutes, and nothing but a reading tells that one was.
const PAGED: Duration = Duration::from_secs(300);
/// What may change the answer to "who waits?" is read again this often.
const HOURLY: Duration = Duration::from_secs(3600);
/// And everything else in the window this often.
const DAILY: Duration = Duration::from_secs(24 * 3600);
/// A conversation with activity this recent belongs to the former.
const ACTIVE: Duration = Duration::from_secs(24 * 3600);
/// Time between two such readings.
const APART: Duration = Duration::from_secs(10);
/// The same while first checks of conversations behind the window are waiting.
const APART_FROM_CHECKS: Duration = Duration::from_secs(30);

/// What else there is to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Beside {
    /// Nothing.
    Nothing,
    /// First checks of conversations behind the window.
    OldChecks,
}

impl Beside {
    const fn apart(self) -> Duration {
        match self {
            Self::Nothing => APART,
            Self::OldChecks => APART_FROM_CHECKS,
        }
    }
}

/// How long after a reading a conversation is to be read again; `None` = not at all. `server` is the server's
/// clock.
pub(super) fn period(row: &Row, server: Timestamp, window: Duration) -> Option<Duration> {
    let at = row.conversation.last_message_at.filter(|_| !row.gone)?;
    let digest = row.digest.as_deref()?;
    let waits = !digest.unanswered().is_empty();
    let within = |back: Duration| at >= server.minus(back);
    let paged = digest.kinds().contains(Kind::Page);
    match (waits, within(window)) {
        _ if paged && within(ACTIVE.min(window)) => Some(PAGED),
        _ if within(ACTIVE.min(window)) => Some(HOURLY),
        (true, true) => Some(HOURLY),
        (true, false) | (false, true) => Some(DAILY),
        (false, false) => None,
    }
}

/// When which conversation is to be read again.
#[derive(Debug, Default)]
pub(super) struct Rereads {
    due: Timetable,
    /// When the last one was begun.
    last: Option<Duration>,
    /// The one that was dropped half way for something urgent.
    gave_way: Option<Slot>,
}

impl Rereads {
    /// A conversation was read whole: it is read again at `at`, or not at all.
    pub(super) fn plan(&mut self, slot: Slot, at: Option<Duration>) {
        self.gave_way.take_if(|gave_way| *gave_way == slot);
        match at {
            Some(at) => self.due.set(slot, at),
            None => self.due.remove(slot),
        }
    }

    /// Whether a reading that is under way may be dropped for something urgent: once, until it came to its end.
    pub(super) fn give_way(&mut self, slot: Slot) -> bool {
        self.gave_way.replace(slot) != Some(slot)
    }

    /// Something of a conversation was read, but not enough to put off what is planned.
    pub(super) fn plan_by(&mut self, slot: Slot, at: Option<Duration>) {
        if let Some(at) = [self.due.get(slot), at].into_iter().flatten().min() {
            self.due.set(slot, at);
        }
    }

    /// Whether a conversation is to be read again by `now`.
    pub(super) fn is_due(&self, slot: Slot, now: Duration) -> bool {
        self.due.get(slot).is_some_and(|due| due <= now)
    }

    /// Such a reading begins.
    pub(super) fn begun(&mut self, now: Duration) {
        self.last = Some(now);
    }

    /// The conversations to read again, if it is time for the next one.
    pub(super) fn ready(&self, now: Duration, beside: Beside) -> impl Iterator<Item = Slot> + '_ {
        let may = self.earliest(beside) <= now;
        self.due.ready(now).take_while(move |_| may)
    }

    /// When [`Rereads::ready`] may answer differently because of time alone.
    pub(super) fn wakes_at(&self, now: Duration, beside: Beside) -> Option<Duration> {
        let earliest = self.earliest(beside);
        let due = self.due.ready(now).next().map(|_| earliest);
        let due = due.filter(|at| *at > now);
        due.or_else(|| Some(self.due.next_after(now)?.max(earliest)))
    }

    fn earliest(&self, beside: Beside) -> Duration {
        self.last
            .map_or(Duration::ZERO, |last| last + beside.apart())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConversationId;
    use crate::sync::picture::{Picture, tests::put};

    fn second(second: u64) -> Duration {
        Duration::from_secs(second)
    }

    fn slots() -> (Slot, Slot) {
        let mut picture = Picture::default();
        let mut slot = |name: &str| put(&mut picture, &ConversationId::parse(name).unwrap());
        (slot("t_a"), slot("t_b"))
    }

    #[test]
    fn they_are_kept_apart_more_so_beside_first_checks() {
        let (a, b) = slots();
        let mut rereads = Rereads::default();
        rereads.plan(a, Some(second(100)));
        rereads.plan(b, Some(second(101)));
        let ready = |rereads: &Rereads, at, beside| rereads.ready(second(at), beside).next();
        assert_eq!(
            rereads.wakes_at(second(0), Beside::Nothing),
            Some(second(100))
        );
        assert_eq!(ready(&rereads, 101, Beside::Nothing), Some(a));
        rereads.begun(second(101));
        rereads.plan(a, Some(second(3700)));
        assert_eq!(ready(&rereads, 110, Beside::Nothing), None);
        assert_eq!(
            rereads.wakes_at(second(105), Beside::Nothing),
            Some(second(111))
        );
        assert_eq!(ready(&rereads, 111, Beside::Nothing), Some(b));
        assert_eq!(ready(&rereads, 111, Beside::OldChecks), None);
        assert_eq!(ready(&rereads, 131, Beside::OldChecks), Some(b));
    }

    #[test]
    fn it_gives_way_once_until_it_came_to_its_end() {
        let (a, _) = slots();
        let mut rereads = Rereads::default();
        rereads.plan(a, Some(second(100)));
        assert!(rereads.give_way(a));
        assert!(!rereads.give_way(a));
        rereads.plan_by(a, Some(second(500)));
        assert!(!rereads.give_way(a), "that was not its end");
        rereads.plan(a, Some(second(3700)));
        assert!(rereads.give_way(a));
    }

    #[test]
    fn a_reading_that_is_not_whole_puts_nothing_off() {
        let (a, _) = slots();
        let mut rereads = Rereads::default();
        rereads.plan(a, Some(second(100)));
        rereads.plan_by(a, Some(second(500)));
        assert!(rereads.is_due(a, second(100)));
        rereads.plan(a, Some(second(9000)));
        rereads.plan_by(a, Some(second(500)));
        assert!(rereads.is_due(a, second(500)));
        rereads.plan_by(a, None);
        assert!(rereads.is_due(a, second(500)), "still planned");
        rereads.plan(a, None);
        assert!(!rereads.is_due(a, second(9999)));
    }
}
