//! What a reading of items should have shown and did not: deletions, of which nothing else tells.

use std::collections::HashSet;
use std::time::Duration;

use crate::model::id::ItemId;
use crate::model::item::Item;

use super::super::checks::{Mode, Task};
use super::super::rereads;
use super::super::suspects::{Covered, Shown};
use super::super::thread::Thread;
use super::Engine;

impl Engine {
    /// The items that a reading shows to be deleted, as far as it went.
    pub(super) fn deleted(&self, task: &Task) -> HashSet<ItemId> {
        self.suspects.gone(&shown(task))
    }

    /// Takes in what a whole reading did not show; what was deleted is forgotten by now. If anything is
    /// missing for the first time, the conversation is looked at once more.
    pub(super) fn note_absences(&mut self, task: &Task) {
        let row = self.picture.row(task.slot);
        let digest = row.and_then(|row| row.digest.as_deref());
        let digested = digest.into_iter().flat_map(|digest| digest.keys().cloned());
        let thread = self.threads.get(task.slot);
        let read = thread.into_iter().flat_map(Thread::items);
        let known = digested.chain(read.map(Item::key));
        let look = self.suspects.note(&shown(task), known, self.now.mono);
        let unsettled = digest.is_some_and(|digest| !digest.settled());
        if let Some(at) = look {
            let looks = &mut self.checks.second_looks;
            looks.plan(task.slot, at, task.wakes);
        }
        // An edit may have made a note of the last answer: who waits must be found out at once.
        if unsettled {
            self.checks.second_looks.plan_at_once(task.slot);
        }
    }

    /// Plans when the conversation is read again although nothing moves.
    pub(super) fn plan_reread(&mut self, task: &Task, extent: Extent) {
        let server = self.server_time(self.now.wall);
        let row = self.picture.row(task.slot);
        let period = row.and_then(|row| rereads::period(row, server, self.settings.window));
        let at: Option<Duration> = period.map(|period| task.began.mono + period);
        match extent {
            Extent::Whole => self.checks.rereads.plan(task.slot, at),
            Extent::Part => self.checks.rereads.plan_by(task.slot, at),
        }
    }
}

/// How much of what a first check reads a reading has read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// Less.
    Part,
}

fn shown(task: &Task) -> Shown<'_> {
    Shown {
        slot: task.slot,
        listed: &task.listed,
        covered: covered(task),
        began: task.began.mono,
    }
}

/// Which part of the conversation the reading covers. One of the rows that could not be read may be the very
/// item that is missing.
fn covered(task: &Task) -> Covered {
    let oldest = task.held.iter().map(|item| item.created_at).min();
    match task.mode {
        _ if task.bad_rows > 0 => Covered::Nothing,
        Mode::Latest { .. } if task.ended => Covered::All,
        Mode::Latest { .. } => oldest.map_or(Covered::Nothing, Covered::After),
        // Whether the very time counts is not documented.
        Mode::Since(from) if task.ended => Covered::After(from),
        Mode::Since(_) | Mode::Older => Covered::Nothing,
    }
}
