//! Taking in pages of items: what they say about who wrote, and the thread that is being read.

use std::time::Duration;

use crate::model::exchange::{Page, Start};
use crate::model::id::EntityId;
use crate::model::item::{Item, Role};

use super::super::budget::Priority;
use super::super::checks::{Mode, Task};
use super::super::digest::Digest;
use super::super::request::{Change, Notice};
use super::super::settings::{CHECK_PAGES_MAX, OVERLAP};
use super::super::thread::{Older, Thread};
use super::Engine;

/// A check that does not find the activity it looks for is repeated only while that activity is this
/// recent: later than that it is no longer on its way, but something that is not an item.
const ON_ITS_WAY: Duration = Duration::from_secs(3600);
/// Most repetitions of such a check.
const MISSES_MAX: u32 = 12;

impl Engine {
    pub(super) fn on_items(&mut self, page: Page<Item>) {
        let Some(task) = self.task.take() else { return };
        let Some(organization) = self.organization_id().cloned() else {
            return;
        };
        self.items_turn.backoff.clear();
        if page.bad_rows > 0 {
            self.counters.bad_rows += u64::from(page.bad_rows);
            self.changes
                .push_back(Change::Notice(Notice::BadRows(page.bad_rows)));
        }
        match task.mode {
            Mode::Latest { .. } => self.on_latest(task, page, &organization),
            Mode::Since(_) => self.on_since(task, page, &organization),
            Mode::Older => self.on_older(&task, page),
        }
    }

    /// A newest-first page. Nothing is taken in before the reading is whole.
    fn on_latest(&mut self, mut task: Task, page: Page<Item>, organization: &EntityId) {
        task.pages += 1;
        let (next, ended) = (page.next.filter(|_| page.has_more), !page.has_more);
        task.held.extend(page.rows);
        let joined = joins(&task);
        let answered = self.answered(&task, organization, joined);
        let enough = (joined && answered) || task.pages >= CHECK_PAGES_MAX;
        match next {
            Some(token) if !enough => {
                task.next = Start::After(token);
                self.task = Some(task);
            }
            next => {
                let older = match next {
                    Some(token) => Older::More(token),
                    None if ended => Older::Beginning,
                    None => Older::Capped,
                };
                self.take_in_latest(&task, older, organization, joined);
            }
        }
    }

    /// Whether the last human answer is among them, or known from before.
    fn answered(&self, task: &Task, organization: &EntityId, joined: bool) -> bool {
        let known = self
            .picture
            .row(task.slot)
            .and_then(|row| row.digest.as_deref());
        // A reading that found nothing at all reached the beginning, but joins on to nothing.
        let reached = |digest: &Digest| digest.reached() && digest.newest().is_some();
        (joined && known.is_some_and(reached))
            || task
                .held
                .iter()
                .any(|item| item.role(organization) == Role::HumanAnswer)
    }

    fn take_in_latest(&mut self, task: &Task, older: Older, organization: &EntityId, joined: bool) {
        let whole = older == Older::Beginning;
        // A reading that does not join on leaves a gap: what was known before it is let go.
        let fresh = !joined && !whole;
        self.edit_row(task.slot, |picture| {
            picture.edit(task.slot, |row| {
                let known = row.digest.take().filter(|_| !fresh);
                let mut digest = known.unwrap_or_default();
                for item in &task.held {
                    digest.fold(item, organization);
                }
                if whole {
                    digest.set_reached();
                }
                row.digest = Some(digest);
            })
        });
        let opened = self.checks.open() == Some(task.slot);
        let known = self.threads.get(task.slot).is_some();
        let wanted = opened || known || task.priority == Priority::Visible;
        if wanted {
            self.take_in_thread(task, older, joined);
        }
        self.checks.opened(task.slot, self.now.mono);
        self.settle(task);
    }

    fn take_in_thread(&mut self, task: &Task, older: Older, joined: bool) {
        let items = task.held.iter().cloned();
        let oldest = task.held.iter().map(Item::key).min();
        match self.threads.get_mut(task.slot) {
            Some(thread) if joined => {
                let deeper = thread.items().first().map(Item::key) > oldest;
                thread.merge(items);
                if deeper {
                    thread.set_older(older);
                }
            }
            _ => {
                let mut thread = Thread::new(older);
                thread.merge(items);
                self.threads.insert(task.slot, thread);
            }
        }
        self.changes.push_back(Change::Thread(task.slot));
    }

    /// An oldest-first page from a little before the newest item known: joined on by construction, so
    /// every page counts at once.
    fn on_since(&mut self, mut task: Task, page: Page<Item>, organization: &EntityId) {
        task.pages += 1;
        self.edit_row(task.slot, |picture| {
            picture.edit(task.slot, |row| {
                let digest = row.digest.get_or_insert_default();
                for item in &page.rows {
                    digest.fold(item, organization);
                }
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
                // Without a thread the open conversation is still to be read for its reader.
                if self.threads.get(task.slot).is_some() {
                    self.checks.opened(task.slot, self.now.mono);
                }
                self.settle(&task);
            }
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
        self.checks.second_looks.looked(slot, task.began.mono);
        let Some(looking_for) = task.looking_for else {
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
        let found = newest >= Some(looking_for);
        let over = server.since(looking_for) > ON_ITS_WAY || self.checks.misses(slot) >= MISSES_MAX;
        // What counts is how old the newest item was when the reading began: its answers may have come
        // much later.
        let took = self.now.mono.saturating_sub(task.began.mono);
        let began = self.server_time(task.began.wall).min(server.minus(took));
        let age = newest.map_or(OVERLAP, |newest| began.since(newest));
        let again = age < OVERLAP && row.checked_for != Some(looking_for);
        if found || over {
            self.edit_row(slot, |picture| {
                picture.edit(slot, |row| row.checked_for = Some(looking_for))
            });
            if again {
                self.checks
                    .second_looks
                    .plan(slot, task.began.mono + OVERLAP.saturating_sub(age));
            }
        } else {
            self.checks.missed(slot, self.now.mono);
        }
    }
}

/// Whether the items read so far reach what was known before, with some overlap.
fn joins(task: &Task) -> bool {
    let Mode::Latest { known: Some(known) } = &task.mode else {
        return true;
    };
    let oldest = task.held.iter().map(|item| item.created_at).min();
    oldest.is_some_and(|oldest| oldest <= known.at.minus(OVERLAP))
}
