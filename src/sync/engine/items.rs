//! Taking in pages of items: what they say about who wrote, and the thread that is being read.

use std::collections::HashSet;
use std::time::Duration;

use crate::model::exchange::{Page, Start};
use crate::model::id::ItemId;
use crate::model::item::Item;
use crate::model::time::Timestamp;

use super::super::budget::Priority;
use super::super::checks::{Mode, Reach, Task};
use super::super::digest::{Clinic, Digest};
use super::super::journal::RowOf;
use super::super::mistakes::{Mistake, made};
use super::super::picture::Slot;
use super::super::request::Change;
use super::super::settings::{AHEAD_MAX, CHECK_PAGES_MAX, ITEMS_FIRST, OVERLAP, TOLD_PAGES_MAX};
use super::super::thread::{Older, Thread};
use super::Engine;
use super::absences::Extent;

/// A check that does not find the activity it looks for is repeated only while that activity is this
/// recent: later than that it is no longer on its way, but something that is not an item.
const ON_ITS_WAY: Duration = Duration::from_secs(3600);
/// Most repetitions of such a check.
const MISSES_MAX: u32 = 12;
/// That there is nothing at all in a conversation that something happened in is believed only after as many
/// readings before: an answer that is empty by mistake would pass for "nobody waits".
const EMPTY_BEFORE: u32 = 2;

impl Engine {
    pub(super) fn on_items(&mut self, page: Page<Item>) {
        let Some(mut task) = self.task.take() else {
            return;
        };
        let Some(clinic) = self.clinic() else {
            return;
        };
        self.items_turn.backoff.clear();
        // It was put away meanwhile.
        if !self.reads(task.slot) {
            return;
        }
        task.bad_rows = task.bad_rows.saturating_add(page.bad_rows);
        task.ended = !page.has_more;
        task.listed
            .extend(page.rows.iter().map(|item| item.id.clone()));
        self.note_bad_rows(RowOf::Items, page.bad_rows);
        match task.mode {
            Mode::Latest { .. } => self.on_latest(task, page, &clinic),
            Mode::Since(_) => self.on_since(task, page, &clinic),
            Mode::Older => self.on_older(&task, page),
        }
    }

    /// A newest-first page. Nothing is taken in before the reading is whole.
    fn on_latest(&mut self, mut task: Task, page: Page<Item>, clinic: &Clinic) {
        task.pages += 1;
        let next = page.next.filter(|_| page.has_more);
        task.held.extend(page.rows);
        let joined = joins(&task);
        let answered = self.answered(&task, clinic, joined);
        let (deep, most) = self.depth(&task, joined);
        let enough = (joined && answered && deep) || task.pages >= most;
        match next {
            Some(token) if !enough => {
                task.next = Start::After(token);
                self.task = Some(task);
            }
            next => {
                let older = match next {
                    Some(token) => Older::More(token),
                    None if task.ended => Older::Beginning,
                    None => Older::Capped,
                };
                self.take_in_latest(&task, older, clinic, joined);
            }
        }
    }

    /// Whether a reading goes as far up as the thread needs, and the items that are missing; and how many pages
    /// it may have. Pages of a thread without a working token were read before, so they do not count. Where items are
    /// told, none of those that were not read before is to be left out.
    fn depth(&self, task: &Task, joined: bool) -> (bool, u32) {
        let first = task.held.iter().map(|item| item.created_at).min();
        let missing = self.suspects.oldest(task.slot);
        let decides = missing.is_none_or(|missing| first.is_some_and(|first| first < missing));
        let told = self.settings.tells_items.filter(|_| first_time(task));
        let tells = told.is_none_or(|from| first.is_some_and(|first| first < from));
        let decides = decides && tells;
        let all_told = self.settings.tells_items.is_none() || (tells && joined);
        let most = if all_told {
            CHECK_PAGES_MAX
        } else {
            TOLD_PAGES_MAX
        };
        let stale = self
            .threads
            .get(task.slot)
            .filter(|thread| thread.token_stale);
        let Some(thread) = stale else {
            return (decides, most);
        };
        let oldest = task.held.iter().map(Item::key).min();
        let pages = thread.items().len().div_ceil(usize::from(ITEMS_FIRST));
        let pages = u32::try_from(pages).unwrap_or(u32::MAX);
        (
            decides && !thread.needs_deeper(oldest.as_ref()),
            most.saturating_add(pages),
        )
    }

    fn clinic(&self) -> Option<Clinic> {
        Some(Clinic {
            organization: self.organization_id()?.clone(),
            answers: self.settings.answers,
            present: self.present(),
        })
    }

