//! Strings for tests and scripted checks: make things happen, and know the truth.

use std::fmt;
use std::sync::Arc;

use super::faults::Faults;
use super::id::{CONVERSATION, ITEM, Id};
use super::item::{Author, Body, Call, Outcome, Way};
use super::script::Kind;
use super::server::{SeenRequest, Shared};
use super::world::{Contact, TruthRow};

/// The teammate who writes for [`Control`]: the one at the front desk.
const WRITER: usize = 5;

/// A handle on a running demo server. Cheap to clone; harmless after the server stopped.
///
/// What it does happens now and becomes visible after the lag, like everything else.
#[derive(Clone)]
pub struct Control {
    pub(super) shared: Arc<Shared>,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Control")
    }
}

#[expect(
    clippy::must_use_candidate,
    reason = "most of these act; what they give is a by-product"
)]
impl Control {
    /// Ids of the conversations with messages that listings show now, newest first.
    #[must_use]
    pub fn newest(&self) -> Vec<String> {
        self.shared.now().world.newest().collect()
    }

    /// The person at the other end writes. Gives the item's id, `None` for an unknown conversation.
    pub fn patient_writes(&self, conversation: &str, text: &str) -> Option<String> {
        self.post(
            conversation,
            Author::External,
            Body::Text(String::from(text)),
        )
    }

    /// A teammate answers. Gives the item's id, `None` for an unknown conversation.
    pub fn staff_writes(&self, conversation: &str, text: &str) -> Option<String> {
        self.post(
            conversation,
            Author::Teammate(WRITER),
            Body::Text(String::from(text)),
        )
    }

    /// The organisation answers by itself. Gives the item's id, `None` for an unknown conversation.
    pub fn auto_reply(&self, conversation: &str, text: &str) -> Option<String> {
        self.post(
            conversation,
            Author::Organization,
            Body::Text(String::from(text)),
        )
    }

    /// A teammate writes an internal note. Gives the item's id, `None` for an unknown conversation.
    pub fn note(&self, conversation: &str, text: &str) -> Option<String> {
        let body = Body::Note {
            text: String::from(text),
            page: None,
        };
        self.post(conversation, Author::Teammate(WRITER), body)
    }

    /// Somebody calls and nobody answers. Gives the item's id, `None` for an unknown conversation.
    pub fn missed_call(&self, conversation: &str) -> Option<String> {
        let call = Call {
            way: Way::In,
            outcome: Outcome::Missed,
            seconds: 0,
        };
        self.post(conversation, Author::External, Body::Call(call))
    }

    /// A teammate deletes the last item of a conversation, if a teammate wrote it. Whether there was one.
    pub fn take_back(&self, conversation: &str) -> bool {
        let world = &mut self.shared.now().world;
        let number = world.number_of(conversation);
        number.is_some_and(|number| world.take_back(number))
    }

    /// Ids of the items of a conversation that can be read now, oldest first; none of an unknown conversation.
    #[must_use]
    pub fn item_ids(&self, conversation: &str) -> Vec<String> {
        let id = Id::parse(conversation, CONVERSATION);
        let items = id.and_then(|id| self.shared.now().world.items(id));
        let items = items.unwrap_or_default();
        items.iter().map(|item| item.id.text(ITEM)).collect()
    }

    /// A new text conversation begins, without any message. Gives its id (empty only after eight
    /// million conversations).
    pub fn create(&self, title: &str) -> String {
        let world = &mut self.shared.now().world;
        let number = world.create(Kind::Sms, Some(String::from(title)));
        number
            .and_then(|number| world.id_of(number))
            .unwrap_or_default()
    }

    /// Archives a conversation: no time moves.
    pub fn archive(&self, conversation: &str) {
        let world = &mut self.shared.now().world;
        if let Some(number) = world.number_of(conversation) {
            world.archive(number);
        }
    }

    /// From now on nothing happens by itself, but for automated replies and changes that are on their way.
    pub fn pause(&self) {
        self.shared.now().world.pause();
    }

    /// From now on these faults strike; counted ones begin again.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.now().chooser.set(faults);
    }

    /// The requests so far, oldest first (the last 10,000). Credentials are not kept.
    #[must_use]
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.shared.now().seen.iter().cloned().collect()
    }

    /// Every conversation as it really is, visible or not, in no particular order.
    ///
    /// Writes every history once: seconds for very large clinics.
    #[must_use]
    pub fn truth(&self) -> Vec<TruthRow> {
        self.shared.now().world.truth().collect()
    }

    /// Everything that came in since the start, in the order in which it happened, visible or not.
    #[must_use]
    pub fn contacts(&self) -> Vec<Contact> {
        self.shared.now().world.contacts().collect()
    }

    fn post(&self, conversation: &str, author: Author, body: Body) -> Option<String> {
        let world = &mut self.shared.now().world;
        let number = world.number_of(conversation)?;
        world.post(number, author, body)
    }
}
