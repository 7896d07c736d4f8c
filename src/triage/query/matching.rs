//! The tests a query consists of, and what each row answers.

use std::time::Duration;

use crate::model::item::Kind;
use crate::model::time::Timestamp;
use crate::sync::{Digest, Preview, PreviewKind, Thread};
use crate::triage::channel::Channel;
use crate::triage::facts::Facts;
use crate::triage::standing::RowState;
use crate::triage::targets::Band;

use super::day::Moment;
use super::language::Is;
use super::text::{self, Needle};

/// Some tests, of which one has to hold, or none.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Clause {
    negated: bool,
    any: Box<[Test]>,
}

/// How a wait is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Over,
    AtLeast,
    Under,
    AtMost,
}

/// One thing that can be asked of a row.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Test {
    Is(Is),
    Wait(Comparison, Duration),
    Channel(Channel),
    Has(Kind),
    Before(Moment),
    After(Moment),
    Unassigned,
    Untagged,
    /// Assigned to the one with this id, or whose name holds this.
    By(Box<str>, Needle),
    Tag(Needle),
    Line(Needle),
    Name(Needle),
    /// Anywhere in what is known of the row.
    Text(Needle),
}

impl Clause {
    pub(super) fn new(negated: bool, any: Vec<Test>) -> Self {
        let any = any.into();
        Self { negated, any }
    }

    /// Whether the row answers yes.
    pub(super) fn holds(&self, facts: &Facts<'_>) -> bool {
        self.any.iter().any(|test| test.holds(facts)) != self.negated
    }

    /// When, after now, the answer may first change because time passes.
    pub(super) fn changes_at(&self, facts: &Facts<'_>) -> Option<Timestamp> {
        let changes = self.any.iter().filter_map(|test| test.changes_at(facts));
        changes.min()
    }

    /// Clauses that cost less come first.
    pub(super) fn cost(&self) -> u8 {
        self.any.iter().map(Test::cost).max().unwrap_or(0)
    }

    /// Whether it may look at loaded items.
    pub(super) fn reads_items(&self) -> bool {
        let reads = |test: &Test| matches!(test, Test::Has(_) | Test::Text(_));
        self.any.iter().any(reads)
    }

    /// Whether it may look at what the items say.
    pub(super) fn reads_standing(&self) -> bool {
        self.any.iter().any(Test::reads_standing)
    }

    /// Whether it asks what is the user's.
    pub(super) fn asks_for_me(&self) -> bool {
        self.any.contains(&Test::Is(Is::Mine))
    }

    /// Whether it looks at who the clinic's members are.
    pub(super) fn asks_for_names(&self) -> bool {
        let asks = |test: &Test| matches!(test, Test::By(..) | Test::Is(Is::Mine));
        self.any.iter().any(asks)
    }

    /// Whether time alone may change its answer.
    pub(super) fn reads_time(&self) -> bool {
        self.any.iter().any(Test::reads_time)
    }

    /// The words to mark where a row is shown.
    pub(super) fn highlights(&self) -> impl Iterator<Item = &Needle> {
        let any = self.any.iter().filter(|_| !self.negated);
        any.filter_map(|test| match test {
            Test::Text(needle) | Test::Name(needle) => Some(needle),
            _ => None,
        })
    }
}

impl Test {
    fn holds(&self, facts: &Facts<'_>) -> bool {
        let conversation = &facts.row.conversation;
        match self {
            Self::Is(state) => state.holds(facts),
            Self::Wait(comparison, length) => facts.standing.wait.is_some_and(|wait| {
                let waited = facts.now.since(wait.since);
                match comparison {
                    Comparison::Over => waited > *length,
                    Comparison::AtLeast => waited >= *length,
                    Comparison::Under => waited < *length,
                    Comparison::AtMost => waited <= *length,
                }
            }),
            Self::Channel(channel) => Channel::from(&conversation.kind) == *channel,
            Self::Has(kind) => has(facts, *kind),
            Self::Before(moment) => {
                let at = conversation.last_activity();
                at.is_some_and(|at| moment.is_after(at, facts.now))
            }
            Self::After(moment) => {
                let at = conversation.last_activity();
                at.is_some_and(|at| !moment.is_after(at, facts.now))
            }
            Self::Unassigned => conversation.assignee.is_none(),
            Self::Untagged => conversation.tags.is_empty(),
            Self::By(id, name) => conversation.assignee.as_ref().is_some_and(|assignee| {
                let member = facts.members.get(assignee);
                let named = member.is_some_and(|member| name.is_in(member.name.as_str()));
                named || assignee.as_str().eq_ignore_ascii_case(id)
            }),
            Self::Tag(tag) => conversation.tags.iter().any(|t| tag.is_in(t.as_str())),
            Self::Line(line) => {
                let known = conversation.line.as_ref();
                known.is_some_and(|known| line.is_in(known.as_str()))
            }
            Self::Name(name) => {
                let mut people = conversation.participants.iter();
                name.is_in(conversation.name()) || people.any(|p| name.is_in(p.name.as_str()))
            }
            Self::Text(needle) => any_text(facts, |text, kind| needle.is_roughly_in(text, kind)),
        }
    }

