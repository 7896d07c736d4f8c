//! What happens, one record after the other: the events of `watch`.
//!
//! A [`Watcher`] is shown everything that happens at a [`Desk`], in order, and says what is to be told of it. It is
//! pure: whoever drives the desk asks it after each input ([`Watcher::take_in`]) and when it wants to be asked
//! ([`Watcher::next_deadline`]).
//!
//! # Which items are told
//!
//! An item is told when somebody is owed an answer because of it ([`Item::is_contact`]), once, and
//!
//! - it is dated at or after the beginning: the start of the command, or `--since`; or
//! - it is dated later than what the list showed of its conversation when that was first listed; or
//! - it was not there when its conversation was read before, or its conversation was not listed at the start.
//!
//! The last two catch what is dated before the beginning and became visible after it. Each contact that was read is
//! remembered by its id, told or not, so nothing that is read again, late, edited, or after a restart of pages is told
//! twice. Bounds, so that memory does not grow for ever: what becomes visible more than [`LATE_MAX`] after its date is
//! told only if it is dated after `--since` and found by the first reading of its conversation; an id is forgotten
//! twice as long after it was read, when its date is too old to be told. That age is counted from when all was known
//! last, so that a weekend of sleep, an outage, or a conversation that cannot be read loses nothing; but those that
//! last longer than [`AWAY_MAX`] do. Both clocks, ours and the server's, have to be wrong by a day before that loses or
//! repeats anything.
//!
//! Known limits: the start is known to the second, as times are. One reading of a conversation takes in a thousand items
//! at most, the latest. A page that was resolved, or a message that was deleted, before it was read is not told. An item that
//! asks nobody anything when it is read, and does so later (somebody is paged in an old note), is told then; in one older
//! than [`LATE_MAX`] if it says that it was modified.
//!
//! # In which order
//!
//! One poll shows in which conversations something happened, and they are read one after the other, the latest first.
//! So what is found is held back until nothing that was listed is unread, but for no longer than [`HOLD`]
//! ([`HOLD_CATCHING_UP`] while not all is known): one conversation that cannot be read does not keep the others waiting.
//! What was held back is told by time, then by id; an item before what is said of its wait. Of two items, the one that
//! became visible earlier is told first if between them lies more than: the time between two polls, the minute after
//! which a conversation is looked at again for late items, what they are held back for, what it takes to read a
//! conversation that could not be read at once, and the time in which calls failed (`disconnected` or `stale` up to
//! `ready`).
mod course;
mod event;
mod kept;
mod told;

#[cfg(test)]
mod tests;

use std::time::Duration;

use crate::model::item::{Item, Role};
use crate::model::time::{Now, Timestamp};
use crate::sync::{Slot, Stage};
use crate::triage::figures::answered_waits;
use crate::triage::{Band, Desk, News, Query};

use super::{Conversation, Item as ItemRecord, Time, Words};

pub use event::{Counts, EndedBy, Event, What};

use course::Course;
use event::Held;
use kept::{KeptWait, Rows};
use told::Told;

/// What becomes visible later than this after its date is too late to be told.
pub const LATE_MAX: Duration = Duration::from_secs(24 * 3600);
/// What became visible while nothing could be read is told if that was for no longer than this.
pub const AWAY_MAX: Duration = Duration::from_secs(7 * 24 * 3600);
/// What was found is held back for no longer than this.
pub const HOLD: Duration = Duration::from_secs(5);
/// The same while not all is known: at first, and after calls failed.
pub const HOLD_CATCHING_UP: Duration = Duration::from_secs(30);

/// From when on things are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Since {
    /// From the start of the command on.
    Start,
    /// From this time on, by the server's clock.
    At(Timestamp),
    /// From so long before the start of the command on.
    Ago(Duration),
}

impl Since {
    /// How far back the first reading of a conversation has to go, if the command starts at `start`.
    #[must_use]
    pub fn reads_back_to(self, start: Timestamp) -> Timestamp {
        self.from(start).min(start.minus(LATE_MAX))
    }

    fn from(self, start: Timestamp) -> Timestamp {
        let second = |at: Timestamp| {
            // Times of items are whole seconds: what happened in the second of the start is dated before it.
            Timestamp::from_millis(at.as_millis().div_euclid(1000) * 1000)
        };
        match self {
            Self::Start => second(start),
            Self::At(at) => at,
            Self::Ago(ago) => second(start.minus(ago)),
        }
    }
}

/// What is to be told.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// From when on.
    pub since: Since,
    /// Only of conversations that match this when it is found, or told.
    pub filter: Query,
    /// Whether with what people wrote.
    pub words: Words,
}

