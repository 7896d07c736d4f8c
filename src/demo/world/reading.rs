//! What can be asked of the clinic, without changing it.

use std::collections::BTreeSet;

use super::{Key, OrderBy, Row, Seen, State, TruthRow, World, row_id};
use crate::demo::id::{CONVERSATION, Id};
use crate::demo::item::{Item, unanswered_since};
use crate::demo::people::Person;

impl World {
    /// What a listing shows, sorted ascending.
    pub(in crate::demo) fn index(&self, order: OrderBy) -> &BTreeSet<Key> {
        match order {
            OrderBy::Created => &self.by_created,
            OrderBy::LastMessage => &self.by_last,
        }
    }

    /// A conversation as listings show it.
    pub(in crate::demo) fn shown(&self, id: Id) -> Option<Seen> {
        let (number, row) = self.find(id)?;
        row.shown.map(|state| self.seen(number, row, state))
    }

    /// A conversation as it really is: what reading it by id gives.
    pub(in crate::demo) fn real(&self, id: Id) -> Option<Seen> {
        let (number, row) = self.find(id)?;
        Some(self.seen(number, row, row.real))
    }

    /// Visible items of a conversation, oldest first.
    pub(in crate::demo) fn items(&self, id: Id) -> Option<Vec<Item>> {
        let (number, _) = self.find(id)?;
        let mut items = self.all_items(number);
        items.retain(|item| item.visible_at_ms <= self.now_ms);
        Some(items)
    }

    /// One item by id, whether listings show it or not, and its conversation.
    pub(in crate::demo) fn item(&self, id: Id) -> Option<(Seen, Item)> {
        let number = id.number();
        let row = self.rows.get(number)?;
        let item = self
            .all_items(number)
            .into_iter()
            .find(|item| item.id == id)?;
        Some((self.seen(number, row, row.real), item))
    }

    /// Ids of the conversations with messages that listings show, newest first.
    pub(in crate::demo) fn newest(&self) -> impl Iterator<Item = String> {
        self.by_last
            .iter()
            .rev()
            .map(|(_, id)| id.text(CONVERSATION))
    }

    /// Every conversation as it really is, in no particular order.
    pub(in crate::demo) fn truth(&self) -> impl Iterator<Item = TruthRow> {
        self.rows.iter().enumerate().map(|(number, row)| TruthRow {
            id: row_id(number, &row.story).text(CONVERSATION),
            title: self.seen(number, row, row.real).person.title,
            created_at: row.story.created_ms.div_euclid(1_000) * 1_000,
            last_message_at: row.real.last_s.map(|seconds| seconds * 1_000),
            unanswered_since: unanswered_since(self.all_items(number).iter())
                .map(|at_ms| at_ms.div_euclid(1_000) * 1_000),
            archived: row.real.archived,
        })
    }

    /// The number of the conversation with this id as text.
    pub(in crate::demo) fn number_of(&self, id: &str) -> Option<usize> {
        self.find(Id::parse(id, CONVERSATION)?)
            .map(|(number, _)| number)
    }

    /// The id of conversation `number` as text.
    pub(in crate::demo) fn id_of(&self, number: usize) -> Option<String> {
        self.rows
            .get(number)
            .map(|row| row_id(number, &row.story).text(CONVERSATION))
    }

    fn find(&self, id: Id) -> Option<(usize, &Row)> {
        let number = id.number();
        let row = self.rows.get(number)?;
        (row_id(number, &row.story) == id).then_some((number, row))
    }

    fn seen(&self, number: usize, row: &Row, state: State) -> Seen {
        let mut person = Person::of(&self.clinic, self.seed, number, &row.story);
        if let Some(title) = self.titles.get(&number) {
            person.title.clone_from(title);
            person.name.clone_from(title);
        }
        Seen {
            id: row_id(number, &row.story),
            number,
            story: row.story,
            state,
            person,
        }
    }

    pub(super) fn all_items(&self, number: usize) -> Vec<Item> {
        let Some(row) = self.rows.get(number) else {
            return Vec::new();
        };
        let mut items = row.story.items(&self.clinic, self.seed, number);
        items.extend(self.live.get(&number).into_iter().flatten().cloned());
        self.changes.apply(&mut items);
        items
    }

    pub(super) fn all_items_end(&self, number: usize) -> Option<i64> {
        let live = self.live.get(&number).and_then(|items| items.last());
        let story = self.rows.get(number).and_then(|row| row.story.last_ms);
        live.map(|item| item.at_ms).or(story)
    }
}
