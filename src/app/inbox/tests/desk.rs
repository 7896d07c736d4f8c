//! A list, what it is a list of, and what can happen to both.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use proptest::prelude::*;

use crate::app::inbox::filing::GATHER;
use crate::app::inbox::{Inbox, ListOrder, SortBy, World};
use crate::model::id::EntityId;
use crate::model::item::Direction;
use crate::model::member::Member;
use crate::model::read_marks::LedgerKey;
use crate::model::time::Timestamp;
use crate::model::zone::Zone;
use crate::sync::{Picture, Slot};
use crate::triage::testing::{at, conversation, message, organization};
use crate::triage::{Attention, Known, Query, Settings, ViewId, Views};

/// What can happen to a list.
#[derive(Clone, Debug)]
pub(super) enum Happening {
    /// A conversation appears, or something new in it moves it; or it is listed as it was.
    Put { number: usize, second: i64 },
    /// Something about a conversation changes that does not move it.
    Note(usize),
    /// A conversation goes.
    TakeOut(usize),
    /// Somebody writes, from outside or not.
    Write {
        number: usize,
        second: i64,
        direction: Direction,
    },
    /// The team puts a conversation away, or takes it out again.
    Archive(usize),
    /// Another copy of the program marks a conversation as seen.
    See(usize),
    /// So many minutes pass on the server's clock.
    Minutes(i64),
    /// The clinic's members change: rows are asked again.
    Ask,
    /// Time passes until gathered changes are due.
    Wait,
    /// The user presses a key.
    User(UserMove),
    /// The user holds the list still, or lets it go on.
    Freeze,
    /// The terminal gets another height.
    Resize(u16),
}

#[derive(Clone, Debug)]
pub(super) enum UserMove {
    By(isize),
    First,
    Last,
    Select(usize),
    Follow,
    Order(ListOrder),
    ThereAndBack(usize),
    Show(u8),
    Filter(&'static str),
}

pub(super) fn user_move() -> impl Strategy<Value = UserMove> {
    let by = prop::sample::select(vec![SortBy::LastMessage, SortBy::Created, SortBy::Waiting]);
    let order = (by, any::<bool>()).prop_map(|(by, reversed)| ListOrder { by, reversed });
    let filter = prop::sample::select(vec!["", "is:waiting", "-is:waiting", "1", "nobody"]);
    prop_oneof![
        6 => (-12_isize..12).prop_map(UserMove::By),
        1 => Just(UserMove::First),
        1 => Just(UserMove::Last),
        2 => (0_usize..30).prop_map(UserMove::Select),
        1 => Just(UserMove::Follow),
        1 => order.prop_map(UserMove::Order),
        1 => (0_usize..30).prop_map(UserMove::ThereAndBack),
        2 => (0..VIEWS).prop_map(UserMove::Show),
        1 => filter.prop_map(UserMove::Filter),
    ]
}

pub(super) fn happening() -> impl Strategy<Value = Happening> {
    let direction = prop::sample::select(vec![Direction::Inbound, Direction::Outbound]);
    let write = (0_usize..30, 0_i64..40, direction).prop_map(|(number, second, direction)| {
        Happening::Write {
            number,
            second,
            direction,
        }
    });
    prop_oneof![
        6 => write,
        2 => (0_usize..30).prop_map(Happening::Archive),
        1 => (0_usize..30).prop_map(Happening::See),
        1 => (1_i64..120).prop_map(Happening::Minutes),
        8 => (0_usize..30, 0_i64..40).prop_map(|(number, second)| Happening::Put { number, second }),
        2 => (0_usize..30).prop_map(Happening::Note),
        2 => (0_usize..30).prop_map(Happening::TakeOut),
        1 => Just(Happening::Ask),
        4 => Just(Happening::Wait),
        8 => user_move().prop_map(Happening::User),
        1 => Just(Happening::Freeze),
        1 => (0_u16..12).prop_map(Happening::Resize),
    ]
}

/// Views in use, the last of them of everything.
pub(super) const VIEWS: u8 = 4;

pub(super) fn views() -> Views {
    Views::new(&[], Zone::Utc).unwrap()
}

/// The view of this number among those in use.
pub(super) fn view(number: u8) -> ViewId {
    let names = ["Inbox", "Unread", "Overdue", "All"];
    views().named(names[usize::from(number)]).unwrap()
}

/// A list, what it is a list of, and the screen it is on.
pub(super) struct Desk {
    pub(super) picture: Picture,
    pub(super) attention: Attention,
    pub(super) members: HashMap<EntityId, Member>,
    pub(super) present: Timestamp,
    pub(super) items: usize,
    pub(super) inbox: Inbox,
    pub(super) height: u16,
    pub(super) now: Duration,
    /// Rows that got another time, or came, since all that had was last taken in.
    pub(super) moved: HashSet<Slot>,
}

fn known<'a>(
    picture: &'a Picture,
    members: &'a HashMap<EntityId, Member>,
    now: Timestamp,
) -> Known<'a> {
    Known {
        picture,
        members,
        now,
    }
}

