//! What a conversation's items say: who wrote last, who waits, and since when.
//!
//! A digest is folded from items in any order and any number of times, with the same result: it keeps
//! the last answer and the set of inbound items after it. An item that is read again replaces
//! what it said before, and one that turned out to be deleted is forgotten. So a page ends its wait when
//! its item is read again after somebody resolved it: `rereads` says when that is.

mod preview;
mod unanswered;

mod turns;

use std::collections::HashSet;

use crate::model::id::{EntityId, ItemId};
use crate::model::item::{Item, ItemKey, Kind, Kinds, Role};
use crate::model::time::Timestamp;

use super::mistakes::{Mistake, made};
use super::settings::Answers;
use turns::Turns;
pub use turns::{Turn, TurnSide};
use unanswered::Unanswered;

pub use preview::{Preview, PreviewKind};

/// What has to be known to tell who answered whom.
#[derive(Clone, Debug)]
pub(super) struct Clinic {
    /// The organization itself, whose own messages are automated ones.
    pub(super) organization: EntityId,
    /// What counts as an answer.
    pub(super) answers: Answers,
    /// The latest time that an item can truly have. One with a later time neither answers anybody nor is
    /// the newest, or a single wrong date would hide whatever is written until then.
    pub(super) present: Timestamp,
}

impl Clinic {
    /// Whether an item ends the wait of those who got in touch before it.
    pub(super) fn is_answered_by(&self, item: &Item) -> bool {
        item.created_at <= self.present && self.ends_wait(item.role(&self.organization))
    }

    fn ends_wait(&self, role: Role) -> bool {
        match role {
            Role::HumanAnswer => true,
            Role::Automated => {
                self.answers == Answers::AutomatedToo || made(Mistake::AutomatedAnswers)
            }
            Role::Inbound | Role::Internal => false,
        }
    }
}

/// What the items of one conversation say.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Digest {
    newest: Option<ItemKey>,
    answer: Option<ItemKey>,
    unanswered: Unanswered,
    preview: Option<(ItemKey, Preview)>,
    turns: Turns,
    reached: bool,
    sought: bool,
}

impl Digest {
    /// The newest item read, without those that claim to be of the future.
    #[must_use]
    pub fn newest(&self) -> Option<&ItemKey> {
        self.newest.as_ref()
    }

    /// The last answer: by a person of the clinic, unless automated ones count as well ([`Answers`]).
    #[must_use]
    pub fn last_answer(&self) -> Option<Timestamp> {
        self.answer.as_ref().map(|key| key.at)
    }

    /// Contacts after the last answer, oldest first. The last answer itself is among them if it has an open page.
    #[must_use]
    pub fn unanswered(&self) -> &[ItemKey] {
        self.unanswered.keys()
    }

    /// By what those who wait got in touch: whatever any of [`Digest::unanswered`] holds. Never
    /// [`Kind::Fax`](crate::model::item::Kind): that is known of the whole row, see [`super::Row::kinds`].
    #[must_use]
    pub fn kinds(&self) -> Kinds {
        self.unanswered.kinds()
    }

    /// The first of [`Digest::unanswered`] with an open page.
    #[must_use]
    pub fn first_page(&self) -> Option<&ItemKey> {
        self.unanswered.first_of(Kind::Page)
    }

    /// Since when somebody waits for an answer: the *first* unanswered contact, not the latest.
    #[must_use]
    pub fn waiting_since(&self) -> Option<Timestamp> {
        if made(Mistake::WaitsSinceLast) {
            return self.unanswered().last().map(|key| key.at);
        }
        self.unanswered().first().map(|key| key.at)
    }

    /// Whether reading reached the last human answer or the beginning. If not, somebody may have been
    /// waiting for longer than [`Digest::waiting_since`] says.
    #[must_use]
    pub fn reached(&self) -> bool {
        self.reached
    }

    /// Who turned to whom in the last days, oldest first.
    #[must_use]
    pub fn turns(&self) -> &[Turn] {
        self.turns.all()
    }

    /// From when on [`Digest::turns`] is all there is of the days it is kept for; `None` while nothing was read.
    #[must_use]
    pub fn turns_since(&self) -> Option<Timestamp> {
        self.turns.since()
    }

    /// The last words.
    #[must_use]
    pub fn preview(&self) -> Option<&Preview> {
        self.preview.as_ref().map(|(_, preview)| preview)
    }