/// Says what is to be told of what happens at a desk. See the module for what it promises.
#[derive(Debug)]
pub struct Watcher {
    wanted: Wanted,
    began: Now,
    /// The beginning, by the server's clock, once that is known.
    from: Option<Timestamp>,
    /// The window was walked to its end.
    walked: bool,
    /// What had become visible by then was read, by the server's clock.
    known_at: Option<Timestamp>,
    rows: Rows,
    told: Told,
    held: Vec<Held>,
    /// When the first of them was found.
    held_since: Option<Duration>,
    course: Course,
}

impl Watcher {
    /// One that has seen nothing yet, of a command that starts now.
    #[must_use]
    pub fn new(wanted: Wanted, now: Now) -> Self {
        Self {
            wanted,
            began: now,
            from: None,
            walked: false,
            known_at: None,
            rows: Rows::default(),
            told: Told::default(),
            held: Vec::new(),
            held_since: None,
            course: Course::default(),
        }
    }

    /// Takes in what happened, in order, and gives what is to be told now.
    pub fn take_in(&mut self, desk: &Desk, news: &[News]) -> Vec<Event> {
        for one in news {
            match one {
                News::Row(slot) => self.on_row(desk, *slot),
                News::Read(slot, items) => self.on_read(desk, *slot, items),
                News::Thread(_) | News::Woke | News::Notice(_) => {}
            }
        }
        let knowledge = desk.engine().knowledge(desk.now());
        self.walked |= !matches!(knowledge.stage(), Stage::Loading(_));
        let quiet = self.walked && knowledge.gaps().unchecked_in_window == 0 && desk.is_settled();
        if quiet {
            // Whichever clock is behind counts: one that is wrong loses nothing.
            let known_at = knowledge.as_of().map(|at| at.min(desk.now().wall));
            self.known_at = self.known_at.max(known_at);
        }
        self.told.forget(desk.now().mono, self.floor(desk));
        let named = self.wanted.filter.is_everything() || !desk.engine().awaits_members();
        let settled = named && desk.is_settled();
        let turn = self.course.turn(desk, &knowledge, settled);
        let mut events = Vec::new();
        let late = self.due().is_some_and(|due| due <= desk.now().mono);
        if late || (quiet && named) || !turn.is_empty() {
            events = self.finish(desk);
        }
        events.extend(turn.into_iter().map(|what| Event::new(desk, what)));
        events
    }

    /// When [`Watcher::take_in`] wants to be called even if nothing happens (on [`Now::mono`]).
    #[must_use]
    pub fn next_deadline(&self, desk: &Desk) -> Option<Duration> {
        let course = self.course.next_deadline(desk);
        [self.due(), course].into_iter().flatten().min()
    }

    /// What is held back, because it ends.
    pub fn finish(&mut self, desk: &Desk) -> Vec<Event> {
        self.held_since = None;
        self.held.sort_by(|one, other| one.key.cmp(&other.key));
        let filter = &self.wanted.filter;
        let held = self.held.drain(..);
        // Who a conversation is assigned to may have become known meanwhile.
        let held = held.filter(|held| held.admitted || desk.answers(held.slot, filter));
        held.map(|held| Event::new(desk, held.what)).collect()
    }

    fn due(&self) -> Option<Duration> {
        let hold = if self.course.is_ready() {
            HOLD
        } else {
            HOLD_CATCHING_UP
        };
        self.held_since.map(|since| since + hold)
    }

    /// The beginning, by the server's clock: known as soon as anything was read.
    fn from(&mut self, desk: &Desk) -> Timestamp {
        let start = desk.engine().server_time(self.began.wall);
        *self.from.get_or_insert(self.wanted.since.from(start))
    }

    /// What is dated before this is too old to be told.
    fn floor(&self, desk: &Desk) -> Timestamp {
        let start = desk.engine().server_time(self.began.wall);
        let known_at = self.known_at.unwrap_or(start.min(self.began.wall));
        let now = desk.server_now().min(desk.now().wall);
        known_at.max(now.minus(AWAY_MAX)).minus(LATE_MAX)
    }