pub(super) fn world<'a>(
    picture: &'a Picture,
    attention: &'a Attention,
    members: &'a HashMap<EntityId, Member>,
    now: Timestamp,
) -> World<'a> {
    World {
        picture,
        attention,
        members,
        engine: None,
        me: None,
        now,
    }
}

impl Desk {
    pub(super) fn new() -> Self {
        let picture = Picture::default();
        let settings = Settings {
            views: views(),
            ..Settings::default()
        };
        let attention = Attention::new(LedgerKey::new([7; 32]), HashMap::new(), settings);
        let (members, present) = (HashMap::new(), at(100));
        let world = world(&picture, &attention, &members, present);
        let inbox = Inbox::new(SortBy::LastMessage, view(VIEWS - 1), world);
        Self {
            picture,
            attention,
            members,
            present,
            items: 0,
            inbox,
            height: 6,
            now: Duration::ZERO,
            moved: HashSet::new(),
        }
    }

    /// Conversations 0, 1, …, each created and last active at the second of its number.
    pub(super) fn with_rows(rows: usize) -> Self {
        let mut desk = Self::new();
        for number in 0..rows {
            desk.put(number, i64::try_from(number).unwrap());
        }
        desk.wait();
        desk
    }

    pub(super) fn slot(&self, number: usize) -> Option<Slot> {
        self.picture.slot(&conversation(number, 0, 0).id)
    }

    pub(super) fn put(&mut self, number: usize, second: i64) {
        let was = self.slot(number).and_then(|slot| {
            let row = self.picture.row(slot).filter(|row| !row.gone)?;
            row.conversation.last_message_at
        });
        let created = i64::try_from(number).unwrap();
        let mut new = conversation(number, created, second);
        new.archived = self
            .slot(number)
            .is_some_and(|slot| self.picture.row(slot).unwrap().conversation.archived);
        let is = new.last_message_at;
        let slot = self.picture.put(new);
        if was != is {
            self.moved.insert(slot);
        }
        self.changed(slot);
    }

    /// A row changed: how it stands is looked at again, then the list hears of it.
    pub(super) fn changed(&mut self, slot: Slot) {
        let known = known(&self.picture, &self.members, self.present);
        self.attention.refresh(&known, slot);
        let now = self.now;
        self.with_world(|inbox, world, _| inbox.gather(slot, world, now));
        self.settle();
    }

    pub(super) fn with_world<T>(
        &mut self,
        change: impl FnOnce(&mut Inbox, World<'_>, u16) -> T,
    ) -> T {
        let world = world(&self.picture, &self.attention, &self.members, self.present);
        change(&mut self.inbox, world, self.height)
    }

    pub(super) fn world(&self) -> World<'_> {
        world(&self.picture, &self.attention, &self.members, self.present)
    }

    pub(super) fn write(&mut self, number: usize, second: i64, direction: Direction) {
        self.items += 1;
        let last = self
            .slot(number)
            .and_then(|slot| self.picture.row(slot)?.conversation.last_message_at);
        let last = last.max(Some(at(second))).unwrap().as_millis() / 1000;
        self.put(number, last);
        let slot = self.slot(number).unwrap();
        let item = message(self.items, second, direction, "words");
        self.picture.put_items(slot, &[item], &organization());
        self.moved.insert(slot);
        self.changed(slot);
    }

    pub(super) fn archive(&mut self, number: usize) {
        let Some(slot) = self.slot(number) else {
            return;
        };
        let row = self.picture.row(slot).unwrap();
        if !row.gone {
            let mut other = row.conversation.clone();
            other.archived = !other.archived;
            self.picture.put(other);
            self.moved.insert(slot);
            self.changed(slot);
        }
    }

