//! What is remembered of each row: enough to tell what is different the next time.
//!
//! Of what was listed only a hash of each field is kept, so that the rows are not held twice.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::model::item::Kind;
use crate::model::time::Timestamp;
use crate::sync::{Digest, Row, Slot};
use crate::triage::targets::Deadlines;
use crate::triage::{Band, Desk, RowState};

use super::EndedBy;

/// What can be different, by its name; a print holds the hashes in this order.
const FIELDS: [&str; 14] = [
    "gone",
    "type",
    "title",
    "subtitle",
    "createdAt",
    "archived",
    "isReadOnly",
    "assignedToMemberId",
    "tags",
    "externalParticipants",
    "internalEndpoint",
    "appURL",
    LAST,
    UNREAD,
];
/// What goes without saying when an item or an answer was told.
const LAST: &str = "lastMessageAt";
const UNREAD: &str = "unread";

/// One hash for each field.
pub(super) type Print = [u32; FIELDS.len()];

/// All rows.
#[derive(Debug, Default)]
pub(super) struct Rows {
    kept: HashMap<Slot, Kept>,
    /// Where the window began at first; from then on it moves.
    window: Option<Timestamp>,
}

/// What is remembered of a row.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// What is dated later was not there at first: the latest message there was when the row was first listed, or the
    /// beginning of the window where the whole row came up later. `None` = nothing was there.
    pub(super) listed: Option<Timestamp>,
    /// Its items were read before.
    pub(super) read: bool,
    /// What it looked like.
    pub(super) print: Option<Print>,
    /// An item or an answer was told since.
    pub(super) spoken: bool,
    /// Who waits in it.
    pub(super) wait: Option<KeptWait>,
    /// When the wait began that ended last.
    pub(super) ended: Option<Timestamp>,
}

/// What is remembered of a wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeptWait {
    pub(super) since: Timestamp,
    /// Somebody was paged.
    paged: bool,
    /// How far it is known to have come.
    band: Band,
}

impl Rows {
    /// What is remembered of a row. One that was never seen is `listed` as it is now if that was before the window
    /// was `walked` to its end, or if nothing happened in it since the window began.
    pub(super) fn at(&mut self, desk: &Desk, slot: Slot, walked: bool) -> &mut Kept {
        self.kept.entry(slot).or_insert_with(|| {
            let row = desk.engine().picture().row(slot);
            let last = row.and_then(|row| row.conversation.last_message_at);
            let began = || desk.engine().knowledge(desk.now()).window_start();
            let window = *self.window.get_or_insert_with(began);
            let before = window.minus(Duration::from_millis(1));
            let listed = match last {
                Some(last) if walked => Some(last.min(before)),
                last => last,
            };
            Kept {
                listed,
                ..Kept::default()
            }
        })
    }
}

impl Kept {
    /// Somebody waits since `since`. If that wait was said to have ended, it goes on: the answer was deleted, or the
    /// conversation taken out of the archive.
    pub(super) fn resumed(&mut self, since: Option<Timestamp>) {
        if let Some(since) = since.filter(|since| Some(*since) <= self.ended) {
            self.ended = Some(since.minus(Duration::from_millis(1)));
        }
    }

    /// Whether the wait that is remembered is over, now that somebody waits since `since`, or nobody: when that was,
    /// and what ended it. `None` if its end was told, or while somebody goes on waiting without an answer.
    pub(super) fn over(
        &self,
        row: &Row,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> Option<(Timestamp, EndedBy)> {
        let was = self.wait?;
        let goes_on = since.is_some_and(|since| since <= was.since);
        if goes_on || self.ended >= Some(was.since) {
            return None;
        }
        let digest = row.digest.as_deref().filter(|_| !row.gone);
        let answer = digest.and_then(Digest::last_answer);
        if let Some(answer) = answer.filter(|answer| *answer >= was.since) {
            return Some((answer, EndedBy::Clinic));
        }
        let by = match (row.gone, row.conversation.archived, was.paged) {
            (true, ..) => EndedBy::Removed,
            (_, true, _) => EndedBy::Archived,
            (_, _, true) => EndedBy::PageResolved,
            _ => EndedBy::Removed,
        };
        since.is_none().then_some((now, by))
    }
}

impl KeptWait {
    /// A wait since `since`, which may be the one that is remembered.
    pub(super) fn of(row: &Row, since: Timestamp, was: Option<Self>) -> Self {
        Self {
            since,
            paged: row.kinds().contains(Kind::Page),
            band: was.map_or(Band::InTime, |was| was.band),
        }
    }

    /// It stands like this now: what it has come to if that is further than before, and since when.
    pub(super) fn passes(
        &mut self,
        band: Option<Band>,
        deadlines: Deadlines,
    ) -> Option<(Band, Timestamp)> {
        let band = band.filter(|band| *band < self.band)?;
        self.band = band;
        let at = match band {
            Band::Overdue => deadlines.overdue,
            Band::DueSoon | Band::InTime => deadlines.due_soon,
        };
        at.map(|at| (band, at))
    }
}

/// What a row looks like.
pub(super) fn print(row: &Row, state: RowState) -> Print {
    let listed = &row.conversation;
    [
        hash(&row.gone),
        hash(&listed.kind),
        hash(&listed.title),
        hash(&listed.subtitle),
        hash(&listed.created_at),
        hash(&listed.archived),
        hash(&listed.read_only),
        hash(&listed.assignee),
        hash(&listed.tags),
        hash(&listed.participants),
        hash(&listed.line),
        hash(&listed.app_url),
        hash(&listed.last_message_at),
        hash(&(state == RowState::New)),
    ]
}

/// What is different between two prints. Once an item or an answer was `told`, all that follows from it goes without
/// saying.
pub(super) fn changed(was: &Print, is: &Print, told: bool) -> Vec<&'static str> {
    let pairs = was.iter().zip(is).zip(FIELDS);
    let different = pairs.filter(|((was, is), _)| was != is);
    let names = different.map(|(_, name)| name);
    names
        .filter(|name| !(told && [LAST, UNREAD].contains(name)))
        .collect()
}

fn hash(value: &impl Hash) -> u32 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    // Half of it is enough: a change is overlooked once in four thousand million.
    u32::try_from(hasher.finish() >> 32).unwrap_or_default()
}
