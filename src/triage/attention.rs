//! What each row asks of the user: kept per slot, counted, and changed only where something happened.
//!
//! Owns the seen marks and, for every row, its state, its wait, the band of that wait, the views it belongs to and
//! its place among those that need attention. A row is judged when something about it changed
//! ([`Attention::refresh`]), when its next moment came ([`Attention::advance`]: one entry in an agenda for each row
//! that time alone changes), and when the clinic's members changed, by which queries know people. Nothing is looked
//! at in between: asking for a count, a view or the next row costs the same at any time.
//!
//! Invariant: after [`Attention::advance`] at a moment, everything kept is as if every row had been judged at that
//! moment. Must not know what is on the screen, nor how marks are saved.

mod counts;
mod judging;
mod marks;
mod put_away;
mod queue;
#[cfg(test)]
mod tests;
mod waits;
mod who;

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use crate::model::id::EntityId;
use crate::model::member::Member;
use crate::model::read_marks::{ConversationHash, LedgerKey, Mark};
use crate::model::time::Timestamp;
use crate::sync::Slot;

use super::agenda::Agenda;
use super::facts::Known;
use super::settings::Settings;
use super::standing::{RowState, Standing, Wait};
use super::targets::Band;
use super::views::ViewId;

pub use counts::{Counts, ViewCounts};
pub use marks::MarkChange;
pub use queue::{Need, Place, Toward};

use judging::{begin_of, bit};
use queue::Queue;
use waits::Waits;
use who::who;

/// Most rows that are judged at a time, where none of them can be waited for.
const SLICE: usize = 10_000;

/// The server's clock is only known to about a second, and its estimate goes to and fro. What is overdue does not
/// flap with it: only when time goes back by more than this is everything judged anew.
const JITTER: Duration = Duration::from_secs(60);

/// What is kept of every row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Kept {
    state: RowState,
    band: Option<Band>,
    views: u32,
}

const NOTHING: Kept = Kept {
    state: RowState::Quiet,
    band: None,
    views: 0,
};

/// Seen marks, and the standing of every row.
#[derive(Debug)]
pub struct Attention {
    key: LedgerKey,
    marks: HashMap<ConversationHash, Mark>,
    slots: HashMap<ConversationHash, Slot>,
    kept: Vec<Kept>,
    waits: Waits,
    /// Up to when the contacts of a row were put away, seen from rows that were listed as archived.
    put_away: HashMap<Slot, Timestamp>,
    counts: Counts,
    view_counts: ViewCounts,
    queue: Queue,
    agenda: Agenda,
    settings: Settings,
    /// Which member the user is, and of which state of the members that was found out.
    me: Option<EntityId>,
    members_revision: u64,
    /// Every row from this one on has to be judged again.
    again_from: Option<usize>,
    /// The latest moment anything was judged for.
    latest: Option<Timestamp>,
    /// Rows whose band changed since that was asked last.
    banded: BTreeSet<Slot>,
}

impl Attention {
    /// No row yet; `marks` are those kept so far, made with `key`.
    #[must_use]
    pub fn new(key: LedgerKey, marks: HashMap<ConversationHash, Mark>, settings: Settings) -> Self {
        Self {
            key,
            marks,
            slots: HashMap::new(),
            kept: Vec::new(),
            waits: Waits::default(),
            put_away: HashMap::new(),
            counts: Counts::default(),
            view_counts: ViewCounts::default(),
            queue: Queue::default(),
            agenda: Agenda::default(),
            settings,
            me: None,
            members_revision: 0,
            again_from: None,
            latest: None,
            banded: BTreeSet::new(),
        }
    }

    /// State of a row.
    #[must_use]
    pub fn state(&self, slot: Slot) -> RowState {
        self.kept(slot).state
    }

    /// How a row stands.
    #[must_use]
    pub fn standing(&self, slot: Slot) -> Standing {
        Standing {
            state: self.state(slot),
            wait: self.waits.get(slot),
        }
    }

    /// How its wait stands against the target, as of the last [`Attention::advance`]; `None` where nobody waits.
    #[must_use]
    pub fn band(&self, slot: Slot) -> Option<Band> {
        self.kept(slot).band
    }

    /// Whether a row belongs to a view. Those that are gone belong to none.
    #[must_use]
    pub fn in_view(&self, slot: Slot, view: ViewId) -> bool {
        self.kept(slot).views & bit(view) != 0
    }

    /// How many rows belong to a view.
    #[must_use]
    pub fn view_count(&self, view: ViewId) -> usize {
        self.view_counts.of(view)
    }

    /// Everybody who waits, in no order.
    pub fn waits(&self) -> impl Iterator<Item = (Slot, Wait)> {
        self.waits.iter()
    }

