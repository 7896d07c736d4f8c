//! What becomes of items after they were written: some are deleted, and pages are taken care of.
//!
//! Neither moves a time, so no listing tells of it; only reading the items again does. Histories are written
//! again on demand, so what changed is kept beside them.

use std::collections::{HashMap, HashSet};

use super::World;
use crate::demo::id::Id;
use crate::demo::item::{Author, Body, Item};

/// What changed of which items.
#[derive(Debug, Default)]
pub(super) struct Changes {
    deleted: HashSet<Id>,
    /// Items with a page, and the index of the teammate who took care of it.
    resolved: HashMap<Id, usize>,
}

impl Changes {
    /// Makes items what they have become.
    pub(super) fn apply(&self, items: &mut Vec<Item>) {
        items.retain(|item| !self.deleted.contains(&item.id));
        for item in items {
            if let Body::Note {
                page: Some(page), ..
            } = &mut item.body
                && let Some(by) = self.resolved.get(&item.id)
            {
                page.resolved_by = Some(*by);
            }
        }
    }

    /// How many items were deleted, and how many pages taken care of.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.deleted.len(), self.resolved.len())
    }
}

impl World {
    /// Deletes the last item of a conversation if a teammate wrote it: it went to the wrong person. Whether there
    /// was one.
    pub(in crate::demo) fn take_back(&mut self, number: usize) -> bool {
        let items = self.all_items(number);
        let last = items.last().filter(|item| {
            let message = matches!(item.body, Body::Text(_) | Body::Attached { .. });
            message && matches!(item.author, Author::Teammate(_))
        });
        last.is_some_and(|item| self.changes.deleted.insert(item.id))
    }

    /// A teammate takes care of the last page of a conversation that is open. Whether there is one.
    pub(super) fn resolve_page(&mut self, number: usize, by: usize) -> bool {
        let open = |item: &&Item| match &item.body {
            Body::Note {
                page: Some(page), ..
            } => page.resolved_by.is_none(),
            _ => false,
        };
        let items = self.all_items(number);
        let page = items.iter().rev().find(open);
        page.is_some_and(|item| self.changes.resolved.insert(item.id, by).is_none())
    }
}
