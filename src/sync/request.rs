//! What goes into the engine and what comes out, as plain data.

use std::time::Duration;

use crate::model::conversation::Conversation;
use crate::model::exchange::{Cursor, ItemsQuery, ListQuery, Meta, OrderBy, Page};
use crate::model::id::{ConversationId, RequestId};
use crate::model::item::Item;
use crate::model::member::{Member, Organization};
use crate::model::text::CleanText;

use super::picture::Slot;

/// Something to ask the API. All of it reads; nothing else can be said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Call {
    /// The organization the token belongs to.
    Organization,
    /// One page of its members.
    Members(Option<Cursor>),
    /// One page of the conversation list.
    List(ListQuery),
    /// One conversation.
    Conversation(ConversationId),
    /// One page of a conversation's items.
    Items(ItemsQuery),
}

/// A call to perform, and the number its reply must carry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Number of the request.
    pub id: RequestId,
    /// What to ask.
    pub call: Call,
}

/// What a call gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Body {
    /// To [`Call::Organization`].
    Organization(Organization),
    /// To [`Call::Members`].
    Members(Page<Member>),
    /// To [`Call::List`].
    List(Page<Conversation>),
    /// To [`Call::Conversation`].
    Conversation(Box<Conversation>),
    /// To [`Call::Items`].
    Items(Page<Item>),
}

/// A successful answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reply {
    /// What was asked for.
    pub body: Body,
    /// What the response said about itself.
    pub meta: Meta,
}

/// Which refusal it was. The documentation says 403 for a bad token; 401 is seen as well.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AuthProblem {
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
}

/// How the network failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NetworkProblem {
    /// No connection could be made.
    Connect,
    /// It took too long.
    Timeout,
    /// It broke on the way.
    Broken,
}

/// Why a call failed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// 401 or 403.
    Auth(AuthProblem),
    /// 429, with the server's `Retry-After` where it gave one.
    RateLimited(Option<Duration>),
    /// 400: the server did not like the question; for a page after the first, its token is stale.
    Rejected,
    /// 404.
    NotFound,
    /// Any other status, most of them 5xx.
    Status(u16),
    /// The network.
    Network(NetworkProblem),
    /// An answer that could not be understood, too large ones included.
    Unreadable,
}

/// A call that failed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// Why.
    pub kind: FailureKind,
    /// How long the server asked to wait, whatever the kind. One that says so of a 403 means its limits,
    /// not the token.
    pub retry_after: Option<Duration>,
    /// What the response said about itself, if there was one.
    pub meta: Meta,
    /// One clean line for the user: no addresses, no tokens, no remote rows.
    pub message: CleanText,
}

/// What the user is looking at: these conversations are read first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Watch {
    /// The conversation whose thread is shown.
    pub open: Option<Slot>,
    /// The rows on screen, top first.
    pub visible: Vec<Slot>,
}

/// Everything that can happen to the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A deadline passed (or not: spurious ones are harmless).
    Timeout,
    /// An awaited call ended.
    Reply(RequestId, Result<Reply, Failure>),
    /// The user looks at something else.
    Watch(Watch),
    /// The order the list is shown in.
    Order(OrderBy),
    /// "Now, please": poll at once, forget backoffs, try a refused token again.
    Refresh,
    /// Read everything again, as the budget allows: the window, history, and the items of the window's rows.
    Reread,
    /// Older items of this conversation are wanted.
    Older(Slot),
    /// This conversation is wanted, whether or not a list shows it. Once it is there it is a row like any other; one
    /// that does not exist is told by [`Notice::NotFound`].
    Find(ConversationId),
}

/// Something to tell the user once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Notice {
    /// This many rows of an answer could not be read and were left out.
    BadRows(u32),
    /// Everything was read again, as [`Input::Reread`] asked for.
    Reread {
        /// Conversations whose items could not be read.
        given_up: u32,
    },
    /// There is no conversation as asked for by [`Input::Find`].
    NotFound,
    /// A call failed in a way that is worth a line.
    Failed {
        /// What happened, clean.
        message: CleanText,
        /// `s-request-id`, to quote to support.
        request_id: Option<CleanText>,
    },
}

/// What changed in the picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    /// This row is new, moved, changed, or gone.
    Row(Slot),
    /// The loaded items of this conversation changed, or are not kept any more.
    Thread(Slot),
    /// These items of a conversation were read, known before or not; only if
    /// [`Settings::tells_items`](super::Settings::tells_items) is set. Items of one reading come together.
    Read(Slot, Box<[Item]>),
    /// The status changed.
    Status,
    /// The machine slept or its clock was set: pooled connections are dead, everything is stale.
    Woke,
    /// Tell the user.
    Notice(Notice),
}