    /// Since when the one waits who is known to have waited longest; `None` = nobody is known to wait.
    #[must_use]
    pub fn longest_since(&self) -> Option<Timestamp> {
        self.waits.longest()
    }

    /// Whether nobody who waits may have waited for longer than is known: of each, everything back to the answer
    /// before was read.
    #[must_use]
    pub fn begins_are_known(&self) -> bool {
        self.waits.begins_are_known()
    }

    /// The rows whose band is another one than when that was asked last, whatever changed it.
    pub fn take_banded(&mut self) -> BTreeSet<Slot> {
        std::mem::take(&mut self.banded)
    }

    /// How many rows belong to each view.
    #[must_use]
    pub fn view_counts(&self) -> &ViewCounts {
        &self.view_counts
    }

    /// How rows are judged.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Counts over all rows.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Which member the user is, where a setting says so and the clinic has such a one.
    #[must_use]
    pub fn me(&self) -> Option<&EntityId> {
        self.me.as_ref()
    }

    /// Looks at a row again, because something about it changed. Whether it stands differently now.
    pub fn refresh(&mut self, known: &Known<'_>, slot: Slot) -> bool {
        let Some(row) = known.picture.row(slot) else {
            return false;
        };
        let hash = self.key.conversation(&row.conversation.id);
        self.slots.insert(hash, slot);
        self.note_put_away(slot, row);
        let state = self.state_of(slot, row, self.marks.get(&hash));
        let wait = self.wait_of(slot, row);
        let before = self.waits.set(slot, wait, begin_of(row));
        self.judge(known, slot, Standing { state, wait }) || before != wait
    }

    /// Time went on: looks again at the rows that this alone changes, and at a part of all while the members
    /// changed lately. Those that stand differently now, each once.
    pub fn advance(&mut self, known: &Known<'_>) -> Vec<Slot> {
        if self
            .latest
            .is_some_and(|latest| known.now < latest.minus(JITTER))
        {
            self.latest = None;
            self.again_from = Some(0);
        }
        self.latest = self.latest.max(Some(known.now));
        let mut looked_at = self.agenda.take_due(self.present(known.now), SLICE);
        if let Some(from) = self.again_from {
            let slots = known.picture.slots().skip(from).take(SLICE);
            let before = looked_at.len();
            looked_at.extend(slots);
            let full = looked_at.len() - before == SLICE;
            self.again_from = full.then_some(from + SLICE);
        }
        looked_at.sort_unstable();
        looked_at.dedup();
        looked_at.retain(|slot| self.judge(known, *slot, self.standing(*slot)));
        looked_at
    }

    /// When [`Attention::advance`] has something to do, by the server's clock; a moment that has passed = at once.
    #[must_use]
    pub fn next_change(&self) -> Option<Timestamp> {
        match self.again_from {
            Some(_) => Some(Timestamp::default()),
            None => self.agenda.first(),
        }
    }

    /// How long it is until then; never nothing, so that nobody who waits for it spins.
    #[must_use]
    pub fn changes_in(&self, now: Timestamp) -> Option<Duration> {
        let left = self.next_change()?.since(now);
        Some(left.max(Duration::from_millis(1)))
    }

    /// The clinic's members are now these; `revision` grows with every change of them. Finds out who the user is;
    /// the rows are judged again by the next calls of [`Attention::advance`]. Whether they are others than before.
    pub fn meet(&mut self, members: &HashMap<EntityId, Member>, revision: u64) -> bool {
        if self.members_revision == revision {
            return false;
        }
        self.members_revision = revision;
        let me = self.settings.me.as_deref();
        self.me = me.and_then(|me| who(members, me));
        self.again_from = (!self.kept.is_empty()).then_some(0);
        true
    }

    /// The next row that needs attention, in their order and admitted by `admit`, after the place `from`; after
    /// none, the first in this direction. Does not wrap around.
    pub fn next_attention(
        &self,
        from: Option<&Place>,
        toward: Toward,
        admit: impl Fn(Slot) -> bool,
    ) -> Option<Slot> {
        self.queue.next(from, toward, admit)
    }

    /// The place of a row among those that need attention; `None` where it needs none.
    #[must_use]
    pub fn place(&self, slot: Slot) -> Option<&Place> {
        self.queue.place(slot)
    }

    /// All rows that need attention, in their order, and what each needs.
    pub fn needy(&self) -> impl Iterator<Item = (Slot, Need)> + '_ {
        self.queue.iter()
    }

    fn kept(&self, slot: Slot) -> Kept {
        self.kept.get(slot.index()).copied().unwrap_or(NOTHING)
    }

    /// The moment that rows are judged for when it is `now`: clocks that jitter do not go back behind the last one.
    #[must_use]
    pub fn present(&self, now: Timestamp) -> Timestamp {
        self.latest.map_or(now, |latest| latest.max(now))
    }
}
