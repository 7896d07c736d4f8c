//! The truth: a made-up clinic, every thing that happens in it, and when each thing becomes visible.
//!
//! Everything is drawn from the seed before the run starts. What the server shows at a moment is a
//! pure function of that moment, so a request can be answered at whatever time it gets there.

use crate::model::conversation::{Conversation, ConversationKind};
use crate::model::id::{ConversationId, EntityId, ItemId};
use crate::model::item::{Author, Call, Direction, Event, Item, ItemKey, Medium, Role, Voicemail};
use crate::model::text::CleanText;
use crate::model::time::Timestamp;
use fastrand::Rng;

use super::plan::Plan;

/// Milliseconds of true time since the world began.
pub(crate) type Ms = u64;

pub(crate) const SECOND: Ms = 1_000;
pub(crate) const MINUTE: Ms = 60 * SECOND;
pub(crate) const HOUR: Ms = 60 * MINUTE;
pub(crate) const DAY: Ms = 24 * HOUR;
/// When the program is started: there is a month of history by then.
pub(crate) const START: Ms = 30 * DAY;
/// The longest lag the overlap is meant for.
pub(crate) const LAG_MAX: Ms = 50 * SECOND;

/// The server's clock at a moment of true time.
pub(crate) fn stamp(at: Ms) -> Timestamp {
    Timestamp::from_millis(1_790_000_000_000_i64.saturating_add_unsigned(at))
}

/// Times are told in whole seconds.
pub(crate) fn whole(at: Ms) -> Ms {
    at - at % SECOND
}

/// What an item is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Patient,
    MissedCall,
    Voicemail,
    SpamCall,
    Human,
    AnsweredCall,
    CallBack,
    ByOrganization,
    ByApi,
    NoAuthor,
    Note,
    System,
}

impl Kind {
    /// Which side it is on: written down here once more, so that a mistake in the crate shows.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Patient | Self::MissedCall | Self::Voicemail => Role::Inbound,
            Self::Human | Self::AnsweredCall => Role::HumanAnswer,
            Self::ByOrganization | Self::ByApi | Self::NoAuthor => Role::Automated,
            Self::SpamCall | Self::CallBack | Self::Note | Self::System => Role::Internal,
        }
    }

    fn draw(rng: &mut Rng) -> Self {
        match rng.u8(..100) {
            0..36 => Self::Patient,
            36..43 => Self::MissedCall,
            43..48 => Self::Voicemail,
            48..50 => Self::SpamCall,
            50..70 => Self::Human,
            70..74 => Self::AnsweredCall,
            74..77 => Self::CallBack,
            77..83 => Self::ByOrganization,
            83..87 => Self::ByApi,
            87..90 => Self::NoAuthor,
            90..96 => Self::Note,
            _ => Self::System,
        }
    }
}

/// An item and when the items list begins to show it.
#[derive(Clone, Debug)]
pub(crate) struct WorldItem {
    pub(crate) id: ItemId,
    pub(crate) at: Ms,
    pub(crate) seen_at: Ms,
    pub(crate) kind: Kind,
    /// When the first human answer after it became visible.
    pub(crate) answered_at: Option<Ms>,
}

impl WorldItem {
    pub(crate) fn key(&self) -> ItemKey {
        ItemKey {
            at: stamp(self.at),
            id: self.id.clone(),
        }
    }

    pub(crate) fn show(&self) -> Item {
        let call = |direction, answered, spam, voicemail| {
            Some(Event::Call(Call {
                medium: Medium::Phone,
                direction,
                answered,
                failed: false,
                spam,
                duration: std::time::Duration::from_secs(7),
                voicemail,
                recordings: 0,
            }))
        };
        let (inbound, outbound, none) = (Direction::Inbound, Direction::Outbound, Direction::None);
        let voicemail = Some(Voicemail {
            transcription: None,
        });
        let teammate = EntityId::parse("entity_teammate");
        let (direction, author, event) = match self.kind {
            Kind::Patient => (inbound, None, None),
            Kind::MissedCall => (inbound, None, call(inbound, false, false, None)),
            Kind::Voicemail => (inbound, None, call(inbound, true, false, voicemail)),
            Kind::SpamCall => (inbound, None, call(inbound, false, true, None)),
            Kind::Human | Kind::ByApi => (outbound, teammate, None),
            Kind::AnsweredCall => (inbound, None, call(inbound, true, false, None)),
            Kind::CallBack => (outbound, teammate, call(outbound, false, false, None)),
            Kind::ByOrganization => (outbound, Some(organization()), None),
            Kind::NoAuthor => (outbound, None, None),
            Kind::Note | Kind::System => (none, teammate, None),
        };
        Item {
            id: self.id.clone(),
            created_at: stamp(self.at),
            modified_at: None,
            direction,
            author: Author {
                name: CleanText::line("Somebody Made-Up"),
                id: author,
                by_api: self.kind == Kind::ByApi,
            },
            internal_note: self.kind == Kind::Note,
            text: CleanText::block("made-up words"),
            attachments: Box::default(),
            event,
            pages: Box::default(),
        }
    }
}

