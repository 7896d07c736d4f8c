//! The oracle: what must hold at every moment, and what must hold once nothing goes wrong any more.

mod bounds;
mod marks;
mod requests;
mod settled;

use std::collections::HashSet;
use std::time::Duration;

use crate::model::id::{ConversationId, RequestId};
use crate::model::item::{ItemKey, Role};
use crate::model::time::{Now, Timestamp};
use crate::sync::{Call, Change, Engine, Failure, FailureKind, Reply, Request, Row, Slot, Stage};

use self::marks::Marks;
use self::requests::Requests;
use super::plan::{Ledger, Plan, Tokens};
use super::world::{Conv, LAG_MAX, MINUTE, Ms, SECOND, START, World, stamp};

/// How long after an inbound item could be known it may be missing from an all-clear: the overlap, or
/// what still counts as fresh, and this: the way of an answer, and the error of the server's clock as a
/// client sees it.
const GRACE: Ms = 8 * SECOND;
/// Items a reading surely reaches back to, in the smallest pages.
const ITEMS_READ: usize = 45;
/// Rows nobody was told of are looked for with every so many inputs.
const SWEEP_EVERY: u32 = 8;

/// What a row says, to notice changes nobody was told of.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shown {
    last: Option<Timestamp>,
    title: String,
    archived: bool,
    gone: bool,
    unchecked: bool,
    owed: Vec<ItemKey>,
}

impl Shown {
    fn is(&self, row: &Row) -> bool {
        let conversation = &row.conversation;
        self.last == conversation.last_message_at
            && self.title == conversation.title.as_str()
            && self.archived == conversation.archived
            && self.gone == row.gone
            && self.unchecked == row.unchecked()
            && self.owed == owed(row)
    }

    fn of(row: &Row) -> Self {
        let conversation = &row.conversation;
        Self {
            last: conversation.last_message_at,
            title: conversation.title.as_str().to_owned(),
            archived: conversation.archived,
            gone: row.gone,
            unchecked: row.unchecked(),
            owed: owed(row).to_vec(),
        }
    }
}

fn owed(row: &Row) -> &[ItemKey] {
    let digest = row.digest.as_ref();
    digest.map_or(&[], |digest| digest.unanswered())
}

/// A row as it was shown last.
#[derive(Debug)]
struct Known {
    shown: Shown,
    /// The request whose answer gave it its time.
    told_by: RequestId,
    /// The latest time it ever had.
    latest: Option<Timestamp>,
}

