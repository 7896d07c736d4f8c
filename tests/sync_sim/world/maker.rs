//! Makes up a clinic and all that will happen there.

use fastrand::Rng;

use crate::model::id::{ConversationId, ItemId};

use super::super::plan::Plan;
use super::conv::Deleted;
use super::item::Kind;
use super::{Conv, DAY, HOUR, LAG_MAX, MINUTE, Ms, SECOND, START, Update, What, WorldItem, whole};

/// All conversations, with what happens until it gets quiet.
pub(super) fn conversations(plan: &Plan, rng: &mut Rng) -> Vec<Conv> {
    let mut maker = Maker { plan, rng, next: 0 };
    let mut conversations: Vec<_> = (0..plan.conversations).map(|_| maker.conv()).collect();
    let live = plan.quiet_at - START;
    let mut times: Vec<_> = (0..plan.live_events)
        .map(|_| START + maker.rng.u64(..live))
        .collect();
    times.sort_unstable();
    for at in times {
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
        maker.maybe_delete(conv);
        conv.settle();
    }
    conversations
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
            0..4 => self.rng.u64(..SECOND),
            4..7 => self.rng.u64(..10 * SECOND),
            _ => self.rng.u64(..LAG_MAX - self.plan.replica_lag),
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
        let at = whole(born);
        let seen_at = at + self.lag();
        let raw = format!("t_{}", self.number());
        Conv {
            id: ConversationId::parse(&raw).expect("a good id"),
            born: at,
            items: Vec::new(),
            updates: vec![Update {
                what: What::Born,
                at,
                seen_at,
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
        match self.rng.u8(..24) {
            0 => self.update(conv, What::Titled(at.to_le_bytes()[0].into()), at),
            1 => {
                let what = What::Archived(self.rng.bool());
                self.update(conv, what, at);
            }
            2 => {
                let what = What::Assigned(self.rng.u8(..4));
                self.update(conv, what, at);
            }
            3 => {
                let what = What::Tagged(self.rng.u8(..4));
                self.update(conv, what, at);
            }
            // Something moves the time that is not an item, some of it to a wrong date.
            4 if self.plan.phantoms && self.rng.u8(..3) == 0 => {
                let ahead = if self.rng.bool() {
                    self.rng.u64(2 * MINUTE..3 * HOUR)
                } else {
                    0
                };
                self.update(conv, What::Moved(whole(at + ahead)), at);
            }
            5..7 if self.plan.changing_items => self.change_item(conv, at),
            7..11 => self.burst(conv, at),
            _ => {
                let kind = Kind::draw(self.rng);
                self.item(conv, at, kind);
            }
        }
    }

    /// Several within a few seconds, ties included, or a longer exchange.
    fn burst(&mut self, conv: &mut Conv, at: Ms) {
        let (many, within) = match self.rng.u8(..4) {
            0 => (11..30, 4 * SECOND),
            1 => (11..30, 10 * MINUTE),
            _ => (2..7, 4 * SECOND),
        };
        let within = within.min(self.plan.quiet_at - at).max(1);
        // Sometimes the later ones show up first.
        let reversed = self.rng.bool();
        let many = self.rng.u8(many);
        for number in 0..many {
            let kind = Kind::draw(self.rng);
            let at = at + self.rng.u64(..within);
            self.item(conv, at, kind);
            if reversed && number < many / 2 {
                let longest = LAG_MAX - self.plan.replica_lag;
                let lag = self.rng.u64(longest / 2..longest);
                if let Some(item) = conv.items.last_mut() {
                    item.seen_at = item.at + lag;
                }
            }
        }
    }

    fn update(&mut self, conv: &mut Conv, what: What, at: Ms) {
        let seen_at = at + self.row_lag();
        conv.updates.push(Update { what, at, seen_at });
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
            hidden: None,
            edited_at: None,
        });
        // Whether a note or a system item moves the time is not known: some do.
        let moves = !matches!(kind, Kind::Note | Kind::System) || self.rng.bool();
        if moves {
            self.update(conv, What::Moved(at), at);
        }
    }

    /// One of the latest items is edited, deleted, or deleted and restored. Some servers then tell an
    /// earlier time of the conversation, where it was the latest.
    fn change_item(&mut self, conv: &mut Conv, at: Ms) {
        let newest = conv.items.iter().map(|item| item.at).max();
        let quiet_at = self.plan.quiet_at;
        let from = conv.items.len().saturating_sub(3);
        let latest = conv.items.get_mut(from..).unwrap_or_default();
        let count = latest.len().max(1);
        let Some(item) = latest.get_mut(self.rng.usize(..count)) else {
            return;
        };
        let visible = item.seen_at + SECOND;
        if visible >= at || item.hidden.is_some() {
            return;
        }
        match self.rng.u8(..3) {
            0 => item.edited_at = Some(at),
            1 => item.hidden = Some(at..Ms::MAX),
            _ => item.hidden = Some(at..self.rng.u64(at..=quiet_at.max(at))),
        }
        let deleted = item
            .hidden
            .as_ref()
            .is_some_and(|hidden| hidden.end == Ms::MAX);
        if deleted && newest == Some(item.at) && self.rng.bool() {
            let left = conv.visible_items(at).map(|item| item.at).max();
            self.update(conv, What::Back(left), at);
        }
    }

    fn maybe_delete(&mut self, conv: &mut Conv) {
        if self.rng.u8(..25) > 0 {
            return;
        }
        let live = self.plan.quiet_at - START;
        let last = conv.updates.iter().map(|update| update.seen_at).max();
        let at = (START + self.rng.u64(..live)).max(last.unwrap_or(0));
        if at < self.plan.quiet_at {
            let seen_at = at + self.lag();
            conv.deleted = Some(Deleted { at, seen_at });
        }
    }
}