    /// Later than this nothing can have been written. While the server's clock is not known, ours may
    /// be slow, and what is new must not be taken for wrong.
    fn present(&self) -> Timestamp {
        match self.skew_ms {
            Some(_) => self.server_time(self.now.wall).plus(AHEAD_MAX),
            None => Timestamp::from_millis(i64::MAX),
        }
    }

    /// Whether the last answer is among them, or was found or looked for before and is still there.
    fn answered(&self, task: &Task, clinic: &Clinic, joined: bool) -> bool {
        if task.held.iter().any(|item| clinic.is_answered_by(item)) {
            return true;
        }
        let row = self.picture.row(task.slot);
        // What could not be read lies anywhere back to the last answer: only reading as far disproves it.
        let row = row.filter(|_| !self.unreadable.contains(task.slot));
        let known = row.and_then(|row| row.digest.as_deref());
        let Mode::Latest { reach, .. } = task.mode else {
            return false;
        };
        // A reading that found nothing at all reached the beginning, but joins on to nothing.
        let known = known.filter(|known| joined && known.newest().is_some());
        let remains = |known: &Digest| {
            let mut known = known.clone();
            known.forget(&self.deleted(task));
            known.settled()
        };
        reach == Reach::Known && known.is_some_and(remains)
    }

    fn take_in_latest(&mut self, task: &Task, older: Older, clinic: &Clinic, joined: bool) {
        self.tell_read(task.slot, &task.held);
        let whole = task.ended;
        let deleted = self.deleted(task);
        let answered = task.held.iter().any(|item| clinic.is_answered_by(item));
        let far = task.pages >= CHECK_PAGES_MAX;
        // It went no further because of an answer known before, which one of its items may just have undone.
        let relied = joined && !answered && !far;
        // A reading that does not join on leaves a gap: what was known before it is let go.
        let fresh = !joined && !whole;
        self.edit_row(task.slot, |picture| {
            picture.edit(task.slot, |row| {
                let known = row.digest.take().filter(|_| !fresh);
                let mut digest = known.unwrap_or_default();
                digest.forget(&deleted);
                let settled = digest.settled();
                digest.take_in(&task.held, clinic);
                if whole {
                    digest.set_reached();
                } else if !(settled && relied) {
                    digest.set_sought();
                }
                row.digest = Some(digest);
            })
        });
        if fresh {
            self.suspects.forget(task.slot);
        }
        let opened = self.checks.open() == Some(task.slot);
        let known = self.threads.get(task.slot).is_some();
        let wanted = opened || known || task.priority == Priority::Visible;
        if wanted {
            self.take_in_thread(task, older, !fresh, &deleted);
        }
        self.checks.opened(task.slot, self.now.mono);
        let extent = if whole || answered || far {
            Extent::Whole
        } else {
            Extent::Part
        };
        self.plan_reread(task, extent);
        self.settle(task);
    }

    fn take_in_thread(
        &mut self,
        task: &Task,
        older: Older,
        joined: bool,
        deleted: &HashSet<ItemId>,
    ) {
        let items = task.held.iter().cloned();
        let oldest = task.held.iter().map(Item::key).min();
        match self.threads.get_mut(task.slot) {
            Some(thread) if joined => {
                let deeper = thread.token_stale || thread.items().first().map(Item::key) > oldest;
                let older = if thread.needs_deeper(oldest.as_ref()) {
                    Older::Capped
                } else {
                    older
                };
                thread.token_stale = false;
                thread.remove(deleted);
                thread.merge(items);
                if deeper {
                    thread.set_older(older);
                }
            }
            _ => {
                let mut thread = Thread::new(older);
                thread.merge(items);
                let open = self.checks.open();
                let went = self.threads.insert(task.slot, thread, open);
                self.changes.extend(went.map(Change::Thread));
            }
        }
        self.thread_read(task);
        self.changes.push_back(Change::Thread(task.slot));
    }

    fn thread_read(&mut self, task: &Task) {
        if let Some(thread) = self.threads.get_mut(task.slot) {
            thread.read_at = Some(task.began.mono);
        }
    }