    /// Takes in items that were read together. What the preview shows is judged anew if it is among them: an
    /// edit may have left nothing of it.
    pub(super) fn take_in(&mut self, items: &[Item], clinic: &Clinic) {
        let shown = self.preview.as_ref().map(|(key, _)| &key.id);
        if items.iter().any(|item| Some(&item.id) == shown) {
            self.preview = None;
        }
        for item in items {
            self.fold(item, clinic);
        }
    }

    /// The items it speaks of.
    pub(super) fn keys(&self) -> impl Iterator<Item = &ItemKey> {
        let ends = [self.newest.as_ref(), self.answer.as_ref()];
        let shown = self.preview.as_ref().map(|(key, _)| key);
        let ends = ends.into_iter().chain([shown]).flatten();
        ends.chain(self.unanswered())
    }

    /// Forgets items that were deleted. If that was the last answer, who answered before it, and who has been
    /// waiting since then, has to be found out: it is no longer [`Digest::settled`].
    pub(super) fn forget(&mut self, gone: &HashSet<ItemId>) {
        let is_gone = |key: &ItemKey| gone.contains(&key.id);
        self.turns.forget(gone);
        self.newest.take_if(|key| is_gone(key));
        self.preview.take_if(|(key, _)| is_gone(key));
        // Beyond the most that are named, nobody knows which one was first after the first.
        let full = self.unanswered.is_full();
        let fewer = self.unanswered.retain(|key| !is_gone(key));
        let lost = self.answer.take_if(|key| is_gone(key)).is_some();
        if lost || (full && fewer) {
            self.reached = false;
            self.sought = false;
        }
    }

    /// Takes in one item.
    fn fold(&mut self, item: &Item, clinic: &Clinic) {
        let (key, role) = (item.key(), role(item, clinic));
        let answers = clinic.is_answered_by(item);
        self.turns
            .fold(item, TurnSide::of(item, role, answers), clinic.present);
        let credible = |key: &ItemKey| key.at <= clinic.present;
        if credible(&key) {
            self.newest = self.newest.take().max(Some(key.clone()));
        }
        // By its id alone: nothing promises that an item keeps its time.
        let again = made(Mistake::CountsTwice);
        self.unanswered.retain(|known| known.id != key.id || again);
        let answered = self.answer.as_ref().filter(|known| known.id == key.id);
        if answered.is_some_and(|known| *known != key || !answers) {
            self.answer = None;
            self.reached = false;
            self.sought = false;
        }
        if answers {
            self.answer_at(&key);
        }
        // Beside the answer: a colleague who was paged with it has still not come.
        if role == Role::Inbound || pages(item) {
            self.contact_at(&key, item.kinds());
        }
        let rank = |key: &ItemKey| (credible(key), key.clone());
        let shown = self.preview.as_ref().map(|(shown, _)| rank(shown));
        let newer = shown <= Some(rank(&key));
        if newer && let Some(preview) = Preview::of(item, role) {
            self.preview = Some((key, preview));
        }
    }

    /// Notes that nothing older can matter: the last human answer or the beginning was read.
    pub(super) fn set_reached(&mut self) {
        self.turns.set_whole();
        self.reached = true;
    }

    /// Notes that an answer was looked for as far back as is read at all.
    pub(super) fn set_sought(&mut self) {
        self.sought = true;
    }

    /// Whether reading further back would bring nothing.
    pub(super) fn settled(&self) -> bool {
        self.reached || self.sought
    }

    fn answer_at(&mut self, key: &ItemKey) {
        self.answer = self.answer.take().max(Some(key.clone()));
        let answer = self.answer.as_ref();
        self.unanswered.retain(|contact| Some(contact) >= answer);
        self.reached = true;
    }

    fn contact_at(&mut self, key: &ItemKey, kinds: Kinds) {
        // What was before the last answer is answered; a page on that very item is not.
        if Some(key) >= self.answer.as_ref() {
            self.unanswered.insert(key, kinds);
        }
    }
}

/// What an item means, beside its pages.
fn role(item: &Item, clinic: &Clinic) -> Role {
    mistaken(item).unwrap_or_else(|| item.writer(&clinic.organization))
}

/// Whether somebody was paged who has not come.
fn pages(item: &Item) -> bool {
    let all = made(Mistake::ResolvedPagesAsk) && !item.pages.is_empty();
    all || (item.has_open_page() && !made(Mistake::PagesIgnored))
}

fn mistaken(item: &Item) -> Option<Role> {
    let note = made(Mistake::NotesAreInbound) && item.internal_note;
    (note || made(Mistake::AnyActivityIsInbound)).then_some(Role::Inbound)
}

#[cfg(test)]
mod tests;