/// A change of a conversation's row.
#[derive(Clone, Copy, Debug)]
pub(crate) enum What {
    Born,
    Moved(Ms),
    Titled(u32),
    Archived(bool),
}

/// A change, and when the list begins to show it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Update {
    pub(crate) what: What,
    pub(crate) seen_at: Ms,
}

/// When a conversation went away.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deleted {
    /// From then on it is 404 by its id.
    pub(crate) at: Ms,
    /// From then on the list leaves it out.
    pub(crate) seen_at: Ms,
}

/// What the list shows of a conversation.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Look {
    pub(crate) moved: Option<Ms>,
    pub(crate) title: u32,
    pub(crate) archived: bool,
}

impl Look {
    pub(crate) fn name(self) -> String {
        format!("Made-Up {}", self.title)
    }
}

/// A conversation with all that ever happens to it.
#[derive(Clone, Debug)]
pub(crate) struct Conv {
    pub(crate) id: ConversationId,
    pub(crate) born: Ms,
    pub(crate) items: Vec<WorldItem>,
    pub(crate) updates: Vec<Update>,
    pub(crate) deleted: Option<Deleted>,
}

impl Conv {
    /// What the list shows of it at `now`; `None` before and after its time.
    pub(crate) fn look(&self, now: Ms) -> Option<Look> {
        if self.deleted.is_some_and(|deleted| deleted.seen_at <= now) {
            return None;
        }
        let (mut there, mut look) = (false, Look::default());
        for update in self.updates.iter().filter(|update| update.seen_at <= now) {
            there = true;
            match update.what {
                What::Born => {}
                What::Moved(at) => look.moved = look.moved.max(Some(at)),
                What::Titled(number) => look.title = number,
                What::Archived(value) => look.archived = value,
            }
        }
        there.then_some(look)
    }

    /// Its row as the list shows it at `now`.
    pub(crate) fn row(&self, now: Ms) -> Option<Conversation> {
        let look = self.look(now)?;
        Some(Conversation {
            id: self.id.clone(),
            kind: ConversationKind::Phone,
            title: CleanText::line(&look.name()),
            subtitle: None,
            created_at: Some(stamp(self.born)),
            last_message_at: look.moved.map(stamp),
            archived: look.archived,
            read_only: false,
            assignee: None,
            tags: Box::default(),
            participants: Box::default(),
            line: None,
            app_url: None,
        })
    }

    /// Whether it is 404 by its id.
    pub(crate) fn is_gone(&self, now: Ms) -> bool {
        self.deleted.is_some_and(|deleted| deleted.at <= now)
    }

    pub(crate) fn visible_items(&self, now: Ms) -> impl Iterator<Item = &WorldItem> {
        self.items.iter().filter(move |item| item.seen_at <= now)
    }

    /// Inbound items after the last human answer, as far as visible, oldest first.
    pub(crate) fn unanswered(&self, now: Ms) -> Vec<&WorldItem> {
        let unanswered = |item: &&WorldItem| item.answered_at.is_none_or(|at| at > now);
        self.visible_items(now)
            .filter(|item| item.kind.role() == Role::Inbound)
            .filter(unanswered)
            .collect()
    }

    /// Brings the items into the order of their times, and notes which were answered when.
    fn settle(&mut self) {
        self.items.sort_by_key(WorldItem::key);
        let mut answered_at: Option<Ms> = None;
        for item in self.items.iter_mut().rev() {
            item.answered_at = answered_at;
            if item.kind.role() == Role::HumanAnswer {
                answered_at = Some(answered_at.map_or(item.seen_at, |at| at.min(item.seen_at)));
            }
        }
    }

    /// From when on the item could be known to a client that reads back to `from`: it is listed, and a
    /// row of its time or later is.
    pub(crate) fn knowable_at(&self, item: &WorldItem, from: Timestamp) -> Option<Ms> {
        let row = self.updates.iter().filter_map(|update| match update.what {
            What::Moved(at) if at >= item.at && stamp(at) >= from => Some(update.seen_at),
            _ => None,
        });
        row.min().map(|row| row.max(item.seen_at))
    }
}

pub(crate) fn organization() -> EntityId {
    EntityId::parse("entity_clinic").expect("a good id")
}

/// The clinic.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) conversations: Vec<Conv>,
}

impl World {
    pub(crate) fn new(plan: &Plan, rng: &mut Rng) -> Self {
        let mut maker = Maker { plan, rng, next: 0 };
        let mut conversations: Vec<_> = (0..plan.conversations).map(|_| maker.conv()).collect();
        let live = plan.quiet_at - START;
        for _ in 0..plan.live_events {
            let at = START + maker.rng.u64(..live);
            let place = maker
                .rng
                .usize(..=conversations.len() + conversations.len() / 8);
            match conversations.get_mut(place) {
                Some(conv) if conv.born < at => maker.live_event(conv, at),
                Some(_) => {}
                None => conversations.push(maker.newcomer(at)),
            }
        }
        for conv in &mut conversations {
            maker.maybe_delete(conv, live);
            conv.settle();
        }
        Self { conversations }
    }