    pub(super) fn see(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            let known = known(&self.picture, &self.members, self.present);
            self.attention.see(&known, slot);
            self.changed(slot);
        }
    }

    pub(super) fn take_out(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.picture.take_out(slot);
            self.changed(slot);
        }
    }

    pub(super) fn note(&mut self, number: usize) {
        if let Some(slot) = self.slot(number) {
            self.changed(slot);
        }
    }

    pub(super) fn wait(&mut self) {
        self.now += GATHER;
        self.settle();
    }

    pub(super) fn user(&mut self, user_move: &UserMove) {
        let slot = match user_move {
            UserMove::Select(number) | UserMove::ThereAndBack(number) => self.slot(*number),
            _ => None,
        };
        self.with_world(|inbox, world, height| match user_move {
            UserMove::By(by) => inbox.move_by(*by, world, height),
            UserMove::First => inbox.first(world, height),
            UserMove::Last => inbox.last(world, height),
            UserMove::Select(_) => {
                if let Some(slot) = slot {
                    inbox.select(slot, world, height);
                }
            }
            UserMove::Follow => inbox.follow(world),
            UserMove::Order(order) => inbox.set_order(*order, world, height),
            UserMove::Show(number) => inbox.set_view(view(*number), world, height),
            UserMove::Filter(words) => {
                inbox.set_filter(Query::parse(words, Zone::Utc).unwrap(), world, height);
            }
            UserMove::ThereAndBack(_) => {
                let place = inbox.place();
                if let Some(slot) = slot {
                    inbox.select(slot, world, height);
                }
                inbox.return_to(place, world, height);
            }
        });
        self.settle();
        if self.inbox.waiting_changes() == 0 && self.arrived() == 0 {
            self.moved.clear();
        }
    }

    pub(super) fn settle(&mut self) {
        let now = self.now;
        self.with_world(|inbox, world, _| {
            inbox.advance(world, now);
            inbox.look_on(world, now);
            inbox.take_in(world, now);
        });
    }

    /// Until every row was looked at.
    pub(super) fn look_through(&mut self) {
        while self.inbox.scanning() {
            self.settle();
        }
    }

    pub(super) fn happen(&mut self, happening: &Happening) {
        match happening {
            Happening::Put { number, second } => self.put(*number, *second),
            Happening::Note(number) => self.note(*number),
            Happening::TakeOut(number) => self.take_out(*number),
            Happening::Write {
                number,
                second,
                direction,
            } => self.write(*number, *second, *direction),
            Happening::Archive(number) => self.archive(*number),
            Happening::See(number) => self.see(*number),
            Happening::Minutes(minutes) => {
                self.present = self
                    .present
                    .plus(Duration::from_mins(minutes.unsigned_abs()));
                self.settle();
            }
            Happening::Ask => {
                self.inbox.ask_again();
                self.settle();
            }
            Happening::Wait => self.wait(),
            Happening::User(user_move) => self.user(user_move),
            Happening::Freeze => {
                let frozen = !self.inbox.frozen();
                self.inbox.set_frozen(frozen, self.now);
                self.settle();
            }
            Happening::Resize(height) => {
                self.height = *height;
                self.inbox.clamp(&self.picture, *height);
                self.settle();
            }
        }
    }

    pub(super) fn screen(&self) -> Vec<Option<Slot>> {
        self.inbox.visible(&self.picture, self.height).collect()
    }

    /// Numbers of the conversations on the screen; `None` is an empty line.
    pub(super) fn numbers(&self) -> Vec<Option<usize>> {
        let number = |slot| {
            let row = self.picture.row(slot).unwrap();
            row.conversation
                .id
                .as_str()
                .strip_prefix("t_")
                .unwrap()
                .parse()
                .unwrap()
        };
        self.screen()
            .into_iter()
            .map(|slot| slot.map(number))
            .collect()
    }

    /// The selected row and its line.
    pub(super) fn anchor(&self) -> Option<(Slot, Option<usize>)> {
        let slot = self.inbox.selected()?;
        let line = self.screen().iter().position(|shown| *shown == Some(slot));
        Some((slot, line))
    }

    pub(super) fn arrived(&self) -> usize {
        let above = |slot: &&Slot| self.inbox.is_above(&self.picture, **slot);
        let above = self.inbox.arrived.iter().filter(above).count();
        assert_eq!(
            self.inbox.arrived_above(),
            above,
            "those above and no others"
        );
        above
    }

    /// The rows that view and filter admit in the order of the list, picked and sorted from scratch.
    pub(super) fn sorted(&self) -> Vec<Option<Slot>> {
        let (world, order) = (self.world(), self.inbox.order());
        let mut slots: Vec<_> = self.picture.slots().collect();
        slots.retain(|slot| world.admits(*slot, self.inbox.view(), self.inbox.filter()));
        slots.sort_by_key(|slot| {
            let conversation = &self.picture.row(*slot).unwrap().conversation;
            let id = conversation.id.clone();
            let since = self.attention.standing(*slot).wait.map(|wait| wait.since);
            let latest = conversation
                .last_activity()
                .map_or(i64::MIN, Timestamp::as_millis);
            match order.by {
                SortBy::LastMessage => (false, latest, id),
                SortBy::Created => (false, conversation.created_at.unwrap().as_millis(), id),
                SortBy::Waiting => match since {
                    Some(since) => (false, since.as_millis(), id),
                    None => (true, -latest, id),
                },
            }
        });
        if order.reversed != (order.by != SortBy::Waiting) {
            slots.reverse();
        }
        slots.into_iter().map(Some).collect()
    }
}
