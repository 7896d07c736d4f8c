//! Whether somebody waits for too long: figures, a verdict, and the forms in which monitors read them.
//!
//! Counts, waits and channels only: nothing here names anybody, in any form.
//!
//! Invariant: nothing is better than it looks. An answer is only in order ([`Verdict::Ok`]) when it is complete, and
//! whatever somebody waits for beyond the limit stays true however much is missing.

mod prometheus;
#[cfg(test)]
mod tests;
mod text;
mod tmux;

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};
use strum::IntoEnumIterator;

use crate::model::time::Timestamp;
use crate::sync::{Digest, Slot};
use crate::triage::{Band, Channel, Deadlines, Desk, RowState, ViewId, Wait};

use super::{Completeness, Time};

pub use tmux::Colours;

/// What is judged, and by what.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asked {
    /// Only conversations of this view; `None` = all.
    pub view: Option<ViewId>,
    /// Whether those that are archived are judged as well.
    pub archived: Archived,
    /// Nobody may wait for longer than this by the clock, whatever the targets say; `None` = by the targets.
    pub max_wait: Option<Duration>,
    /// At most so many conversations of the inbox may be unread.
    pub max_unread: Option<usize>,
}

/// What becomes of archived conversations.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Archived {
    /// They are judged like all others: a page may still be open there.
    Judged,
    /// They are left out.
    LeftOut,
}

/// What a check comes to, in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Everything is known, and nobody waits for too long.
    Ok,
    /// Everything is known, and an answer is due soon.
    DueSoon,
    /// Somebody waits for too long, whatever else there may be.
    Overdue,
    /// Nobody is known to wait for too long, but more is unread than may be.
    TooManyUnread,
    /// None of these is known, but something is missing: somebody may wait for too long.
    Unknown,
}

/// The answer of `check`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// [`super::SCHEMA`].
    pub schema: &'static str,
    /// `check`.
    pub kind: &'static str,
    /// When it was made, by the server's clock.
    pub generated_at: Time,
    /// Name of the view that was judged; `null` = everything.
    pub view: Option<String>,
    /// Whether archived conversations were judged: `judged`, `left-out`.
    pub archived: Archived,
    /// What it comes to.
    pub verdict: Verdict,
    /// Conversations in which somebody waits for too long. Like all counts: at least so many if the answer is not
    /// complete.
    pub overdue: usize,
    /// Those in which an answer is due soon and not overdue.
    pub due_soon: usize,
    /// Those in which somebody waits, these included.
    pub waiting: usize,
    /// Those of the view Inbox with something new that was not seen on this computer; `null` = not known.
    pub unread: Option<usize>,
    /// For how many seconds the one waits who has waited longest, by the clock; `null` = nobody is known to wait.
    pub longest_wait_seconds: Option<u64>,
    /// Since when.
    pub longest_wait_since: Option<Time>,
    /// In which channel.
    pub longest_wait_channel: Option<ChannelName>,
    /// Whether nobody may have waited for longer than that.
    pub longest_wait_is_exact: bool,
    /// The same by channel, all of them.
    pub by_channel: BTreeMap<ChannelName, ChannelFigures>,
    /// What it was judged by.
    pub limits: Limits,
    /// How much of the answer is there.
    pub completeness: Completeness,
}

/// A channel by its name in settings and queries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ChannelName(pub Channel);

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for ChannelName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// How people wait in one channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelFigures {
    /// Conversations in which somebody waits.
    pub waiting: usize,
    /// Those of them in which an answer is due soon and not overdue.
    pub due_soon: usize,
    /// Those of them in which somebody waits for too long.
    pub overdue: usize,
    /// For how many seconds the one waits who has waited longest; `null` = nobody is known to wait.
    pub longest_wait_seconds: Option<u64>,
}

/// The limits of a check.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Limits {
    /// The longest wait that is allowed, in seconds; `null` = by the targets of each channel.
    pub max_wait_seconds: Option<u64>,
    /// How many may be unread; `null` = any number.
    pub max_unread: Option<usize>,
}

/// One wait that is judged.
struct Judged {
    since: Timestamp,
    channel: Channel,
    band: Band,
    deadlines: Deadlines,
    /// Whether everything back to the answer before it was read: if not, it may have begun earlier.
    reached: bool,
}

impl Judged {
    /// Whether somebody who is not known to wait for too long may do so all the same.
    fn may_be_worse(&self) -> bool {
        !self.reached && self.band != Band::Overdue && self.deadlines.overdue.is_some()
    }
}