    fn on_read(&mut self, desk: &Desk, slot: Slot, items: &[Item]) {
        let Some(organization) = desk.engine().organization_id() else {
            return;
        };
        let (from, floor, now) = (self.from(desk), self.floor(desk), desk.now().mono);
        let kept = self.rows.at(desk, slot, self.walked);
        let first = !std::mem::replace(&mut kept.read, true);
        let listed = kept.listed;
        let is_new = |at: Timestamp| !first || listed.is_none_or(|listed| at > listed);
        for item in items.iter().filter(|item| item.is_contact(organization)) {
            let at = item.created_at;
            let recent = at >= floor;
            // Somebody is paged in what was written long ago, which is found when it is read again: a day later at most.
            let note = item.has_open_page() && item.writer(organization) != Role::Inbound;
            let paged = !first && note && item.modified_at >= Some(floor.minus(LATE_MAX));
            let told = (first && at >= from) || (recent && is_new(at)) || paged;
            // One that is told is remembered however old it is: one reading may show it twice.
            let notable = if told { floor.min(from) } else { floor };
            if !self.told.note(item, now, notable) || !told {
                continue;
            }
            self.rows.at(desk, slot, self.walked).spoken = true;
            let record = Box::new(ItemRecord::of(item, organization, self.wanted.words));
            self.hold(desk, slot, at, item.id.as_str(), |conversation| {
                What::Inbound {
                    conversation,
                    item: record,
                }
            });
        }
    }

    /// Looks at a row once all of it is known, and says how it is different from when it was last looked at.
    fn on_row(&mut self, desk: &Desk, slot: Slot) {
        let walked = self.walked;
        let Some(row) = desk.engine().picture().row(slot) else {
            return;
        };
        self.rows.at(desk, slot, walked);
        self.on_wait(desk, slot);
        if row.unchecked() {
            return;
        }
        let print = kept::print(row, desk.attention().state(slot));
        let was = self.rows.at(desk, slot, walked).print.replace(print);
        let Some(from) = self.from else {
            return;
        };
        let spoken = std::mem::take(&mut self.rows.at(desk, slot, walked).spoken);
        let created = row.conversation.created_at;
        let changed = match was {
            Some(was) => kept::changed(&was, &print, spoken),
            None if walked && !spoken && created >= Some(from) => vec!["createdAt"],
            None => Vec::new(),
        };
        if !changed.is_empty() {
            let now = desk.server_now();
            self.hold(desk, slot, now, "", |conversation| What::Updated {
                conversation,
                changed,
            });
        }
    }

    /// Says which waits ended, and how the present one stands against its target.
    fn on_wait(&mut self, desk: &Desk, slot: Slot) {
        let (Some(row), Some(from)) = (desk.engine().picture().row(slot), self.from) else {
            return;
        };
        let wait = desk.attention().standing(slot).wait;
        let turns = row.digest.as_deref().map(crate::sync::Digest::turns);
        let kept = self.rows.at(desk, slot, self.walked);
        kept.resumed(wait.map(|wait| wait.since));
        let mut ended = Vec::new();
        for answered in answered_waits(turns.unwrap_or_default()) {
            if answered.answered >= from && kept.ended.is_none_or(|ended| answered.since > ended) {
                kept.ended = Some(answered.since);
                ended.push((answered.since, answered.answered, EndedBy::Clinic));
            }
        }
        if let Some((at, by)) = kept.over(row, wait.map(|wait| wait.since), desk.server_now()) {
            let since = kept.wait.map_or(at, |wait| wait.since);
            kept.ended = kept.ended.max(Some(since));
            ended.push((since, at, by));
        }
        let was = kept.wait.filter(|_| ended.is_empty());
        let mut is = wait.map(|wait| KeptWait::of(row, wait.since, was));
        let band = desk.attention().band(slot);
        let due = wait.and_then(|wait| is.as_mut()?.passes(band, wait.deadlines));
        kept.wait = is;
        kept.spoken |= !ended.is_empty();
        for (since, at, by) in ended {
            self.hold(desk, slot, at, "", |conversation| What::Answered {
                conversation,
                waited_since: Time(since),
                waited_seconds: at.since(since).as_secs(),
                by,
            });
        }
        if let Some((band, at)) = due.filter(|(_, at)| *at >= from) {
            self.hold(desk, slot, at, "", |conversation| match band {
                Band::Overdue => What::Overdue { conversation },
                Band::DueSoon | Band::InTime => What::DueSoon { conversation },
            });
        }
    }

    /// Keeps something back until it is its turn.
    fn hold(
        &mut self,
        desk: &Desk,
        slot: Slot,
        at: Timestamp,
        id: &str,
        what: impl FnOnce(Conversation) -> What,
    ) {
        let (known, words) = (desk.known(), self.wanted.words);
        if let Some(conversation) = Conversation::of(&known, desk.attention(), slot, words) {
            self.held_since.get_or_insert(desk.now().mono);
            let admitted = desk.answers(slot, &self.wanted.filter);
            let what = what(conversation);
            self.held.push(Held::new(slot, admitted, (at, id), what));
        }
    }
}
