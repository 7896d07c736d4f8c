//! Texts that many rows have in common are kept once.
//!
//! A clinic has few lines, tags and colleagues, and its links begin alike: copies of them would be a good
//! part of what a long list takes. Only the latest texts are remembered, by a fixed number of places, so
//! nothing here grows and whatever a server sends costs no more than a copy.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::model::conversation::Conversation;
use crate::model::id::EntityId;
use crate::model::text::CleanText;

/// How many are remembered of each kind, at most.
const PLACES: usize = 256;

/// The texts that rows had lately.
#[derive(Debug, Default)]
pub(super) struct Shared {
    texts: Latest<CleanText>,
    members: Latest<EntityId>,
    links: Latest<Arc<str>>,
}

impl Shared {
    /// Makes a row share what others have as well, and what it has twice. It says the same as before.
    pub(super) fn share(&mut self, row: &mut Conversation) {
        let line = row.line.as_mut().into_iter();
        for text in line.chain(&mut row.tags) {
            self.texts.share(text);
        }
        if let Some(member) = &mut row.assignee {
            self.members.share(member);
        }
        if let Some(link) = &mut row.app_url {
            link.share(&row.id, |base| self.links.share(base));
        }
        let called_like_it = |name: &&mut CleanText| **name == row.title;
        let names = row.participants.iter_mut().map(|one| &mut one.name);
        for name in names.filter(called_like_it) {
            *name = row.title.clone();
        }
    }
}

/// Values met lately, each in the one place it can have.
#[derive(Debug)]
struct Latest<T>(Vec<Option<T>>);

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self((0..PLACES).map(|_| None).collect())
    }
}

impl<T: Clone + Eq + Hash> Latest<T> {
    /// Replaces a value by the same one that was met before; remembers it otherwise.
    fn share(&mut self, value: &mut T) {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % PLACES as u64).unwrap_or(0);
        match self.0.get_mut(place) {
            Some(Some(known)) if known == value => value.clone_from(known),
            Some(other) => *other = Some(value.clone()),
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::conversation::{ConversationKind, Participant};
    use crate::model::id::ConversationId;
    use crate::model::link::AppUrl;

    use super::*;

    fn row(number: usize) -> Conversation {
        let name = CleanText::line(&format!("Ann Example {number}"));
        let link = format!("https://app.sprucehealth.com/org/entity_1/thread/t_{number}");
        Conversation {
            id: ConversationId::parse(&format!("t_{number}")).unwrap(),
            kind: ConversationKind::Phone,
            title: name.clone(),
            subtitle: None,
            created_at: None,
            last_message_at: None,
            archived: false,
            read_only: false,
            assignee: EntityId::parse("entity_dana"),
            tags: Box::new([CleanText::line("refill")]),
            participants: Box::new([Participant {
                name: CleanText::line(name.as_str()),
                endpoint: None,
            }]),
            line: Some(CleanText::line("Main line")),
            app_url: AppUrl::parse(&link),
        }
    }

    fn same(one: &str, other: &str) -> bool {
        std::ptr::eq(one, other)
    }

    #[test]
    fn rows_say_the_same_as_before_and_share_what_they_have_in_common() {
        let mut shared = Shared::default();
        let [mut one, mut two] = [row(1), row(2)];
        shared.share(&mut one);
        shared.share(&mut two);
        assert_eq!([&one, &two], [&row(1), &row(2)]);
        let line = |row: &Conversation| row.line.clone().unwrap();
        assert!(same(line(&one).as_str(), line(&two).as_str()));
        assert!(same(one.tags[0].as_str(), two.tags[0].as_str()));
        let member = |row: &Conversation| row.assignee.clone().unwrap();
        assert!(same(member(&one).as_str(), member(&two).as_str()));
        assert!(same(one.title.as_str(), one.participants[0].name.as_str()));
        assert!(!same(one.title.as_str(), two.title.as_str()));
    }

    #[test]
    fn however_many_texts_there_are_few_are_remembered() {
        let mut shared = Shared::default();
        for number in 0..10 * PLACES {
            let mut other = row(number);
            other.line = Some(CleanText::line(&format!("Line {number}")));
            let before = other.clone();
            shared.share(&mut other);
            assert_eq!(other, before);
        }
        assert_eq!(shared.texts.0.len(), PLACES);
    }
}