/// Watches one run.
pub(crate) struct Oracle<'a> {
    plan: &'a Plan,
    world: &'a World,
    requests: Requests<'a>,
    marks: Marks,
    rows: Vec<Known>,
    /// Where the window begins that the engine answers for.
    window: Timestamp,
    /// Asked for by their ids, these were not there.
    not_found: HashSet<ConversationId>,
    /// Conversations whose rows, and whose items, could not all be read at some time.
    garbled: HashSet<ConversationId>,
    garbled_items: HashSet<ConversationId>,
    /// The request answered last.
    answer: Option<RequestId>,
    refresh_planned: bool,
    inputs: u32,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(plan: &'a Plan, world: &'a World) -> Self {
        Self {
            plan,
            world,
            requests: Requests::new(plan),
            marks: Marks::default(),
            rows: Vec::new(),
            window: stamp(START + 2 * MINUTE).minus(plan.settings.window),
            not_found: HashSet::new(),
            garbled: HashSet::new(),
            garbled_items: HashSet::new(),
            answer: None,
            refresh_planned: false,
            inputs: 0,
        }
    }

    /// The program was started anew: it knows nothing but the seen marks, if its ledger was kept.
    pub(crate) fn on_restart(&mut self, ledger: Ledger, at: Ms) {
        self.requests = Requests::new(self.plan);
        self.marks.on_restart(ledger);
        self.rows.clear();
        self.not_found.clear();
        self.answer = None;
        self.refresh_planned = false;
        self.window = self.furthest(at);
    }

    /// The machine woke, or its clock was set: unless something forbids it, the list is asked for at
    /// once.
    pub(crate) fn on_jump(&mut self, engine: &Engine, now: Duration) {
        self.requests.on_jump(engine, now);
    }

    /// Rows of these conversations could not be read.
    pub(crate) fn on_garbled(&mut self, rows: impl Iterator<Item = ConversationId>) {
        self.garbled.extend(rows);
    }

    /// Some items of this conversation could not be read.
    pub(crate) fn on_garbled_items(&mut self, id: ConversationId) {
        self.garbled_items.insert(id);
    }

    /// A request goes out.
    pub(crate) fn on_request(
        &mut self,
        engine: &Engine,
        request: &Request,
        now: Now,
        at: Ms,
    ) -> Result<(), String> {
        if let Some(from) = self.requests.on_request(engine, request, now, at)? {
            self.nothing_is_passed_over(engine, from, at)?;
        }
        Ok(())
    }

    /// A list from a time on: whatever is older was shown before. This is how a watermark that passed
    /// an unfinished walk, or rows that were late, would be seen from outside.
    fn nothing_is_passed_over(
        &self,
        engine: &Engine,
        from: Timestamp,
        at: Ms,
    ) -> Result<(), String> {
        if self.plan.tokens == Tokens::Offset {
            return Ok(());
        }
        let window = self.window_from();
        for conv in &self.world.conversations {
            if conv.deleted.is_some() || self.garbled.contains(&conv.id) || conv.loses_items() {
                continue;
            }
            // It moved on: this very list shows it.
            if conv
                .moves()
                .any(|(moved, seen_at)| stamp(moved) >= from && seen_at <= at)
            {
                continue;
            }
            let late = |update: &(Ms, Ms)| update.1.saturating_sub(update.0) > LAG_MAX;
            let passed = |at: Ms| stamp(at) < from && stamp(at) >= window;
            let listed = |update: &(Ms, Ms)| !late(update) || update.1 <= at;
            let steps = conv.moves();
            let steps = steps.filter(|update| passed(update.0) && listed(update));
            // One that moved and shows up late has left its former place.
            let Some((moved, _)) = steps.max().filter(|update| !late(update)) else {
                continue;
            };
            let slot = engine.picture().slot(&conv.id);
            let known = slot.and_then(|slot| self.rows.get(slot.index()));
            let known = known.and_then(|known| known.latest);
            let row = slot.and_then(|slot| engine.picture().row(slot));
            let shown = row.and_then(|row| row.conversation.last_message_at);
            if known.max(shown) < Some(stamp(moved)) {
                let id = &conv.id;
                let moved = stamp(moved);
                return Err(format!(
                    "a list from {from} on, but {id} of {moved} was not shown"
                ));
            }
        }
        Ok(())
    }

    /// An answer is about to be handed over.
    pub(crate) fn on_answer(
        &mut self,
        id: RequestId,
        outcome: &Result<Reply, Failure>,
        now: Duration,
        at: Ms,
    ) {
        self.answer = Some(id);
        let call = self.requests.on_answer(id, outcome, now, at);
        let missing = outcome
            .as_ref()
            .is_err_and(|failure| failure.kind == FailureKind::NotFound);
        if let Some(Call::Conversation(id)) = call.filter(|_| missing) {
            self.not_found.insert(id);
        }
    }

    pub(crate) fn on_refresh(&mut self) {
        self.requests.denied = false;
        self.refresh_planned = false;
    }

    /// Notes that the token was refused; whether a user has yet to react to it.
    pub(crate) fn denied(&mut self) -> bool {
        self.requests.denied = true;
        !std::mem::replace(&mut self.refresh_planned, true)
    }

    /// The user looks at all that a row shows.
    pub(crate) fn see(&mut self, engine: &Engine, slot: Slot) -> Result<(), String> {
        let row = engine.picture().row(slot).ok_or("a slot without a row")?;
        let conv = self.conv(row)?;
        if self.is_exact(conv) {
            self.marks.see(&conv.id, owed(row));
            self.marks.on_row(&conv.id, owed(row))?;
        }
        Ok(())
    }

    /// After every input.
    pub(crate) fn on_changes(
        &mut self,
        engine: &Engine,
        changes: &[Change],
        now: Now,
        at: Ms,
    ) -> Result<(), String> {
        self.requests.after_input()?;
        self.inputs += 1;
        self.note_window(engine, at)?;
        for change in changes {
            if let Change::Row(slot) = change {
                self.on_row(engine, *slot, at)?;
            }
        }
        if self.inputs.is_multiple_of(SWEEP_EVERY) {
            self.is_bounded(engine)?;
            for slot in engine.picture().slots() {
                let known = self.rows.get(slot.index());
                let row = engine.picture().row(slot).ok_or("a slot without a row")?;
                if !known.is_some_and(|known| known.shown.is(row)) {
                    let shown = Shown::of(row);
                    return Err(format!("nobody was told that {shown:?} was {known:?}"));
                }
            }
        }
        if engine.knowledge(now).window_is_known() {
            self.all_clear(engine, at)?;
        }
        Ok(())
    }

    /// A row changed.
    fn on_row(&mut self, engine: &Engine, slot: Slot, at: Ms) -> Result<(), String> {
        let row = engine.picture().row(slot).ok_or("a slot without a row")?;
        let known = self.rows.get(slot.index());
        if known.is_some_and(|known| known.shown.is(row)) {
            return Ok(());
        }
        let shown = Shown::of(row);
        // Of two requests under way together the later one may get there first, but what an earlier
        // one brought never replaces it.
        let back =
            |known: &Known| known.shown.last > shown.last && self.answer < Some(known.told_by);
        if known.is_some_and(back) {
            return Err(format!("a row went back in time: {shown:?} was {known:?}"));
        }
        self.sides(row, at)?;
        let conv = self.conv(row)?;
        if self.is_exact(conv) {
            self.marks.on_row(&conv.id, &shown.owed)?;
        }
        let told_by = self.answer.unwrap_or(RequestId(0));
        if self.rows.len() < slot.index() {
            return Err(format!("nobody was told of a row before {shown:?}"));
        }
        match self.rows.get_mut(slot.index()) {
            Some(known) => {
                if known.shown.last != shown.last {
                    known.told_by = told_by;
                }
                known.latest = known.latest.max(shown.last);
                known.shown = shown;
            }
            None => self.rows.push(Known {
                told_by,
                latest: shown.last,
                shown,
            }),
        }
        Ok(())
    }

    fn conv(&self, row: &Row) -> Result<&'a Conv, String> {
        let conv = self.world.conv(&row.conversation.id);
        conv.ok_or_else(|| "a conversation out of nowhere".to_owned())
    }

    /// Whether one reading tells all about a conversation: how far back it goes is bounded, and an item
    /// that is deleted or cannot be read is known only later.
    fn is_exact(&self, conv: &Conv) -> bool {
        conv.items.len() <= ITEMS_READ
            && !conv.loses_items()
            && !self.garbled_items.contains(&conv.id)
    }

    /// Nothing is shown that does not exist, and nothing on the wrong side.
    fn sides(&self, row: &Row, at: Ms) -> Result<(), String> {
        let conv = self.conv(row)?;
        let id = &conv.id;
        if row.gone && !self.not_found.contains(id) {
            return Err(format!("{id} is shown as gone, but nobody said so"));
        }
        let Some(digest) = &row.digest else {
            return Ok(());
        };
        let items = || conv.items.iter().filter(|item| item.seen_at <= at);
        let real = |key: &ItemKey, role: Role| {
            items().any(|item| item.key() == *key && item.kind.role() == role)
        };
        for (place, key) in digest.unanswered().iter().enumerate() {
            if !real(key, Role::Inbound) {
                return Err(format!("{id}: {key:?} is shown as inbound"));
            }
            if digest
                .unanswered()
                .iter()
                .skip(place + 1)
                .any(|other| other.id == key.id)
            {
                return Err(format!("{id}: {key:?} is counted twice"));
            }
        }
        if digest.waiting_since() != digest.unanswered().first().map(|key| key.at) {
            return Err(format!("{id}: waits since the wrong moment"));
        }
        if let Some(answer) = digest.last_answer()
            && !items()
                .any(|item| stamp(item.at) == answer && item.kind.role() == Role::HumanAnswer)
        {
            return Err(format!("{id}: an answer that nobody gave"));
        }
        Ok(())
    }

    /// No false all-clear.
    fn all_clear(&self, engine: &Engine, at: Ms) -> Result<(), String> {
        let grace = engine.status().knowledge.stale_after();
        let grace = grace.max(Duration::from_mins(1));
        let grace =
            GRACE + self.plan.replica_lag + u64::try_from(grace.as_millis()).unwrap_or(Ms::MAX);
        for conv in &self.world.conversations {
            let bounded = conv.items.len() <= ITEMS_READ && !conv.loses_items();
            if !bounded || conv.deleted.is_some() || !self.in_window(conv, at) {
                continue;
            }
            let slot = engine.picture().slot(&conv.id);
            let row = slot.and_then(|slot| engine.picture().row(slot));
            // A row that was shifted from page to page is found when the list is read again.
            let listed = row.and_then(|row| row.conversation.last_message_at);
            let truly = conv.look(at).and_then(|look| look.moved).map(stamp);
            if self.plan.tokens == Tokens::Offset && listed < truly {
                continue;
            }
            // Newest first, a row that moves while its list is walked is before the place where the walk
            // goes on, and so it is where a replica that lags behind gives the next page: the next
            // walk shows it.
            let moved = |(_, seen_at): (Ms, Ms)| seen_at <= at && seen_at + grace > at;
            let slips = self.plan.newest_first || self.plan.replica_lag > 0;
            if slips && conv.moves().any(moved) {
                continue;
            }
            for item in conv.unanswered(at) {
                let knowable = conv
                    .knowable_at(item, self.window_from())
                    .unwrap_or(Ms::MAX);
                let late = knowable.saturating_sub(item.at) > LAG_MAX + 2 * SECOND;
                if late || knowable.saturating_add(grace) > at {
                    continue;
                }
                if !row.is_some_and(|row| owed(row).contains(&item.key())) {
                    let age = (at - knowable) / SECOND;
                    let id = &conv.id;
                    return Err(format!(
                        "{id}: all clear, but {item:?} is visible for {age} s"
                    ));
                }
            }
        }
        Ok(())
    }

    fn in_window(&self, conv: &Conv, at: Ms) -> bool {
        conv.look(at)
            .and_then(|look| look.moved)
            .is_some_and(|moved| stamp(moved) >= self.window_from())
    }

    /// Where the window begins that the engine answers for.
    fn window_from(&self) -> Timestamp {
        self.window
    }

    /// Where a window of this moment begins, give or take what a clock may be wrong.
    fn furthest(&self, at: Ms) -> Timestamp {
        stamp(at + 2 * MINUTE).minus(self.plan.settings.window)
    }

    /// The window moves on with time, and never begins later than it is meant to: who is in it is answered for.
    fn note_window(&mut self, engine: &Engine, at: Ms) -> Result<(), String> {
        let known = engine.status().knowledge;
        let (begins, latest) = (known.window_start(), self.furthest(at));
        // Before the first answer only our own clock is known.
        let loading = matches!(known.stage(), Stage::Loading(_));
        if begins > latest && !loading {
            return Err(format!("the window begins only at {begins}"));
        }
        self.window = self.window.max(begins.min(latest));
        Ok(())
    }
}