impl Check {
    /// Judges all that a desk knows. `completeness` is of the same moment.
    #[must_use]
    pub fn of(desk: &Desk, asked: &Asked, completeness: &Completeness) -> Self {
        let now = desk.known().now;
        let waits: Vec<_> = desk
            .attention()
            .waits()
            .filter_map(|(slot, wait)| judged(desk, asked, slot, wait, now))
            .collect();
        let complete = completeness.complete && !waits.iter().any(Judged::may_be_worse);
        let unread = unread(desk, asked);
        let longest = waits.iter().min_by_key(|wait| wait.since);
        let by_channel = figures(&waits, now);
        let sum = |count: fn(&ChannelFigures) -> usize| by_channel.values().map(count).sum();
        let (overdue, due_soon) = (sum(|one| one.overdue), sum(|one| one.due_soon));
        let view = asked.view.map(|view| super::view_name(desk, view));
        Self {
            schema: super::SCHEMA,
            kind: "check",
            generated_at: Time(desk.server_now()),
            view,
            archived: asked.archived,
            verdict: match asked.max_unread {
                _ if overdue > 0 => Verdict::Overdue,
                Some(most) if unread > most => Verdict::TooManyUnread,
                _ if !complete => Verdict::Unknown,
                _ if due_soon > 0 => Verdict::DueSoon,
                _ => Verdict::Ok,
            },
            overdue,
            due_soon,
            waiting: waits.len(),
            unread: complete.then_some(unread),
            longest_wait_seconds: longest.map(|wait| now.since(wait.since).as_secs()),
            longest_wait_since: longest.map(|wait| Time(wait.since)),
            longest_wait_channel: longest.map(|wait| ChannelName(wait.channel)),
            longest_wait_is_exact: complete && waits.iter().all(|wait| wait.reached),
            by_channel,
            limits: Limits {
                max_wait_seconds: asked.max_wait.map(|wait| wait.as_secs()),
                max_unread: asked.max_unread,
            },
            completeness: Completeness {
                complete,
                ..completeness.clone()
            },
        }
    }

    /// Whether more reading could not change the verdict for the better: somebody is known to wait for too long, or too
    /// much to be unread.
    #[must_use]
    pub fn is_decided(desk: &Desk, asked: &Asked) -> bool {
        let now = desk.known().now;
        let too_long = |(slot, wait)| {
            judged(desk, asked, slot, wait, now).is_some_and(|wait| wait.band == Band::Overdue)
        };
        asked
            .max_unread
            .is_some_and(|most| unread(desk, asked) > most)
            || desk.attention().waits().any(too_long)
    }
}

/// A wait, if it is one of those that were asked for.
fn judged(desk: &Desk, asked: &Asked, slot: Slot, wait: Wait, now: Timestamp) -> Option<Judged> {
    let row = desk.engine().picture().row(slot)?;
    if !admits(desk, asked, slot) {
        return None;
    }
    let deadlines = match asked.max_wait {
        Some(longest) => Deadlines::by_the_clock(wait.since, longest),
        None => wait.deadlines,
    };
    Some(Judged {
        since: wait.since,
        channel: Channel::from(&row.conversation.kind),
        band: deadlines.band(now),
        deadlines,
        reached: row.digest.as_deref().is_some_and(Digest::reached),
    })
}

/// Whether a row is one of those that are judged.
fn admits(desk: &Desk, asked: &Asked, slot: Slot) -> bool {
    let row = desk.engine().picture().row(slot);
    let archived = row.is_some_and(|row| row.conversation.archived);
    let left_out = archived && asked.archived == Archived::LeftOut;
    let attention = desk.attention();
    !left_out && asked.view.is_none_or(|view| attention.in_view(slot, view))
}

/// How many rows of the inbox hold something new, as far as is known. Nobody waits for what was put away.
fn unread(desk: &Desk, asked: &Asked) -> usize {
    let attention = desk.attention();
    let is_unread = |slot: &Slot| {
        attention.state(*slot) == RowState::New
            && attention.in_view(*slot, INBOX)
            && admits(desk, asked, *slot)
    };
    desk.engine().picture().slots().filter(is_unread).count()
}

/// The view Inbox, or what the user put in its place.
pub const INBOX: ViewId = ViewId(0);

/// The figures of all channels.
fn figures(waits: &[Judged], now: Timestamp) -> BTreeMap<ChannelName, ChannelFigures> {
    let mut all: BTreeMap<_, _> = Channel::iter()
        .map(|channel| (ChannelName(channel), ChannelFigures::default()))
        .collect();
    for wait in waits {
        let one = all.entry(ChannelName(wait.channel)).or_default();
        one.waiting += 1;
        one.due_soon += usize::from(wait.band == Band::DueSoon);
        one.overdue += usize::from(wait.band == Band::Overdue);
        let waited = now.since(wait.since).as_secs();
        one.longest_wait_seconds = one.longest_wait_seconds.max(Some(waited));
    }
    all
}