    fn changes_at(&self, facts: &Facts<'_>) -> Option<Timestamp> {
        let next = match self {
            Self::Is(Is::Overdue) => facts.standing.wait?.deadlines.overdue?,
            Self::Is(Is::DueSoon) => {
                let wait = facts.standing.wait?;
                return wait.deadlines.next_change(facts.now);
            }
            Self::Wait(comparison, length) => {
                let reached = facts.standing.wait?.since.plus(*length);
                match comparison {
                    Comparison::AtLeast | Comparison::Under => reached,
                    Comparison::Over | Comparison::AtMost => reached.plus(Duration::from_millis(1)),
                }
            }
            Self::Before(moment) | Self::After(moment) => {
                let at = facts.row.conversation.last_activity()?;
                return moment.passes(at, facts.now);
            }
            _ => return None,
        };
        (next > facts.now).then_some(next)
    }

    fn reads_time(&self) -> bool {
        matches!(
            self,
            Self::Is(Is::Overdue | Is::DueSoon) | Self::Wait(..) | Self::Before(_) | Self::After(_)
        )
    }

    fn reads_standing(&self) -> bool {
        match self {
            Self::Is(is) => match is {
                Is::Unread | Is::Waiting | Is::Overdue | Is::DueSoon | Is::Unchecked | Is::Spam => {
                    true
                }
                Is::Archived | Is::Mine | Is::Assigned | Is::ReadOnly => false,
            },
            Self::Wait(..) | Self::Has(_) | Self::Text(_) => true,
            Self::Channel(_)
            | Self::Before(_)
            | Self::After(_)
            | Self::Unassigned
            | Self::Untagged
            | Self::By(..)
            | Self::Tag(_)
            | Self::Line(_)
            | Self::Name(_) => false,
        }
    }

    fn cost(&self) -> u8 {
        match self {
            Self::Is(_) | Self::Wait(..) | Self::Channel(_) | Self::Unassigned | Self::Untagged => {
                0
            }
            Self::Before(_) | Self::After(_) | Self::Has(_) => 1,
            Self::By(..) | Self::Tag(_) | Self::Line(_) | Self::Name(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

impl Is {
    fn holds(self, facts: &Facts<'_>) -> bool {
        let conversation = &facts.row.conversation;
        match self {
            Self::Unread => facts.standing.state == RowState::New,
            Self::Waiting => facts.standing.wait.is_some(),
            Self::Overdue => facts.standing.band(facts.now) == Some(Band::Overdue),
            Self::DueSoon => facts.standing.band(facts.now) == Some(Band::DueSoon),
            Self::Archived => conversation.archived,
            Self::Unchecked => facts.row.unchecked(),
            Self::Mine => facts.me.is_some() && conversation.assignee.as_ref() == facts.me,
            Self::Assigned => conversation.assignee.is_some(),
            Self::Spam => {
                // Only while nobody is behind it: whoever waits or is new must not be hidden with it.
                let preview = facts.row.digest.as_deref().and_then(Digest::preview);
                let spam =
                    preview.is_some_and(|preview: &Preview| preview.kind == PreviewKind::Spam);
                spam && facts.standing.wait.is_none() && facts.standing.state == RowState::Quiet
            }
            Self::ReadOnly => conversation.read_only,
        }
    }
}

/// Whether the contacts without an answer, or the loaded items, hold something of this kind.
fn has(facts: &Facts<'_>, kind: Kind) -> bool {
    let mut items = facts.thread.into_iter().flat_map(Thread::items);
    facts.row.kinds().contains(kind) || items.any(|item| item.kinds().contains(kind))
}

/// Whether some text that is known of a row passes.
fn any_text(facts: &Facts<'_>, passes: impl Fn(&str, text::Kind) -> bool) -> bool {
    let conversation = &facts.row.conversation;
    let name = |text: &str| passes(text, text::Kind::Name);
    let running = |text: &str| !text.is_empty() && passes(text, text::Kind::Running);
    let last_words = || facts.row.digest.as_deref().and_then(Digest::preview);
    let mut people = conversation.participants.iter();
    name(conversation.name())
        || conversation.subtitle.iter().any(|text| name(text.as_str()))
        || people.any(|person| {
            name(person.name.as_str()) || person.endpoint.iter().any(|text| name(text.as_str()))
        })
        || conversation.tags.iter().any(|text| name(text.as_str()))
        || conversation.line.iter().any(|text| name(text.as_str()))
        || last_words().is_some_and(|preview| running(preview.text.as_str()))
        || facts.thread.is_some_and(|thread| {
            thread.items().iter().any(|item| {
                let mut titles = item.attachments.iter();
                running(item.text.as_str()) || titles.any(|it| running(it.title.as_str()))
            })
        })
}