    pub(crate) fn conv(&self, id: &ConversationId) -> Option<&Conv> {
        self.conversations.iter().find(|conv| conv.id == *id)
    }
}

struct Maker<'a> {
    plan: &'a Plan,
    rng: &'a mut Rng,
    next: u32,
}

impl Maker<'_> {
    fn number(&mut self) -> String {
        self.next += 1;
        // Real ids grow with time, but nothing may depend on that.
        if self.plan.ids_in_order {
            format!("{:08}", self.next)
        } else {
            format!("{:08x}_{}", self.rng.u32(..), self.next)
        }
    }

    fn lag(&mut self) -> Ms {
        match self.rng.u8(..10) {
            0..5 => self.rng.u64(..SECOND),
            5..8 => self.rng.u64(..10 * SECOND),
            _ => self.rng.u64(..LAG_MAX),
        }
    }

    fn row_lag(&mut self) -> Ms {
        if self.plan.late_rows && self.rng.u8(..20) == 0 {
            self.rng.u64(MINUTE..4 * MINUTE)
        } else {
            self.lag()
        }
    }

    fn empty(&mut self, born: Ms) -> Conv {
        let born = whole(born);
        let born_seen = born + self.lag();
        let raw = format!("t_{}", self.number());
        Conv {
            id: ConversationId::parse(&raw).expect("a good id"),
            born,
            items: Vec::new(),
            updates: vec![Update {
                what: What::Born,
                seen_at: born_seen,
            }],
            deleted: None,
        }
    }

    /// A conversation of the past: most in the last days, some behind every window.
    fn conv(&mut self) -> Conv {
        let back = match self.rng.u8(..10) {
            0..5 => self.rng.u64(10 * MINUTE..DAY),
            5..8 => self.rng.u64(DAY..6 * DAY),
            _ => self.rng.u64(8 * DAY..25 * DAY),
        };
        let mut conv = self.empty(START - back);
        let count = match self.rng.u8(..10) {
            0 => 0,
            1..8 => self.rng.usize(1..8),
            _ => self.rng.usize(8..40),
        };
        let span = back.min(self.rng.u64(MINUTE..2 * DAY));
        let mut times: Vec<_> = (0..count)
            .map(|_| START - back + self.rng.u64(..span))
            .collect();
        times.sort_unstable();
        for at in times {
            let kind = Kind::draw(self.rng);
            self.item(&mut conv, at, kind);
        }
        conv
    }

    /// A conversation that begins while the program runs; it may stay without any message.
    fn newcomer(&mut self, at: Ms) -> Conv {
        let mut conv = self.empty(at);
        if self.rng.u8(..4) > 0 {
            self.item(&mut conv, at, Kind::Patient);
        }
        conv
    }

    fn live_event(&mut self, conv: &mut Conv, at: Ms) {
        match self.rng.u8(..20) {
            0 => {
                let what = What::Titled(self.rng.u32(1..1000));
                self.update(conv, what, at);
            }
            1 => {
                let what = What::Archived(self.rng.bool());
                self.update(conv, what, at);
            }
            // Something moves the time that is not an item.
            2 if self.plan.phantoms && self.rng.u8(..3) == 0 => {
                let what = What::Moved(whole(at));
                self.update(conv, what, at);
            }
            // Several within a few seconds, ties included.
            3..6 => {
                let many = if self.rng.u8(..6) == 0 { 7..25 } else { 2..7 };
                for _ in 0..self.rng.u8(many) {
                    let kind = Kind::draw(self.rng);
                    let at = at + self.rng.u64(..4 * SECOND);
                    self.item(conv, at, kind);
                }
            }
            _ => {
                let kind = Kind::draw(self.rng);
                self.item(conv, at, kind);
            }
        }
    }

    fn update(&mut self, conv: &mut Conv, what: What, at: Ms) {
        let seen_at = at + self.row_lag();
        conv.updates.push(Update { what, seen_at });
    }

    fn item(&mut self, conv: &mut Conv, at: Ms, kind: Kind) {
        let at = whole(at);
        let raw = format!("ti_{}", self.number());
        let seen_at = at + self.lag();
        conv.items.push(WorldItem {
            id: ItemId::parse(&raw).expect("a good id"),
            at,
            seen_at,
            kind,
            answered_at: None,
        });
        // Whether a note or a system item moves the time is not known: some do.
        let moves = !matches!(kind, Kind::Note | Kind::System) || self.rng.bool();
        if moves {
            let seen_at = at + self.row_lag();
            conv.updates.push(Update {
                what: What::Moved(at),
                seen_at,
            });
        }
    }

    fn maybe_delete(&mut self, conv: &mut Conv, live: Ms) {
        if self.rng.u8(..25) > 0 {
            return;
        }
        let last = conv.updates.iter().map(|update| update.seen_at).max();
        let at = (START + self.rng.u64(..live)).max(last.unwrap_or(0));
        if at < self.plan.quiet_at {
            let seen_at = at + self.lag();
            conv.deleted = Some(Deleted { at, seen_at });
        }
    }
}