    /// An oldest-first page from a little before the newest item known: joined on by construction, so
    /// every page counts at once.
    fn on_since(&mut self, mut task: Task, page: Page<Item>, clinic: &Clinic) {
        task.pages += 1;
        self.tell_read(task.slot, &page.rows);
        self.edit_row(task.slot, |picture| {
            picture.edit(task.slot, |row| {
                let digest = row.digest.get_or_insert_default();
                digest.take_in(&page.rows, clinic);
            })
        });
        if let Some(thread) = self.threads.get_mut(task.slot)
            && thread.merge(page.rows)
        {
            self.changes.push_back(Change::Thread(task.slot));
        }
        match page.next.filter(|_| page.has_more) {
            Some(token) if task.pages < CHECK_PAGES_MAX => {
                self.changes.push_back(Change::Row(task.slot));
                task.next = Start::After(token);
                self.task = Some(task);
            }
            _ => {
                self.thread_read(&task);
                // Without a thread the open conversation is still to be read for its reader.
                if self.threads.get(task.slot).is_some() {
                    self.checks.opened(task.slot, self.now.mono);
                }
                self.plan_reread(&task, Extent::Part);
                self.settle(&task);
            }
        }
    }

    /// Tells of items that are taken in, where that is wanted.
    fn tell_read(&mut self, slot: Slot, items: &[Item]) {
        if self.settings.tells_items.is_some() {
            self.changes.push_back(Change::Read(slot, items.into()));
        }
    }

    fn on_older(&mut self, task: &Task, page: Page<Item>) {
        let Some(thread) = self.threads.get_mut(task.slot) else {
            return;
        };
        let older = match page.next.filter(|_| page.has_more) {
            Some(token) => Older::More(token),
            None if page.has_more => Older::Capped,
            None => Older::Beginning,
        };
        thread.merge(page.rows);
        thread.set_older(older);
        self.changes.push_back(Change::Thread(task.slot));
    }

    /// Ends a check. It settles what it looked for only if an item of that time was found: items show
    /// up late, too, and "nothing inbound" must not be said too early.
    fn settle(&mut self, task: &Task) {
        let slot = task.slot;
        self.changes.push_back(Change::Row(slot));
        self.checks
            .second_looks
            .looked(slot, task.began.mono, task.wakes);
        self.unreadable.read(slot, task.bad_rows);
        self.reread_settled(task);
        self.note_absences(task);
        let checked_for = self.picture.row(slot).and_then(|row| row.checked_for);
        let unsettled = task.looking_for.filter(|_| checked_for != task.looking_for);
        let Some(looking_for) = unsettled else {
            self.checks.settled(slot);
            return;
        };
        let server = self.server_time(self.now.wall);
        let Some(row) = self.picture.row(slot) else {
            return;
        };
        let newest = row
            .digest
            .as_ref()
            .and_then(|digest| digest.newest())
            .map(|key| key.at);
        let found = newest >= Some(looking_for) || made(Mistake::SettlesWithoutFinding);
        // Oldest first, what is looked for may just lie further down than is read at once.
        let cut = matches!(task.mode, Mode::Since(_)) && !task.ended;
        // A time of the future hides whatever is written until then: no row would tell of it.
        let ahead = looking_for > self.present();
        let empty = task.listed.is_empty() && task.bad_rows == 0;
        let doubtful = empty && self.checks.misses(slot) < EMPTY_BEFORE;
        let over = (server.since(looking_for) > ON_ITS_WAY && !cut && !doubtful)
            || (self.checks.misses(slot) >= MISSES_MAX && !ahead);
        // What counts is how old the newest item was when the reading began: its answers may have come
        // much later.
        let took = self.now.mono.saturating_sub(task.began.mono);
        let began = self.server_time(task.began.wall).min(server.minus(took));
        let age = newest.map_or(OVERLAP, |newest| began.since(newest));
        let age = if made(Mistake::SecondLookFromAnswer) {
            newest.map_or(OVERLAP, |newest| server.since(newest))
        } else {
            age
        };
        if found || over {
            self.checks.settled(slot);
            self.edit_row(slot, |picture| {
                picture.edit(slot, |row| row.checked_for = Some(looking_for))
            });
            if age < OVERLAP && !made(Mistake::NoSecondLook) {
                let at = task.began.mono + OVERLAP.saturating_sub(age);
                let looks = &mut self.checks.second_looks;
                looks.plan(slot, at, task.wakes);
            }
        } else {
            self.checks.missed(slot, self.now.mono);
        }
    }
}

/// Whether the items read so far reach what was known before, with some overlap.
fn joins(task: &Task) -> bool {
    let Mode::Latest {
        known: Some(known), ..
    } = &task.mode
    else {
        return true;
    };
    let oldest = task.held.iter().map(|item| item.created_at).min();
    made(Mistake::GapNotJoined) || oldest.is_some_and(|oldest| oldest <= known.at.minus(OVERLAP))
}

/// Whether nothing was known of the conversation before this reading.
fn first_time(task: &Task) -> bool {
    matches!(task.mode, Mode::Latest { known: None, .. })
}
